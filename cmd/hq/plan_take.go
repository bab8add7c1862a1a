package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fairvisit/sync/hq"
	"fairvisit/visits/plan"
)

// takePlan makes a plan decisions. One without any tour is refused, whatever the
// reason is that nobody goes: taken, it would take every case of the day away from
// who has it, and it is mostly a roster or a paper that is wrong. What a plan gives
// to nobody is said before it is done.
func (c *call) takePlan(ctx context.Context, h *hq.HQ, a *planAnswer, ask *planAsk, nobody bool) error {
	switch {
	case ctx.Err() != nil:
		return errors.New("stopped before the search was over; nothing was taken")
	case len(a.Tours) == 0 && !*ask.empty && (nobody || a.Withdrawn > 0):
		return fmt.Errorf("nobody goes on %s (%s): taken, the plan would withdraw %d decisions of that day, so nothing was taken. "+
			"To take single cases back use hq assign without -officer; to withdraw the whole day give -take -empty", a.Day, whyNobody(&a.Plan, nobody), a.Withdrawn)
	case a.Withdrawn > 0 && !*ask.asJSON: // there it is a figure of the answer
		fmt.Fprintf(c.err, "%d of %d decisions give a case to nobody that somebody has\n", a.Withdrawn, len(a.Changes))
	}
	entries, err := h.TakePlan(ctx, a.Day, a.Changes)
	a.Taken = len(entries)
	return err
}

// whyNobody says in a few words why no crew goes.
func whyNobody(p *plan.Plan, nobody bool) string {
	var why []string
	for _, o := range p.Off[:min(3, len(p.Off))] {
		why = append(why, o.Name+": "+o.Why)
	}
	if more := len(p.Off) - len(why); more > 0 {
		why = append(why, fmt.Sprintf("and %d more", more))
	}
	switch {
	case len(why) > 0:
		return strings.Join(why, "; ")
	case nobody:
		return "the roster names nobody"
	}
	return fmt.Sprintf("a crew can go to none of %d cases", len(p.LeftOut)+len(p.Not))
}
