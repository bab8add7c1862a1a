package vault_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/zalando/go-keyring"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// A list is never changed: a phrase that somebody keeps on paper is numbers in it.
func TestTheListsAreWhatTheyWere(t *testing.T) {
	p := vault.Phrase{0, 1, 2, 1000, 2046, 2047}
	for _, c := range []struct {
		list *vault.Words
		said string
	}{
		{vault.English(), "ability absent absorb inflate zipper zoology"},
		{vault.Chinese(), "天空 大地 太阳 驾照 部分 少数"},
	} {
		if said := strings.Join(c.list.Say(p), " "); said != c.said {
			t.Errorf("%q, was %q", said, c.said)
		}
	}
}

// No English word is one letter away from another, and a pair of characters is not
// another one turned round: a slip of the pen is not another phrase.
func TestNoWordIsTakenForAnother(t *testing.T) {
	english, chinese := allOf(t, vault.English()), allOf(t, vault.Chinese())
	if !slices.IsSorted(english) {
		t.Error("the English words are not in order")
	}
	for i, w := range english {
		if len(w) < 4 || len(w) > 10 || strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) {
			t.Errorf("%q", w)
		}
		for _, other := range english[:i] {
			if oneSlip(w, other) {
				t.Errorf("%s and %s", w, other)
			}
		}
	}
	for _, w := range chinese {
		r := []rune(w)
		if len(r) != 2 || !unicode.Is(unicode.Han, r[0]) || !unicode.Is(unicode.Han, r[1]) || r[0] != r[1] && slices.Contains(chinese, string([]rune{r[1], r[0]})) {
			t.Errorf("%q", w)
		}
	}
}

// oneSlip reports that one letter put for another, left out or put in makes a of b.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	switch len(b) - len(a) {
	case 0:
		return at < len(a) && a[at+1:] == b[at+1:]
	case 1:
		return a[at:] == b[at+1:]
	}
	return false
}

func allOf(t *testing.T, l *vault.Words) (all []string) {
	t.Helper()
	seen := map[string]bool{}
	for n := range uint16(2048) {
		w := l.Say(vault.Phrase{n})[0]
		if seen[w] || !utf8.ValidString(w) {
			t.Errorf("word %d, %s, is there twice", n, w)
		}
		seen[w] = true
		all = append(all, w)
	}
	return all
}

func TestAPhraseIsHeardAsItWasSaid(t *testing.T) {
	for range 200 {
		p := vault.NewPhrase()
		for _, l := range []*vault.Words{vault.English(), vault.Chinese()} {
			said := l.Say(p)
			if heard, err := l.Hear(said); err != nil || heard != p {
				t.Fatalf("%v: %v, %v", said, heard, err)
			}
		}
	}
	p := vault.NewPhrase()
	said := vault.English().Say(p)
	if heard, err := vault.English().Hear([]string{strings.ToUpper(said[0]), " " + said[1], said[2] + " ", said[3], said[4], said[5]}); err != nil || heard != p {
		t.Errorf("in capitals: %v", err)
	}
	if _, err := vault.English().Hear(said[:5]); !errors.Is(err, vault.ErrPhrase) {
		t.Errorf("five words: %v", err)
	}
	if _, err := vault.English().Hear([]string{"notaword", said[1], said[2], said[3], said[4], said[5]}); !errors.Is(err, vault.ErrWord) {
		t.Errorf("a word of no list: %v", err)
	}
}

// Of slips 63 in 64 are seen: another word, or two in the wrong order.
func TestASlipIsSeen(t *testing.T) {
	l, unseen, slips := vault.English(), 0, 0
	for range 300 {
		said := l.Say(vault.NewPhrase())
		for i := range said {
			other := slices.Clone(said)
			if other[i] = l.Say(vault.NewPhrase())[i]; other[i] == said[i] {
				continue
			}
			slips++
			if _, err := l.Hear(other); err == nil {
				unseen++
			} else if !errors.Is(err, vault.ErrPhrase) {
				t.Fatal(err)
			}
		}
	}
	if unseen > slips/20 {
		t.Errorf("%d of %d slips pass", unseen, slips)
	}
}

func TestWordsAreOfferedByTheirFirstLetters(t *testing.T) {
	if got := vault.English().Begins("Lant", 5); !slices.Equal(got, []string{"lantern"}) {
		t.Errorf("%v", got)
	}
	if got := vault.English().Begins("", 5); got != nil {
		t.Errorf("of nothing: %v", got)
	}
	if got := vault.English().Begins("s", 3); len(got) != 3 {
		t.Errorf("%v", got)
	}
	if got := vault.Chinese().Begins("天", 9); !slices.Contains(got, "天空") {
		t.Errorf("%v", got)
	}
}

// A Chinese word is found by the letters of its pinyin: by the first ones, by all,
// and by some of both. Whoever spells a word out finds it among few.
func TestChineseWordsAreOfferedByTheirPinyin(t *testing.T) {
	l := vault.Chinese()
	for _, c := range []struct{ typed, word string }{{"tk", "天空"}, {"tiank", "天空"}, {"TianKong", "天空"}, {"tkong", "天空"}, {"dd", "大地"}, {"taiyang", "太阳"}} {
		if got := l.Begins(c.typed, 2048); !slices.Contains(got, c.word) {
			t.Errorf("%s finds %v", c.typed, got)
		}
	}
	for _, typed := range []string{"kt", "tianx空", "tiankongg", "tkk"} {
		if got := l.Begins(typed, 2048); slices.Contains(got, "天空") {
			t.Errorf("%s finds %v", typed, got)
		}
	}
	reading := map[rune]string{}
	table, err := os.ReadFile(filepath.Join("words", "pinyin.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		syllable, characters, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, r := range characters {
			reading[r] = syllable
		}
	}
	for _, w := range allOf(t, l) {
		typed := ""
		for _, r := range w {
			typed += reading[r]
		}
		if got := l.Begins(typed, 4); !slices.Contains(got, w) {
			t.Errorf("%s spells %v, not %s", typed, got, w)
		}
	}
	if got := string(l.Next("tiank")); got != "o" {
		t.Errorf("after tiank comes %s", got)
	}
	if got := string(vault.English().Next("lant")); got != "e" {
		t.Errorf("after lant comes %s", got)
	}
	if got := l.Begins("tiankong", 1); !slices.Equal(got, []string{"天空"}) {
		t.Errorf("spelt out: %v", got)
	}
}

// machine is a system that keeps no secrets, whose clock since boot the story sets.
type machine struct {
	*vault.Keeper
	boot  evidence.ID
	since int64
}

func newMachine(t *testing.T) *machine {
	m := &machine{boot: evidence.ID{1}}
	m.Keeper = &vault.Keeper{Dir: filepath.Join(t.TempDir(), "install"), Cost: cheap, Shares: new(vault.Shares),
		SinceBoot: func() (evidence.ID, int64) { return m.boot, m.since }}
	return m
}

// Where a system keeps no secrets the share of the key is six words: nothing on
// the disk opens the store, not even with the PIN.
func TestSixWordsStandInForTheKeystore(t *testing.T) {
	m := newMachine(t)
	key, err := m.Begin(officer, codes)
	if err != nil {
		t.Fatal(err)
	}
	p := vault.NewPhrase()
	if err := m.ChooseWords(officer, key, "4711", p); err != nil {
		t.Fatal(err)
	}
	opens := func(when string) {
		t.Helper()
		if got, err := m.Try(officer, "4711"); err != nil || !got.Equal(key) {
			t.Errorf("%s: %v", when, err)
		}
	}
	asks := func(when string) {
		t.Helper()
		if _, err := m.Try(officer, "4711"); !errors.Is(err, vault.ErrWords) {
			t.Errorf("%s the PIN alone: %v", when, err)
		}
		if needs, err := m.NeedsWords(officer); !needs || err != nil {
			t.Errorf("%s no words are needed: %v", when, err)
		}
	}
	gives := func() {
		t.Helper()
		if err := m.GiveWords(officer, p); err != nil {
			t.Fatal(err)
		}
	}
	opens("as they were chosen")
	b, err := os.ReadFile(filepath.Join(m.Dir, officer.String()+".secret"))
	if err != nil || !bytes.Equal(b, append(make([]byte, 32), codes[:]...)) {
		t.Errorf("beside the lock lies %x, %v", b, err)
	}

	m.Shares = new(vault.Shares)
	asks("after a start of the program")
	if err := m.Lift(officer, codes.At(0)); err != nil {
		t.Errorf("an unlock code, which opens no key: %v", err)
	}
	if err := m.GiveWords(officer, vault.NewPhrase()); !errors.Is(err, vault.ErrOtherWords) {
		t.Errorf("another phrase: %v", err)
	}
	asks("after another phrase")
	if l, err := m.Lock(officer); err != nil || l.Wrong != 0 {
		t.Errorf("tries without words were counted: %d, %v", l.Wrong, err)
	}
	gives()
	opens("with the words")
	if _, err := m.Try(officer, "9999"); !errors.Is(err, vault.ErrPIN) {
		t.Errorf("with the words and another PIN: %v", err)
	}

	m.since += 12*3600*1e6 - 1
	opens("just before twelve hours")
	m.since++
	asks("after twelve hours")
	gives()
	m.boot, m.since = evidence.ID{2}, 5
	asks("after a boot")
	gives()
	if err := m.Choose(officer, key, "0815"); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Try(officer, "0815"); err != nil || !got.Equal(key) {
		t.Errorf("another PIN: %v", err)
	}
	m.Shares = new(vault.Shares)
	gives()
	if got, err := m.Try(officer, "0815"); err != nil || !got.Equal(key) {
		t.Errorf("another PIN, and the words again: %v", err)
	}
}

func TestWordsTakeThePlaceOfAKeystore(t *testing.T) {
	keyring.MockInit()
	m := newMachine(t)
	m.Keystore = vault.SystemKeystore("fairvisit test")
	key, err := m.Begin(officer, codes)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.ChooseWords(officer, key, "4711", vault.NewPhrase()); err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.Get("fairvisit test", officer.String()); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the keystore still holds a share: %v", err)
	}
	if got, err := m.Try(officer, "4711"); err != nil || !got.Equal(key) {
		t.Error(err)
	}
	if err := m.Lift(officer, codes.At(0)); err != nil {
		t.Errorf("the codes went with it: %v", err)
	}
}

// A write that fails while words are chosen leaves the lock as it was, or as it is
// to be.
func TestChoosingWordsIsWholeOrNot(t *testing.T) {
	m := newMachine(t)
	key, err := m.Begin(officer, codes)
	if err != nil {
		t.Fatal(err)
	}
	// A folder in the way of the new lock: its write fails.
	if err := os.MkdirAll(filepath.Join(m.Dir, officer.String()+".lock.json.new", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := m.ChooseWords(officer, key, "4711", vault.NewPhrase()); err == nil {
		t.Fatal("the lock was written through a folder")
	}
	if got, err := m.Unwrap(officer); err != nil || !got.Equal(key) {
		t.Errorf("the old lock opens no more: %v", err)
	}
	var none *vault.Shares
	m.Shares = none
	if err := m.ChooseWords(officer, key, "4711", vault.NewPhrase()); !errors.Is(err, vault.ErrWords) {
		t.Errorf("a program that keeps no shares: %v", err)
	}
	if needs, err := m.NeedsWords(evidence.ID{7}); needs || !errors.Is(err, vault.ErrLock) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("somebody who is not here: %v, %v", needs, err)
	}
}
