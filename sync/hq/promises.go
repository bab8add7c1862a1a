package hq

import (
	"cmp"
	"context"
	"slices"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/plan"
	"fairvisit/visits/promise"
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
