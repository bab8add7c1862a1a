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
		left, foot := leftOf(t, page, text), leftOf(t, page, button)
		if off := left - foot; off > 0.5 || off < -0.5 || button.Size().Width != text.Size().Width {
			t.Errorf("at %v the page goes from %v on for %v, the foot from %v on for %v", width, left, text.Size().Width, foot, button.Size().Width)
		}
	}
}

// leftOf is how far from the left edge of what it lies in an object begins.
func leftOf(t *testing.T, in, o fyne.CanvasObject) float32 {
	t.Helper()
	var find func(fyne.CanvasObject, float32) (float32, bool)
	find = func(in fyne.CanvasObject, x float32) (float32, bool) {
		if in == o {
			return x, true
		}
		var list []fyne.CanvasObject
		switch in := in.(type) {
		case *fyne.Container:
			list = in.Objects
		case fyne.Widget:
			list = test.WidgetRenderer(in).Objects()
		}
		for _, c := range list {
			if at, ok := find(c, x+c.Position().X); ok {
				return at, true
			}
		}
		return 0, false
	}
	at, found := find(in, 0)
	if !found {
		t.Fatal("it does not lie there")
	}
	return at
}
