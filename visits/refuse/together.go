package refuse

import (
	_ "embed"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// What stands together is written in three files: together.json holds lines that were
// tuned one by one, meaning.json lists of words for each notion of a practice (who
// acts, what is done, to whom), of which a line names two or three, and notions.json
// the same for labels and letters, and wider.
//
//go:embed together.json
var togetherFile []byte

//go:embed meaning.json
var meaningFile []byte

//go:embed notions.json
var notionsFile []byte

// together is a practice told by what stands close to each other, in any order:
// somebody of the family and a telephone, a threat and the police, the night and
// a visit. One such line takes the place of a hundred sentences, and finds the
// label of three words as well as the order of a whole one.
type together struct {
	practice int
	of       []classes // of which each has to be there; several where either does
	unless   classes   // what makes the whole part harmless
	gap      [languages]int
	but      [languages]*regexp.Regexp // what makes the whole clause harmless; nil: nothing
	in       string                    // "": names and texts; see reads
	ordered  bool                      // the words come in the order of the line
	across   bool                      // a comma between them parts nothing
	ours     bool                      // nothing is found where somebody else acts; see othersAct
}

// classes is a set of them, by their numbers.
type classes [6]uint64

func (s *classes) add(class int)      { s[class/64] |= 1 << (class % 64) }
func (s *classes) has(class int) bool { return s[class/64]&(1<<(class%64)) != 0 }
func (s *classes) meets(other *classes) bool {
	return s[0]&other[0]|s[1]&other[1]|s[2]&other[2]|s[3]&other[3]|s[4]&other[4]|s[5]&other[5] != 0
}
func (s *classes) room() int { return 64 * len(s) }

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
	whole  map[string][]string // Chinese words by their first character, of which no part is a word
	joined []together
	names  []string // of classes, by their numbers
}

// entry is a word or phrase of a class.
type entry struct {
	class int
	parts []string // english: its roots; chinese: the word alone
}

// seen is a word of a class at its place: tokens in English, characters in Chinese.
type seen struct {
	class    int
	from, to int
}

// writtenTogether is one of the files.
type writtenTogether struct {
	Whole    []string                       `json:"whole"`
	Classes  map[string]map[string][]string `json:"classes"`
	Together []struct {
		Practice string            `json:"practice"`
		Of       []string          `json:"of"`
		Unless   []string          `json:"unless"`
		Gap      [languages]int    `json:"gap"` // below 0: not in this language
		But      map[string]string `json:"but"`
		In       string            `json:"in"`
		Ordered  bool              `json:"ordered"`
		Across   bool              `json:"across"`
		Any      bool              `json:"any_subject"`
	} `json:"together"`
}

// loadTogether reads the files; a mistake in them is one of ours and panics, as in
// load.
func loadTogether(practices []Practice) lexicon {
	l := lexicon{words: [languages]map[string][]entry{{}, {}}, whole: map[string][]string{}}
	numbers := map[string]int{}
	var files [3]writtenTogether
	for i, file := range [][]byte{togetherFile, meaningFile, notionsFile} {
		if err := json.Unmarshal(file, &files[i]); err != nil {
			panic("refuse: what stands together: " + err.Error())
		}
		for _, name := range slices.Sorted(maps.Keys(files[i].Classes)) { // words of a place come in this order
			words := files[i].Classes[name]
			if _, twice := numbers[name]; twice {
				panic("refuse: two classes are called " + name)
			}
			numbers[name] = len(numbers)
			l.names = append(l.names, name)
			l.add(numbers[name], words)
		}
	}
	if all := (&classes{}).room(); len(numbers) > all {
		panic("refuse: more classes than bits")
	}
	for i := range files {
		for _, w := range files[i].Whole {
			_, n := utf8.DecodeRuneInString(w)
			l.whole[w[:n]] = append(l.whole[w[:n]], w)
		}
		l.join(practices, numbers, &files[i], i > 0)
	}
	return l
}

// join takes in the lines of a file.
func (l *lexicon) join(practices []Practice, numbers map[string]int, data *writtenTogether, ours bool) {
	set := func(names ...string) (s classes) {
		for _, name := range names {
			n, known := numbers[name]
			if !known {
				panic("refuse: no class " + name)
			}
			s.add(n)
		}
		return s
	}
	for _, d := range data.Together {
		t := together{gap: d.Gap, in: d.In, unless: set(d.Unless...), ordered: d.Ordered, across: d.Across, ours: ours && !d.Any}
		if t.practice = slices.IndexFunc(practices, func(p Practice) bool { return p.ID == d.Practice }); t.practice < 0 {
			panic("refuse: no practice " + d.Practice)
		}
		if len(d.Of) == 0 || len(d.Of) > longest {
			panic("refuse: a line of no or too many classes")
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
}

func (l *lexicon) add(class int, words map[string][]string) {
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
	case "names":
		return named
	case "no screens":
		return way != Screen && way != Field
	}
	return true
}

// fits reports whether all its classes are there, and none that makes it harmless.
func (t *together) fits(there *classes) bool {
	return !there.meets(&t.unless) && !slices.ContainsFunc(t.of, func(s classes) bool { return !s.meets(there) })
}

// longestWord is of how many tokens or characters a word of a class is at most.
const longestWord = 8

// look finds the words of all classes in a part, in the order of their places. Places
// gives the byte at which each token or character begins, and one behind the last.
func (l *lexicon) look(lang int, part string) (words []seen, places []int) {
	if lang == chinese {
		return l.lookChinese(part)
	}
	list := tokens(part)
	for i, t := range list {
		places = append(places, t.at)
		for _, e := range l.words[english][t.root] {
			if i+len(e.parts) <= len(list) && rootsAre(list[i:], e.parts) {
				words = append(words, seen{e.class, i, i + len(e.parts)})
			}
		}
	}
	return words, append(places, len(part))
}

// lookChinese finds words where none are parted by blanks: 债 (debt) is none in 债务人
// (debtor), which is told by the list of whole words.
func (l *lexicon) lookChinese(part string) (words []seen, places []int) {
	n, within := 0, 0
	for at, r := range part {
		places = append(places, at)
		for _, w := range l.whole[string(r)] {
			if strings.HasPrefix(part[at:], w) {
				within = max(within, at+len(w))
			}
		}
		for _, e := range l.words[chinese][string(r)] {
			if word := e.parts[0]; strings.HasPrefix(part[at:], word) && at+len(word) >= within {
				words = append(words, seen{e.class, n, n + utf8.RuneCountInString(word)})
			}
		}
		n++
	}
	return words, append(places, len(part))
}

// rootsAre reports whether tokens begin with these roots.
func rootsAre(list []token, roots []string) bool {
	for i, r := range roots {
		if list[i].root != r {
			return false
		}
	}
	return true
}
