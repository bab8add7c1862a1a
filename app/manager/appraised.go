package manager

import (
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
