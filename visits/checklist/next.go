package checklist

import "slices"

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

// Asked lists every question these answers lead to, answered or not, in the
// list's order. What is asked depends on earlier questions only.
func (l List) Asked(a Answers) []Question {
	asked, _ := l.walk(a)
	return asked
}

// Stopped is the question whose answer ended the visit early: what is left of
// the phases before, door and talk is then not asked. If it is one of the phase
// before, the visit does not begin and the close is not asked either. A later
// change of the answer goes on where it was left.
func (l List) Stopped(a Answers) (Question, bool) {
	asked, stop := l.walk(a)
	if stop < 0 {
		return Question{}, false
	}
	return asked[stop], true
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
	asked := l.Asked(a)
	var out, foreign []string
	for _, q := range l.Questions {
		if _, there := a[q.ID]; there && !slices.ContainsFunc(asked, func(x Question) bool { return x.ID == q.ID }) {
			out = append(out, q.ID)
		}
	}
	for id := range a {
		if _, ours := l.question(id); !ours {
			foreign = append(foreign, id)
		}
	}
	slices.Sort(foreign)
	return append(out, foreign...)
}

// walk goes through the list once; stop is the place in asked of the answer
// that ended the visit, or -1.
func (l List) walk(a Answers) (asked []Question, stop int) {
	stop = -1
	counts := map[string]string{} // asked and answered: its code, "" for a kind without
	for _, q := range l.Questions {
		if stop >= 0 && (asked[stop].Phase == PhaseBefore || q.Phase != PhaseClose && q.Phase != PhaseAfter) {
			continue
		}
		if !q.holds(counts) {
			continue
		}
		asked = append(asked, q)
		if !q.answered(a) {
			continue
		}
		counts[q.ID] = a[q.ID].Code
		if stop < 0 && slices.Contains(q.Stops, a[q.ID].Code) {
			stop = len(asked) - 1
		}
	}
	return asked, stop
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
	return there && q.accepts(v) == nil
}
