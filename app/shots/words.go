package shots

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/evidence/vault"
)

// words is a first morning on a tablet whose system keeps no secrets: six words are
// written down, told again, and asked for when the app starts the next time.
func (w *walk) words() {
	w.sit(w.b.Spare, func(*desk.Desk) {})
	w.shot("words-new")
	said := w.read()
	w.tap("phrase.written")
	for i, word := range said {
		if i == 1 {
			w.typing(word, i+1)
		}
		w.tells(word)
	}
	w.pin("pin.", "pin.ok")
	w.pin("pin.", "pin.ok")
	w.rise()
	again := desk.NewDevice(w.b.Spare.Dir, w.b.Spare.Build) // the program is started anew
	again.Now, again.SinceBoot, again.Packs, again.List = w.b.Spare.Now, w.b.Spare.SinceBoot, w.b.Spare.Packs, w.b.Spare.List
	w.sit(again, func(*desk.Desk) {})
	w.shot("words-give")
	w.rise()
}

// read are the six words that are shown.
func (w *walk) read() []string {
	said := make([]string, vault.PhraseWords)
	for line := range strings.Lines(w.stage.Reads()) {
		n, word, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if i, err := strconv.Atoi(n); err == nil && i >= 1 && i <= len(said) {
			said[i-1] = word
		}
	}
	if slices.Contains(said, "") {
		w.fail(errors.New("no six words are shown"))
	}
	return said
}

// tells types as many letters of a word as it takes, and picks it.
func (w *walk) tells(word string) {
	for i := range len(word) {
		if w.err != nil || w.stage.Find("pick."+word) != nil {
			break
		}
		w.tap("letter." + word[i:i+1])
	}
	w.tap("pick." + word)
}

// typing shows what is seen after one letter of a word, and when words are offered. A
// language has its own letters: each variant types those of its own word.
func (w *walk) typing(word string, place int) {
	n, _ := vault.English().Number(word) // it was shown in English
	for _, picture := range []struct {
		screen string
		all    bool
	}{{"words-letters", false}, {"words-pick", true}} {
		again := "word." + strconv.Itoa(place) // forgets what was typed
		w.tap(again)
		last := i18n.Lang("")
		w.ready = func() {
			lang, l := w.shell.Prefs.Lang, vault.English()
			if lang == last {
				return
			}
			if last = lang; lang == i18n.Chinese {
				l = vault.Chinese()
			}
			letters, found := leading(l, "", l.Word(n))
			if found && !picture.all {
				letters = letters[:1]
			}
			for _, r := range letters {
				w.fail(w.stage.Tap("letter." + string(r))) // no time passes: pictures differ in number
			}
		}
		w.shot(picture.screen)
		w.ready = nil
		w.tap(again)
	}
}

// leading are letters, beginning with some, after which few enough words are left for
// one to be offered.
func leading(l *vault.Words, with, word string) (string, bool) {
	all := l.Begins(with, 2048)
	switch {
	case with != "" && !slices.Contains(all, word):
		return "", false
	case with != "" && len(all) <= 8:
		return with, true
	}
	for _, r := range l.Next(with) {
		if found, ok := leading(l, with+string(r), word); ok {
			return found, true
		}
	}
	return "", false
}
