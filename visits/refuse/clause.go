package refuse

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// clauses end where a denial ends.
var clauses = regexp.MustCompile(`[^.!?;:\n。！？；：]+`)

// A clause is looked at in pieces where it is longer than any sentence is: what is
// matched against what grows with the square of its length otherwise. Pieces overlap,
// so that what stands together is whole in one of them.
const (
	longestClause = 600 // bytes
	overlap       = 120
)

// clausesOf are the clauses of a text, none of them long.
func clausesOf(text string) []string {
	var list []string
	for _, clause := range clauses.FindAllString(text, -1) {
		for len(clause) > longestClause {
			list = append(list, clause[:boundary(clause, longestClause)])
			clause = clause[boundary(clause, longestClause-overlap):]
		}
		list = append(list, clause)
	}
	return list
}

// boundary is the place of the last blank before at, or where there is none near it,
// of the character there.
func boundary(s string, at int) int {
	if blank := strings.LastIndexByte(s[at-overlap/2:at], ' '); blank >= 0 {
		return at - overlap/2 + blank
	}
	for back := 1; back < utf8.UTFMax && !utf8.RuneStart(s[at]); back++ { // what is no text has no such place anywhere
		at--
	}
	return at
}

// unified makes spellings one, and takes away what only looks like a denial: 再不
// and 如不 set a condition.
var unified = strings.NewReplacer("’", "'", "_", " ", "再不", "再", "如不", "如", "若不", "若", "有没有", "是否", "有没", "是否", "别人", "他人", "不小心", "", "特别", "特")

// stretch is a part of a clause by its bytes.
type stretch struct{ from, to int }

// partsOf cuts a clause at its commas: words that stand together belong together
// only between two of them. A denial holds beyond them.
func partsOf(clause string) []stretch {
	var list []stretch
	from := 0
	for at, r := range clause {
		if r == ',' || r == '，' || r == '、' {
			list = append(list, stretch{from, at})
			from = at + len(string(r))
		}
	}
	return append(list, stretch{from, len(clause)})
}

// token is an English word or a number by its root, and where it begins.
type token struct {
	root string
	at   int
}

// tokens are words of letters and digits, with what follows an apostrophe: "don't".
func tokens(s string) []token {
	var list []token
	for at := 0; at < len(s); at++ {
		if !letter(s[at]) && !digit(s[at]) {
			continue
		}
		end := at
		for end < len(s) && (letter(s[end]) || digit(s[end])) {
			end++
		}
		if end+1 < len(s) && s[end] == '\'' && letter(s[end+1]) {
			for end++; end < len(s) && letter(s[end]); end++ {
			}
		}
		list = append(list, token{root(strings.ToLower(s[at:end])), at})
		at = end - 1
	}
	return list
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
func digit(b byte) bool  { return b >= '0' && b <= '9' }

// root takes endings off, so that call, calls, called and calling are one. It is
// no grammar: what it makes of a word is compared with what it makes of another.
func root(w string) string {
	w = strings.TrimSuffix(w, "'s")
	if w == "note" || w == "notes" || w == "noted" {
		return "noting" // or it would be the root of "not"
	}
	switch n := len(w); {
	case n > 4 && (strings.HasSuffix(w, "ies") || strings.HasSuffix(w, "ied")):
		w = w[:n-3] + "y"
	case n > 5 && strings.HasSuffix(w, "ing"):
		w = single(w[:n-3])
	case n > 4 && strings.HasSuffix(w, "ed"):
		w = single(w[:n-2])
	case n > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		w = w[:n-1]
	}
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}

// single takes away the letter that an ending doubled: stopped, begging. Ll and
// ss stand in words without an ending too.
func single(w string) string {
	if n := len(w); n > 2 && w[n-1] == w[n-2] && strings.IndexByte("bdgmnprt", w[n-1]) >= 0 {
		return w[:n-1]
	}
	return w
}
