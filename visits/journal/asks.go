package journal

import (
	"context"
	"encoding/json"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// groupOfAsk is the group of a visit that was asked for: that of the case its entries
// name, which a reference has to itself.
func (r *refold) groupOfAsk(k visits.Key) (group, error) {
	base, err := r.tx.base(k)
	if err != nil {
		return group{}, err
	}
	if base != nil {
		var a struct{ Case evidence.ID }
		err := json.Unmarshal(base.Body, &a)
		return group{caseID: a.Case}, err
	}
	var g group
	last := evidence.Hash{}
	for i := range last {
		last[i] = 0xff
	}
	first := evidence.Hash{}
	copy(first[:], k.ID[:])
	copy(last[:], k.ID[:])
	_, err = r.tx.one("SELECT case_id FROM entries WHERE id BETWEEN ? AND ?", []any{first[:], last[:]}, raw(g.caseID[:]))
	return g, err
}

// aboutAsk adds the picture of the visit, or the swap, that an own entry asks for or
// answers.
func (r *refold) aboutAsk(o *ownEntry) error {
	e, err := r.entry(o.n)
	if err != nil {
		return err
	}
	k := visits.Key{Kind: visits.KindAsk, ID: visits.AskID(e.ID)}
	switch e.Header.Kind {
	case visits.SwapAsked:
		k.Kind = visits.KindSwap
	case visits.AskAnswered:
		var f visits.AskAnswerFacts
		if evidence.DecodePayload(e.Facts.Bytes, &f) != nil {
			return nil // of a later version
		}
		k.ID = visits.AskID(f.Asked)
	case visits.SwapAnswered:
		var f visits.SwapAnswerFacts
		if evidence.DecodePayload(e.Facts.Bytes, &f) != nil {
			return nil
		}
		k = visits.Key{Kind: visits.KindSwap, ID: visits.AskID(f.Asked)}
	}
	o.about = append(o.about, k)
	return nil
}

// hideAsk reports whether a visit, or a swap, that was asked for is not to be shown: its case was
// taken from this device before headquarters had the question, or was erased.
func (tx *Tx) hideAsk(p Picture) (bool, error) {
	var a struct {
		Case     evidence.ID
		Received int64
	}
	if err := json.Unmarshal(p.Body, &a); err != nil || a.Received != 0 {
		return false, err
	}
	return tx.one("SELECT 1 FROM hidden WHERE case_id = ?", []any{a.Case[:]}, new(int))
}

// withdrawAsk lets the words of a reference go with its row, as those of a case that
// is withdrawn go: the row of who asked goes when it was erased, and else never.
func (b *batch) withdrawAsk(k visits.Key, entity string) error {
	base, err := b.tx.base(k)
	if err != nil {
		return err
	}
	var a struct {
		Case      evidence.ID
		Reference bool
	}
	if base != nil && json.Unmarshal(base.Body, &a) == nil && a.Reference {
		if _, err := b.tx.exec("INSERT INTO hidden (case_id) VALUES (?) ON CONFLICT DO NOTHING", a.Case[:]); err != nil {
			return err
		}
	}
	return b.drop(entity)
}

// Stored reports whether headquarters holds an entry of this device, as far as it was told
// so: the rows that show what became of it may come a session later.
func (j *Journal) Stored(ctx context.Context, entry evidence.Hash) (stored bool, err error) {
	err = j.db.list(ctx, "SELECT state IN (1, 2) FROM entries WHERE id = ?", []any{entry[:]}, func(scan func(...any) error) error {
		return scan(&stored)
	})
	return stored, err
}
