package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Cell is one of a table of small grounds that can be tapped, as the days of a calendar
// are. It is never smaller than a target.
type Cell struct {
	widget.BaseWidget
	ID     string
	Spoken string // what it is, for who does not see it
	Chosen bool

	body     *Box
	onTapped func()
	focused  bool
}

// NewCell is a cell with an object on a ground.
func NewCell(id, spoken string, ground fyne.ThemeColorName, chosen bool, o fyne.CanvasObject, tapped func()) *Cell {
	// A card's own edge would leave no room for the words of a chip.
	c := &Cell{ID: id, Spoken: spoken, Chosen: chosen, body: box(o, ground, "", 0, theme.Gap4/2, theme.Gap4), onTapped: tapped}
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

func (c *Cell) paint() {
	c.body.Edge, c.body.Width = "", theme.Line
	switch {
	case c.focused:
		c.body.Edge, c.body.Width = theme.Info, 3
	case c.Chosen:
		c.body.Edge, c.body.Width = theme.Accent, 2
	}
}

// TestID names the cell for tests.
func (c *Cell) TestID() string { return c.ID }

// AccessibilityLabel implements fyne.Accessible.
func (c *Cell) AccessibilityLabel() string { return c.Spoken }

// AccessibilityRole implements fyne.Accessible.
func (c *Cell) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped implements fyne.Tappable.
func (c *Cell) Tapped(*fyne.PointEvent) {
	Touched()
	c.onTapped()
}

// FocusGained implements fyne.Focusable.
func (c *Cell) FocusGained() { c.focused = true; c.Refresh() }

// FocusLost implements fyne.Focusable.
func (c *Cell) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *Cell) TypedRune(r rune) {
	if r == ' ' {
		c.Tapped(nil)
	}
}

// TypedKey implements fyne.Focusable.
func (c *Cell) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		c.Tapped(nil)
	}
}

// Refresh paints the cell again.
func (c *Cell) Refresh() {
	c.paint()
	c.body.Refresh()
}

// HeightFor implements Flexible.
func (c *Cell) HeightFor(width float32) float32 { return max(theme.Tile, HeightFor(c.body, width)) }

// MinSize implements fyne.CanvasObject.
func (c *Cell) MinSize() fyne.Size {
	return c.body.MinSize().Max(fyne.NewSize(theme.Target, theme.Tile))
}

// CreateRenderer implements fyne.Widget.
func (c *Cell) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.body) }
