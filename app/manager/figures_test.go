package manager

import (
	"bytes"
	"context"
	"encoding/json"

	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/evidence"

	"fairvisit/visits/outcome"
)

// The page counts what headquarters counts, tells conduct first, and no rate by crew;
// what a figure means is one tap away.
func TestThePageCountsWhatHeadquartersCounts(t *testing.T) {
	s := newTeam(t)
	s.Sync(s.officers[0])
	s.Visit(s.officers[0], s.officers[1], s.HQ.CaseID("Bank A", "P0"), 0, "2026-12-20")
	s.Sync(s.officers[0])
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.figures")
	here := d.m.branch.told
	there, err := s.HQ.Figures(t.Context(), s.Unit, here.from, here.to)
	s.Must(err)
	one, err := json.Marshal(here.Figures)
	s.Must(err)
	other, err := json.Marshal(there)
	s.Must(err)
	if here.from != "2026-11-01" || here.Attempts == 0 || !bytes.Equal(one, other) {
		t.Errorf("from %s the page has\n%s\nand headquarters\n%s", here.from, one, other)
	}
	d.says("1 of 1 attempts", "Chen + Deng", "1 visit, ", "This month")
	if d.Says("CN-12") || d.Says("An attempt is a closed visit") {
		t.Error("a definition stands open")
	}
	d.tap("what.contact")
	d.says("An attempt is a closed visit")
	if d.tap("what.contact"); d.Says("An attempt is a closed visit") {
		t.Error("it does not close")
	}
	if r := d.Reads(); strings.Index(r, "How the visits were made") > strings.Index(r, "Whom the visits reached") {
		t.Error("the rates stand before conduct")
	}
	d.tap("period.today", "period.own", "first.month_back")
	if got := d.m.branch.told; got.from != "2026-10-25" || got.to != "2026-11-25" {
		t.Errorf("from %s to %s", got.from, got.to)
	}
	if d.tap("last.day_on"); d.m.branch.told.to != "2026-11-25" {
		t.Error("days to come are counted")
	}
}

// kept is a file that remembers what was written and that it was closed.
type kept struct {
	bytes.Buffer
	closed bool
}

func (k *kept) Close() error { k.closed = true; return nil }

// An export is an entry that headquarters has, and no byte goes out without it.
func TestFiguresGoOutOnlyWrittenDown(t *testing.T) {
	s := newTeam(t)
	t1 := &told{from: "2026-11-01", to: "2026-11-25", Figures: outcome.Figures{Attempts: 4, Contact: 1}}
	before := chain(t, s.manager)
	var file kept
	s.Must(exportFigures(t.Context(), s.manager.Journal, t1, &file))
	if !strings.HasPrefix(file.String(), "figure,n,of,permille\nattempts,4,,\n") || !strings.Contains(file.String(), "\ncontact,1,4,250\n") || !file.closed {
		t.Errorf("the file says\n%s", file.String())
	}
	if chain(t, s.manager) != before+1 {
		t.Error("nothing was written down")
	}
	s.Sync(s.manager)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	var none kept
	if err := exportFigures(stopped, s.manager.Journal, t1, &none); err == nil || none.Len() > 0 || !none.closed {
		t.Errorf("what could not be written down went out: %v, %d bytes", err, none.Len())
	}
}

func TestPeriodsOfFigures(t *testing.T) {
	for today, want := range map[string][2]string{"2026-11-29": {"2026-11-23", "2026-11-01"}, "2027-02-01": {"2027-02-01", "2027-02-01"}, "2027-01-01": {"2026-12-28", "2027-01-01"}} {
		week, _ := (&figures{period: ofWeek}).days(today)
		month, to := (&figures{period: ofMonth}).days(today)
		if week != want[0] || month != want[1] || to != today {
			t.Errorf("%s: week from %s, month from %s to %s", today, week, month, to)
		}
	}
	f := figures{period: ofToday}
	f.own("2026-11-25")
	f.move(&f.to, 0, -1, "2026-11-25")
	if f.from != "2026-11-24" || f.to != "2026-11-24" {
		t.Errorf("the ends crossed: %+v", f)
	}
}

// Each figure and each class has words in both languages.
func TestFiguresHaveWords(t *testing.T) {
	for _, lang := range i18n.Langs {
		w := i18n.In(lang)
		for _, class := range outcome.Classes {
			if !w.Has("figures.class." + class) {
				t.Errorf("%s: class %s has none", lang, class)
			}
		}
		for _, id := range []string{"clean", "findings", "unanswered", "upheld", "contact", "right", "right_contact", "promise", "first"} {
			if !w.Has("figures.name."+id) || !w.Has("figures.means."+id) {
				t.Errorf("%s: %s has none", lang, id)
			}
		}
	}
}

// Crews stand in the order of names whatever is counted of them: the page is no ranking.
func TestCrewsAreNotRanked(t *testing.T) {
	a, b := evidence.ID{1}, evidence.ID{2}
	m := &Manager{s: shell.New(shell.NewInlineRunner(), english, time.Now), branch: Branch{names: map[evidence.ID]string{a: "Zhou", b: "Chen"}}}
	for _, clean := range [][2]int{{9, 1}, {1, 9}} {
		got := m.crewsByName(&told{crews: []outcome.Crew{{One: a, Visits: 9, Clean: clean[0]}, {One: b, Visits: 9, Clean: clean[1]}}})
		if !slices.IsSortedFunc(got, func(x, y outcome.Crew) int { return strings.Compare(m.branch.names[x.One], m.branch.names[y.One]) }) {
			t.Errorf("%+v", got)
		}
	}
}
