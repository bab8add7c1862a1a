package shell

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// Shell holds the sections and the stack of pages, and draws them by width. It
// is used on the screen's goroutine only.
type Shell struct {
	widget.BaseWidget
	Run   *Runner
	Now   func() time.Time
	Prefs Prefs

	// Changed is told of new preferences, to keep them and to apply the theme.
	Changed func(Prefs)

	words    *i18n.Words
	sections []Section
	section  string
	stack    []*Page
	detail   *Page // what stands beside a list alone; not on the stack
	layers   *layers
	width    Width
	built    bool

	drawn    map[*Page]fyne.CanvasObject // what each page that is seen built last
	parts    map[*Page]string            // and of what part of it
	scrolled map[*Page]scrolled
}

// Prefs are what a person chose for this screen. They are not evidence and may
// be lost.
type Prefs struct {
	Lang  i18n.Lang
	Dark  bool
	Scale float32 // of letters, 1 to 2
	Left  bool    // left-handed: the main action stands on the left
}

// New is an empty shell.
func New(run *Runner, p Prefs, now func() time.Time) *Shell {
	s := &Shell{Run: run, Prefs: p, Now: now, words: i18n.In(p.Lang), layers: newLayers(),
		drawn: map[*Page]fyne.CanvasObject{}, parts: map[*Page]string{}, scrolled: map[*Page]scrolled{}}
	s.ExtendBaseWidget(s)
	return s
}

// Words are those of the language chosen.
func (s *Shell) Words() *i18n.Words { return s.words }

// SetPrefs applies and keeps new preferences; every page is built again, and so
// is a question above it.
func (s *Shell) SetPrefs(p Prefs) {
	if p.Lang != s.Prefs.Lang {
		s.Hush()
	}
	s.Prefs, s.words = p, i18n.In(p.Lang)
	if s.Changed != nil {
		s.Changed(p)
	}
	s.Rebuild()
	s.askAgain()
}

// SetSections replaces the sections and opens the first.
func (s *Shell) SetSections(list []Section) {
	s.sections = list
	if len(list) > 0 {
		s.Open(list[0].ID)
	}
}

// Only shows one page and no sections: before somebody signed in.
func (s *Shell) Only(p *Page) {
	s.leaveAll()
	s.sections, s.section, s.stack = nil, "", []*Page{p}
	s.Rebuild()
}

// Open goes to a section, at its first page.
func (s *Shell) Open(id string) {
	for _, sec := range s.sections {
		if sec.ID == id {
			s.leaveAll()
			s.section, s.stack = id, []*Page{sec.Open()}
			s.Rebuild()
		}
	}
}

func (s *Shell) leaveAll() {
	for i := len(s.stack) - 1; i >= 0; i-- {
		s.left(s.stack[i])
	}
	s.dropDetail()
	s.stack = nil
}

func (s *Shell) dropDetail() {
	if s.detail != nil {
		s.left(s.detail)
		s.detail = nil
	}
}

func (s *Shell) left(p *Page) {
	s.forget(p)
	if p.Left != nil {
		p.Left()
	}
}

// Top is the page in front.
func (s *Shell) Top() *Page {
	if len(s.stack) == 0 {
		return nil
	}
	return s.stack[len(s.stack)-1]
}

// Push puts a page in front.
func (s *Shell) Push(p *Page) {
	s.dropDetail()
	s.stack = append(s.stack, p)
	s.Rebuild()
}

// Beside puts a page beside the list at the bottom of the stack, in the place of
// whatever detail stands there.
func (s *Shell) Beside(p *Page) {
	s.dropDetail()
	for len(s.stack) > 1 {
		s.left(s.stack[len(s.stack)-1])
		s.stack = s.stack[:len(s.stack)-1]
	}
	s.stack = append(s.stack, p)
	s.Rebuild()
}

// Replace puts a page in the place of the one in front.
func (s *Shell) Replace(p *Page) {
	if n := len(s.stack); n > 0 {
		s.left(s.stack[n-1])
		s.stack = s.stack[:n-1]
	}
	s.stack = append(s.stack, p)
	s.Rebuild()
}

// Pop takes the page in front off without asking it.
func (s *Shell) Pop() {
	if n := len(s.stack); n > 1 {
		s.left(s.stack[n-1])
		s.stack = s.stack[:n-1]
		s.Rebuild()
	}
}

// PopTo takes pages off until the one with that id is in front; nothing happens
// if there is none.
func (s *Shell) PopTo(id string) {
	for i, p := range s.stack {
		if p.ID == id {
			for j := len(s.stack) - 1; j > i; j-- {
				s.left(s.stack[j])
			}
			s.stack = s.stack[:i+1]
			s.Rebuild()
			return
		}
	}
}

// Back is the key and the arrow: what lies above the page first, then the page
// itself, if it agrees. It reports whether there was anything to go back from.
func (s *Shell) Back() bool {
	if s.layers.dismiss() {
		return true
	}
	if c := s.canvas(); c != nil && c.Focused() != nil {
		c.Unfocus()
		return true
	}
	top := s.Top()
	switch {
	case top == nil:
		return false
	case top.Back != nil && !top.Back():
		return true
	case len(s.stack) < 2:
		return false
	}
	s.Pop()
	return true
}

func (s *Shell) canvas() fyne.Canvas {
	if fyne.CurrentApp() == nil || fyne.CurrentApp().Driver() == nil {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(s)
}

// Typed handles a key nobody who is focused wanted.
func (s *Shell) Typed(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape || e.Name == keyBack {
		s.Back()
		return
	}
	for _, p := range s.visible() {
		for _, k := range p.Keys {
			if k.Name == e.Name {
				k.Do()
				return
			}
		}
	}
}

// TypedRune handles a letter nobody who is focused wanted.
func (s *Shell) TypedRune(r rune) {
	if r == '?' {
		s.showKeys()
	}
}

// keyBack is Android's back key: fyne.io/fyne/v2/driver/mobile.KeyBack.
const keyBack fyne.KeyName = "Back"

// Rebuild builds what is seen again, at the size the shell has.
func (s *Shell) Rebuild() {
	if !s.built {
		return
	}
	s.remember()
	s.width = widthOf(s.Size().Width)
	s.layers.setBase(s.arrange())
	s.layers.Resize(s.Size())
	s.restore()
	s.layers.Refresh()
}

// visible are the pages that can be seen, the one in front first.
func (s *Shell) visible() []*Page {
	top := s.Top()
	if top == nil {
		return nil
	}
	if s.beside() && len(s.stack) > 1 {
		return []*Page{top, s.stack[0]}
	}
	if s.beside() && s.detail != nil {
		return []*Page{top, s.detail}
	}
	return []*Page{top}
}

// beside reports whether list and detail stand beside each other now.
func (s *Shell) beside() bool {
	return s.width != Narrow && len(s.stack) > 0 && s.stack[0].List && !s.Top().Whole
}

// arrange builds the pages that are seen, with rail or bar.
func (s *Shell) arrange() fyne.CanvasObject {
	top := s.Top()
	if top == nil {
		return container.NewStack()
	}
	view := View{Words: s.words, Width: s.width, Alone: len(s.stack) > 1}
	if top.Whole || len(s.sections) == 0 {
		return widgets.Ground(theme.Background, s.build(top, view))
	}
	rail, width := s.rail()
	var body fyne.CanvasObject
	switch {
	case s.beside():
		body = s.pair(view, width-railWidth)
	default:
		body = widgets.Ground(theme.Background, s.build(top, view))
	}
	if s.width == Wide {
		return newSplit(rail, body, width)
	}
	if s.width == Narrow && len(s.stack) > 1 {
		return body
	}
	return widgets.Framed(nil, body, s.bar())
}

// railWidth is how wide a rail is at least.
const railWidth = 84

// pair is a list and what it shows beside it. What a rail is wider than others the
// list gives: the page beside it is made for the room that is left otherwise.
func (s *Shell) pair(view View, wider float32) fyne.CanvasObject {
	view.Alone = false
	list := s.stack[0]
	shown := s.detail
	if len(s.stack) > 1 {
		shown = s.Top()
		view.Alone = len(s.stack) > 2
	} else if shown == nil && list.Detail != nil {
		s.detail = list.Detail()
		shown = s.detail
	}
	left := widgets.Ground(theme.Surface, s.build(list, View{Words: s.words, Width: s.width}))
	var right fyne.CanvasObject
	if shown != nil {
		right = s.build(shown, view)
	} else {
		right = widgets.Pad(theme.Gap24, theme.Gap24, widgets.Muted(s.words.T("shell.nothing_chosen")))
	}
	width := 440 - wider
	if s.width == Medium {
		width = 320
	}
	return newSplit(left, widgets.Ground(theme.Background, right), width)
}

// Resize arranges anew when the width class changes.
func (s *Shell) Resize(size fyne.Size) {
	s.BaseWidget.Resize(size)
	if !s.built || widthOf(size.Width) != s.width {
		s.built = true
		s.Rebuild()
	} else {
		s.layers.Resize(size)
	}
	s.askAgain() // it may have become too long for the window
}

// MinSize is that of the smallest phone.
func (s *Shell) MinSize() fyne.Size { return fyne.NewSize(320, 320) }

// CreateRenderer implements fyne.Widget.
func (s *Shell) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.layers) }
