package mapview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/theme"
)

// leg is the way from one stop to the next: a line with light around it, and an
// arrow in its middle.
type leg struct {
	light, line *canvas.Line
	arrow       *canvas.RegularPolygon
}

const (
	lineWidth  = 3.5
	lightWidth = 6.5
	arrowSide  = 17
	arrowFrom  = 56 // units a leg must be long to have an arrow
)

// routes are the legs of all routes; objects are made once and moved.
type routes struct{ legs []leg }

func (r *routes) place(m *Map) (objects []fyne.CanvasObject) {
	n := 0
	var lights, lines, arrows []fyne.CanvasObject
	for _, route := range m.shown.Routes {
		fill, _ := theme.Crew(route.Crew)
		for i := 1; i < len(route.Way); i++ {
			a, b := m.camera.position(route.Way[i-1]), m.camera.position(route.Way[i])
			from, to, seen := clipped(a, b, m.Size())
			if !seen {
				continue
			}
			if n == len(r.legs) {
				r.legs = append(r.legs, newLeg())
			}
			l := r.legs[n]
			n++
			l.light.StrokeColor, l.line.StrokeColor, l.arrow.FillColor = fynetheme.Color(theme.Surface), fill, fill
			stretch(l.light, from, to)
			stretch(l.line, from, to)
			lights, lines = append(lights, l.light), append(lines, l.line)
			if l.point(a, b, m.Size()) {
				arrows = append(arrows, l.arrow)
			}
		}
	}
	return append(append(lights, lines...), arrows...)
}

func newLeg() leg {
	l := leg{canvas.NewLine(nil), canvas.NewLine(nil), &canvas.RegularPolygon{Sides: 3}}
	l.light.StrokeWidth, l.line.StrokeWidth = lightWidth, lineWidth
	l.arrow.Resize(fyne.NewSquareSize(arrowSide))
	return l
}

func stretch(l *canvas.Line, from, to fyne.Position) {
	if l.Position1 == from && l.Position2 == to {
		return
	}
	l.Position1, l.Position2 = from, to
	l.Refresh()
}

// point puts the arrow in the middle of a leg that is long enough; false for none.
func (l leg) point(a, b fyne.Position, room fyne.Size) bool {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	x, y := (a.X+b.X-arrowSide)/2, (a.Y+b.Y-arrowSide)/2
	if math.Hypot(dx, dy) < arrowFrom || x < 0 || y < 0 || x+arrowSide > room.Width || y+arrowSide > room.Height {
		return false
	}
	if angle := float32(math.Atan2(dy, dx)*180/math.Pi) + 90; l.arrow.Angle != angle {
		l.arrow.Angle = angle
		l.arrow.Refresh()
	}
	l.arrow.Move(fyne.NewPos(x, y))
	return true
}

// clipped is what of a line is seen (Liang and Barsky). The painter would draw
// the rest as well: a leg to the next town is thousands of units long.
func clipped(a, b fyne.Position, room fyne.Size) (from, to fyne.Position, seen bool) {
	const inset = lightWidth/2 + 1
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	t0, t1 := 0.0, 1.0
	for _, side := range [4][2]float64{{-dx, float64(a.X) - inset}, {dx, float64(room.Width) - inset - float64(a.X)},
		{-dy, float64(a.Y) - inset}, {dy, float64(room.Height) - inset - float64(a.Y)}} {
		p, q := side[0], side[1]
		switch {
		case p == 0 && q < 0:
			return from, to, false
		case p < 0:
			t0 = max(t0, q/p)
		case p > 0:
			t1 = min(t1, q/p)
		}
	}
	if t0 > t1 {
		return from, to, false
	}
	at := func(t float64) fyne.Position {
		return fyne.NewPos(float32(float64(a.X)+dx*t), float32(float64(a.Y)+dy*t))
	}
	return at(t0), at(t1), true
}
