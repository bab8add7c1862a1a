package headquarters

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// A visit that somebody opened alone at 22:05, past the rules of the app, stands
// in the inbox and in the record of its case, in words of both languages.
func TestAVisitByNightIsToldInWords(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	o.Now = hqtest.Workday.Add(12*time.Hour + 5*time.Minute)
	_, err := o.lin.Journal.Append(t.Context(), journal.Writing{Kind: visits.VisitOpened, Facts: visits.OpenedFacts{PlaceKind: "home", Day: "2026-11-25",
		Decision: o.Record(o.cases[0]).Case.Standing, Verdict: visits.VerdictFacts{Decision: "allow", Class: "A"}},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: o.cases[0]}, {Kind: evidence.RefVisit, ID: evidence.NewID()}, {Kind: evidence.RefOfficer, ID: o.lin.Me()}}})
	o.Must(err)
	o.Sync(o.lin)
	for _, c := range []struct {
		lang        i18n.Lang
		size        fyne.Size
		hours, crew string
	}{
		{i18n.English, desktopSize, "A visit outside the lawful hours", "Fewer officers than the rules want"},
		{i18n.Chinese, fyne.NewSize(1280, 800), "上门的开始或结束不在合法时段内", "上门人数少于规则要求"},
	} {
		d := sit(t, o.rec, c.size, shell.Prefs{Lang: c.lang, Scale: 1})
		d.says(c.hours, c.crew)
		d.tap("section.visits", "case."+o.cases[0].String())
		d.says("! "+c.hours, "! "+c.crew, "W-HOME 2026-11-25 22:05", "H-CREW 2026-11-25 22:05")
	}
}
