package manager

import (
	"cmp"
	"strings"

	"fairvisit/app/i18n"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// appraised is what the house's policy says of the branch's cases for one day. Five
// thousand take some milliseconds, so they are kept until another day is asked for.
type appraised struct {
	day string
	of  map[evidence.ID]dayplan.Appraisal
}

// appraisals are those of a day. A case of which the policy says nothing, because
// the day is none, has no step and is proposed to nobody.
func (b *Branch) appraisals(day string) map[evidence.ID]dayplan.Appraisal {
	if b.worth.of == nil || b.worth.day != day {
		b.worth = appraised{day, make(map[evidence.ID]dayplan.Appraisal, len(b.Cases))}
		for i := range b.Cases {
			c := &b.Cases[i]
			if a, err := b.policy.Appraise(c, day); err == nil {
				b.worth.of[c.ID] = a
			}
		}
	}
	return b.worth.of
}

// The ways to order the cases, by which "the next" are taken too.
const (
	byStreet  = "street"
	byUrgency = "urgency"
	byAmount  = "amount"
	byBucket  = "bucket"
)

var orders = []string{byStreet, byUrgency, byAmount, byBucket}

// order compares two cases in the way chosen; within it, those of one street stand
// together, so that what is taken next is near.
func (p *plan) order(b *Branch) func(x, y *visits.Case) int {
	worth := b.appraisals(p.day)
	street := func(c *visits.Case) string {
		if c.Words == nil {
			return "\uffff" // those whose words are gone stand at the end
		}
		w := &c.Words.Place
		return w.City + "\x00" + w.District + "\x00" + w.Street
	}
	return func(x, y *visits.Case) int {
		first := 0
		switch p.by {
		case byUrgency:
			first = cmp.Compare(worth[y.ID].Score, worth[x.ID].Score)
		case byAmount:
			first = cmp.Or(strings.Compare(x.Facts.Currency, y.Facts.Currency), cmp.Compare(y.Facts.Amount, x.Facts.Amount))
		case byBucket:
			first = cmp.Compare(y.Facts.DPD, x.Facts.DPD)
		}
		return cmp.Or(first, strings.Compare(street(x), street(y)), strings.Compare(string(x.ID[:]), string(y.ID[:])))
	}
}

// worthOf is the detail of a row: how urgent a visit is, and what was last.
func (m *Manager) worthOf(w *i18n.Words, c *visits.Case) string {
	last := m.lastContact(w, c)
	if a := m.branch.appraisals(m.plan.day)[c.ID]; a.Step == dayplan.Visit {
		return w.N("plan.urgency", int(a.Score)) + " · " + last
	}
	return last
}

// otherStep says which step the ladder has for a case that is none for a visit; ""
// for a visit.
func (m *Manager) otherStep(w *i18n.Words, c *visits.Case) string {
	switch a := m.branch.appraisals(m.plan.day)[c.ID]; a.Step {
	case dayplan.Visit:
		return ""
	case "":
		return w.T("plan.step.none")
	default:
		return w.T("plan.step", "step", w.T("plan.step."+a.Step))
	}
}
