package visiting

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/outcome"
	"fairvisit/visits/rules"
)

// withTable is a visit that was begun by the table in force, to these subjects.
func withTable(a checklist.Answers, subjects ...visits.Subject) snapshot {
	if len(subjects) == 0 {
		subjects = []visits.Subject{{Party: evidence.ID{1}, Role: rules.RoleDebtor, Debts: []evidence.ID{{9}}}}
	}
	return snapshot{answers: a, visit: visits.Visit{Opened: &visits.OpenedFacts{Subjects: subjects, Used: []visits.Used{{Hash: outcome.House().SHA256()}}}}}
}

func codesOf(list []checklist.Choice) string {
	var codes []string
	for _, c := range list {
		codes = append(codes, c.Code)
	}
	return strings.Join(codes, " ")
}

// An officer reads what fits what was answered, and never what a rule or headquarters says.
func TestOutcomesOfferedFitWhatWasAnswered(t *testing.T) {
	l := house(t)
	met := checklist.Answers{"a12-need": checklist.No, "a13": checklist.Number(1), "a7": chosen("all_tried"), "a9": chosen("agreed"), "a11": checklist.Yes, "a16-letter": checklist.No, "a17": checklist.No, "a19": chosen("none"), "a8": checklist.No,
		"d2": chosen("match"), "d3": chosen("home"), "d4": checklist.No}
	with := func(more ...string) checklist.Answers {
		a := checklist.Answers{}
		for id, v := range met {
			a[id] = v
		}
		for i := 0; i < len(more); i += 2 {
			a[more[i]] = chosen(more[i+1])
		}
		return a
	}
	talk := []string{"d6", "debtor", "d9", "yes", "d11", "document", "d12", "yes", "d13", "yes", "d14", "doorstep", "d16", "none", "d17", "preferred", "d18", "nobody", "d19", "nobody", "t1", "yes"}
	owes := append(slices.Clone(talk), "t2", "owes", "t5", "income", "t6", "yes", "t8", "yes")
	for name, c := range map[string]struct {
		answers checklist.Answers
		want    string
	}{
		"nobody":      {with("d6", "nobody"), "left nf dl shf wa skip thr"},
		"a neighbour": {with("d6", "adult", "d8", "yes", "d8-came", "no"), "cmp left rep ins occ tpm shf wa wp skip dec ill vul jail abr thr none"},
		"minors":      {with("d6", "minor"), "left occ shf wa min thr none"},
		"promises":    {with(append(owes, "t9", "ptp")...), "ptp ptpp plan rtp ctp dsp cmp cease left rep ins cb occ ill vul thr none"},
		"pays":        {with(append(owes, "t9", "pay_now")...), "plan paid part rtp ctp dsp cmp cease left rep ins cb occ ill vul thr none"},
		"is paid":     {with(append(talk, "t2", "paid", "t4", "no")...), "pap dsp cmp cease left rep ins cb occ ill vul thr none"},
		"collateral":  {with(append([]string{"a20-case", "yes", "a20", "yes"}, append(owes, "t9", "refuses")...)...), "plan rtp ctp dsp cmp cease left rep ins cb occ ill vul vsn vns vho obj thr none"},
		"wrong house": {with("d2", "other"), "cmp left rep ins occ shf wa wp dec ill vul jail abr thr none"},
	} {
		at := withTable(c.answers)
		if got := codesOf(at.offered(l, evidence.ID{1}, "")); got != c.want {
			t.Errorf("%s: %s is offered, want %s", name, got, c.want)
		}
		if got := codesOf(at.offered(l, evidence.ID{1}, "abt")); !strings.Contains(got, "abt") {
			t.Errorf("%s: what stands is not shown", name)
		}
	}
}

// Whatever was answered, the outcome it leads to is one that may be stored.
func TestWhatAnswersLeadToIsOffered(t *testing.T) {
	l := house(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := checklist.Answers{}
		for _, q := range l.Questions {
			switch {
			case q.ID == "c1" || rapid.IntRange(0, 7).Draw(rt, q.ID) == 0:
			case q.Kind == checklist.KindYesNo:
				a[q.ID] = rapid.SampledFrom([]checklist.Value{checklist.Yes, checklist.No}).Draw(rt, "answer")
			case q.Kind == checklist.KindChoice:
				a[q.ID] = chosen(rapid.SampledFrom(q.Choices).Draw(rt, "answer").Code)
			}
		}
		at := withTable(a)
		if code, _ := at.suggestion(l); code != "" && l.CheckIn(a, "c1", chosen(code)) != nil {
			rt.Fatalf("%s is not offered", code)
		}
	})
}

// One is met and the other is not at home, one is ill and the other promises: each has
// an outcome, the follow-up questions are those of both, and the debts of one share it.
func TestOutcomesOfSeveralSubjectsAndDebts(t *testing.T) {
	l := house(t)
	debtor := visits.Subject{Party: evidence.ID{1}, Role: rules.RoleDebtor, Debts: []evidence.ID{{8}, {9}}}
	guarantor := visits.Subject{Party: evidence.ID{2}, Role: rules.RoleGuarantor, Debts: []evidence.ID{{9}}}
	at := withTable(checklist.Answers{"d2": chosen("match"), "d3": chosen("home"), "d4": checklist.No, "d6": chosen("debtor"), "c1": chosen("rep"),
		"c1/" + guarantor.Party.String(): chosen("ill")}, debtor, guarantor)
	want := []visits.Outcome{{Party: debtor.Party, Debt: evidence.ID{8}, Code: "rep"}, {Party: debtor.Party, Debt: evidence.ID{9}, Code: "rep"}, {Party: guarantor.Party, Debt: evidence.ID{9}, Code: "ill"}}
	if got := at.outcomes(l); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if got := at.ofOutcomes(l); len(got) != 1 || got[0].value.Code != "rep ill" {
		t.Errorf("%+v", got)
	}
	if got := codesOf(at.offered(l, guarantor.Party, "")); !strings.Contains(got, "nf dl") {
		t.Errorf("of who was not at the door %s is offered", got)
	}
	if got := codesOf(at.offered(l, debtor.Party, "")); strings.Contains(got, "nf") {
		t.Errorf("of who was met %s is offered", got)
	}
	at.answers["d19"] = chosen("guarantor")
	if got := codesOf(at.offered(l, guarantor.Party, "")); strings.Contains(got, "nf") {
		t.Errorf("of who took part %s is offered", got)
	}
}

// The gate is locked: one tap on the page of what was left makes another outcome of it,
// asks for what it has to bring back, and finds it.
func TestALockedGate(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.nobody", "take", "change.c1-found", "answer.c1-found.locked")
	s.says("Was nobody at the gate told or asked anything of the debt?")
	s.tap("answer.c1-guard.yes", "answer.c3.nothing")
	s.draw()
	s.tap("sign_now", "left")
	s.says("Locked or gated")
	s.says("Next: a visit at another time of the day")
	s.tap("fine.0", "close_visit")
	if v := s.picture(); v.Closed == nil || v.Closed.Outcomes[0].Code != "dl" || len(v.Closed.Evidence) != 0 {
		t.Errorf("%+v", v.Closed)
	}
}

// A lawyer is named: the stop is raised at once and goes out first, and the close asks
// who it is. Without a name it says so by a reason.
func TestARepresentativeStopsTheCaseAtOnce(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income", "answer.t9.represented", "next")
	s.stands("represented")
	s.says("Name and contact of the representative")
	s.tap("next", "answer.c2.yes", "next")
	s.draw()
	s.tap("sign_now", "left", "substitute.representative.not_told", "close_visit")
	v := s.picture()
	if v.Closed == nil || v.Closed.Outcomes[0].Code != "rep" || len(v.Closed.Evidence) != 1 || v.Closed.Evidence[0].Reason != "not_told" {
		t.Errorf("%+v", v.Closed)
	}
}

// stands says that the case has a stop, by an urgent entry.
func (s *scene) stands(flag string) {
	s.t.Helper()
	c, err := s.desk.Journal.Case(context.Background(), s.visit.Case)
	s.must(err)
	if !slices.ContainsFunc(c.Flags, func(f visits.Flag) bool { return f.Code == flag }) {
		s.t.Fatalf("the case has no stop %s: %+v", flag, c.Flags)
	}
}

// What no answer stops, the outcome does: it is picked by hand where the talk ended.
func TestAnOutcomePickedByHandStopsTheCase(t *testing.T) {
	for code, flag := range map[string]string{"ins": "moratorium", "cease": "cease_contact", "dsp": "dispute_open", "ill": "vulnerable_no_visit", "cmp": "complaint_open"} {
		s := atTheDoor(t)
		s.toTheDoor()
		s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.no", "to_close", "answer.c2.yes", "next")
		s.draw()
		s.tap("sign_now", "left", "outcome.0", "answer.c1."+code)
		s.stands(flag)
		if st := s.model.stage(); st.kind != questions || !strings.HasPrefix(st.page[0].ID, "c1-") {
			t.Errorf("%s: what it has to bring back is not asked for: %q", code, s.asked())
		}
	}
}

// The rules end the visit: no officer says so, the app does, with the rule.
func TestAVisitTheRulesEndIsNoOutcomeOfAnOfficer(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor")
	s.branch.Raise(s.visit.Case, "suspected_illegal_loan")
	s.branch.Pull(s.desk)
	s.waits(time.Second)
	s.waits(askedEvery)
	s.tap("answer.d11.document", "answer.d13.no", "to_close", "answer.c2.yes", "next")
	s.draw()
	s.tap("sign_now", "left")
	s.says("Stopped by the rules")
	if got := s.model.at.answers["c1-rule"].Text; got == "" {
		t.Error("no rule is named")
	}
	s.tap("close_visit")
	if v := s.picture(); v.Closed == nil || v.Closed.Outcomes[0].Code != "abt" || len(v.Closed.Evidence) != 0 || outcome.Attempt(v) {
		t.Errorf("%+v", v.Closed)
	}
}

// What an outcome has to bring back and was passed over is not asked again after a kill,
// behind the talk that was handed in; another outcome asks for it again.
func TestAQuestionOfAnOutcomeThatWasPassedOverStaysSo(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.no", "to_close")
	if got := s.model.at.answers["c1"].Code; got != "none" {
		t.Errorf("who does not want to talk is suggested as %q", got) // and not as a refusal to pay: nobody was asked to
	}
	s.tap("answer.c2.yes", "next")
	s.draw()
	s.tap("sign_now", "left", "outcome.0", "answer.c1.rep")
	passed := ""
	for st := s.model.stage(); st.kind == questions && ofOutcome(st.page[0]); st = s.model.stage() {
		q := st.page[0]
		if q.Required || passed != "" {
			t.Fatalf("%s is asked, after %q was passed over", q.ID, passed)
		}
		passed = q.ID
		s.tap("next")
	}
	before := s.asked()
	s.killed()
	if passed == "" || s.asked() != before {
		t.Errorf("%q was passed over, and after a kill %q is asked, before it was %q", passed, s.asked(), before)
	}
	if a := s.model.at.answers; fieldwork.PassedOver(a, passed, "ins") || !fieldwork.PassedOver(a, passed, "rep") {
		t.Errorf("it stands as passed over for another outcome, or not for its own")
	}
}

// The app says that a visit is about collateral where the case has some, and of its
// papers only what the facts tell.
func TestTheAppKnowsOfCollateralAndNeverGuessesItsPapers(t *testing.T) {
	for name, line := range map[string]struct {
		have *visits.CollateralFacts
		want string
	}{
		"none":               {nil, ""},
		"complete":           {&visits.CollateralFacts{Notice: "yes", Period: "yes", Clause: "yes", Order: "yes"}, "a20-case=yes a20=yes"},
		"no order":           {&visits.CollateralFacts{Notice: "yes", Period: "yes", Clause: "yes", Order: "no"}, "a20-case=yes a20=no"},
		"order is not known": {&visits.CollateralFacts{Notice: "yes", Period: "yes", Clause: "yes"}, "a20-case=yes"},
	} {
		at := withTable(checklist.Answers{})
		at.about = &visits.Case{Facts: visits.CaseFacts{Collateral: line.have}}
		var said []string
		for _, k := range (&model{}).facts(&at) {
			if strings.HasPrefix(k.question, "a20") {
				said = append(said, k.question+"="+k.value.Code)
			}
		}
		if got := strings.Join(said, " "); got != line.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
