package checklist

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Next is the first question of the phase that is asked and has no answer yet;
// false if there is none. An answer that Check refuses is no answer.
func (l List) Next(phase string, a Answers) (Question, bool) {
	for _, q := range l.Asked(a) {
		if q.Phase == phase && !q.answered(a) {
			return q, true
		}
	}
	return Question{}, false
}

// Asked lists every question these answers lead to that is put to a person,
// answered or not, in the list's order; of a choice it keeps what is offered.
// What is asked depends on earlier questions only, unless the list has
// expressions that look ahead.
func (l List) Asked(a Answers) []Question {
	return asked(l.look(a).applying)
}

// Applies is Asked with what no person is asked: what the app or the office
// answers, and calculations.
func (l List) Applies(a Answers) []Question { return l.look(a).applying }

func asked(applying []Question) []Question {
	list := make([]Question, 0, len(applying))
	for _, q := range applying {
		if q.By == "" && q.Kind != KindCalc {
			list = append(list, q)
		}
	}
	return list
}

// Stopped is the question whose answer ended the visit early: what is left of
// the phases before, door and talk is then not asked. If it is one of the phase
// before, the visit does not begin and the close is not asked either. A later
// change of the answer goes on where it was left.
func (l List) Stopped(a Answers) (Question, bool) {
	s := l.look(a)
	if s.stop < 0 {
		return Question{}, false
	}
	q := l.Questions[s.stop]
	s.tell(&q, s.stop, 0) // what repeats stops nothing
	return q, true
}

// Missing lists the required questions of the phase that still need an answer.
func (l List) Missing(phase string, a Answers) []string {
	var out []string
	for _, q := range l.Asked(a) {
		if q.Phase == phase && q.Required && !q.answered(a) {
			out = append(out, q.ID)
		}
	}
	return out
}

// NotAsked lists the answers that do not count now: their question hangs on an
// answer that changed, or is none of this list's. They are reported, never
// dropped: change the answer back and they stand again. Sorted by list order,
// foreign ones last.
func (l List) NotAsked(a Answers) []string {
	applies := map[string]bool{}
	for _, q := range l.Applies(a) {
		applies[q.ID] = q.Kind != KindNote && q.Kind != KindCalc
	}
	var out, foreign []string
	for id := range a {
		if _, ours := l.question(id); ours && !applies[id] {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, l.byPlace)
	for id := range a {
		if _, ours := l.question(id); !ours {
			foreign = append(foreign, id)
		}
	}
	slices.Sort(foreign)
	return append(out, foreign...)
}

// Counting are the answers that still say something: those whose question the others
// lead to. A stop takes none of them back: what was answered behind it was seen all
// the same.
func (l List) Counting(a Answers) Answers {
	l.Questions = slices.Clone(l.Questions)
	for i := range l.Questions {
		l.Questions[i].Stops = nil
	}
	counting := Answers{}
	for _, q := range l.Asked(a) {
		if v, given := a[q.ID]; given {
			counting[q.ID] = v
		}
	}
	return counting
}

func (l List) byPlace(a, b string) int {
	place := func(id string) (int, int) {
		name, round := split(id)
		return l.plan.place[name], round
	}
	i, m := place(a)
	j, n := place(b)
	return cmp.Or(cmp.Compare(i, j), cmp.Compare(m, n))
}

// CheckIn is Check with an eye on the other answers: it also refuses a choice
// that is not offered now and what the question's constraint refuses, with a
// ConstraintError.
func (l List) CheckIn(a Answers, id string, v Value) error {
	if err := l.Check(id, v); err != nil {
		return err
	}
	with := maps.Clone(a)
	if with == nil {
		with = Answers{}
	}
	with[id] = v
	for _, q := range l.Applies(with) {
		switch {
		case q.ID != id:
		case q.accepts(v) != nil:
			return fmt.Errorf("question %s wants one of the choices offered now; the earlier answer stands", id)
		case q.broken:
			return &ConstraintError{Question: id, Words: q.ConstraintWords}
		}
	}
	return nil
}

// ConstraintError refuses an answer that does not go with the others; the
// earlier answer stands.
type ConstraintError struct {
	Question string
	Words    map[string]string // what the list says of it, by language; may be nil
}

func (e *ConstraintError) Error() string {
	return "question " + e.Question + " does not take this answer beside the others; the earlier answer stands"
}

func (q *Question) holds(counts map[string]string) bool {
	for _, c := range q.When {
		code, answered := counts[c.Question]
		equal := answered && code == c.Value
		switch {
		case c.Op == OpEq && equal, c.Op == OpNe && !equal, c.Op == OpAnswered && answered:
		default:
			return false
		}
	}
	return true
}

func (q *Question) answered(a Answers) bool {
	v, there := a[q.ID]
	return q.Kind == KindNote || there && !q.broken && q.accepts(v) == nil
}
