package fieldwork

import (
	"context"
	"slices"

	"fairvisit/evidence"
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
	// Spouse is what more may be said where the adult at the door is the debtor's
	// spouse, which no question asks: only where a consent is for a spouse.
	Spouse []string
}

// Stands asks the rules about the visit as it stands with these answers: whether
// it may go on, and what may be said to whom it speaks to. An answer whose question
// is not asked any more says nothing. asked says that the crew was asked to leave.
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
	told, err := v.o.Journal.Visit(ctx, v.ID)
	if err != nil {
		return s, err
	}
	counting := v.List().Counting(a)
	for _, beside := range []string{besideWho, besideIdentity} { // who stands there too only takes from what may be said, and did not go because another answer was put right
		if value, given := a[beside]; given {
			counting[beside] = value
		}
	}
	q.Act, q.Visit, q.Observed = rules.Continue, v.ID, Observed(counting, asked, told)
	packs, err := v.o.rulesFor(ctx, l, &q)
	if err != nil {
		return s, err
	}
	s.About, s.Verdict = c, rules.Evaluate(packs, q)
	list := Listeners(counting)
	if len(list) == 0 {
		s.Say = s.Verdict.MaySay
		return s, nil
	}
	s.To, s.Say = list[0].Role, sayTo(packs, q, list)
	if s.To == householdAdult {
		s.Spouse = toSpouse(packs, q, s.Say)
	}
	return s, nil
}

// sayTo is what may be said to each of them, as each hears all of it.
func sayTo(packs []rules.Pack, q rules.Question, list []Listener) []string {
	var say []string
	for i, l := range list {
		may := rules.Say(packs, q, rules.Listener{Role: l.Role, Party: relative(q, l.Role), Identified: l.Identified})
		if i == 0 {
			say = may
			continue
		}
		say = slices.DeleteFunc(say, func(code string) bool { return !slices.Contains(may, code) })
	}
	return say
}

// householdAdult is an adult who came to the door and is none of those who owe.
const householdAdult = "household_adult"

// toSpouse is what may be said to the debtor's spouse beyond say, where a consent is
// for one. Without, who stands there is an adult of the household and no more: what a
// spouse hears by law alone nobody is asked to claim to be one for.
func toSpouse(packs []rules.Pack, q rules.Question, say []string) []string {
	spouse := relative(q, visits.RelationSpouse)
	if spouse.IsZero() || !slices.ContainsFunc(q.Consents, func(g rules.Consent) bool { return g.For == spouse }) {
		return nil
	}
	more := sayTo(packs, q, []Listener{{visits.RelationSpouse, false}})
	return slices.DeleteFunc(more, func(code string) bool { return slices.Contains(say, code) })
}

// relative stands for who is this to the debtor, as a consent for them names them;
// zero for whoever is none of the family.
func relative(q rules.Question, role string) evidence.ID {
	i := slices.IndexFunc(q.Subjects, func(s rules.Subject) bool { return s.Role == rules.RoleDebtor })
	if i < 0 {
		return evidence.ID{}
	}
	return visits.RelationID(q.Subjects[i].Party, role)
}

// seenBy are the answers that tell what the rules call an observation.
var seenBy = []struct{ question, code, seen string }{
	{"d6", "minor", "only_minors_present"},
	{"d14", "uninvited", "entry_refused"},
	{"d16", "severe", "distress"}, {"d16", "unable", "incapacity"}, {"d16", "acute", "acute_illness"}, {"d16", "drunk", "intoxicated"},
	{"t4", "yes", "paid_receipt_shown"},
}

// Observed is what was seen at the door, as the rules call it: by the answers, and
// by the incidents of the visit's picture; told is nil where there is none.
func Observed(a checklist.Answers, asked bool, told *visits.Visit) []string {
	var list []string
	if asked {
		list = append(list, "asked_to_leave")
	}
	for _, s := range seenBy {
		if a[s.question].Code == s.code {
			list = append(list, s.seen)
		}
	}
	if told != nil && slices.ContainsFunc(told.Safety.Incidents, func(l visits.IncidentLine) bool {
		return l.Code == "threat" || l.Code == "violence"
	}) {
		list = append(list, "threat")
	}
	return list
}

// Listener is somebody the crew speaks to, as the rules call them, and whether it
// is certain that they are who they say.
type Listener struct {
	Role       string
	Identified bool
}

// takesPart are those an answer names who may hear of a debt once they are
// identified; each of them for themselves.
var takesPart = map[string]string{"debtor": rules.RoleDebtor, "joint": rules.RoleJointDebtor, "guarantor": rules.RoleGuarantor, "representative": rules.RoleRepresentative}

// Listeners are those the crew speaks to by the answers: who came to the door, and
// a second person who takes part in the talk. Whom nobody could place is not among
// them; with none, only what may be said before anybody is identified may be said.
func Listeners(a checklist.Answers) []Listener {
	var list []Listener
	role, known := takesPart[a["d6"].Code]
	switch {
	case a["d6"].Code == "minor":
		return []Listener{{"minor", false}}
	case !known && a["d8-came"] == checklist.Yes:
		role, known = rules.RoleDebtor, true
	case a["d6"].Code == "adult":
		return []Listener{{householdAdult, false}}
	}
	if !known {
		return nil
	}
	first := Listener{role, slices.Contains([]string{"document", "knowledge", "known"}, a["d11"].Code)}
	if role == rules.RoleRepresentative {
		first.Identified = first.Identified && a["d11-authority"] == checklist.Yes
	}
	list = append(list, first)
	if role, known := takesPart[a[besideWho].Code]; known && a[besideIdentity].Code != "failed" { // then they were asked to step away
		list = append(list, Listener{role, slices.Contains([]string{"document", "known"}, a[besideIdentity].Code)})
	}
	return list
}
