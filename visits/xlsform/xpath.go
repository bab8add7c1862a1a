package xlsform

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// token is one of XPath's; kind is name, text, number, ref or a sign itself.
type token struct{ kind, text string }

const maxXPath = 4000 // bytes

// tokens takes an expression apart.
func tokens(s string) ([]token, error) {
	if len(s) > maxXPath {
		return nil, fmt.Errorf("it has more than %d bytes", maxXPath)
	}
	s = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'").Replace(s) // spreadsheets put them there
	var list []token
	for s != "" {
		r := s[0]
		n := 1
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			s = s[1:]
			continue
		case strings.HasPrefix(s, "${"):
			end := strings.IndexByte(s, '}')
			if end < 0 {
				return nil, errors.New("${ is not closed")
			}
			list, n = append(list, token{"ref", strings.TrimSpace(s[2:end])}), end+1
		case r == '\'' || r == '"':
			end := strings.IndexByte(s[1:], r)
			if end < 0 {
				return nil, errors.New("a text is not closed")
			}
			list, n = append(list, token{"text", s[1 : end+1]}), end+2
		case r >= '0' && r <= '9' || r == '.' && len(s) > 1 && s[1] >= '0' && s[1] <= '9':
			n = len(s) - len(strings.TrimLeft(s, "0123456789."))
			list = append(list, token{"number", s[:n]})
		case strings.HasPrefix(s, "!=") || strings.HasPrefix(s, "<=") || strings.HasPrefix(s, ">=") || strings.HasPrefix(s, "..") || strings.HasPrefix(s, "//"):
			list, n = append(list, token{s[:2], s[:2]}), 2
		case strings.IndexByte("()+-*=<>,./|[]@", r) >= 0:
			list = append(list, token{s[:1], s[:1]})
		default:
			if n = nameLength(s); n == 0 {
				return nil, fmt.Errorf("%q has no place in an expression", []rune(s)[:1])
			}
			list = append(list, token{"name", s[:n]})
		}
		s = s[n:]
	}
	return list, nil
}

// nameLength is how much of s is a name; names may hold - and . but not begin
// with them.
func nameLength(s string) int {
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || r == '_':
		case i > 0 && (unicode.IsDigit(r) || r == '-' || r == '.' || r == ':'):
		default:
			return i
		}
	}
	return len(s)
}

// meaning is what names stand for where an expression is written.
type meaning struct {
	this   bool                              // in a constraint . is the answer
	ref    func(name string) error           // does ${name} stand for a question?
	rounds func(name string) string          // of a repeat: the expression that counts it; "" for none
	column func(name string) (string, error) // in a choice_filter: what the choice has there
	day    func(name string) bool            // is it of a row of the type today?
	around []opened                          // groups that are open there, the outermost first
	in     func(name string) string          // the repeat a question stands in; "" for none
}

// translation goes through the tokens; each step returns an expression of a
// checklist, in brackets where it is more than a value.
type translation struct {
	meaning
	rest  []token
	depth int
}

const maxNesting = 60

// translate turns XPath into an expression of a checklist.
func translate(xpath string, m meaning) (string, error) {
	list, err := tokens(xpath)
	if err != nil {
		return "", err
	}
	t := &translation{meaning: m, rest: list}
	out, err := t.either(0)
	if err == nil && len(t.rest) > 0 {
		err = fmt.Errorf("%q is not understood there", t.rest[0].text)
	}
	return out, err
}

// levels are the operators of XPath, the loosest first, by what they are called
// in a checklist.
var levels = []map[string]string{
	{"or": "or"}, {"and": "and"}, {"=": "==", "!=": "!="}, {"<": "<", "<=": "<=", ">": ">", ">=": ">="}, {"+": "+", "-": "-"}, {"*": "*", "div": "/", "mod": "%"},
}

func (t *translation) either(level int) (string, error) {
	if level == len(levels) {
		return t.signed()
	}
	left, err := t.either(level + 1)
	for err == nil && len(t.rest) > 0 {
		as, ours := levels[level][t.rest[0].text]
		if k := t.rest[0].kind; !ours || k == "text" || k == "ref" {
			break
		}
		t.rest = t.rest[1:]
		var right string
		right, err = t.either(level + 1)
		left = "(" + left + " " + as + " " + right + ")"
	}
	return left, err
}

func (t *translation) signed() (string, error) {
	if len(t.rest) > 0 && t.rest[0].kind == "-" {
		t.rest = t.rest[1:]
		if t.depth++; t.depth > maxNesting {
			return "", errors.New("it is nested too deeply")
		}
		v, err := t.signed()
		t.depth--
		return "(-" + v + ")", err
	}
	return t.value()
}

func (t *translation) value() (string, error) {
	if len(t.rest) == 0 {
		return "", errors.New("it ends where a value is wanted")
	}
	it := t.rest[0]
	t.rest = t.rest[1:]
	switch it.kind {
	case "text":
		return quoted(it.text)
	case "number":
		return number(it.text)
	case "ref":
		if t.ref == nil {
			return "", errors.New("${} has no place here")
		}
		if t.day != nil && t.day(it.text) {
			return "today()", nil // ODK's clients note the day there on which the form is begun
		}
		return "q[" + strconv.Quote(it.text) + "]", t.ref(it.text)
	case ".":
		if !t.this {
			return "", errors.New("a single dot is the answer itself, and stands in a constraint only")
		}
		return "this", nil
	case "(":
		return t.bracket()
	case "name":
		return t.named(it.text)
	}
	return "", fmt.Errorf("%q: paths are not read, only ${name}", it.text)
}

func (t *translation) bracket() (string, error) {
	if t.depth++; t.depth > maxNesting {
		return "", errors.New("it is nested too deeply")
	}
	v, err := t.either(0)
	t.depth--
	if err != nil {
		return "", err
	}
	return v, t.want(")")
}

func (t *translation) want(sign string) error {
	if len(t.rest) == 0 || t.rest[0].kind != sign {
		return fmt.Errorf("%s is missing", sign)
	}
	t.rest = t.rest[1:]
	return nil
}

// quoted writes a text as expressions have it.
func quoted(s string) (string, error) {
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return "", errors.New("a text holds a control character")
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`, nil
}

func number(s string) (string, error) {
	whole, part, point := strings.Cut(s, ".")
	if strings.Contains(part, ".") || len(whole)+len(part) > 15 {
		return "", fmt.Errorf("%q is no number that is read", s)
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if point && strings.Trim(part, "0") != "" {
		return whole + "." + part, nil
	}
	return whole, nil
}
