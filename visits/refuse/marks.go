package refuse

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"fairvisit/visits/refuse/linear"
)

// The kinds of marks that a text is known by where weights are added up. A kind's letter
// goes into the number of a mark, so that a word and a class of the same name differ.
const (
	markWord      = 'w' // an English word by its root
	markPair      = 'p' // two that stand together
	markNear      = 'n' // two that stand near each other, in this order
	markOpening   = 'o' // the words a text begins with
	markMood      = 'm' // what kind of sentence it is
	markClass     = 'c' // a class of the lexicon
	markClasses   = 'k' // two classes, in any order
	markDenied    = 'd' // a word or class behind a denial
	markActs      = 'a' // a class where somebody else acts
	markCharacter = 'h' // Chinese characters that stand together
	markClassWord = 'x' // a class and a word
	markHour      = 't' // a time of day
	markListed    = 'l' // what the lists take it for
)

// marking collects the marks of a text.
type marking struct {
	marks []linear.Feature
}

// add puts a mark in by its kind and what it is of. Numbers are those of FNV-1a, mixed.
func (m *marking) add(kind byte, of ...string) {
	const prime = 16777619
	h := (uint32(2166136261) ^ uint32(kind)) * prime
	for _, s := range of {
		for i := range len(s) {
			h = (h ^ uint32(s[i])) * prime
		}
		h = (h ^ 0xff) * prime
	}
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	m.marks = append(m.marks, linear.Feature{Number: (h ^ h>>16) >> (32 - linear.Bits), Value: valueOf(kind)})
}

// valueOf keeps pairs of classes, of which a text has most, from outweighing its words.
func valueOf(kind byte) float32 {
	if kind == markClasses || kind == markClassWord || kind == markNear {
		return 0.3
	}
	return 1
}

// marksOf are what a sentence, or a name, is known by, ascending and each once; listed
// is the practice that the lists take it for, "" for none. Their number is bounded by a
// small multiple of the length.
func (d *detectors) marksOf(unit, listed string, isName bool) []linear.Feature {
	unit = strings.ToLower(unit)
	m := &marking{marks: make([]linear.Feature, 0, 256)}
	mood := moodOf(unit)
	if isName {
		mood = "name"
	}
	if listed != "" {
		m.add(markListed)
		m.add(markListed, listed)
	}
	m.add(markMood, mood)
	m.english(d, unit, mood)
	m.chinese(d, unit, mood)
	slices.SortFunc(m.marks, func(a, b linear.Feature) int { return cmp.Compare(a.Number, b.Number) })
	return slices.CompactFunc(m.marks, func(a, b linear.Feature) bool { return a.Number == b.Number })
}

var asksYou = regexp.MustCompile(`^\W*(?:did|do|have|were|are|can|could|will|would|may) you\b`)

// moodOf is what kind of sentence a text is, as far as its ends tell.
func moodOf(unit string) string {
	unit = strings.TrimSpace(unit)
	switch {
	case asksYou.MatchString(unit):
		return "you?"
	case strings.HasSuffix(unit, "?") || strings.HasSuffix(unit, "？") || strings.HasSuffix(unit, "吗"):
		return "?"
	case strings.ContainsAny(unit, ":："):
		return ":"
	}
	return "."
}

const (
	window   = 6  // words between which a pair is near
	mostSeen = 24 // classes of a clause that are paired
)

// denying words of English begin what is denied; ending words end it.
var (
	denyingRoots = rootSet("no not never nobody none nothing without cannot can't don't doesn't didn't won't mustn't isn't wasn't aren't weren't shouldn't couldn't needn't forbidden refuse avoid against prohibit illegal nor neither stop refrain forbid unlawful ban instead rather")
	endingRoots  = rootSet("but then otherwise")
	fillRoots    = rootSet("the a an of")
)

func rootSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[root(w)] = true
	}
	return set
}

// english are the marks of the English words.
func (m *marking) english(d *detectors, unit, mood string) {
	list := tokens(unit)
	if len(list) == 0 {
		return
	}
	roots := make([]string, 0, len(list))
	denied := make([]bool, 0, len(list))
	on := false
	for i, t := range list {
		r := t.root
		if digit(r[0]) {
			r = m.number(list, i)
		}
		if endingRoots[r] {
			on = false
		}
		roots, denied = append(roots, r), append(denied, on)
		if denyingRoots[r] {
			on = true
		}
	}
	opening := roots[0]
	m.add(markOpening, opening)
	if len(roots) > 1 {
		m.add(markOpening, opening, roots[1])
	}
	if len(roots) > 2 {
		m.add(markOpening, opening, roots[1], roots[2])
	}
	m.words(roots, denied, mood)
	seen, _ := d.lexicon.look(english, unit)
	others := ""
	if d.othersAct(english, unit) == isTrue {
		others = "others"
		m.add(markActs, others)
	}
	m.classes(d, seen, func(at int) bool { return denied[at] }, mood, others, opening)
	m.classWords(d, seen, roots, denied)
}

func (m *marking) words(roots []string, denied []bool, mood string) {
	var kept []int
	for i, r := range roots {
		m.add(markWord, r)
		m.add(markMood, mood, r)
		if denied[i] {
			m.add(markDenied, r)
		}
		if !fillRoots[r] {
			kept = append(kept, i)
		}
	}
	last := "^"
	for _, r := range roots {
		m.add(markPair, last, r)
		last = r
	}
	m.add(markPair, last, "$")
	for i, a := range kept {
		for j, b := range kept[i+1 : min(len(kept), i+1+window)] {
			m.add(markNear, roots[a], roots[b], strconv.FormatBool(denied[a] || denied[b]))
			if j == 1 {
				m.add(markPair, roots[a], roots[kept[i+1]], roots[b])
			}
		}
	}
}

// number is a number by its size, and a time of day by whether visits are then.
func (m *marking) number(list []token, i int) string {
	r := list[i].root
	n, err := strconv.Atoi(strings.TrimRight(r, "apmsthndr"))
	if err != nil {
		return "#word"
	}
	next := ""
	if i+1 < len(list) {
		next = list[i+1].root
	}
	afternoon := strings.HasSuffix(r, "pm") || next == "pm"
	morning := strings.HasSuffix(r, "am") || next == "am"
	if afternoon && n < 12 {
		n += 12
	}
	switch {
	case (afternoon || morning) && (n < 8 || n > 20):
		m.add(markHour, "night")
	case afternoon || morning:
		m.add(markHour, "day")
	}
	switch {
	case n < 2:
		return "#1"
	case n < 8:
		return "#few"
	case n < 21:
		return "#hour"
	case n < 25:
		return "#late"
	}
	return "#many"
}

// classes are the marks of what notions a text speaks of.
func (m *marking) classes(d *detectors, words []seen, denied func(at int) bool, mood, others, opening string) {
	var names []string
	var no []bool
	for _, w := range words {
		name := d.lexicon.names[w.class]
		if slices.Contains(names, name) {
			continue
		}
		if len(names) == mostSeen {
			break
		}
		names, no = append(names, name), append(no, denied(w.from))
	}
	for i, a := range names {
		m.add(markClass, a)
		m.add(markClass, a, mood)
		m.add(markClass, a, opening, "opening")
		if no[i] {
			m.add(markDenied, a, "class")
		}
		if others != "" {
			m.add(markActs, a, others)
		}
		for j, b := range names[i+1:] {
			deny := strconv.FormatBool(no[i] || no[i+1+j])
			m.add(markClasses, min(a, b), max(a, b), deny)
		}
	}
}

// classWords are marks of a class and a word near it.
func (m *marking) classWords(d *detectors, words []seen, roots []string, denied []bool) {
	for _, w := range words[:min(len(words), 2*mostSeen)] {
		for at := max(0, w.from-window); at < min(len(roots), w.to+window); at++ {
			if at >= w.from && at < w.to || fillRoots[roots[at]] {
				continue
			}
			m.add(markClassWord, d.lexicon.names[w.class], roots[at], strconv.FormatBool(denied[at] || denied[w.from]))
		}
	}
}

var denyingChinese = regexp.MustCompile(`不|未|没|无|勿|禁|避免|拒绝|莫|别|而非|停止|违规|违法|投诉|举报`)

// chinese are the marks of Chinese characters.
func (m *marking) chinese(d *detectors, unit, mood string) {
	var run []rune
	var places []int
	for at, r := range unit {
		if unicode.Is(unicode.Han, r) || r >= '0' && r <= '9' {
			run = append(run, r)
			places = append(places, at)
		} else if len(run) > 0 && run[len(run)-1] != ' ' {
			run = append(run, ' ')
			places = append(places, at)
		}
	}
	if !slices.ContainsFunc(run, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return
	}
	from := len(unit)
	if at := denyingChinese.FindStringIndex(unit); at != nil {
		from = at[0]
	}
	for i := range run {
		for n := 1; n <= 4 && i+n <= len(run); n++ {
			s := string(run[i : i+n])
			m.add(markCharacter, s)
			if n == 1 || n == 2 {
				m.add(markMood, mood, s)
			}
			if n == 2 && places[i] > from {
				m.add(markDenied, s)
			}
		}
		if i+1 < len(run) {
			a := string(run[i : i+2])
			for j := i + 2; j+1 < len(run) && j < i+2+8; j++ {
				m.add(markNear, a, string(run[j:j+2]))
			}
		}
	}
	opening := string(run[:min(2, len(run))])
	m.add(markOpening, opening)
	m.add(markOpening, string(run[:min(3, len(run))]))
	m.add(markOpening, string(run[:min(4, len(run))]))
	m.add(markOpening, string(run[max(0, len(run)-2):]), "end")
	m.add(markOpening, string(run[max(0, len(run)-3):]), "end")
	seen, at := d.lexicon.look(chinese, unit)
	others := ""
	if d.othersAct(chinese, unit) == isTrue {
		others = "others"
		m.add(markActs, others)
	}
	m.classes(d, seen, func(n int) bool { return at[n] > from }, mood, others, opening)
	m.classCharacters(d, seen, unit, at)
}

// classCharacters are marks of a class and two characters near it.
func (m *marking) classCharacters(d *detectors, words []seen, unit string, at []int) {
	for _, w := range words[:min(len(words), 2*mostSeen)] {
		for i := max(0, w.from-window); i < min(len(at)-2, w.to+window); i++ {
			if i >= w.from-1 && i < w.to {
				continue
			}
			s := unit[at[i]:at[i+2]]
			if utf8.RuneCountInString(s) == 2 && s[0] >= utf8.RuneSelf {
				m.add(markClassWord, d.lexicon.names[w.class], s)
			}
		}
	}
}
