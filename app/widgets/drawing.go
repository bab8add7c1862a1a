package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Drawing shows ink as it was drawn, without the empty paper around it; smaller
// where it is wider than the place it has.
type Drawing struct {
	widget.BaseWidget
	Ink   Ink
	Label string

	id string
}

// NewDrawing shows ink; label tells readers of screens what it is.
func NewDrawing(id, label string, ink Ink) *Drawing {
	d := &Drawing{id: id, Ink: ink, Label: label}
	d.ExtendBaseWidget(d)
	return d
}

// TestID names the drawing for tests.
func (d *Drawing) TestID() string { return d.id }

// AccessibilityLabel implements fyne.Accessible.
func (d *Drawing) AccessibilityLabel() string { return d.Label }

// AccessibilityRole implements fyne.Accessible.
func (d *Drawing) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// paper is the ink with a little space around it.
func (d *Drawing) paper() (from fyne.Position, size fyne.Size) {
	x0, y0, x1, y1 := d.Ink.corners()
	return fyne.NewPos(x0-theme.Gap4, y0-theme.Gap4), fyne.NewSize(x1-x0+2*theme.Gap4, y1-y0+2*theme.Gap4)
}

func (d *Drawing) scale(width float32) float32 {
	_, paper := d.paper()
	if width > 0 && paper.Width > width {
		return width / paper.Width
	}
	return 1
}

// HeightFor implements Flexible.
func (d *Drawing) HeightFor(width float32) float32 {
	_, paper := d.paper()
	return paper.Height * d.scale(width)
}

// MinSize implements fyne.CanvasObject.
func (d *Drawing) MinSize() fyne.Size {
	const least = 120
	return fyne.NewSize(least, d.HeightFor(max(least, d.Size().Width)))
}

// CreateRenderer implements fyne.Widget.
func (d *Drawing) CreateRenderer() fyne.WidgetRenderer { return &drawingRenderer{d: d} }

type drawingRenderer struct {
	d    *Drawing
	list []fyne.CanvasObject
}

func (r *drawingRenderer) Destroy()                     {}
func (r *drawingRenderer) MinSize() fyne.Size           { return r.d.MinSize() }
func (r *drawingRenderer) Objects() []fyne.CanvasObject { return r.list }

func (r *drawingRenderer) Layout(s fyne.Size) {
	r.list = nil
	from, _ := r.d.paper()
	for _, l := range r.d.Ink.Lines {
		for i := range l {
			r.list = append(r.list, segment(l, i, r.d.scale(s.Width), from)...)
		}
	}
}

func (r *drawingRenderer) Refresh() { r.Layout(r.d.Size()) }
