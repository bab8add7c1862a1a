package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Limit keeps an object at most that wide, in the middle: a line of text as wide
// as a desk's screen cannot be read.
func Limit(most float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&limit{most: most}, o)
}

// Measure keeps an object at most that wide, at the left: it begins where the
// title above it does.
func Measure(most float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&limit{most: most, left: true}, o)
}

type limit struct {
	most float32
	left bool
}

func (l *limit) heightFor(o []fyne.CanvasObject, width float32) float32 {
	return HeightFor(o[0], min(width, l.most))
}

func (l *limit) naturalWidth(o []fyne.CanvasObject) float32 { return min(natural(o[0]), l.most) }

func (l *limit) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l *limit) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width, l.most)
	x := (size.Width - w) / 2
	if l.left {
		x = 0
	}
	o[0].Move(fyne.NewPos(x, 0))
	o[0].Resize(fyne.NewSize(w, size.Height))
}
