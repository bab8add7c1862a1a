package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Box is a ground with an object on it: a card, a notice, a bar.
type Box struct {
	widget.BaseWidget
	Content fyne.CanvasObject
	Ground  fyne.ThemeColorName
	Edge    fyne.ThemeColorName // "" for none
	Width   float32             // of the edge
	Radius  float32
	X, Y    float32 // kept free within
}

func box(o fyne.CanvasObject, ground, edge fyne.ThemeColorName, radius, x, y float32) *Box {
	b := &Box{Content: o, Ground: ground, Edge: edge, Width: theme.Line, Radius: radius, X: x, Y: y}
	b.ExtendBaseWidget(b)
	return b
}

// Card is a surface with objects under each other.
func Card(objects ...fyne.CanvasObject) *Box {
	return box(Column(theme.Gap8, objects...), theme.Surface, theme.Divider, theme.Radius, theme.Gap16, theme.Gap16)
}

// Notice is a coloured block: ground is one of the theme's grounds.
func Notice(ground fyne.ThemeColorName, objects ...fyne.CanvasObject) *Box {
	return box(Column(theme.Gap8, objects...), ground, "", theme.Radius, theme.Gap16, theme.Gap12)
}

// Bar is a strip at the head or foot of a page.
func Bar(o fyne.CanvasObject) *Box {
	return box(o, theme.Surface, "", 0, theme.Gap16, theme.Gap12)
}

// Foot is the bar of actions at the foot of a page, with a hairline above it.
func Foot(o fyne.CanvasObject) *fyne.Container { return Column(0, Rule(), Bar(o)) }

// Ground is a plain surface behind an object.
func Ground(name fyne.ThemeColorName, o fyne.CanvasObject) *Box { return box(o, name, "", 0, 0, 0) }

// HeightFor implements Flexible.
func (b *Box) HeightFor(width float32) float32 {
	return HeightFor(b.Content, max(0, width-2*b.X)) + 2*b.Y
}

// NaturalWidth is the width of the content in one line.
func (b *Box) NaturalWidth() float32 { return natural(b.Content) + 2*b.X }

// MinSize implements fyne.CanvasObject.
func (b *Box) MinSize() fyne.Size { return b.Content.MinSize().AddWidthHeight(2*b.X, 2*b.Y) }

// CreateRenderer implements fyne.Widget.
func (b *Box) CreateRenderer() fyne.WidgetRenderer {
	r := &boxRenderer{b: b, ground: canvas.NewRectangle(color.Transparent)}
	r.paint()
	return r
}

type boxRenderer struct {
	b      *Box
	ground *canvas.Rectangle
}

func (r *boxRenderer) paint() {
	r.ground.FillColor, r.ground.CornerRadius = fynetheme.Color(r.b.Ground), r.b.Radius
	r.ground.StrokeWidth = 0
	if r.b.Edge != "" {
		r.ground.StrokeColor, r.ground.StrokeWidth = fynetheme.Color(r.b.Edge), r.b.Width
	}
}

func (r *boxRenderer) Destroy()           {}
func (r *boxRenderer) MinSize() fyne.Size { return r.b.MinSize() }
func (r *boxRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.b.Content}
}

func (r *boxRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.b.Content.Move(fyne.NewPos(r.b.X, r.b.Y))
	HeightFor(r.b.Content, max(0, s.Width-2*r.b.X))
	r.b.Content.Resize(fyne.NewSize(max(0, s.Width-2*r.b.X), max(0, s.Height-2*r.b.Y)))
}

func (r *boxRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	r.b.Content.Refresh()
}

// Rule is a hairline between two things.
func Rule() *canvas.Rectangle {
	r := canvas.NewRectangle(fynetheme.Color(theme.Divider))
	r.SetMinSize(fyne.NewSize(theme.Line, theme.Line))
	return r
}

// Sense is what a chip or a notice says beside its words; its colour is never
// alone, a sign stands with it.
type Sense int

// The senses.
const (
	Neutral Sense = iota
	Good
	Warning
	Danger
	Info
	Accent
)

// Colors are the letters and the ground of a sense.
func (s Sense) Colors() (letters, ground fyne.ThemeColorName) {
	switch s {
	case Good:
		return theme.Good, theme.GoodGround
	case Warning:
		return theme.Warning, theme.WarningGround
	case Danger:
		return theme.Danger, theme.DangerGround
	case Info:
		return theme.Info, theme.InfoGround
	case Accent:
		return theme.Accent, theme.AccentGround
	}
	return theme.Secondary, theme.Surface2
}

var signs = map[Sense]string{Good: "●", Warning: "◐", Danger: "×", Info: "◆", Accent: "→", Neutral: "○"}

// Chip is a short state: a sign and a word on a ground.
func Chip(s Sense, words string) *Box { return SignChip(s, signs[s], words) }

// SignChip is a chip with its own sign, "" for none where the word is itself
// the state (a count, a bucket).
func SignChip(s Sense, sign, words string) *Box {
	letters, ground := s.Colors()
	if sign != "" {
		words = sign + " " + words
	}
	t := text(words, theme.Caption, letters, true)
	t.Lines = 2
	return box(t, ground, "", 6, theme.Gap8, 3)
}

// Progress is a bar filled from the left; the words beside it say the amounts.
type Progress struct {
	widget.BaseWidget
	Part  float32 // 0 to 1
	Sense Sense
}

// NewProgress is a bar.
func NewProgress(part float32, s Sense) *Progress {
	p := &Progress{Part: part, Sense: s}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{p: p, back: canvas.NewRectangle(fynetheme.Color(theme.Surface2)), front: canvas.NewRectangle(color.Transparent)}
	r.back.CornerRadius, r.front.CornerRadius = 3, 3
	r.Refresh()
	return r
}

type progressRenderer struct {
	p           *Progress
	back, front *canvas.Rectangle
}

func (r *progressRenderer) Destroy()           {}
func (r *progressRenderer) MinSize() fyne.Size { return fyne.NewSize(40, 6) }
func (r *progressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.front}
}

func (r *progressRenderer) Layout(s fyne.Size) {
	r.back.Resize(s)
	r.front.Resize(fyne.NewSize(s.Width*min(1, max(0, r.p.Part)), s.Height))
}

func (r *progressRenderer) Refresh() {
	letters, _ := r.p.Sense.Colors()
	r.front.FillColor = fynetheme.Color(letters)
	r.back.FillColor = fynetheme.Color(theme.Surface2)
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}
