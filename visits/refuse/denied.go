package refuse

import (
	"cmp"
	"slices"
)

// denying is what a clause denies with in one language. It is asked for very many
// places of a clause that is full of the words looked for, so it keeps what it found.
type denying struct {
	words       *denials
	clause      string
	at          [][]int // the denials, where they begin and end
	conditional bool    // some of it may set a condition only
	before      []int8  // by place: whether a denial stands before it; unasked, isFalse, isTrue
	after       []int8  // by place: whether a ban stands behind it
}

// denying is that of a clause; it is made when it is first asked for.
func (s *spoken) denying(d *detectors, clause, lang int) *denying {
	y := &s.denials[clause*int(languages)+lang]
	if y.words == nil {
		*y = d.denying(lang, s.list[clause])
	}
	return y
}

func (d *detectors) denying(lang int, clause string) denying {
	words := &d.denials[lang]
	y := denying{words: words, clause: clause, at: words.before.FindAllStringIndex(clause, -1)}
	y.conditional = len(y.at) > 0 && words.conditions.MatchString(clause)
	return y
}

// standsBefore reports whether a denial stands anywhere before a place.
func (y *denying) standsBefore(place int) bool {
	if len(y.at) == 0 || place < y.at[0][1] {
		return false
	}
	if !y.conditional {
		return true
	}
	if y.before == nil {
		y.before = make([]int8, len(y.clause)+1)
	}
	if y.before[place] == unasked {
		y.before[place] = truth(y.words.deny(y.clause[:place]))
	}
	return y.before[place] == isTrue
}

// standsBetween reports whether a denial stands between two places.
func (y *denying) standsBetween(from, to int) bool {
	i, _ := slices.BinarySearchFunc(y.at, from, func(at []int, from int) int { return cmp.Compare(at[1], from+1) })
	return i < len(y.at) && y.at[i][0] < to && y.words.deny(y.clause[from:to])
}

// standsAfter reports whether a ban stands behind a place.
func (y *denying) standsAfter(place int) bool {
	if y.after == nil {
		y.after = make([]int8, len(y.clause)+1)
	}
	if y.after[place] == unasked {
		y.after[place] = truth(y.words.after.MatchString(y.clause[place:]))
	}
	return y.after[place] == isTrue
}

// deny reports whether a text denies something and does not only set a condition ("if
// he does not answer,").
func (n *denials) deny(text string) bool {
	return n.before.MatchString(text) && n.before.MatchString(n.conditions.ReplaceAllString(text, " "))
}

func truth(is bool) int8 {
	if is {
		return isTrue
	}
	return isFalse
}

// denies reports whether a clause speaks against what its chosen words are about: by
// a denial before or between them, or by a ban behind them. A word that is itself one
// of those looked for ("without a receipt") denies nothing. Chosen are sorted by their
// places; from is where the part begins that places are of.
func (y *denying) denies(from int, chosen []seen, places []int) bool {
	if y.standsBefore(from + places[chosen[0].from]) {
		return true
	}
	for i, c := range chosen[1:] {
		if a, b := from+places[chosen[i].to], from+places[c.from]; a < b && y.standsBetween(a, b) {
			return true
		}
	}
	return y.standsAfter(from + places[chosen[len(chosen)-1].to])
}
