package intake

import (
	"slices"
	"strings"
	"unicode"

	"fairvisit/visits"
)

// What a mark is of.
const (
	MarkPerson  = "person"
	MarkPhone   = "phone"
	MarkAddress = "address"
)

// phoneDigits are compared from the end: files write one number with and without
// the country's code.
const phoneDigits = 9

// Marks are the persons, phones and the address of a case by hashes under a key,
// so that they are found again in a later file, and name nobody to who has not
// both. A person is a creditor's customer by the number of an identity document;
// where there is none by name and address, for a name alone is many people's.
func Marks(key []byte, w visits.CaseWords) []visits.Mark {
	address := plain(w.Place.City) + "\x00" + plain(w.Place.District) + "\x00" + plain(w.Place.Street)
	var marks []visits.Mark
	add := func(what string, words ...string) {
		m := visits.Mark{What: what, ID: visits.KeyedID(key, append([]string{"mark", what}, words...)...)}
		if !slices.Contains(marks, m) {
			marks = append(marks, m)
		}
	}
	for _, p := range w.Parties {
		if number := plain(p.IDNumber); number != "" {
			add(MarkPerson, plain(w.Creditor), "number", number)
		}
		add(MarkPerson, plain(w.Creditor), "name", plain(p.Name), address)
		if d := digits(p.Phone); len(d) >= phoneDigits {
			add(MarkPhone, d[len(d)-phoneDigits:])
		}
	}
	if plain(w.Place.Street) != "" {
		add(MarkAddress, address)
	}
	return marks
}

// plain is a word without what files write now so and now so: case, spaces and
// punctuation.
func plain(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Suppressed says of a row that was read well why it is not taken.
func (c Case) Suppressed(why string) Problem {
	return Problem{Row: c.Row, Column: columns[number].name, Why: why}
}
