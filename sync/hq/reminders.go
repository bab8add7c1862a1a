package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/promise"
	"fairvisit/visits/remind"
)

// Reminder is a payment that somebody is to be reminded of, with the ways there are,
// and who has it.
type Reminder struct {
	Case     evidence.ID    `json:"case"`
	Who      string         `json:"who,omitempty"` // masked
	Visit    evidence.ID    `json:"visit"`
	Date     string         `json:"date"`
	Amount   int64          `json:"amount"` // that is still to come, minor units
	Currency string         `json:"currency"`
	Ways     []ReminderWay  `json:"ways,omitempty"` // none once somebody has it
	Claim    *ReminderClaim `json:"claim,omitempty"`
}

// ReminderWay is one channel: when it may be used, at the debtor's address, or the
// rule that speaks against it now.
type ReminderWay struct {
	Channel string `json:"channel"`
	From    string `json:"from,omitempty"` // 2006-01-02 15:04; "": not before the payment is due
	Until   string `json:"until,omitempty"`
	Rule    string `json:"rule,omitempty"`
	Code    string `json:"code,omitempty"`
}

// ReminderClaim is who has a reminder and what became of it.
type ReminderClaim struct {
	Reminder evidence.ID `json:"reminder"`
	Way      string      `json:"way"`
	Officer  evidence.ID `json:"officer,omitzero"` // zero: headquarters
	At       int64       `json:"at"`
	Until    int64       `json:"until"`
	Take     evidence.ID `json:"take,omitzero"`
	Result   string      `json:"result,omitempty"` // "": nobody said yet
}

// reminding is one look at the reminders of a branch.
type reminding struct {
	h        *HQ
	law      judging.Law
	pictures *visits.Pictures
	now      int64
}

func (h *HQ) reminding(ctx context.Context, unit evidence.ID) (*reminding, error) {
	law, err := h.LawOf(ctx, unit, "")
	if err != nil {
		return nil, err
	}
	load := func(k visits.Key) ([]byte, error) {
		p, err := h.Store.PictureByID(ctx, k.Kind, k.ID)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		return p.Body, err
	}
	return &reminding{h, law, visits.NewPictures(load), h.now().UnixMicro()}, nil
}

// at is the moment a case is looked at: now, or where a later day was asked for its
// beginning there.
func (r *reminding) at(c *visits.Case, day string) int64 {
	if day == "" || day == promise.DayOf(c, r.now) {
		return r.now
	}
	if at := promise.StartOf(c, day); at != 0 {
		return at
	}
	return r.now
}

// tasks are those of a case at a moment, without what was noted by hand before
// reminders had entries of their own.
func (r *reminding) tasks(c *visits.Case, at int64) []remind.Task {
	return slices.DeleteFunc(remind.Of(c, at, promise.House()), func(t remind.Task) bool {
		t.Twin = false // then the first id was that of the day, whoever promised
		first := r.id(&t, 0)
		return t.Claim == nil && c.Reminder(first) == nil && slices.ContainsFunc(c.Outside, func(n visits.NotedContact) bool { return n.Contact == first })
	})
}

// id names the attempt of a reminder; the first has the id it always had. Where more
// than one promise of the visit has a payment on the day, which one is in its name.
func (r *reminding) id(t *remind.Task, attempt int) evidence.ID {
	words := []string{"reminder", t.Case.String(), t.Visit.String(), t.Date}
	if t.Twin {
		words = append(words, t.Promise.String())
	}
	if attempt > 0 {
		words = append(words, strconv.Itoa(attempt))
	}
	return visits.KeyedID(r.h.keys.Import, words...)
}

// ways are asked for now, and each that opens on a later day once more for that day:
// what tablets hold may become a contact on either.
func (r *reminding) ways(c *visits.Case, t *remind.Task, at int64) ([]remind.Way, error) {
	list, err := r.waysFrom(c, t, at)
	for i := range list {
		w := &list[i]
		for asked := at; err == nil && w.From != 0 && promise.DayOf(c, w.From) != promise.DayOf(c, asked); {
			asked = w.From
			var later []remind.Way
			if later, err = r.waysFrom(c, t, asked); err != nil {
				break
			}
			if w.From, w.Until = later[i].From, later[i].Until; later[i].Rule != "" {
				w.Rule, w.Code = later[i].Rule, later[i].Code
			}
		}
	}
	return list, err
}

func (r *reminding) waysFrom(c *visits.Case, t *remind.Task, at int64) ([]remind.Way, error) {
	reserved, err := r.pictures.Reserved(c.ID, at, t.Until)
	if err != nil {
		return nil, err
	}
	return t.Ways(c, r.law.Of(c), at, t.AtHeadquarters(c, r.law.Branch, reserved)), nil
}

// each goes through the cases of a branch with something to remind of.
func (r *reminding) each(ctx context.Context, unit evidence.ID, do func(c *visits.Case) error) error {
	return r.h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err != nil || c.Unit != unit || len(c.Promises) == 0 {
			return err
		}
		return do(c)
	})
}

// Reminders are the payments of a branch that somebody is to be reminded of on a day
// ("": now), and those that somebody has and nobody said what became of.
func (h *HQ) Reminders(ctx context.Context, unit evidence.ID, day string) ([]Reminder, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	r, err := h.reminding(ctx, unit)
	if err != nil {
		return nil, err
	}
	list := []Reminder{}
	err = r.each(ctx, unit, func(c *visits.Case) error {
		at := r.at(c, day)
		for _, t := range r.tasks(c, at) {
			l, err := r.line(c, &t, at)
			if err != nil {
				return err
			}
			list = append(list, l)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Reminder) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), slices.Compare(a.Case[:], b.Case[:]))
	})
	return list, err
}

func (r *reminding) line(c *visits.Case, t *remind.Task, at int64) (Reminder, error) {
	l := Reminder{Case: c.ID, Who: masked(c), Visit: t.Visit, Date: t.Date, Amount: t.Amount, Currency: t.Currency}
	if k := t.Claim; k != nil {
		l.Claim = &ReminderClaim{k.Reminder, k.Way, k.Officer, k.At, k.Until, k.Take, k.Result}
	}
	if t.Claimed(at) {
		return l, nil
	}
	ways, err := r.ways(c, t, at)
	for _, w := range ways {
		l.Ways = append(l.Ways, shownWay(c, &w))
	}
	return l, err
}

func shownWay(c *visits.Case, w *remind.Way) ReminderWay {
	s := ReminderWay{Channel: w.Channel, Rule: w.Rule, Code: w.Code}
	zone, err := time.LoadLocation(c.Facts.Zone)
	if err == nil && w.From != 0 {
		s.From, s.Until = time.UnixMicro(w.From).In(zone).Format("2006-01-02 15:04"), time.UnixMicro(w.Until).In(zone).Format("2006-01-02 15:04")
	}
	return s
}

// ErrNothingDue means that no payment of the case is due and not reminded of.
var ErrNothingDue = errors.New("no payment of this case is due that nobody was reminded of; nothing was noted")

// Remind notes that headquarters reminds a debtor now, by a channel, of what is due:
// a contact that counts like any other. Refused where the rules in force do not let
// it be now; then nobody is to be reminded, and nothing is noted.
func (h *HQ) Remind(ctx context.Context, unit, id evidence.ID, channel string) (int, error) {
	if !slices.Contains(visits.ReminderWays, channel) {
		return 0, fmt.Errorf("nobody is reminded by %q; it can be message, call or letter, and nothing was noted", channel)
	}
	c, err := h.heldCase(ctx, id)
	switch {
	case err != nil:
		return 0, err
	case c == nil || c.Unit != unit:
		return 0, errors.New("there is no such case in this branch; nothing was noted")
	}
	due := 0
	taken, err := h.claim(ctx, unit, id, func(r *reminding, c *visits.Case, t *remind.Task) (*claim, *ReminderRefused, error) {
		due++
		return r.byNow(c, t, channel)
	})
	switch {
	case err != nil:
		return 0, err
	case due == 0:
		return 0, ErrNothingDue
	case len(taken.claims) == 0:
		return 0, fmt.Errorf("the rules in force do not let this debtor be reminded by %s now (%s %s); nothing was noted", channel, taken.Refused[0].Rule, taken.Refused[0].Code)
	}
	acts := make([]Act, len(taken.claims))
	for i, k := range taken.claims {
		acts[i] = endAct(k.c.ID, k.facts.Reminder, visits.ReminderSent)
	}
	if _, err := h.Do(ctx, acts...); err != nil {
		return 0, err
	}
	return len(acts), h.Settle(ctx)
}

func endAct(c, reminder evidence.ID, result string) Act {
	return Act{Kind: visits.ReminderEnded, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c}}, Facts: visits.ReminderEndFacts{Reminder: reminder, Result: result}}
}
