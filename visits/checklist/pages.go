package checklist

import "maps"

// Together lists what is asked on one page now: the first question of the phase
// that is asked and open, with all of its page that are asked if the usual
// answers of that page hold, answered ones included. skipped tells of questions
// that were passed over; they need no answer, and count as not open. Nil: the
// phase is done.
func (l List) Together(phase string, a Answers, skipped func(Question) bool) []Question {
	for _, q := range l.Asked(a) {
		if q.Phase != phase || q.answered(a) || !q.Required && skipped(q) {
			continue
		}
		if q.Page == "" {
			return []Question{q}
		}
		var page []Question
		for _, other := range l.Asked(l.WithUsual(phase, q.Page, a)) {
			if other.Phase == phase && other.Page == q.Page {
				page = append(page, other)
			}
		}
		return page
	}
	return nil
}

// WithUsual is a with the usual answers of a page in the places that are open.
// a is left as it is.
func (l List) WithUsual(phase, page string, a Answers) Answers {
	a = maps.Clone(a)
	if a == nil {
		a = Answers{}
	}
	for more := true; more; { // one answer may bring the next question
		more = false
		for _, q := range l.Asked(a) {
			if q.Phase == phase && q.Page == page && q.Usual != "" && !q.answered(a) {
				a[q.ID] = Chosen(q.Usual)
				more = true
			}
		}
	}
	return a
}

// Answered reports whether a holds an answer the question can have.
func (q Question) Answered(a Answers) bool { return q.answered(a) }
