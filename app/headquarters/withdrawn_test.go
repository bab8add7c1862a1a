package headquarters

import (
	"bytes"
	"strings"
	"testing"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/widgets"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// A photo of two shows a child and was withdrawn: the record says so in its
// place, nobody waits for it, and who asks for the original is told why.
func TestTheRecordSaysWhichPhotoWasWithdrawnAndWhy(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	v, _, err := o.lin.Officer.Open(t.Context(), o.cases[0], o.zhou.Me())
	o.Must(err)
	child, err := v.Photograph(t.Context(), bytes.NewReader(hqtest.Photo(1)), "d5", "camera")
	o.Must(err)
	_, err = v.Photograph(t.Context(), bytes.NewReader(hqtest.Photo(2)), "", "camera")
	o.Must(err)
	o.Sync(o.lin)

	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits", "case."+o.cases[0].String(), "photo."+child.ID.String())
	if p := d.Find("photo." + child.ID.String()).(*widgets.Picture); p.Image == nil {
		t.Fatal("the photo was not read while it was there: this test shows nothing")
	}
	o.Must(v.Withdraw(t.Context(), child.ID, 0, "child"))
	o.Must(v.Leave(t.Context()))
	o.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))
	o.Sync(o.lin)
	o.Must(o.HQ.Settle(t.Context()))

	d.tap("reload")
	d.says("Proof complete: entries 9, photos 1", "· 1 withdrawn", "2 photos · 1 withdrawn", "Photos here: 1 of 1",
		"1 photo was withdrawn; its fingerprint, time and reason are here.", "Photo withdrawn")
	p := d.Find("photo." + child.ID.String()).(*widgets.Picture)
	if p.Image != nil || !strings.Contains(p.Missing, "withdrawn · a child · 10:0") {
		t.Errorf("in its place stands %q, with a picture: %v", p.Missing, p.Image != nil)
	}
	r := fieldsync.NewReader(o.rec.Journal.Identity(), o.rec.Journal.Epoch())
	if _, err := r.Photo(t.Context(), child.ID, 0, "test"); err == nil || !strings.Contains(err.Error(), "withdrawn: child") {
		t.Errorf("who asks for it is told %v", err)
	}
	o.Must(r.Close())
}
