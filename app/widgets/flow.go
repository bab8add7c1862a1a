package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Flexible is an object whose height depends on its width.
type Flexible interface {
	fyne.CanvasObject
	HeightFor(width float32) float32
}

// flexible is a layout whose height depends on its width.
type flexible interface {
	fyne.Layout
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightFor is the least height of an object at a width. It also tells the
// object that width, so that its MinSize is right from then on.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case Flexible:
		return o.HeightFor(width)
	case *fyne.Container:
		if l, ok := o.Layout.(flexible); ok {
			return l.heightFor(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

func shown(objects []fyne.CanvasObject) []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o != nil && o.Visible() {
			list = append(list, o)
		}
	}
	return list
}

// made drops nils, so that a screen may pass what it only sometimes has.
func made(objects []fyne.CanvasObject) []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o != nil {
			list = append(list, o)
		}
	}
	return list
}

func widest(objects []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	return w
}

// Column puts objects under each other, each as wide as the column.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap}, made(objects)...)
}

type column struct{ gap, width float32 }

func (l *column) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	l.width = width
	var h float32
	for i, o := range shown(objects) {
		if i > 0 {
			h += l.gap
		}
		h += HeightFor(o, width)
	}
	return h
}

func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := widest(shown(objects))
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var y float32
	for _, o := range shown(objects) {
		h := HeightFor(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + l.gap
	}
}

// Row puts objects beside each other, each as wide as it needs, centred in
// height. Those wrapped in Fill share what is left.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap}, made(objects)...)
}

// TopRow is Row with the objects at the top.
func TopRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, top: true}, made(objects)...)
}

// Fill takes the width a Row has left.
func Fill(o fyne.CanvasObject) *fyne.Container { return container.New(&filling{}, o) }

// Space is an empty Fill: it pushes what follows to the end of the row.
func Space() *fyne.Container { return container.New(&filling{}) }

type filling struct{}

func (*filling) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range objects {
		h = max(h, HeightFor(o, width))
	}
	return h
}

func (*filling) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := fyne.Size{}
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	return s
}

func (*filling) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

type row struct {
	gap, width float32
	top        bool
}

// widths gives each object its width in a row of that width.
func (l *row) widths(objects []fyne.CanvasObject, width float32) []float32 {
	fills, left := 0, width-l.gap*float32(max(0, len(objects)-1))
	list := make([]float32, len(objects))
	for i, o := range objects {
		if isFill(o) {
			fills++
			continue
		}
		list[i] = natural(o)
		left -= list[i]
	}
	for i, o := range objects {
		if isFill(o) {
			list[i] = max(0, left/float32(fills))
		}
	}
	if left < 0 && fills == 0 { // too narrow for all: the widest gives way
		at := 0
		for i := range list {
			if list[i] > list[at] {
				at = i
			}
		}
		if len(list) > 0 {
			list[at] = max(0, list[at]+left)
		}
	}
	return list
}

// natural is the width an object takes when nobody presses it: text has one
// that is wider than its least.
func natural(o fyne.CanvasObject) float32 {
	switch o := o.(type) {
	case interface{ NaturalWidth() float32 }:
		return o.NaturalWidth()
	case *fyne.Container:
		if l, ok := o.Layout.(interface {
			naturalWidth([]fyne.CanvasObject) float32
		}); ok {
			return l.naturalWidth(o.Objects)
		}
	}
	return o.MinSize().Width
}

func (l *column) naturalWidth(objects []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range shown(objects) {
		w = max(w, natural(o))
	}
	return w
}

func (l *row) naturalWidth(objects []fyne.CanvasObject) float32 {
	objects = shown(objects)
	w := l.gap * float32(max(0, len(objects)-1))
	for _, o := range objects {
		w += natural(o)
	}
	return w
}

func (*filling) naturalWidth(objects []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range objects {
		w = max(w, natural(o))
	}
	return w
}

func isFill(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(*filling)
	return ok
}

func (l *row) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	l.width = width
	objects = shown(objects)
	var h float32
	for i, w := range l.widths(objects, width) {
		h = max(h, HeightFor(objects[i], w))
	}
	return h
}

func (l *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	list := shown(objects)
	w := l.gap * float32(max(0, len(list)-1))
	for _, o := range list {
		w += o.MinSize().Width
	}
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

func (l *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	objects = shown(objects)
	var x float32
	for i, w := range l.widths(objects, size.Width) {
		h := min(HeightFor(objects[i], w), size.Height)
		if isFill(objects[i]) && len(objects[i].(*fyne.Container).Objects) > 0 && !l.top {
			h = max(h, min(size.Height, HeightFor(objects[i], w)))
		}
		y := (size.Height - h) / 2
		if l.top {
			y = 0
		}
		objects[i].Move(fyne.NewPos(x, y))
		objects[i].Resize(fyne.NewSize(w, h))
		x += w + l.gap
	}
}
