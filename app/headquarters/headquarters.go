// Package headquarters is the reconciler's desk: the cases and what is held of
// each, read page by page over the network because headquarters' persons follow
// no feed, the findings somebody must look at, and the settling of decisions
// that contradict each other. Every read is logged there before its answer.
package headquarters

import (
	"context"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// Headquarters is the desk. It is used on the screen's goroutine only.
type Headquarters struct {
	s      *shell.Shell
	k      *desk.Desk
	reader *fieldsync.Reader

	// Save writes a file the person asked for where they say.
	Save func(name string, b []byte)

	cases   *caseList
	query   *query
	inbox   *inbox
	devices *devices
	opened  *opened

	stops    *stopList
	deciding *stopDesk

	tours *tours

	listening listening
}

// New is the desk of the reconciler at k. It reads with the key of k's device.
func New(s *shell.Shell, k *desk.Desk) *Headquarters {
	h := &Headquarters{s: s, k: k, reader: fieldsync.NewReader(k.Journal.Identity(), k.Journal.Epoch()), cases: &caseList{}, inbox: &inbox{}, devices: &devices{}, opened: &opened{}, stops: &stopList{}, deciding: &stopDesk{}, tours: &tours{}}
	h.Save = h.saveFile
	h.query = newQuery(h.find)
	return h
}

// Close ends the channel to headquarters.
func (h *Headquarters) Close() error {
	h.stopPlaying()
	return h.reader.Close()
}

// Sections are the desk's.
func (h *Headquarters) Sections() []shell.Section {
	return []shell.Section{
		{ID: "inbox", Icon: fynetheme.MailComposeIcon(), Open: func() *shell.Page {
			h.loadInbox()
			return h.inboxPage()
		}},
		{ID: "stops", Icon: fynetheme.WarningIcon(), Open: func() *shell.Page {
			h.loadStops()
			return h.stopsPage()
		}},
		{ID: "visits", Icon: fynetheme.ListIcon(), Open: func() *shell.Page {
			h.show(h.cases.state)
			return h.casesPage()
		}},
		{ID: "tours", Icon: fynetheme.HistoryIcon(), Open: func() *shell.Page {
			h.showTours(h.today())
			return h.toursPage()
		}},
		{ID: "devices", Icon: fynetheme.ComputerIcon(), Open: func() *shell.Page {
			h.loadDevices()
			return h.devicesPage()
		}},
	}
}

// caseList is the list as far as it was read.
type caseList struct {
	state   string // filter; "" for all
	query   string // what is looked for; "" for all
	lines   []fieldsync.CaseLine
	last    bool // the last page was read
	loading bool
	err     error
	chosen  evidence.ID
}

// casesPart is how many lines one read asks for.
const casesPart = 100

// show begins the list of a state anew.
func (h *Headquarters) show(state string) {
	h.cases = &caseList{state: state, query: h.cases.query}
	h.loadCases()
}

// loadCases reads one page more.
func (h *Headquarters) loadCases() {
	l := h.cases
	if l.loading || l.last {
		return
	}
	l.loading = true
	var after evidence.ID
	if n := len(l.lines); n > 0 {
		after = l.lines[n-1].ID
	}
	shell.Do(h.s.Run, func(ctx context.Context) ([]fieldsync.CaseLine, error) {
		if l.query != "" {
			return h.reader.SearchCases(ctx, l.query, l.state, after, casesPart)
		}
		return h.reader.Cases(ctx, l.state, after, casesPart)
	},
		func(lines []fieldsync.CaseLine, err error) {
			l.loading, l.err = false, err
			l.lines = append(l.lines, lines...)
			l.last = err == nil && len(lines) < casesPart
			h.s.Rebuild()
		})
}

// step opens the case before or after the chosen one, as J and K do.
func (h *Headquarters) step(by int) {
	for i, l := range h.cases.lines {
		if l.ID == h.cases.chosen {
			if j := i + by; j >= 0 && j < len(h.cases.lines) {
				h.open(h.cases.lines[j].ID)
			}
			return
		}
	}
	if len(h.cases.lines) > 0 {
		h.open(h.cases.lines[0].ID)
	}
}

// open shows a case beside the list.
func (h *Headquarters) open(id evidence.ID) {
	h.cases.chosen = id
	h.begin(id, nil)
	h.s.Beside(h.recordPage())
}

// trouble says what happened and that nothing was changed.
func trouble(w *i18n.Words, err error, again func()) fyne.CanvasObject {
	return widgets.Pad(theme.Gap16, theme.Gap12, widgets.Notice(theme.WarningGround,
		widgets.Strong(w.T("common.failed", "why", err.Error())), widgets.NewText(w.T("hq.nothing_changed")),
		widgets.Actions(widgets.NewButton("retry", w.T("common.retry"), widgets.Outlined, again))))
}

func padded(words string) fyne.CanvasObject {
	return widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(words))
}

// toggle is a choice among few; the chosen one carries a sign.
func toggle(id, label string, chosen bool, tapped func()) fyne.CanvasObject {
	if chosen {
		label = "✓ " + label
	}
	return widgets.NewButton(id, label, widgets.Outlined, tapped)
}
