package headquarters

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// query is the field a case is looked for in. It asks when it is sent and not at each
// letter: each question is a read, and stands in headquarters' log.
type query struct {
	widget.Entry
	label string
	ask   func()
}

func newQuery(ask func()) *query {
	q := &query{ask: ask}
	q.ExtendBaseWidget(q)
	q.OnSubmitted = func(string) { q.ask() }
	return q
}

// words is what is asked, without the space around it.
func (q *query) words() string { return strings.TrimSpace(q.Text) }

// MinSize is as high as a thumb needs.
func (q *query) MinSize() fyne.Size {
	return q.Entry.MinSize().Max(fyne.NewSize(theme.Target, theme.Target))
}

// TypedRune implements fyne.Focusable.
func (q *query) TypedRune(r rune) {
	widgets.Touched()
	q.Entry.TypedRune(r)
}

// TestID names the field for tests.
func (q *query) TestID() string { return "search.words" }

// AccessibilityLabel implements fyne.Accessible.
func (q *query) AccessibilityLabel() string { return q.label }

// queryRow is the field with what asks and what ends the search.
func (h *Headquarters) queryRow(w *i18n.Words) fyne.CanvasObject {
	h.query.label = w.T("find.hint")
	h.query.SetPlaceHolder(h.query.label)
	find := widgets.NewButton("search.ask", "", widgets.Outlined, h.find).WithIcon(fynetheme.SearchIcon())
	find.Spoken = w.T("find.key")
	var done fyne.CanvasObject
	if h.cases.query != "" {
		done = widgets.NewButton("search.done", w.T("find.done"), widgets.Quiet, h.findAll)
	}
	return widgets.Row(theme.Gap8, widgets.Fill(h.query), find, done)
}

// find asks for what is in the field.
func (h *Headquarters) find() {
	if q := h.query.words(); q != "" {
		h.ask(q, h.cases.state)
		return
	}
	h.findAll()
}

// findAll ends the search.
func (h *Headquarters) findAll() {
	h.query.SetText("")
	h.ask("", h.cases.state)
}

// ask begins the list of what is asked, in a state, anew.
func (h *Headquarters) ask(query, state string) {
	h.cases = &caseList{state: state, query: query}
	h.loadCases()
	h.s.Rebuild()
}
