package widgets_test

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// drawn is what a code draws on so many points.
func drawn(q *widgets.QR, w, h int) image.Image {
	return test.WidgetRenderer(q).Objects()[0].(*canvas.Raster).Generator(w, h)
}

func TestACodeIsBlackOnWhiteWithDotsOfOneSize(t *testing.T) {
	for _, dark := range []bool{false, true} {
		test.NewTempApp(t).Settings().SetTheme(&theme.Theme{Dark: dark})
		const edge = 250
		p := drawn(widgets.NewQR("code", "HELLO", "a code"), edge, edge)
		const n, quiet = 21 + 2*4, 4
		dot := edge / n
		first := (edge - n*dot) / 2
		black := 0
		for y := range edge {
			for x := range edge {
				c := color.GrayModel.Convert(p.At(x, y)).(color.Gray).Y
				if c != 0 && c != 255 {
					t.Fatalf("%d at %d, %d", c, x, y)
				}
				i, j := (x-first)/dot, (y-first)/dot
				inside := i >= quiet && j >= quiet && i < n-quiet && j < n-quiet
				if c == 0 && !inside {
					t.Fatalf("the quiet zone is black at %d, %d", x, y)
				}
				if inside && c != color.GrayModel.Convert(p.At(first+i*dot, first+j*dot)).(color.Gray).Y {
					t.Fatalf("the dot %d, %d has two colours", i, j)
				}
				if c == 0 {
					black++
				}
			}
		}
		if black == 0 {
			t.Fatal("there is no code")
		}
	}
}

func TestACodeThatCannotBeDrawnIsWhite(t *testing.T) {
	test.NewTempApp(t)
	for _, edge := range []int{1, 20} {
		p := drawn(widgets.NewQR("code", "HELLO", "a code"), edge, edge)
		for y := range edge {
			for x := range edge {
				if p.At(x, y) != color.White {
					t.Fatalf("%d points: black at %d, %d", edge, x, y)
				}
			}
		}
	}
	if q := widgets.NewQR("code", string(make([]byte, 4000)), "a code"); drawn(q, 300, 300).At(150, 150) != color.White {
		t.Error("a text that fits no code is drawn")
	}
}

func TestTheTextOfACodeStaysAsItIs(t *testing.T) {
	test.NewTempApp(t)
	code := widgets.NewCode("code", "ABCDEFGHIJKL", "a code")
	var field *widgets.Passage
	for _, o := range code.Objects {
		if p, ok := o.(*widgets.Passage); ok {
			field = p
		}
	}
	field.Resize(fyne.NewSize(300, 100))
	field.SetText("something else")
	if field.Text != "ABCDE FGHIJ KL" {
		t.Errorf("it reads %q", field.Text)
	}
}
