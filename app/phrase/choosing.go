package phrase

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence/vault"
)

// Choosing is a new phrase that somebody writes down and then tells again: what is
// asked back was written, and read from the paper once.
type Choosing struct {
	phrase  vault.Phrase
	asking  *Asking // nil: it is shown
	refused bool    // what was told was another phrase

	changed func()
	done    func(vault.Phrase)
	without func()
}

// NewChoosing makes a phrase; done gets it once it was told again. without is called
// where the person goes on without words; nil: they cannot.
func NewChoosing(changed func(), done func(vault.Phrase), without func()) *Choosing {
	return &Choosing{phrase: vault.NewPhrase(), changed: changed, done: done, without: without}
}

// Asking are the words that are told again; nil while they are shown.
func (c *Choosing) Asking() *Asking { return c.asking }

func (c *Choosing) ask() {
	c.asking, c.refused = NewAsking(c.changed, c.told), false
	c.changed()
}

func (c *Choosing) show() {
	c.asking = nil
	c.changed()
}

// told compares what was told. Whoever told another phrase sees theirs again: nothing
// is locked by it yet.
func (c *Choosing) told(p vault.Phrase) {
	if p == c.phrase {
		c.done(p)
		return
	}
	c.asking, c.refused = nil, true
	c.changed()
}

// Object draws the words, or asks for them.
func (c *Choosing) Object(w *i18n.Words) fyne.CanvasObject {
	if c.asking != nil {
		again := widgets.NewButton("phrase.show", w.T("phrase.show"), widgets.Quiet, c.show)
		return widgets.Column(theme.Gap16, widgets.Title(w.T("phrase.back.title")), widgets.NewText(w.T("phrase.back.about")),
			c.asking.Object(w), widgets.Wrap(theme.Gap8, again))
	}
	parts := []fyne.CanvasObject{widgets.Title(w.T("phrase.new.title")), widgets.NewText(w.T("phrase.new.about"))}
	if c.refused {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(w.T("phrase.back.other"), theme.Danger)))
	}
	var words []fyne.CanvasObject
	least := float32(0)
	for i, word := range list(w).Say(c.phrase) {
		said := widgets.Strong(strconv.Itoa(i+1) + "  " + word).Sized(theme.Title)
		words, least = append(words, said), max(least, said.NaturalWidth())
	}
	parts = append(parts, widgets.Card(widgets.Columns(least, theme.Gap12, words...)),
		widgets.Notice(theme.WarningGround, widgets.Colored(w.T("phrase.new.once"), theme.Warning)))
	var without fyne.CanvasObject
	if c.without != nil {
		without = widgets.NewButton("phrase.without", w.T("phrase.without"), widgets.Quiet, c.without)
	}
	return widgets.Column(theme.Gap16, append(parts, widgets.Actions(without, widgets.Primary("phrase.written", w.T("phrase.written"), c.ask)))...)
}
