package xlsform

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	"substr": {"piece", 2, 3}, "selected-at": {"chosen_at", 2, 2}, "normalize-space": {"tidy", 0, 1}, "substring-before": {"text_before", 2, 2}, "substring-after": {"text_after", 2, 2},
	"translate": {"exchanged", 3, 3}, "join": {"joined", 2, 32}, "pow": {"power", 2, 2}, "format-date": {"written_day", 2, 2}, "format-date-time": {"written_day", 2, 2},
	"position": {"", 1, 1}, "indexed-repeat": {"", 3, 3},
	"count-non-empty": {"how_many", 1, 1}, "floor": {"", 1, 1}, "ceiling": {"", 1, 1}, "decimal-date-time": {"", 1, 1},
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
	switch name {
	case "position":
		return t.position()
	case "indexed-repeat":
		return t.indexedRepeat()
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
	case "string-length", "normalize-space": // without a value it is of the answer itself
		if len(args) == 0 && !t.this {
			return "", fmt.Errorf("%s() is of the answer itself, and stands in a constraint only", name)
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

// position reads position(..), the number of the round: each .. is one group further
// out, and the last has to be the repeat.
func (t *translation) position() (string, error) {
	up := 0
	for len(t.rest) > 0 && t.rest[0].kind == ".." {
		t.rest = t.rest[1:]
		if up++; len(t.rest) > 1 && t.rest[0].kind == "/" {
			t.rest = t.rest[1:]
		}
	}
	switch {
	case up == 0:
		return "", errors.New("position() is read as position(..) only, of the repeat it stands in")
	case up > len(t.around):
		return "", errors.New("position() stands in no repeat here")
	case !t.around[len(t.around)-up].repeat:
		return "", fmt.Errorf("position() is of %s there, which does not repeat: write one ../ for each group up to the repeat", t.around[len(t.around)-up].name)
	}
	return "this_round()", t.want(")")
}

// indexedRepeat reads the answer of one round, looked at from outside the repeat:
// within it a question stands for its own round.
func (t *translation) indexedRepeat() (string, error) {
	var names [2]string
	for i := range names {
		if len(t.rest) < 2 || t.rest[0].kind != "ref" || t.rest[1].kind != "," {
			return "", errors.New("indexed-repeat() is read as indexed-repeat(${question}, ${repeat}, number)")
		}
		names[i], t.rest = t.rest[0].text, t.rest[2:]
	}
	if t.ref == nil || t.in == nil {
		return "", errors.New("indexed-repeat() has no place here")
	}
	if err := t.ref(names[0]); err != nil {
		return "", err
	}
	if repeat := t.in(names[0]); repeat == "" || repeat != names[1] {
		return "", fmt.Errorf("${%s} does not stand in a repeat %s", names[0], names[1])
	}
	if slices.ContainsFunc(t.around, func(o opened) bool { return o.name == names[1] }) {
		return "", errors.New("indexed-repeat() is read from outside its repeat only: within it a question stands for its own round")
	}
	n, err := t.either(0)
	if err != nil {
		return "", err
	}
	return "in_round(q[" + strconv.Quote(names[0]) + "], " + n + ")", t.want(")")
}
