package hq_test

import (
	"slices"
	"strings"
	"testing"

	"fairvisit/sync/hq"
	"fairvisit/visits/intake"
)

// After a period of keeping the same person may owe something new: only the case
// itself does not come back.
func TestRetentionErasesWhatIsClosedLongEnoughAndNotHeld(t *testing.T) {
	w := newOfficeSince(t, workday)
	w.closeVisit()
	w.li.sync()
	cases := w.importCases(bankFile)
	for i, id := range cases {
		w.must(w.hq.CloseCase(w.ctx, id, []string{"paid", "paid", "recalled"}[i]))
	}
	w.must(w.hq.Hold(w.ctx, cases[1], "court"))
	policy := hq.Retention{"paid": 365}
	w.turn(workday.AddDate(0, 0, 364))
	if due, err := w.hq.DueCases(w.ctx, policy); err != nil || len(due) != 0 {
		t.Errorf("a day too soon: %+v, %v", due, err)
	}
	w.turn(workday.AddDate(0, 0, 365))
	due, err := w.hq.DueCases(w.ctx, policy)
	if err != nil || len(due) != 2 {
		t.Fatalf("due: %+v, %v", due, err)
	}
	done, err := w.hq.Retain(w.ctx, policy)
	if err != nil || len(done) != 1 || done[0].Case != cases[0] {
		t.Fatalf("erased: %+v, %v", done, err)
	}
	if held := due[slices.IndexFunc(due, func(d hq.Due) bool { return d.Case == cases[1] })]; held.Held != "court" {
		t.Errorf("of the held case is said %+v", held)
	}
	if done, err := w.hq.Retain(w.ctx, policy); err != nil || len(done) != 0 {
		t.Errorf("again: %+v, %v", done, err)
	}
	f, err := intake.Read(strings.NewReader(strings.Replace(bankFile, "0007", "0008", 1)), intake.Options{Today: "2027-11-25"})
	w.must(err)
	if r, err := w.hq.Import(w.ctx, w.unit, "Asia/Shanghai", f, false); err != nil || r.Refused != 1 || r.Issues[0].Row != 2 {
		t.Errorf("a new debt of the same person: %+v, %v", r, err)
	}
	w.must(w.hq.Check(w.ctx))
	w.sameAnew()
}
