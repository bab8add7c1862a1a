package widgets

import (
	"math"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"
)

// scribble is a line as a hand draws it: steps of all sizes, corners, loops and
// straight stretches.
func scribble(t *rapid.T) []InkPoint {
	n := rapid.SampledFrom([]int{1, 2, 3, 40, 400}).Draw(t, "points")
	step := rapid.Float64Range(-30, 30)
	turns := rapid.Float64Range(0, 1).Draw(t, "how often it turns")
	line := []InkPoint{{X: 300, Y: 300}}
	dx, dy := 1.0, 0.0
	for i := 1; i < n; i++ {
		if rapid.Float64Range(0, 1).Draw(t, "turn") <= turns {
			dx, dy = step.Draw(t, "dx"), step.Draw(t, "dy")
		}
		p := line[i-1]
		line = append(line, InkPoint{X: p.X + float32(dx), Y: p.Y + float32(dy), After: time.Duration(i) * time.Millisecond})
	}
	return line
}

// Of a thinned line the ends stay, what stays is as it was and in its order, and
// what is left out lies no further from what is drawn than was allowed.
func TestThinningMovesNoPointFurtherThanAllowed(t *testing.T) {
	left := 0
	rapid.Check(t, func(t *rapid.T) {
		line := scribble(t)
		off := rapid.SampledFrom([]float32{0.1, 1.25, 8}).Draw(t, "off")
		thin := thinned(slices.Clone(line), off)
		if thin[0] != line[0] || thin[len(thin)-1] != line[len(line)-1] {
			t.Fatal("an end was moved")
		}
		at := 0
		for _, p := range line {
			if at+1 < len(thin) && p == thin[at+1] {
				at++
			}
			if at+1 == len(thin) {
				break
			}
			if d := aside(p, thin[at], thin[at+1]); d > float64(off)+1e-3 {
				t.Fatalf("%v lies %.3f beside what is drawn, allowed is %v", p, d, off)
			}
		}
		if at+1 != len(thin) {
			t.Fatalf("%d of %d points that stay were not drawn, or in another order", len(thin)-at-1, len(thin))
		}
		left += len(line) - len(thin)
	})
	if left == 0 {
		t.Error("nothing was ever left out")
	}
}

// Whatever is drawn, the ink keeps its bounds, and the person is told once for
// each line that found no room.
func TestInkNeverGrowsBeyondItsBounds(t *testing.T) {
	themed(t)
	for _, step := range []int{0, 1, 40} { // dots, long lines, short ones
		ink := &Ink{}
		p := NewInkPad("pad", "write", ink, nil)
		told := 0
		p.Full, p.Thin = func() { told++ }, 1.25
		p.Resize(fyne.NewSize(600, 400))
		refused := 0
		for line := range InkLines + 20 {
			before := told
			for i := 0; i < 200*min(1, step)+1; i += max(1, step) {
				x := float64(i)
				at := fyne.NewPos(float32(300+90*math.Cos(x*2.4)), float32(line%300)+float32(60*math.Sin(x*1.7)+60))
				p.pen(at)
			}
			p.lift()
			if told > before+1 {
				t.Fatalf("told %d times of one line", told-before)
			}
			refused += told - before
			if n := ink.points(); n > InkPoints || len(ink.Lines) > InkLines {
				t.Fatalf("%d points in %d lines", n, len(ink.Lines))
			}
		}
		if refused == 0 || !ink.Full() {
			t.Errorf("step %d: %d lines were refused, %d points in %d lines", step, refused, ink.points(), len(ink.Lines))
		}
		ink.Undo()
		ink.Undo()
		if ink.Full() {
			t.Error("there is no room after lines were taken off")
		}
	}
}

// On a pad that shows the ink smaller, the pen draws where it is.
func TestThePenDrawsWhereItIsOnASmallerPad(t *testing.T) {
	themed(t)
	ink := &Ink{Lines: [][]InkPoint{{{X: 10, Y: 10}, {X: 790, Y: 390}}}}
	p := NewInkPad("pad", "write", ink, nil)
	p.Resize(fyne.NewSize(400, 300))
	p.pen(fyne.NewPos(100, 50))
	p.pen(fyne.NewPos(200, 90))
	p.lift()
	scale := ink.within(p.Size())
	if end := ink.Lines[1][1]; scale > 0.6 || math.Abs(float64(end.X*scale-200)) > 0.1 || math.Abs(float64(end.Y*scale-90)) > 0.1 {
		t.Errorf("the line ends at %v of ink shown at %v", end, scale)
	}
	ink.Undo()
	if len(ink.Lines) != 1 {
		t.Errorf("%d lines after the last was taken off", len(ink.Lines))
	}
}

// A drawing is as wide as its ink, without the paper around it, or as the place.
func TestADrawingShowsAllOfItsInk(t *testing.T) {
	themed(t)
	ink := Ink{Lines: [][]InkPoint{{{X: 500, Y: 300}, {X: 700, Y: 340}}}}
	for _, width := range []float32{120, 600} {
		d := NewDrawing("d", "a note", ink)
		d.Resize(fyne.NewSize(width, d.HeightFor(width)))
		r := d.CreateRenderer()
		r.Layout(d.Size())
		for _, o := range r.Objects() {
			if end := o.Position().Add(o.Size()); end.X > width || end.Y > d.Size().Height || o.Position().X < 0 || o.Position().Y < 0 {
				t.Errorf("ink from %v to %v on %v", o.Position(), end, d.Size())
			}
		}
		if len(r.Objects()) != 3 || d.Size().Height > 60 {
			t.Errorf("%d pieces on %v", len(r.Objects()), d.Size())
		}
	}
}
