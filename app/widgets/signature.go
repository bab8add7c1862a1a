package widgets

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
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

// Least way in units between two points, and most points of one drawing: a hand
// that rests on the glass must not fill an entry.
const (
	inkStep = 1.5
	inkMost = 4000
)

func (i *Ink) points() int {
	n := 0
	for _, l := range i.Lines {
		n += len(l)
	}
	return n
}

// within is the scale at which all of it is seen on a pad of that size: 1, or
// less where it was drawn on a larger one. The points themselves stay as they
// were drawn; they are what was signed.
func (i *Ink) within(pad fyne.Size) float32 {
	var w, h float32
	for _, l := range i.Lines {
		for _, p := range l {
			w, h = max(w, p.X), max(h, p.Y)
		}
	}
	scale := float32(1)
	if pad.Width > 0 && w > pad.Width {
		scale = pad.Width / w
	}
	if pad.Height > 0 && h*scale > pad.Height {
		scale = pad.Height / h
	}
	return scale
}

// begin starts a line.
func (i *Ink) begin(x, y float32, now time.Time) {
	if i.points() >= inkMost {
		return
	}
	if i.Empty() {
		i.start = now
	}
	i.Lines = append(i.Lines, []InkPoint{{X: x, Y: y, After: now.Sub(i.start)}})
}

// on goes on with the last line; it reports whether a point was added.
func (i *Ink) on(x, y float32, now time.Time) bool {
	if i.Empty() || i.points() >= inkMost {
		return false
	}
	last := &i.Lines[len(i.Lines)-1]
	p := (*last)[len(*last)-1]
	if dx, dy := x-p.X, y-p.Y; dx*dx+dy*dy < inkStep*inkStep {
		return false
	}
	*last = append(*last, InkPoint{X: x, Y: y, After: now.Sub(i.start)})
	return true
}

// InkPad is a field to sign or draw on by finger, pen or mouse. It stands on a
// page of its own: inside a scroll the scroll would take the strokes down.
type InkPad struct {
	widget.BaseWidget
	Ink   *Ink
	Label string
	Now   func() time.Time
	Drawn func() // after each line; may be nil

	id   string
	down bool
	r    *inkRenderer
}

// NewInkPad is a pad over what ink holds already.
func NewInkPad(id, label string, ink *Ink, drawn func()) *InkPad {
	p := &InkPad{id: id, Ink: ink, Label: label, Drawn: drawn, Now: time.Now}
	p.ExtendBaseWidget(p)
	return p
}

var (
	_ fyne.Draggable    = (*InkPad)(nil)
	_ desktop.Mouseable = (*InkPad)(nil)
	_ mobile.Touchable  = (*InkPad)(nil)
)

// TestID names the pad for tests.
func (p *InkPad) TestID() string { return p.id }

// AccessibilityLabel implements fyne.Accessible.
func (p *InkPad) AccessibilityLabel() string { return p.Label }

// AccessibilityRole implements fyne.Accessible.
func (p *InkPad) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// pen moves the pen to a point; one outside the pad is drawn at its edge.
func (p *InkPad) pen(at fyne.Position) {
	s := p.Size()
	x, y := min(max(0, at.X), s.Width), min(max(0, at.Y), s.Height)
	if !p.down {
		p.down = true
		p.Ink.begin(x, y, p.Now())
		p.Refresh()
		return
	}
	if p.Ink.on(x, y, p.Now()) {
		p.Refresh()
	}
}

func (p *InkPad) lift() {
	if !p.down {
		return
	}
	p.down = false
	if p.Drawn != nil {
		p.Drawn()
	}
}

// Dragged implements fyne.Draggable.
func (p *InkPad) Dragged(e *fyne.DragEvent) {
	if !p.down {
		p.pen(e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY))
	}
	p.pen(e.Position)
}

// DragEnd implements fyne.Draggable.
func (p *InkPad) DragEnd() { p.lift() }

// MouseDown implements desktop.Mouseable.
func (p *InkPad) MouseDown(e *desktop.MouseEvent) { p.down = false; p.pen(e.Position) }

// MouseUp implements desktop.Mouseable.
func (p *InkPad) MouseUp(*desktop.MouseEvent) { p.lift() }

// TouchDown implements mobile.Touchable.
func (p *InkPad) TouchDown(e *mobile.TouchEvent) { p.down = false; p.pen(e.Position) }

// TouchUp implements mobile.Touchable.
func (p *InkPad) TouchUp(*mobile.TouchEvent) { p.lift() }

// TouchCancel implements mobile.Touchable.
func (p *InkPad) TouchCancel(*mobile.TouchEvent) { p.lift() }

// MinSize implements fyne.CanvasObject.
func (p *InkPad) MinSize() fyne.Size { return fyne.NewSize(200, 120) }

// HeightFor implements Flexible: half as high as wide, within reason.
func (p *InkPad) HeightFor(width float32) float32 { return min(max(width/2, 140), 240) }

// CreateRenderer implements fyne.Widget.
func (p *InkPad) CreateRenderer() fyne.WidgetRenderer {
	p.r = &inkRenderer{p: p, ground: canvas.NewRectangle(fynetheme.Color(theme.Surface)), base: canvas.NewLine(fynetheme.Color(theme.Divider))}
	p.r.ground.CornerRadius = theme.Radius
	p.r.ground.StrokeColor, p.r.ground.StrokeWidth = fynetheme.Color(theme.Edge), 2
	p.r.Refresh()
	return p.r
}

type inkRenderer struct {
	p      *InkPad
	ground *canvas.Rectangle
	base   *canvas.Line // where to sign
	drawn  []fyne.CanvasObject
	line   int // of the ink, and points of it that are drawn
	point  int
	scale  float32 // what is drawn was drawn at this scale
}

func (r *inkRenderer) Destroy()           {}
func (r *inkRenderer) MinSize() fyne.Size { return r.p.MinSize() }

func (r *inkRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.ground, r.base}, r.drawn...)
}

func (r *inkRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.base.Position1 = fyne.NewPos(theme.Gap24, s.Height*0.75)
	r.base.Position2 = fyne.NewPos(max(theme.Gap24, s.Width-theme.Gap24), s.Height*0.75)
	r.Refresh() // a pad that became smaller shows what was drawn smaller
}

// Refresh draws what came since the last time: a signature has hundreds of
// points, and each move of the pen must not draw them all again.
func (r *inkRenderer) Refresh() {
	ink := r.p.Ink
	if scale := ink.within(r.p.Size()); ink.Empty() || r.line >= len(ink.Lines) || scale != r.scale {
		r.drawn, r.line, r.point, r.scale = nil, 0, 0, scale
	}
	for r.line < len(ink.Lines) {
		points := ink.Lines[r.line]
		for ; r.point < len(points); r.point++ {
			r.drawn = append(r.drawn, segment(points, r.point, r.scale))
		}
		if r.line == len(ink.Lines)-1 {
			break
		}
		r.line, r.point = r.line+1, 0
	}
	canvas.Refresh(r.p)
}

// segment is the line to point i, or a dot where the pen came down.
func segment(points []InkPoint, i int, scale float32) fyne.CanvasObject {
	at := func(p InkPoint) fyne.Position { return fyne.NewPos(p.X*scale, p.Y*scale) }
	to := at(points[i])
	letters := fynetheme.Color(theme.Text)
	if i == 0 {
		dot := canvas.NewCircle(letters)
		dot.StrokeColor = color.Transparent
		dot.Move(fyne.NewPos(to.X-1.5, to.Y-1.5))
		dot.Resize(fyne.NewSquareSize(3))
		return dot
	}
	l := canvas.NewLine(letters)
	l.StrokeWidth = 3
	l.Position1, l.Position2 = at(points[i-1]), to
	return l
}
