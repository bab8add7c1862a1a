package headquarters

import (
	"strings"
	"testing"

	"fairvisit/app/widgets"
	"fairvisit/evidence"
)

// The reconciler hears that Lin's tablet was stolen: sees whose data lies there,
// gives it up with one act, and has the list of whom to tell. The tablet obeys at
// its next session, and the page says so.
func TestAStolenTabletIsGivenUp(t *testing.T) {
	o := newOffice(t)
	for _, c := range o.cases {
		o.Assign(c, o.lin, o.zhou, "2026-11-25")
	}
	o.Sync(o.lin)
	o.Visit(o.lin, o.zhou, o.cases[0], 1, "2026-12-05")
	o.Sync(o.lin)
	hidden := false
	o.lin.OnHide(func() { hidden = true })

	d := sit(t, o.rec, desktopSize, english)
	var name string
	var list []byte
	d.h.Save = func(n string, b []byte) { name, list = n, b }
	d.tap("section.devices")
	line := "device." + o.lin.Journal.Identity().Device.String()
	if l := d.Find(line).(*widgets.Line); !strings.Contains(l.Reads(), "Lin") || strings.Contains(l.Reads(), "locked") {
		t.Fatalf("the line reads %q", l.Reads())
	}
	d.tap(line)
	d.says("2 persons in 2 cases", "Name: 2", "Photo: 1", "No PIN was chosen", "Nothing, by its own last word", "王**", "Revoke and lock")
	d.tap("wipe", "reason.lost", "lost")
	d.says("Retire and wipe this device?")
	no, yes := d.Find("lost.cancel").(*widgets.Button), d.Find("lost.yes").(*widgets.Button)
	if gap := yes.Position().X - no.Position().X - no.Size().Width; yes.Kind != widgets.Destructive || gap < 24 {
		t.Errorf("to wipe looks like %d and stands %v from Cancel", yes.Kind, gap)
	}
	d.tap("lost.cancel")
	d.says("2 persons in 2 cases")
	if list != nil {
		t.Fatal("something was saved before anybody said yes")
	}
	d.tap("lost", "lost.yes")
	d.says("To be wiped", "waits for its next session")
	if !strings.HasSuffix(name, ".csv") || !strings.Contains(string(list), "王小明") || !strings.Contains(string(list), "中山路 9999 号") {
		t.Errorf("the list %s is %q", name, list)
	}

	o.Sync(o.lin)
	d.tap("section.devices", line)
	d.says("Wiped", "done ")
	if !hidden {
		t.Error("the screens of the tablet were not locked")
	}
	rec, err := o.HQ.Stolen(t.Context(), o.lin.Journal.Identity().Device)
	if err != nil || !rec.Revoked || rec.Order != evidence.OrderWipe || rec.Ordered {
		t.Errorf("%+v, %v", rec.DeviceLine, err)
	}
}
