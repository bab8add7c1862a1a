package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Wrap puts objects beside each other and goes on in the next line where they
// do not fit: chips, small buttons.
func Wrap(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrap{gap: gap}, made(objects)...)
}

type wrap struct{ gap, width float32 }

func (l *wrap) place(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	var x, y, line float32
	for _, o := range shown(objects) {
		w := min(natural(o), width)
		h := HeightFor(o, w)
		if x > 0 && x+w > width+0.5 {
			x, y, line = 0, y+line+l.gap, 0
		}
		if at != nil {
			at(o, x, y, w, h)
		}
		x, line = x+w+l.gap, max(line, h)
	}
	return y + line
}

func (l *wrap) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	l.width = width
	return l.place(objects, width, nil)
}

func (l *wrap) naturalWidth(objects []fyne.CanvasObject) float32 {
	return (&row{gap: l.gap}).naturalWidth(objects)
}

func (l *wrap) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := widest(shown(objects))
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

func (l *wrap) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

// Columns makes as many equal columns as fit, each at least that wide, and one
// where none fits. Objects of one line are equally high.
func Columns(least, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{least: least, gap: gap}, made(objects)...)
}

type columns struct{ least, gap, width float32 }

func (l *columns) place(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	objects = shown(objects)
	if len(objects) == 0 {
		return 0
	}
	n := max(1, min(int((width+l.gap)/(l.least+l.gap)), len(objects)))
	w := (width - l.gap*float32(n-1)) / float32(n)
	var y float32
	for i := 0; i < len(objects); i += n {
		line := objects[i:min(i+n, len(objects))]
		var h float32
		for _, o := range line {
			h = max(h, HeightFor(o, w))
		}
		for j, o := range line {
			if at != nil {
				at(o, float32(j)*(w+l.gap), y, w, h)
			}
		}
		y += h + l.gap
	}
	return y - l.gap
}

func (l *columns) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	l.width = width
	return l.place(objects, width, nil)
}

func (l *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := widest(shown(objects))
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

func (l *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

// Pad keeps x beside and y above and below an object free.
func Pad(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&pad{left: x, right: x, y: y}, o)
}

// Inset is Pad with a left and a right of their own. An icon that can be tapped
// has air of its own around it: there the edge of the page is nearer.
func Inset(left, right, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&pad{left: left, right: right, y: y}, o)
}

type pad struct{ left, right, y float32 }

func (l *pad) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range objects {
		h = max(h, HeightFor(o, max(0, width-l.left-l.right)))
	}
	return h + 2*l.y
}

func (l *pad) naturalWidth(objects []fyne.CanvasObject) float32 {
	var w float32
	for _, o := range objects {
		w = max(w, natural(o))
	}
	return w + l.left + l.right
}

func (l *pad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := fyne.Size{}
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	return s.AddWidthHeight(l.left+l.right, 2*l.y)
}

func (l *pad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(l.left, l.y))
		o.Resize(fyne.NewSize(max(0, size.Width-l.left-l.right), max(0, size.Height-2*l.y)))
	}
}

// Framed keeps head above and foot below, and gives body what is left between.
// Head and foot may be nil.
func Framed(head, body, foot fyne.CanvasObject) *fyne.Container {
	return container.New(&framed{head: head, body: body, foot: foot}, made([]fyne.CanvasObject{body, head, foot})...)
}

type framed struct {
	head, body, foot fyne.CanvasObject
	width            float32
}

func (l *framed) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	l.width = width
	h := HeightFor(l.body, width)
	for _, o := range []fyne.CanvasObject{l.head, l.foot} {
		if o != nil && o.Visible() {
			h += HeightFor(o, width)
		}
	}
	return h
}

func (l *framed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := widest(shown(objects))
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

func (l *framed) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var top, bottom float32
	if l.head != nil && l.head.Visible() {
		top = HeightFor(l.head, size.Width)
		l.head.Move(fyne.Position{})
		l.head.Resize(fyne.NewSize(size.Width, top))
	}
	if l.foot != nil && l.foot.Visible() {
		bottom = HeightFor(l.foot, size.Width)
		l.foot.Move(fyne.NewPos(0, size.Height-bottom))
		l.foot.Resize(fyne.NewSize(size.Width, bottom))
	}
	l.body.Move(fyne.NewPos(0, top))
	l.body.Resize(fyne.NewSize(size.Width, max(0, size.Height-top-bottom)))
}

// Scroll scrolls an object up and down; the object is as wide as the scroll.
type Scroll struct{ container.Scroll }

// NewScroll scrolls o.
func NewScroll(o fyne.CanvasObject) *Scroll {
	s := &Scroll{}
	s.Content, s.Direction = o, container.ScrollVerticalOnly
	s.ExtendBaseWidget(s)
	return s
}

// Scrolled implements fyne.Scrollable.
func (s *Scroll) Scrolled(e *fyne.ScrollEvent) {
	Touched()
	s.Scroll.Scrolled(e)
}

// Resize tells the content its width before its height is asked.
func (s *Scroll) Resize(size fyne.Size) {
	HeightFor(s.Content, size.Width)
	s.Scroll.Resize(size)
}

// MinSize is small: what does not fit is scrolled.
func (s *Scroll) MinSize() fyne.Size {
	return fyne.NewSize(s.Content.MinSize().Width, 32)
}

// HeightFor implements Flexible.
func (s *Scroll) HeightFor(width float32) float32 {
	HeightFor(s.Content, width)
	return 32
}
