package checklist

import (
	"fmt"
	"maps"
	"slices"
)

// Removed stands where an answer was taken back. No question can have it, so it
// counts as none; what was answered before stays in the log. LISTS.md says so.
var Removed = Value{Code: ".removed"}

// countOf is the question by which a crew adds rounds to a group, where the list
// has it: a repeat that counts by anything else has the rounds that follow from it.
func countOf(group string) string { return group + ".count" }

// Repeat is a group that repeats, as it stands with answers.
type Repeat struct {
	Group       Group
	Rounds      int
	Count       string // the question by which rounds are added and taken out; "": they follow from other answers
	Least, Most int    // rounds, with Count; else 0

	first, last int // places
}

// Repeats are the groups that repeat and are asked with these answers, in the
// order of the list. One whose Count has no answer yet has no rounds.
func (l List) Repeats(a Answers) []Repeat {
	s := l.look(a)
	var list []Repeat
	for i := 0; l.plan != nil && i < len(l.plan.items); i++ {
		if l.plan.items[i].repeat != i {
			continue
		}
		r := l.repeatAt(i)
		r.Rounds, r.Group.Title = s.rounds[i], s.groupTitle(r.Group, 0)
		asked := func(q Question) bool { return q.ID == r.Count }
		if r.Count == "" && r.Rounds > 0 || r.Count != "" && slices.ContainsFunc(s.applying, asked) {
			list = append(list, r)
		}
	}
	return list
}

// repeatAt is the repeat whose first question stands at a place.
func (l List) repeatAt(first int) Repeat {
	r := Repeat{first: first, last: l.plan.items[first].last}
	for _, f := range l.plan.items[first].groups {
		if f.of.Repeat {
			r.Group = *f.of
		}
	}
	id := countOf(r.Group.ID)
	q, known := l.question(id)
	if known && q.Kind == KindNumber && q.By == "" && (r.Group.Count == fmt.Sprintf("q[%q]", id)) {
		r.Count, r.Least, r.Most = id, int(max(0, q.Min)), int(min(maxRounds, q.Max))
	}
	return r
}

// RepeatOf is the repeat that a question counts or stands in.
func (l List) RepeatOf(a Answers, id string) (Repeat, bool) {
	name, _ := split(id)
	for _, r := range l.Repeats(a) {
		at, known := l.plan.place[name]
		if r.Count == id || known && at >= r.first && at <= r.last {
			return r, true
		}
	}
	return Repeat{}, false
}

// Behind reports whether a question is asked after all rounds of a repeat.
func (l List) Behind(r Repeat, id string) bool {
	name, _ := split(id)
	at, known := l.plan.place[name]
	return known && at > r.last
}

// InRound are the questions asked in one round of a repeat, 1 the first.
func (l List) InRound(a Answers, r Repeat, round int) []Question {
	var list []Question
	for _, q := range l.Asked(a) {
		name, n := split(q.ID)
		if at := l.plan.place[name]; n == round && at >= r.first && at <= r.last {
			list = append(list, q)
		}
	}
	return list
}

// Round is which round of its group a question stands in; 0: it does not repeat.
func Round(id string) int {
	_, n := split(id)
	return n
}

// Around are the groups a question stands in, the outermost first, with their texts in
// its round; see Reading.
func (l List) Around(id string) []Group {
	name, round := split(id)
	at, known := l.plan.place[name]
	if !known {
		return nil
	}
	var list []Group
	for _, f := range l.plan.items[at].groups {
		g := *f.of
		g.Title = l.read().groupTitle(g, round)
		list = append(list, g)
	}
	return list
}

// Compare puts questions, and rounds of them, in the order they are asked. Those
// the list does not know come last, by their names.
func (l List) Compare(a, b string) int {
	_, knownA := l.question(a)
	_, knownB := l.question(b)
	switch {
	case knownA && knownB:
		if x, y := l.roundPlace(a), l.roundPlace(b); x != y {
			return slices.Compare(x[:], y[:])
		}
		return 0
	case knownA:
		return -1
	case knownB:
		return 1
	}
	return slices.Compare([]rune(a), []rune(b))
}

// roundPlace is where a question is asked: its place, or that of its repeat, then
// the round, then the place in it.
func (l List) roundPlace(id string) [3]int {
	name, round := split(id)
	at := l.plan.place[name]
	if begin := l.plan.items[at].repeat; begin >= 0 {
		return [3]int{begin, round, at}
	}
	return [3]int{at, 0, 0}
}

// Without are the answers by which a round of a repeat is taken out, in the order
// they are to be given and all at once: what stands in the rounds behind it moves up,
// what is left over is Removed, and there is a round less. Nothing for a repeat
// without Count and for a round it does not have; Least is the caller's to keep.
func (l List) Without(a Answers, r Repeat, round int) []Given {
	if r.Count == "" || round < 1 || round > r.Rounds {
		return nil
	}
	var list []Given
	now := maps.Clone(a)
	put := func(id string, v Value) {
		if now[id] != v {
			now[id] = v
			list = append(list, Given{Question: id, Value: v})
		}
	}
	for n := round; n <= r.Rounds; n++ {
		for at := r.first; at <= r.last; at++ {
			id := inRound(l.Questions[at].ID, n)
			next, there := a[inRound(l.Questions[at].ID, n+1)]
			switch _, had := a[id]; {
			case n < r.Rounds && there:
				put(id, next)
			case had:
				put(id, Removed)
			}
		}
	}
	put(r.Count, Number(int64(r.Rounds-1)))
	return list
}
