package shots

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"fairvisit/app/desk"
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
		w.tells(word, i == 1)
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

// tells types as many letters of a word as it takes, and picks it; shown draws what
// is seen after one letter and when words are offered.
func (w *walk) tells(word string, shown bool) {
	for i := range len(word) {
		if w.err != nil || w.stage.Find("pick."+word) != nil {
			break
		}
		w.tap("letter." + word[i:i+1])
		if shown && i == 0 {
			w.shot("words-letters")
		}
	}
	if shown {
		w.shot("words-pick")
	}
	w.tap("pick." + word)
}
