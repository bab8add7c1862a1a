package hq

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Retention says how many days after its closing a case is kept, by the reason it
// was closed for. A reason that is not named is kept for good.
type Retention map[string]int

// ReadRetention reads a policy: a JSON object of reasons out of visits.CloseReasons
// and days, 1 at least. A name that is none is refused: a slip of the pen must not
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
		if !slices.Contains(visits.CloseReasons, reason) || days < 1 {
			return nil, fmt.Errorf("the retention policy %s says %q: %d, and should say a reason a case is closed for and days, 1 at least; nothing is erased", path, reason, days)
		}
	}
	return p, nil
}

// Due is a case whose time has come.
type Due struct {
	Case   evidence.ID `json:"case"`
	Closed time.Time   `json:"closed"`
	Reason string      `json:"reason"` // of its closing
	Since  time.Time   `json:"since"`  // when its time came
	Held   string      `json:"held,omitempty"`
}

// DueCases lists the cases that are closed longer than the policy keeps them, and
// of those under a legal hold why they stay.
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
			return list, nil
		}
	}
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
		if len(h.o.Retention) > 0 {
			retained = h.retainToday(ctx, retained)
		}
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
