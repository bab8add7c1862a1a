package widgets

import (
	"image/color"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/theme"
)

func at(x, y float32) fyne.PointEvent { return fyne.PointEvent{Position: fyne.NewPos(x, y)} }

func inked(t *testing.T) (*InkPad, *Ink) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{})
	ink := &Ink{}
	p := NewInkPad("signature", "Sign", ink, nil)
	now := time.Unix(0, 0)
	p.Now = func() time.Time { now = now.Add(10 * time.Millisecond); return now }
	p.Resize(fyne.NewSize(300, 150))
	return p, ink
}

// A line by mouse, one by finger and a dot are three lines, each with its times.
func TestSigningByMouseAndFinger(t *testing.T) {
	p, ink := inked(t)
	p.MouseDown(&desktop.MouseEvent{PointEvent: at(10, 20)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(30, 25), Dragged: fyne.NewDelta(20, 5)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(30.5, 25), Dragged: fyne.NewDelta(0.5, 0)}) // too near to be a point
	p.MouseUp(nil)
	p.DragEnd() // comes after MouseUp, and must not begin a line
	p.TouchDown(&mobile.TouchEvent{PointEvent: at(50, 60)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(900, -40), Dragged: fyne.NewDelta(1, 1)})
	p.TouchUp(nil)
	p.MouseDown(&desktop.MouseEvent{PointEvent: at(100, 100)})
	p.MouseUp(nil)
	if len(ink.Lines) != 3 || len(ink.Lines[0]) != 2 || len(ink.Lines[1]) != 2 || len(ink.Lines[2]) != 1 {
		t.Fatalf("%+v", ink.Lines)
	}
	if e := ink.Lines[1][1]; e.X != 300 || e.Y != 0 {
		t.Errorf("outside the pad at %v, %v", e.X, e.Y)
	}
	var before time.Duration = -1
	for _, l := range ink.Lines {
		for _, point := range l {
			if point.After <= before {
				t.Errorf("%v does not come after %v", point.After, before)
			}
			before = point.After
		}
	}
	ink.Clear()
	if !ink.Empty() {
		t.Error("it cannot be cleared")
	}
}

// What was drawn is seen, on the pad it was drawn on and on one built anew.
func TestInkIsSeenAndSurvivesANewPad(t *testing.T) {
	p, ink := inked(t)
	p.Dragged(&fyne.DragEvent{PointEvent: at(200, 60), Dragged: fyne.NewDelta(160, 0)})
	p.DragEnd()
	again := NewInkPad("signature", "Sign", ink, nil)
	for _, pad := range []*InkPad{p, again} {
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetContent(pad)
		c.Resize(fyne.NewSize(300, 150))
		if !dark(c.Capture().At(120, 60)) || dark(c.Capture().At(120, 90)) {
			t.Error("the line is not where it was drawn")
		}
	}
	ink.Clear()
	again.Refresh()
	if n := len(again.r.drawn); n != 0 {
		t.Errorf("%d pieces stay after it was cleared", n)
	}
}

func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x6000
}

func TestOnASmallerPadAllInkIsSeen(t *testing.T) {
	themed(t)
	ink := &Ink{}
	large := NewInkPad("pad", "sign", ink, nil)
	large.Resize(fyne.NewSize(600, 240))
	large.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(590, 230)}, Dragged: fyne.NewDelta(580, 200)})
	large.DragEnd()
	small := NewInkPad("pad", "sign", ink, nil)
	small.Resize(fyne.NewSize(300, 140))
	for _, o := range test.WidgetRenderer(small).Objects()[2:] {
		if end := o.Position().Add(o.Size()); end.X > 302 || end.Y > 142 {
			t.Errorf("ink at %v on a pad of 300 × 140", end)
		}
	}
	if ink.Lines[0][1].X != 590 {
		t.Error("what was signed was changed")
	}
}
