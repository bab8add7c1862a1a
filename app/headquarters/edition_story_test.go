package headquarters

import (
	"bytes"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// One case is visited by the list the tablets were born with, another by an edition
// that was published in between. The reconciler, whose desk follows no feed, reads each
// in the words that its officer read.
func TestEachVisitIsToldByTheListItWasAskedBy(t *testing.T) {
	o := newOffice(t)
	for _, c := range o.cases[:2] {
		o.Assign(c, o.lin, o.zhou, "2026-11-25")
	}
	o.Sync(o.lin)
	visit := func(c evidence.ID) {
		t.Helper()
		v, verdict, err := o.lin.Officer.Open(t.Context(), c, o.zhou.Me())
		if err != nil {
			t.Fatalf("%v: %+v", err, verdict.Reasons)
		}
		o.Must(v.Answer(t.Context(), "d2", checklist.Chosen("match"), ""))
		_, err = v.EndPhase(t.Context(), checklist.PhaseDoor, evidence.Hash{})
		o.Must(err)
		o.Must(v.Leave(t.Context()))
		o.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))
		o.Sync(o.lin)
	}
	visit(o.cases[0])
	const born, later = "Does the address match?", "Is this the house on the order?"
	house, err := checklist.Parse(assets.HouseChecklist())
	o.Must(err)
	o.PublishList(bytes.Replace(bytes.Replace(assets.HouseChecklist(), []byte(born), []byte(later), 1), []byte(house.Version), []byte("2026.9.0"), 1))
	o.Sync(o.lin)
	visit(o.cases[1])

	d := sit(t, o.rec, desktopSize, english)
	for i, want := range []string{born, later} {
		d.tap("section.visits", "case."+o.cases[i].String())
		reads := d.Reads()
		if !strings.Contains(reads, want) || strings.Contains(reads, []string{later, born}[i]) || strings.Contains(reads, "not on this device") {
			t.Errorf("case %d does not read %q:\n%s", i+1, want, reads)
		}
	}
}
