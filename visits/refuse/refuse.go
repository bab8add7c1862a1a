// Package refuse knows the practices this product has no part in, and finds them
// where they could come in: a column of a case file, a field of an interface, a
// question of a checklist, a template, a text on a screen. The practices are data
// (practices.json): each has names that columns and fields of it bear, and
// patterns of what is said for it, in both languages; what is told by words that
// stand close to each other in any order is in together.json, meaning.json and notions.json, and what
// names are built of in names.json. Beside these lists stands a judge that was taught by
// wordings of both kinds (taught, weights.bin; see learned.go): it finds what the lists
// do not have, and lets go what they take wrongly. A text that speaks against a practice
// is harmless. Lists and judge miss a part of what a stranger writes, and who wants to
// deceive them can: a person still reads a list and a template before they are published.
package refuse

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed practices.json
var file []byte

// Practice is one of those refused. Texts are by language: en and zh-Hans.
type Practice struct {
	ID       string
	Title    map[string]string
	Sentence map[string]string // why, and what is done instead

	names    []wanted // in labels, columns, fields and names
	columns  []wanted // in columns, fields and names only: a label may well say them
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
	needles   needles
	labels    labels
	built     []built
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
func load() *detectors {
	var data written
	if err := json.Unmarshal(file, &data); err != nil {
		panic("refuse: practices.json: " + err.Error())
	}
	d := &detectors{needles: needles{numbers: map[string]int{}, starts: map[[2]byte][]int{}}}
	for lang, name := range languageNames {
		compiled := func(sources map[string]string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + sources[name]) }
		d.denials[lang] = denials{compiled(data.Before), compiled(data.Within), compiled(data.After), compiled(data.Conditions)}
	}
	for _, p := range data.Practices {
		have := Practice{ID: p.ID, Title: p.Title, Sentence: p.Sentence, names: wantedAll(p.Names), columns: wantedAll(p.Columns), asked: plainAll(p.Asked)}
		for _, source := range p.English {
			have.patterns[english] = append(have.patterns[english], d.needles.mustPattern(`(?i)\b`, source, data.Words))
		}
		for _, source := range p.Chinese {
			have.patterns[chinese] = append(have.patterns[chinese], d.needles.mustPattern("", source, data.Words))
		}
		for lang, name := range languageNames {
			if p.But[name] != "" {
				have.but[lang] = regexp.MustCompile(`(?i)` + p.But[name])
			}
		}
		d.practices = append(d.practices, have)
	}
	d.lexicon = loadTogether(d.practices)
	d.labels = labelsOf(d.practices)
	d.built = loadBuilt(d.practices)
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
	return d.judge(way, text, d.listed(way, text))
}

// listed is what the lists find.
func (d *detectors) listed(way Way, text string) *Refusal {
	if isName(way) {
		return d.lookAtName(way, text)
	}
	return d.lookAtText(way, text)
}

func isName(way Way) bool { return way == Column || way == Field || way == Name }

// deniedName is one that says no to what follows: no_night_visits.
var deniedName = regexp.MustCompile(`^(?:no|not|never|do not|dont|不|禁止|严禁|勿)(?: |\p{Han})`)

// A name longer than a clause may be is looked at in pieces, as a text is.
func (d *detectors) lookAtName(way Way, text string) *Refusal {
	name := plain(text)
	denied := deniedName.MatchString(name)
	list := clausesOf(name)
	for _, piece := range list {
		if denied {
			break
		}
		words, joined := strings.Fields(piece), strings.ReplaceAll(piece, " ", "")
		for _, p := range d.practices {
			if named(words, joined, p.names) || named(words, joined, p.columns) || way == Name && slices.Contains(p.asked, strings.TrimRight(name, " 0123456789")) {
				return &Refusal{p, way, text}
			}
		}
	}
	if !denied {
		if p := d.builtFrom(name); p >= 0 {
			return &Refusal{d.practices[p], way, text}
		}
	}
	spoken := d.spoken(list)
	for i := range list {
		if t := d.found(way, spoken, i); t != nil {
			return &Refusal{d.practices[t.practice], way, text}
		}
	}
	return nil
}

// lookAtText looks for what is said outright first, then for labels, and last for
// words that stand together: so a practice is named as exactly as can be.
func (d *detectors) lookAtText(way Way, text string) *Refusal {
	if isHarmless(text) {
		return nil
	}
	spoken := d.spoken(clausesOf(ofOneHour(unified.Replace(text))))
	for _, p := range d.practices {
		if found := d.said(p, spoken); found != "" {
			return &Refusal{p, way, found}
		}
	}
	for i, clause := range spoken.list {
		if p := d.labelled(clause); p >= 0 {
			return &Refusal{d.practices[p], way, strings.TrimSpace(clause)}
		}
		if t := d.found(way, spoken, i); t != nil {
			return &Refusal{d.practices[t.practice], way, strings.TrimSpace(clause)}
		}
	}
	return nil
}

// found is the first line that a clause fulfils in one of its parts and nothing there
// denies; nil for none.
func (d *detectors) found(way Way, spoken *spoken, clause int) (first *together) {
	s := search{d: d, way: way, spoken: spoken, clause: clause, found: func(t *together) bool {
		first = t
		return false
	}}
	s.lines()
	return first
}

// said is the clause that speaks for the practice outright, "" for none.
func (d *detectors) said(p Practice, spoken *spoken) string {
	for lang := range p.patterns {
		for k := range p.patterns[lang] {
			pattern := &p.patterns[lang][k]
			for _, i := range spoken.likely(pattern) {
				clause := spoken.list[i]
				at := pattern.FindStringIndex(clause)
				if at == nil || p.but[lang] != nil && p.but[lang].MatchString(clause) {
					continue
				}
				n := spoken.denying(d, i, lang)
				if !n.standsBefore(at[0]) && (pattern.denies || !n.words.within.MatchString(clause[at[0]:at[1]])) && !n.standsAfter(at[1]) {
					return strings.TrimSpace(clause)
				}
			}
		}
	}
	return ""
}
