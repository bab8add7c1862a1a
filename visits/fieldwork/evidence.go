package fieldwork

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/outcome"
)

// substituteOf is the draft's name for why something is missing that an outcome has
// to bring back.
func substituteOf(code, need string) string { return "c1/" + code + "/" + need }

// SetSubstitute has on disk, when it returns, why something is missing. Refused, and
// nothing is stored: a reason the table does not take for it. "" takes one back.
func (v *Visit) SetSubstitute(ctx context.Context, code, need, reason string) error {
	held, err := v.o.Journal.Visit(ctx, v.ID)
	if err != nil {
		return err
	}
	t := tableOf(held)
	if t == nil || reason != "" && !t.Takes(code, need, reason) {
		return fmt.Errorf("%q does not count in the place of %s; nothing was stored", reason, need)
	}
	return v.keep(ctx, substituteOf(code, need), checklist.Chosen(reason))
}

// tableOf is the table a visit began by, whatever this program ships since; nil: it
// began by none that is known here.
func tableOf(held *visits.Visit) *outcome.Table {
	if held == nil || held.Opened == nil {
		return nil
	}
	return outcome.Named(held.Opened.Used)
}

// Missing are what the outcomes lack of what they have to bring back, as the visit
// stands on this device, with the reasons that were given.
func (v *Visit) Missing(ctx context.Context, outcomes []visits.Outcome, promises []visits.Promise) ([]visits.EvidenceGap, error) {
	held, err := v.o.Journal.Visit(ctx, v.ID)
	t := tableOf(held)
	if err != nil || t == nil {
		return nil, err
	}
	a, err := v.Answers(ctx)
	if err != nil {
		return nil, err
	}
	answer := func(id string) (string, bool) { given, ok := a[id]; return given.Code, ok }
	reason := func(code, need string) string { return a[substituteOf(code, need)].Code }
	return t.Gaps(outcomes, outcome.Brought{Visit: held, Answer: answer, Promised: len(promises) > 0}, reason), nil
}

// known refuses an outcome that the table or the list of this visit has not, or that is
// headquarters' to say, and names those that may stand, as they are written.
// about is the case; nil after a salvage, when nobody here can tell of its collateral.
func (v *Visit) known(held *visits.Visit, outcomes []visits.Outcome, about *visits.Case) error {
	t := cmp.Or(tableOf(held), v.o.Outcomes)
	if t == nil {
		return nil
	}
	c1, asked := v.list.Question("c1")
	var codes []string
	for _, o := range t.Outcomes {
		if o.By != outcome.ByOffice && (!asked || slices.ContainsFunc(c1.Choices, func(c checklist.Choice) bool { return c.Code == o.Code })) {
			codes = append(codes, o.Code)
		}
	}
	for _, o := range outcomes {
		if !slices.Contains(codes, o.Code) {
			return fmt.Errorf("%q is no outcome of this visit; it can be %s, in small letters; the visit is still open", o.Code, strings.Join(codes, ", "))
		}
		if t.Of(o.Code).Class == outcome.ClassCollateral && about != nil && !about.Pledged {
			return fmt.Errorf("%q is an outcome of collateral, and this case has none; the visit is still open", o.Code)
		}
		if about.NoPapersFor(o.Code) {
			return fmt.Errorf("%q: the papers for the collateral are not complete, and without them nothing is handed over; the visit is still open", o.Code)
		}
	}
	return nil
}
