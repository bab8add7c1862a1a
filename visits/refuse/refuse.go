// Package refuse knows the practices this product has no part in, and finds them
// where they could come in: a column of a case file, a field of an interface, a
// question of a checklist, a template, a text on a screen. The practices are data
// (practices.json): each has names that columns and fields of it bear, and
// patterns of what is said for it, in both languages. A text that speaks against a
// practice is harmless, so a clause that denies what follows is let through; who
// wants to deceive the patterns can, and a person still reads a list and a template
// before they are published.
package refuse

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed practices.json
var file []byte

// Practice is one of those refused. Texts are by language: en and zh-Hans.
type Practice struct {
	ID       string
	Title    map[string]string
	Sentence map[string]string // why, and what is done instead

	names    []string // plain: words with blanks between
	patterns map[string][]pattern
}

// Way is where something comes in.
type Way string

// The ways in. Columns and fields are judged by their names, the others by what
// they say.
const (
	Column   Way = "column"
	Field    Way = "field"
	Value    Way = "value" // of a column
	Question Way = "question"
	Template Way = "template"
	Screen   Way = "screen"
)

// Refusal says what was found, by its practice.
type Refusal struct {
	Practice Practice
	Way      Way
	Found    string
}

// Error is one sentence of the way and the place, and the practice's own.
func (r *Refusal) Error() string {
	return "the " + string(r.Way) + " “" + r.Found + "” belongs to a practice that is refused here (" + r.Practice.Title["en"] + "). " + r.Practice.Sentence["en"]
}

// detectors are the practices as they are looked for.
type detectors struct {
	practices []Practice
	before    map[string]*regexp.Regexp // denials in front of what is found
	within    map[string]*regexp.Regexp // and in the middle of it
}

var loaded = sync.OnceValue(load)

// load compiles what the file says. It is a part of the program and covered by
// tests, so a mistake in it is one of ours and panics.
func load() detectors {
	var data struct {
		Words     map[string]string `json:"words"`
		Negations map[string]string `json:"negations"`
		Within    map[string]string `json:"negations_within"`
		Practices []struct {
			ID       string            `json:"id"`
			Title    map[string]string `json:"title"`
			Sentence map[string]string `json:"sentence"`
			Names    []string          `json:"names"`
			English  []string          `json:"en"`
			Chinese  []string          `json:"zh-Hans"`
		} `json:"practices"`
	}
	if err := json.Unmarshal(file, &data); err != nil {
		panic("refuse: practices.json: " + err.Error())
	}
	d := detectors{before: map[string]*regexp.Regexp{}, within: map[string]*regexp.Regexp{}}
	for lang := range data.Negations {
		d.before[lang] = regexp.MustCompile(`(?i)` + data.Negations[lang])
		d.within[lang] = regexp.MustCompile(`(?i)` + data.Within[lang])
	}
	for _, p := range data.Practices {
		have := Practice{ID: p.ID, Title: p.Title, Sentence: p.Sentence, patterns: map[string][]pattern{}}
		for _, name := range p.Names {
			have.names = append(have.names, plain(name))
		}
		for _, source := range p.English {
			have.patterns["en"] = append(have.patterns["en"], mustPattern(`(?i)\b(?:`+spelled(source, data.Words)+`)`))
		}
		for _, source := range p.Chinese {
			have.patterns["zh-Hans"] = append(have.patterns["zh-Hans"], mustPattern(spelled(source, data.Words)))
		}
		d.practices = append(d.practices, have)
	}
	return d
}

// spelled puts the words of the file into a pattern.
func spelled(source string, words map[string]string) string {
	for name, w := range words {
		source = strings.ReplaceAll(source, "{"+name+"}", w)
	}
	return source
}

// Practices are all of them.
func Practices() []Practice { return slices.Clone(loaded().practices) }

// Look finds the practice that a name or a text belongs to; nil for none.
func Look(way Way, text string) *Refusal {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	d := loaded()
	for _, p := range d.practices {
		if way == Column || way == Field {
			if p.named(plain(text)) {
				return &Refusal{p, way, text}
			}
			continue
		}
		if found := d.said(p, text); found != "" {
			return &Refusal{p, way, found}
		}
	}
	return nil
}

// plain makes "EmployerContact", "employer_contact" and "Employer contact" one.
func plain(name string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = ' '
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
		last = r
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// named reports whether the words of one of the practice's names all stand in a
// name, in this order; what is written without blanks (Chinese) may stand
// anywhere in it.
func (p *Practice) named(name string) bool {
	words := strings.Fields(name)
	for _, want := range p.names {
		if !isASCII(want) {
			if strings.Contains(strings.ReplaceAll(name, " ", ""), want) {
				return true
			}
			continue
		}
		left := strings.Fields(want)
		for _, w := range words {
			if len(left) > 0 && (w == left[0] || w == left[0]+"s") {
				left = left[1:]
			}
		}
		if len(left) == 0 {
			return true
		}
	}
	return false
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// clauses end where a denial ends.
var clauses = regexp.MustCompile(`[^.!?;:\n。！？；：]+`)

// unified makes spellings one, and takes away what only looks like a denial: 再不
// and 如不 set a condition.
var unified = strings.NewReplacer("’", "'", "_", " ", "再不", "再", "如不", "如", "若不", "若")

// said is the part of a text that speaks for the practice, "" for none.
func (d detectors) said(p Practice, text string) string {
	text = unified.Replace(text)
	lower := strings.ToLower(text)
	for _, clause := range clauses.FindAllString(text, -1) {
		for lang, patterns := range p.patterns {
			for _, pattern := range patterns {
				if !pattern.likely(lower) {
					continue
				}
				at := pattern.FindStringIndex(clause)
				if at != nil && !d.before[lang].MatchString(clause[:at[0]]) && !d.within[lang].MatchString(clause[at[0]:at[1]]) {
					return strings.TrimSpace(clause)
				}
			}
		}
	}
	return ""
}
