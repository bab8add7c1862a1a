package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// newSplit gives the left object a fixed width, the right one the rest, and
// draws a hairline between.
func newSplit(left, right fyne.CanvasObject, width float32) *fyne.Container {
	return container.New(&split{width: width}, left, widgets.Rule(), right)
}

type split struct{ width float32 }

func (l *split) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.width+o[2].MinSize().Width, max(o[0].MinSize().Height, o[2].MinSize().Height))
}

func (l *split) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(l.width, size.Height))
	o[1].Move(fyne.NewPos(l.width, 0))
	o[1].Resize(fyne.NewSize(theme.Line, size.Height))
	o[2].Move(fyne.NewPos(l.width+theme.Line, 0))
	o[2].Resize(fyne.NewSize(max(0, size.Width-l.width-theme.Line), size.Height))
}

// tab is one section on the rail or the bar.
type tab struct {
	widget.BaseWidget
	id      string
	label   *widgets.Text
	badge   *widgets.Text // a count beside the icon
	icon    *canvas.Image
	ground  *canvas.Rectangle
	chosen  bool
	onTap   func()
	focused bool
}

func (s *Shell) tab(sec Section) *tab {
	t := &tab{id: sec.ID, label: widgets.Small(s.words.T("section." + sec.ID)).OneLine().Centred(), badge: widgets.Small("").OneLine(), chosen: sec.ID == s.section, onTap: func() { s.Open(sec.ID) }}
	if sec.Badge != nil {
		t.badge.Text, t.badge.Bold, t.badge.Color = sec.Badge(), true, theme.Accent
	}
	name := theme.Secondary
	t.ground = canvas.NewRectangle(fynetheme.Color(theme.Surface))
	t.ground.CornerRadius = theme.Radius
	if t.chosen {
		name = theme.Accent
		t.label.Bold = true
		t.ground.FillColor = fynetheme.Color(theme.AccentGround)
	}
	t.label.Color = name
	t.icon = canvas.NewImageFromResource(fynetheme.NewColoredResource(sec.Icon, name))
	t.icon.FillMode = canvas.ImageFillContain
	t.ExtendBaseWidget(t)
	return t
}

// TestID names the tab for tests.
func (t *tab) TestID() string { return "section." + t.id }

// AccessibilityLabel implements fyne.Accessible.
func (t *tab) AccessibilityLabel() string { return t.label.Text + " " + t.badge.Text }

// AccessibilityRole implements fyne.Accessible.
func (t *tab) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (t *tab) Tapped(*fyne.PointEvent) {
	widgets.Touched()
	t.onTap()
}

// FocusGained implements fyne.Focusable.
func (t *tab) FocusGained() { t.focus(true) }

// FocusLost implements fyne.Focusable.
func (t *tab) FocusLost() { t.focus(false) }

func (t *tab) focus(on bool) {
	t.focused, t.ground.StrokeWidth = on, 0
	if on {
		t.ground.StrokeColor, t.ground.StrokeWidth = fynetheme.Color(theme.Info), 3
	}
	t.ground.Refresh()
}

// TypedRune implements fyne.Focusable.
func (t *tab) TypedRune(r rune) {
	if r == ' ' {
		t.onTap()
	}
}

// TypedKey implements fyne.Focusable.
func (t *tab) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		t.onTap()
	}
}

// MinSize implements fyne.CanvasObject.
func (t *tab) MinSize() fyne.Size {
	return fyne.NewSize(56, 8+22+2+t.label.MinSize().Height+6)
}

// CreateRenderer implements fyne.Widget.
func (t *tab) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(tabLayout{}, t.ground, t.icon, t.label, t.badge))
}

// besideName is free at both sides of a section's name.
const besideName = 2

// besideIcon is where a count begins, from the middle of a tab.
const besideIcon = 13

type tabLayout struct{}

func (tabLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (tabLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := o[2].MinSize().Height
	y := (size.Height - 24 - h) / 2
	o[0].Resize(size)
	o[1].Move(fyne.NewPos((size.Width-22)/2, y))
	o[1].Resize(fyne.NewSquareSize(22))
	o[2].Move(fyne.NewPos(besideName, y+24))
	o[2].Resize(fyne.NewSize(size.Width-2*besideName, h))
	o[3].Move(fyne.NewPos(size.Width/2+besideIcon, y))
	o[3].Resize(fyne.NewSize(size.Width/2-besideIcon, h))
}

// rail is the sections one below the other, and how wide that is: as the longest
// name asks for, which with large letters is more than an icon does.
func (s *Shell) rail() (rail fyne.CanvasObject, width float32) {
	width = railWidth
	mark := widgets.Colored(s.words.T("app.mark"), theme.Accent).Sized(theme.Title).Centred()
	tabs := []fyne.CanvasObject{mark}
	for _, sec := range s.sections {
		t := s.tab(sec)
		tabs, width = append(tabs, t), max(width, t.label.NaturalWidth()+2*besideName+2*theme.Gap8)
	}
	column := func() fyne.CanvasObject {
		return widgets.Pad(theme.Gap8, theme.Gap16, widgets.Column(theme.Gap8, tabs...))
	}
	if widgets.HeightFor(column(), width) > s.Size().Height { // large letters: every section goes before the mark
		tabs = tabs[1:]
	}
	return widgets.Ground(theme.Surface, column()), width
}

func (s *Shell) bar() fyne.CanvasObject {
	var tabs []fyne.CanvasObject
	for _, sec := range s.sections {
		if s.width != Narrow || !sec.Aside {
			tabs = append(tabs, s.tab(sec))
		}
	}
	return widgets.Column(0, widgets.Rule(), widgets.Ground(theme.Surface, widgets.Pad(theme.Gap4, theme.Gap4, container.New(evenly{}, tabs...))))
}

// evenly shares the width among all. Where a word would be cut, each first has what
// its word needs; where even that is too much, only the section that stands open
// says its name, if it fits whole, and the others are their icons.
type evenly struct{}

func (evenly) widths(o []fyne.CanvasObject, width float32) (list []float32, named bool) {
	list = make([]float32, len(o))
	even, cut, left := width/float32(max(1, len(o))), false, width
	unnamed, rest := make([]float32, len(o)), width
	for i, c := range o {
		list[i], unnamed[i] = theme.Target, theme.Target
		if t, is := c.(*tab); is {
			list[i] = max(list[i], t.label.NaturalWidth()+2*besideName)
			unnamed[i] = max(theme.Target, 2*(besideIcon+t.badge.NaturalWidth()))
			if t.chosen {
				unnamed[i] = 0
			}
		}
		cut, left, rest = cut || list[i] > even, left-list[i], rest-unnamed[i]
	}
	for i, c := range o {
		switch t, is := c.(*tab); {
		case !cut:
			list[i] = even
		case left >= 0:
			list[i] += left / float32(len(o))
		case is && t.chosen:
			list[i] = rest
		default:
			list[i] = unnamed[i]
		}
	}
	return list, left >= 0
}

func (evenly) MinSize(o []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, c := range o {
		m := c.MinSize()
		s = fyne.NewSize(s.Width+m.Width, max(s.Height, m.Height))
	}
	return s
}

func (evenly) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	list, named := (evenly{}).widths(o, size.Width)
	for i, w := range list {
		c := o[i]
		if t, is := c.(*tab); is {
			// With large letters even the one name may not fit; the page's head says it whole.
			t.label.Hidden = !named && (!t.chosen || t.label.NaturalWidth() > w)
		}
		c.Move(fyne.NewPos(x, 0))
		c.Resize(fyne.NewSize(w, size.Height))
		x += w
	}
}

// headGap is above and below what heads a page.
const headGap = theme.Gap8

// Header heads a page: a way back where the page stands alone, its title, and
// what belongs to its right. sub may be "". The line of the title is as high as a
// button on every page, so that titles stand at one height whatever is beside them.
func (s *Shell) Header(v View, title, sub string, right ...fyne.CanvasObject) fyne.CanvasObject {
	var below []fyne.CanvasObject
	if v.Width == Narrow { // beside a long title there is room for an icon alone
		var icons []fyne.CanvasObject
		for _, o := range right {
			if b, is := o.(*widgets.Button); is && b.Label() == "" {
				icons = append(icons, o)
			} else {
				below = append(below, o)
			}
		}
		right = icons
	}
	left, end := theme.Gap16, theme.Gap16
	line := []fyne.CanvasObject{widgets.Fill(widgets.Headline(title))}
	if v.Alone {
		left = theme.Gap4
		line[0] = widgets.Fill(widgets.Row(theme.Gap4, widgets.NewButton("back", "", widgets.Quiet, func() { s.Back() }).WithIcon(fynetheme.NavigateBackIcon()), line[0]))
	}
	if n := len(right); n > 0 {
		if b, is := right[n-1].(*widgets.Button); is && b.Label() == "" {
			end = theme.Gap4
		}
	}
	head := widgets.Column(0, widgets.Inset(left, end, 0, widgets.Tall(theme.Target, widgets.Row(theme.Gap12, append(line, right...)...))))
	if sub != "" {
		head.Add(widgets.Pad(theme.Gap16, 0, widgets.Muted(sub)))
	}
	if len(below) > 0 {
		head.Add(widgets.Pad(theme.Gap16, theme.Gap4, widgets.Wrap(theme.Gap8, below...)))
	}
	return widgets.Pad(0, headGap, head)
}
