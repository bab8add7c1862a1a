package manager

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

func (m *Manager) boardPage() *shell.Page {
	return &shell.Page{ID: "board", Build: m.buildBoard}
}

func (m *Manager) buildBoard(v shell.View) fyne.CanvasObject {
	w := v.Words
	head := m.s.Header(v, w.T("section.board"), w.Date(m.k.Now()))
	if o := m.state(v); o != nil {
		return widgets.Framed(head, o, nil)
	}
	devices := m.branch.devices()
	var crews, cards []fyne.CanvasObject
	for _, c := range m.branch.crews(m.plan.byHand) {
		crews = append(crews, m.boardCrew(w, c))
	}
	for _, p := range m.branch.silent() {
		cards = append(cards, widgets.Card(widgets.Strong(m.name(p.ID)), widgets.Wrap(theme.Gap8, widgets.Chip(widgets.Warning, w.T("plan.no_device")))))
	}
	for _, d := range devices {
		cards = append(cards, m.boardDevice(w, d))
	}
	content := widgets.Column(theme.Gap16)
	if help := m.helpWanted(w); help != nil {
		content.Add(help)
	}
	content.Add(widgets.Title(w.T("board.today")))
	if len(crews) == 0 {
		content.Add(widgets.Muted(w.T("board.no_crews")))
	}
	content.Add(widgets.Columns(300, theme.Gap12, crews...))
	content.Add(widgets.Title(w.T("board.devices")))
	if len(cards) == 0 {
		content.Add(widgets.Muted(w.T("board.no_devices")))
	}
	content.Add(widgets.Columns(300, theme.Gap12, cards...))
	content.Add(widgets.Small(w.T("board.unknown")))
	return body(head, content, nil)
}

// helpWanted stands above all: an officer asked for help today.
func (m *Manager) helpWanted(w *i18n.Words) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, f := range m.branch.Findings {
		at := record.At(m.branch.cases[f.Case], f.At)
		if f.Code == visits.HelpWanted && at.Format("2006-01-02") == m.today() {
			rows = append(rows, widgets.Colored("! "+w.T("board.help", "who", m.name(f.Officer), "at", w.Clock(at)), theme.Danger),
				widgets.NewText(record.Address(m.branch.cases[f.Case])))
		}
	}
	if rows == nil {
		return nil
	}
	return widgets.Notice(theme.DangerGround, rows...)
}

func (m *Manager) boardCrew(w *i18n.Words, c Crew) fyne.CanvasObject {
	s := m.branch.stops(c, m.today())
	rows := []fyne.CanvasObject{widgets.Strong(m.crewTitle(w, c))}
	if total := s.Done + s.Left; total == 0 {
		rows = append(rows, widgets.Muted(w.T("board.nothing_today")))
	} else {
		rows = append(rows, widgets.NewText(w.T("board.stops", "done", s.Done, "left", s.Left)),
			widgets.NewProgress(float32(s.Done)/float32(total), widgets.Accent))
	}
	return widgets.Card(rows...)
}

func (m *Manager) boardDevice(w *i18n.Words, d Device) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(m.name(d.Officer))}
	chips := deviceChips(w, d)
	if len(chips) == 0 {
		chips = []fyne.CanvasObject{widgets.Chip(widgets.Good, w.T("board.whole"))}
	}
	if d.Last == 0 {
		chips = append([]fyne.CanvasObject{widgets.Chip(widgets.Warning, w.T("board.never"))}, chips...)
	} else {
		rows = append(rows, widgets.Muted(m.lastSeen(w, d)))
	}
	more := widgets.LeftActions(widgets.NewButton("device."+d.ID.String(), w.T("unlock.open"), widgets.Outlined, func() { m.openDevice(d.ID) }))
	return widgets.Card(append(rows, widgets.Wrap(theme.Gap8, chips...), more)...)
}

// deviceChips are what is wrong with a device as far as its picture tells.
func deviceChips(w *i18n.Words, d Device) []fyne.CanvasObject {
	var chips []fyne.CanvasObject
	if !d.Revoked.IsZero() {
		chips = append(chips, widgets.Chip(widgets.Danger, w.T("board.revoked")))
	}
	if o := d.Stands(); o.Order != "" {
		said, sense := "lost.is_"+o.Order, widgets.Danger
		if o.Pending() {
			said, sense = "lost.to_"+o.Order, widgets.Warning
		}
		chips = append(chips, widgets.Chip(sense, w.T(said)))
	}
	for _, g := range d.Gaps {
		chips = append(chips, widgets.Chip(widgets.Danger, w.T("board.gap", "from", strconv.FormatUint(g.From, 10), "to", strconv.FormatUint(g.To, 10))))
	}
	if d.Forks > 0 {
		chips = append(chips, widgets.Chip(widgets.Danger, w.N("board.forks", d.Forks)))
	}
	if d.Letters > 0 {
		chips = append(chips, widgets.Chip(widgets.Warning, w.N("board.letters", d.Letters)))
	}
	return chips
}
