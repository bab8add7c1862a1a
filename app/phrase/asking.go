// Package phrase is the six words of a person on the screens: shown once to be
// written down, and asked for again. Nobody types a word out: letters narrow the list
// down until the word can be picked, and of letters only those are offered that lead
// to a word.
package phrase

import (
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence/vault"
)

// offered is how many words are shown to pick from; of more, letters are asked first.
const offered = 8

// Asking is six words that are being told. It keeps them as numbers: who changes the
// language meanwhile goes on in the other one.
type Asking struct {
	words   [vault.PhraseWords]*uint16
	at      int       // which one is asked
	letters string    // of it, so far
	lang    i18n.Lang // they are typed in
	none    bool      // the last letter led to no word
	busy    bool
	refused string

	changed func() // builds the page again
	done    func(vault.Phrase)
}

// NewAsking asks for six words; done gets them once all were picked.
func NewAsking(changed func(), done func(vault.Phrase)) *Asking {
	return &Asking{changed: changed, done: done}
}

// Begin forgets what was told so far.
func (a *Asking) Begin() { *a = Asking{changed: a.changed, done: a.done} }

// Busy says that the words are being looked at.
func (a *Asking) Busy() {
	a.busy, a.refused = true, ""
	a.changed()
}

// Refuse says why the six words are not taken; they stay, to be put right.
func (a *Asking) Refuse(why string) { a.busy, a.refused = false, why }

// list is the list of a language.
func list(w *i18n.Words) *vault.Words {
	if w.Lang == i18n.Chinese {
		return vault.Chinese()
	}
	return vault.English()
}

// Letter types a letter; one that leads to no word is not taken, and that is said.
func (a *Asking) Letter(w *i18n.Words, r rune) {
	if a.busy {
		return
	}
	a.heed(w)
	if a.none = len(list(w).Begins(a.letters+string(r), 1)) == 0; !a.none {
		a.letters, a.refused = a.letters+string(r), ""
	}
	a.changed()
}

// heed forgets letters of another language: they begin none of its words.
func (a *Asking) heed(w *i18n.Words) {
	if a.lang != w.Lang {
		a.lang, a.letters, a.none = w.Lang, "", false
	}
}

// Delete takes the last letter back; before the first one it goes back a word.
func (a *Asking) Delete() {
	switch {
	case a.busy:
		return
	case a.letters != "":
		a.letters = a.letters[:len(a.letters)-1]
	case a.at > 0:
		a.at--
	}
	a.none = false
	a.changed()
}

// ask has one word told again.
func (a *Asking) ask(n int) {
	if !a.busy {
		a.at, a.letters, a.none = n, "", false
		a.changed()
	}
}

func (a *Asking) pick(n uint16) {
	if a.busy {
		return
	}
	a.words[a.at], a.letters, a.refused, a.none = &n, "", "", false
	var p vault.Phrase
	for i, w := range a.words {
		if w == nil {
			a.at = i
			a.changed()
			return
		}
		p[i] = *w
	}
	a.done(p)
}

// Object draws the six places and, below them, letters or the words they leave.
func (a *Asking) Object(w *i18n.Words) fyne.CanvasObject {
	a.heed(w)
	parts := []fyne.CanvasObject{a.places(w)}
	if a.refused != "" {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(a.refused, theme.Danger)))
	}
	if a.busy {
		return widgets.Column(theme.Gap12, append(parts, widgets.Muted(w.T("officer.pin.checking")).Centred())...)
	}
	typed := strings.Repeat("○ ", max(0, 2-len(a.letters)))
	if a.letters != "" {
		typed = strings.Join(strings.Split(a.letters, ""), " ") + " " + typed
	}
	parts = append(parts, widgets.Strong(w.T("phrase.which", "n", a.at+1, "of", len(a.words))), widgets.Strong(typed).Sized(theme.Headline).Centred())
	if a.none && a.letters != "" {
		parts = append(parts, widgets.Colored(w.T("phrase.none"), theme.Warning))
	}
	if found := list(w).Begins(a.letters, offered+1); len(found) > 0 && len(found) <= offered {
		return widgets.Column(theme.Gap12, append(parts, a.found(w, found))...)
	}
	return widgets.Column(theme.Gap12, append(parts, a.keyboard(w))...)
}

// places are the six words as far as they were told; one is changed by a tap on it.
func (a *Asking) places(w *i18n.Words) fyne.CanvasObject {
	var list []fyne.CanvasObject
	least := float32(theme.Target)
	for i := range a.words {
		kind := widgets.Quiet
		if i == a.at {
			kind = widgets.Outlined
		}
		b := widgets.NewButton("word."+strconv.Itoa(i+1), strconv.Itoa(i+1)+"  "+a.said(w, i), kind, func() { a.ask(i) })
		list, least = append(list, b), max(least, b.NaturalWidth())
	}
	return widgets.Columns(min(least, 150), theme.Gap8, list...) // two on a phone: a long word takes a second line
}

func (a *Asking) said(w *i18n.Words, i int) string {
	if a.words[i] == nil {
		return "· · ·"
	}
	return list(w).Word(*a.words[i])
}

func (a *Asking) found(w *i18n.Words, words []string) fyne.CanvasObject {
	l := list(w)
	var picks []fyne.CanvasObject
	for _, word := range words {
		n, _ := l.Number(word) // it is of the list
		picks = append(picks, widgets.Tall(theme.Tile, widgets.NewButton("pick."+word, word, widgets.Outlined, func() { a.pick(n) }).Sized(theme.Answer)))
	}
	return widgets.Column(theme.Gap12, widgets.Columns(200, theme.Gap12, picks...), a.deleteKey(w))
}

// keyboard has the letters in the order of the alphabet, of which six stand in a row on a
// phone: those of a typewriter would be too narrow for a thumb.
func (a *Asking) keyboard(w *i18n.Words) fyne.CanvasObject {
	leads := map[rune]bool{}
	for _, r := range list(w).Next(a.letters) {
		leads[r] = true
	}
	var keys []fyne.CanvasObject
	for r := 'a'; r <= 'z'; r++ {
		keys = append(keys, widgets.NewButton("letter."+string(r), string(r), widgets.Outlined, func() { a.Letter(w, r) }).Lock(!leads[r]))
	}
	least := float32(theme.Target)
	for _, k := range keys {
		least = max(least, k.MinSize().Width) // with large letters fewer stand in a row
	}
	return widgets.Column(theme.Gap12, widgets.Columns(least, theme.Gap4, keys...), a.deleteKey(w))
}

func (a *Asking) deleteKey(w *i18n.Words) fyne.CanvasObject {
	if a.letters == "" && a.at == 0 {
		return nil
	}
	return widgets.Wrap(theme.Gap8, widgets.NewButton("letter.delete", w.T("officer.pin.delete"), widgets.Outlined, a.Delete))
}

// Refusal is why six words are not taken, as a sentence.
func Refusal(w *i18n.Words, name string, err error) string {
	switch {
	case errors.Is(err, vault.ErrPhrase):
		return w.T("phrase.give.wrong")
	case errors.Is(err, vault.ErrOtherWords):
		return w.T("phrase.give.other", "name", name)
	}
	return w.T("common.failed", "why", err.Error())
}
