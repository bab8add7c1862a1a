package refuse

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wanted is a name that a practice is known by: its words, or what is written without
// blanks (Chinese).
type wanted struct {
	text  string   // plain: words with blanks between
	words []string // nil where it is written without
}

func wantedAll(names []string) []wanted {
	var list []wanted
	for _, name := range plainAll(names) {
		w := wanted{text: name}
		if isASCII(name) {
			w.words = strings.Fields(name)
		}
		list = append(list, w)
	}
	return list
}

// named reports whether the words of one of the wanted names all stand in a name,
// in this order; what is written without blanks may stand anywhere in joined, which
// is the name without them.
func named(words []string, joined string, names []wanted) bool {
	for _, want := range names {
		if want.words == nil {
			if strings.Contains(joined, want.text) {
				return true
			}
			continue
		}
		left := want.words
		for _, w := range words {
			if w == left[0] || len(w) == len(left[0])+1 && w[len(w)-1] == 's' && w[:len(w)-1] == left[0] {
				if left = left[1:]; len(left) == 0 {
					return true
				}
			}
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

// labels are the names labels are judged by: English ones by their first word, Chinese
// ones by their first character. Names of one word are left to columns: as an answer
// (a neighbour, a church) each is harmless.
type labels struct {
	english, chinese map[string][]label
}

type label struct {
	practice int
	name     string
}

func labelsOf(practices []Practice) labels {
	l := labels{map[string][]label{}, map[string][]label{}}
	for i, p := range practices {
		for _, name := range p.names {
			switch {
			case len(name.words) > 1:
				l.english[name.words[0]] = append(l.english[name.words[0]], label{i, name.text})
			case name.words == nil && utf8.RuneCountInString(name.text) >= nameCharacters:
				_, n := utf8.DecodeRuneInString(name.text)
				l.chinese[name.text[:n]] = append(l.chinese[name.text[:n]], label{i, name.text})
			}
		}
	}
	return l
}

// labelled is the practice whose name a label bears, -1 for none.
func (d *detectors) labelled(clause string) int {
	text := plain(clause)
	words := strings.ReplaceAll(" "+text+" ", " s ", " ") // the debtor's photo
	if strings.Count(words, " ")-1 > labelWords || utf8.RuneCountInString(text) > labelCharacters && !isASCII(text) {
		return -1
	}
	var found []int
	for _, w := range strings.Fields(words) {
		for _, l := range d.labels.english[w] {
			_, behind, there := strings.Cut(words, " "+l.name) // "night visits", "night visit is forbidden"
			if there && (behind[0] == ' ' || strings.HasPrefix(behind, "s ")) && !d.denials[english].after.MatchString(behind[1:]) {
				found = append(found, l.practice)
			}
		}
	}
	for at, r := range text {
		for _, l := range d.labels.chinese[text[at:at+utf8.RuneLen(r)]] {
			_, behind, there := strings.Cut(text, l.name)
			if there && !d.denials[chinese].after.MatchString(behind) {
				found = append(found, l.practice)
			}
		}
	}
	if len(found) == 0 || d.denials[english].before.MatchString(text) || d.denials[chinese].before.MatchString(text) {
		return -1
	}
	return slices.Min(found)
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

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
