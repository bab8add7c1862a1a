package checklist

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const maxRounds = 100 // of a group that repeats

// plan is a list compiled: what is evaluated, and in which order.
type plan struct {
	place  map[string]int // of a question by its id
	items  []item
	order  []int // places; what an item looks at comes before it
	groups map[string]*frame
	texts  map[string]text // that show answers, by how the file has them; nil: none does
}

// item is a question compiled.
type item struct {
	relevant, constraint, calculate, requiredIf *expression
	offered                                     []*expression // by choice
	filtered                                    bool
	shows, choicesShow                          bool     // its texts, or those of its choices, show answers
	groups                                      []*frame // around it, the outermost first
	repeat                                      int      // place of the first question of the repeat it stands in, or -1
	last                                        int      // of the first question of a repeat: place of the last
}

// frame is a group compiled.
type frame struct {
	of              *Group
	relevant, count *expression
}

func (l *List) compile() (*plan, error) {
	p := &plan{place: make(map[string]int, len(l.Questions)), items: make([]item, len(l.Questions)), groups: map[string]*frame{}}
	for i := range l.Groups {
		f := &frame{of: &l.Groups[i]}
		if err := into(&f.relevant, "relevant", f.of.Relevant); err != nil {
			return nil, fmt.Errorf("group %s: %w", f.of.ID, err)
		}
		if err := into(&f.count, "count", f.of.Count); err != nil {
			return nil, fmt.Errorf("group %s: %w", f.of.ID, err)
		}
		p.groups[f.of.ID] = f
	}
	for i := range l.Questions {
		q := &l.Questions[i]
		p.place[q.ID] = i
		if err := p.compileItem(&p.items[i], q); err != nil {
			return nil, &ItemError{q.ID, err}
		}
	}
	if err := p.markRepeats(l); err != nil {
		return nil, err
	}
	if err := p.putInOrder(l); err != nil {
		return nil, err
	}
	return p, p.takeApart(l)
}

func into(e **expression, what, source string) (err error) {
	if *e, err = compile(source); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (p *plan) compileItem(it *item, q *Question) error {
	it.repeat = -1
	for id := q.Group; id != ""; id = p.groups[id].of.In {
		it.groups = append([]*frame{p.groups[id]}, it.groups...)
	}
	err := errors.Join(into(&it.relevant, "relevant", q.Relevant), into(&it.constraint, "constraint", q.Constraint),
		into(&it.calculate, "calculate", q.Calculate), into(&it.requiredIf, "required_if", q.RequiredIf))
	it.offered = make([]*expression, len(q.Choices))
	same := map[string]*expression{} // a filter says the same of many choices
	for i, c := range q.Choices {
		if c.Relevant == "" {
			continue
		}
		it.filtered = true
		if same[c.Relevant] == nil {
			err = errors.Join(err, into(&it.offered[i], "choice "+c.Code, c.Relevant))
			same[c.Relevant] = it.offered[i]
		}
		it.offered[i] = same[c.Relevant]
	}
	return err
}

// markRepeats finds where each repeat begins and ends, and refuses groups that
// are not in one piece.
func (p *plan) markRepeats(l *List) error {
	ended := map[string]bool{}
	var before []*frame
	for i := range p.items {
		it := &p.items[i]
		for _, f := range before {
			ended[f.of.ID] = ended[f.of.ID] || !slices.Contains(it.groups, f)
		}
		for _, f := range it.groups {
			if ended[f.of.ID] {
				return &ItemError{l.Questions[i].ID, fmt.Errorf("group %s is not in one piece", f.of.ID)}
			}
			if !f.of.Repeat {
				continue
			}
			it.repeat = i
			if slices.Contains(before, f) {
				it.repeat = p.items[i-1].repeat
			}
			p.items[it.repeat].last = i
			if l.Questions[i].Page != "" || len(l.Questions[i].Stops) > 0 || len(l.Questions[i].When) > 0 {
				return &ItemError{l.Questions[i].ID, errors.New("what repeats stands on no page, stops nothing and has expressions for conditions")}
			}
		}
		before = it.groups
	}
	return nil
}

// looksAt are the places an item's value or being asked hangs on. What its
// constraint and required_if look at is not among them: they are judged when
// all else stands, so a sum may be bounded where its parts are asked.
func (p *plan) looksAt(i int, q *Question) ([]int, error) {
	it := &p.items[i]
	own := append([]*expression{it.relevant, it.calculate}, it.offered...)
	for _, f := range it.groups {
		own = append(own, f.relevant, f.count)
	}
	names := namesIn(own)
	for _, c := range q.When {
		names = append(names, c.Question)
	}
	var places []int
	for _, name := range names {
		if name == q.ID {
			return nil, errors.New("looks at itself")
		}
		places = append(places, p.place[name])
	}
	for _, name := range append(names, namesIn([]*expression{it.constraint, it.requiredIf})...) {
		if _, known := p.place[name]; !known {
			return nil, fmt.Errorf("looks at %q, which this list does not have", name)
		}
	}
	return places, nil
}

func namesIn(list []*expression) []string {
	var names []string
	for _, e := range list {
		if e != nil {
			names = append(names, e.looksAt...)
		}
	}
	return names
}

// ItemError is what is wrong with one question.
type ItemError struct {
	ID  string
	Err error
}

func (e *ItemError) Error() string { return "question " + e.ID + ": " + e.Err.Error() }

func (e *ItemError) Unwrap() error { return e.Err }

// putInOrder sorts so that what an item looks at comes before it, and otherwise
// keeps the list's order. In a list that can stop, all look back: what is asked
// after a stop must not decide what was asked before it.
func (p *plan) putInOrder(l *List) error {
	needs := make([][]int, len(p.items))
	for i := range p.items {
		var err error
		if needs[i], err = p.looksAt(i, &l.Questions[i]); err != nil {
			return &ItemError{l.Questions[i].ID, err}
		}
		for _, n := range needs[i] {
			if n > i && l.stops() {
				return &ItemError{l.Questions[i].ID, fmt.Errorf("looks at %s, which is asked after it; a list with answers that stop looks back only", l.Questions[n].ID)}
			}
		}
	}
	state := make([]int, len(p.items)) // 1: being placed, 2: placed
	for i := range p.items {
		if err := p.placeItem(l, i, needs, state); err != nil {
			return err
		}
	}
	return nil
}

// placeItem goes by hand and not by calls: a chain of ten thousand
// calculations is a list too.
func (p *plan) placeItem(l *List, from int, needs [][]int, state []int) error {
	stack := []int{from}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		if state[i] == 2 {
			stack = stack[:len(stack)-1]
			continue
		}
		open := -1
		for _, n := range needs[i] {
			if state[n] == 1 {
				return &ItemError{l.Questions[i].ID, fmt.Errorf("looks at %s, which looks back at it: neither can come first", l.Questions[n].ID)}
			}
			if state[n] == 0 && open < 0 {
				open = n
			}
		}
		if state[i] = 1; open >= 0 {
			stack = append(stack, open)
			continue
		}
		state[i] = 2
		p.order = append(p.order, i)
		stack = stack[:len(stack)-1]
	}
	return nil
}

func (l *List) stops() bool {
	return slices.ContainsFunc(l.Questions, func(q Question) bool { return len(q.Stops) > 0 })
}

// split parts the id of one round of a repeated question: q[2] is q, 2.
func split(id string) (name string, round int) {
	name, rest, found := strings.Cut(id, "[")
	n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	if !found || err != nil || n < 1 || id != inRound(name, n) {
		return id, 0
	}
	return name, n
}

func inRound(name string, round int) string { return name + "[" + strconv.Itoa(round) + "]" }
