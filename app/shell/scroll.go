package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/widgets"
)

// scrolled is how far the scrolls and lists of one page were moved. A page that
// is built again stays where the finger left it, unless it shows something else
// now.
type scrolled struct {
	part    string
	offsets []float32
}

// scrolls finds the scrolls and lists of what a page built, in order.
func scrolls(o fyne.CanvasObject, found func(fyne.CanvasObject)) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			scrolls(c, found)
		}
	case *widgets.Box:
		scrolls(o.Content, found)
	case *widgets.Scroll, *widget.List:
		found(o)
	}
}

func offsetsOf(o fyne.CanvasObject) []float32 {
	var list []float32
	scrolls(o, func(s fyne.CanvasObject) {
		switch s := s.(type) {
		case *widgets.Scroll:
			list = append(list, s.Offset.Y)
		case *widget.List:
			list = append(list, s.GetScrollOffset())
		}
	})
	return list
}

func moveTo(o fyne.CanvasObject, offsets []float32) {
	i := 0
	scrolls(o, func(s fyne.CanvasObject) {
		if i >= len(offsets) || offsets[i] == 0 {
			i++
			return
		}
		switch s := s.(type) {
		case *widgets.Scroll:
			s.ScrollToOffset(fyne.NewPos(0, offsets[i]))
		case *widget.List:
			s.ScrollToOffset(offsets[i])
		}
		i++
	})
}

// build has a page built and keeps what it built, to know where it was scrolled.
func (s *Shell) build(p *Page, v View) fyne.CanvasObject {
	o := p.Build(v)
	s.drawn[p] = o
	return o
}

// remember notes how far the pages that are seen were scrolled.
func (s *Shell) remember() {
	for p, o := range s.drawn {
		s.scrolled[p] = scrolled{part: s.parts[p], offsets: offsetsOf(o)}
	}
	clear(s.drawn)
}

// restore moves the pages just built to where they were.
func (s *Shell) restore() {
	for p, o := range s.drawn {
		part := ""
		if p.Part != nil {
			part = p.Part()
		}
		if at, ok := s.scrolled[p]; ok && at.part == part {
			moveTo(o, at.offsets)
		}
		s.parts[p] = part
	}
}

// ToEnd scrolls what is seen of the uppermost page to its end: something new was
// unfolded there, and a finger that saw nothing happen would tap again.
func (s *Shell) ToEnd() {
	p := s.Top()
	if p == nil || s.drawn[p] == nil {
		return
	}
	scrolls(s.drawn[p], func(o fyne.CanvasObject) {
		if scroll, ok := o.(*widgets.Scroll); ok {
			scroll.ScrollToBottom()
		}
	})
}

func (s *Shell) forget(p *Page) {
	delete(s.scrolled, p)
	delete(s.parts, p)
	delete(s.drawn, p)
}
