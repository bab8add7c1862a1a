package visiting

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/outcome"
	"fairvisit/visits/rules"
)

// answerKnown answers what the app knows itself: how many go, whether photos
// were taken, when the crew left, and an outcome that follows from the answers.
// It reports whether there was something.
func (m *model) answerKnown(ctx context.Context, at *snapshot, st station) (bool, error) {
	if st.phase != checklist.PhaseBefore && st.kind == questions && !at.arrived() {
		return true, m.v.Arrive(ctx, nil)
	}
	more := false
	applies := m.list().Applies(at.answers)
	for _, k := range m.known(at, st) {
		i := slices.IndexFunc(applies, func(q checklist.Question) bool { return q.ID == k.question })
		if i < 0 || at.answers[k.question] == k.value || applies[i].Answered(at.answers) && !k.firm {
			continue
		}
		if err := m.v.Answer(ctx, k.question, k.value, ""); err != nil {
			return false, err
		}
		more = true
	}
	if more {
		return true, nil
	}
	return m.judgeKnown(ctx, at, st)
}

func (at *snapshot) arrived() bool {
	_, n := at.line(visits.VisitArrived)
	return n >= 0
}

// knownAnswer is an answer the app has; a firm one also takes the place of
// another.
type knownAnswer struct {
	question string
	value    checklist.Value
	firm     bool
}

func yesIf(b bool) checklist.Value {
	if b {
		return checklist.Yes
	}
	return checklist.No
}

func (m *model) known(at *snapshot, st station) []knownAnswer {
	two := !m.v.Second.IsZero()
	list := append(m.facts(at), knownAnswer{"a12-need", yesIf(two || at.crewOfTwo()), false})
	if two {
		list = append(list, knownAnswer{"a12", checklist.Yes, false}, knownAnswer{"a13", checklist.Number(2), false})
	} else {
		list = append(list, knownAnswer{"a13", checklist.Number(1), false})
	}
	askedAt, asked := at.askedToLeave()
	leftAt, left := at.left()
	if asked && left {
		list = append(list, knownAnswer{"d15", checklist.Yes, true})
	}
	if asked && left && leftAt >= askedAt {
		list = append(list, knownAnswer{"d15-left", yesIf(leftAt-askedAt <= at.leaveWithin().Microseconds()), true})
	}
	if left {
		list = append(list, knownAnswer{"r2-any", yesIf(len(at.photos) > 0), true})
	}
	atClose := st.phase == checklist.PhaseClose && st.kind == questions
	code, _ := at.suggestion(m.list())
	if code != "" && atClose {
		door := []string{"nf", "dl"} // which of the two, says a question behind c1
		firm := slices.Contains(door, code) && slices.Contains(door, at.answers["c1"].Code)
		list = append(list, knownAnswer{"c1", checklist.Chosen(code), firm})
	}
	list = append(list, m.ofCash(at)...)
	return append(list, at.ofOutcomes(m.list())...)
}

// ofOutcomes are what the questions behind the outcomes go by: which there are, and by
// what a visit was stopped. All of them wait for the first outcome.
func (at *snapshot) ofOutcomes(l checklist.List) []knownAnswer {
	if at.answers["c1"].Code == "" {
		return nil
	}
	said := map[string]bool{}
	for _, o := range at.outcomes(l) {
		said[o.Code] = true
	}
	any, _ := l.Question("c1-any")
	var codes []string
	for _, c := range any.Choices {
		if said[c.Code] {
			codes = append(codes, c.Code)
		}
	}
	list := []knownAnswer{{"c1-any", checklist.Chosen(cmp.Or(strings.Join(codes, " "), noneAsked)), true}}
	if said["abt"] {
		list = append(list, knownAnswer{"c1-rule", checklist.Text(at.stoppedBy(l)), false})
	}
	return list
}

// noneAsked answers c1-any where no outcome has questions of its own.
const noneAsked = "other"

// stoppedBy names what ended the visit: the answer of the checklist, or the rule.
func (at *snapshot) stoppedBy(l checklist.List) string {
	if q, stops := l.Stopped(at.answers); stops {
		return l.ID + " " + l.Version + " " + q.ID
	}
	for _, r := range at.verdict.Reasons {
		if r.Severity == rules.Block {
			return strings.TrimSpace(r.Pack + " " + r.Rule)
		}
	}
	return l.ID + " " + l.Version
}

// facts are the answers nobody is asked for. What the app does not know it leaves
// open.
func (m *model) facts(at *snapshot) []knownAnswer {
	var list []knownAnswer
	if o := at.visit.Opened; o != nil {
		// The gate let the start through: what would have refused it did not hold.
		for _, id := range []string{"a1", "a3", "a4", "a5", "a6"} {
			list = append(list, knownAnswer{id, checklist.Yes, false})
		}
		list = append(list, knownAnswer{"a2", yesIf(!o.Verdict.Provisional), false})
	}
	if at.arrived() {
		list = append(list, knownAnswer{"d1", checklist.Yes, false})
	}
	if promised := at.answers["t10"]; at.about != nil && promised.Number > 0 {
		list = append(list, knownAnswer{"t10-part", yesIf(promised.Number < at.about.Facts.Amount), true})
	}
	for _, k := range fieldwork.OfCollateral(at.about) {
		list = append(list, knownAnswer{k.Question, k.Value, false})
	}
	leftAt, left := at.left()
	if arrivedAt, n := at.line(visits.VisitArrived); left && n >= 0 {
		end := at.verdict.EndBy
		list = append(list, knownAnswer{"c6", yesIf(end > 0 && leftAt <= end), false},
			knownAnswer{"t17", checklist.Number(max(0, (leftAt-arrivedAt)/time.Minute.Microseconds())), false})
	}
	return list
}

// crewOfTwo reports whether a pack asks for more than one officer.
func (at *snapshot) crewOfTwo() bool {
	for _, p := range at.packs {
		if p.Crew.Min > 1 {
			return true
		}
	}
	return false
}

// judgeKnown gives the other subjects the outcome that holds for everybody.
func (m *model) judgeKnown(ctx context.Context, at *snapshot, st station) (bool, error) {
	if st.kind != judgement {
		return false, nil
	}
	code, forAll := at.suggestion(m.list())
	if !forAll || at.answers["c1"].Code != code {
		return false, nil
	}
	return true, m.v.SetOutcome(ctx, st.who.Party, code, "")
}

// outcomeRules are the outcomes that follow from an answer, the strongest
// first; one for all holds for every subject of the visit.
var outcomeRules = []struct {
	question, code, outcome string
	forAll                  bool
}{
	{"d2", "other", "wa", true}, {"d3", "protected", "abt", true}, {"d4", "yes", "occ", true},
	{"d6", "nobody", "nf", true}, {"d6", "minor", "min", true}, {"d8", "no", "abt", true}, {"d8-came", "no", "tpm", true},
	{"d11", "failed", "tpm", true}, {"d11-authority", "no", "tpm", true}, {"d13", "other_time", "cb", true}, {"d13", "no", "none", true}, {"d16", "severe", "vul", false},
	{"d16", "unable", "vul", false}, {"d16", "acute", "vul", false}, {"d16", "drunk", "abt", true},
	{"t2", "not_me", "wp", false}, {"t19", "cease", "cease", false}, {"t2", "disputes", "dsp", false}, {"t2", "paid", "pap", false},
	{"t16", "objected", "obj", true}, {"t16", "voluntary", "vho", false},
	{"t9", "ptp", "ptp", false}, {"t9", "plan", "plan", false}, {"t9", "pay_now", "paid", false}, {"t9", "represented", "rep", false}, {"t9", "insolvency", "ins", false},
	{"t18", "yes", "cmp", false}, {"t9", "cannot", "ctp", false}, {"t9", "refuses", "rtp", false},
	{"t9", "nothing", "none", false},
}

// narrower are outcomes that take the place of another by one more answer.
var narrower = []struct{ outcome, question, code, instead string }{
	{"ptp", "t10-part", "yes", "ptpp"}, {"paid", "t11-all", "no", "part"}, {"nf", "c1-found", "locked", "dl"},
}

// suggestion is the outcome the answers lead to, "" if they leave it open, and
// whether it holds for every subject.
func (at *snapshot) suggestion(l checklist.List) (code string, forAll bool) {
	code, forAll = at.following(l)
	if code == "" || code == "none" {
		if why := at.ended(l); why != "" {
			return why, true
		}
	}
	counts := asksOf(l.Asked(at.answers), l.Applies(at.answers))
	for _, n := range narrower {
		if n.outcome == code && counts(n.question) && at.answers[n.question].Code == n.code {
			return n.instead, forAll
		}
	}
	return code, forAll
}

// asksOf tells whether a question counts: it is asked, or the app answers it.
func asksOf(asked, applies []checklist.Question) func(id string) bool {
	return func(id string) bool {
		is := func(q checklist.Question) bool { return q.ID == id }
		return slices.ContainsFunc(asked, is) || slices.ContainsFunc(applies, is)
	}
}

// following is the outcome that follows from the answers alone.
func (at *snapshot) following(l checklist.List) (code string, forAll bool) {
	if _, asked := at.askedToLeave(); asked {
		return "left", true
	}
	stop, stops := l.Stopped(at.answers)
	asked := l.Asked(at.answers)
	for _, r := range outcomeRules {
		if stops && r.question != stop.ID && !sameStop(r.question, stop.ID) {
			continue
		}
		counts := slices.ContainsFunc(asked, func(q checklist.Question) bool { return q.ID == r.question })
		if counts && at.answers[r.question].Code == r.code {
			if r.outcome == "ptp" && at.answers["t10-read"] == checklist.No {
				return "none", false // a promise that was not confirmed is none
			}
			return r.outcome, r.forAll
		}
	}
	if stops {
		return "abt", true
	}
	return "", false
}

// ended is the outcome of a visit that led to none because it was stopped at the place:
// by a stop this crew raised by hand, or by the rules. What the crew observed has
// outcomes of its own. After they left the hours run out without stopping anything.
func (at *snapshot) ended(l checklist.List) string {
	if _, left := at.left(); left || at.about == nil {
		return ""
	}
	opened, _ := at.line(visits.VisitOpened)
	for _, f := range at.about.Flags {
		if f.At < opened || !f.Device.IsZero() && f.Device != at.visit.Device {
			continue
		}
		for _, c := range at.offered(l, evidence.ID{}, "") {
			if o := outcome.Meaning(at.used(), c.Code); o.Flag == f.Code {
				return c.Code
			}
		}
	}
	if slices.ContainsFunc(at.verdict.Reasons, func(r rules.Reason) bool { return r.Severity == rules.Block && r.Params["observed"] == "" }) {
		return "abt"
	}
	return ""
}

// sameStop reports whether an outcome's question explains a stop: that only
// minors are home is asked by d6, and d7 is what stops.
func sameStop(question, stop string) bool { return question == "d6" && stop == "d7" }

// outcomes are what the visit comes to for each subject.
func (at *snapshot) outcomes(l checklist.List) []visits.Outcome {
	first := at.answers["c1"].Code
	if first == "" {
		if first, _ = at.suggestion(l); first == "" {
			first = "none"
		}
	}
	var list []visits.Outcome
	for i, s := range at.subjects() {
		code := first
		if other := fieldwork.Outcome(at.answers, s.Party); i > 0 && other != "" {
			code = other
		}
		for _, debt := range debtsOf(s) {
			list = append(list, visits.Outcome{Party: s.Party, Debt: debt, Code: code})
		}
	}
	return list
}

// debtsOf are the debts a visit to somebody is about; the zero one where none is named.
func debtsOf(s visits.Subject) []evidence.ID {
	if len(s.Debts) == 0 {
		return []evidence.ID{{}}
	}
	return s.Debts
}

func debtOf(s visits.Subject) (debt evidence.ID) {
	if len(s.Debts) > 0 {
		debt = s.Debts[0]
	}
	return debt
}

// promises are the promise to pay, if one was made and confirmed.
func (at *snapshot) promises(l checklist.List) []visits.Promise {
	subjects := at.subjects()
	counts := slices.ContainsFunc(l.Asked(at.answers), func(q checklist.Question) bool { return q.ID == "t10-read" })
	a := at.answers
	if !counts || len(subjects) == 0 || a["t10-read"] != checklist.Yes || a["t10-date"].Code == "" || a["t10"].Number == 0 {
		return nil
	}
	p := fieldwork.Promised(a)
	p.Party, p.Debt = subjects[0].Party, debtOf(subjects[0])
	return []visits.Promise{p}
}
