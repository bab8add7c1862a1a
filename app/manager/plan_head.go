package manager

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

var mapIcon = fyne.NewStaticResource("map.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#000000" d="M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"/></svg>`))

var sortIcon = fyne.NewStaticResource("sort.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#000000" d="M7 4l4 4H8v12H6V8H3zM17 20l-4-4h3V4h2v12h3z"/></svg>`))

var narrowIcon = fyne.NewStaticResource("narrow.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#000000" d="M3 5h18v2H3zM6 11h12v2H6zM10 17h4v2h-4z"/></svg>`))

// planHead is what stands above the plan's rows: the title or the search, which cases are
// shown, by what they are sorted, and in words what of it is not to be seen at a glance.
func (m *Manager) planHead(v shell.View, rows []*visits.Case) fyne.CanvasObject {
	w := v.Words
	large := m.s.Prefs.Scale >= 1.5
	onMap := v.Width == shell.Narrow && m.plan.onMap
	head := widgets.Column(0, m.planTop(v, rows))
	if onMap && large { // the map needs the height
		head.Add(widgets.Pad(0, theme.Gap8, widgets.Rule()))
		return head
	}
	var filters []fyne.CanvasObject
	for _, f := range planFilters {
		filters = append(filters, toggle("filter."+f, w.T("plan.filter."+f), m.plan.filter == f, func() {
			m.plan.filter = f
			m.s.Rebuild()
		}).Tight())
	}
	asks := m.asksButton(w)
	if m.headsInList() {
		head.Add(widgets.Pad(theme.Gap16, 0, widgets.Wrap(theme.Gap8, append(filters, m.narrowButton(w))...)))
		head.Add(widgets.Pad(theme.Gap12, 0, m.columnHeads(w)))
	} else {
		tools := widgets.Wrap(theme.Gap8, asks, m.sortButton(w), m.narrowButton(w))
		if v.Width == shell.Narrow { // its head has room for signs alone
			tools = widgets.Wrap(theme.Gap8, asks, m.sortButton(w), m.narrowButton(w), m.saveListButton(w))
		}
		head.Add(widgets.Pad(theme.Gap16, 0, widgets.Column(theme.Gap8, widgets.Wrap(theme.Gap8, filters...), tools)))
	}
	if said := m.listSaid(w, rows); !onMap && said != "" {
		head.Add(widgets.Pad(theme.Gap16, theme.Gap4, widgets.Small(said)))
	}
	head.Add(widgets.Rule())
	return head
}

// planTop is the title with what waits, or the search in its place.
func (m *Manager) planTop(v shell.View, rows []*visits.Case) fyne.CanvasObject {
	w := v.Words
	var save fyne.CanvasObject
	if v.Width != shell.Narrow {
		save = m.saveListButton(w)
	}
	if m.search.Open() {
		return widgets.Pad(theme.Gap16, theme.Gap8, widgets.Row(theme.Gap8, widgets.Fill(m.search.Field(w.T("find.hint_branch"), w.T("find.done"))), save))
	}
	sub := w.N("plan.waiting", len(m.plan.next(&m.branch, m.now())))
	if m.plan.written > 0 { // the message at the foot is soon gone
		sub = w.N("plan.just_written", m.plan.written) + " · " + sub
	}
	if more := m.alsoShown(w, rows); more != "" && v.Width != shell.Narrow && m.s.Prefs.Scale < 1.5 { // a phone has no button that selects all; large letters leave no room
		sub += " · " + more
	}
	if v.Width == shell.Narrow && m.plan.onMap && m.s.Prefs.Scale >= 1.5 {
		sub = ""
	}
	asks := m.asksButton(w)
	if !m.headsInList() {
		asks = nil // it stands with the tools of the list
	}
	return m.s.Header(v, w.T("section.plan"), sub, asks, save, m.mapToggle(v), m.search.Button(w.T("find.key")))
}

// listSaid says in words how the list stands: its order, and that it does not show all.
// Large letters leave no room on a phone for an order that the page of it says too.
func (m *Manager) listSaid(w *i18n.Words, rows []*visits.Case) string {
	var said []string
	if m.roomForWords() {
		said = append(said, w.T("sort.said", "by", m.byWords(w)))
	}
	if n := m.plan.hidden(rows); n > 0 {
		said = append(said, w.N("plan.hidden", len(m.plan.picked), "hidden", n))
	}
	if n := m.narrowedBy(); n > 0 {
		said = append(said, w.N("narrow.on", n))
	}
	if m.roomForWords() && len(rows) > 0 && rows[len(rows)-1].Stopped() && !rows[0].Stopped() {
		said = append(said, w.T("sort.stopped_last"))
	}
	return strings.Join(said, " · ")
}

// roomForWords reports whether the head of the list has room for more than what waits.
func (m *Manager) roomForWords() bool { return m.s.Size().Width >= 600 || m.s.Prefs.Scale < 1.5 }

// tool is a tool of the list: a word, and a sign alone where large letters leave no room.
func (m *Manager) tool(id, label string, icon fyne.Resource, tapped func()) *widgets.Button {
	if m.roomForWords() {
		return widgets.NewButton(id, label, widgets.Quiet, tapped)
	}
	b := widgets.NewButton(id, "", widgets.Quiet, tapped).WithIcon(icon)
	b.Spoken = label
	return b
}

// mapToggle shows the map where it does not stand by itself; nil where it does.
func (m *Manager) mapToggle(v shell.View) fyne.CanvasObject {
	if beside, _ := m.mapRoom(v); beside {
		return nil
	}
	icon, spoken := fyne.Resource(mapIcon), "map.show"
	if m.plan.onMap {
		icon, spoken = fynetheme.ListIcon(), "map.hide"
	}
	b := widgets.NewButton("plan.on_map", "", widgets.Quiet, func() {
		m.plan.onMap = !m.plan.onMap
		m.s.Rebuild()
	}).WithIcon(icon)
	b.Spoken = v.Words.T(spoken)
	return b
}
