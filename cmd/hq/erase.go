package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// namedCase is a case by its id, or by CREDITOR/NUMBER.
func namedCase(h *hq.HQ, name string) (evidence.ID, error) {
	if creditor, number, ok := strings.Cut(name, "/"); ok {
		return h.CaseID(creditor, number), nil
	}
	id, err := evidence.ParseID(name)
	if err != nil || id.IsZero() {
		return id, fmt.Errorf("%q is neither a case id nor CREDITOR/NUMBER; nothing was done", name)
	}
	return id, nil
}

// onCase runs f on the one case that the words name; flags may stand behind it.
func (c *call) onCase(where func() hq.Options, f func(h *hq.HQ, id evidence.ID) error) error {
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return errors.New("give one case: an id, or CREDITOR/NUMBER; nothing was done")
	}
	return c.with(where(), func(h *hq.HQ) error {
		id, err := namedCase(h, words[0])
		if err != nil {
			return err
		}
		return f(h, id)
	})
}

func runErase(ctx context.Context, c *call) error {
	where := c.where()
	reason := c.flags.String("reason", "", "why: "+strings.Join(visits.EraseReasons, ", "))
	confirm := c.flags.Bool("confirm", false, "after the date that was said: note that no copy of the keys holds its key any more")
	return c.onCase(where, func(h *hq.HQ, id evidence.ID) error {
		if *confirm {
			e, err := h.ConfirmErasure(ctx, id)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "erased for good: no copy of the case keys that is kept here holds the key of case %s, erased on %s (%s)\n", id, day(e.At), e.Reason)
			return nil
		}
		e, err := h.Erase(ctx, id, *reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, `erased: nobody reads here any more what was held of case %s (%s); facts, figures and proofs stay
copies of the case keys hold its key until %s; copies of them that were carried elsewhere must be deleted by then
then run: hq erase %s -confirm
`, id, e.Reason, when(e.Gone), id)
		return nil
	})
}

func day(micro int64) string { return time.UnixMicro(micro).UTC().Format(time.DateOnly) }

func runHold(ctx context.Context, c *call) error {
	where := c.where()
	reason := c.flags.String("reason", "", "why: "+strings.Join(visits.HoldReasons, ", "))
	release := c.flags.Bool("release", false, "end the hold")
	return c.onCase(where, func(h *hq.HQ, id evidence.ID) error {
		if *release {
			if err := h.Release(ctx, id, *reason); err != nil {
				return err
			}
			fmt.Fprintf(c.out, "released: case %s may be erased again\n", id)
			return nil
		}
		if err := h.Hold(ctx, id, *reason); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "held: nothing of case %s is erased until hq hold %s -release\n", id, id)
		return nil
	})
}

func runClose(ctx context.Context, c *call) error {
	where := c.where()
	reason := c.flags.String("reason", "", "why: "+strings.Join(visits.CloseReasons, ", "))
	return c.onCase(where, func(h *hq.HQ, id evidence.ID) error {
		if err := h.CloseCase(ctx, id, *reason); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "closed: case %s leaves officers' devices; a file of the bank that names it opens it again\n", id)
		return nil
	})
}

func runRetention(ctx context.Context, c *call) error {
	where := c.where()
	policy := c.flags.String("policy", "", `file with the days each case is kept after it was closed, by the reason: {"paid": 1095, "recalled": 90, "unplaced_reference": 90}`)
	dry := c.flags.Bool("dry", false, "only list what would be erased")
	if err := c.parse(); err != nil {
		return err
	}
	if *policy == "" {
		return errors.New("give -policy FILE; nothing was erased")
	}
	p, err := hq.ReadRetention(*policy)
	if err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		due, err := h.DueCases(ctx, p)
		if err != nil {
			return err
		}
		for _, d := range due {
			if d.Held != "" {
				fmt.Fprintf(c.out, "held    %s  closed %s (%s), due since %s, under a legal hold (%s): it stays\n", d.Case, d.Closed.Format(time.DateOnly), d.Reason, d.Since.Format(time.DateOnly), d.Held)
			} else if *dry {
				fmt.Fprintf(c.out, "due     %s  closed %s (%s), due since %s\n", d.Case, d.Closed.Format(time.DateOnly), d.Reason, d.Since.Format(time.DateOnly))
			}
		}
		if *dry {
			return nil
		}
		done, err := h.Retain(ctx, p)
		for _, d := range done {
			fmt.Fprintf(c.out, "erased  %s  closed %s (%s), due since %s\n", d.Case, d.Closed.Format(time.DateOnly), d.Reason, d.Since.Format(time.DateOnly))
		}
		return err
	})
}
