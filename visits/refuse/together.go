package refuse

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed together.json
var togetherFile []byte

// together is a practice told by what stands close to each other, in any order:
// somebody of the family and a telephone, a threat and the police, the night and
// a visit. One such line takes the place of a hundred sentences, and finds the
// label of three words as well as the order of a whole one.
type together struct {
	practice int
	of       []uint64 // classes, of which each has to be there; a set of bits where either does
	unless   uint64   // classes that make the whole part harmless
	gap      [languages]int
	but      [languages]*regexp.Regexp // what makes the whole clause harmless; nil: nothing
	in       string                    // "": names and texts; see reads
}

// The languages words are looked up in. A text may hold both.
const (
	english = iota
	chinese
	languages
)

var languageNames = [languages]string{english: "en", chinese: "zh-Hans"}

// lexicon finds the words of classes. English words are kept by their first root,
// Chinese ones by their first character.
type lexicon struct {
	words  [languages]map[string][]entry
	joined []together
}

// entry is a word or phrase of a class.
type entry struct {
	class uint64
	parts []string // english: its roots; chinese: the word alone
}

// seen is a word of a class at its place: tokens in English, characters in Chinese.
type seen struct {
	class    uint64
	from, to int
}

// loadTogether reads the file; a mistake in it is one of ours and panics, as in
// load.
func loadTogether(practices []Practice) lexicon {
	var data struct {
		Classes  map[string]map[string][]string `json:"classes"`
		Together []struct {
			Practice string            `json:"practice"`
			Of       []string          `json:"of"`
			Unless   []string          `json:"unless"`
			Gap      [languages]int    `json:"gap"`
			But      map[string]string `json:"but"`
			In       string            `json:"in"`
		} `json:"together"`
	}
	if err := json.Unmarshal(togetherFile, &data); err != nil {
		panic("refuse: together.json: " + err.Error())
	}
	l := lexicon{words: [languages]map[string][]entry{{}, {}}}
	bits := map[string]uint64{}
	for name, words := range data.Classes {
		bits[name] = 1 << len(bits)
		l.add(bits[name], words)
	}
	if len(bits) > 64 {
		panic("refuse: together.json: more classes than bits")
	}
	set := func(names ...string) (mask uint64) {
		for _, name := range names {
			if bits[name] == 0 {
				panic("refuse: together.json: no class " + name)
			}
			mask |= bits[name]
		}
		return mask
	}
	for _, d := range data.Together {
		t := together{gap: d.Gap, in: d.In, unless: set(d.Unless...)}
		if t.practice = slices.IndexFunc(practices, func(p Practice) bool { return p.ID == d.Practice }); t.practice < 0 {
			panic("refuse: together.json: no practice " + d.Practice)
		}
		for _, either := range d.Of {
			t.of = append(t.of, set(strings.Split(either, "|")...))
		}
		for lang, name := range languageNames {
			if d.But[name] != "" {
				t.but[lang] = regexp.MustCompile(`(?i)` + d.But[name])
			}
		}
		l.joined = append(l.joined, t)
	}
	return l
}

func (l *lexicon) add(class uint64, words map[string][]string) {
	for _, w := range words[languageNames[english]] {
		var roots []string
		for _, t := range tokens(w) {
			roots = append(roots, t.root)
		}
		l.words[english][roots[0]] = append(l.words[english][roots[0]], entry{class, roots})
	}
	for _, w := range words[languageNames[chinese]] {
		_, n := utf8.DecodeRuneInString(w)
		l.words[chinese][w[:n]] = append(l.words[chinese][w[:n]], entry{class, []string{w}})
	}
}

// reads reports whether a line is looked for in what comes by this way. Screens
// and fields of our own speak of the officer's PIN and password.
func (t *together) reads(way Way) bool {
	named := way == Column || way == Field || way == Name
	switch t.in {
	case "texts":
		return !named
	case "no screens":
		return way != Screen && way != Field
	}
	return true
}

// found is the first line that a clause fulfils in one of its parts, and nil if
// what is said there denies it.
func (d detectors) found(way Way, clause string) *together {
	for _, part := range partsOf(clause) {
		for lang := range languages {
			words, places := d.lexicon.look(lang, clause[part.from:part.to])
			if len(words) == 0 {
				continue
			}
			var there uint64
			for _, w := range words {
				there |= w.class
			}
			for i := range d.lexicon.joined {
				t := &d.lexicon.joined[i]
				if !t.fits(there) || !t.reads(way) {
					continue
				}
				chosen := t.choose(lang, words, nil)
				if chosen != nil && (t.but[lang] == nil || !t.but[lang].MatchString(clause)) && !d.denied(lang, clause, part.from, chosen, places) {
					return t
				}
			}
		}
	}
	return nil
}

// fits reports whether all its classes are there, and none that makes it harmless.
func (t *together) fits(there uint64) bool {
	return there&t.unless == 0 && !slices.ContainsFunc(t.of, func(class uint64) bool { return class&there == 0 })
}

// choose takes a word for each class, none twice and with no more between them
// than the line has for a gap; nil: there are none.
func (t *together) choose(lang int, words, chosen []seen) []seen {
	if len(chosen) == len(t.of) {
		return chosen
	}
	for _, w := range words {
		if w.class&t.of[len(chosen)] == 0 || slices.ContainsFunc(chosen, func(c seen) bool { return c.from < w.to && w.from < c.to }) {
			continue
		}
		with := append(slices.Clone(chosen), w)
		from, to, said := w.from, w.to, 0
		for _, c := range with {
			from, to, said = min(from, c.from), max(to, c.to), said+c.to-c.from
		}
		if to-from-said > t.gap[lang] {
			continue
		}
		if all := t.choose(lang, words, with); all != nil {
			return all
		}
	}
	return nil
}

// look finds the words of all classes in a part. Places gives the byte at which
// each token or character begins, and one behind the last.
func (l *lexicon) look(lang int, part string) (words []seen, places []int) {
	if lang == chinese {
		n := 0
		for at, r := range part {
			places = append(places, at)
			for _, e := range l.words[chinese][string(r)] {
				if strings.HasPrefix(part[at:], e.parts[0]) {
					words = append(words, seen{e.class, n, n + utf8.RuneCountInString(e.parts[0])})
				}
			}
			n++
		}
		return words, append(places, len(part))
	}
	list := tokens(part)
	for i, t := range list {
		places = append(places, t.at)
		for _, e := range l.words[english][t.root] {
			if i+len(e.parts) <= len(list) && !slices.ContainsFunc(indices(e.parts), func(k int) bool { return list[i+k].root != e.parts[k] }) {
				words = append(words, seen{e.class, i, i + len(e.parts)})
			}
		}
	}
	return words, append(places, len(part))
}

func indices(list []string) []int {
	at := make([]int, len(list))
	for i := range at {
		at[i] = i
	}
	return at
}
