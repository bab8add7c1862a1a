package manager

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fairvisit/app/record"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// wish is what the field asks for of one case, as one line: whoever asks, it is planned
// once.
type wish struct {
	key    string
	asks   []visits.Ask // by their last day
	of     *visits.Case // that is meant, as far as anybody said; nil: a reference nobody placed
	stands visits.AskStands
}

// wishes are the visits asked for that wait for an answer, by their last day.
func (b *Branch) wishes(now time.Time) []wish {
	var list []wish
	for i := range b.Asks {
		a := &b.Asks[i]
		of := b.meant(a)
		today := dayAt(of, now)
		s := a.Stands(of, today)
		if !s.Waits(a, today) {
			continue
		}
		w := wish{key: keyOf(a, of), asks: []visits.Ask{*a}, of: of, stands: s}
		if j := slices.IndexFunc(list, func(o wish) bool { return o.key == w.key }); j >= 0 {
			list[j].asks = append(list[j].asks, *a)
			continue
		}
		list = append(list, w)
	}
	return list
}

// keyOf is the same for questions of one case. One that says nothing to tell it from
// others, or of a case that is not here, is like no other.
func keyOf(a *visits.Ask, of *visits.Case) string {
	switch plain := plainOf(referenceOf(a)); {
	case of != nil:
		return of.ID.String()
	case a.Reference && plain != "":
		return "reference " + plain
	}
	return a.Case.String()
}

// meant is the case a question is for: its own, the one an answer named, or the only one
// here whose number stands in its reference.
func (b *Branch) meant(a *visits.Ask) *visits.Case {
	if c := b.cases[a.Means()]; c != nil || !a.Reference {
		return c
	}
	var found *visits.Case
	said := plainWords(referenceOf(a))
	for i := range b.Cases {
		c := &b.Cases[i]
		if c.Words == nil || c.Closed != nil || len(plainOf(c.Words.Number)) < 4 || !slices.Contains(said, plainOf(c.Words.Number)) {
			continue
		}
		if found != nil {
			return nil // two have this number: the manager says which
		}
		found = c
	}
	return found
}

// candidatesMost is how many cases are offered for one reference.
const candidatesMost = 6

// candidates are cases a reference may mean: of which it says the name or the number, or
// that a word of it finds.
func (b *Branch) candidates(a *visits.Ask) []*visits.Case {
	if !a.Reference {
		return nil // its case is known, and is not here
	}
	said := referenceOf(a)
	found := map[evidence.ID]bool{}
	for _, word := range strings.Fields(said) {
		if utf8.RuneCountInString(word) > 1 {
			maps.Copy(found, b.found.Search(word))
		}
	}
	var list []*visits.Case
	for i := range b.Cases {
		c := &b.Cases[i]
		if c.Closed != nil || c.Imported.IsZero() || c.Words == nil || len(list) == candidatesMost {
			continue
		}
		named := slices.ContainsFunc(c.Words.Parties, func(p visits.PartyWords) bool { return p.Name != "" && strings.Contains(said, p.Name) })
		ends := slices.ContainsFunc(plainWords(said), func(s string) bool { return len(s) > 2 && strings.HasSuffix(plainOf(c.Words.Number), s) })
		if found[c.ID] || named || ends {
			list = append(list, c)
		}
	}
	return list
}

func referenceOf(a *visits.Ask) string {
	if a.Words == nil {
		return a.Case.String() // its words are not here: like no other
	}
	return a.Words.Reference
}

// plainWords are the words of a text, of letters and digits alone, each also joined with
// those that follow it: a number is written with spaces and signs, and without.
func plainWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.Is(unicode.Han, r)
	})
	var all []string
	for i := range words {
		for j := i + 1; j <= len(words); j++ {
			all = append(all, strings.Join(words[i:j], ""))
		}
	}
	return all
}

// plainOf is a text without spaces and signs, so that a number is the same however it
// is written.
func plainOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// answering is what a manager has in mind of one wish and did not write yet.
type answering struct {
	key    string
	of     *visits.Case
	day    string
	crew   Crew
	reason string // it is declined for; "": it is not
	text   string
	busy   bool
	err    error
}

// offer begins an answer: the first day asked for that the rules leave, and who asked or
// the crew with the least to do.
func (m *Manager) offer(w *wish) *answering {
	a := &answering{key: w.key, of: w.of, day: m.offeredDay(w)}
	crews := m.crews()
	for _, c := range crews {
		if w.asks[0].Who == visits.AskSame && c.has(w.asks[0].Officer) {
			a.crew = c
		}
	}
	if a.crew.First.IsZero() && len(crews) > 0 {
		a.crew = slices.MinFunc(crews, func(x, y Crew) int { return m.loadOf(x, a.day) - m.loadOf(y, a.day) })
	}
	if a.crew.First.IsZero() {
		a.crew.First = w.asks[0].Officer
	}
	return a
}

func (m *Manager) loadOf(c Crew, day string) int {
	s := m.branch.stops(c, day)
	return s.Done + s.Left
}

func (m *Manager) offeredDay(w *wish) string {
	today := m.today()
	for i := range w.asks {
		f := &w.asks[i].AskFacts
		days, err := f.Days()
		if err != nil {
			continue
		}
		for _, d := range days {
			if d >= today && !slices.Contains(f.Not, d) {
				return d
			}
		}
	}
	if next := w.asks[0].Next; next != 0 {
		if d := record.At(w.of, next).Format(time.DateOnly); d >= today {
			return d
		}
	}
	return max(today, w.asks[0].Day)
}

// lastOrder is behind what a crew has on a day.
func (b *Branch) lastOrder(c Crew, day string) int {
	order := 0
	for i := range b.Cases {
		if d, ok := b.Cases[i].Assigned(); ok && d.Day == day && c.has(d.Officer) {
			order = max(order, d.Order)
		}
	}
	return order + 1
}

// answeredCase is the case an answer is about: the one chosen, as the branch has it now.
func (m *Manager) answeredCase(a *answering) (c *visits.Case, id evidence.ID) {
	if a.of == nil {
		return nil, evidence.ID{}
	}
	return m.branch.cases[a.of.ID], a.of.ID
}
