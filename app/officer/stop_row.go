package officer

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// stopRow is one row of the tour. Every row of a list is equally high, so a
// row's texts are cut to the lines the row was made for.
type stopRow struct {
	widget.BaseWidget
	day         *Day
	stop        stop
	number      *widgets.Text
	name, place *widgets.Text
	said        *widgets.Text // in the chip
	whole       string        // what the chip says where it has room
	chip        *widgets.Box
	hazard      *widgets.Box // what awaits the crew, beside the name; hidden for nothing
	beware      *widgets.Text
	sense       widgets.Sense
	chosen      bool
	lines       int
}

// badge is the circle with a stop's number: it grows with the letters, as far as
// the names can spare the width.
func badge(scale float32) float32 { return min(48, 32*max(1, scale)) }

// rowLeft is where a row's words begin.
func rowLeft(scale float32) float32 { return theme.Gap16 + badge(scale) + theme.Gap12 }

func newStopRow(d *Day, lines int) *stopRow {
	r := &stopRow{day: d, lines: lines, number: widgets.Strong("").OneLine().Centred(), name: widgets.Strong("明").OneLine().Sized(theme.Answer),
		place: widgets.Muted("明").OneLine()}
	if d.large() {
		r.place.Lines = 2 // a street and the kind of place
	}
	r.chip = widgets.SignChip(widgets.Neutral, "", "明")
	r.said = r.chip.Content.(*widgets.Text)
	r.said.Lines = lines
	r.hazard = widgets.SignChip(widgets.Warning, "", "明")
	r.beware = r.hazard.Content.(*widgets.Text)
	r.beware.Lines = 1
	r.ExtendBaseWidget(r)
	return r
}

// show sets everything a row shows: rows are used again for other stops.
func (r *stopRow) show(s *stop) {
	w := r.day.words()
	r.stop = *s
	r.chosen = r.day.open != nil && r.day.open.id == s.Case
	r.name.Text = s.Name
	if s.Name == "" {
		r.name.Text = w.T("officer.today.nameless")
	} else if s.Others > 0 {
		r.name.Text = w.T("officer.today.others", "name", s.Name, "n", s.Others)
	}
	switch {
	case s.Street != "":
		r.place.Text = w.T("officer.today.place", "street", s.Street, "kind", coded(w, "officer.place.", s.PlaceKind, nil))
	case s.Stopped:
		r.place.Text = w.T("officer.today.addressless")
	default:
		r.place.Text = coded(w, "officer.place.", s.PlaceKind, nil)
	}
	r.sense, r.whole = r.day.tour.chip(s)
	r.day.tour.heard(r.whole)
	r.said.Text = r.day.tour.fitting(r.whole, r.sense)
	r.said.Color, r.chip.Ground = r.sense.Colors()
	r.number.Text, r.number.Color = r.mark(s)
	hazard := hazardChip(w, s.Hazards)
	r.hazard.Hidden = hazard == ""
	r.beware.Hidden, r.beware.Text = r.hazard.Hidden, "! "+hazard
	r.Refresh()
}

// mark is what stands in the circle before a row.
func (r *stopRow) mark(s *stop) (string, fyne.ThemeColorName) {
	switch {
	case !s.Draft.IsZero():
		return "→", theme.OnAccent
	case s.Done != 0:
		return "✓", theme.Good
	case s.Stopped:
		return "!", theme.Danger
	}
	if s.Number == 0 {
		return "·", theme.Surface // not of today's tour
	}
	return strconv.Itoa(s.Number), theme.Surface
}

func (r *stopRow) circle() color.Color {
	switch {
	case !r.stop.Draft.IsZero():
		return fynetheme.Color(theme.Accent)
	case r.stop.Done != 0:
		return fynetheme.Color(theme.GoodGround)
	case r.stop.Stopped:
		return fynetheme.Color(theme.DangerGround)
	}
	return fynetheme.Color(theme.Text)
}

// TestID names the row by its case.
func (r *stopRow) TestID() string { return "stop." + r.stop.Case.Short() }

// AccessibilityLabel implements fyne.Accessible.
func (r *stopRow) AccessibilityLabel() string {
	return r.number.Text + ", " + r.name.Text + ", " + r.place.Text + ", " + r.whole + r.spokenHazard()
}

func (r *stopRow) spokenHazard() string {
	if r.hazard.Hidden {
		return ""
	}
	return ", " + r.beware.Text
}

// AccessibilityRole implements fyne.Accessible.
func (r *stopRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (r *stopRow) Tapped(*fyne.PointEvent) {
	widgets.Touched()
	r.day.choose(&r.stop)
}

// MinSize is the height of every row.
func (r *stopRow) MinSize() fyne.Size {
	chip := widgets.SignChip(widgets.Neutral, "", "明")
	line := chip.MinSize().Height
	place := widgets.Muted("明").OneLine().MinSize().Height * float32(r.place.Lines)
	h := r.name.MinSize().Height + place + theme.Gap4 + line + 2*theme.Gap12
	if r.lines > 1 {
		h += float32(r.lines-1) * (line - 2*chip.Y)
	}
	return fyne.NewSize(rowLeft(r.day.shell.Prefs.Scale)+80, h)
}

// CreateRenderer implements fyne.Widget.
func (r *stopRow) CreateRenderer() fyne.WidgetRenderer {
	return &stopRenderer{r: r, ground: canvas.NewRectangle(color.Transparent), edge: canvas.NewRectangle(color.Transparent),
		circle: canvas.NewCircle(color.Transparent), rule: widgets.Rule()}
}

type stopRenderer struct {
	r                  *stopRow
	ground, edge, rule *canvas.Rectangle
	circle             *canvas.Circle
}

func (d *stopRenderer) Destroy()           {}
func (d *stopRenderer) MinSize() fyne.Size { return d.r.MinSize() }
func (d *stopRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{d.ground, d.edge, d.circle, d.r.number, d.r.name, d.r.place, d.r.chip, d.r.hazard, d.rule}
}

func (d *stopRenderer) Layout(s fyne.Size) {
	d.ground.Resize(s)
	d.edge.Resize(fyne.NewSize(theme.Gap4, s.Height))
	left, badge := rowLeft(d.r.day.shell.Prefs.Scale), badge(d.r.day.shell.Prefs.Scale)
	place := func(o fyne.CanvasObject, x, y, w float32) float32 {
		h := widgets.HeightFor(o, w)
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
		return y + h
	}
	d.circle.Move(fyne.NewPos(theme.Gap16, theme.Gap12))
	d.circle.Resize(fyne.NewSquareSize(badge))
	h := d.r.number.MinSize().Height
	place(d.r.number, theme.Gap16, theme.Gap12+(badge-h)/2, badge)
	w := max(0, s.Width-left-theme.Gap16)
	name := w
	if !d.r.hazard.Hidden {
		chip := min(w/2, d.r.hazard.NaturalWidth())
		name = w - chip - theme.Gap8
		place(d.r.hazard, left+w-chip, theme.Gap12, chip)
	}
	y := place(d.r.name, left, theme.Gap12, name)
	y = place(d.r.place, left, y, w)
	place(d.r.chip, left, y+theme.Gap4, min(w, d.r.chip.NaturalWidth()))
	d.rule.Move(fyne.NewPos(0, s.Height-theme.Line))
	d.rule.Resize(fyne.NewSize(s.Width, theme.Line))
}

func (d *stopRenderer) Refresh() {
	d.ground.FillColor, d.edge.FillColor = color.Transparent, color.Transparent
	if d.r.chosen {
		d.ground.FillColor, d.edge.FillColor = fynetheme.Color(theme.AccentGround), fynetheme.Color(theme.Accent)
	}
	d.circle.FillColor = d.r.circle()
	d.rule.FillColor = fynetheme.Color(theme.Divider)
	d.Layout(d.r.Size())
	for _, o := range d.Objects() {
		o.Refresh()
	}
}
