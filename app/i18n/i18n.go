// Package i18n holds every word the app shows, in English and Simplified
// Chinese, with each language's plurals, dates and money. Fyne's own catalogue
// follows the system's language and cannot be switched; this one is switched in
// the app, and a test holds both languages to the same keys.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// Lang is a language of the app, as the catalogues and BCP 47 name it.
type Lang string

// The languages.
const (
	English Lang = "en"
	Chinese Lang = "zh-Hans"
)

// Langs lists them.
var Langs = []Lang{English, Chinese}

//go:embed catalogue
var files embed.FS

// Words are one language's words.
type Words struct {
	Lang  Lang
	texts map[string]text
}

// text is one entry: a sentence, or one for each plural form. Either language may
// have one for nothing, where a 0 would be no answer: "from today", not "0 days old".
type text struct{ zero, one, other string }

func (t *text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &t.other)
	}
	var forms map[string]string
	if err := json.Unmarshal(b, &forms); err != nil {
		return err
	}
	t.zero, t.one, t.other = forms["zero"], forms["one"], forms["other"]
	for f := range forms {
		if f != "zero" && f != "one" && f != "other" {
			return fmt.Errorf("plural form %q is of no language here", f)
		}
	}
	return nil
}

// In returns the words of a language; one it does not know is English. The
// catalogues are part of the program: one that cannot be read is a defect every
// test meets, so it panics.
func In(l Lang) *Words {
	if l == Chinese {
		return chinese()
	}
	return english()
}

// Each is read once: a thousand texts take a few milliseconds.
var (
	english = sync.OnceValue(func() *Words { return read(English) })
	chinese = sync.OnceValue(func() *Words { return read(Chinese) })
)

func read(l Lang) *Words {
	w := &Words{Lang: l, texts: map[string]text{}}
	dir := path.Join("catalogue", string(l))
	list, err := fs.ReadDir(files, dir)
	if err != nil {
		panic(err)
	}
	for _, f := range list {
		b, err := files.ReadFile(path.Join(dir, f.Name()))
		if err != nil {
			panic(err)
		}
		part := map[string]text{}
		if err := json.Unmarshal(b, &part); err != nil {
			panic(fmt.Sprintf("%s/%s: %v", dir, f.Name(), err))
		}
		for k, t := range part {
			if _, twice := w.texts[k]; twice {
				panic(fmt.Sprintf("%s/%s: %s stands twice", dir, f.Name(), k))
			}
			w.texts[k] = t
		}
	}
	return w
}

// T is the text of a key. pairs are names and values of its placeholders:
// T("case.stop", "n", 3) fills {n}. A key that is not there shows itself, so
// that it is seen; a test finds it before.
func (w *Words) T(key string, pairs ...any) string {
	t, ok := w.texts[key]
	if !ok {
		return "[[" + key + "]]"
	}
	return fill(t.other, pairs)
}

// Has reports whether the catalogue knows a key: for texts named by codes that
// come from data, such as reasons of rules.
func (w *Words) Has(key string) bool {
	_, ok := w.texts[key]
	return ok
}

// N is the text of a key for a count, which also fills {n}. English has a form
// for one, Chinese has none; both may have one for zero.
func (w *Words) N(key string, n int, pairs ...any) string {
	t, ok := w.texts[key]
	if !ok {
		return "[[" + key + "]]"
	}
	s := t.other
	switch {
	case n == 0 && t.zero != "":
		s = t.zero
	case n == 1 && t.one != "" && w.Lang == English:
		s = t.one
	}
	return fill(s, append([]any{"n", n}, pairs...))
}

// Pick is the text of data that carries both languages, such as a question.
func (w *Words) Pick(texts map[string]string) string {
	if s, ok := texts[string(w.Lang)]; ok {
		return s
	}
	return texts[string(English)]
}

func fill(s string, pairs []any) string {
	if len(pairs) == 0 || !strings.Contains(s, "{") {
		return s
	}
	r := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		r = append(r, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(r...).Replace(s)
}
