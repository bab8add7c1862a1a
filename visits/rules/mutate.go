package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Mutation is the answer of a pack's own cases to its being changed.
type Mutation struct {
	Pack     string   `json:"pack"`
	Noticed  int      `json:"noticed"`  // changes that a case of the pack fails on
	Refused  int      `json:"refused"`  // changes that make no pack at all; not counted
	Survived []string `json:"survived"` // changes that no case notices
}

// Score is the share noticed, in whole percent, rounded down.
func (m Mutation) Score() int {
	return 100 * m.Noticed / max(1, m.Noticed+len(m.Survived))
}

// Mutate changes every number, clock time, day and verdict word of a pack by
// one, drops each rule and each word of its lists, one change at a time, and
// runs the pack's cases on each. What the pack says of itself (ids, titles,
// sources, issued) and of what to do instead is left alone.
func Mutate(data []byte, below ...Pack) (Mutation, error) {
	p, err := ParsePack(data)
	if err != nil {
		return Mutation{}, err
	}
	if err := p.Prove(below...); err != nil {
		return Mutation{}, err
	}
	m := Mutation{Pack: p.ID, Survived: []string{}}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var tree map[string]any
	if err := d.Decode(&tree); err != nil {
		return Mutation{}, err
	}
	if cases, _ := tree["tests"].([]any); len(cases) > 1 {
		tree["tests"] = cases[:1] // read once is enough; they are put back below
	}
	mutant := &mutator{tree: tree, try: func(what string) error {
		changed, err := json.Marshal(tree)
		if err != nil {
			return err
		}
		q, err := ParsePack(changed)
		q.Cases = p.Cases
		switch {
		case err != nil:
			m.Refused++
		case q.Prove(below...) != nil:
			m.Noticed++
		default:
			m.Survived = append(m.Survived, what)
		}
		return nil
	}}
	mutant.object(tree, "")
	return m, mutant.err
}

// mutator walks a pack's tree, changes one leaf, tries, and puts it back.
type mutator struct {
	tree map[string]any
	try  func(what string) error
	err  error
}

// ofItself are fields that judge nothing.
var ofItself = []string{"schema", "id", "version", "title", "layer", "status", "jurisdiction", "issued", "tests", "sources", "cites", "escalate", "instead", "kind", "flag", "observed", "to", "outcome"}

// words are what a verdict word may be changed to.
var words = map[string][]string{
	"closed_days": {"allow", "deny"}, "make_up_days": {"allow", "deny"}, "severity": {string(Warn), string(Block)},
	"counts": {countAttempts, countReached, countUnanswered}, "per": {perDebt, perDebtor, perAddress, perHousehold}, "who": {"each", "one"},
}

func (m *mutator) object(o map[string]any, path string) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		at := path + "." + key
		if slices.Contains(ofItself, key) && (key != "to" || !isClock(o[key])) {
			continue
		}
		set := func(v any, what string) {
			old := o[key]
			o[key] = v
			m.run(at + ": " + what)
			o[key] = old
		}
		switch v := o[key].(type) {
		case map[string]any:
			if path == "" && (key == "crew" || key == "freshness") {
				delete(o, key)
				m.run(at + ": dropped")
				o[key] = v
			}
			m.object(v, at)
		case []any:
			m.list(v, at, func(list []any, what string) { set(list, what) })
		case bool:
			set(!v, "turned")
		default:
			m.leaf(key, v, set)
		}
	}
}

func isClock(v any) bool {
	s, ok := v.(string)
	return ok && new(Clock).UnmarshalText([]byte(s)) == nil
}

// leaf changes a number, a time of day or a date by one each way, and a verdict
// word to each other it could be.
func (m *mutator) leaf(key string, v any, set func(any, string)) {
	if n, ok := v.(json.Number); ok {
		if i, err := strconv.Atoi(n.String()); err == nil {
			set(i+1, fmt.Sprintf("%d to %d", i, i+1))
			set(i-1, fmt.Sprintf("%d to %d", i, i-1))
		}
		return
	}
	s, _ := v.(string)
	var c Clock
	var d Date
	switch {
	case c.UnmarshalText([]byte(s)) == nil:
		for _, other := range []Clock{c - 1, c + 1} {
			set(other.String(), s+" to "+other.String())
		}
	case d.UnmarshalText([]byte(s)) == nil:
		for _, other := range []Date{d - 1, d + 1} {
			set(other.String(), s+" to "+other.String())
		}
	default:
		for _, other := range words[key] {
			if other != s {
				set(other, s+" to "+other)
			}
		}
	}
}

// list drops each element, adds each weekday that is not there, and goes into
// the elements.
func (m *mutator) list(list []any, path string, set func([]any, string)) {
	for i, e := range list {
		at := path + "." + strconv.Itoa(i)
		without := slices.Delete(slices.Clone(list), i, i+1)
		set(without, fmt.Sprintf("without %s", named(e, i)))
		if o, ok := e.(map[string]any); ok {
			m.object(o, at)
			continue
		}
		m.leaf("", e, func(v any, what string) {
			changed := slices.Clone(list)
			changed[i] = v
			set(changed, what)
		})
	}
	if len(list) > 0 && slices.Contains(weekdays, fmt.Sprint(list[0])) {
		for _, w := range weekdays {
			if !slices.Contains(list, any(w)) {
				set(append(slices.Clone(list), w), "with "+w)
			}
		}
	}
}

func named(e any, i int) string {
	if o, ok := e.(map[string]any); ok {
		for _, key := range []string{"id", "kind"} {
			if s, ok := o[key].(string); ok {
				return s
			}
		}
		return strconv.Itoa(i)
	}
	return fmt.Sprint(e)
}

func (m *mutator) run(what string) {
	if m.err == nil {
		m.err = m.try(what[1:])
	}
}
