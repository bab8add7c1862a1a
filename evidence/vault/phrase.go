package vault

import (
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Phrase is six words: where a system keeps no secrets, its owner does. They are
// numbers in a list, so that one phrase can be said in every language there is a
// list of.
type Phrase [PhraseWords]uint16

const (
	// PhraseWords is how many words a phrase has.
	PhraseWords = 6
	listWords   = 1 << wordBits
	wordBits    = 11
	checkBits   = 6 // of 66; the others are random
)

// Refusals of a phrase; nothing was changed, and no try was counted.
var (
	ErrWord   = errors.New("vault: this word is not in the list")
	ErrPhrase = errors.New("vault: these six words do not belong together; one is another, or they are in another order")
)

// NewPhrase is a random one.
func NewPhrase() Phrase {
	var b [8]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return phraseOf(binary.BigEndian.Uint64(b[:]) >> (64 - (PhraseWords*wordBits - checkBits)))
}

// phraseOf is 60 bits, and 6 by which a slip is seen.
func phraseOf(secret uint64) (p Phrase) {
	// Of 66 bits the first two do not fit beside the others.
	high, low := secret>>(64-checkBits), secret<<checkBits|check(secret)
	for i := len(p) - 1; i >= 0; i-- {
		p[i] = uint16(low % listWords)
		low = low>>wordBits | high<<(64-wordBits)
		high >>= wordBits
	}
	return p
}

func check(secret uint64) uint64 {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("fv-phrase-v1\n"), secret))
	return uint64(sum[0] >> (8 - checkBits))
}

// secret is the random part. ErrPhrase: the rest does not fit it.
func (p Phrase) secret() (uint64, error) {
	var secret uint64
	for _, w := range p[:len(p)-1] {
		secret = secret<<wordBits | uint64(w)
	}
	secret = secret<<(wordBits-checkBits) | uint64(p[len(p)-1]>>checkBits)
	if phraseOf(secret) != p {
		return 0, ErrPhrase
	}
	return secret, nil
}

// Words is a list of 2,048 words of one language, in its own order.
type Words struct {
	words  []string
	at     map[string]uint16
	spoken bool // its words are typed by how they are read
}

var (
	//go:embed words/english.txt
	english string
	//go:embed words/chinese.txt
	chinese string

	// English and Chinese are the lists there are. Neither is ever changed: a word's
	// number is its place.
	English = sync.OnceValue(func() *Words { return listOf(english, false) })
	Chinese = sync.OnceValue(func() *Words { return listOf(chinese, true) })
)

func listOf(text string, spoken bool) *Words {
	l := &Words{words: strings.Fields(text), at: map[string]uint16{}, spoken: spoken}
	for i, w := range l.words {
		l.at[w] = uint16(i)
	}
	return l
}

// Say writes a phrase in this list's words.
func (l *Words) Say(p Phrase) []string {
	said := make([]string, len(p))
	for i, n := range p {
		said[i] = l.Word(n)
	}
	return said
}

// Hear reads a phrase out of the words that somebody typed, in any letters. ErrWord
// and ErrPhrase refuse.
func (l *Words) Hear(words []string) (p Phrase, err error) {
	if len(words) != len(p) {
		return p, ErrPhrase
	}
	for i, w := range words {
		n, known := l.Number(w)
		if !known {
			return p, fmt.Errorf("%w: %s", ErrWord, w)
		}
		p[i] = n
	}
	_, err = p.secret()
	return p, err
}

// Word is one word, by its number below 2,048.
func (l *Words) Word(n uint16) string { return l.words[n%listWords] }

// Number is the number of a word that somebody typed, in any letters; false: it is not in
// the list.
func (l *Words) Number(word string) (n uint16, known bool) {
	n, known = l.at[strings.ToLower(strings.TrimSpace(word))]
	return n, known
}

// Begins lists the words that begin so, in order, at most so many. A Chinese word
// also begins with letters of its pinyin, of each syllable one or more; words that
// are spelt out come first.
func (l *Words) Begins(with string, most int) (list []string) {
	with = strings.ToLower(strings.TrimSpace(with))
	if with == "" {
		return nil
	}
	if l.spoken && isLetter(with) {
		return l.speltWords(with, most)
	}
	for _, w := range l.words {
		if len(list) < most && strings.HasPrefix(w, with) {
			list = append(list, w)
		}
	}
	return list
}

func isLetter(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

// Next are the letters that may follow what was typed, so that others need not be
// offered.
func (l *Words) Next(with string) (letters []rune) {
	with = strings.ToLower(with)
	for r := 'a'; r <= 'z'; r++ {
		if slices.ContainsFunc(l.words, func(w string) bool { return l.begins(w, with+string(r)) }) {
			letters = append(letters, r)
		}
	}
	return letters
}

func (l *Words) begins(word, with string) bool {
	if !l.spoken {
		return strings.HasPrefix(word, with)
	}
	begins, _ := spelt([]rune(word), with)
	return begins
}
