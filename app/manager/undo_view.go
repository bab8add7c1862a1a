package manager

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/journal"
)

// importsShown is how many files that were taken are listed.
const importsShown = 6

// takenCard lists the files this device took, each with the way to take it back.
func (m *Manager) takenCard(w *i18n.Words) fyne.CanvasObject {
	list := m.branch.imports
	rows := []fyne.CanvasObject{widgets.Title(w.T("import.before"))}
	if len(list) == 0 {
		return widgets.Card(append(rows, widgets.Muted(w.T("import.none_before")))...)
	}
	for i, t := range list {
		rows = append(rows, widgets.Rule(), widgets.Strong(m.momentAt(w, nil, t.At)+" · "+w.N("import.cases", t.Wrote)),
			widgets.Muted(w.T("import.before_row", "rows", t.Facts.Rows, "refused", t.Facts.Refused, "hash", t.Facts.File.Short())))
		switch {
		case t.Undone != nil && t.Held == 0:
			rows = append(rows, widgets.Wrap(theme.Gap8, widgets.Chip(widgets.Neutral, w.T("import.is_undone"))))
		case t.Held > 0:
			rows = append(rows, widgets.Wrap(theme.Gap8, widgets.NewButton("undo."+strconv.Itoa(i), w.T("import.undo"), widgets.Outlined, func() { m.lookBack(t) })))
		default:
			rows = append(rows, widgets.Muted(w.T("import.too_late")))
		}
	}
	return widgets.Card(rows...)
}

// lookBack shows what taking an import back would do.
func (m *Manager) lookBack(t journal.TakenImport) {
	asked := &undoing{of: t, looking: true}
	m.undoing = asked
	m.s.Push(&shell.Page{ID: "import.undo", Build: m.buildUndo})
	shell.Do(m.s.Run, func(ctx context.Context) (*undoing, error) { return lookBack(ctx, m.k.Journal, t) }, func(u *undoing, err error) {
		m.lookedBack(asked, u, err)
	})
}

// lookedBack shows what was found, unless another import was asked for since, or
// the same once more: the answers come as they are ready.
func (m *Manager) lookedBack(asked, found *undoing, err error) {
	if m.undoing != asked {
		return
	}
	found.err = err
	m.undoing = found
	m.s.Rebuild()
}

func (m *Manager) writeUndo() {
	u := m.undoing
	u.looking = true
	m.s.Rebuild()
	shell.Do(m.s.Run, func(ctx context.Context) (*undoing, error) { return u.write(ctx, m.k.Journal) }, func(did *undoing, err error) {
		if m.undoing == u { // otherwise another import's page stands there by now
			did.err, did.done = err, err == nil
			m.undoing = did
		}
		if !m.intake.writing {
			m.intake = &importing{} // what it found of the file is of before
		}
		m.Reload()
	})
}

func (m *Manager) buildUndo(v shell.View) fyne.CanvasObject {
	w, u := v.Words, m.undoing
	head := m.s.Header(v, w.T("import.undo_title"), m.momentAt(w, nil, u.of.At)+" · "+w.N("import.cases", u.of.Wrote))
	back := widgets.NewButton("undo.back", w.T("import.undo_leave"), widgets.Outlined, func() { m.s.Pop() })
	switch {
	case u.looking:
		return widgets.Framed(head, empty(w.T("common.loading")), nil)
	case u.err != nil:
		return body(head, m.trouble(v, u.err, func() { m.s.Pop(); m.lookBack(u.of) }), widgets.Foot(widgets.Actions(back)))
	case u.done && u.back+u.closed == 0:
		return body(head, widgets.Column(theme.Gap12, widgets.Notice(theme.InfoGround, widgets.NewText(w.T("import.undo_nothing"))), m.keptCard(w, u)),
			widgets.Foot(widgets.Actions(widgets.Primary("undo.done", w.T("import.undo_close"), func() { m.s.Pop() }))))
	case u.done:
		return body(head, widgets.Column(theme.Gap12, widgets.Notice(theme.GoodGround, widgets.Strong(w.N("import.undone", u.back+u.closed)),
			widgets.NewText(w.T("import.sent"))), m.keptCard(w, u)), widgets.Foot(widgets.Actions(widgets.Primary("undo.done", w.T("import.undo_close"), func() { m.s.Pop() }))))
	}
	cards := []fyne.CanvasObject{widgets.Card(widgets.Title(w.T("import.undo_what")), record.Fact(w.T("import.undo_back"), w.N("import.cases", u.back)),
		record.Fact(w.T("import.undo_closed"), w.N("import.cases", u.closed)), record.Fact(w.T("import.undo_kept"), w.N("import.cases", u.keeps())), widgets.Muted(w.T("import.undo_how")))}
	if u.keeps() > 0 {
		cards = append(cards, m.keptCard(w, u))
	}
	buttons := []fyne.CanvasObject{back}
	if n := u.back + u.closed; n > 0 {
		buttons = append(buttons, widgets.Primary("undo.write", w.N("import.undo_write", n), m.writeUndo))
	} else {
		cards = append([]fyne.CanvasObject{widgets.Notice(theme.InfoGround, widgets.NewText(w.T("import.undo_nothing")))}, cards...)
	}
	return body(head, widgets.Column(theme.Gap12, cards...), widgets.Foot(widgets.Actions(buttons...)))
}

// keptCard says of which cases nothing is taken back, and why.
func (m *Manager) keptCard(w *i18n.Words, u *undoing) fyne.CanvasObject {
	if u.keeps() == 0 {
		return widgets.Column(0)
	}
	rows := []fyne.CanvasObject{widgets.Title(w.N("import.kept_cases", u.keeps()))}
	for _, why := range slices.Sorted(maps.Keys(u.kept)) {
		rows = append(rows, record.Fact(w.T("import.kept."+why), w.N("import.cases", u.kept[why])))
	}
	for _, k := range u.named {
		rows = append(rows, widgets.Rule(), widgets.NewText(w.T("plan.of_person", "who", record.Who(k.what)+" · "+record.Street(k.what), "what", w.T("import.kept."+k.why))))
	}
	return widgets.Card(rows...)
}
