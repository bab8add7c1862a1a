package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
)

// An icon alone stands in the middle of its button, as wide as that may be.
func TestAnIconAloneStandsInTheMiddle(t *testing.T) {
	themed(t)
	for _, kind := range []ButtonKind{Outlined, Quiet} {
		b := NewButton("b", "", kind, nil).WithIcon(fynetheme.NavigateBackIcon())
		if w := b.NaturalWidth(); w > 54 {
			t.Errorf("a button of kind %v with an icon alone is %v wide", kind, w)
		}
		for _, width := range []float32{48, 100, 131} {
			b.Resize(fyne.NewSize(width, 48))
			for _, o := range test.WidgetRenderer(b).Objects() {
				if icon, is := o.(*canvas.Image); is {
					left, right := icon.Position().X, width-icon.Position().X-icon.Size().Width
					if off := left - right; off > 1 || off < -1 {
						t.Errorf("in a button of kind %v, %v wide, the icon has %v on its left and %v on its right", kind, width, left, right)
					}
				}
			}
		}
	}
}

// What stands in a foot begins and ends where what a page scrolls does, on a phone
// and where both are as wide as they may get.
func TestAFootEndsWhereThePageDoes(t *testing.T) {
	themed(t)
	const most = 760
	for _, width := range []float32{360, 800, 1600} {
		text, button := NewText("what is asked"), Primary("next", "Next", nil)
		page := Framed(nil, NewScroll(Limit(most, Pad(16, 16, Column(12, text)))), Foot(Limit(most-2*16, Column(0, button))))
		c := test.NewCanvas()
		c.SetPadded(false)
		c.SetContent(page)
		c.Resize(fyne.NewSize(width, 600))
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		for _, o := range []fyne.CanvasObject{text, button} {
			if off := at(text).X - at(o).X; off > 0.5 || off < -0.5 || o.Size().Width != text.Size().Width {
				t.Errorf("at %v the page goes from %v on for %v, the foot from %v on for %v", width, at(text).X, text.Size().Width, at(o).X, o.Size().Width)
			}
		}
	}
}
