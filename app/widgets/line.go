package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Tick is the box at the head of a line that can be selected.
type Tick int

// The ticks.
const (
	NoTick Tick = iota
	Unticked
	Ticked
)

// Line is one row of a list at a desk: two lines of text, a short mark at the
// right of the first and a state chip at the head of the second. All lines of a
// list are equally high, as a pooled list wants them.
type Line struct {
	widget.BaseWidget
	ID            string
	Title, Detail string
	Mark          string // a bucket, a time; "" for none
	State         string // a chip's words; "" for none
	Sense         Sense  // of the chip
	Tick          Tick
	Chosen        bool // stands open beside the list
	Tall          bool // two lines of title: a sentence that begins like others would be cut before it differs
	OnTapped      func()

	focused bool
}

// NewLine is a line.
func NewLine(id, title, detail string, tapped func()) *Line {
	l := &Line{ID: id, Title: title, Detail: detail, OnTapped: tapped}
	l.ExtendBaseWidget(l)
	return l
}

// TestID names the line for tests.
func (l *Line) TestID() string { return l.ID }

// Reads is what the line says, for tests and readers of screens.
func (l *Line) Reads() string { return l.Title + " " + l.Mark + " " + l.State + " " + l.Detail }

// AccessibilityLabel implements fyne.Accessible.
func (l *Line) AccessibilityLabel() string { return l.Reads() }

// AccessibilityRole implements fyne.Accessible.
func (l *Line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (l *Line) Tapped(*fyne.PointEvent) {
	Touched()
	if l.OnTapped != nil {
		l.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (l *Line) FocusGained() { l.focused = true; l.Refresh() }

// FocusLost implements fyne.Focusable.
func (l *Line) FocusLost() { l.focused = false; l.Refresh() }

// TypedRune implements fyne.Focusable.
func (l *Line) TypedRune(r rune) {
	if r == ' ' {
		l.Tapped(nil)
	}
}

// TypedKey implements fyne.Focusable.
func (l *Line) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		l.Tapped(nil)
	}
}

// MinSize does not depend on the words: rows of a pooled list are equally high.
func (l *Line) MinSize() fyne.Size {
	l.ExtendBaseWidget(l)
	h := Strong("明").MinSize().Height
	if l.Tall {
		h *= 2
	}
	h += max(Small("明").MinSize().Height+6, Muted("明").MinSize().Height)
	return fyne.NewSize(200, max(theme.Tile, h+theme.Gap4+2*theme.Gap12))
}

// CreateRenderer implements fyne.Widget.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	r := &lineRenderer{l: l, ground: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent), rule: Rule(),
		box: canvas.NewRectangle(color.Transparent), tick: Colored("✓", theme.OnAccent), title: Strong("").OneLine(), mark: Strong("").OneLine(),
		chip: canvas.NewRectangle(color.Transparent), state: text("", theme.Caption, theme.Text, true).OneLine(), detail: Muted("").OneLine()}
	if l.Tall {
		r.title.Lines = 2
	}
	r.chip.CornerRadius, r.box.CornerRadius = 6, 4
	r.paint()
	return r
}

type lineRenderer struct {
	l                                *Line
	ground, bar, rule, box, chip     *canvas.Rectangle
	tick, title, mark, state, detail *Text
}

func (r *lineRenderer) paint() {
	l := r.l
	r.title.Text, r.detail.Text, r.mark.Text, r.state.Text = l.Title, l.Detail, l.Mark, ""
	r.mark.Color = theme.Secondary
	if l.State != "" {
		r.state.Text = signs[l.Sense] + " " + l.State
	}
	letters, ground := l.Sense.Colors()
	r.state.Color = letters
	r.chip.FillColor = fynetheme.Color(ground)
	r.chip.Hidden, r.state.Hidden = l.State == "", l.State == ""
	r.rule.FillColor = fynetheme.Color(theme.Divider)
	r.ground.FillColor, r.bar.FillColor, r.ground.StrokeWidth = color.Transparent, color.Transparent, 0
	if l.Chosen {
		r.ground.FillColor, r.bar.FillColor = fynetheme.Color(theme.AccentGround), fynetheme.Color(theme.Accent)
	}
	if l.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = fynetheme.Color(theme.Info), 3
	}
	r.box.Hidden, r.tick.Hidden = l.Tick == NoTick, l.Tick != Ticked
	r.box.StrokeColor, r.box.StrokeWidth, r.box.FillColor = fynetheme.Color(theme.Edge), 2, color.Transparent
	if l.Tick == Ticked {
		r.box.StrokeColor, r.box.FillColor = fynetheme.Color(theme.Accent), fynetheme.Color(theme.Accent)
	}
}

func (r *lineRenderer) Destroy()           {}
func (r *lineRenderer) MinSize() fyne.Size { return r.l.MinSize() }
func (r *lineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.bar, r.box, r.tick, r.title, r.mark, r.chip, r.state, r.detail, r.rule}
}

// tickSide is how wide a box is at least; it grows with the letters.
const tickSide = 24

// leastChip is how wide the words of a chip are at least beside a mark: its sign and
// its colour are seen, and the words stand on the page behind the line.
const leastChip = 40

func (r *lineRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.bar.Resize(fyne.NewSize(4, s.Height))
	r.rule.Move(fyne.NewPos(0, s.Height-theme.Line))
	r.rule.Resize(fyne.NewSize(s.Width, theme.Line))
	x, right := theme.Gap16, s.Width-theme.Gap16
	if r.l.Tick != NoTick {
		tick := r.tick.MinSize()
		side := max(tickSide, tick.Width+theme.Gap8)
		r.box.Move(fyne.NewPos(x, (s.Height-side)/2))
		r.box.Resize(fyne.NewSquareSize(side))
		r.tick.Move(fyne.NewPos(x+(side-tick.Width)/2, (s.Height-tick.Height)/2))
		r.tick.Resize(tick)
		x += side + theme.Gap12
	}
	first, second := r.title.lineHeight(), max(r.state.lineHeight()+6, r.detail.lineHeight())
	mark := r.mark.NaturalWidth()
	high := first // of the title
	if r.l.Tall {
		beside := min(mark, (right-x)/2) + theme.Gap8
		if r.mark.Text == "" {
			beside = 0
		}
		high = r.title.HeightFor(max(0, right-x-beside))
	}
	y := (s.Height - high - second - theme.Gap4) / 2
	chip := float32(0)
	if r.l.State != "" {
		chip = min(r.state.NaturalWidth(), right-x-2*theme.Gap8) + 3*theme.Gap8
	}
	switch below := right - mark; {
	case r.mark.Text == "":
		place(r.mark, right, y, 0, first)
		place(r.title, x, y, max(0, right-x), high)
	case !r.l.Tall && r.first() > below-theme.Gap8-x && x+leastChip+3*theme.Gap8 <= below:
		place(r.title, x, y, max(0, right-x), first)
		place(r.mark, below, y+first+theme.Gap4, mark, first)
		chip, right = min(chip, below-x), below-theme.Gap8
	default:
		mark = min(mark, (right-x)/2)
		place(r.mark, right-mark, y, mark, first)
		place(r.title, x, y, max(0, right-x-mark-theme.Gap8), high)
	}
	y += high + theme.Gap4
	if r.l.State != "" {
		w, h := chip-3*theme.Gap8, r.state.lineHeight()
		place(r.chip, x, y+(second-h-6)/2, w+2*theme.Gap8, h+6)
		place(r.state, x+theme.Gap8, y+(second-h)/2, w, h)
		x += chip
	}
	r.detail.Text = fitting(r.detail, r.l.Detail, right-x)
	r.detail.Hidden = r.detail.Text == ""
	place(r.detail, x, y+(second-r.detail.lineHeight())/2, max(0, right-x), r.detail.lineHeight())
}

// first is how wide the first part of the title is, where it is cut behind it. Where that does not fit beside
// the mark the mark stands below: with large letters an amount and its day would
// both be cut.
func (r *lineRenderer) first() float32 {
	part, _, more := strings.Cut(r.l.Title, point)
	if more {
		part += "…"
	}
	return r.title.measure(part) + 1
}

// fitting is what of a detail's parts fits into width, in their order: rather a
// part less than one that ends in the middle. Of a detail of one part that does
// not fit nothing is left: it stands on the page behind the line.
func fitting(t *Text, detail string, width float32) string {
	for {
		t.Text = detail
		if t.NaturalWidth() <= width {
			return detail
		}
		cut := strings.LastIndex(detail, " · ")
		if cut < 0 {
			return ""
		}
		detail = detail[:cut]
	}
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

func (r *lineRenderer) Refresh() {
	r.paint()
	r.Layout(r.l.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// Clear takes all properties off, for the next row a pooled line shows.
func (l *Line) Clear() {
	l.ID, l.Title, l.Detail, l.Mark, l.State, l.Sense, l.Tick, l.Chosen, l.OnTapped = "", "", "", "", "", Neutral, NoTick, false, nil
}

// Lines is a pooled list of n lines; fill sets every property of the line that
// shows row i.
func Lines(n int, fill func(i int, l *Line)) *widget.List { return lines(n, false, fill) }

// TallLines is Lines with two lines of title each.
func TallLines(n int, fill func(i int, l *Line)) *widget.List { return lines(n, true, fill) }

func lines(n int, tall bool, fill func(i int, l *Line)) *widget.List {
	made := func() fyne.CanvasObject {
		l := NewLine("", "", "", nil)
		l.Tall = tall
		return l
	}
	list := widget.NewList(func() int { return n }, made,
		func(i widget.ListItemID, o fyne.CanvasObject) {
			l := o.(*Line)
			l.Clear()
			if i < n {
				fill(i, l)
			}
			l.Refresh()
		})
	list.HideSeparators = true // a line draws its own, from edge to edge
	return list
}
