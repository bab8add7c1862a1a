package mapview

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/theme"
)

// markers are the pins and clusters that are seen; widgets are used again.
type markers struct{ pool []*marker }

func (k *markers) place(m *Map) (objects []fyne.CanvasObject) {
	n := 0
	letters := fynetheme.Size(theme.Caption)
	dark := theme.Dark()
	for _, g := range m.groups() {
		at := m.camera.position(g.at)
		const out = 24
		if at.X < -out || at.Y < -out || at.X > m.Size().Width+out || at.Y > m.Size().Height+out {
			continue
		}
		if n == len(k.pool) {
			k.pool = append(k.pool, newMarker())
		}
		o := k.pool[n]
		n++
		f := m.faceOf(g)
		f.letters, f.dark = letters, dark
		o.id, o.label = m.nameOf(g)
		o.tapped = func() { m.tapped(g) }
		o.on = m
		if !o.begun {
			o.group = g // who is dragged stays who it was, whatever comes meanwhile
		}
		o.show(f)
		size := o.MinSize()
		o.Resize(size)
		o.Move(fyne.NewPos(at.X-size.Width/2, at.Y-size.Height/2))
		objects = append(objects, o)
	}
	return objects
}

func (m *Map) faceOf(g cluster) face {
	first := m.shown.Pins[g.pins[0]]
	if len(g.pins) == 1 {
		f := face{form: formOf(first.Crew), text: first.Number, crew: first.Crew, chosen: first.Chosen, faint: first.Crew < 0}
		if first.Chosen && f.faint {
			f.text, f.faint = "✓", false
		}
		return f
	}
	f := face{form: pill, crew: first.Crew, many: true, parts: m.parts(g)}
	for _, i := range g.pins {
		p := m.shown.Pins[i]
		if p.Crew != f.crew {
			f.crew = Nobody
		}
		f.chosen = f.chosen || p.Chosen
	}
	return f
}

func (m *Map) nameOf(g cluster) (id, label string) {
	first := m.shown.Pins[g.pins[0]]
	if len(g.pins) == 1 {
		return "pin." + first.ID, first.Label
	}
	var crews []string
	for _, p := range m.parts(g) {
		if p.text != "" {
			crews = append(crews, p.text)
		}
	}
	return "cluster." + first.ID, m.words.N("map.cluster", len(g.pins), "crews", strings.Join(crews, " "))
}

// Dragged implements fyne.Draggable: where the screen takes them the pins are carried
// elsewhere, else the map is moved as by its ground.
func (k *marker) Dragged(e *fyne.DragEvent) {
	m := k.on
	if !k.begun {
		k.begun = true
		k.from, k.stood = fyne.CurrentApp().Driver().AbsolutePositionForObject(k), k.Position()
		k.carried = m.Lifted != nil && !m.drawing && len(m.spread.fingers) < 2 && m.Lifted(m.idsOf(k.group.pins))
	}
	if !k.carried {
		on := *e
		on.Position = k.Position().Add(e.Position)
		m.Dragged(&on)
		return
	}
	m.Carried(k.from.Add(e.Position).Add(k.Position().Subtract(k.stood)))
}

// DragEnd implements fyne.Draggable.
func (k *marker) DragEnd() {
	carried := k.carried
	k.begun, k.carried = false, false
	if carried {
		k.on.Dropped()
		return
	}
	k.on.DragEnd()
}
