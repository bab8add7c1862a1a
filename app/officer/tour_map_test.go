package officer_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk/desktest"
	"fairvisit/evidence"
)

// label is what a reader of screens says of a thing; "" where it is not there.
func (m *morning) label(id string) string {
	if o, ok := m.stage.Find(id).(fyne.Accessible); ok {
		return o.AccessibilityLabel()
	}
	return ""
}

// The tour's map shows each stop at its street, with its number, and neither a
// stopped case nor one whose address has no point; a pin opens its case.
func TestTheToursMapIsItsOtherView(t *testing.T) {
	m := newMorning(t)
	at := func(name, street string, lat int64, order int) evidence.ID {
		id := m.Import(desktest.Case{Name: name, Street: street, LatE7: lat, LonE7: 1245000012})
		m.Assign(id, m.me, m.mate, desktest.Day, order)
		return id
	}
	first, second := at("李秀兰", "澄江一路 99901 号", 305300012, 1), at("周文", "云杉里 99903 号", 305400012, 2)
	stopped, nowhere := at("黄建国", "青石大街 99906 号", 305500012, 3), m.case_("吴雨", "桐花路 99904 号", 4)
	m.Raise(stopped, "complaint_open")
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(phone, english)
	m.tap("tour.map")
	for id, want := range map[evidence.ID]string{first: "Stop 1: 李** · 澄江一路", second: "Stop 2: 周** · 云杉里", stopped: "", nowhere: ""} {
		if got := m.label("pin." + id.String()); got != want {
			t.Errorf("a pin says %q, wanted %q", got, want)
		}
	}
	if got := m.label("tour.map"); !strings.Contains(got, "2 places") {
		t.Errorf("the map says %q", got)
	}
	m.tap("pin." + second.String())
	m.says("周**", "云杉里")
}
