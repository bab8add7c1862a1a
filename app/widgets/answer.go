package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Option is one answer that can be picked.
type Option struct {
	Code, Label string
	Detail      string // a second line, "" for none
	Several     bool   // one of several that can be picked together: a box with a tick, not a ring
}

// Answers are options as wide as the page, 64 high and 12 apart: one thumb, in
// the sun, hits the right one. The chosen one has a filled ring beside its
// colour.
func Answers(options []Option, chosen string, pick func(code string)) *fyne.Container {
	list := make([]fyne.CanvasObject, len(options))
	for i, o := range options {
		list[i] = NewAnswer(o, o.Code == chosen, func() { pick(o.Code) })
	}
	return Column(theme.Gap12, list...)
}

// Answer is one option.
type Answer struct {
	widget.BaseWidget
	Option
	Chosen   bool
	OnTapped func()

	body    *fyne.Container
	focused bool
}

// NewAnswer is one option.
func NewAnswer(o Option, chosen bool, tapped func()) *Answer {
	a := &Answer{Option: o, Chosen: chosen, OnTapped: tapped}
	label := text(o.Label, theme.Answer, theme.Text, true)
	if o.Detail == "" {
		a.body = container.New(&column{}, label)
	} else {
		a.body = Column(0, label, Muted(o.Detail))
	}
	a.ExtendBaseWidget(a)
	return a
}

// TestID names the answer for tests.
func (a *Answer) TestID() string { return "answer." + a.Code }

// AccessibilityLabel implements fyne.Accessible.
func (a *Answer) AccessibilityLabel() string { return a.Label }

// AccessibilityRole implements fyne.Accessible.
func (a *Answer) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (a *Answer) Tapped(*fyne.PointEvent) {
	Touched()
	if a.OnTapped != nil {
		a.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (a *Answer) FocusGained() { a.focused = true; a.Refresh() }

// FocusLost implements fyne.Focusable.
func (a *Answer) FocusLost() { a.focused = false; a.Refresh() }

// TypedRune implements fyne.Focusable.
func (a *Answer) TypedRune(r rune) {
	if r == ' ' {
		a.Tapped(nil)
	}
}

// TypedKey implements fyne.Focusable.
func (a *Answer) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		a.Tapped(nil)
	}
}

const (
	ring      = 22
	answerPad = theme.Gap16 + 4
	ringGap   = theme.Gap16
)

// HeightFor implements Flexible.
func (a *Answer) HeightFor(width float32) float32 {
	return max(theme.Tile, HeightFor(a.body, width-2*answerPad-ring-ringGap)+2*theme.Gap12)
}

// MinSize implements fyne.CanvasObject.
func (a *Answer) MinSize() fyne.Size {
	m := a.body.MinSize()
	return fyne.NewSize(m.Width+2*answerPad+ring+ringGap, max(theme.Tile, m.Height+2*theme.Gap12))
}

// CreateRenderer implements fyne.Widget.
func (a *Answer) CreateRenderer() fyne.WidgetRenderer {
	r := &answerRenderer{a: a, ground: canvas.NewRectangle(color.Transparent), ring: canvas.NewCircle(color.Transparent)}
	r.box, r.tick = canvas.NewRectangle(color.Transparent), Colored("✓", theme.OnAccent)
	r.ground.CornerRadius, r.box.CornerRadius = theme.Radius, 4
	r.paint()
	return r
}

type answerRenderer struct {
	a      *Answer
	ground *canvas.Rectangle
	ring   *canvas.Circle
	box    *canvas.Rectangle
	tick   *Text
}

func (r *answerRenderer) paint() {
	ground, edge, width := theme.Surface, theme.Edge, theme.Line
	if r.a.Chosen {
		ground, edge, width = theme.AccentGround, theme.Accent, 2
	}
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = fynetheme.Color(ground), fynetheme.Color(edge), width
	if r.a.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = fynetheme.Color(theme.Info), 3
	}
	r.ring.StrokeColor, r.ring.StrokeWidth = fynetheme.Color(edge), 2
	if r.a.Chosen {
		r.ring.StrokeWidth = 6
	}
	r.ring.Hidden, r.box.Hidden, r.tick.Hidden = r.a.Several, !r.a.Several, !r.a.Several || !r.a.Chosen
	r.box.StrokeColor, r.box.StrokeWidth, r.box.FillColor = fynetheme.Color(edge), 2, color.Transparent
	if r.a.Chosen {
		r.box.FillColor = fynetheme.Color(theme.Accent)
	}
}

func (r *answerRenderer) Destroy()           {}
func (r *answerRenderer) MinSize() fyne.Size { return r.a.MinSize() }
func (r *answerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.ring, r.box, r.tick, r.a.body}
}

func (r *answerRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.ring.Move(fyne.NewPos(answerPad, (s.Height-ring)/2))
	r.ring.Resize(fyne.NewSquareSize(ring))
	r.box.Move(fyne.NewPos(answerPad, (s.Height-ring)/2))
	r.box.Resize(fyne.NewSquareSize(ring))
	sign := r.tick.MinSize()
	r.tick.Move(fyne.NewPos(answerPad+(ring-sign.Width)/2, (s.Height-sign.Height)/2))
	r.tick.Resize(sign)
	x := float32(answerPad + ring + ringGap)
	w := max(0, s.Width-x-answerPad)
	h := HeightFor(r.a.body, w)
	r.a.body.Move(fyne.NewPos(x, (s.Height-h)/2))
	r.a.body.Resize(fyne.NewSize(w, h))
}

func (r *answerRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	r.ring.Refresh()
	r.box.Refresh()
	r.tick.Refresh()
	r.a.body.Refresh()
}
