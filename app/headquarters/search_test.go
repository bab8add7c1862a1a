package headquarters

import (
	"bytes"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// A reconciler looks for a person by name: the list shows them masked, the read is
// logged first and without the name, and Done shows everything again.
func TestAReconcilerFindsACaseByName(t *testing.T) {
	o := newOffice(t)
	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits")
	searches := func() (n int) {
		for _, e := range o.views() {
			if e.What == "case search" {
				n++
			}
		}
		return n
	}
	one, other := "case."+o.cases[0].String(), "case."+o.cases[1].String()
	if d.Find(one) == nil || d.Find(other) == nil {
		t.Fatal("the list is not whole: this test shows nothing")
	}
	o.Must(d.Type("search.words", "王小明"))
	if searches() != 0 {
		t.Error("each letter is a read")
	}
	d.tap("search.ask")
	if d.Find(one) == nil || d.Find(other) != nil || searches() != 1 {
		t.Errorf("found are %v, %d searches are logged", d.IDs(), searches())
	}
	o.Must(d.Type("search.words", "nobody"))
	d.tap("search.ask")
	d.says("No case found. Type a whole name")
	d.tap("search.done")
	if d.Find(one) == nil || d.Find(other) == nil {
		t.Error("the list did not come back")
	}
}

// views are what headquarters logged of reads.
func (o *office) views() (list []visits.ViewedFacts) {
	rows, err := o.HQ.Store.EntryRange(o.Context(), 0, 1<<20)
	o.Must(err)
	for _, r := range rows {
		e, err := evidence.Decode(r.Raw)
		o.Must(err)
		if e.Header.Kind != visits.RecordViewed {
			continue
		}
		var f visits.ViewedFacts
		o.Must(evidence.DecodePayload(e.Facts.Bytes, &f))
		if bytes.Contains(r.Raw, []byte("王小明")) {
			o.Error("the log of reads names who was looked for")
		}
		list = append(list, f)
	}
	return list
}
