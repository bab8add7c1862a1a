package officer_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/evidence/vault"
)

// shown are the six words on the screen, in their order.
func (m *morning) shown() []string {
	m.t.Helper()
	words := make([]string, vault.PhraseWords)
	for line := range strings.Lines(m.stage.Reads()) {
		n, word, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if i, err := strconv.Atoi(n); err == nil && i >= 1 && i <= len(words) && word != "" {
			words[i-1] = word
		}
	}
	if slices.Contains(words, "") {
		m.t.Fatalf("the screen shows no six words:\n%s", m.stage.Reads())
	}
	return words
}

// letters are the fewest letters found after which a word is offered.
func letters(l *vault.Words, typed, word string) (string, bool) {
	all := l.Begins(typed, 2048)
	switch {
	case typed != "" && !slices.Contains(all, word):
		return "", false
	case typed != "" && len(all) <= 8:
		return typed, true
	}
	for _, r := range l.Next(typed) {
		if found, ok := letters(l, typed+string(r), word); ok {
			return found, true
		}
	}
	return "", false
}

// tells types each word's letters and taps the word.
func (m *morning) tells(l *vault.Words, words []string) {
	m.t.Helper()
	for _, word := range words {
		typed, ok := letters(l, "", word)
		if !ok {
			m.t.Fatalf("no letters lead to %s", word)
		}
		for _, r := range typed {
			m.tap("letter." + string(r))
		}
		m.tap("pick." + word)
	}
}

// tellsWords writes down the six words on the screen and tells them again.
func (m *morning) tellsWords(l *vault.Words) []string {
	m.t.Helper()
	words := m.shown()
	m.tap("phrase.written")
	m.tells(l, words)
	return words
}

// restarted is the app started anew on the same tablet.
func (m *morning) restarted() {
	m.t.Helper()
	m.signOut()
	again := desk.NewDevice(m.Device.Dir, m.Device.Build)
	again.Now, again.SinceBoot, again.Packs, again.List, again.PINCost = m.Device.Now, m.Device.SinceBoot, m.Device.Packs, m.Device.List, m.Device.PINCost
	m.Device = again
	m.signIn()
	m.tap("answer." + m.me.String())
}

// An officer on a tablet that keeps no secrets writes six words down, tells them
// again and chooses a PIN. After a start the words are asked for once, then the PIN
// opens until twelve hours are over.
func TestAnOfficerKeepsSixWords(t *testing.T) {
	if testing.Short() {
		t.Skip("Six words are stretched in earnest, which is what takes their time: make test has it.")
	}
	m := newMorning(t)
	m.signIn()
	m.tap("answer." + m.me.String())
	m.says("Your six words", "keeps no secrets", "kept nowhere")
	m.offered("pin.1", false)
	words := m.shown()
	m.tap("phrase.written")
	m.says("Now from the paper", "Word 1 of 6")
	for line := range strings.Lines(m.stage.Reads()) { // a word stands alone or behind its number; the page's sentences may hold one of the list
		if parts := strings.Fields(line); len(parts) > 0 && len(parts) < 3 && slices.Contains(words, parts[len(parts)-1]) {
			t.Fatalf("the page that asks for the words shows %q", line)
		}
	}
	// Another one in place of the last: the words are shown again, and stay the same.
	other := strange(words)
	m.tells(vault.English(), append(slices.Clone(words[:5]), other))
	m.says("That was not what is written here", "Your six words")
	if !slices.Equal(m.shown(), words) {
		t.Fatal("other words are shown the second time")
	}
	m.tap("phrase.written", "phrase.show")
	m.tellsWords(vault.English())
	m.pin("1234")
	m.pin("1234")
	if m.desk == nil {
		t.Fatalf("nobody is signed in:\n%s", m.stage.Reads())
	}

	// The same program asks for the PIN alone.
	m.signOut()
	m.signIn()
	m.tap("answer." + m.me.String())
	m.pin("1234")
	if m.desk == nil {
		t.Fatalf("the PIN alone:\n%s", m.stage.Reads())
	}

	m.restarted()
	m.says("Your six words", "after a start of the app")
	m.offered("pin.1", false)
	m.tells(vault.English(), append(slices.Clone(words[:5]), other))
	m.says("six words do not belong together", "No try was counted")
	m.tap("word.6")
	m.tells(vault.English(), words[5:])
	m.pin("1234")
	if m.desk == nil {
		t.Fatalf("the words and the PIN:\n%s", m.stage.Reads())
	}

	// The tablet lies on the table for twelve hours, on the page of the PIN.
	m.signOut()
	m.signIn()
	m.tap("answer." + m.me.String())
	m.At += (12 * time.Hour).Microseconds()
	m.pin("1234")
	m.says("Your six words", "after a start of the app")
	m.tells(vault.English(), words)
	m.pin("1234")
	if m.desk == nil {
		t.Fatalf("after twelve hours:\n%s", m.stage.Reads())
	}
}

// Words that were written in Chinese are told in Chinese by their pinyin, on a
// keyboard too; who changes the language goes on with the same phrase.
func TestSixWordsAreToldInPinyin(t *testing.T) {
	if testing.Short() {
		t.Skip("Six words are stretched in earnest, which is what takes their time: make test has it.")
	}
	m := newMorning(t)
	m.signIn()
	m.tap("language.zh-Hans", "answer."+m.me.String())
	m.says("您的六个词")
	words := m.tellsWords(vault.Chinese())
	m.pin("1234")
	m.pin("1234")
	if m.desk == nil {
		t.Fatalf("nobody is signed in:\n%s", m.stage.Reads())
	}
	m.restarted()
	m.says("Your six words") // this start speaks English
	m.tap("language.zh-Hans")
	m.says("您的六个词", "第 1 个词，共 6 个")
	typed, _ := letters(vault.Chinese(), "", words[0])
	// Letters of one language begin no word of the other: they go with it. One that
	// leads to no word is not taken, and that is said.
	m.tap("letter.z", "language.en", "language.zh-Hans")
	m.silent("z ○")
	m.tap("letter.z", "letter.v")
	m.says("没有这个词，请删除一个字母", "z ○")
	m.tap("letter.delete")
	m.silent("没有这个词")
	for _, r := range typed {
		m.shell.Typed(&fyne.KeyEvent{Name: fyne.KeyName(strings.ToUpper(string(r)))})
	}
	m.tap("pick." + words[0])
	m.tells(vault.Chinese(), words[1:3])
	m.tap("language.en")
	p, err := vault.Chinese().Hear(words)
	m.must(err)
	m.tells(vault.English(), vault.English().Say(p)[3:])
	m.pin("1234")
	if m.desk == nil {
		t.Fatalf("the words in two languages:\n%s", m.stage.Reads())
	}
	if m.shell.Prefs.Lang != i18n.English {
		t.Error("the language changed by itself")
	}
}

// Somebody else's page is left in the middle of the words: a real person's PIN is
// never chosen without them.
func TestNobodyGetsPastTheWordsByTheList(t *testing.T) {
	m := newMorning(t)
	m.signIn()
	m.tap("answer." + m.me.String())
	m.tellsWords(vault.English())
	m.says("Choose a PIN")
	m.tap("other", "answer."+m.me.String())
	m.says("Your six words")
	m.offered("pin.1", false)
}

// The colleague who goes along gives their words on the same page, after a start.
func TestTheSecondOfficerGivesTheirWordsBeforeThePIN(t *testing.T) {
	if testing.Short() {
		t.Skip("Six words are stretched in earnest, which is what takes their time: make test has it.")
	}
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	words := vault.NewPhrase()
	m.must(m.Device.ChoosePINAndWords(m.mate, "2468", words))
	again := desk.NewDevice(m.Device.Dir, m.Device.Build)
	again.Now, again.SinceBoot, again.Packs, again.List, again.PINCost = m.Device.Now, m.Device.SinceBoot, m.Device.Packs, m.Device.List, m.Device.PINCost
	m.Device = again
	m.begin(tablet, english)
	m.tap(row(id), "confirm", "answer."+m.mate.String())
	m.says("Six words of 林晓")
	m.offered("pin.1", false)
	m.tells(vault.English(), vault.English().Say(words))
	m.pin("2468")
	if m.desk.Second() != m.mate {
		t.Errorf("nobody goes along:\n%s", m.stage.Reads())
	}
}

// strange is a word that does not belong to the first five: some other words do, by
// chance.
func strange(words []string) string {
	list := vault.English()
	for n := uint16(0); ; n++ {
		if _, err := list.Hear(append(slices.Clone(words[:5]), list.Word(n))); err != nil {
			return list.Word(n)
		}
	}
}
