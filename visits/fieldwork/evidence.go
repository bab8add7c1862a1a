package fieldwork

import (
	"context"
	"fmt"

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
