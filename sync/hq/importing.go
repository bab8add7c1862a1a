package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// ImportResult counts what an import did, or with dry would do.
type ImportResult struct {
	Entry   evidence.Hash    `json:"entry,omitzero"` // of the import: what undoes it names it
	Rows    int              `json:"rows"`
	Taken   int              `json:"taken"` // new or changed
	New     int              `json:"new"`
	Same    int              `json:"same"`
	Refused int              `json:"refused"` // rows, however much is wrong with each
	Cases   []evidence.ID    `json:"cases"`   // of all good rows, in the order of the file
	Changed []ChangedCase    `json:"changed,omitempty"`
	Issues  []intake.Problem `json:"problems"`
	// Warnings are of rows that are taken and that somebody should look at.
	Warnings []intake.Problem `json:"warnings"`
}

// ChangedCase is a case that is held and that the file says otherwise.
type ChangedCase struct {
	Row     int             `json:"row"`
	Case    evidence.ID     `json:"case"`
	Changes []intake.Change `json:"changes"`
}

// importPart is how many cases become entries at once: memory stays what a part
// costs, whatever the file has.
const importPart = 1000

// Import takes the good rows of a case file. A case that is held already with
// the same content is left alone, so the same file twice changes nothing; the
// file itself is not kept, only its hash (D3). dry only compares.
func (h *HQ) Import(ctx context.Context, unit evidence.ID, zone string, f intake.File, dry bool) (ImportResult, error) {
	return h.ImportWatched(ctx, unit, zone, f, dry, func(int, int) {})
}

// ImportWatched is Import that tells how many of the cases to be taken are on
// disk.
func (h *HQ) ImportWatched(ctx context.Context, unit evidence.ID, zone string, f intake.File, dry bool, progress func(done, of int)) (ImportResult, error) {
	r, take, err := h.compare(ctx, unit, zone, f)
	if err != nil || dry || r.Taken == 0 {
		return r, err
	}
	parent := Act{Kind: visits.ImportTaken, Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: unit}},
		Facts: visits.ImportFacts{File: f.Hash, Rows: f.Rows, Taken: r.Taken, Same: r.Same, Refused: r.Refused, Encoding: f.Encoding, Head: f.Head, Columns: f.Columns}}
	entries, err := h.Do(ctx, parent)
	if err != nil {
		return r, err
	}
	r.Entry = entries[0].ID
	done := 0
	for part := range slices.Chunk(take, importPart) {
		acts := make([]Act, len(part))
		for i, at := range part {
			facts, words := f.Cases[at].Content(h.keys.Import, zone)
			acts[i] = Act{Kind: visits.CaseImported, Facts: facts, Words: words,
				Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: f.Cases[at].ID(h.keys.Import)}, {Kind: evidence.RefUnit, ID: unit}}}
		}
		if _, err := h.Do(ctx, acts...); err != nil {
			return r, fmt.Errorf("the import stopped after %d of %d cases; those are safe, and the same file goes on from there: %w", done, r.Taken, err)
		}
		if err := h.Settle(ctx); err != nil { // now, while the keys of these cases are held
			return r, err
		}
		done += len(part)
		progress(done, r.Taken)
	}
	return r, nil
}

// compare holds the good rows against what is held, and lists which are to be
// taken.
func (h *HQ) compare(ctx context.Context, unit evidence.ID, zone string, f intake.File) (r ImportResult, take []int, err error) {
	r = ImportResult{Rows: f.Rows, Refused: f.Refused, Issues: append([]intake.Problem{}, f.Problems...), Cases: []evidence.ID{}}
	if err := h.Settle(ctx); err != nil { // compare with what is known, not with what was
		return r, nil, err
	}
	erased, err := h.erasedMarks(ctx)
	if err != nil {
		return r, nil, err
	}
	beside := intake.NewBeside(&f)
	for i, c := range f.Cases {
		id := c.ID(h.keys.Import)
		facts, words := c.Content(h.keys.Import, zone)
		why, err := h.suppressed(ctx, id, words, erased)
		if err != nil {
			return r, nil, err
		}
		if why != "" {
			r.Refused += len(c.Parties) // a row each
			r.Issues = append(r.Issues, c.Suppressed(why))
			continue
		}
		r.Cases = append(r.Cases, id)
		have, err := h.heldCase(ctx, id)
		switch {
		case err != nil:
			return r, nil, err
		case intake.Held(have, facts, words):
			r.Same++
			continue
		case have == nil || have.Imported.IsZero() || intake.Undone(have):
			r.New++
		default:
			r.Changed = append(r.Changed, ChangedCase{c.Row, id, intake.Changes(have, facts, words)})
		}
		r.Taken++
		take = append(take, i)
		beside.Row(i, have)
	}
	warnings, err := beside.Done(func(each func(*visits.Case)) error { return h.eachCaseOf(ctx, unit, each) })
	r.Warnings = append([]intake.Problem{}, warnings...)
	return r, take, err
}

// eachCaseOf hands over the cases of a branch.
func (h *HQ) eachCaseOf(ctx context.Context, unit evidence.ID, each func(*visits.Case)) error {
	return h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err == nil && c.Unit == unit {
			each(c)
		}
		return err
	})
}

// heldCase is the picture of a case, nil if there is none.
func (h *HQ) heldCase(ctx context.Context, id evidence.ID) (*visits.Case, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindCase, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decodePicture[visits.Case](p)
}

// Assignment is who is to visit one case.
type Assignment struct {
	Case            evidence.ID
	Officer, Second evidence.ID
	Day             string // yyyy-mm-dd
	Order           int
	Reason          string
}

// Assign decides on cases. Each decision names the one it replaces as it stands
// now; one made at the same moment elsewhere is kept beside it as a conflict.
func (h *HQ) Assign(ctx context.Context, all ...Assignment) ([]evidence.Entry, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	acts := make([]Act, 0, len(all))
	for _, a := range all {
		p, err := h.Store.PictureByID(ctx, visits.KindCase, a.Case)
		if err != nil {
			return nil, fmt.Errorf("nothing was assigned: case %s: %w", a.Case.Short(), err)
		}
		c, err := decodePicture[visits.Case](p)
		if err != nil {
			return nil, err
		}
		f := visits.AssignFacts{Officer: a.Officer, Second: a.Second, Day: a.Day, Order: a.Order, Reason: a.Reason}
		if !c.Standing.IsZero() {
			f.Replaces = append(f.Replaces, c.Standing)
		}
		f.Replaces = append(f.Replaces, c.Contested...)
		acts = append(acts, Act{Kind: visits.CaseAssigned, Facts: f, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: a.Case}}})
	}
	entries, err := h.Do(ctx, acts...)
	if err != nil {
		return entries, err
	}
	return entries, h.Settle(ctx)
}

// Revoke ends a device's right to pull. What it still holds stays welcome.
func (h *HQ) Revoke(ctx context.Context, device evidence.ID, reason string) error {
	if err := h.Store.Revoke(ctx, device, h.micro()); err != nil {
		return err
	}
	_, err := h.Do(ctx, Act{Kind: visits.DeviceRevoked, Facts: visits.RevokedFacts{Reason: reason}, Refs: []evidence.Ref{{Kind: evidence.RefDevice, ID: device}}})
	if err != nil {
		return err
	}
	for _, s := range h.snapshot() {
		if s.device.ID == device {
			s.end("revoked", "this device was revoked; it may hand in what it holds", 0)
		}
	}
	return h.Settle(ctx)
}

// UnitID is the id of a branch by its name.
func (h *HQ) UnitID(name string) evidence.ID { return visits.KeyedID(h.keys.Import, "unit", name) }

// Person finds or names a person of a branch.
func (h *HQ) Person(ctx context.Context, unit evidence.ID, role, name string) (evidence.ID, error) {
	if err := h.Settle(ctx); err != nil {
		return evidence.ID{}, err
	}
	if id, ok, err := h.FindPerson(ctx, unit, name); err != nil || ok {
		return id, err
	}
	id := evidence.NewID()
	_, err := h.Do(ctx, Act{Kind: visits.PersonNamed, Facts: visits.PersonFacts{Officer: id, Role: role}, Words: visits.PersonWords{Name: name},
		Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: unit}}})
	if err != nil {
		return evidence.ID{}, err
	}
	return id, h.Settle(ctx)
}

// FindPerson looks a person of a branch up by name.
func (h *HQ) FindPerson(ctx context.Context, unit evidence.ID, name string) (evidence.ID, bool, error) {
	var id evidence.ID
	err := h.eachPicture(ctx, visits.KindPerson, func(p store.Picture) error {
		who, err := decodePicture[visits.Person](p)
		if err == nil && who.Name == name && who.Unit == unit {
			id = who.ID
		}
		return err
	})
	return id, !id.IsZero(), err
}
