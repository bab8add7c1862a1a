package refuse

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// pattern is a regular expression with texts of which one must be there for it to
// match: looking for those first is what makes a form of thousands of texts quick.
type pattern struct {
	*regexp.Regexp
	needs  []string // lower case; nil: nothing is known
	denies bool     // a denial is part of what it looks for: "do not leave until he pays"
}

// mustPattern compiles a source of the file, with what stands before each of its
// language. A ! in front of it says that it denies something itself.
func mustPattern(before, source string, words map[string]string) pattern {
	source, denies := strings.CutPrefix(source, "!")
	source = before + "(?:" + spelled(source, words) + ")"
	re, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		panic("refuse: practices.json: " + err.Error())
	}
	return pattern{regexp.MustCompile(source), needs(re), denies}
}

// likely reports whether the pattern could match a text in lower case.
func (p pattern) likely(lower string) bool {
	if p.needs == nil {
		return true
	}
	for _, n := range p.needs {
		if strings.Contains(lower, n) {
			return true
		}
	}
	return false
}

// needs are texts of which one is in everything re matches, nil if none are
// known.
func needs(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if n := needs(sub); shortest(n) > shortest(best) {
				best = n
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			n := needs(sub)
			if n == nil {
				return nil
			}
			all = append(all, n...)
		}
		return all
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
