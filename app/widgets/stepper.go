package widgets

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// StepState is how far a step of a Stepper came.
type StepState int

// The states.
const (
	StepLater StepState = iota
	StepDone
	StepCurrent
)

// Step is one step of a way that is gone in order.
type Step struct {
	ID, Label string
	State     StepState
}

// Stepper shows the steps beside each other, the current one underlined. Where
// not all labels fit in one line, only the current one keeps its label: the
// others show their sign or number and are still as wide as a finger.
func Stepper(steps []Step, tapped func(id string)) *fyne.Container {
	list := make([]fyne.CanvasObject, len(steps))
	for i, s := range steps {
		list[i] = newStep(s, i+1, func() { tapped(s.ID) })
	}
	return container.New(&stepsLayout{}, list...)
}

type step struct {
	widget.BaseWidget
	Step
	n       int
	short   bool
	words   *Text
	line    *canvas.Rectangle
	ground  *canvas.Rectangle
	tapped  func()
	focused bool
}

func newStep(s Step, n int, tapped func()) *step {
	w := &step{Step: s, n: n, tapped: tapped, words: text("", theme.Body, theme.Secondary, false).OneLine().Centred()}
	w.line, w.ground = canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	w.ExtendBaseWidget(w)
	w.paint()
	return w
}

// full is the label with its sign.
func (s *step) full() string {
	if s.State == StepDone {
		return "✓ " + s.Label
	}
	return s.Label
}

func (s *step) paint() {
	s.words.Text, s.words.Color, s.words.Bold = s.full(), theme.Secondary, s.State != StepLater
	switch {
	case !s.short:
	case s.State == StepDone:
		s.words.Text = "✓"
	case s.State == StepLater:
		s.words.Text = strconv.Itoa(s.n)
	}
	s.line.FillColor, s.ground.StrokeWidth = color.Transparent, 0
	switch s.State {
	case StepDone:
		s.words.Color = theme.Good
	case StepCurrent:
		s.words.Color = theme.Accent
		s.line.FillColor = fynetheme.Color(theme.Accent)
	}
	if s.focused {
		s.ground.StrokeColor, s.ground.StrokeWidth = fynetheme.Color(theme.Info), 3
	}
}

// natural is the width of the whole label.
func (s *step) natural() float32 {
	t := text(s.full(), theme.Body, theme.Text, true)
	return t.NaturalWidth() + theme.Gap16
}

// TestID names the step for tests.
func (s *step) TestID() string { return "step." + s.ID }

// AccessibilityLabel implements fyne.Accessible.
func (s *step) AccessibilityLabel() string { return s.full() }

// AccessibilityRole implements fyne.Accessible.
func (s *step) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (s *step) Tapped(*fyne.PointEvent) {
	Touched()
	s.tapped()
}

// FocusGained implements fyne.Focusable.
func (s *step) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost implements fyne.Focusable.
func (s *step) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune implements fyne.Focusable.
func (s *step) TypedRune(r rune) {
	if r == ' ' {
		s.tapped()
	}
}

// TypedKey implements fyne.Focusable.
func (s *step) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		s.tapped()
	}
}

// Refresh paints the step again.
func (s *step) Refresh() {
	s.paint()
	s.words.Refresh()
	s.line.Refresh()
	s.ground.Refresh()
}

// MinSize implements fyne.CanvasObject.
func (s *step) MinSize() fyne.Size {
	return fyne.NewSize(theme.Target, max(theme.Target, s.words.MinSize().Height+theme.Gap16))
}

// CreateRenderer implements fyne.Widget.
func (s *step) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(stepLayout{}, s.ground, s.words, s.line))
}

type stepLayout struct{}

func (stepLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (stepLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := o[1].MinSize().Height
	o[0].Resize(size)
	o[1].Move(fyne.NewPos(0, (size.Height-h)/2))
	o[1].Resize(fyne.NewSize(size.Width, h))
	o[2].Move(fyne.NewPos(0, size.Height-4))
	o[2].Resize(fyne.NewSize(size.Width, 4))
}

type stepsLayout struct{}

func (l *stepsLayout) heightFor(objects []fyne.CanvasObject, _ float32) float32 {
	return l.MinSize(objects).Height
}

func (*stepsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		s := o.MinSize()
		m = fyne.NewSize(m.Width+s.Width, max(m.Height, s.Height))
	}
	return m
}

func (*stepsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	even := size.Width / float32(max(1, len(objects)))
	short := false
	for _, o := range objects {
		short = short || o.(*step).natural() > even
	}
	var current float32
	if short {
		for _, o := range objects {
			if s := o.(*step); s.State == StepCurrent {
				current = min(s.natural(), size.Width-theme.Target*float32(len(objects)-1))
			}
		}
	}
	var x float32
	for _, o := range objects {
		s, w := o.(*step), even
		if current > 0 {
			w = (size.Width - current) / float32(len(objects)-1)
			if s.State == StepCurrent {
				w = current
			}
		}
		if s.short != short {
			s.short = short
			s.Refresh()
		}
		s.Move(fyne.NewPos(x, 0))
		s.Resize(fyne.NewSize(w, size.Height))
		x += w
	}
}
