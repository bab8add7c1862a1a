package mapview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"

	"fairvisit/app/widgets"
)

var (
	_ fyne.Draggable   = (*Map)(nil)
	_ fyne.Scrollable  = (*Map)(nil)
	_ fyne.Focusable   = (*Map)(nil)
	_ fyne.Tappable    = (*Map)(nil)
	_ mobile.Touchable = (*Map)(nil)
	_ mobile.Movable   = (*Map)(nil)
)

// region is a rectangle that is being drawn.
type region struct{ from, to fyne.Position }

// least is how far in units a drag must go to be a rectangle.
const least = 8

// Dragged implements fyne.Draggable: it moves the map, or draws a rectangle.
func (m *Map) Dragged(e *fyne.DragEvent) {
	widgets.Touched()
	switch {
	case len(m.spread.fingers) > 1: // each of two fingers is told of as a drag too
	case m.drawing:
		if m.region == nil {
			m.region = &region{from: e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY)}
		}
		m.region.to = e.Position
		m.r.corners()
	default:
		m.look(m.camera.moved(e.Dragged.DX, e.Dragged.DY))
	}
}

// DragEnd implements fyne.Draggable.
func (m *Map) DragEnd() {
	if m.region == nil {
		return
	}
	r := *m.region
	m.region, m.drawing = nil, false
	defer m.Refresh()
	x0, x1 := min(r.from.X, r.to.X), max(r.from.X, r.to.X)
	y0, y1 := min(r.from.Y, r.to.Y), max(r.from.Y, r.to.Y)
	if x1-x0 < least || y1-y0 < least {
		return
	}
	var inside []int
	for i, p := range m.shown.Pins {
		if at := m.camera.position(p.At); at.X >= x0 && at.X <= x1 && at.Y >= y0 && at.Y <= y1 {
			inside = append(inside, i)
		}
	}
	m.take(inside)
}

// startRegion has the next drag draw a rectangle, or not.
func (m *Map) startRegion() {
	m.drawing, m.region = !m.drawing, nil
	m.Refresh()
}

// notch is how far a wheel turns for half a step of zoom; a pad that slides
// reports many small turns.
const notch = 20

// Scrolled implements fyne.Scrollable: the wheel zooms around the pointer.
func (m *Map) Scrolled(e *fyne.ScrollEvent) {
	widgets.Touched()
	m.turned += e.Scrolled.DY
	if halves := int(m.turned / notch); halves != 0 {
		m.turned = 0
		m.look(m.camera.zoomed(min(1, max(-1, halves)), e.Position))
	}
}

// Tapped implements fyne.Tappable: keys go to the map then.
func (m *Map) Tapped(*fyne.PointEvent) {
	widgets.Touched()
	if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil {
		c.Focus(m)
	}
}

// FocusGained implements fyne.Focusable.
func (m *Map) FocusGained() { m.focus(true) }

// FocusLost implements fyne.Focusable.
func (m *Map) FocusLost() { m.focus(false) }

func (m *Map) focus(on bool) {
	if m.focused = on; m.r != nil {
		m.r.corners()
	}
}

// TypedRune implements fyne.Focusable.
func (m *Map) TypedRune(r rune) {
	switch r {
	case '+', '=':
		m.Zoom(1)
	case '-', '_':
		m.Zoom(-1)
	case '0':
		m.Fit()
	}
}

// TypedKey implements fyne.Focusable: arrows look further by a quarter.
func (m *Map) TypedKey(e *fyne.KeyEvent) {
	dx, dy := m.Size().Width/4, m.Size().Height/4
	switch e.Name {
	case fyne.KeyLeft:
		m.look(m.camera.moved(dx, 0))
	case fyne.KeyRight:
		m.look(m.camera.moved(-dx, 0))
	case fyne.KeyUp:
		m.look(m.camera.moved(0, dy))
	case fyne.KeyDown:
		m.look(m.camera.moved(0, -dy))
	}
}

// spread is what two fingers do.
type spread struct {
	fingers map[int]fyne.Position
	began   float64 // how far they were apart at the last step of zoom
}

// apart is how far two fingers are from each other, and their middle.
func (s *spread) apart() (float64, fyne.Position) {
	var at []fyne.Position
	for _, p := range s.fingers {
		at = append(at, p)
	}
	return math.Hypot(float64(at[0].X-at[1].X), float64(at[0].Y-at[1].Y)), fyne.NewPos((at[0].X+at[1].X)/2, (at[0].Y+at[1].Y)/2)
}

// TouchDown implements mobile.Touchable.
func (m *Map) TouchDown(e *mobile.TouchEvent) {
	widgets.Touched()
	if m.spread.fingers == nil {
		m.spread.fingers = map[int]fyne.Position{}
	}
	m.spread.fingers[e.ID] = e.Position
	if len(m.spread.fingers) == 2 {
		m.spread.began, _ = m.spread.apart()
	}
}

// TouchMoved implements mobile.Movable: two fingers zoom in half steps, as far as
// they are apart, around their middle.
func (m *Map) TouchMoved(e *mobile.TouchEvent) {
	if _, down := m.spread.fingers[e.ID]; !down {
		return
	}
	m.spread.fingers[e.ID] = e.Position
	if len(m.spread.fingers) != 2 || m.spread.began < 1 {
		return
	}
	apart, middle := m.spread.apart()
	steps := 2 * math.Log2(max(1, apart)/m.spread.began)
	if halves := int(steps + math.Copysign(0.1, steps)); halves != 0 {
		m.spread.began *= math.Exp2(float64(halves) / 2) // what is left over counts on
		m.look(m.camera.zoomed(halves, middle))
	}
}

// TouchUp implements mobile.Touchable.
func (m *Map) TouchUp(e *mobile.TouchEvent) { delete(m.spread.fingers, e.ID) }

// TouchCancel implements mobile.Touchable.
func (m *Map) TouchCancel(e *mobile.TouchEvent) { delete(m.spread.fingers, e.ID) }
