package visiting

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// foot is what stands below a page: what can be done from everywhere, a field
// to sign in, and the buttons, the next allowed action last.
type foot struct {
	tools bool // photo, note, help
	field fyne.CanvasObject
	list  []fyne.CanvasObject
}

// crowded reports whether large letters on a small screen leave no room for
// more than the next action and Help: the rest then scrolls with the page.
func (m *model) crowded(view shell.View) bool {
	return view.Width == shell.Narrow && m.s.Prefs.Scale >= 1.5
}

// wide is a width that grows with the letters.
func (m *model) wide(w float32) float32 { return w * max(1, m.s.Prefs.Scale) }

// framed is a page whose head and foot stay in place while the body scrolls.
func (m *model) framed(view shell.View, key string, head, body fyne.CanvasObject, f foot) fyne.CanvasObject {
	if m.crowded(view) {
		body = widgets.Column(theme.Gap16, m.checkinRow(view, f), m.secondLookAt(), body, m.spilled(view, f))
	}
	return widgets.Framed(head, m.scrolled(key, body), m.below(view, f))
}

// below is the foot itself; nil where nothing stands in it.
func (m *model) below(view shell.View, f foot) fyne.CanvasObject {
	box := widgets.Column(theme.Gap12)
	if m.said != "" && m.saidIn == m.s.Prefs.Lang {
		box.Add(widgets.Notice(theme.InfoGround, widgets.Colored(m.said, theme.Info)))
	}
	if note := m.secondLookAt(); note != nil && !m.crowded(view) {
		box.Add(note)
	}
	if row := m.checkinRow(view, f); row != nil && !m.crowded(view) {
		box.Add(row)
	}
	if m.crowded(view) {
		box.Objects = append(box.Objects, m.least(f)...)
	} else {
		if f.tools {
			box.Add(m.tools(view))
		}
		if f.field != nil {
			box.Add(f.field)
		}
		if len(f.list) > 0 {
			box.Add(m.s.Actions(f.list...))
		}
	}
	if len(box.Objects) == 0 {
		return nil
	}
	return widgets.Foot(widgets.Limit(most-2*theme.Gap16, box))
}

// spilled is what a crowded foot has no room for.
func (m *model) spilled(view shell.View, f foot) fyne.CanvasObject {
	var list []fyne.CanvasObject
	if f.tools {
		list = append(list, m.beside(view)...)
	}
	if len(f.list) > 1 {
		list = append(list, f.list[:len(f.list)-1]...)
	}
	return widgets.Wrap(theme.Gap12, list...)
}

// least is what a crowded foot keeps.
func (m *model) least(f foot) []fyne.CanvasObject {
	var list []fyne.CanvasObject
	if f.field != nil {
		list = append(list, f.field)
	}
	var row []fyne.CanvasObject
	if f.tools {
		row = append(row, m.helpButton())
	}
	if len(f.list) > 0 {
		row = append(row, widgets.Fill(f.list[len(f.list)-1]))
	}
	if len(row) == 0 {
		return list
	}
	return append(list, m.s.Handed(theme.Gap12, row...))
}

// tools can be reached from every question.
func (m *model) tools(view shell.View) fyne.CanvasObject {
	list, help := m.beside(view), m.helpButton()
	if room := m.s.Size().Width - 2*theme.Gap16 - theme.Gap12 - help.NaturalWidth(); view.Width == shell.Narrow && needs(list, theme.Gap8) > room {
		for i, o := range list {
			list[i] = sign(o.(*widgets.Button))
		}
	}
	return m.s.Handed(theme.Gap12, widgets.Fill(widgets.Wrap(theme.Gap8, list...)), help)
}

// needs is the width buttons take beside each other.
func needs(list []fyne.CanvasObject, gap float32) (w float32) {
	for _, o := range list {
		w += o.(*widgets.Button).NaturalWidth() + gap
	}
	return w - gap
}

// signs are the tools everybody knows by their sign: on a phone's foot they give up
// their word before a second line of buttons takes the room of the question.
var signs = map[string]fyne.Resource{"photo": fynetheme.MediaPhotoIcon(), "note": fynetheme.DocumentCreateIcon(), "record_sound": fynetheme.MediaRecordIcon()}

// sign is a tool as its sign alone, where it has one.
func sign(b *widgets.Button) *widgets.Button {
	icon := signs[b.ID]
	if icon == nil {
		return b
	}
	small := widgets.NewButton(b.ID, "", b.Kind, b.OnTapped).WithIcon(icon).Tight().Lock(b.Refused)
	small.Spoken = b.Label()
	return small
}

// beside are the ways to what stands beside the questions. Signing waits until
// the identity was checked, and then comes as a question of the close.
func (m *model) beside(view shell.View) []fyne.CanvasObject {
	w := m.w()
	var list []fyne.CanvasObject
	if m.sub != takingPhoto && m.photoQuestion() == "" {
		list = append(list, widgets.NewButton("photo", w.T("visiting.photo"), widgets.Outlined, func() { m.to(takingPhoto) }).Tight())
	}
	if m.sub != noting {
		list = append(list, widgets.NewButton("note", w.T("visiting.note"), widgets.Outlined, func() { m.to(noting) }).Tight())
	}
	if m.sub != stoppingCase {
		label := "visiting.raise"
		if view.Width == shell.Narrow {
			label = "visiting.raise.short"
		}
		list = append(list, widgets.NewButton("stop", w.T(label), widgets.Outlined, func() { m.to(stoppingCase) }).Tight())
	}
	if b := m.recordButton(); b != nil {
		list = append(list, b.Tight())
	}
	if !m.identified() && m.sub == asking && view.Width != shell.Narrow { // a phone's foot has room for what can be used
		locked := widgets.NewButton("sign", w.T("visiting.sign"), widgets.Outlined, func() { m.say(w.T("visiting.sign.locked")) })
		list = append(list, locked.Tight().Lock(true))
	}
	return list
}

// helpButton asks for help, and shows by a small sign alone that it did.
func (m *model) helpButton() *widgets.Button {
	label := m.w().T("common.help")
	if m.helped() {
		label = "✓ " + label
	}
	return widgets.NewButton("help", label, widgets.Destructive, m.help).Tight()
}

func (m *model) previousButton() *widgets.Button {
	return widgets.NewButton("previous", m.w().T("visiting.previous"), widgets.Outlined, func() { m.to(reviewing) })
}
