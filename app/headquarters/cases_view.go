package headquarters

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// caseFilters are the states the list can show, "" for all.
var caseFilters = []string{"", "conflict", "stopped", "assigned", "open"}

func (h *Headquarters) casesPage() *shell.Page {
	return &shell.Page{ID: "visits", List: true, Build: h.buildCases, Part: func() string { return h.cases.state },
		Keys: []shell.Key{
			{Name: fyne.KeyF3, About: "find.key", Do: func() {
				if c := fyne.CurrentApp().Driver().CanvasForObject(h.query); c != nil {
					c.Focus(h.query)
				}
			}},
			{Name: fyne.KeyJ, About: "hq.key.next", Do: func() { h.step(1) }},
			{Name: fyne.KeyK, About: "hq.key.previous", Do: func() { h.step(-1) }},
		}}
}

func (h *Headquarters) buildCases(v shell.View) fyne.CanvasObject {
	w, l := v.Words, h.cases
	var filters []fyne.CanvasObject
	for _, state := range caseFilters {
		label := w.T("hq.all")
		if state != "" {
			label, _ = record.State(w, state)
		}
		filters = append(filters, toggle("filter."+state, label, l.state == state, func() { h.show(state) }))
	}
	count := w.N("hq.cases", len(l.lines))
	if !l.last && l.err == nil {
		count = w.N("hq.cases_first", len(l.lines))
	}
	head := widgets.Column(0, h.s.Header(v, w.T("section.visits"), count),
		widgets.Pad(theme.Gap16, 0, widgets.Column(theme.Gap8, h.queryRow(w), widgets.Wrap(theme.Gap8, filters...))), widgets.Pad(0, theme.Gap8, widgets.Rule()))
	switch {
	case l.err != nil:
		return widgets.Framed(head, trouble(w, l.err, h.loadCases), nil)
	case len(l.lines) == 0 && !l.last:
		return widgets.Framed(head, padded(w.T("common.loading")), nil)
	case len(l.lines) == 0:
		none := "hq.no_cases"
		if l.query != "" {
			none = "hq.find.none"
		}
		return widgets.Framed(head, padded(w.T(none)), nil)
	}
	list := widgets.Lines(len(l.lines), func(i int, line *widgets.Line) {
		c := l.lines[i]
		line.ID, line.Title, line.Mark = "case."+c.ID.String(), c.Name+" · "+c.Street, c.Bucket
		line.State, line.Sense = record.State(w, c.State)
		line.Detail = w.N("hq.contacts", c.Contacts)
		if c.Day != "" {
			line.Detail = record.Date(w, c.Day) + " · " + line.Detail
		}
		line.Chosen = c.ID == l.chosen
		line.OnTapped = func() { h.open(c.ID) }
	})
	if l.last {
		return widgets.Framed(head, list, nil)
	}
	more := widgets.NewButton("more", w.T("hq.more"), widgets.Outlined, h.loadCases)
	return widgets.Framed(head, list, widgets.Foot(widgets.Actions(more)))
}
