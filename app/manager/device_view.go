package manager

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// unlocking is the page of one device: what lies on it as far as this device
// knows, and the unlock code for a request its screen shows.
type unlocking struct {
	device  evidence.ID
	request string
	can     bool // headquarters gave what its codes are made of
	asked   bool // whether it can was read
	busy    bool
	code    string
	of      string // the request the code is for
	err     error
}

// keypadMost keeps the keys under one thumb on a desk's screen.
const keypadMost = 420

// mostDigits bounds a request: no tablet comes to a thousand codes.
const mostDigits = 4

// openDevice shows a device of the branch.
func (m *Manager) openDevice(id evidence.ID) {
	u := &unlocking{device: id}
	shell.Do(m.s.Run, func(ctx context.Context) (bool, error) { return m.k.Journal.CanUnlock(ctx, id) }, func(can bool, err error) {
		u.can, u.asked, u.err = can, true, err
		m.s.Rebuild()
	})
	m.s.Push(m.devicePage(u))
}

func (m *Manager) devicePage(u *unlocking) *shell.Page {
	keys := []shell.Key{{Name: fyne.KeyBackspace, About: "unlock.delete", Do: func() { m.undigit(u) }}, {Name: fyne.KeyReturn, About: "unlock.make", Do: func() { m.giveUnlock(u) }}}
	for i, name := range []fyne.KeyName{fyne.Key0, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9} {
		keys = append(keys, shell.Key{Name: name, About: "unlock.digit", Do: func() { m.digit(u, i) }})
	}
	return &shell.Page{ID: "board.device", Part: u.device.String, Keys: keys, Build: func(v shell.View) fyne.CanvasObject { return m.buildDevice(v, u) }}
}

func (m *Manager) digit(u *unlocking, n int) {
	if len(u.request) < mostDigits && u.can && !u.busy {
		u.request, u.code = u.request+strconv.Itoa(n), ""
		m.s.Rebuild()
	}
}

func (m *Manager) undigit(u *unlocking) {
	if u.request != "" && !u.busy {
		u.request, u.code = u.request[:len(u.request)-1], ""
		m.s.Rebuild()
	}
}

// giveUnlock makes the code. That it was given is an entry before it is shown.
func (m *Manager) giveUnlock(u *unlocking) {
	n, err := strconv.ParseUint(u.request, 10, 64)
	if err != nil || u.busy || !u.can || u.code != "" {
		return
	}
	u.busy = true
	m.s.Rebuild()
	shell.Do(m.s.Run, func(ctx context.Context) (string, error) { return m.k.Journal.GiveUnlock(ctx, u.device, n) }, func(code string, err error) {
		u.busy, u.code, u.of, u.err = false, code, u.request, err
		m.s.Rebuild()
	})
}

func (m *Manager) buildDevice(v shell.View, u *unlocking) fyne.CanvasObject {
	w := v.Words
	d, found := m.branch.device(u.device)
	if !found { // withdrawn from the branch meanwhile
		return widgets.Framed(m.s.Header(v, w.T("board.devices"), ""), empty(w.T("unlock.gone")), nil)
	}
	head := m.s.Header(v, m.name(d.Officer), w.T("unlock.device", "id", d.ID.Short()))
	parts := widgets.Column(theme.Gap16, m.deviceHolds(w, d))
	if u.err != nil {
		parts.Add(widgets.Notice(theme.WarningGround, widgets.Strong(w.T("common.failed", "why", u.err.Error())), widgets.NewText(w.T("common.safe"))))
	}
	parts.Add(m.unlockCard(w, u))
	return body(head, widgets.Measure(560, parts), nil)
}

// device is one by its id.
func (b *Branch) device(id evidence.ID) (Device, bool) {
	for _, d := range b.devices() {
		if d.ID == id {
			return d, true
		}
	}
	return Device{}, false
}

// deviceHolds is whose data would be lost with the tablet, as far as the branch
// knows: what its person is sent, and the visits made on it.
func (m *Manager) deviceHolds(w *i18n.Words, d Device) fyne.CanvasObject {
	cases, persons := m.branch.on(d)
	rows := []fyne.CanvasObject{widgets.Title(w.T("unlock.stolen")), widgets.Strong(w.N("lost.persons", persons, "cases", w.N("hq.cases", cases)))}
	if d.Last != 0 {
		rows = append(rows, widgets.Muted(i18n.Begin(m.lastSeen(w, d))))
	}
	rows = append(rows, m.saidRows(w, d)...)
	if chips := append(m.saidChips(w, d), deviceChips(w, d)...); len(chips) > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, chips...))
	}
	if o := d.Stands(); o.Order != "" {
		said := w.T("lost.pending")
		if !o.Pending() {
			said = w.T("lost.done", "at", m.momentAt(w, nil, o.At))
		}
		rows = append(rows, record.Fact(w.T("lost.order."+o.Order), said))
	}
	return widgets.Card(append(rows, widgets.NewText(w.T("unlock.call")))...)
}

// on counts the cases that may lie on a device, and the people in them.
func (b *Branch) on(d Device) (cases, persons int) {
	made, who := map[evidence.ID]bool{}, map[evidence.ID]bool{}
	for i := range b.Visits {
		if b.Visits[i].Device == d.ID {
			made[b.Visits[i].Case] = true
		}
	}
	for i := range b.Cases {
		c := &b.Cases[i]
		a, ok := c.Assigned()
		if !made[c.ID] && !(ok && (a.Officer == d.Officer || a.Second == d.Officer)) {
			continue
		}
		cases++
		for _, p := range c.Facts.Parties {
			who[p.Party] = true
		}
	}
	return cases, len(who)
}

func (m *Manager) unlockCard(w *i18n.Words, u *unlocking) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("unlock.title"))}
	switch {
	case !u.asked:
		return widgets.Card(append(rows, widgets.Muted(w.T("common.loading")))...)
	case !u.can:
		return widgets.Card(append(rows, widgets.NewText(w.T("unlock.cannot")))...)
	}
	rows = append(rows, widgets.NewText(w.T("unlock.about")))
	if u.code != "" {
		said := u.code[:vault.CodeDigits/2] + " " + u.code[vault.CodeDigits/2:]
		rows = append(rows, widgets.Notice(theme.GoodGround, widgets.Strong(w.T("unlock.code", "n", u.of)), widgets.Headline(said)))
	}
	typed := u.request
	if typed == "" {
		typed = "–"
	}
	rows = append(rows, record.Fact(w.T("unlock.request"), typed))
	var keys []fyne.CanvasObject
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, -1, 0} {
		if n < 0 {
			keys = append(keys, widgets.Space())
			continue
		}
		keys = append(keys, widgets.Tall(theme.Tile, widgets.NewButton("digit."+strconv.Itoa(n), strconv.Itoa(n), widgets.Outlined, func() { m.digit(u, n) }).Sized(theme.Title)))
	}
	return widgets.Card(append(rows, widgets.Measure(keypadMost, widgets.Grid(3, theme.Gap12, keys...)), widgets.Actions(
		widgets.NewButton("unlock.delete", w.T("unlock.delete"), widgets.Outlined, func() { m.undigit(u) }),
		widgets.Primary("unlock.make", w.T("unlock.make"), func() { m.giveUnlock(u) }).Lock(u.request == "" || u.code != "")))...)
}
