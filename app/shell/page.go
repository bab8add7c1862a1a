package shell

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
)

// View is how a page is shown when it is built.
type View struct {
	Words *i18n.Words
	Width Width // of the whole window
	Alone bool  // nothing of the pages below can be seen: the page needs a way back
}

// Width is a class of window widths. Pages adapt by it and by the layouts of
// widgets, never by what kind of device it is.
type Width int

// The classes, with the widths of UI.md.
const (
	Narrow Width = iota // below 600: one pane, bar at the foot
	Medium              // 600 to 1000: list and detail, bar at the foot
	Wide                // above 1000: rail, list and detail
)

func widthOf(w float32) Width {
	switch {
	case w < 600:
		return Narrow
	case w <= 1000:
		return Medium
	}
	return Wide
}

// Page is one thing on the stack. Build may be called again at any time, when
// the width, the language or the theme changed: what a page knows lies in its
// model, never in its widgets.
type Page struct {
	ID    string // stable: tests, pictures and a start after a kill name it
	Build func(View) fyne.CanvasObject

	// Part names what of the page is shown, such as a question: built again with
	// the same part it stays scrolled where it was. nil: always the same.
	Part func() string

	Whole  bool         // takes the whole window: a visit, a hand-over
	List   bool         // its details stand beside it where there is room
	Detail func() *Page // of a List: what stands there before anything was chosen; may be nil
	Left   func()       // called once when the page leaves the stack
	// Back is asked before the page leaves; false keeps it. The first page, which cannot
	// leave, is asked too: something of its own may lie open that goes first.
	Back func() bool
	// Dropped takes files that were dropped on the window; nil: it takes none.
	Dropped func(paths []string)
	// Keys are the page's own keys, for the keyboard and the help on them.
	Keys []Key
}

// Key is one key of a page and what it does, by a key of the catalogue.
type Key struct {
	Name  fyne.KeyName
	About string
	Do    func()
}

// SelectAll is the name under which a page has the shortcut that selects all: no key of
// its own, and the same hand everywhere.
const SelectAll fyne.KeyName = "Ctrl+A"

// Section is one entry of the rail or the bar.
type Section struct {
	ID    string // also the catalogue's key of its label: section.ID
	Icon  fyne.Resource
	Open  func() *Page
	Badge func() string // a short count, "" for none; may be nil
	// Aside is not on the bar of a phone, which has room for six words: a button of
	// another page leads there.
	Aside bool
}
