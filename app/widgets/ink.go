package widgets

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
)

// InkPoint is where the pen was, in Fyne's units from the pad's corner, and how
// long after the first point of all.
type InkPoint struct {
	X, Y  float32
	After time.Duration
}

// Ink is what was drawn on a pad: lines of points, each drawn without lifting.
// It lies in a screen's model, so that turning the tablet does not lose it.
type Ink struct {
	Lines [][]InkPoint
	start time.Time
}

// Empty reports whether nothing was drawn.
func (i *Ink) Empty() bool { return len(i.Lines) == 0 }

// Clear takes everything off.
func (i *Ink) Clear() { *i = Ink{} }

// Undo takes the last line off.
func (i *Ink) Undo() {
	if n := len(i.Lines); n > 1 {
		i.Lines = i.Lines[:n-1]
		return
	}
	i.Clear()
}

// Least way in units between two points, and the most points and lines of one
// drawing: a hand that rests on the glass must not fill an entry.
const (
	inkStep   = 1.5
	InkPoints = 1300
	InkLines  = 250
)

// Full reports whether no line can begin any more.
func (i *Ink) Full() bool { return len(i.Lines) >= InkLines || i.points() >= InkPoints }

func (i *Ink) points() int {
	n := 0
	for _, l := range i.Lines {
		n += len(l)
	}
	return n
}

// corners are the first and the last point across and down.
func (i *Ink) corners() (x0, y0, x1, y1 float32) {
	for n, l := range i.Lines {
		for m, p := range l {
			if n == 0 && m == 0 {
				x0, y0, x1, y1 = p.X, p.Y, p.X, p.Y
			}
			x0, y0, x1, y1 = min(x0, p.X), min(y0, p.Y), max(x1, p.X), max(y1, p.Y)
		}
	}
	return x0, y0, x1, y1
}

// within is the scale at which all of it is seen on a pad of that size: 1, or
// less where it was drawn on a larger one. The points themselves stay as they
// were drawn; they are what was signed.
func (i *Ink) within(pad fyne.Size) float32 {
	_, _, w, h := i.corners()
	scale := float32(1)
	if pad.Width > 0 && w > pad.Width {
		scale = pad.Width / w
	}
	if pad.Height > 0 && h*scale > pad.Height {
		scale = pad.Height / h
	}
	return scale
}

// begin starts a line; it reports whether there was room for one.
func (i *Ink) begin(x, y float32, now time.Time) bool {
	if i.Full() {
		return false
	}
	after := i.after(now)
	i.Lines = append(i.Lines, []InkPoint{{X: x, Y: y, After: after}})
	return true
}

// after is how long after the first point now is. Ink that was drawn before a
// stop of the app goes on from its last point: how long the stop took is not
// known, and is no part of the drawing.
func (i *Ink) after(now time.Time) time.Duration {
	if i.start.IsZero() {
		i.start = now
		if n := len(i.Lines); n > 0 {
			last := i.Lines[n-1]
			i.start = now.Add(-last[len(last)-1].After)
		}
	}
	return max(0, now.Sub(i.start))
}

// on goes on with the last line; it reports whether a point was added.
func (i *Ink) on(x, y float32, now time.Time) bool {
	if i.Empty() || i.points() >= InkPoints {
		return false
	}
	last := &i.Lines[len(i.Lines)-1]
	p := (*last)[len(*last)-1]
	if dx, dy := x-p.X, y-p.Y; dx*dx+dy*dy < inkStep*inkStep {
		return false
	}
	*last = append(*last, InkPoint{X: x, Y: y, After: i.after(now)})
	return true
}

// thin leaves those points of the last line out that lie nearer than off to the
// line without them.
func (i *Ink) thin(off float32) {
	if off <= 0 || i.Empty() {
		return
	}
	last := &i.Lines[len(i.Lines)-1]
	*last = thinned(*last, off)
}

// thinned is a line with fewer points (Ramer, Douglas and Peucker): its ends stay,
// and each point that is left out lies no further than off from the stretch that
// replaces it. What stays is exactly as it was.
func thinned(line []InkPoint, off float32) []InkPoint {
	if len(line) < 3 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	spans := [][2]int{{0, len(line) - 1}} // no recursion: a spiral would go as deep as it has points
	for len(spans) > 0 {
		from, to := spans[len(spans)-1][0], spans[len(spans)-1][1]
		spans = spans[:len(spans)-1]
		far, at := float64(off), 0
		for m := from + 1; m < to; m++ {
			if d := aside(line[m], line[from], line[to]); d > far {
				far, at = d, m
			}
		}
		if at > 0 {
			keep[at] = true
			spans = append(spans, [2]int{from, at}, [2]int{at, to})
		}
	}
	var left []InkPoint
	for m, p := range line {
		if keep[m] {
			left = append(left, p)
		}
	}
	return left
}

// aside is how far p lies from the stretch between a and b, in units.
func aside(p, a, b InkPoint) float64 {
	ax, ay := float64(a.X), float64(a.Y)
	dx, dy := float64(b.X)-ax, float64(b.Y)-ay
	px, py := float64(p.X)-ax, float64(p.Y)-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(1, max(0, (px*dx+py*dy)/l))
	}
	return math.Hypot(px-t*dx, py-t*dy)
}
