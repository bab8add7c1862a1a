package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

// Writing is one entry to be made. The journal adds who, when and where in the
// chain.
type Writing struct {
	Kind   string
	Refs   []evidence.Ref // in any order; with RefOfficer the officer signs too
	Facts  any            // a struct or map of evidence.MarshalPayload; nil: none
	Words  any            // nil: the entry never has words
	Photos []photo.Stored // whole and flushed, in the order of the words' photo list
	// Also runs in the same transaction after the entry was written: what must
	// be there if and only if the entry is.
	Also func(tx *Tx) error
}

// States of an entry and of a photo on their way to headquarters.
const (
	unsent  = 0
	stored  = 1
	secured = 2
	refused = 3 // an entry: headquarters keeps its bytes as a dead letter
	gone    = 3 // a photo: no longer on this device

	withdrawn = 4 // a photo: taken back; its file is to be nowhere
)

// ErrOtherCase refuses an entry of a visit that names another case than the
// visit does; nothing was stored.
var ErrOtherCase = errors.New("journal: this visit belongs to another case")

// Append signs one entry, links it into the chain and folds it into the
// pictures, all in one transaction; when it returns the entry is flushed.
// visit.opened opens the visit's draft, visit.closed and visit.abandoned finish
// it. Refused before anything is stored: what is larger than headquarters takes
// (evidence.ErrTooLarge), what the strict reader could not read back, another
// officer than this store's person, ErrOtherCase.
func (j *Journal) Append(ctx context.Context, w Writing) (evidence.Entry, error) {
	var e evidence.Entry
	err := j.db.write(ctx, func(tx *Tx) (err error) {
		e, err = j.append(tx, w)
		return err
	})
	if err != nil {
		return evidence.Entry{}, err
	}
	j.signal()
	return e, nil
}

// AppendAll is Append of several entries, in that order, which stand or fall
// together: half a plan must not be what is left of one.
func (j *Journal) AppendAll(ctx context.Context, all []Writing) ([]evidence.Entry, error) {
	return j.AppendFound(ctx, func(*Tx) ([]Writing, error) { return all, nil })
}

// AppendFound is AppendAll of what find says in the same transaction: nothing can
// come in between what it looked at and what is written. An error of it stores
// nothing.
func (j *Journal) AppendFound(ctx context.Context, find func(tx *Tx) ([]Writing, error)) ([]evidence.Entry, error) {
	var entries []evidence.Entry
	err := j.db.write(ctx, func(tx *Tx) error {
		all, err := find(tx)
		if err != nil {
			return err
		}
		entries = make([]evidence.Entry, 0, len(all))
		for _, w := range all {
			e, err := j.append(tx, w)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	j.signal()
	return entries, nil
}

// AppendThen appends what first says, and then what follows from the entry it became,
// all in one transaction: an answer that names a decision must not be without it.
func (j *Journal) AppendThen(ctx context.Context, first func(tx *Tx) (Writing, error), then func(evidence.Entry) []Writing) error {
	err := j.db.write(ctx, func(tx *Tx) error {
		w, err := first(tx)
		if err != nil {
			return err
		}
		e, err := j.append(tx, w)
		if err != nil {
			return err
		}
		for _, w := range then(e) {
			if _, err := j.append(tx, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		j.signal()
	}
	return err
}

// append is Append inside a transaction, so that several entries can stand or
// fall together.
func (j *Journal) append(tx *Tx, w Writing) (evidence.Entry, error) {
	if err := j.ownVisit(tx, &w); err != nil {
		return evidence.Entry{}, err
	}
	e, err := j.sign(tx, w)
	if err != nil {
		return e, err
	}
	if err := tx.insert(&e, unsent); err != nil {
		return e, err
	}
	for i, p := range w.Photos {
		if err := tx.insertPhoto(e.ID, i, p); err != nil {
			return e, err
		}
	}
	if err := tx.moveDraft(&e); err != nil {
		return e, err
	}
	if err := tx.foldOnto(&e); err != nil {
		return e, err
	}
	if w.Also != nil {
		return e, w.Also(tx)
	}
	return e, nil
}

func (j *Journal) sign(tx *Tx, w Writing) (evidence.Entry, error) {
	facts, words, err := w.parts()
	if err != nil {
		return evidence.Entry{}, err
	}
	id := j.identity.Load()
	h := evidence.Header{
		Kind: w.Kind, Build: j.options.Build, Practice: j.options.Practice, Device: id.Device,
		Wall: j.options.Now(), Zone: j.options.Zone(), Refs: slices.Clone(w.Refs),
	}
	slices.SortFunc(h.Refs, func(a, b evidence.Ref) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	h.Boot, h.SinceBoot = j.options.SinceBoot()
	for _, p := range w.Photos {
		h.Photos = append(h.Photos, evidence.PhotoRef{Root: p.Root, Size: p.Size, Type: p.Facts.Type})
	}
	keys := evidence.Keys{Device: id.Keys.Device}
	if o := h.Officer(); !o.IsZero() {
		if o != id.Officer {
			return evidence.Entry{}, fmt.Errorf("journal: this store cannot sign for officer %s; nothing was stored", o.Short())
		}
		keys.Officer = id.Keys.Officer
	}
	if err := tx.link(&h); err != nil {
		return evidence.Entry{}, err
	}
	return evidence.Sign(h, facts, words, keys)
}

func (w *Writing) parts() (facts, words evidence.Part, err error) {
	what := w.Facts
	if what == nil {
		what = visits.Empty{}
	}
	b, err := evidence.MarshalPayload(what)
	if err != nil {
		return facts, words, fmt.Errorf("facts of %s: %w", w.Kind, err)
	}
	facts = evidence.NewPart(b)
	if w.Words == nil {
		return facts, words, nil
	}
	if b, err = evidence.MarshalPayload(w.Words); err != nil {
		return facts, words, fmt.Errorf("words of %s: %w", w.Kind, err)
	}
	return facts, evidence.NewPart(b), nil
}

// link gives the header its place in the chain.
func (tx *Tx) link(h *evidence.Header) error {
	if found, err := tx.one("SELECT epoch FROM epochs ORDER BY n DESC LIMIT 1", nil, raw(h.Epoch[:])); err != nil || !found {
		return errors.Join(err, errMissing(found, "epoch"))
	}
	last, id, err := tx.tip(h.Epoch)
	if err != nil {
		return err
	}
	h.Seq, h.Prev = last+1, id
	if v := h.Visit(); !v.IsZero() {
		_, err = tx.one("SELECT id FROM entries WHERE visit_id = ? AND epoch = ? ORDER BY seq DESC LIMIT 1",
			[]any{v[:], h.Epoch[:]}, raw(h.PrevVisit[:]))
	}
	return err
}

// tip is the last entry of an epoch; seq 0 of an epoch without entries.
func (tx *Tx) tip(epoch evidence.ID) (seq uint64, id evidence.Hash, err error) {
	_, err = tx.one("SELECT seq, id FROM entries WHERE epoch = ? ORDER BY seq DESC LIMIT 1", []any{epoch[:]}, &seq, raw(id[:]))
	return seq, id, err
}

func errMissing(found bool, what string) error {
	if found {
		return nil
	}
	return fmt.Errorf("journal: the store holds no %s", what)
}

// settleCase is the case an entry is folded with: the one it names, or that of
// its visit.
func (tx *Tx) settleCase(h *evidence.Header) (evidence.ID, error) {
	caseID, visitID := h.Case(), h.Visit()
	if visitID.IsZero() {
		return caseID, nil
	}
	known, err := tx.caseOfVisit(visitID)
	switch {
	case err != nil:
		return caseID, err
	case caseID.IsZero():
		return known, nil
	case known.IsZero():
		return caseID, tx.attachVisit(visitID, caseID)
	case known != caseID:
		return caseID, ErrOtherCase
	}
	return caseID, nil
}

// insert stores an entry, its parts sealed, byte for byte as it travels.
func (tx *Tx) insert(e *evidence.Entry, state int) error {
	h := &e.Header
	caseID, err := tx.settleCase(h)
	if err != nil {
		return err
	}
	visitID := h.Visit()
	var urgent any
	if visits.Urgent(h.Kind) {
		urgent = 0
	}
	body, err := tx.sealEntry(e)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO entries (epoch, seq, id, kind, case_id, visit_id, wall, state, urgent_sent, content, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, h.Epoch[:], int64(h.Seq), e.ID[:], h.Kind, orNull(caseID), orNull(visitID),
		h.Wall, state, urgent, e.Words.State == evidence.Present, body)
	return err
}

// caseOfVisit is the case that the visit's entries are folded with; zero while
// none of them named one.
func (tx *Tx) caseOfVisit(visit evidence.ID) (evidence.ID, error) {
	var id evidence.ID
	_, err := tx.one("SELECT case_id FROM entries WHERE visit_id = ? AND case_id IS NOT NULL LIMIT 1", []any{visit[:]}, raw(id[:]))
	return id, err
}

// attachVisit puts what was recorded of a visit before its case was named with
// that case.
func (tx *Tx) attachVisit(visit, caseID evidence.ID) error {
	_, err := tx.exec("UPDATE entries SET case_id = ? WHERE visit_id = ? AND case_id IS NULL", caseID[:], visit[:])
	if err != nil {
		return err
	}
	_, err = tx.exec("UPDATE drafts SET case_id = ? WHERE visit = ? AND case_id IS NULL", caseID[:], visit[:])
	return err
}

// insertPhoto keeps the chunk hashes beside salt and SHA-256: without them each
// offer of the photo would read and hash the whole file again.
func (tx *Tx) insertPhoto(entry evidence.Hash, index int, p photo.Stored) error {
	if err := tx.needKey(p.Key, entry); err != nil {
		return err
	}
	secret := tx.sealSecret(p.Key, entry, index, encodeSecret(p.Salt, p.SHA256, p.Chunks))
	_, err := tx.exec("INSERT INTO photos (entry, idx, name, root, size, type, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
		entry[:], index, p.Name, p.Root[:], p.Size, p.Facts.Type, secret)
	return err
}

// BeginEpoch begins a new life of the store; entries of the old one keep their
// places and go as they are. The reason is a code of visits.EpochFacts.
func (j *Journal) BeginEpoch(ctx context.Context, reason string) error {
	err := j.db.write(ctx, func(tx *Tx) error { return j.beginEpoch(tx, reason) })
	if err != nil {
		return err
	}
	j.signal()
	return j.loadEpoch()
}

func (j *Journal) beginEpoch(tx *Tx, reason string) error {
	f := visits.EpochFacts{Reason: reason}
	if _, err := tx.one("SELECT epoch FROM epochs ORDER BY n DESC LIMIT 1", nil, raw(f.Old[:])); err != nil {
		return err
	}
	var err error
	if f.Seq, f.Last, err = tx.tip(f.Old); err != nil {
		return err
	}
	if err := j.openEpoch(tx, evidence.NewID()); err != nil {
		return err
	}
	_, err = j.append(tx, Writing{Kind: visits.EpochOpened, Facts: f})
	return err
}

func (j *Journal) openEpoch(tx *Tx, epoch evidence.ID) error {
	_, err := tx.exec("INSERT INTO epochs (epoch, opened) VALUES (?, ?)", epoch[:], j.options.Now())
	return err
}

func (j *Sender) loadEpoch() error {
	return j.db.write(context.Background(), func(tx *Tx) error {
		var epoch evidence.ID
		found, err := tx.one("SELECT epoch FROM epochs ORDER BY n DESC LIMIT 1", nil, raw(epoch[:]))
		if err != nil || !found {
			return errors.Join(err, errMissing(found, "epoch"))
		}
		j.epoch.Store(&epoch)
		return nil
	})
}
