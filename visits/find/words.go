package find

import (
	"slices"
	"strings"
	"unicode"

	"fairvisit/visits"
)

// Words are those a case is found by where only whole words can be compared, as at
// headquarters: the names of its persons, the street and its number, and the last four
// digits of each phone; each once.
func Words(c *visits.CaseWords) []string {
	if c == nil {
		return nil
	}
	list := Asked(c.Place.Street)
	for _, p := range c.Parties {
		list = append(list, names(p.Name)...)
		if d := digits(p.Phone); len(d) >= 4 {
			list = append(list, d[len(d)-4:])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// names are a name as it is written and typed: a Chinese one as a whole and without
// the surname, any other by its parts.
func names(name string) []string {
	list := Asked(name)
	for _, part := range slices.Clone(list) {
		if r := []rune(part); len(r) > 2 && isHan(r[0]) {
			list = append(list, string(r[1:]))
		}
	}
	return list
}

// Asked are the words of what somebody looks for: letters and numbers alone, folded;
// numbers part words, for 中山路9999号 and 中山路 9999 号 are one street. A phone number is
// its last four digits.
func Asked(query string) []string {
	var list []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			list = append(list, string(word))
		}
		word = nil
	}
	for _, r := range fold(query) {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case len(word) > 0 && unicode.IsDigit(r) != unicode.IsDigit(word[len(word)-1]) && (isHan(r) || isHan(word[len(word)-1])):
			end() // 12b is one word, 12号 are two
		}
		word = append(word, r)
	}
	end()
	for i, w := range list {
		if d := digits(w); len(d) >= 7 && len(d) == len(w) {
			list[i] = d[len(d)-4:]
		}
	}
	return list
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}
