package headquarters

import (
	"context"

	"fairvisit/app/shell"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// stopList is the stops in force as they were read.
type stopList struct {
	filter  string // one of stopFilters
	all     []fieldsync.StopLine
	loaded  bool
	loading bool
	err     error
	chosen  evidence.Hash
}

// stopFilters are what the list can show: all, what is overdue, what waits for a
// second person.
var stopFilters = []string{"", "over", "asked"}

func (l *stopList) shown() []fieldsync.StopLine {
	var list []fieldsync.StopLine
	for _, one := range l.all {
		if l.filter == "" || l.filter == "over" && one.Over || l.filter == "asked" && one.State == visits.StopReleaseAsked {
			list = append(list, one)
		}
	}
	return list
}

// stopDesk is the stop that stands open, and what is being said of it.
type stopDesk struct {
	id     evidence.ID // of the case
	flag   evidence.Hash
	rec    *fieldsync.StopRecord // nil: not read yet
	names  map[evidence.ID]string
	trying error // that kept it from being read, or something from being written
	busy   bool
	told   bool // written, and not read back yet

	decision, reason string // of a decision
	days             int    // until it is to be looked at again; 0: never
	words            string

	channel, about, upheld string // of a complaint
	answer                 string // words of either
}

// extendDays are for how long a stop is upheld or a decision put off.
var extendDays = []int{1, 7, 30, 90}

func (h *Headquarters) loadStops() {
	l := h.stops
	if l.loading {
		return
	}
	l.loading = true
	shell.Do(h.s.Run, h.reader.Stops, func(all []fieldsync.StopLine, err error) {
		l.loading, l.err = false, err
		if err == nil {
			l.all, l.loaded = all, true
		}
		h.s.Rebuild()
	})
}

// openStop shows one stop beside the list.
func (h *Headquarters) openStop(l fieldsync.StopLine) {
	h.stops.chosen = l.Flag
	h.deciding = &stopDesk{id: l.Case, flag: l.Flag, decision: visits.StopUpheld, channel: "visit", about: "conduct"}
	h.loadStop()
	h.s.Beside(h.stopPage())
}

func (h *Headquarters) loadStop() {
	d := h.deciding
	shell.Do(h.s.Run, func(ctx context.Context) (fieldsync.StopRecord, error) { return h.reader.Stop(ctx, d.id, reasonReview) },
		func(r fieldsync.StopRecord, err error) {
			if d.trying = err; err == nil {
				d.rec, d.told, d.names = &r, false, map[evidence.ID]string{}
				for _, p := range r.Persons {
					d.names[p.ID] = p.Name
				}
			}
			h.s.Rebuild()
		})
}

// reloadStops reads the list and the open stop again.
func (h *Headquarters) reloadStops() {
	h.loadStops()
	h.loadStop()
}

// writeStop writes into this person's own journal what make says; it counts when
// headquarters has folded it.
func (h *Headquarters) writeStop(write func(ctx context.Context, c *visits.Case, now int64) error) {
	d := h.deciding
	if d.busy || d.told || d.rec == nil {
		return // a second decision would contradict the first
	}
	d.busy = true
	c, now := d.rec.Case, h.k.Now().UnixMicro()
	shell.Do(h.s.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, write(ctx, c, now) }, func(_ struct{}, err error) {
		d.busy = false
		if d.trying = err; err == nil {
			d.told, d.words, d.answer = true, "", ""
		}
		h.s.Rebuild()
	})
}

// atDesk writes an act, unless it was refused.
func (h *Headquarters) atDesk(ctx context.Context, c *visits.Case, a visits.DeskAct, err error) error {
	if err == nil {
		_, err = h.k.Officer.AtDesk(ctx, c.ID, a)
	}
	return err
}

func (h *Headquarters) decideStop() {
	d := *h.deciding
	h.writeStop(func(ctx context.Context, c *visits.Case, now int64) error {
		s := visits.StopDeciding{Flag: d.flag, Decision: d.decision, Reason: d.reason}
		if d.days > 0 && d.decision != visits.StopRelease {
			s.Until = h.k.Now().AddDate(0, 0, d.days).UnixMicro()
		}
		a, err := c.DecideStop(s, d.words, now)
		return h.atDesk(ctx, c, a, err)
	})
}

func (h *Headquarters) answerRelease(declined string) {
	d := *h.deciding
	h.writeStop(func(ctx context.Context, c *visits.Case, _ int64) error {
		a, err := c.AnswerRelease(d.flag, declined, d.words)
		return h.atDesk(ctx, c, a, err)
	})
}

func (h *Headquarters) receiveComplaint() {
	d := *h.deciding
	h.writeStop(func(ctx context.Context, c *visits.Case, now int64) error {
		return h.k.Officer.ReceiveComplaint(ctx, c, d.channel, d.about, d.answer, now)
	})
}

func (h *Headquarters) acknowledgeComplaint(id evidence.ID) {
	h.writeStop(func(ctx context.Context, c *visits.Case, now int64) error {
		a, err := c.AcknowledgeComplaint(id, now)
		return h.atDesk(ctx, c, a, err)
	})
}

func (h *Headquarters) answerComplaint(id evidence.ID) {
	d := *h.deciding
	h.writeStop(func(ctx context.Context, c *visits.Case, now int64) error {
		a, err := c.AnswerComplaint(id, d.upheld, d.answer, now)
		return h.atDesk(ctx, c, a, err)
	})
}
