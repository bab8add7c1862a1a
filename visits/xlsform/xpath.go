package xlsform

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// functions of XPath and ODK that are read, by what they are called in a
// checklist, with how many values they take. Those with none are written out by
// translate.
var functions = map[string]struct {
	as          string
	least, most int
}{
	"selected": {"selected", 2, 2}, "count-selected": {"count_selected", 1, 1}, "regex": {"matches_all", 2, 2}, "today": {"today", 0, 0}, "now": {"clock", 0, 0},
	"if": {"", 3, 3}, "coalesce": {"coalesce", 2, 8}, "string-length": {"string_length", 0, 1}, "concat": {"concat", 1, 32}, "contains": {"has_text", 2, 2},
	"starts-with": {"starts_with", 2, 2}, "ends-with": {"ends_with", 2, 2}, "number": {"number", 1, 1}, "string": {"text", 1, 1}, "boolean": {"truth", 1, 1},
	"int": {"whole", 1, 1}, "round": {"rounded", 1, 2}, "abs": {"magnitude", 1, 1}, "date": {"day", 1, 1}, "not": {"", 1, 1}, "true": {"", 0, 0}, "false": {"", 0, 0},
	"sum": {"total", 1, 1}, "count": {"nodes", 1, 1}, "min": {"least", 1, 8}, "max": {"most", 1, 8},
	"count-non-empty": {"how_many", 1, 1}, "floor": {"", 1, 1}, "ceiling": {"", 1, 1}, "decimal-date-time": {"", 1, 1},
}

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

func (t *translation) named(name string) (string, error) {
	if len(t.rest) == 0 || t.rest[0].kind != "(" {
		if t.column == nil {
			return "", fmt.Errorf("%q: a question is written ${%s}", name, name)
		}
		text, err := t.column(name)
		if err != nil {
			return "", err
		}
		return quoted(text)
	}
	f, known := functions[name]
	if !known {
		return "", fmt.Errorf("the function %s() is not read", name)
	}
	t.rest = t.rest[1:]
	if name == "count" && len(t.rest) > 1 && t.rest[0].kind == "ref" && t.rest[1].kind == ")" && t.rounds != nil {
		if n := t.rounds(t.rest[0].text); n != "" {
			t.rest = t.rest[2:]
			return "total(" + n + ")", nil // 0 while nobody has said how often
		}
	}
	args, err := t.arguments()
	if err != nil {
		return "", err
	}
	if len(args) < f.least || len(args) > f.most {
		return "", fmt.Errorf("%s() takes %d to %d values, not %d", name, f.least, f.most, len(args))
	}
	return t.call(name, f.as, args)
}

// call writes out what a function becomes.
func (t *translation) call(name, as string, args []string) (string, error) {
	switch name {
	case "string-length": // without a value it is of the answer itself
		if len(args) == 0 && !t.this {
			return "", errors.New("string-length() is of the answer itself, and stands in a constraint only")
		} else if len(args) == 0 {
			args = []string{"this"}
		}
	case "floor":
		return "(whole(" + args[0] + ") > " + args[0] + " ? whole(" + args[0] + ") - 1 : whole(" + args[0] + "))", nil
	case "ceiling":
		return "(whole(" + args[0] + ") < " + args[0] + " ? whole(" + args[0] + ") + 1 : whole(" + args[0] + "))", nil
	case "decimal-date-time": // a day that is written out is a text, of which number() knows nothing
		if strings.HasPrefix(args[0], `"`) {
			return "number(day(" + args[0] + "))", nil
		}
		return "number(" + args[0] + ")", nil
	case "if":
		return "(" + args[0] + " ? " + args[1] + " : " + args[2] + ")", nil
	case "not":
		return "(not (" + args[0] + "))", nil
	case "true", "false":
		return name, nil
	}
	return as + "(" + strings.Join(args, ", ") + ")", nil
}

func (t *translation) arguments() ([]string, error) {
	if t.depth++; t.depth > maxNesting {
		return nil, errors.New("it is nested too deeply")
	}
	defer func() { t.depth-- }()
	if len(t.rest) > 0 && t.rest[0].kind == ")" {
		t.rest = t.rest[1:]
		return nil, nil
	}
	var args []string
	for {
		v, err := t.either(0)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
		if len(t.rest) == 0 || t.rest[0].kind != "," {
			return args, t.want(")")
		}
		t.rest = t.rest[1:]
	}
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
