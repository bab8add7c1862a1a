package hq

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Stops are the stops in force of a branch, or of all (a zero unit), those first
// that must be decided first; the ones nobody need decide come last.
func (h *HQ) Stops(ctx context.Context, unit evidence.ID) ([]fieldsync.StopLine, error) {
	lines, now := []fieldsync.StopLine{}, h.micro()
	err := h.eachCase(ctx, unit, func(c *visits.Case) {
		if c.Closed != nil {
			return // nobody goes there any more
		}
		for _, f := range c.Flags {
			lines = append(lines, fieldsync.LineOfStop(c, f, now))
		}
	})
	slices.SortFunc(lines, func(a, b fieldsync.StopLine) int {
		return cmp.Or(compareDue(a.Due, b.Due), cmp.Compare(a.Raised, b.Raised), slices.Compare(a.Flag[:], b.Flag[:]))
	})
	return lines, err
}

// compareDue puts what is due never behind everything.
func compareDue(a, b int64) int {
	if (a == 0) != (b == 0) {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}

// eachCase calls f with every case that is not erased.
func (h *HQ) eachCase(ctx context.Context, unit evidence.ID, f func(*visits.Case)) error {
	return h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		if p.State == "erased" {
			return nil
		}
		c, err := decodePicture[visits.Case](p)
		if err == nil && (unit.IsZero() || c.Unit == unit) {
			f(c)
		}
		return err
	})
}

// CaseComplaint is a complaint with its case.
type CaseComplaint struct {
	Case evidence.ID `json:"case"`
	Name string      `json:"name"` // masked
	visits.Complaint
	Due  int64 `json:"due,omitempty"` // µs: by when it must be acknowledged, then answered
	Over bool  `json:"over,omitempty"`
}

// Complaints are the complaints of a branch, or of all, that are not answered, those
// first that must be first.
func (h *HQ) Complaints(ctx context.Context, unit evidence.ID) ([]CaseComplaint, error) {
	list, now := []CaseComplaint{}, h.micro()
	err := h.eachCase(ctx, unit, func(c *visits.Case) {
		for _, k := range c.Complaints {
			if !k.Open() {
				continue
			}
			line := CaseComplaint{Case: c.ID, Complaint: k, Due: k.DueBy()}
			if c.Words != nil && len(c.Words.Parties) > 0 {
				line.Name = visits.MaskName(c.Words.Parties[0].Name)
			}
			line.Over = line.Due != 0 && line.Due <= now
			list = append(list, line)
		}
	})
	slices.SortFunc(list, func(a, b CaseComplaint) int {
		return cmp.Or(compareDue(a.Due, b.Due), slices.Compare(a.Got[:], b.Got[:]))
	})
	return list, err
}

// StopRecord reads all that is held of one case, with what was said of its stops and
// complaints.
func (h *HQ) StopRecord(ctx context.Context, id evidence.ID) (fieldsync.StopRecord, error) {
	rec, err := h.CaseRecord(ctx, id)
	if err != nil {
		return fieldsync.StopRecord{}, err
	}
	out := fieldsync.StopRecord{CaseRecord: rec, Said: map[string]string{}}
	if out.Persons, err = h.deciders(ctx, rec); err != nil {
		return out, err
	}
	for r, err := range h.Store.EntriesOfCase(ctx, id) {
		if err != nil {
			return out, err
		}
		e, err := evidence.Decode(r.Raw)
		if err != nil {
			return out, err
		}
		var text visits.TextWords
		if slices.Contains(spoken, e.Header.Kind) && e.Words.State == evidence.Present && evidence.DecodePayload(e.Words.Bytes, &text) == nil {
			out.Said[e.ID.String()] = text.Text
		}
	}
	return out, nil
}

// deciders are the persons of a record, and those an operator wrote for.
func (h *HQ) deciders(ctx context.Context, rec fieldsync.CaseRecord) ([]*visits.Person, error) {
	ids := map[evidence.ID]bool{}
	for _, p := range rec.Persons {
		ids[p.ID] = true
	}
	for _, s := range rec.Case.Stops {
		for _, d := range s.Decisions {
			ids[d.Officer] = true
		}
		for _, a := range s.Answers {
			ids[a.Officer] = true
		}
	}
	return namedPictures[visits.Person](ctx, h, visits.KindPerson, ids)
}

// spoken are the kinds in whose words somebody says why.
var spoken = []string{visits.FlagRaised, visits.StopDecided, visits.ReleaseConfirmed, visits.ReleaseDeclined, visits.ComplaintReceived, visits.ComplaintAnswered}

// CaseNamed is a case as it stands by now.
func (h *HQ) CaseNamed(ctx context.Context, id evidence.ID) (*visits.Case, error) {
	return h.caseNamed(ctx, id)
}

// AtDesk writes what an operator says of a stop or a complaint for a person, and
// returns the case as it stands then.
func (h *HQ) AtDesk(ctx context.Context, caseID, officer evidence.ID, a visits.DeskAct) (*visits.Case, error) {
	_, err := h.Do(ctx, deskAct(caseID, officer, a))
	if err != nil {
		return nil, err
	}
	return h.caseNamed(ctx, caseID)
}

func deskAct(caseID, officer evidence.ID, a visits.DeskAct) Act {
	a = a.For(officer)
	return Act{Kind: a.Kind, Facts: a.Facts, Words: a.Words, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}}}
}

// ReceiveComplaint takes a complaint about a case in for a person, and raises the
// stop it belongs to where none is in force.
func (h *HQ) ReceiveComplaint(ctx context.Context, caseID, officer evidence.ID, channel, about, text string, at int64) (*visits.Case, error) {
	if _, err := visits.ReceiveComplaint(evidence.Hash{}, channel, about, text, at); err != nil {
		return nil, err // before a stop is raised for it
	}
	c, err := h.caseNamed(ctx, caseID)
	if err != nil {
		return nil, err
	}
	flag, stands := c.ComplaintStop()
	if !stands {
		raised, err := h.Do(ctx, deskAct(caseID, officer, visits.DeskAct{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: visits.FlagComplaint, Source: visits.SourceHeadquarters}}))
		if err != nil {
			return nil, err
		}
		flag.Entry = raised[0].ID
	}
	a, err := visits.ReceiveComplaint(flag.Entry, channel, about, text, at)
	if err != nil {
		return nil, err
	}
	return h.AtDesk(ctx, caseID, officer, a)
}

// FindDesk looks a person of a branch up by name who may decide of stops.
func (h *HQ) FindDesk(ctx context.Context, unit evidence.ID, name string) (evidence.ID, bool, error) {
	var id evidence.ID
	err := h.eachPicture(ctx, visits.KindPerson, func(p store.Picture) error {
		who, err := decodePicture[visits.Person](p)
		if err == nil && who.Name == name && who.Unit == unit && visits.MayDecide(who.Role) {
			if !id.IsZero() && id != who.ID {
				return fmt.Errorf("two people of this branch are called %s; nothing was decided", name)
			}
			id = who.ID
		}
		return err
	})
	return id, !id.IsZero(), err
}
