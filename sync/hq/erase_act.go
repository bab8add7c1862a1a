package hq

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// visitsInAct and foundInAct (bytes) bound an act: an entry has at most 60 KiB, and a
// finding foundSize bytes beside its detail.
const (
	visitsInAct = 500
	foundInAct  = 30 << 10
	foundSize   = 500
)

// told is what the acts of one erasure have said so far.
type told struct {
	visits map[evidence.ID]bool
	found  map[visits.Finding]bool
}

// actErased writes the erasure down with the visits that are known and what stands found
// in words, and again with what one act has no room for or came in while it was written.
func (h *HQ) actErased(ctx context.Context, id evidence.ID, f visits.ErasedFacts) error {
	so := told{map[evidence.ID]bool{}, map[visits.Finding]bool{}}
	for first := true; ; first = false {
		var err error
		if f.Visits, f.Found, err = h.toTell(ctx, id, so); err != nil {
			return err
		}
		if !first && len(f.Visits)+len(f.Found) == 0 {
			return nil
		}
		if _, err := h.Do(ctx, Act{Kind: visits.CaseErased, Facts: f, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}}}); err != nil {
			return err
		}
		if err := h.Settle(ctx); err != nil {
			return err
		}
		f.Suppress = nil
	}
}

// toTell is what the next act has to say of a case: visits, and findings that rest on
// words that go. It counts as told then.
func (h *HQ) toTell(ctx context.Context, id evidence.ID, so told) (list []evidence.ID, found []visits.Finding, err error) {
	all, err := h.Store.VisitsOfCase(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	size := 0
	tell := func(findings []*visits.Finding) {
		for _, f := range findings {
			if f.RestsOn(id) && !so.found[*f] && size < foundInAct {
				so.found[*f], found, size = true, append(found, *f), size+foundSize+len(f.Detail)
			}
		}
	}
	for _, v := range all {
		if !so.visits[v] && len(list) < visitsInAct {
			so.visits[v], list = true, append(list, v)
		}
		of, err := namedPictures[visits.Visit](ctx, h, visits.KindVisit, map[evidence.ID]bool{v: true})
		for i := 0; err == nil && i < len(of); i++ {
			var findings []*visits.Finding
			findings, err = namedPictures[visits.Finding](ctx, h, visits.KindFinding, of[i].WordFindingIDs())
			tell(findings)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	err = h.eachFinding(ctx, visits.SamePicture, func(f *visits.Finding) { tell([]*visits.Finding{f}) }) // those of other cases, too
	return list, found, err
}
