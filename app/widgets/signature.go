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

// InkPad is a field to sign or draw on by finger, pen or mouse. It stands on a
// page of its own: inside a scroll the scroll would take the strokes down.
type InkPad struct {
	widget.BaseWidget
	Ink   *Ink
	Label string
	Now   func() time.Time
	Drawn func() // after each line; may be nil
	Full  func() // once for each line the ink has no room for; may be nil

	// Thin is how far in units a point may lie beside the line and be left out
	// when the pen lifts; 0 keeps all, as a signature does.
	Thin  float32
	Ruled bool // to write on: lines below each other, and as high as there is room

	id    string
	down  bool
	began bool    // the line that is being drawn is in the ink
	full  bool    // there was no room for all of it
	scale float32 // of the line that is being drawn
	r     *inkRenderer
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

// pen moves the pen to a point; one outside the pad is drawn at its edge. On a
// pad that shows larger ink smaller the new line lies under the pen all the same.
func (p *InkPad) pen(at fyne.Position) {
	if !p.down {
		p.down, p.full, p.scale = true, false, p.Ink.within(p.Size())
		x, y := p.spot(at)
		if p.began = p.Ink.begin(x, y, p.Now()); p.began {
			p.Refresh()
		} else {
			p.refuse()
		}
		return
	}
	if p.full {
		return
	}
	x, y := p.spot(at)
	if p.Ink.on(x, y, p.Now()) {
		p.Refresh()
	} else if p.Ink.points() >= InkPoints {
		p.refuse()
	}
}

func (p *InkPad) refuse() {
	p.full = true
	if p.Full != nil {
		p.Full()
	}
}

// spot is where a point of the pad lies in the ink.
func (p *InkPad) spot(at fyne.Position) (x, y float32) {
	s := p.Size()
	return min(max(0, at.X), s.Width) / p.scale, min(max(0, at.Y), s.Height) / p.scale
}

func (p *InkPad) lift() {
	if !p.down {
		return
	}
	p.down = false
	if !p.began {
		return
	}
	p.began = false
	if p.Thin > 0 {
		p.Ink.thin(p.Thin)
		if p.r != nil {
			p.r.scale = 0 // what is drawn is not what is there any more
		}
		p.Refresh()
	}
	if p.Drawn != nil {
		p.Drawn()
	}
}

// Dragged implements fyne.Draggable.
func (p *InkPad) Dragged(e *fyne.DragEvent) {
	Touched()
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

// HeightFor implements Flexible: half as high as wide, within reason. One to
// write on takes what height it is given.
func (p *InkPad) HeightFor(width float32) float32 {
	if p.Ruled {
		return p.MinSize().Height
	}
	return min(max(width/2, 140), 240)
}

// CreateRenderer implements fyne.Widget.
func (p *InkPad) CreateRenderer() fyne.WidgetRenderer {
	p.r = &inkRenderer{p: p, ground: canvas.NewRectangle(color.Transparent)}
	p.r.ground.CornerRadius = theme.Radius
	p.r.ground.StrokeWidth = 2
	p.r.Refresh()
	return p.r
}

type inkRenderer struct {
	p       *InkPad
	ground  *canvas.Rectangle
	rules   []*canvas.Line // where to sign, or to write
	drawn   []fyne.CanvasObject
	line    int // of the ink, and points of it that are drawn
	point   int
	scale   float32     // what is drawn was drawn at this scale
	letters color.Color // and in this colour
}

func (r *inkRenderer) Destroy()           {}
func (r *inkRenderer) MinSize() fyne.Size { return r.p.MinSize() }

func (r *inkRenderer) Objects() []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, 1+len(r.rules)+len(r.drawn))
	list = append(list, r.ground)
	for _, l := range r.rules {
		list = append(list, l)
	}
	return append(list, r.drawn...)
}

// ruleEvery is the way in units between two lines to write on.
const ruleEvery = 56

func (r *inkRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.rules = nil
	at := []float32{s.Height * 0.75}
	if r.p.Ruled {
		at = nil
		for y := float32(ruleEvery); y < s.Height-theme.Gap8; y += ruleEvery {
			at = append(at, y)
		}
	}
	for _, y := range at {
		l := canvas.NewLine(fynetheme.Color(theme.Divider))
		l.Position1 = fyne.NewPos(theme.Gap24, y)
		l.Position2 = fyne.NewPos(max(theme.Gap24, s.Width-theme.Gap24), y)
		r.rules = append(r.rules, l)
	}
	r.Refresh() // a pad that became smaller shows what was drawn smaller
}

// Refresh draws what came since the last time: a signature has hundreds of
// points, and each move of the pen must not draw them all again.
func (r *inkRenderer) Refresh() {
	ink, letters := r.p.Ink, fynetheme.Color(theme.Text)
	if scale := ink.within(r.p.Size()); ink.Empty() || r.line >= len(ink.Lines) || scale != r.scale || letters != r.letters {
		r.drawn, r.line, r.point, r.scale, r.letters = nil, 0, 0, scale, letters
		r.ground.FillColor, r.ground.StrokeColor = fynetheme.Color(theme.Surface), fynetheme.Color(theme.Edge)
		for _, l := range r.rules {
			l.StrokeColor = fynetheme.Color(theme.Divider)
		}
	}
	for r.line < len(ink.Lines) {
		points := ink.Lines[r.line]
		for ; r.point < len(points); r.point++ {
			r.drawn = append(r.drawn, segment(points, r.point, r.scale, fyne.Position{})...)
		}
		if r.line == len(ink.Lines)-1 {
			break
		}
		r.line, r.point = r.line+1, 0
	}
	canvas.Refresh(r.p)
}

// segment is the line to point i and its round end, which is all there is where
// the pen came down; from is what of the ink lies in the corner.
func segment(points []InkPoint, i int, scale float32, from fyne.Position) []fyne.CanvasObject {
	at := func(p InkPoint) fyne.Position { return fyne.NewPos((p.X-from.X)*scale, (p.Y-from.Y)*scale) }
	to := at(points[i])
	letters := fynetheme.Color(theme.Text)
	dot := canvas.NewCircle(letters)
	dot.StrokeColor = color.Transparent
	dot.Move(fyne.NewPos(to.X-inkWidth/2, to.Y-inkWidth/2))
	dot.Resize(fyne.NewSquareSize(inkWidth))
	if i == 0 {
		return []fyne.CanvasObject{dot}
	}
	l := canvas.NewLine(letters)
	l.StrokeWidth = inkWidth
	l.Position1, l.Position2 = at(points[i-1]), to
	return []fyne.CanvasObject{l, dot}
}

// inkWidth is how wide a line is, in units.
const inkWidth = 3
