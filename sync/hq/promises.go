package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/plan"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

// PromiseOf is a promise of a case as it stands on a day, with what follows where it
// was missed.
type PromiseOf struct {
	Case evidence.ID `json:"case"`
	Who  string      `json:"who,omitempty"` // masked
	promise.Promise
	Step  string `json:"step,omitempty"` // of the ladder, where it was missed and nobody was there since
	Words string `json:"words,omitempty"`
}

// Promises are those of a branch as they stand on a day, in order of their next
// payment, or of the last where there is none. Of an erased case nothing is listed.
func (h *HQ) Promises(ctx context.Context, unit evidence.ID, day string, ladder *plan.Policy) ([]PromiseOf, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	list := []PromiseOf{}
	err := h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err != nil || c.Unit != unit || c.Erased != nil {
			return err
		}
		all := promise.Of(c, day, promise.House(), 0)
		for i := range all {
			l := PromiseOf{Case: c.ID, Who: masked(c), Promise: all[i]}
			if i == len(all)-1 && all[i].Missed() && c.Closed == nil {
				t, err := ladder.Treat(c, day)
				if err != nil {
					return err
				}
				l.Step, l.Words = t.Step, t.Words
			}
			list = append(list, l)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b PromiseOf) int {
		return cmp.Or(cmp.Compare(a.When(), b.When()), slices.Compare(a.Case[:], b.Case[:]))
	})
	return list, err
}

func masked(c *visits.Case) string {
	if c.Words == nil || len(c.Words.Parties) == 0 {
		return ""
	}
	return visits.MaskName(c.Words.Parties[0].Name)
}

// Reminder is a payment that is due and of which nobody was reminded yet, with when
// each channel may be used on that day; "" where it may not at all, and then why.
type Reminder struct {
	Case     evidence.ID       `json:"case"`
	Who      string            `json:"who,omitempty"` // masked
	Visit    evidence.ID       `json:"visit"`
	Date     string            `json:"date"`
	Amount   int64             `json:"amount"` // that is still to come, minor units
	Currency string            `json:"currency"`
	From     map[string]string `json:"from"` // by channel, HH:MM at the debtor's address
	Why      map[string]string `json:"why,omitempty"`

	parties []evidence.ID
}

// remindBy are the channels by which somebody can be reminded. Nobody is visited for it.
var remindBy = []string{rules.ChannelMessage, rules.ChannelCall, rules.ChannelLetter}

// Reminders are the payments of a branch that are due on a day and were not
// reminded of.
func (h *HQ) Reminders(ctx context.Context, unit evidence.ID, day string) ([]Reminder, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	law, err := h.LawOf(ctx, unit, "")
	if err != nil {
		return nil, err
	}
	list := []Reminder{}
	err = h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err != nil || c.Unit != unit {
			return err
		}
		for _, r := range h.toRemind(c, day) {
			r.hours(law, c, day)
			list = append(list, r)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Reminder) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), slices.Compare(a.Case[:], b.Case[:]))
	})
	return list, err
}

// toRemind are a case's payments that are due on a day and not reminded of.
func (h *HQ) toRemind(c *visits.Case, day string) []Reminder {
	if c.Erased != nil || c.Closed != nil {
		return nil
	}
	var list []Reminder
	for _, p := range promise.Of(c, day, promise.House(), 0) {
		if p.State != promise.Due {
			continue
		}
		for _, x := range p.Parts {
			r := Reminder{Case: c.ID, Who: masked(c), Visit: p.Visit, Date: x.Date, Amount: x.Amount - x.Paid, Currency: p.Currency, parties: p.Parties}
			if x.State == promise.Due && x.Date >= day && !slices.ContainsFunc(c.Outside, func(n visits.NotedContact) bool { return n.Contact == h.reminderID(&r) }) {
				list = append(list, r)
			}
		}
	}
	return list
}

func (h *HQ) reminderID(r *Reminder) evidence.ID {
	return visits.KeyedID(h.keys.Import, "reminder", r.Case.String(), r.Visit.String(), r.Date)
}

// asked is the question of a reminder to the engine. The promise itself does not
// hold it: it is part of what was agreed.
func asked(c *visits.Case, branch, channel string, at int64) rules.Question {
	q := rules.Question{Act: rules.Start, Channel: channel, PacksAsOf: at, When: rules.Interval{Class: rules.ClassA, Earliest: at, Latest: at, Wall: at, NewestEntry: at},
		Governed: judging.Governing(c, branch),
		Case:     rules.CaseFacts{ID: c.ID, Debts: []evidence.ID{c.Facts.Debt}, Zone: c.Facts.Zone, FlagsAsOf: at},
		Place:    rules.Place{Kind: c.Facts.PlaceKind, Address: c.Facts.Place}}
	for _, f := range c.Flags {
		q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At, Source: f.Source})
	}
	for _, p := range c.Facts.Parties {
		q.Subjects = append(q.Subjects, rules.Subject{Party: p.Party, Role: p.Role, Debts: q.Case.Debts})
	}
	judging.Tell(c, &q)
	q.PromisedUntil = 0
	return q
}

// hours finds from when on that day each channel may be used.
func (r *Reminder) hours(law judging.Law, c *visits.Case, day string) {
	r.From, r.Why = map[string]string{}, map[string]string{}
	end := promise.EndOf(c, day)
	zone, err := time.LoadLocation(c.Facts.Zone)
	if err != nil || end == 0 {
		return
	}
	begin := time.UnixMicro(end).In(zone).AddDate(0, 0, -1).UnixMicro()
	for _, channel := range remindBy {
		v := rules.Evaluate(law.Of(c), asked(c, law.Branch, channel, begin))
		at := begin
		if !v.Allowed() {
			at = v.NextOnline
		}
		if at == 0 || at >= end {
			r.Why[channel] = whyNot(v)
			continue
		}
		r.From[channel] = time.UnixMicro(at).In(zone).Format("15:04")
	}
}

// whyNot is the first rule that speaks against it, and how.
func whyNot(v rules.Verdict) string {
	for _, r := range v.Reasons {
		if r.Severity == rules.Block {
			return r.Rule + " " + r.Code
		}
	}
	return ""
}

// ErrNothingDue means that no payment of the case is due and not reminded of.
var ErrNothingDue = errors.New("no payment of this case is due that nobody was reminded of; nothing was noted")

// Remind notes that headquarters reminds a debtor now, by a channel, of what is due:
// a contact that counts like any other. Refused where the rules in force do not let
// it be now; then nobody is to be reminded, and nothing is noted.
func (h *HQ) Remind(ctx context.Context, unit, id evidence.ID, channel string) (int, error) {
	if !slices.Contains(remindBy, channel) {
		return 0, fmt.Errorf("nobody is reminded by %q; it can be message, call or letter, and nothing was noted", channel)
	}
	if err := h.Settle(ctx); err != nil {
		return 0, err
	}
	c, err := h.heldCase(ctx, id)
	switch {
	case err != nil:
		return 0, err
	case c == nil || c.Unit != unit:
		return 0, errors.New("there is no such case in this branch; nothing was noted")
	}
	law, err := h.LawOf(ctx, unit, "")
	if err != nil {
		return 0, err
	}
	at := h.now().UnixMicro()
	due := h.toRemind(c, promise.DayOf(c, at))
	if len(due) == 0 {
		return 0, ErrNothingDue
	}
	if v := rules.Evaluate(law.Of(c), asked(c, law.Branch, channel, at)); !v.Allowed() {
		return 0, fmt.Errorf("the rules in force do not let this debtor be reminded by %s now (%s); nothing was noted", channel, whyNot(v))
	}
	acts := make([]Act, len(due))
	for i := range due {
		acts[i] = Act{Kind: visits.ContactNoted, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}},
			Facts: visits.NotedContactFacts{Contact: h.reminderID(&due[i]), Channel: channel, At: at, Parties: due[i].parties, Source: visits.SourceHeadquarters}}
	}
	if _, err := h.Do(ctx, acts...); err != nil {
		return 0, err
	}
	return len(acts), h.Settle(ctx)
}
