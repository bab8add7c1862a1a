package fieldwork

import (
	"context"
	"slices"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// Standing is what the rules say of a visit that is under way.
type Standing struct {
	Verdict rules.Verdict // a block means: end the talk and leave. Recording what happened goes on
	About   *visits.Case  // nil after a salvage, until headquarters sends it again
	To      string        // whom the crew speaks to, as the rules call them; "" = not known yet
	Say     []string      // what may be said to them now, as codes; none: nothing
}

// Stands asks the rules about the visit as it stands with these answers: whether
// it may go on, and what may be said to whom it speaks to. asked says that the
// crew was asked to leave.
func (v *Visit) Stands(ctx context.Context, a checklist.Answers, asked bool) (Standing, error) {
	s := Standing{}
	c, err := v.o.Journal.Case(ctx, v.Case)
	if err != nil || c == nil {
		return s, err
	}
	q, l, err := v.o.question(ctx, c, v.Second)
	if err != nil {
		return s, err
	}
	q.Act, q.Visit, q.Observed = rules.Continue, v.ID, Observed(a, asked)
	packs, err := v.o.rulesFor(ctx, l, &q)
	if err != nil {
		return s, err
	}
	s.About, s.Verdict = c, rules.Evaluate(packs, q)
	to, identified := Listener(a)
	if s.To = to; to == "" {
		s.Say = s.Verdict.MaySay
		return s, nil
	}
	s.Say = rules.SayTo(packs, q, to, identified)
	return s, nil
}

// Observed is what the answers say was seen at the door, as the rules call it.
func Observed(a checklist.Answers, asked bool) []string {
	var list []string
	if asked {
		list = append(list, "asked_to_leave")
	}
	for _, s := range []struct{ question, code, seen string }{
		{"d6", "minor", "only_minors_present"}, {"d16", "severe", "distress"},
	} {
		if a[s.question].Code == s.code {
			list = append(list, s.seen)
		}
	}
	return list
}

// Listener is whom the crew speaks to by the answers, and whether it is certain
// that they are that person. A listener nobody could place is "": then only what
// may be said before anybody is identified.
func Listener(a checklist.Answers) (to string, identified bool) {
	switch a["d6"].Code {
	case "debtor":
		return rules.RoleDebtor, identifiedBy(a)
	case "adult":
		if a["d8-came"] == checklist.Yes {
			return rules.RoleDebtor, identifiedBy(a)
		}
		return "household_adult", false
	case "minor":
		return "minor", false
	}
	if a["d8-came"] == checklist.Yes {
		return rules.RoleDebtor, identifiedBy(a)
	}
	return "", false
}

func identifiedBy(a checklist.Answers) bool {
	return slices.Contains([]string{"document", "knowledge", "known"}, a["d11"].Code)
}
