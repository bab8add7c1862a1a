package mapview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// form is the shape of a pin. Crews differ by it as well as by colour.
type form int

const (
	round form = iota
	square
	hexagon
	diamond
	pentagon
	forms // how many there are
	pill  // of a cluster
)

// formOf is a crew's: with six colours, thirty crews look different.
func formOf(crew int) form {
	if crew < 0 {
		return round
	}
	return form(crew % int(forms))
}

// face is how a marker looks; equal faces need no new drawing.
type face struct {
	form                form
	text                string
	parts               [partsMost]part // of many: what is written instead of text
	crew                int
	chosen, many, faint bool // faint: nobody's
	dark                bool
	letters             float32 // size
}

// sign is a shape with what is written on it.
type sign struct {
	widget.BaseWidget
	face face
	self fyne.CanvasObject // the sign, or the marker it is part of
}

func newSign(f face) *sign {
	s := &sign{face: f}
	s.self = s
	s.ExtendBaseWidget(s)
	return s
}

// MinSize implements fyne.CanvasObject: signs of all shapes are equally high, to
// stand in a row.
func (s *sign) MinSize() fyne.Size {
	high := face{form: diamond, letters: s.face.letters}.body().Height
	return fyne.NewSize(s.face.body().Width+4, high+4)
}

// marker is a pin or a cluster on the map, large enough for a finger.
type marker struct {
	sign
	id, label string
	tapped    func()
	on        *Map
	group     cluster
	carried   bool          // a drag of it carries its pins, and does not move the map
	begun     bool          // a drag of it goes on
	from      fyne.Position // where the marker was when the drag began, on the canvas
	stood     fyne.Position // and on the map
}

func newMarker() *marker {
	k := &marker{}
	k.self = k
	k.ExtendBaseWidget(k)
	return k
}

// TestID names the marker for tests.
func (k *marker) TestID() string { return k.id }

// AccessibilityLabel implements fyne.Accessible.
func (k *marker) AccessibilityLabel() string { return k.label }

// AccessibilityRole implements fyne.Accessible.
func (k *marker) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (k *marker) Tapped(*fyne.PointEvent) {
	if k.tapped != nil {
		k.tapped()
	}
}

// body is how large the shape itself is.
func (f face) body() fyne.Size {
	h := max(30, f.letters*2.1)
	if f.faint && !f.many {
		h = 24
	}
	switch f.form { // the same disc fits into all
	case hexagon:
		h *= 1.1
	case pentagon:
		h *= 1.16
	case diamond:
		h *= 1.3
	}
	if f.many {
		var wide float32
		for _, p := range f.parts {
			wide += f.partWide(p)
		}
		return fyne.NewSize(max(h, wide), h)
	}
	return fyne.NewSquareSize(h)
}

// partWide is how wide a part of a cluster is; 0 for none.
func (f face) partWide(p part) float32 {
	if p.text == "" {
		return 0
	}
	return f.letters * (1.2 + 0.6*float32(len([]rune(p.text))))
}

// MinSize implements fyne.CanvasObject.
func (k *marker) MinSize() fyne.Size {
	b := k.face.body()
	return fyne.NewSize(max(theme.Target, b.Width+10), max(theme.Target, b.Height+10))
}

func (k *marker) show(f face) {
	if k.face == f {
		return
	}
	k.face = f
	k.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *sign) CreateRenderer() fyne.WidgetRenderer {
	r := &signRenderer{s: s}
	r.draw()
	return r
}

type signRenderer struct {
	s    *sign
	list []fyne.CanvasObject
}

func (r *signRenderer) Destroy()                     {}
func (r *signRenderer) MinSize() fyne.Size           { return r.s.self.MinSize() }
func (r *signRenderer) Objects() []fyne.CanvasObject { return r.list }
func (r *signRenderer) Layout(fyne.Size)             { r.draw() }

func (r *signRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.s.self)
}

// colors of a face: of the shape, of what is written on it, and of its edge.
func (f face) colors() (fill, letters, edge color.Color) {
	surface, text := fynetheme.Color(theme.Surface), fynetheme.Color(theme.Text)
	switch {
	case f.crew >= 0:
		fill, letters := theme.Crew(f.crew)
		return fill, letters, surface
	case f.many && f.parts[1].text != "":
		return surface, text, surface // parts lie on it
	case f.many || f.chosen:
		return text, surface, surface
	}
	return surface, text, fynetheme.Color(theme.Secondary)
}

// draw makes the shape anew, in layers: light around it, a ring when it is chosen
// or stands for many, the shape, and what is written on it.
func (r *signRenderer) draw() {
	f := r.s.face
	fill, letters, edge := f.colors()
	body, room := f.body(), r.s.Size()
	r.list = nil
	put := func(shape form, c color.Color, more float32) {
		size := body.AddWidthHeight(more, more)
		o := shape.object(c)
		o.Resize(size)
		o.Move(fyne.NewPos((room.Width-size.Width)/2, (room.Height-size.Height)/2))
		r.list = append(r.list, o)
	}
	if f.chosen {
		put(f.form, fynetheme.Color(theme.Surface), 14)
		put(f.form, fynetheme.Color(theme.Text), 10)
		put(f.form, fynetheme.Color(theme.Surface), 5)
	} else if f.many {
		ring := fill
		if f.parts[1].text != "" {
			ring = fynetheme.Color(theme.Text)
		}
		put(f.form, fynetheme.Color(theme.Surface), 11)
		put(f.form, ring, 8)
		put(f.form, fynetheme.Color(theme.Surface), 4)
	} else {
		put(f.form, edge, 4)
	}
	put(f.form, fill, 0)
	if f.many {
		r.list = append(r.list, f.drawParts(room)...)
		return
	}
	if f.form != round && f.form != pill {
		disc := f.letters * 1.85 // letters stand on what has their size
		put(round, fill, disc-body.Width)
	}
	switch {
	case f.text != "":
		r.list = append(r.list, written(f.text, letters, f.letters, room.Width/2, room.Height/2))
	case f.faint:
		put(round, letters, 8-body.Width)
	}
}

// written are words of a size around a middle.
func written(text string, c color.Color, size, x, y float32) *canvas.Text {
	t := canvas.NewText(text, c)
	t.TextStyle.Bold, t.TextSize = true, size
	least := t.MinSize()
	t.Resize(least)
	t.Move(fyne.NewPos(x-least.Width/2, y-least.Height/2))
	return t
}

// drawParts are the parts of a cluster side by side, each on the colours of its crew, so
// that of several crews in one place none hides another.
func (f face) drawParts(room fyne.Size) (list []fyne.CanvasObject) {
	var wide float32
	n := 0
	for _, p := range f.parts {
		if p.text != "" {
			wide += f.partWide(p)
			n++
		}
	}
	high, left := f.body().Height, (room.Width-wide)/2
	for _, p := range f.parts[:n] {
		fill, letters, _ := face{crew: p.crew, many: true}.colors()
		w := f.partWide(p)
		if n > 1 {
			o := canvas.NewRectangle(fill)
			o.CornerRadius = 9
			o.Resize(fyne.NewSize(w-2, high-4))
			o.Move(fyne.NewPos(left+1, (room.Height-high)/2+2))
			list = append(list, o)
		}
		list = append(list, written(p.text, letters, f.letters, left+w/2, room.Height/2))
		left += w
	}
	return list
}

// object is a shape without a size.
func (f form) object(c color.Color) fyne.CanvasObject {
	switch f {
	case square:
		o := canvas.NewRectangle(c)
		o.CornerRadius = 6
		return o
	case pill:
		o := canvas.NewRectangle(c)
		o.CornerRadius = 12
		return o
	case hexagon:
		return &canvas.RegularPolygon{Sides: 6, FillColor: c, CornerRadius: 2, Angle: 30}
	case diamond:
		return &canvas.RegularPolygon{Sides: 4, FillColor: c, CornerRadius: 3}
	case pentagon:
		return &canvas.RegularPolygon{Sides: 5, FillColor: c, CornerRadius: 2}
	}
	return canvas.NewCircle(c)
}
