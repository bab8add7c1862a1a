package officer

import (
	"context"
	"errors"
	"slices"
	"time"

	"fairvisit/app/askvisit"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// casePage is one case before the door: where, why or why not, with whom, and
// the next step. Nothing of the debt is read into it.
type casePage struct {
	day *Day
	id  evidence.ID

	c       *visits.Case
	verdict rules.Verdict
	asked   bool
	err     error
	said    string // why the last step was not taken
	busy    bool
	warned  warned
	checkIn int    // minutes, chosen for the visit; 0: the usual
	over    hazard // the one that was said to be no more

	asks []askvisit.Line // visits that are asked for it

	stopHere bool // this chain holds a stop of it, to be shown to a colleague
}

func (d *Day) casePage(id evidence.ID) *shell.Page {
	p := &casePage{day: d, id: id}
	d.open = p
	p.ask()
	return &shell.Page{ID: "case." + id.Short(), Build: p.build, Left: func() {
		if d.open == p {
			d.open = nil
			d.tour.refresh()
		}
	}}
}

// ask puts the case to the rules, beside the screen.
func (p *casePage) ask() {
	k := p.day.desk
	type said struct {
		verdict rules.Verdict
		c       *visits.Case
		stop    bool
		asks    []askvisit.Line
	}
	shell.Do(p.day.shell.Run, func(ctx context.Context) (said, error) {
		v, c, err := k.Officer.Ask(ctx, p.id, k.Second())
		if err != nil {
			return said{v, c, false, nil}, err
		}
		stops, err := k.Journal.Stops(ctx, p.id)
		if err != nil {
			return said{v, c, false, nil}, err
		}
		asks, err := askvisit.Read(ctx, k, p.id)
		return said{v, c, len(stops) > 0, asks}, err
	}, func(s said, err error) {
		p.verdict, p.c, p.stopHere, p.asks, p.err, p.asked = s.verdict, s.c, s.stop, s.asks, err, true
		p.day.rebuild()
	})
}

// stop is the case's line in the tour; nil when it is not of today.
func (p *casePage) stop() *stop {
	for _, list := range [][]stop{p.day.seen.tour.Drafts, p.day.seen.tour.Stops} {
		for i := range list {
			if list[i].Case == p.id {
				return &list[i]
			}
		}
	}
	return nil
}

// gone reports that the officer set off to this case today and has not closed a visit of
// it since: what Go shows, the close covers again.
func (p *casePage) gone() bool {
	g, now := p.day.seen.going, p.day.shell.Now()
	if g.Case != p.id || time.UnixMicro(g.At).In(now.Location()).Format(time.DateOnly) != now.Format(time.DateOnly) {
		return false
	}
	return !slices.ContainsFunc(p.c.Contacts, func(v visits.Contact) bool { return v.First >= g.At && ended(&v) })
}

// step is what the officer may do next.
type step int

const (
	stepNone    step = iota
	stepResume       // a visit of this case is open
	stepConfirm      // a second officer is missing
	stepGo
	stepStart
	stepWait // on the way, and not allowed yet
)

// next is the next allowed step: the one filled button.
func (p *casePage) next() step {
	s := p.stop()
	switch {
	case !p.asked || p.err != nil || p.c == nil:
		return stepNone
	case s != nil && !s.Draft.IsZero():
		return stepResume
	case s != nil && s.Done != 0:
		return stepNone
	case p.verdict.Allowed() && p.gone():
		return stepStart
	case p.verdict.Allowed():
		return stepGo
	case onlyCrew(p.verdict):
		return stepConfirm
	case p.opensToday() && p.gone():
		return stepWait
	case p.opensToday():
		return stepGo // the way there takes time; the door opens at the hour only
	}
	return stepNone
}

// opensToday reports that only the hour is in the way, and that it comes today.
func (p *casePage) opensToday() bool {
	if p.verdict.NextAllowed == 0 {
		return false
	}
	zone := zoneOf(p.c.Facts.Zone)
	return time.UnixMicro(p.verdict.NextAllowed).In(zone).Format(time.DateOnly) == p.day.shell.Now().In(zone).Format(time.DateOnly)
}

// set off: the number of the house may be shown from now on.
func (p *casePage) setOff() {
	d := p.day
	g := going{Case: p.id, At: d.desk.Now().UnixMicro()}
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, d.desk.Journal.SetMeta(ctx, metaGoing, g.encode())
	}, func(_ struct{}, err error) {
		if err != nil {
			p.said = d.words().T("common.failed", "why", err.Error())
		} else {
			d.seen.going = g
		}
		p.ask()
	})
}

// start asks the rules once more and opens the visit, if they let it through.
func (p *casePage) start() {
	if p.busy {
		return // a second tap must not open a second visit
	}
	p.busy, p.said = true, ""
	d, why := p.day, p.reason()
	why.CheckIn = p.within()
	type opened struct {
		visit   *fieldwork.Visit
		verdict rules.Verdict
	}
	shell.Do(d.shell.Run, func(ctx context.Context) (opened, error) {
		v, verdict, err := d.desk.Officer.Open(ctx, p.id, d.desk.Second(), why)
		return opened{v, verdict}, err
	}, func(o opened, err error) {
		p.busy = false
		switch {
		case errors.Is(err, fieldwork.ErrNotAllowed):
			p.verdict = o.verdict
			p.said = d.words().T("officer.case.started_refused", "why", p.refusal())
			d.shell.Rebuild()
		case errors.Is(err, fieldwork.ErrReasonNeeded):
			p.verdict = o.verdict
			p.said = d.words().T("officer.why.needed")
			d.shell.Rebuild()
		case err != nil:
			p.said = d.words().T("officer.case.started_refused", "why", err.Error())
			d.shell.Rebuild()
		default:
			d.reload()
			d.hooks.StartVisit(d.desk, o.visit)
		}
	})
}

// refusal is why the rules refuse, in one line with the rule.
func (p *casePage) refusal() string {
	w := p.day.words()
	if r, ok := worst(p.verdict); ok {
		return reasonText(w, r, zoneOf(p.c.Facts.Zone)) + " (" + sourceText(w, p.verdict, r) + ")"
	}
	return w.T("officer.chip.unknown")
}
