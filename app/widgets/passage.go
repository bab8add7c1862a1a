package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Passage is a field for some lines of words. What is typed goes to changed at
// once, for the screen's model to keep.
type Passage struct {
	widget.Entry
	id, label string
	rows      int
}

// NewPassage is a field of so many rows that begins with words.
func NewPassage(id, label, words string, rows int, changed func(string)) *Passage {
	p := &Passage{id: id, label: label, rows: rows}
	p.MultiLine, p.Wrapping, p.Text = true, fyne.TextWrapBreak, words
	p.SetMinRowsVisible(rows)
	p.ExtendBaseWidget(p)
	p.OnChanged = changed
	return p
}

// TypedRune implements fyne.Focusable.
func (p *Passage) TypedRune(r rune) {
	Touched()
	p.Entry.TypedRune(r)
}

// TypedKey implements fyne.Focusable.
func (p *Passage) TypedKey(e *fyne.KeyEvent) {
	Touched()
	p.Entry.TypedKey(e)
}

// TestID names the field for tests.
func (p *Passage) TestID() string { return p.id }

// AccessibilityLabel implements fyne.Accessible.
func (p *Passage) AccessibilityLabel() string { return p.label }
