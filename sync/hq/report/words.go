package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"fairvisit/visits"
	"fairvisit/visits/refuse"
)

// Lang is a language a report can be in.
type Lang string

// The languages, as commands take them.
const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// ParseLang reads a language's name.
func ParseLang(s string) (Lang, error) {
	switch l := Lang(s); l {
	case English, Chinese:
		return l, nil
	}
	return "", fmt.Errorf("%q is no language a report can be in: give en or zh", s)
}

// tag is the language in BCP 47, as checklists name it too.
func (l Lang) tag() string {
	if l == Chinese {
		return "zh-Hans"
	}
	return "en"
}

// The catalogue is the report's own: what a court reads must not change because
// a button of the app was worded anew. A test holds both languages to the same
// keys and placeholders.
//
//go:embed catalogue
var catalogue embed.FS

// words are the texts of one language.
type words struct {
	lang  Lang
	texts map[string]string
}

func wordsIn(l Lang) (*words, error) {
	if l == Chinese {
		return chinese()
	}
	return english()
}

// Each is read once, and looked through: what leaves headquarters on paper is made
// of these texts.
var (
	english = sync.OnceValues(func() (*words, error) { return read(English) })
	chinese = sync.OnceValues(func() (*words, error) { return read(Chinese) })
)

func read(l Lang) (*words, error) {
	b, err := catalogue.ReadFile("catalogue/" + l.tag() + ".json")
	if err != nil {
		return nil, err
	}
	w := &words{lang: l}
	if err := json.Unmarshal(b, &w.texts); err != nil {
		return nil, err
	}
	return w, w.check()
}

// check refuses a catalogue with a sentence of a practice that is refused here. What
// a finding is called names a breach, and is no sentence of ours.
func (w *words) check() error {
	for key, text := range w.texts {
		if strings.HasPrefix(key, "finding.") {
			continue
		}
		if r := refuse.Look(refuse.Template, text); r != nil {
			return fmt.Errorf("the report's text %s: %w; nothing was written", key, r)
		}
	}
	return nil
}

// t is the text of a key with its placeholders filled: pairs are names and
// values. A key that is not there shows itself; a test finds it before.
func (w *words) t(key string, pairs ...any) string {
	text, ok := w.texts[key]
	if !ok {
		return "[[" + key + "]]"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i].(string)+"}", fmt.Sprint(pairs[i+1]))
	}
	return text
}

// code is the text of a code that comes from data; one that nobody put into
// words stands as it was recorded.
func (w *words) code(kind, code string) string {
	if text, ok := w.texts[kind+"."+code]; ok {
		return text
	}
	return code
}

// list joins what stands beside each other.
func (w *words) list(items []string) string {
	if w.lang == Chinese {
		return strings.Join(items, "、")
	}
	return strings.Join(items, ", ")
}

// beside joins two things of one line.
func (w *words) beside(a, b string) string { return w.t("beside", "a", a, "b", b) }

// money is an amount in minor units, with the decimals of its currency.
func (w *words) money(minor int64, currency string) string {
	sign, magnitude := "", uint64(minor)
	if minor < 0 {
		sign, magnitude = "−", -magnitude
	}
	before, behind := visits.Major(magnitude, currency)
	whole := fmt.Sprint(before)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s %s%s%s", currency, sign, whole, behind)
}
