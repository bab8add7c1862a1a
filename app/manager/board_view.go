package manager

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/safety"
)

// boardTick is how often the board is drawn again while nothing comes in: a
// check-in becomes overdue by itself.
const boardTick = 20 * time.Second

// policy is how long crews may be silent.
var policy = safety.House()

func (m *Manager) boardPage() *shell.Page { return &shell.Page{ID: "board", Build: m.buildBoard} }

// watched has a section's page drawn again as time goes by: the board itself, and any
// other when the count beside the board is another one.
func (m *Manager) watched(p *shell.Page) *shell.Page {
	shown, left := m.wanting(), p.Left
	stop := m.s.Run.Every(boardTick, func() {
		top, n := m.s.Top(), m.wanting()
		if top != nil && top.ID == "board" {
			m.askByItself()
		}
		if top != nil && (top.ID == "board" || n != shown) {
			shown = n
			m.s.Rebuild()
		}
	})
	p.Left = func() {
		stop()
		if left != nil {
			left()
		}
	}
	return p
}

// wanting is the count beside the board: a manager who plans must not have to look
// there to learn that somebody wants help. "" for nothing.
func (m *Manager) wanting() string {
	if n := m.branch.wanting(policy, m.now()); n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

func (m *Manager) buildBoard(v shell.View) fyne.CanvasObject {
	w := v.Words
	head := m.s.Header(v, w.T("section.board"), m.asOf(w))
	if o := m.state(v); o != nil {
		return widgets.Framed(head, o, nil)
	}
	devices := m.heard.worstFirst(m.branch.devices(), m.now())
	standings := m.branch.standings(m.branch.crews(m.crewsOn(m.today())), policy, m.now())
	content := widgets.Column(theme.Gap16, append(m.alarms(w, standings), m.zoneCards(w)...)...)
	if n := len(m.swapsIn(visits.SwapOpen)); n > 0 && v.Width == shell.Narrow { // on a phone's bar nothing can say so
		content.Add(widgets.Notice(theme.InfoGround, widgets.Row(theme.Gap8, widgets.Fill(widgets.NewText(w.N("board.swaps", n))),
			widgets.NewButton("board.roster", w.T("section.roster"), widgets.Outlined, func() { m.s.Open("roster") }))))
	}
	var crews, cards []fyne.CanvasObject
	for i := range standings {
		crews = append(crews, m.boardCrew(w, &standings[i]))
	}
	for _, p := range m.branch.silent() {
		cards = append(cards, widgets.Card(widgets.Strong(m.name(p.ID)), widgets.Wrap(theme.Gap8, widgets.Chip(widgets.Warning, i18n.Begin(w.T("plan.no_device"))))))
	}
	for _, d := range devices {
		cards = append(cards, m.boardDevice(w, d))
	}
	content.Add(widgets.Title(w.T("board.today")))
	if len(crews) == 0 {
		content.Add(widgets.Muted(w.T("board.no_crews")))
	}
	content.Add(widgets.Columns(300, theme.Gap12, crews...))
	content.Add(widgets.Title(w.T("board.devices")))
	if len(devices) > 0 {
		content.Add(m.heardNote(w))
	}
	if len(cards) == 0 {
		content.Add(widgets.Muted(w.T("board.no_devices")))
	}
	content.Add(widgets.Columns(300, theme.Gap12, cards...))
	return body(head, content, nil)
}

// asOf is how fresh the board can be: nothing on it is newer than the last word
// of headquarters.
func (m *Manager) asOf(w *i18n.Words) string {
	now := m.now()
	if s := m.k.Standing(); !s.Online {
		return w.T("board.offline", "day", w.Date(now), "at", w.Moment(s.Since.In(now.Location()), now))
	}
	return w.T("board.online", "day", w.Date(now), "at", w.Clock(now))
}

func (m *Manager) boardDevice(w *i18n.Words, d Device) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(m.name(d.Officer))}
	chips := deviceChips(w, d)
	if len(chips) == 0 {
		chips = []fyne.CanvasObject{widgets.Chip(widgets.Good, w.T("board.whole"))}
	}
	if d.Last == 0 {
		chips = append([]fyne.CanvasObject{widgets.Chip(widgets.Warning, i18n.Begin(w.T("board.never")))}, chips...)
	} else {
		rows = append(rows, widgets.Muted(i18n.Begin(m.lastSeen(w, d))))
	}
	rows = append(rows, m.saidRows(w, d)...)
	chips = append(m.saidChips(w, d), chips...)
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
