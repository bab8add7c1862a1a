package headquarters

import (
	"bytes"
	"strings"
	"testing"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// A reconciler confirms in the record what an officer asked after the close; it counts once
// headquarters has folded it.
func TestAReconcilerConfirmsAWithdrawal(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	v, _, err := o.lin.Officer.Open(t.Context(), o.cases[0], o.zhou.Me())
	o.Must(err)
	child, err := v.Photograph(t.Context(), bytes.NewReader(hqtest.Photo(1)), "d5", "camera")
	o.Must(err)
	o.Must(v.Leave(t.Context()))
	o.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))
	o.Must(o.lin.Officer.AskWithdrawal(t.Context(), v.ID, child.ID, 0, "child"))
	o.Sync(o.lin)

	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits", "case."+o.cases[0].String())
	d.says("asks to withdraw it: a child.", "Withdrawal of a photo asked for")
	d.tap("confirm."+child.ID.String(), "confirm.yes")
	d.says("Your answer is written down")
	if d.Find("confirm."+child.ID.String()) != nil {
		t.Error("it can be answered again")
	}
	o.Sync(o.rec)
	o.Must(o.HQ.Settle(t.Context()))
	d.tap("reload")
	d.says("1 photo · 1 withdrawn", "Withdrawal of a photo confirmed")
	p := d.Find("photo." + child.ID.String()).(*widgets.Picture)
	if p.Image != nil || !strings.Contains(p.Missing, "withdrawn · a child") {
		t.Errorf("in its place stands %q", p.Missing)
	}
}
