package journal_test

import (
	"context"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

// importBefore imports a case and keeps what stood of it before that import.
func (d *tablet) importBefore(id evidence.ID, of evidence.Hash, at int64) {
	d.t.Helper()
	stood := journal.Before{Case: id, Stood: intake.Stood{Before: true, Words: &visits.CaseWords{Number: "N-1", Parties: []visits.PartyWords{{Name: "SECRET Wang Xiaoming"}}}}}
	_, err := d.Append(context.Background(), journal.Writing{Kind: visits.CaseImported, Facts: visits.CaseFacts{Currency: "CNY"}, Words: visits.CaseWords{Number: "N-1"},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}}, Also: func(tx *journal.Tx) error { return tx.KeepBefore(of, at, stood) }})
	if err != nil {
		d.t.Fatal(err)
	}
}

// What stood before an import is kept once a case, for the newest import of it, and
// for a week: it is names and addresses.
func TestWhatStoodBeforeAnImportIsKeptForAWeek(t *testing.T) {
	d := newTablet(t, "manager")
	one, other := evidence.NewID(), evidence.NewID()
	first, second := evidence.Hash{1}, evidence.Hash{2}
	at := d.at
	d.importBefore(one, first, at)
	d.importBefore(other, first, at)
	d.importBefore(one, second, at+1_000_000)
	held := func(of evidence.Hash) (ids []evidence.ID) {
		t.Helper()
		err := d.EachBefore(t.Context(), of, func(b journal.Before) error {
			if c, err := d.Case(t.Context(), b.Case); err != nil || c.Imported != b.Imported || b.Words.Number != "N-1" {
				t.Errorf("%+v, %v", b, err)
			}
			ids = append(ids, b.Case)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	if a, b := held(first), held(second); len(a) != 1 || a[0] != other || len(b) != 1 || b[0] != one {
		t.Errorf("of the first import %v, of the second %v", a, b)
	}
	const day = 24 * 3600 * 1_000_000
	for _, c := range []struct {
		days int64
		want int
	}{{6, 1}, {7, 0}} {
		if _, err := d.Purge(t.Context(), at+c.days*day); err != nil {
			t.Fatal(err)
		}
		if n := len(held(first)); n != c.want {
			t.Errorf("after %d days %d are held, want %d", c.days, n, c.want)
		}
	}
}
