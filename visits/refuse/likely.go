package refuse

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// pattern is a regular expression with texts that must be there for it to match:
// looking for those first is what makes a form of thousands of texts quick, and a text
// made to be slow no slower than others.
type pattern struct {
	*regexp.Regexp
	needs  [][]int // numbers of needles: one of each group, in this order; nil: nothing is known
	denies bool    // a denial is part of what it looks for: "do not leave until he pays"
}

// needles are the texts that patterns need, in small letters, each once. They are all
// looked for in one pass, so that a text of very many short clauses is not gone
// through once for each pattern.
type needles struct {
	all     []string
	numbers map[string]int
	starts  map[[2]byte][]int // by their first two bytes
}

// shortestNeedle is in bytes; a single letter is in every text.
const shortestNeedle = 2

func (n *needles) number(text string) int {
	at, known := n.numbers[text]
	if !known {
		at = len(n.all)
		n.numbers[text] = at
		n.all = append(n.all, text)
		key := [2]byte{text[0], text[1]}
		n.starts[key] = append(n.starts[key], at)
	}
	return at
}

// mustPattern compiles a source of the file, with what stands before each of its
// language. A ! in front of it says that it denies something itself.
func (n *needles) mustPattern(before, source string, words map[string]string) pattern {
	source, denies := strings.CutPrefix(source, "!")
	source = before + "(?:" + spelled(source, words) + ")"
	re, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		panic("refuse: practices.json: " + err.Error())
	}
	p := pattern{Regexp: regexp.MustCompile(source), denies: denies}
	for _, group := range needs(re) {
		var numbers []int
		for _, text := range group {
			numbers = append(numbers, n.number(text))
		}
		slices.Sort(numbers)
		p.needs = append(p.needs, slices.Compact(numbers))
	}
	return p
}

// needs are groups of texts: one of each group is in everything re matches, one behind
// the other. Nil if none are known.
func needs(re *syntax.Regexp) [][]string {
	switch re.Op {
	case syntax.OpLiteral:
		if text := strings.ToLower(string(re.Rune)); len(text) >= shortestNeedle {
			return [][]string{{text}}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpConcat:
		var all [][]string
		for _, sub := range re.Sub {
			all = append(all, needs(sub)...)
		}
		return all
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			var best []string
			for _, group := range needs(sub) {
				if shortest(group) > shortest(best) {
					best = group
				}
			}
			if best == nil {
				return nil
			}
			all = append(all, best...)
		}
		return [][]string{all}
	}
	return nil
}

// shortest is how long the shortest is; the longer it is, the rarer a text has it.
func shortest(list []string) int {
	if len(list) == 0 {
		return 0
	}
	n := len(list[0])
	for _, s := range list {
		n = min(n, len(s))
	}
	return n
}

// spoken is a text that is looked at: its clauses, and which needle stands in which.
type spoken struct {
	list, lowered []string
	hits          [][]int // by needle: numbers of clauses, ascending, each once
	marks         []int   // by clause: how many groups of the pattern looked for were met, on top of base
	base          int
	denials       []denying
	needles       *needles
}

func (d *detectors) spoken(list []string) *spoken {
	s := &spoken{list: list, lowered: make([]string, len(list)), marks: make([]int, len(list)), hits: make([][]int, len(d.needles.all)), denials: make([]denying, len(list)*int(languages)), needles: &d.needles}
	for i, clause := range list {
		lower := strings.ToLower(clause)
		s.lowered[i] = lower
		for at := 0; at+shortestNeedle <= len(lower); at++ {
			for _, n := range d.needles.starts[[2]byte{lower[at], lower[at+1]}] {
				if have := s.hits[n]; (len(have) == 0 || have[len(have)-1] != i) && strings.HasPrefix(lower[at:], d.needles.all[n]) {
					s.hits[n] = append(have, i)
				}
			}
		}
	}
	return s
}

// likely are the clauses, by their numbers, that a pattern could match.
func (s *spoken) likely(p *pattern) []int {
	var list []int
	if p.needs == nil {
		for i := range s.list {
			list = append(list, i)
		}
		return list
	}
	met := s.base
	for g, group := range p.needs {
		some := false
		for _, n := range group {
			for _, i := range s.hits[n] {
				if s.marks[i] == met || g == 0 && s.marks[i] < met {
					s.marks[i], some = met+1, true
					if g == len(p.needs)-1 {
						list = append(list, i)
					}
				}
			}
		}
		met++
		if !some {
			break
		}
	}
	s.base += len(p.needs) + 1
	list = slices.DeleteFunc(list, func(i int) bool { return !s.inOrder(p, s.lowered[i]) })
	slices.Sort(list)
	return list
}

// inOrder reports whether a needle of each group stands in a clause, behind one of the
// group before.
func (s *spoken) inOrder(p *pattern, lower string) bool {
	for _, group := range p.needs {
		end := -1
		for _, n := range group {
			needle := s.needles.all[n]
			if at := strings.Index(lower, needle); at >= 0 && (end < 0 || at+len(needle) < end) {
				end = at + len(needle)
			}
		}
		if end < 0 {
			return false
		}
		lower = lower[end:]
	}
	return true
}
