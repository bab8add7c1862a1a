package journal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

// patch changes the bytes of the closed database.
func (d *tablet) patch(change func(b []byte) []byte) {
	d.t.Helper()
	path := filepath.Join(d.dir, "journal.db")
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, change(b), 0o600)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestAnEntryWhoseSignatureWentBadStaysBehind(t *testing.T) {
	d, chain, _ := full(t)
	if err := journal.ChangeEntry(d.dir, storeKey, chain[2].ID, func(b []byte) { b[2+len(chain[2].HeaderBytes())+10] ^= 1 }); err != nil {
		t.Fatal(err)
	}
	report := d.salvage()
	if report.Entries != len(chain)-1 || len(report.Missing) != 1 || !strings.HasPrefix(report.Missing[0], "entry 3 of") {
		t.Fatalf("%+v", report)
	}
}

// Without the front of a page no row of it is to be found, but an entry that
// lies whole in it is.
func TestAPageWithoutItsFrontStillGivesUpItsEntries(t *testing.T) {
	d, chain, _ := full(t)
	d.patch(func(b []byte) []byte {
		for at := 0; at < len(b); at += 4096 {
			clear(b[at : at+8])
		}
		return b
	})
	small := 0
	for _, e := range chain {
		if e.Size() < 3000 {
			small++
		}
	}
	if report := d.salvage(); report.Entries < small || small < 20 {
		t.Fatalf("%+v, want the %d entries that fit a page", report, small)
	}
}

func TestEpochsKeepTheirOrderWhenTheClockJumpedBack(t *testing.T) {
	d := newTablet(t, "officer")
	want := []evidence.ID{d.Epoch()}
	for range 3 {
		d.at -= 1000 * hour
		if err := d.BeginEpoch(ctx, "fork"); err != nil {
			t.Fatal(err)
		}
		want = append(want, d.Epoch())
	}
	d.close()
	d.salvage()
	epochs, err := d.Epochs(ctx)
	if err != nil || len(epochs) != 5 {
		t.Fatal(epochs, err)
	}
	for i, epoch := range want {
		if epochs[i].Epoch != epoch {
			t.Fatalf("epoch %d is out of order", i+1)
		}
	}
}

// Old pages may still hold words that were purged since.
func TestASalvageBringsNoPurgedWordsBack(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.note(v, "SECRET-NOTE")
	d.closeVisit(v)
	d.close()
	old, err := os.ReadFile(filepath.Join(d.dir, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	d.open()
	d.mark(d.MarkSecured, d.seq())
	d.at += 25 * hour
	d.purge()
	d.close()
	d.patch(func(b []byte) []byte { return append(b, old...) })
	if report := d.salvage(); report.Entries != 4 {
		t.Fatalf("%+v", report)
	}
	for _, e := range d.chain() {
		if strings.Contains(string(e.Words.Bytes), "SECRET-NOTE") {
			t.Fatal("the words are back")
		}
	}
}
