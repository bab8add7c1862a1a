package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// shippedLists are all versions of the house's checklist this build ships, the
// newest first. None ever leaves the folder.
var shippedLists = sync.OnceValue(func() []checklist.List {
	var all []checklist.List
	for _, data := range assets.HouseChecklists() {
		if l, err := checklist.Parse(data); err == nil { // a test of the program reads them
			all = append(all, l)
		}
	}
	return all
})

const listsStay = "the checklists in force stay as they are"

// CheckEdition reads a checklist that is to be published. Refused: one that does
// not hold as a list, one that is no edition of the house's list this build ships
// or no newer than it, and one with a text of a practice that is refused.
func CheckEdition(data []byte) (checklist.List, error) {
	if len(data) > evidence.MaxPackBytes {
		return checklist.List{}, fmt.Errorf("the list has %d KiB, and a published one may have %d KiB; %s", len(data)>>10, evidence.MaxPackBytes>>10, listsStay)
	}
	l, err := checklist.ParseForeign(data)
	if err != nil {
		return l, fmt.Errorf("%w; %s", err, listsStay)
	}
	house := shippedLists()[0]
	if err := l.EditionOf(house); err != nil {
		return l, fmt.Errorf("%w; %s", err, listsStay)
	}
	if l.Hash() != house.Hash() && rules.CompareVersions(l.Version, house.Version) <= 0 {
		return l, fmt.Errorf("%s %s is no newer than version %s, which the program ships; give it a higher version; %s", l.ID, l.Version, house.Version, listsStay)
	}
	return l, nil
}

// StatedList is what publishers sign of a checklist: asked in a region (CN, US-MA;
// *: everywhere) from the beginning of a day (UTC) on.
func StatedList(l checklist.List, region string, from time.Time) (evidence.PackStatement, error) {
	if !rules.IsRegion(region) {
		return evidence.PackStatement{}, fmt.Errorf("%q is no region such as CN, US-MA or *", region)
	}
	country, part := rules.PartsOf(region)
	return evidence.PackStatement{Pack: l.ID, Version: l.Version, SHA256: l.Hash(), Country: country, Region: part, From: from.UnixMicro()}, nil
}

// PublishList has new visits asked by a checklist from the day it was signed for.
// Refused, and the lists in force stay as they are: fewer than two publishers'
// signatures, other bytes than were signed, what CheckEdition refuses, and a version
// that is not above all that were published for its place. The same list again takes
// the new signatures, and is refused for another place or from another day.
func (h *HQ) PublishList(ctx context.Context, data []byte, body string, sigs ...evidence.PackSignature) (evidence.PackStatement, error) {
	return h.publish(ctx, publishing{visits.ChecklistPublished, evidence.MagicChecklist, listsStay, h.mayPublishList}, data, body, sigs)
}

func (h *HQ) mayPublishList(_ context.Context, b *visits.Rulebook, s evidence.PackStatement, data []byte) error {
	l, err := CheckEdition(data)
	if err != nil {
		return err
	}
	if s.Pack != l.ID || s.Version != l.Version {
		return fmt.Errorf("the signatures are of %s %s, the file is %s %s; %s", s.Pack, s.Version, l.ID, l.Version, listsStay)
	}
	for _, o := range b.Lists {
		if o.Withdrawn != 0 && o.Pack == s.Pack && (o.SHA256 == s.SHA256 || rules.CompareVersions(o.Version, s.Version) == 0) {
			return fmt.Errorf("%s %s was withdrawn, which is for ever; what is to be asked again takes a version of its own; %s", o.Pack, o.Version, listsStay)
		}
	}
	// What is asked elsewhere is neither followed nor held up, but a version names one
	// set of bytes wherever it is asked.
	rivals := slices.DeleteFunc(slices.Clone(b.Lists), func(o visits.PackLine) bool {
		elsewhere := o.Country != s.Country || o.Region != s.Region
		return elsewhere && o.SHA256 != s.SHA256 && rules.CompareVersions(o.Version, s.Version) != 0
	})
	if err := follows(s, rivals); err != nil {
		return fmt.Errorf("%w; %s", err, listsStay)
	}
	return nil
}

// StatedWithdrawal is what publishers sign to take a checklist out of force. The
// reason is a code.
func StatedWithdrawal(data []byte, reason string) (evidence.WithdrawalStatement, error) {
	l, err := checklist.ParseForeign(data)
	if err != nil {
		return evidence.WithdrawalStatement{}, err
	}
	if !reasonCode.MatchString(reason) {
		return evidence.WithdrawalStatement{}, errReason
	}
	return evidence.WithdrawalStatement{Pack: l.ID, Version: l.Version, SHA256: l.Hash(), Reason: reason}, nil
}

var errReason = errors.New("the reason is one word of a–z, 0–9 and _, such as wrong or replaced")

// WithdrawList takes a published checklist out of force from now on, by two
// publishers' signatures: new visits are asked the one before it, and a visit under
// way keeps its own. It is for ever.
func (h *HQ) WithdrawList(ctx context.Context, body string, sigs ...evidence.PackSignature) (evidence.WithdrawalStatement, error) {
	refused := func(err error) (evidence.WithdrawalStatement, error) {
		return evidence.WithdrawalStatement{}, fmt.Errorf("%w; %s", err, listsStay)
	}
	if err := h.Settle(ctx); err != nil {
		return refused(err)
	}
	b, err := h.Rulebook(ctx)
	if err != nil {
		return refused(err)
	}
	if b.Version == 0 {
		return refused(ErrNoPublishers)
	}
	by, err := evidence.OpenPublishers(b.Publishers, h.keys.Root)
	if err != nil {
		return refused(err)
	}
	w := evidence.Withdrawal{Body: body, Signatures: sigs}
	s, err := w.Open(by)
	if err != nil {
		return refused(err)
	}
	if !reasonCode.MatchString(s.Reason) {
		return refused(errReason)
	}
	l, err := h.PublishedList(ctx, s.SHA256)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && (l.SHA256 != s.SHA256 || l.Pack != s.Pack || l.Version != s.Version):
		return refused(fmt.Errorf("no list %s %s with those bytes was published here", s.Pack, s.Version))
	case err != nil:
		return refused(err)
	case l.Withdrawn != 0:
		return refused(fmt.Errorf("%s %s is withdrawn already", s.Pack, s.Version))
	}
	return s, h.ownAct(ctx, Act{Kind: visits.ChecklistWithdrawn, Facts: w})
}

// PublishedList is a checklist that was published here; store.ErrNotFound.
func (h *HQ) PublishedList(ctx context.Context, sum evidence.Hash) (*visits.Pack, error) {
	return h.publication(ctx, visits.KindChecklist, sum)
}

// ConfirmList notes that a named person read the checklist, and returns how many
// did.
func (h *HQ) ConfirmList(ctx context.Context, sum evidence.Hash, name string) (int, error) {
	return h.confirm(ctx, visits.KindChecklist, visits.ChecklistConfirmed, sum, name)
}

// listsOf are the published checklists that visits were opened with, as they came
// into force.
func (h *HQ) listsOf(ctx context.Context, of []*visits.Visit) ([]evidence.Publication, error) {
	var sums []evidence.Hash
	for _, v := range of {
		if v.Opened == nil {
			continue
		}
		for _, u := range v.Opened.Used {
			if !slices.Contains(sums, u.Hash) {
				sums = append(sums, u.Hash)
			}
		}
	}
	var list []evidence.Publication
	for _, sum := range sums {
		p, err := h.PublishedList(ctx, sum)
		if errors.Is(err, store.ErrNotFound) || err == nil && p.SHA256 != sum {
			continue // a pack, or a list that a program ships
		}
		if err != nil {
			return nil, err
		}
		list = append(list, p.Publication)
	}
	return list, nil
}

// listsBelow are the checklists that were published when the log had that many
// entries.
func (h *HQ) listsBelow(ctx context.Context, at int64) ([]checklist.List, error) {
	var all []checklist.List
	for row, err := range h.Store.EntriesOfKind(ctx, h.keys.ChainID, visits.ChecklistPublished, at) {
		if err != nil {
			return nil, err
		}
		l, err := loggedRow(row)
		if err != nil {
			return nil, err
		}
		var p evidence.Publication
		if evidence.DecodePayload(l.entry.Facts.Bytes, &p) != nil {
			continue // of a later form
		}
		data, err := p.Bytes()
		if err != nil {
			continue
		}
		if list, err := checklist.Parse(data); err == nil { // else one of a later program
			all = append(all, list)
		}
	}
	return all, nil
}
