package vault

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// pinyin.txt has a line for each syllable: the syllable, and the characters of
// chinese.txt that are read so. It was made from the table of
// github.com/mozillazg/go-pinyin (MIT), without tones; ü is v, as on a keyboard.
//
//go:embed words/pinyin.txt
var pinyin string

// syllables are the readings of each character of the Chinese list.
var syllables = sync.OnceValue(func() map[rune][]string {
	m := map[rune][]string{}
	for line := range strings.Lines(pinyin) {
		syllable, characters, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, r := range characters {
			m[r] = append(m[r], syllable)
		}
	}
	return m
})

// spelt reports whether the letters spell the word, or begin to: letters from the
// beginning of each syllable in turn, so that tk, tiank and tiankong find 天空.
// whole: they are all of them.
func spelt(word []rune, letters string) (begins, whole bool) {
	if letters == "" {
		return true, len(word) == 0
	}
	if len(word) == 0 {
		return false, false
	}
	for _, s := range syllables()[word[0]] {
		for n := 1; n <= len(s) && n <= len(letters) && s[n-1] == letters[n-1]; n++ {
			b, w := spelt(word[1:], letters[n:])
			begins, whole = begins || b, whole || w && n == len(s)
		}
	}
	return begins, whole
}

// speltWords lists the words that letters spell, those spelt out first.
func (l *Words) speltWords(letters string, most int) (list []string) {
	var begun []string
	for _, w := range l.words {
		switch begins, whole := spelt([]rune(w), letters); {
		case whole:
			list = append(list, w)
		case begins:
			begun = append(begun, w)
		}
	}
	return slices.Clip(append(list, begun...))[:min(most, len(list)+len(begun))]
}
