package officer

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// saying is what was ticked and counted for a day and is no entry yet. It is kept on
// disk: a bag that was counted is not counted again because a tablet was dropped.
type saying struct {
	Day     string            `json:"day"`
	Carried []string          `json:"carried,omitempty"`
	Letters *int              `json:"letters,omitempty"` // brought back; nil: not counted
	Counted map[string]int64  `json:"counted,omitempty"` // minor units, by currency
	Reasons map[string]string `json:"reasons,omitempty"` // of a difference, by currency
}

const metaSaying = "officer.saying"

// readSaying is what was ticked for that day; what cannot be read is nothing.
func readSaying(ctx context.Context, j *journal.Journal, day string) (saying, error) {
	b, err := j.Meta(ctx, metaSaying)
	var s saying
	if err != nil || json.Unmarshal(b, &s) != nil || s.Day != day {
		return saying{Day: day}, err
	}
	return s, nil
}

// say changes what was ticked and keeps it.
func (d *Day) say(change func(*saying)) {
	next := d.saying
	next.Counted, next.Reasons, next.Carried = maps.Clone(next.Counted), maps.Clone(next.Reasons), slices.Clone(next.Carried)
	change(&next)
	d.saying = next
	d.shell.Rebuild()
	k := d.desk
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) {
		b, err := json.Marshal(next)
		if err == nil {
			err = k.Journal.SetMeta(ctx, metaSaying, b)
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			d.shell.Tell(d.words().T("common.failed", "why", err.Error()), "", nil, told)
		}
	})
}

// count sets what was counted of a currency.
func (s *saying) count(currency string, minor int64) {
	if s.Counted == nil {
		s.Counted = map[string]int64{}
	}
	s.Counted[currency] = minor
}

// because sets why a currency differs.
func (s *saying) because(currency, reason string) {
	if s.Reasons == nil {
		s.Reasons = map[string]string{}
	}
	s.Reasons[currency] = reason
}

// cash is what was taken with what was counted of it, by currency; whole reports
// that all that was taken was counted.
func (s *saying) cash(taken []visits.Cash) (list []visits.Cash, whole bool) {
	list, whole = (&visits.EndedFacts{}).Against(taken), true
	for i := range list {
		c := &list[i]
		n, counted := s.Counted[c.Currency]
		whole = whole && counted
		if c.Counted = n; c.Differs() {
			c.Reason = s.Reasons[c.Currency]
		}
	}
	return list, whole
}

// lookAtDay reads what the day's two words need.
func (s *snapshot) lookAtDay(ctx context.Context, k *desk.Desk, known []visits.Visit) (err error) {
	day := desk.Day(k.Now(), s.tour.zone())
	if s.saying, err = readSaying(ctx, k.Journal, day); err != nil {
		return err
	}
	s.ending = visits.Ending(known, k.Me(), day)
	if s.said, err = k.Journal.Tour(ctx, k.Me(), day); err != nil {
		return err
	}
	s.sound = ""
	switch {
	case k.Device.Sound == nil:
		s.sound = visits.SoundNoDevice
	case len(s.tour.Stops) > 0:
		v, _, err := k.Officer.Ask(ctx, s.tour.Stops[0].Case, k.Second())
		if err != nil {
			return err
		}
		s.sound = v.Recording.Mode
	}
	return nil
}
