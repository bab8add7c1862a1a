package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// keepBefore is how long an import can be taken back, µs: what was held before is
// names and addresses, and is not kept for longer than a mistake needs to be seen.
const keepBefore = 7 * 24 * 60 * 60 * 1_000_000

// Before is what stood of a case before this device imported it.
type Before struct {
	Case     evidence.ID   `json:"-"`
	Imported evidence.Hash `json:"imported"` // the case.imported/1 that is taken back
	Standing evidence.Hash `json:"standing"` // the decision that stood then
	Contacts []evidence.ID `json:"contacts"` // the visits known then; one made since may have an earlier time
	intake.Stood
}

func beforePlace(caseID evidence.ID, of evidence.Hash) vault.Place {
	return vault.Place{Table: "imported_before", Column: "body", ID: append(caseID[:], of[:]...)}
}

// KeepBefore keeps what stood of a case; what was kept of an earlier import of it
// goes, for that one cannot be taken back any more. It is for Writing.Also of the
// case's own entry, whose id it notes.
func (tx *Tx) KeepBefore(of evidence.Hash, at int64, b Before) error {
	if found, err := tx.one("SELECT id FROM entries ORDER BY n DESC LIMIT 1", nil, raw(b.Imported[:])); err != nil || !found {
		return errMissing(found, "the entry of an imported case")
	}
	body, err := json.Marshal(b)
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT OR REPLACE INTO imported_before (case_id, import, at, body) VALUES (?, ?, ?, ?)",
		b.Case[:], of[:], at, tx.db.seal(beforePlace(b.Case, of), body))
	return err
}

// DropBefore forgets what stood of a case before that import.
func (tx *Tx) DropBefore(caseID evidence.ID, of evidence.Hash) error {
	_, err := tx.exec("DELETE FROM imported_before WHERE case_id = ? AND import = ?", caseID[:], of[:])
	return err
}

// EachBefore hands over what stood of each case of an import, in the order of
// their ids. Cases imported anew since are not among them.
func (j *Journal) EachBefore(ctx context.Context, of evidence.Hash, each func(Before) error) error {
	return j.db.list(ctx, "SELECT case_id, body FROM imported_before WHERE import = ? ORDER BY case_id", []any{of[:]}, func(scan func(...any) error) error {
		var b Before
		var record []byte
		if err := scan(raw(b.Case[:]), &record); err != nil {
			return err
		}
		body, err := j.db.unseal(beforePlace(b.Case, of), record)
		if err == nil {
			err = json.Unmarshal(body, &b)
		}
		if err != nil {
			return err
		}
		return each(b)
	})
}

// TakenImport is a case file that this device took.
type TakenImport struct {
	Entry  evidence.Hash
	At     int64 // µs, wall
	Facts  visits.ImportFacts
	Undone *visits.UndoneFacts // what took it back, counted together; nil: nothing did
	Wrote  int                 // cases; fewer than Facts.Taken after a stop in the middle
	Held   int                 // cases of which it is kept what stood before
}

// Imports are the newest case files this device took, the newest first, at most
// limit of them.
func (j *Journal) Imports(ctx context.Context, limit int) ([]TakenImport, error) {
	undone := map[evidence.Hash]*visits.UndoneFacts{}
	var list []TakenImport
	var places [][2]int64 // of list: where its entry stands, and the next of its kinds
	next := int64(math.MaxInt64)
	err := j.db.list(ctx, `SELECT epoch, seq, id, body, n, wall, (SELECT count(*) FROM imported_before b WHERE b.import = e.id) FROM entries e
		WHERE case_id IS NULL AND visit_id IS NULL AND kind IN (?, ?) ORDER BY n DESC`, []any{visits.ImportTaken, visits.ImportUndone}, func(scan func(...any) error) error {
		var s sealedEntry
		var t TakenImport
		var n int64
		if err := scan(append(s.columns(), &n, &t.At, &t.Held)...); err != nil || len(list) == limit {
			return err
		}
		place := [2]int64{n, next}
		next = n
		e, err := s.decode(j.db)
		if err != nil {
			return err
		}
		t.Entry = e.ID
		if e.Header.Kind == visits.ImportUndone {
			f := &visits.UndoneFacts{}
			if err := evidence.DecodePayload(e.Facts.Bytes, f); err != nil {
				return fmt.Errorf("entry %s: %w", e.ID.Short(), err)
			}
			if later := undone[f.Import]; later != nil {
				f.Back, f.Closed, f.Kept = f.Back+later.Back, f.Closed+later.Closed, f.Kept+later.Kept
			}
			undone[f.Import] = f
			return nil
		}
		if err := evidence.DecodePayload(e.Facts.Bytes, &t.Facts); err != nil {
			return fmt.Errorf("entry %s: %w", e.ID.Short(), err)
		}
		if t.Facts.Of == "" {
			t.Undone = undone[t.Entry]
			list, places = append(list, t), append(places, place)
		}
		return nil
	})
	for i := range list {
		if err == nil {
			_, err = j.db.lookup(ctx, "SELECT count(*) FROM entries WHERE n > ? AND n < ? AND kind = ?", []any{places[i][0], places[i][1], visits.CaseImported}, &list[i].Wrote)
		}
	}
	return list, err
}

// remembers is how many files are looked through for their columns.
const remembers = 2000

// Remembered is what a person said of the columns of the newest file with this
// head that this device took; see intake.Options.
func (j *Journal) Remembered(ctx context.Context) func(head evidence.Hash) ([]visits.ColumnAt, error) {
	return func(head evidence.Hash) ([]visits.ColumnAt, error) {
		list, err := j.Imports(ctx, remembers)
		for _, t := range list {
			if t.Facts.Head == head && len(t.Facts.Columns) > 0 {
				return t.Facts.Columns, err
			}
		}
		return nil, err
	}
}

// imported forgets what is not to be taken back any more: after a week, and of
// cases that left this device.
func (p *purge) imported() error {
	const over = "at <= ? OR case_id IN (SELECT case_id FROM hidden)"
	limit := p.before + keepSecured - keepBefore
	var size int64
	if _, err := p.tx.one("SELECT coalesce(sum(length(body)), 0) FROM imported_before WHERE "+over, []any{limit}, &size); err != nil {
		return err
	}
	p.freed += size
	_, err := p.tx.exec("DELETE FROM imported_before WHERE "+over, limit)
	return err
}
