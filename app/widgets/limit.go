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

type limit struct{ most float32 }

func (l *limit) heightFor(o []fyne.CanvasObject, width float32) float32 {
	return HeightFor(o[0], min(width, l.most))
}

func (l *limit) naturalWidth(o []fyne.CanvasObject) float32 { return min(natural(o[0]), l.most) }

func (l *limit) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l *limit) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width, l.most)
	o[0].Move(fyne.NewPos((size.Width-w)/2, 0))
	o[0].Resize(fyne.NewSize(w, size.Height))
}
