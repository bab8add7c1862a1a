package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Grid makes exactly n equal columns, however narrow: the digits of a keypad
// stay where the thumb knows them.
func Grid(n int, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&exactly{n: n, gap: gap}, made(objects)...)
}

type exactly struct {
	n          int
	gap, width float32
}

func (l *exactly) place(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	w := (width - l.gap*float32(l.n-1)) / float32(l.n)
	var y float32
	for i := 0; i < len(objects); i += l.n {
		line := objects[i:min(i+l.n, len(objects))]
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
	return max(0, y-l.gap)
}

func (l *exactly) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	l.width = width
	return l.place(objects, width, nil)
}

func (l *exactly) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := widest(objects)*float32(l.n) + l.gap*float32(l.n-1)
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

func (l *exactly) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

// Tall makes an object at least so high.
func Tall(least float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&tall{least: least}, o)
}

type tall struct{ least float32 }

func (l *tall) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return max(l.least, HeightFor(objects[0], width))
}

func (l *tall) naturalWidth(objects []fyne.CanvasObject) float32 { return natural(objects[0]) }

func (l *tall) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.NewSize(0, l.least))
}

func (l *tall) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// Sized sets the size of the label: the digits of a keypad are larger than words.
func (b *Button) Sized(s fyne.ThemeSizeName) *Button { b.label.Letters = s; return b }
