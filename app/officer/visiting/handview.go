package visiting

import (
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// signatureView is a question answered by a signature: the second officer signs
// here, the debtor gets the tablet.
func (m *model) signatureView(view shell.View, st station) fyne.CanvasObject {
	w, q := m.w(), st.page[0]
	if q.ID != "c8" {
		body := widgets.Column(theme.Gap16, widgets.Headline(w.Pick(q.Title)), widgets.NewText(w.Pick(q.Why)), widgets.NewText(w.T("visiting.hand.explain")))
		skip := widgets.NewButton("next", w.T("visiting.hand.not_wanted"), widgets.Outlined, func() { m.skip(q) })
		give := widgets.Primary("hand_over", w.T("visiting.hand.give"), func() { m.handOver(q) })
		return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.previousButton(), skip, give}})
	}
	name := m.d.Name(m.v.Second)
	body := widgets.Column(theme.Gap12, widgets.Headline(w.Pick(q.Title)), widgets.NewText(w.T("visiting.second.words", "name", name)))
	pad := widgets.NewInkPad("signature", w.Pick(q.Title), &m.ink, nil)
	clear := widgets.NewButton("clear", w.T("visiting.hand.clear"), widgets.Outlined, func() { m.ink.Clear(); m.show() })
	sign := widgets.Primary("sign_now", w.T("visiting.second.sign"), func() { m.signSecond(q) })
	return m.frame(view, st, body, foot{tools: true, field: pad, list: []fyne.CanvasObject{m.previousButton(), clear, sign}})
}

// handView is the tablet in the debtor's hands: one document in the debtor's
// language, and no way out but the officer's PIN.
func (m *model) handView(view shell.View) fyne.CanvasObject {
	if m.hand.over {
		return m.pinView(view)
	}
	w := m.theirs()
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.hand.title")))
	if p := m.at.person(m.signer().Party); p != nil {
		body.Add(widgets.Title(w.T("visiting.hand.asked", "name", p.Name)))
	}
	for _, line := range m.summary(w) {
		body.Add(widgets.NewText(line).Sized(theme.Answer))
	}
	pad := widgets.NewInkPad("signature", w.T("visiting.hand.pad"), &m.ink, nil)
	sign := widgets.Primary("sign_now", w.T("visiting.hand.sign"), func() {
		if !m.readToEnd() {
			m.show()
			return
		}
		m.sign()
	})
	clear := widgets.NewButton("clear", w.T("visiting.hand.clear"), widgets.Outlined, func() { m.ink.Clear(); m.show() })
	decline := widgets.NewButton("decline", w.T("visiting.hand.decline"), widgets.Outlined, m.decline)
	hint := w.T("visiting.hand.pad")
	if m.hand.turned && !m.hand.read {
		hint = w.T("visiting.hand.read_on")
	}
	field := widgets.Column(theme.Gap12, widgets.Strong(hint), pad)
	return m.framed(view, handKey, m.under(view, nil, w), body, foot{field: field, list: []fyne.CanvasObject{decline, clear, sign}})
}

// handKey names the document in the debtor's hands among the pages that scroll.
const handKey = "hand"

// readToEnd reports whether the end of the document was on the screen; if not,
// it goes on by a page, as a finger would.
func (m *model) readToEnd() bool {
	s := m.scroll
	end := s.Content.MinSize().Height - s.Size().Height - theme.Gap16
	if m.hand.read || s.Offset.Y >= end {
		m.hand.read = true
		return true
	}
	m.hand.turned = true
	m.offsets[handKey] = s.Offset.Y + max(theme.Tile, s.Size().Height-theme.Tile)
	if m.offsets[handKey] >= end {
		m.offsets[handKey], m.hand.read = end+theme.Gap16, true
	}
	return false
}

// pinView waits for the officer.
func (m *model) pinView(view shell.View) fyne.CanvasObject {
	w := m.theirs()
	thanks := w.T("visiting.hand.signed")
	if m.hand.declined {
		thanks = w.T("visiting.hand.declined")
	}
	said := []fyne.CanvasObject{widgets.Headline(thanks), widgets.NewText(w.T("visiting.hand.give_back")).Sized(theme.Answer)}
	narrow := func(parts ...fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Limit(keypadMost, widgets.Column(theme.Gap16, append(said, parts...)...))
	}
	if m.hand.words != nil {
		return m.framed(view, "words", m.under(view, nil, w),
			narrow(widgets.Title(m.w().T("phrase.give.title", "name", m.d.Name(m.d.Me()))), m.hand.words.Object(m.w())), foot{})
	}
	dots := strings.Repeat("● ", len(m.hand.pin)) + strings.Repeat("○ ", max(0, desk.MinPIN-len(m.hand.pin)))
	parts := []fyne.CanvasObject{widgets.Strong(m.w().T("visiting.hand.pin")), widgets.Strong(dots).Sized(theme.Headline).Centred()}
	if m.hand.wrong != "" {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(m.hand.wrong, theme.Danger)))
	}
	parts = append(parts, keypad(false, m.digit))
	back := widgets.Primary("take_back", m.w().T("visiting.hand.take_back"), m.takeBack)
	if m.crowded(view) {
		return m.framed(view, "pin", m.under(view, nil, w), narrow(parts...), foot{list: []fyne.CanvasObject{back}})
	}
	return m.framed(view, "pin", m.under(view, nil, w), narrow(append(parts, back)...), foot{})
}
