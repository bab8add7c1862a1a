package manager

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// byWords is the order of the list in words, as it goes behind another word.
func (m *Manager) byWords(w *i18n.Words) string {
	if m.plan.turned {
		return w.T("plan.by." + m.plan.by + ".turned")
	}
	return w.T("plan.by." + m.plan.by)
}

func (m *Manager) sortBy(column string) {
	m.plan.sortBy(column)
	m.s.Rebuild()
}

// headsInList reports whether the list is wide enough for the heads of its columns.
func (m *Manager) headsInList() bool { return m.s.Size().Width > 1000 && m.s.Prefs.Scale < 1.5 }

// columnHeads are the heads of the list's columns: one that is tapped sorts by its column,
// and tapped again the other way round.
func (m *Manager) columnHeads(w *i18n.Words) fyne.CanvasObject {
	var heads []fyne.CanvasObject
	for _, column := range columns {
		head := widgets.NewButton("by."+column, m.headOf(w, column), widgets.Quiet, func() { m.sortBy(column) }).Small()
		head.Spoken = m.headSpoken(w, column)
		heads = append(heads, head)
	}
	return widgets.Wrap(0, heads...)
}

// headOf is the name of a column, with which way it is sorted by it.
func (m *Manager) headOf(w *i18n.Words, column string) string {
	name := w.T("sort.column." + column)
	switch {
	case m.plan.by != column:
		return name
	case upward(column) != m.plan.turned:
		return name + " ↑"
	}
	return name + " ↓"
}

// headSpoken says what an arrow says to who sees it.
func (m *Manager) headSpoken(w *i18n.Words, column string) string {
	name := w.T("sort.column." + column)
	if m.plan.by != column {
		return w.T("sort.head", "column", name)
	}
	return w.T("sort.head_again", "column", name, "by", m.byWords(w))
}

// sortButton opens the columns where there is no room for their heads.
func (m *Manager) sortButton(w *i18n.Words) fyne.CanvasObject {
	b := m.tool("sort", w.T("sort.open"), sortIcon, m.openSort)
	b.Spoken = w.T("sort.open_now", "by", m.byWords(w))
	return b
}

func (m *Manager) openSort() {
	if top := m.s.Top(); top != nil && top.ID == "plan.sort" {
		m.s.Pop()
		return
	}
	m.s.Push(m.sortPage())
}

// sortPage offers the columns; where there is room the list stands beside it and follows.
func (m *Manager) sortPage() *shell.Page {
	return &shell.Page{ID: "plan.sort", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		var answers []fyne.CanvasObject
		for _, column := range columns {
			o := widgets.Option{Code: "by." + column, Label: m.headOf(w, column)}
			if m.plan.by == column {
				o.Detail = i18n.Begin(m.byWords(w))
			}
			answers = append(answers, widgets.NewAnswer(o, m.plan.by == column, func() { m.sortBy(column) }))
		}
		done := widgets.Primary("sort.done", w.T("sort.done"), func() { m.s.Pop() })
		buttons := []fyne.CanvasObject{done}
		if m.saveListButton(w) == nil {
			buttons = append([]fyne.CanvasObject{widgets.NewButton("list.save", w.T("figures.save"), widgets.Outlined, m.saveList)}, buttons...)
		}
		return body(m.s.Header(v, w.T("sort.title"), w.T("sort.why")), widgets.Column(theme.Gap12, answers...), widgets.Foot(widgets.Actions(buttons...)))
	}}
}
