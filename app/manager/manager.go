// Package manager is a branch manager's desk: import cases, plan who visits
// whom, see the board of crews and devices, review finished visits and follow
// promises. What a manager decides is an entry of the manager's own journal, as
// everybody's acts are; it works without a network and is sent like a visit.
package manager

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/desk"
	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// File is a file somebody chose.
type File = desk.File

// Picker asks for a file of one of these endings and hands it over, or never
// comes back.
type Picker func(endings []string, took func(File))

// Manager is the desk. It is used on the screen's goroutine only.
type Manager struct {
	s    *shell.Shell
	k    *desk.Desk
	pick Picker

	reader *fieldsync.Reader // of what headquarters heard of the branch's devices
	heard  heard

	branch Branch
	loaded bool
	err    error

	plan      *plan
	answering *answering // of a visit that is asked for; nil: none is looked at
	carried   *carry     // cases on their way to a crew; nil: none
	lanes     lanes
	proposed  *suggestion     // the plan that is being looked for; nil: none
	effort    effort          // how long is looked
	search    *widgets.Search // of the plan
	crewFind  *widgets.Search // of its crews
	chart     *mapview.Map    // of the plan
	intake    *importing
	undoing   *undoing // the import that is being taken back
	roster    roster
	ways      ways
	rosterOn  string // the day the roster shows, yyyy-mm-dd
	figures   figures
	placing   placing
	shift     func() bool // a shift key is held down
	thumbs    map[photoKey]image.Image
	calendar  time.Time      // the month of promises that is looked at; zero: this one
	dueOn     string         // the day whose promises alone are listed; "": all
	more      map[string]int // how many parts more of a long list are shown, by list
	chosen    string         // the line that stands open beside its list

	reviewed      evidence.ID // the visit looked at last: its small pictures may still come
	openOnly      bool        // the review lists only what waits for it
	writingReview bool        // of two taps one counts
}

// New is the desk of the manager at k; pick asks for a file.
func New(s *shell.Shell, k *desk.Desk, pick Picker) *Manager {
	m := &Manager{s: s, k: k, pick: pick, reader: fieldsync.NewReader(k.Journal.Identity(), k.Journal.Epoch()), thumbs: map[photoKey]image.Image{}, more: map[string]int{}}
	m.plan, m.effort = newPlan(k.Now()), usualEffort
	m.lanes.open, m.shift = nobody, shiftHeld
	m.search = widgets.NewSearch(s.Rebuild)
	m.search.Down = m.toRows
	m.crewFind = widgets.NewSearch(s.Rebuild).Called("crews.search")
	m.intake, m.rosterOn, m.figures.period = &importing{}, m.today(), ofMonth
	m.OpenMap(tiles.Grid{}, nil)
	return m
}

// Sections are the desk's.
func (m *Manager) Sections() []shell.Section {
	opened := func(p func() *shell.Page) func() *shell.Page {
		return func() *shell.Page {
			m.chosen, m.dueOn = "", ""
			m.Reload()
			return m.watched(p())
		}
	}
	board := opened(func() *shell.Page {
		m.askAfter(askAtOnce)
		return m.boardPage()
	})
	return []shell.Section{
		{ID: "board", Icon: fynetheme.GridIcon(), Open: board, Badge: m.wanting},
		{ID: "plan", Icon: fynetheme.ListIcon(), Open: opened(m.planPage)},
		{ID: "roster", Aside: true, Icon: fynetheme.AccountIcon(), Open: opened(m.rosterPage), Badge: m.swapsWaiting},
		{ID: "review", Icon: fynetheme.VisibilityIcon(), Open: opened(m.reviewPage)},
		{ID: "stops", Icon: fynetheme.WarningIcon(), Open: opened(m.stopsPage)},
		{ID: "promises", Icon: fynetheme.HistoryIcon(), Open: opened(m.promisesPage)},
		{ID: "figures", Aside: true, Icon: figuresIcon, Open: opened(m.figuresPage)},
		{ID: "import", Icon: fynetheme.DownloadIcon(), Open: opened(m.importPage)},
	}
}

// Reload reads the branch again, as when a feed brought something new; what is
// seen is built again when it was read.
func (m *Manager) Reload() {
	shell.Do(m.s.Run, func(ctx context.Context) (Branch, error) { return read(ctx, m.k) }, func(b Branch, err error) {
		if m.err = err; err == nil {
			before := m.today()
			m.branch, m.loaded = b, true
			m.roster.take(&b)
			m.turnWithBranch(before)
			m.plan.drop(b, m.crews())
			m.loadThumbs(m.reviewed)
		}
		m.s.Rebuild()
	})
}

// state is what a page shows instead of its content while there is none; nil
// when there is.
func (m *Manager) state(v shell.View) fyne.CanvasObject {
	switch {
	case m.err != nil:
		return m.trouble(v, m.err, m.Reload)
	case !m.loaded:
		return widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(v.Words.T("common.loading")))
	}
	return nil
}

// trouble says what happened, what is safe, and offers to try again.
func (m *Manager) trouble(v shell.View, err error, again func()) fyne.CanvasObject {
	return widgets.Pad(theme.Gap16, theme.Gap12, widgets.Notice(theme.WarningGround,
		widgets.Strong(v.Words.T("common.failed", "why", err.Error())), widgets.NewText(v.Words.T("common.safe")),
		widgets.Actions(widgets.NewButton("retry", v.Words.T("common.retry"), widgets.Outlined, again))))
}

// empty is a list's empty state: it says what to do.
func empty(words string) fyne.CanvasObject {
	return widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(words))
}

// body is a page: a head, and content that scrolls.
func body(head, content, foot fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Framed(head, widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, content)), foot)
}
