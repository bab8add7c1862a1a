package refuse

import (
	"cmp"
	"slices"
)

// What is looked at is bounded by counts, never by a clock: the same text is judged
// alike on a slow tablet.
const (
	mostTried = 8     // ways one line is fulfilled in a part, each of them denied
	mostSteps = 20000 // words that are weighed in a clause, for all lines together
	longest   = 4     // classes of a line
)

// search is one clause being looked at for lines. A text that is nothing but words of
// classes is fulfilled in millions of ways; once so many words were weighed without an
// end, it stops. The line that it stopped at counts as found where something is
// refused: such a text is no question and no name, and nobody needs it. A note admits
// nothing by it.
type search struct {
	d       *detectors
	way     Way
	spoken  *spoken
	clause  int
	steps   int
	skip    []bool                 // practices not looked for; nil: none
	found   func(t *together) bool // returns whether to look on
	stopped bool
}

// choosing is a line being fulfilled in a part.
type choosing struct {
	*search
	t      *together
	lang   int
	part   stretch
	words  []seen
	places []int
	chosen [longest]seen
	tried  int
	over   bool // no way is looked at any more
}

// choose takes a word for each class, none twice and with no more between them
// than the line has for a gap, until a choice is not denied. Words come in the order
// of their places, so only those near the first are looked at.
func (c *choosing) choose() bool {
	reach := c.t.gap[c.lang] + longestWord*len(c.t.of)
	low, high := 0, 0
	for _, w := range c.words {
		if !c.t.of[0].has(w.class) {
			continue
		}
		for low < len(c.words) && c.words[low].from < w.from-reach {
			low++
		}
		for high < len(c.words) && c.words[high].from <= w.to+reach {
			high++
		}
		c.chosen[0] = w
		if c.with(c.words[low:high], 1) {
			return true
		}
		if c.over {
			return false
		}
	}
	return false
}

// with chooses the words of the classes from number n on.
func (c *choosing) with(near []seen, n int) bool {
	if n == len(c.t.of) {
		return c.take()
	}
	for _, w := range near {
		if c.steps++; c.steps > mostSteps {
			c.over = true
			return c.way != Note
		}
		if !c.t.of[n].has(w.class) || c.t.ordered && w.from < c.chosen[n-1].to || c.overlaps(w, n) {
			continue
		}
		from, to, said := w.from, w.to, w.to-w.from
		for _, o := range c.chosen[:n] {
			from, to, said = min(from, o.from), max(to, o.to), said+o.to-o.from
		}
		if to-from-said > c.t.gap[c.lang] {
			continue
		}
		c.chosen[n] = w
		if c.with(near, n+1) {
			return true
		}
		if c.over {
			return false
		}
	}
	return false
}

func (c *choosing) overlaps(w seen, n int) bool {
	for _, o := range c.chosen[:n] {
		if o.from < w.to && w.from < o.to {
			return true
		}
	}
	return false
}

// take reports whether what is chosen is not denied.
func (c *choosing) take() bool {
	if c.tried++; c.tried > mostTried {
		c.over = true
		return false
	}
	chosen := c.chosen
	of := chosen[:len(c.t.of)]
	slices.SortFunc(of, func(a, b seen) int { return cmp.Compare(a.from, b.from) })
	return !c.spoken.denying(c.d, c.clause, c.lang).denies(c.part.from, of, c.places)
}

// lines hands on each line that a clause fulfils in one of its parts and nothing there
// denies, until found wants no more.
func (s *search) lines() {
	clause := s.spoken.list[s.clause]
	parts := partsOf(clause)
	for _, part := range parts {
		if s.linesIn(part, false); s.stopped {
			return
		}
	}
	if len(parts) > 1 {
		s.linesIn(stretch{0, len(clause)}, true)
	}
}

// linesIn looks at a part; across: for those lines that commas do not part.
func (s *search) linesIn(part stretch, across bool) {
	clause := s.spoken.list[s.clause]
	for lang := range languages {
		words, places := s.d.lexicon.look(lang, clause[part.from:part.to])
		if len(words) == 0 {
			continue
		}
		var there classes
		for _, w := range words {
			there.add(w.class)
		}
		theirs := unasked
		for i := range s.d.lexicon.joined {
			t := &s.d.lexicon.joined[i]
			if s.skip != nil && s.skip[t.practice] || across && !t.across || t.gap[lang] < 0 || !t.fits(&there) || !t.reads(s.way) {
				continue
			}
			if t.ours && theirs == unasked {
				theirs = s.d.othersAct(lang, clause[part.from:part.to])
			}
			if t.ours && theirs == isTrue {
				continue
			}
			c := choosing{search: s, t: t, lang: lang, part: part, words: words, places: places}
			// what makes it harmless is looked for last: it costs more than to choose
			if c.choose() && (t.but[lang] == nil || !t.but[lang].MatchString(clause)) && !s.found(t) {
				s.stopped = true
				return
			}
		}
	}
}
