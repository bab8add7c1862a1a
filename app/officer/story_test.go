package officer_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/theme"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

var ctx = context.Background()

// Sizes of a phone and of a tablet on its side.
var (
	phone  = fyne.NewSize(360, 780)
	tablet = fyne.NewSize(1280, 800)
)

// morning is a story about one officer's day, on the screens.
type morning struct {
	picks string // the file that is chosen next
	*desktest.Branch
	t       testing.TB
	me      evidence.ID
	mate    evidence.ID // a colleague on the same tablet
	desk    *desk.Desk
	shell   *shell.Shell
	day     *officer.Day
	stage   *stage.Stage
	started []*fieldwork.Visit
	resumed []*fieldwork.Visit
	locked  int
}

// newMorning enrols two officers on a tablet; nobody is signed in yet.
func newMorning(t testing.TB) *morning {
	t.Helper()
	m := &morning{Branch: desktest.New(t), t: t}
	m.Clock("2026-03-09 07:00") // before anything a story may tell of
	m.me, m.mate = m.Enrol("officer", "周彦"), m.Enrol("officer", "林晓")
	m.Clock(desktest.Day + " 10:00")
	return m
}

func (m *morning) case_(name, street string, order int) evidence.ID {
	m.t.Helper()
	id := m.Import(desktest.Case{Name: name, Street: street})
	m.Assign(id, m.me, m.mate, desktest.Day, order)
	return id
}

// begin signs the officer in and shows the first section.
func (m *morning) begin(size fyne.Size, p shell.Prefs) {
	m.t.Helper()
	test.NewTempApp(m.t).Settings().SetTheme(&theme.Theme{Dark: p.Dark, Scale: p.Scale})
	if m.desk == nil {
		m.desk = m.Open(m.me)
	}
	m.shell = shell.New(shell.NewInlineRunner(), p, m.Now)
	m.day = officer.NewDay(m.shell, m.desk, officer.Hooks{
		StartVisit:  func(_ *desk.Desk, v *fieldwork.Visit) { m.started = append(m.started, v) },
		ResumeVisit: func(_ *desk.Desk, v *fieldwork.Visit) { m.resumed = append(m.resumed, v) },
		Lock:        func() { m.locked++ },
		Pick: func(_ []string, took func(desk.File)) {
			name := m.picks
			took(desk.File{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
		},
	})
	m.shell.SetSections(m.day.Sections())
	m.stage = stage.New(m.shell, size)
	m.stage.Picture() // a list makes its rows when it is drawn
}

// english is the app as it comes, in English.
var english = shell.Prefs{Lang: i18n.English}

func (m *morning) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *morning) tap(ids ...string) {
	m.t.Helper()
	for _, id := range ids {
		m.must(m.stage.Tap(id))
		m.stage.Picture()
	}
}

func (m *morning) says(words ...string) {
	m.t.Helper()
	for _, w := range words {
		if !m.stage.Says(w) {
			m.t.Errorf("the screen does not say %q; it reads\n%s", w, m.stage.Reads())
		}
	}
}

func (m *morning) silent(words ...string) {
	m.t.Helper()
	for _, w := range words {
		if m.stage.Says(w) {
			m.t.Errorf("the screen says %q; it reads\n%s", w, m.stage.Reads())
		}
	}
}

// row is the row of a case.
func row(id evidence.ID) string { return "stop." + id.Short() }

// again shows the first section anew, as a change does after a moment.
func (m *morning) again(section string) {
	m.shell.Open(section)
	m.stage.Picture()
}

// along notes who goes along today, without the screens; zero for nobody.
func (m *morning) along(who evidence.ID) {
	m.t.Helper()
	zone, err := time.LoadLocation(desktest.Zone)
	m.must(err)
	m.must(m.desk.SetSecond(ctx, who, zone))
}

// visit opens a visit with the colleague, without the screens.
func (m *morning) visit(id evidence.ID) *fieldwork.Visit {
	m.t.Helper()
	v, verdict, err := m.desk.Officer.Open(ctx, id, m.mate)
	if err != nil {
		m.t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	return v
}

// closed is a visit opened and closed at once.
func (m *morning) closed(id evidence.ID, promises ...visits.Promise) *fieldwork.Visit {
	m.t.Helper()
	v := m.visit(id)
	m.must(v.Close(ctx, nil, promises))
	return v
}

// choose scrolls the tour until the row of a case is seen, and taps it. The row
// is tapped as it was found: looking for objects lays the list out from its top.
func (m *morning) choose(id evidence.ID) {
	m.t.Helper()
	var list *widget.List
	for _, o := range m.stage.Objects() {
		if l, ok := o.(*widget.List); ok {
			list = l
		}
	}
	for i := range list.Length() {
		list.ScrollTo(i)
		if o, ok := m.stage.Find(row(id)).(fyne.Tappable); ok {
			o.Tapped(nil)
			m.stage.Picture()
			return
		}
	}
	m.t.Fatalf("case %s is not in the tour", id.Short())
}
