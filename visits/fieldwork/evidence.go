package fieldwork

import (
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
	if v.o.Outcomes == nil || reason != "" && !v.o.Outcomes.Takes(code, need, reason) {
		return fmt.Errorf("%q does not count in the place of %s; nothing was stored", reason, need)
	}
	return v.keep(ctx, substituteOf(code, need), checklist.Chosen(reason))
}

// Missing are what the outcomes lack of what they have to bring back, as the visit
// stands on this device, with the reasons that were given.
func (v *Visit) Missing(ctx context.Context, outcomes []visits.Outcome, promises []visits.Promise) ([]visits.EvidenceGap, error) {
	if v.o.Outcomes == nil {
		return nil, nil
	}
	held, err := v.o.Journal.Visit(ctx, v.ID)
	if err != nil || held == nil {
		return nil, err
	}
	if held.Opened == nil || !slices.ContainsFunc(held.Opened.Used, func(u visits.Used) bool { return u.Hash == v.o.Outcomes.SHA256() }) {
		return nil, nil // it began by another table, or none
	}
	a, err := v.Answers(ctx)
	if err != nil {
		return nil, err
	}
	answered := func(id string) bool { _, ok := a[id]; return ok }
	reason := func(code, need string) string { return a[substituteOf(code, need)].Code }
	return v.o.Outcomes.Gaps(outcomes, outcome.Brought{Visit: held, Answered: answered, Promised: len(promises) > 0}, reason), nil
}

// known refuses an outcome that the table or the list of this visit has not, and names
// those that both have, as they are written.
func (v *Visit) known(outcomes []visits.Outcome) error {
	if v.o.Outcomes == nil {
		return nil
	}
	c1, asked := v.list.Question("c1")
	var codes []string
	for _, o := range v.o.Outcomes.Outcomes {
		if !asked || slices.ContainsFunc(c1.Choices, func(c checklist.Choice) bool { return c.Code == o.Code }) {
			codes = append(codes, o.Code)
		}
	}
	for _, o := range outcomes {
		if !slices.Contains(codes, o.Code) {
			return fmt.Errorf("%q is no outcome of this visit; it can be %s, in small letters; the visit is still open", o.Code, strings.Join(codes, ", "))
		}
	}
	return nil
}
