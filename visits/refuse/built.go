package refuse

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
)

// names.json builds the names of columns, fields and questions out of sets of words: a
// relative and a telephone, whatever each is called. Its lines hold places parted by
// blanks; a place is a set, or words parted by |, and behind a - stand words that make it
// harmless.
//
//go:embed names.json
var namesFile []byte

// built is a line of it.
type built struct {
	practice int
	places   []place
	unless   place // what makes it harmless: last_visit_night
}

// place holds words of which a name must have one.
type place struct {
	roots   map[string]bool // of what is parted by blanks: English, and Chinese in Latin letters
	chinese []string
}

func loadBuilt(practices []Practice) []built {
	var data struct {
		Sets  map[string][]string `json:"sets"`
		Names map[string][]string `json:"names"`
	}
	if err := json.Unmarshal(namesFile, &data); err != nil {
		panic("refuse: names.json: " + err.Error())
	}
	var list []built
	for i, p := range practices {
		for _, line := range data.Names[p.ID] {
			b := built{practice: i}
			for _, source := range strings.Fields(line) {
				source, harmless := strings.CutPrefix(source, "-")
				words, isSet := data.Sets[source]
				if !isSet {
					words = strings.Split(source, "|")
				}
				if harmless {
					b.unless = placeOf(words)
				} else {
					b.places = append(b.places, placeOf(words))
				}
			}
			list = append(list, b)
		}
		delete(data.Names, p.ID)
	}
	if len(data.Names) > 0 {
		panic("refuse: names.json: names of no practice")
	}
	return list
}

func placeOf(words []string) place {
	p := place{roots: map[string]bool{}}
	for _, w := range words {
		if isASCII(w) {
			p.roots[root(w)] = true
		} else {
			p.chinese = append(p.chinese, w)
		}
	}
	return p
}

// longestName is how many words or characters a name has that lines are looked for in:
// a longer one is a sentence, in which any two words may stand.
const longestName = 10

// builtFrom is the practice of the first line that a name fulfils, -1 for none. A word
// takes one place only, and they come in any order: wife_phone, phone_of_wife.
func (d *detectors) builtFrom(name string) int {
	name = digitsApart(name)
	joined := strings.ReplaceAll(name, " ", "")
	if len(strings.Fields(name)) > longestName || !isASCII(joined) && len([]rune(joined)) > 2*longestName {
		return -1
	}
	var roots []string
	for _, w := range strings.Fields(name) {
		roots = append(roots, root(w))
	}
	for _, b := range d.built {
		if b.fits(roots, joined) {
			return b.practice
		}
	}
	return -1
}

func (b *built) fits(roots []string, joined string) bool {
	if slices.ContainsFunc(roots, func(r string) bool { return b.unless.roots[r] }) {
		return false
	}
	used := make([]bool, len(roots))
	for _, p := range b.places {
		at := slices.IndexFunc(roots, func(r string) bool { return p.roots[r] })
		for at >= 0 && used[at] {
			next := slices.IndexFunc(roots[at+1:], func(r string) bool { return p.roots[r] })
			if next < 0 {
				at = -1
				break
			}
			at += 1 + next
		}
		if at >= 0 {
			used[at] = true
			continue
		}
		if !slices.ContainsFunc(p.chinese, func(w string) bool { return strings.Contains(joined, w) }) {
			return false
		}
	}
	return true
}

// digitsApart parts digits from letters: contact2phone, which is contact 2 phone.
func digitsApart(name string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range name {
		isDigit, wasDigit := r >= '0' && r <= '9', last >= '0' && last <= '9'
		if last != 0 && isDigit != wasDigit {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}
