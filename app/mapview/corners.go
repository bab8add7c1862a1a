package mapview

import (
	"errors"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// corners are what stands on the map and does not move with it: buttons, the
// scale, who must be named, what colours mean, and what is wrong.
type corners struct {
	buttons []fyne.CanvasObject
	keys    fyne.CanvasObject // nil: none
	note    fyne.CanvasObject // nil: none
	thanks  fyne.CanvasObject // nil: nobody must be named
	scale   *widgets.Text
	card    *widgets.Box // the scale stands on it
	bar     *canvas.Rectangle
	worry   error // that the note was made for
}

var regionIcon = fyne.NewStaticResource("region.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#000000" d="M3 3h5v2H5v3H3zM16 3h5v5h-2V5h-3zM3 16h2v3h3v2H3zM19 16h2v5h-5v-2h3zM10 3h4v2h-4zM10 19h4v2h-4zM3 10h2v4H3zM19 10h2v4h-2z"/></svg>`))

// make makes them in the language and the theme of now.
func (c *corners) make(m *Map) {
	w := m.words
	button := func(id, spoken string, icon fyne.Resource, tapped func()) fyne.CanvasObject {
		b := widgets.NewButton(m.id+"."+id, "", widgets.Outlined, tapped).WithIcon(icon)
		b.Spoken = spoken
		b.Resize(b.MinSize())
		return b
	}
	c.buttons = []fyne.CanvasObject{
		button("nearer", w.T("map.nearer"), fynetheme.ContentAddIcon(), func() { m.Zoom(1) }),
		button("further", w.T("map.further"), fynetheme.ContentRemoveIcon(), func() { m.Zoom(-1) }),
		button("fit", w.T("map.fit"), fynetheme.ZoomFitIcon(), m.Fit),
	}
	if m.Taken != nil {
		icon, spoken := fyne.Resource(regionIcon), w.T("map.region")
		if m.drawing {
			icon, spoken = fynetheme.CancelIcon(), w.T("map.region_stop")
		}
		c.buttons = append(c.buttons, button("region", spoken, icon, m.startRegion))
	}
	c.keys, c.note, c.thanks, c.worry = m.legend(), m.note(), nil, m.worry
	if s := m.source.About().Attribution(w.Lang == i18n.Chinese); s != "" {
		c.thanks = card(widgets.Small(s))
	}
	c.scale, c.bar = widgets.Small("").OneLine(), canvas.NewRectangle(fynetheme.Color(theme.Text))
	c.card = card(c.scale)
}

func card(o fyne.CanvasObject) *widgets.Box {
	b := widgets.Ground(theme.Surface, o)
	b.Radius, b.X, b.Y = 6, theme.Gap8, 3
	return b
}

// legend says which colour and shape is whose.
func (m *Map) legend() fyne.CanvasObject {
	if len(m.shown.Keys) == 0 {
		return nil
	}
	var list []fyne.CanvasObject
	for _, k := range m.shown.Keys {
		s := newSign(face{form: formOf(k.Crew), crew: k.Crew, text: k.Letter, faint: k.Crew < 0, letters: fynetheme.Size(theme.Caption)})
		list = append(list, s)
		if k.Words != "" {
			words := widgets.Small(k.Words).OneLine()
			list = append(list, widgets.Pad(0, max(0, (s.MinSize().Height-words.MinSize().Height)/2), words))
		}
	}
	return card(widgets.Wrap(theme.Gap4, list...))
}

// note is what the map must say: why there is only a grid, or how to go on.
func (m *Map) note() fyne.CanvasObject {
	var refused *tiles.Refused
	switch {
	case m.drawing:
		return card(widgets.Small(m.words.T("map.region_how")))
	case errors.As(m.worry, &refused):
		return card(widgets.Colored(m.words.T("map.refused."+refused.Why), theme.Warning).Sized(theme.Caption))
	case m.worry != nil:
		return card(widgets.Colored(m.words.T("map.refused.damaged"), theme.Warning).Sized(theme.Caption))
	case m.shown.Note != "":
		return card(widgets.Small(m.shown.Note))
	}
	return nil
}

// place arranges them in the room there is and gives them.
func (c *corners) place(m *Map) []fyne.CanvasObject {
	if c.worry != m.worry {
		c.worry, c.note = m.worry, m.note()
	}
	room, gap := m.Size(), theme.Gap8
	var list []fyne.CanvasObject
	left := room.Width - 2*gap - theme.Target - gap // beside the buttons
	for i, b := range c.buttons {
		b.Move(fyne.NewPos(room.Width-gap-theme.Target, gap+float32(i)*(theme.Target+gap)))
		b.Resize(fyne.NewSquareSize(theme.Target))
		list = append(list, b)
	}
	y := gap
	for _, o := range []fyne.CanvasObject{c.keys, c.note} {
		if o != nil {
			size := fitting(o, left)
			if o == c.keys && size.Height > room.Height/3 {
				continue // where there is no room for it, pins still say to readers whose they are
			}
			o.Move(fyne.NewPos(gap, y))
			o.Resize(size)
			list = append(list, o)
			y += size.Height + gap
		}
	}
	bottom := room.Height - gap
	if c.thanks != nil {
		size := fitting(c.thanks, room.Width-2*gap)
		c.thanks.Move(fyne.NewPos(room.Width-gap-size.Width, bottom-size.Height))
		c.thanks.Resize(size)
		list = append(list, c.thanks)
		if size.Width > room.Width-200 {
			bottom -= size.Height + gap
		}
	}
	scale := c.placeScale(m, gap, bottom)
	if scale[0].Position().Y < y {
		return list
	}
	return append(list, scale...)
}

// room is what they take of the map, so that pins are put beside them.
func (c *corners) room() insets {
	i := insets{left: 32, top: 32, right: theme.Target + 3*theme.Gap8, bottom: 64}
	for _, o := range []fyne.CanvasObject{c.keys, c.note} {
		if o != nil {
			i.top += o.Size().Height
		}
	}
	return i
}

// fitting is how large something is in a width: no wider than it needs.
func fitting(o fyne.CanvasObject, width float32) fyne.Size {
	if n, ok := o.(interface{ NaturalWidth() float32 }); ok {
		width = min(width, n.NaturalWidth()+1)
	}
	return fyne.NewSize(width, widgets.HeightFor(o, width))
}

// placeScale draws how long a round number of metres is in the middle of the map.
func (c *corners) placeScale(m *Map, x, bottom float32) []fyne.CanvasObject {
	metres := m.camera.middle.WorldMetres() / m.camera.world() * m.camera.scale // a unit
	long := nice(metres * 110)
	words := m.words.T("map.metres", "n", int(long))
	if long >= 1000 {
		words = m.words.T("map.kilometres", "n", int(long/1000))
	}
	if c.scale.Text != words {
		c.scale.Text = words
		c.scale.Refresh()
	}
	size := fitting(c.card, m.Size().Width)
	wide := max(size.Width, float32(long/metres)+2*theme.Gap8)
	c.card.Move(fyne.NewPos(x, bottom-size.Height-theme.Gap8))
	c.card.Resize(fyne.NewSize(wide, size.Height+theme.Gap8))
	c.bar.Move(fyne.NewPos(x+theme.Gap8, bottom-theme.Gap8))
	c.bar.Resize(fyne.NewSize(float32(long/metres), 3))
	return []fyne.CanvasObject{c.card, c.bar}
}

// nice is the longest of 1, 2 and 5 with zeros that is no longer than metres, and
// a metre at least.
func nice(metres float64) float64 {
	if metres < 1 || math.IsNaN(metres) || math.IsInf(metres, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(metres)))
	for _, n := range []float64{5, 2} {
		if n*unit <= metres {
			return n * unit
		}
	}
	return unit
}
