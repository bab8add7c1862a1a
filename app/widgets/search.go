package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Search is the search of one list: a button while it is closed, a field while
// it is open. It lives as long as its page, and the field is the same whenever
// the page is built again, or each letter would take the keyboard away.
type Search struct {
	Query string // "" finds everything; what was typed otherwise
	Down  func() // goes from the field to what was found; nil: there is no way by key

	id      string // for tests; "search" where none is said
	open    bool
	field   *searchField
	changed func() // has the page built again
}

// NewSearch is a closed search; changed is called whenever it opens, closes or
// is asked something else.
func NewSearch(changed func()) *Search {
	s := &Search{id: "search", changed: changed}
	s.field = &searchField{search: s}
	s.field.ExtendBaseWidget(s.field)
	s.field.OnChanged = func(words string) {
		if q := strings.TrimSpace(words); q != s.Query {
			s.Query = q
			s.changed()
		}
	}
	return s
}

// Called names the search for tests, where a page has a second one.
func (s *Search) Called(id string) *Search { s.id = id; return s }

// Open reports whether the field is to be seen.
func (s *Search) Open() bool { return s.open }

// Start opens the search and gives it the keyboard.
func (s *Search) Start() {
	s.open = true
	s.changed()
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.field); c != nil {
		c.Focus(s.field)
	}
}

// Stop closes the search: everything is shown again.
func (s *Search) Stop() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.field); c != nil && c.Focused() == s.field {
		c.Unfocus()
	}
	s.open, s.Query, s.field.Text = false, "", ""
	s.changed()
}

// Button opens the search. It is an icon; spoken is what it says to a reader of
// screens.
func (s *Search) Button(spoken string) *Button {
	b := NewButton(s.id, "", Quiet, s.Start).WithIcon(fynetheme.SearchIcon())
	b.Spoken = spoken
	return b
}

// Field is the open search; hint says what can be found.
func (s *Search) Field(hint, done string) fyne.CanvasObject {
	s.field.label = hint
	s.field.SetPlaceHolder(hint)
	return Row(theme.Gap8, Fill(s.field), NewButton(s.id+".done", done, Quiet, s.Stop))
}

type searchField struct {
	widget.Entry
	search *Search
	label  string
}

// MinSize is as high as a thumb needs.
func (f *searchField) MinSize() fyne.Size {
	return f.Entry.MinSize().Max(fyne.NewSize(theme.Target, theme.Target))
}

// TypedRune implements fyne.Focusable.
func (f *searchField) TypedRune(r rune) {
	Touched()
	f.Entry.TypedRune(r)
}

// TypedKey implements fyne.Focusable.
func (f *searchField) TypedKey(e *fyne.KeyEvent) {
	Touched()
	if e.Name == fyne.KeyEscape {
		f.search.Stop()
		return
	}
	if e.Name == fyne.KeyDown && f.search.Down != nil {
		f.search.Down()
		return
	}
	f.Entry.TypedKey(e)
}

// TestID names the field for tests.
func (f *searchField) TestID() string { return f.search.id + ".words" }

// AccessibilityLabel implements fyne.Accessible.
func (f *searchField) AccessibilityLabel() string { return f.label }
