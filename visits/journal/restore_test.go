package journal_test

import (
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// copyTo brings the data of a closed store to another place, as a backup does.
func copyTo(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func TestAStoreThatWasBroughtBackBeginsANewEpoch(t *testing.T) {
	for name, bring := range map[string]func(t *testing.T, d *tablet, backup string){
		"the folder from a backup": func(t *testing.T, d *tablet, backup string) {
			if err := os.RemoveAll(d.dir); err != nil {
				t.Fatal(err)
			}
			copyTo(t, backup, d.dir)
		},
		"on another tablet": func(t *testing.T, d *tablet, backup string) {
			d.root = t.TempDir()
			d.dir = journal.Folder(d.root, d.id.Officer)
			copyTo(t, backup, d.dir)
		},
		"the bytes written into the living file": func(t *testing.T, d *tablet, backup string) {
			old, err := os.ReadFile(filepath.Join(backup, "journal.db"))
			if err == nil {
				err = os.WriteFile(filepath.Join(d.dir, "journal.db"), old, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newTablet(t, "officer")
			v := d.openVisit(evidence.NewID(), evidence.Hash{})
			first := d.Epoch()
			d.close()
			backup := filepath.Join(t.TempDir(), "backup")
			copyTo(t, d.dir, backup)
			d.open()
			if d.Epoch() != first {
				t.Fatal("a store that lived on began a new epoch")
			}
			lost := d.note(v, "after the backup")
			d.close()
			bring(t, d, backup)
			d.open()

			if d.Epoch() == first {
				t.Fatal("the store goes on in the old epoch: its next entry would fork the chain")
			}
			d.note(v, "after the restore")
			chain := d.chain()
			var f visits.EpochFacts
			opened := chain[2]
			if err := evidence.DecodePayload(opened.Facts.Bytes, &f); err != nil {
				t.Fatal(err)
			}
			if opened.Header.Kind != visits.EpochOpened || f.Old != first || f.Seq != 2 || f.Last != chain[1].ID || f.Reason != "restored" {
				t.Fatalf("%s says %+v", opened.Header.Kind, f)
			}
			for _, e := range chain {
				if e.ID == lost.ID {
					t.Fatal("the lost entry is back")
				}
			}
			second := d.Epoch()
			d.reopen()
			if d.Epoch() != second {
				t.Fatal("another epoch at the second start")
			}
		})
	}
}

func TestAForkBeginsANewEpochAndKeepsTheOld(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	old := d.Epoch()
	if err := d.BeginEpoch(ctx, "fork"); err != nil {
		t.Fatal(err)
	}
	d.closeVisit(v)
	if len(d.chain()) != 4 || d.Epoch() == old {
		t.Fatal("the chain does not go on in a new epoch")
	}
	epochs, err := d.Epochs(ctx)
	if err != nil || len(epochs) != 2 || epochs[0].Epoch != old || epochs[0].Seq != 2 || epochs[1].Seq != 2 {
		t.Fatalf("%+v, %v", epochs, err)
	}
}
