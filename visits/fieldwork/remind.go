package fieldwork

import (
	"context"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/remind"
	"fairvisit/visits/rules"
)

var errNoReminder = errors.New("this reminder is not yours, or it was said what became of it; nothing was noted")

// Reminding is one reminder that was given to this officer, as the rules in force
// stand to it now.
type Reminding struct {
	Case *visits.Case
	Line visits.ReminderLine
	Ways []remind.Way // only those an officer can take: a call, a letter
}

// Way is one of its ways; nil for none.
func (r *Reminding) Way(channel string) *remind.Way {
	i := slices.IndexFunc(r.Ways, func(w remind.Way) bool { return w.Channel == channel })
	if i < 0 {
		return nil
	}
	return &r.Ways[i]
}

// AskReminder puts a reminder that was given to this officer to the packs, for now.
func (o *Officer) AskReminder(ctx context.Context, caseID, reminder evidence.ID) (Reminding, error) {
	c, err := o.Journal.Case(ctx, caseID)
	if err != nil {
		return Reminding{}, err
	}
	if c == nil || c.Reminder(reminder) == nil || c.Reminder(reminder).Officer != o.Journal.Identity().Officer {
		return Reminding{}, errNoReminder
	}
	r := Reminding{Case: c, Line: *c.Reminder(reminder)}
	t := remind.Given(c, &r.Line)
	all, err := o.ReminderWays(ctx, c, &t)
	for _, w := range all {
		if w.Channel != rules.ChannelMessage {
			r.Ways = append(r.Ways, w)
		}
	}
	return r, err
}

// ReminderWays tells by which ways, and when, somebody may be reminded as far as this
// device knows; what other tablets hold only headquarters knows, and it gives or takes
// a reminder. Of one that was given another way than its own is closed where a limit
// that blocks counts it: a contact of the one kind was reserved.
func (o *Officer) ReminderWays(ctx context.Context, c *visits.Case, t *remind.Task) ([]remind.Way, error) {
	q, l, err := o.question(ctx, c, evidence.ID{})
	if err != nil {
		return nil, err
	}
	packs, err := o.rulesFor(ctx, l, &q)
	if err != nil {
		return nil, err
	}
	now := q.When
	ask := func(channel string, at int64) rules.Question {
		moved := q
		moved.When.Wall, moved.When.Earliest, moved.When.Latest = at, now.Earliest+at-now.Wall, now.Latest+at-now.Wall
		return t.Turn(c, moved, channel)
	}
	list := t.Ways(c, packs, now.Wall, ask)
	for i := range list {
		w := &list[i]
		if t.Claim == nil || t.Claim.Result != "" || w.Channel == t.Claim.Way {
			continue
		}
		if limited, _ := rules.Room(packs, ask(w.Channel, now.Wall)); limited {
			w.Rule, w.Code, w.From = "H-SLOT", "slot_none", 0
		}
	}
	return list, nil
}

// channelOf is the way by which a result was come to.
func channelOf(result string) string {
	if result == visits.ReminderLetter {
		return rules.ChannelLetter
	}
	return rules.ChannelCall
}

// Reminded has on disk, when it returns, what became of a reminder. What happened is
// never refused: where the rules did not let it be, the entry says which.
func (o *Officer) Reminded(ctx context.Context, caseID, reminder evidence.ID, result string) error {
	r, err := o.AskReminder(ctx, caseID, reminder)
	if err != nil {
		return err
	}
	if r.Line.Result != "" || !slices.Contains(visits.ReminderOfficers, result) {
		return errNoReminder
	}
	f := visits.ReminderEndFacts{Reminder: reminder, Result: result}
	if w := r.Way(channelOf(result)); result != visits.ReminderNotMade && w != nil && w.Rule != "" {
		f.Against = []string{w.Rule + " " + w.Code}
	}
	_, err = o.Journal.Append(ctx, journal.Writing{Kind: visits.ReminderEnded, Facts: f,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefOfficer, ID: o.Journal.Identity().Officer}}})
	return err
}
