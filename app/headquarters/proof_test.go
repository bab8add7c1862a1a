package headquarters

import (
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
)

// The second officer signs for a closed visit, which makes an entry on each
// device that no close counted: that is no record of wrong counts.
func TestASecondSignatureIsNoAlarm(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin, o.zhou)
	v := o.Visit(o.lin, o.zhou, o.cases[0], 1, "2026-12-05")
	asked, err := o.lin.Officer.AskCosign(t.Context(), v.ID)
	o.Must(err)
	code, err := o.zhou.Cosign(t.Context(), asked)
	o.Must(err)
	_, err = o.lin.TakeCosign(t.Context(), asked, code)
	o.Must(err)
	o.Sync(o.lin, o.zhou)

	r := o.Record(o.cases[0])
	closed := r.Visits[0].Closed
	if closed == nil || len(r.Visits[0].Lines) <= closed.Entries {
		t.Fatalf("%d lines, %+v: nothing came after the close, and this test shows nothing", len(r.Visits[0].Lines), closed)
	}
	if p := prove(&r); len(p.Short) != 0 || !p.complete() {
		t.Errorf("%+v", p)
	}
	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits", "case."+o.cases[0].String())
	d.says("Proof complete", "Zhou signed")

	closed.Photos++ // a photo that was counted and is not here
	if p := prove(&r); len(p.Short) != 1 {
		t.Errorf("a photo is missing, and the proof says %+v", p)
	} else if _, sense := p.summary(i18n.In(i18n.English)); sense != widgets.Danger {
		t.Error("a missing photo is no alarm")
	}
}
