// Package refuse knows the practices this product has no part in, and finds them
// where they could come in: a column of a case file, a field of an interface, a
// question of a checklist, a template, a text on a screen. The practices are data
// (practices.json): each has names that columns and fields of it bear, and
// patterns of what is said for it, in both languages; what is told by words that
// stand close to each other in any order is in together.json. A text that speaks
// against a practice is harmless, so a clause that denies it is let through; who
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
	"unicode/utf8"
)

//go:embed practices.json
var file []byte

// Practice is one of those refused. Texts are by language: en and zh-Hans.
type Practice struct {
	ID       string
	Title    map[string]string
	Sentence map[string]string // why, and what is done instead

	names    []string // plain: words with blanks between
	columns  []string // likewise, of columns and fields only: a label may well say them
	asked    []string // the whole name of a question that asks for it
	patterns [languages][]pattern
	but      [languages]*regexp.Regexp // what makes a clause harmless that a pattern finds; nil: nothing
}

// Way is where something comes in.
type Way string

// The ways in. Columns, fields and names are judged by their words, the others by
// what they say.
const (
	Column   Way = "column"
	Field    Way = "field" // of an interface
	Name     Way = "name"  // of a question, as its author calls it
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
	denials   [languages]denials
	lexicon   lexicon
}

// denials are what a language denies with.
type denials struct {
	before     *regexp.Regexp // in front of what is found
	within     *regexp.Regexp // in the middle of what a pattern found
	after      *regexp.Regexp // bans behind it
	conditions *regexp.Regexp // what holds a denial and sets a condition only
}

var loaded = sync.OnceValue(load)

// written is practices.json.
type written struct {
	Words      map[string]string `json:"words"`
	Before     map[string]string `json:"negations"`
	Within     map[string]string `json:"negations_within"`
	After      map[string]string `json:"negations_after"`
	Conditions map[string]string `json:"conditions"`
	Practices  []struct {
		ID       string            `json:"id"`
		Title    map[string]string `json:"title"`
		Sentence map[string]string `json:"sentence"`
		Names    []string          `json:"names"`
		Columns  []string          `json:"columns"`
		Asked    []string          `json:"asked"`
		English  []string          `json:"en"`
		Chinese  []string          `json:"zh-Hans"`
		But      map[string]string `json:"but"`
	} `json:"practices"`
}

// load compiles what the file says. It is a part of the program and covered by
// tests, so a mistake in it is one of ours and panics.
func load() detectors {
	var data written
	if err := json.Unmarshal(file, &data); err != nil {
		panic("refuse: practices.json: " + err.Error())
	}
	d := detectors{}
	for lang, name := range languageNames {
		compiled := func(sources map[string]string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + sources[name]) }
		d.denials[lang] = denials{compiled(data.Before), compiled(data.Within), compiled(data.After), compiled(data.Conditions)}
	}
	for _, p := range data.Practices {
		have := Practice{ID: p.ID, Title: p.Title, Sentence: p.Sentence, names: plainAll(p.Names), columns: plainAll(p.Columns), asked: plainAll(p.Asked)}
		for _, source := range p.English {
			have.patterns[english] = append(have.patterns[english], mustPattern(`(?i)\b`, source, data.Words))
		}
		for _, source := range p.Chinese {
			have.patterns[chinese] = append(have.patterns[chinese], mustPattern("", source, data.Words))
		}
		for lang, name := range languageNames {
			if p.But[name] != "" {
				have.but[lang] = regexp.MustCompile(`(?i)` + p.But[name])
			}
		}
		d.practices = append(d.practices, have)
	}
	d.lexicon = loadTogether(d.practices)
	return d
}

func plainAll(names []string) []string {
	var list []string
	for _, name := range names {
		list = append(list, plain(name))
	}
	return list
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

// Title is what a practice is called, by language; nil for an id that is none.
func Title(id string) map[string]string {
	for _, p := range loaded().practices {
		if p.ID == id {
			return p.Title
		}
	}
	return nil
}

// Look finds the practice that a name or a text belongs to; nil for none.
func Look(way Way, text string) *Refusal {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	d := loaded()
	if way == Column || way == Field || way == Name {
		return d.lookAtName(way, text)
	}
	return d.lookAtText(way, text)
}

// deniedName is one that says no to what follows: no_night_visits.
var deniedName = regexp.MustCompile(`^(?:no|not|never|do not|dont|不|禁止|严禁|勿)(?: |\p{Han})`)

func (d detectors) lookAtName(way Way, text string) *Refusal {
	name := plain(text)
	for _, p := range d.practices {
		if deniedName.MatchString(name) {
			break
		}
		if named(name, p.names) || named(name, p.columns) || way == Name && slices.Contains(p.asked, strings.TrimRight(name, " 0123456789")) {
			return &Refusal{p, way, text}
		}
	}
	if t := d.found(way, name); t != nil {
		return &Refusal{d.practices[t.practice], way, text}
	}
	return nil
}

// lookAtText looks for what is said outright first, then for labels, and last for
// words that stand together: so a practice is named as exactly as can be.
func (d detectors) lookAtText(way Way, text string) *Refusal {
	text = unified.Replace(text)
	lower := strings.ToLower(text)
	list := clausesOf(text)
	lowered := make([]string, len(list))
	for i, clause := range list {
		lowered[i] = strings.ToLower(clause)
	}
	for _, p := range d.practices {
		if found := d.said(p, list, lower, lowered); found != "" {
			return &Refusal{p, way, found}
		}
	}
	for _, clause := range list {
		if i := d.labelled(clause); i >= 0 {
			return &Refusal{d.practices[i], way, strings.TrimSpace(clause)}
		}
		if t := d.found(way, clause); t != nil {
			return &Refusal{d.practices[t.practice], way, strings.TrimSpace(clause)}
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

// named reports whether the words of one of the wanted names all stand in a name,
// in this order; what is written without blanks (Chinese) may stand anywhere in
// it.
func named(name string, wanted []string) bool {
	words := strings.Fields(name)
	for _, want := range wanted {
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

// A label is a text of a few words: there the name of a practice is what is asked
// for, and in a longer one it may be anything.
const (
	labelWords      = 6
	labelCharacters = 12
	nameCharacters  = 3 // of a Chinese name that a label is judged by: shorter ones are words of every day
)

// labelled is the practice whose name a label bears, -1 for none. Names of one
// word are left to columns: as an answer (a neighbour, a church) each is harmless.
func (d detectors) labelled(clause string) int {
	label := plain(clause)
	words := strings.ReplaceAll(" "+label+" ", " s ", " ") // the debtor's photo
	if strings.Count(words, " ")-1 > labelWords || utf8.RuneCountInString(label) > labelCharacters && !isASCII(label) || d.denials[english].before.MatchString(label) || d.denials[chinese].before.MatchString(label) {
		return -1
	}
	return slices.IndexFunc(d.practices, func(p Practice) bool {
		return slices.ContainsFunc(p.names, func(name string) bool {
			if isASCII(name) {
				_, behind, there := strings.Cut(words, " "+name) // "night visits", "night visit is forbidden"
				return there && strings.Contains(name, " ") && (behind[0] == ' ' || strings.HasPrefix(behind, "s ")) && !d.denials[english].after.MatchString(behind[1:])
			}
			_, behind, there := strings.Cut(label, name)
			return there && utf8.RuneCountInString(name) >= nameCharacters && !d.denials[chinese].after.MatchString(behind)
		})
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// said is the clause that speaks for the practice outright, "" for none. Lower is the
// whole text in small letters, lowered each clause: what a pattern cannot do without is
// looked for there first.
func (d detectors) said(p Practice, list []string, lower string, lowered []string) string {
	for lang, patterns := range p.patterns {
		for _, pattern := range patterns {
			if !pattern.likely(lower) {
				continue
			}
			for i, clause := range list {
				if !pattern.likely(lowered[i]) {
					continue
				}
				at := pattern.FindStringIndex(clause)
				n, but := &d.denials[lang], p.but[lang]
				if at != nil && (but == nil || !but.MatchString(clause)) && !d.deniesBefore(lang, clause[:at[0]]) && (pattern.denies || !n.within.MatchString(clause[at[0]:at[1]])) && !n.after.MatchString(clause[at[1]:]) {
					return strings.TrimSpace(clause)
				}
			}
		}
	}
	return ""
}
