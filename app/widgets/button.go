package widgets

import (
	"cmp"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// ButtonKind is how a button looks. A view has one filled button: the next
// allowed action.
type ButtonKind int

// The kinds.
const (
	Outlined ButtonKind = iota
	Filled
	Destructive // outlined in red; kept away from the next
	Quiet       // words alone
)

// Button is at least 48 high and can be reached by keyboard. A refused one
// stays readable and says why when it is pressed, instead of being grey and dumb.
type Button struct {
	widget.BaseWidget
	ID       string // for tests and keys
	Kind     ButtonKind
	OnTapped func()
	Refused  bool   // drawn as locked; OnTapped is still called, to say why
	Spoken   string // for readers of screens, where the label alone does not say enough

	label          *Text
	icon           fyne.Resource
	tight, small   bool
	focused, hover bool
}

// NewButton is a button with a label.
func NewButton(id, label string, kind ButtonKind, tapped func()) *Button {
	b := &Button{ID: id, Kind: kind, OnTapped: tapped, label: text(label, theme.Body, theme.Text, true)}
	b.label.Align = fyne.TextAlignCenter
	b.label.Lines = 2
	b.ExtendBaseWidget(b)
	return b
}

// Primary is the filled button of a view.
func Primary(id, label string, tapped func()) *Button { return NewButton(id, label, Filled, tapped) }

// WithIcon sets an icon before the label.
func (b *Button) WithIcon(r fyne.Resource) *Button { b.icon = r; return b }

// Tight keeps less air beside the label: of four in a row on a phone none then takes
// a line of its own.
func (b *Button) Tight() *Button { b.tight = true; return b }

// Small has the letters of a caption and little air, as the heads of columns do.
func (b *Button) Small() *Button {
	b.small, b.label.Letters = true, theme.Caption
	return b
}

// Lock draws the button as refused.
func (b *Button) Lock(refused bool) *Button { b.Refused = refused; return b }

// TestID names the button for tests.
func (b *Button) TestID() string { return b.ID }

// Label is what the button says.
func (b *Button) Label() string { return b.label.Text }

// AccessibilityLabel implements fyne.Accessible.
func (b *Button) AccessibilityLabel() string { return cmp.Or(b.Spoken, b.label.Text) }

// AccessibilityRole implements fyne.Accessible.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	Touched()
	if b.OnTapped != nil {
		b.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() { b.focused = true; b.Refresh() }

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(r rune) {
	if r == ' ' {
		b.Tapped(nil)
	}
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		b.Tapped(nil)
	}
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hover = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() { b.hover = false; b.Refresh() }

const iconSide = 20

// iconWidth is what an icon takes of the width, with the gap before a label.
func (b *Button) iconWidth() float32 {
	switch {
	case b.icon == nil:
		return 0
	case b.label.Text == "":
		return iconSide
	}
	return iconSide + theme.Gap8
}

func (b *Button) inset() float32 {
	switch {
	case b.small:
		return theme.Gap4
	case b.Kind == Quiet:
		return theme.Gap8
	case b.tight:
		return theme.Gap12
	}
	return theme.Gap16
}

// NaturalWidth is the width with the label in one line.
func (b *Button) NaturalWidth() float32 {
	return max(theme.Target, b.label.NaturalWidth()+b.iconWidth()+2*b.inset())
}

// HeightFor implements Flexible.
func (b *Button) HeightFor(width float32) float32 {
	return max(theme.Target, b.label.HeightFor(width-b.iconWidth()-2*b.inset())+theme.Gap16)
}

// MinSize implements fyne.CanvasObject.
func (b *Button) MinSize() fyne.Size {
	m := b.label.MinSize()
	return fyne.NewSize(max(theme.Target, m.Width+b.iconWidth()+2*b.inset()), max(theme.Target, m.Height+theme.Gap16))
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b: b, ground: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius = theme.Radius
	if b.icon != nil {
		r.icon = canvas.NewImageFromResource(b.icon)
		r.icon.FillMode = canvas.ImageFillContain
	}
	r.paint()
	return r
}

type buttonRenderer struct {
	b      *Button
	ground *canvas.Rectangle
	icon   *canvas.Image
}

func (r *buttonRenderer) paint() {
	b := r.b
	letters, ground, edge := theme.Text, theme.Surface, theme.Edge
	switch b.Kind {
	case Filled:
		letters, ground, edge = theme.OnAccent, theme.Accent, theme.Accent
	case Destructive:
		letters, edge = theme.Danger, theme.Danger
	case Quiet:
		letters, ground, edge = theme.Accent, "", ""
	}
	if b.Refused {
		letters, ground, edge = theme.Secondary, theme.Surface2, theme.Edge
	}
	if b.hover && b.Kind != Filled {
		ground = theme.Surface2
	}
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = color.Transparent, color.Transparent, theme.Line
	if ground != "" {
		r.ground.FillColor = fynetheme.Color(ground)
	}
	if edge != "" {
		r.ground.StrokeColor = fynetheme.Color(edge)
	}
	if b.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = fynetheme.Color(theme.Info), 3
	}
	b.label.Color = letters
	if r.icon != nil {
		r.icon.Resource = tinted(b.icon, letters)
	}
}

func (r *buttonRenderer) Destroy()           {}
func (r *buttonRenderer) MinSize() fyne.Size { return r.b.MinSize() }
func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	if r.icon == nil {
		return []fyne.CanvasObject{r.ground, r.b.label}
	}
	return []fyne.CanvasObject{r.ground, r.icon, r.b.label}
}

func (r *buttonRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	in, iw := r.b.inset(), r.b.iconWidth()
	w := max(0, s.Width-2*in-iw)
	h := r.b.label.HeightFor(w)
	x := in + iw
	if iw > 0 {
		lw := min(w, r.b.label.NaturalWidth())
		if r.b.label.Text == "" {
			lw = 0
		}
		ix := (s.Width - lw - iw) / 2
		r.icon.Move(fyne.NewPos(ix, (s.Height-iconSide)/2))
		r.icon.Resize(fyne.NewSquareSize(iconSide))
		x, w = ix+iw, lw
	}
	r.b.label.Move(fyne.NewPos(x, (s.Height-h)/2))
	r.b.label.Resize(fyne.NewSize(w, h))
}

func (r *buttonRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	if r.icon != nil {
		r.icon.Refresh()
	}
	r.b.label.Refresh()
}

// tinted is an icon in a colour of the theme.
func tinted(r fyne.Resource, name fyne.ThemeColorName) fyne.Resource {
	return fynetheme.NewColoredResource(r, name)
}

// Actions are the buttons at the foot of a page: beside each other where they
// fit, with the last one (the next allowed action) taking what is left; under
// each other, that one on top, where they do not.
func Actions(buttons ...fyne.CanvasObject) *fyne.Container {
	return container.New(&actions{}, made(buttons)...)
}

// LeftActions are Actions for the left hand: the last one lies on the left.
func LeftActions(buttons ...fyne.CanvasObject) *fyne.Container {
	return container.New(&actions{left: true}, made(buttons)...)
}

// DenseActions are Actions that keep beside each other, where not all fit, those behind
// the last one: the foot of a list must not take the room of its rows.
func DenseActions(buttons ...fyne.CanvasObject) *fyne.Container {
	return container.New(&actions{dense: true}, made(buttons)...)
}

type actions struct {
	left, dense bool
	width       float32
}

// rows are the objects as they stand under each other: the last one on top.
func (l *actions) rows(objects []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	last := len(objects) - 1
	rows := [][]fyne.CanvasObject{objects[last:]}
	if !l.dense {
		for i := last - 1; i >= 0; i-- {
			rows = append(rows, objects[i:i+1])
		}
		return rows
	}
	used := width // of the row that is filled: the first one is full
	for i, o := range objects[:last] {
		if w := natural(o); used+theme.Gap12+w <= width {
			used += theme.Gap12 + w
			rows[len(rows)-1] = append(rows[len(rows)-1], o)
			continue
		}
		rows, used = append(rows, objects[i:i+1:i+1]), natural(o)
	}
	return rows
}

// placeRow puts objects beside each other, each wider than it needs by the same.
func placeRow(objects []fyne.CanvasObject, width, y float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	left := width - theme.Gap12*float32(len(objects)-1)
	for _, o := range objects {
		left -= natural(o)
	}
	var x, high float32
	for _, o := range objects {
		w := natural(o) + left/float32(len(objects))
		h := HeightFor(o, w)
		if at != nil {
			at(o, x, y, w, h)
		}
		x, high = x+w+theme.Gap12, max(high, h)
	}
	return high
}

func (l *actions) stacked(objects []fyne.CanvasObject, width float32) bool {
	w := theme.Gap12 * float32(max(0, len(objects)-1))
	for _, o := range objects {
		w += natural(o)
	}
	return w > width
}

func (l *actions) place(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	objects = shown(objects)
	if len(objects) == 0 {
		return 0
	}
	if l.stacked(objects, width) {
		var y float32
		for _, row := range l.rows(objects, width) {
			y += placeRow(row, width, y, at) + theme.Gap12
		}
		return y - theme.Gap12
	}
	var x, h float32
	for i, o := range objects {
		w := natural(o)
		if i == len(objects)-1 {
			w = max(w, min(width-x, 480))
			x = width - w
		}
		oh := HeightFor(o, w)
		switch {
		case at == nil:
		case l.left:
			at(o, width-x-w, 0, w, oh)
		default:
			at(o, x, 0, w, oh)
		}
		h, x = max(h, oh), x+w+theme.Gap12
	}
	return h
}

func (l *actions) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	l.width = width
	return l.place(objects, width, nil)
}

func (l *actions) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := widest(shown(objects))
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

func (l *actions) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}
