package hq

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Retention says how many days after its closing a case is kept, by the reason it
// was closed for. A reason that is not named is kept for good. Under UnplacedReference
// it says the same of what was asked for by a reference that nobody placed, after the
// last day that was asked for; not named, it is UnplacedDays: no case is ever closed
// with which it would go.
type Retention map[string]int

// UnplacedReference is the reason of a reference that nobody placed, and UnplacedDays how
// long it is kept where a policy does not say.
const (
	UnplacedReference = "unplaced_reference"
	UnplacedDays      = 90
)

// ReadRetention reads a policy: a JSON object of reasons out of visits.CloseReasons or
// UnplacedReference and days, 1 at least. A name that is none is refused: a slip of the pen must not
// keep what should go, or the other way round.
func ReadRetention(path string) (Retention, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var p Retention
	if err := json.Unmarshal(b, &p); err != nil {
		return nil, fmt.Errorf("the retention policy %s cannot be read; nothing is erased: %w", path, err)
	}
	for reason, days := range p {
		if reason != UnplacedReference && !slices.Contains(visits.CloseReasons, reason) || days < 1 {
			return nil, fmt.Errorf("the retention policy %s says %q: %d, and should say a reason a case is closed for and days, 1 at least; nothing is erased", path, reason, days)
		}
	}
	return p, nil
}

// Due is a case whose time has come.
type Due struct {
	Case   evidence.ID `json:"case"`
	Closed time.Time   `json:"closed"` // of a reference: the last day that was asked for
	Reason string      `json:"reason"` // of its closing, or UnplacedReference
	Since  time.Time   `json:"since"`  // when its time came
	Held   string      `json:"held,omitempty"`
}

// DueCases lists the cases that are closed longer than the policy keeps them, and the
// references that nobody placed for so long, and of those under a legal hold why they
// stay.
func (h *HQ) DueCases(ctx context.Context, p Retention) ([]Due, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	list := []Due{}
	for after := (evidence.ID{}); ; {
		page, err := h.Store.ListPictures(ctx, visits.KindCase, "closed", after, maxLines)
		if err != nil {
			return nil, err
		}
		for _, line := range page {
			after = line.ID
			c, err := decodePicture[visits.Case](line)
			if err != nil {
				return nil, err
			}
			days, named := p[c.Closed.Reason]
			if !named {
				continue
			}
			closed := time.UnixMicro(c.Closed.At).UTC()
			d := Due{Case: c.ID, Closed: closed, Reason: c.Closed.Reason, Since: closed.AddDate(0, 0, days)}
			if c.Held != nil {
				d.Held = c.Held.Reason
			}
			if !h.now().Before(d.Since) {
				list = append(list, d)
			}
		}
		if len(page) < maxLines {
			break
		}
	}
	references, err := h.dueReferences(ctx, p)
	return append(list, references...), err
}

// dueReferences lists what was asked for by a reference that no answer placed in a case
// that there is, once its time is over.
func (h *HQ) dueReferences(ctx context.Context, p Retention) (list []Due, err error) {
	days, named := p[UnplacedReference]
	if !named {
		days = UnplacedDays
	}
	err = h.eachPicture(ctx, visits.KindAsk, func(line store.Picture) error {
		a, err := decodePicture[visits.Ask](line)
		if err != nil || !a.Reference || !a.Spoken() {
			return err
		}
		until, err := time.Parse(time.DateOnly, a.Until)
		if err != nil {
			return err
		}
		d := Due{Case: a.Case, Closed: until, Reason: UnplacedReference, Since: until.AddDate(0, 0, days+1)}
		if h.now().Before(d.Since) || slices.ContainsFunc(list, func(o Due) bool { return o.Case == a.Case }) {
			return nil
		}
		for _, id := range a.Placed() {
			if c, err := h.caseNamed(ctx, id); err == nil && !c.Imported.IsZero() {
				return nil // it goes with that one
			}
		}
		of, err := h.caseNamed(ctx, a.Case)
		if err != nil {
			return err
		}
		own, err := h.isReference(ctx, of)
		if of.Held != nil {
			d.Held = of.Held.Reason
		}
		if own {
			list = append(list, d)
		}
		return err
	})
	return list, err
}

// Retain erases the cases whose time has come and that nobody holds. done are
// those it erased, also where an error ended it.
func (h *HQ) Retain(ctx context.Context, p Retention) (done []Due, err error) {
	due, err := h.DueCases(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, d := range due {
		if d.Held != "" {
			continue
		}
		if _, err := h.Erase(ctx, d.Case, "retention"); err != nil {
			return done, err
		}
		done = append(done, d)
	}
	return done, nil
}

// retainEvery is how often a server looks whether a day has passed.
const retainEvery = time.Hour

// runErasures finishes erasures that a stop left, deletes copies of keys that are
// too old, and once a day erases what the policy does not keep.
func (h *HQ) runErasures(ctx context.Context) {
	t := time.NewTicker(retainEvery)
	defer t.Stop()
	var retained string // the day for which it was done
	for {
		if err := h.FinishErasures(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("an erasure could not be finished; it is tried again", "error", err)
		}
		retained = h.retainToday(ctx, retained)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if err := h.ring.Tidy(); err != nil { // at the start the keys were opened, which does it
			h.log.Error("old copies of the case keys could not be deleted; it is tried again", "error", err)
		}
	}
}

// retainToday applies the policy unless it was applied on that day; it returns the
// day it was last applied on.
func (h *HQ) retainToday(ctx context.Context, last string) string {
	today := h.now().UTC().Format(time.DateOnly)
	if last == today {
		return last
	}
	done, err := h.Retain(ctx, h.o.Retention)
	for _, d := range done {
		h.log.Info("a case was erased, its time had come", "case", d.Case.Short(), "closed", d.Closed)
	}
	if err != nil {
		if ctx.Err() == nil {
			h.log.Error("cases whose time has come could not all be erased; it is tried again", "error", err)
		}
		return last
	}
	return today
}
