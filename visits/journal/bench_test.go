package journal_test

import (
	"testing"

	"fairvisit/evidence"
)

func BenchmarkAppend(b *testing.B) {
	d := newTabletIn(b, b.TempDir(), "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	for n := 0; b.Loop(); n++ {
		if n%30 == 29 { // a visit has an end
			v = d.openVisit(evidence.NewID(), evidence.Hash{})
		}
		d.note(v, "nobody answered the door")
	}
	d.close()
}

// A branch's whole feed, as a manager's tablet gets it after its enrolment.
func BenchmarkApplyBatchOf5000Rows(b *testing.B) {
	hq := newBranch(b)
	for range 5000 {
		hq.importCase(evidence.ID{15: 9})
	}
	rows, end := hq.batch(0, 5000)
	for b.Loop() {
		b.StopTimer()
		d := newTabletIn(b, b.TempDir(), "manager")
		feed, _ := d.cursor()
		b.StartTimer()
		if err := d.ApplyBatch(ctx, feed, rows, end); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		d.close()
		b.StartTimer()
	}
}
