package visiting

import (
	"slices"

	"fyne.io/fyne/v2"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/outcome"
	"fairvisit/visits/rules"
)

// outcomeGroups are the headings under which outcomes stand, by the classes of the
// table: fewer than the classes, as an officer at a door reads them.
var outcomeGroups = []struct {
	key     string
	classes []string
}{
	{"visiting.class.agreed", []string{outcome.ClassCommitment}},
	{"visiting.class.again", []string{"reschedule"}},
	{"visiting.class.paid", []string{"paid"}},
	{"visiting.class.query", []string{"query"}},
	{"visiting.class.spoke", []string{"refusal", "hardship", "unsettled"}},
	{"visiting.class.not_met", []string{outcome.ClassNoContact, "third_party"}},
	{"visiting.class.trace", []string{"trace"}},
	{"visiting.class.stop", []string{"stop", "vulnerable"}},
	{"visiting.class.collateral", []string{outcome.ClassCollateral}},
	{"visiting.class.safety", []string{"safety"}},
	{"visiting.class.system", []string{outcome.ClassSystem}},
}

// judgementView asks what the visit came to for one subject.
func (m *model) judgementView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	c1, _ := m.reading().Question("c1")
	party, now := m.party, ""
	if m.sub != judging {
		party = st.who.Party
	}
	first := len(m.at.subjects()) == 0 || party == m.signer().Party
	if now = fieldwork.Outcome(m.at.answers, party); first {
		now = m.at.answers["c1"].Code
	}
	title := w.Pick(c1.Title)
	if p := m.at.person(party); p != nil {
		title = w.T("visiting.outcome.for", "name", visits.MaskName(p.Name))
	}
	body := widgets.Column(theme.Gap12, widgets.Headline(title))
	offered := m.at.offered(m.list(), party, now)
	for _, group := range outcomeGroups {
		var list []fyne.CanvasObject
		for _, c := range offered {
			if !slices.Contains(group.classes, outcome.Meaning(m.at.used(), c.Code).Class) {
				continue
			}
			o := widgets.Option{Code: "c1." + c.Code, Label: w.Pick(c.Title)}
			list = append(list, widgets.NewAnswer(o, c.Code == now, func() { m.judge(party, first, c.Code) }))
		}
		if len(list) > 0 {
			body.Add(widgets.Title(w.T(group.key)))
			body.Add(widgets.Columns(m.wide(240), theme.Gap12, list...))
		}
	}
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.previousButton()}})
}

// used is what the visit names as made by.
func (at *snapshot) used() []visits.Used {
	if at.visit.Opened == nil {
		return nil
	}
	return at.visit.Opened.Used
}

// offered are the outcomes that fit what was answered before, for one of the subjects;
// now, what stands, is always among them. What a rule or headquarters says is not an
// officer's to choose.
func (at *snapshot) offered(l checklist.List, party evidence.ID, now string) []checklist.Choice {
	all, _ := l.Reading(at.answers).Question("c1")
	fits := all
	for _, q := range l.Applies(at.answers) {
		if q.ID == "c1" {
			fits = q
		}
	}
	return slices.DeleteFunc(slices.Clone(all.Choices), func(c checklist.Choice) bool {
		o := outcome.Meaning(at.used(), c.Code)
		switch {
		case o == nil:
			return true // a list and a table that do not belong together
		case c.Code == now:
			return false
		case o.By != outcome.ByOfficer:
			return true
		case o.Class == outcome.ClassNoContact && at.absent(party):
			return false
		}
		return !slices.ContainsFunc(fits.Choices, func(f checklist.Choice) bool { return f.Code == c.Code })
	})
}

// roleAtDoor is what the checklist calls who has a role in the case.
var roleAtDoor = map[string]string{rules.RoleDebtor: "debtor", rules.RoleJointDebtor: "joint", rules.RoleGuarantor: "guarantor", rules.RoleRepresentative: "representative"}

// absent reports a subject besides the first of whom nothing says that they were there:
// one is met at the door while another is not at home.
func (at *snapshot) absent(party evidence.ID) bool {
	subjects := at.subjects()
	i := slices.IndexFunc(subjects, func(s visits.Subject) bool { return s.Party == party })
	if i < 1 {
		return false
	}
	role := roleAtDoor[subjects[i].Role]
	return at.answers["d6"].Code != role && at.answers["d19"].Code != role
}

// nextStep is what follows an outcome, in words; "" for nothing that a person awaits.
func (m *model) nextStep(code string) string {
	o := outcome.Meaning(m.at.used(), code)
	if o == nil || o.Next == "none" || !m.w().Has("outcome.next."+o.Next) {
		return ""
	}
	return m.w().T("visiting.outcome.next", "next", m.w().T("outcome.next."+o.Next))
}
