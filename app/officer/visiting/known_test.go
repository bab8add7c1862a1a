package visiting

import (
	"context"
	"slices"
	"testing"

	"fairvisit/app/capture"
	"fairvisit/app/i18n"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/outcome"
	"fairvisit/visits/rules"
)

func house(t *testing.T) checklist.List {
	t.Helper()
	l, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Every code that chooses a text has one, in both languages.
func TestCodesHaveWords(t *testing.T) {
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, code := range pack.MaySay {
		keys = append(keys, "visiting.say."+code)
	}
	for _, phase := range phases {
		keys = append(keys, "visiting.phase."+phase)
	}
	for _, g := range outcomeGroups {
		keys = append(keys, g.key)
	}
	for _, data := range assets.HouseOutcomeTables() {
		table, err := outcome.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range table.Outcomes {
			if o.Next != "none" && o.Class != "" {
				keys = append(keys, "outcome.next."+o.Next)
			}
			for _, n := range o.Needs {
				keys = append(keys, "visiting.need."+n.Need)
				for _, s := range n.Substitutes {
					keys = append(keys, "visiting.substitute."+s)
				}
			}
		}
	}
	for _, list := range phrases {
		keys = append(keys, list...)
	}
	for _, r := range photoRefusals {
		keys = append(keys, r.key)
	}
	keys = append(keys, reasons...)
	keys = append(keys, capture.NoCamera, capture.NoWayYet, capture.WrongFormat, capture.CameraDenied, capture.CameraBusy, capture.CameraGone,
		capture.CameraSilent, capture.CameraFailed, capture.FileMissing, capture.FileDenied, capture.FileFailed, capture.FileFolder,
		capture.FileNotAFile, capture.FileTooLarge, capture.FilesTooMany)
	l := house(t)
	told := map[string][]string{"t2": nil, "t9": {"ptp"}, "t19": {"none"}} // what the summary says otherwise, or not at all
	for id, silent := range told {
		q, _ := l.Question(id)
		for _, c := range q.Choices {
			if !slices.Contains(silent, c.Code) {
				keys = append(keys, "visiting.summary."+id+"."+c.Code)
			}
		}
	}
	for _, lang := range i18n.Langs {
		w := i18n.In(lang)
		for _, key := range keys {
			if !w.Has(key) {
				t.Errorf("%s has no %s", lang, key)
			}
		}
	}
}

// Every class an officer's outcome can have stands under one heading, and every outcome
// of the checklist has a line in the table.
func TestEveryOutcomeStandsUnderOneHeading(t *testing.T) {
	seen := map[string]int{}
	for _, g := range outcomeGroups {
		for _, class := range g.classes {
			seen[class]++
		}
	}
	for _, class := range outcome.Classes {
		if seen[class] != 1 {
			t.Errorf("%s stands under %d headings", class, seen[class])
		}
	}
	c1, _ := house(t).Question("c1")
	for _, c := range c1.Choices {
		if outcome.House().Of(c.Code) == nil {
			t.Errorf("%s is in no table", c.Code)
		}
	}
}

// The outcomes, flags and known answers name questions and codes the checklist
// has: one that was renamed would be silent otherwise.
func TestRulesNameWhatTheChecklistHas(t *testing.T) {
	l := house(t)
	codes := func(id string) []string {
		q, ok := l.Question(id)
		if !ok {
			t.Errorf("no question %s", id)
		}
		if q.Kind == checklist.KindYesNo {
			return []string{"yes", "no"}
		}
		var list []string
		for _, c := range q.Choices {
			list = append(list, c.Code)
		}
		return list
	}
	outcomes := codes("c1")
	for _, r := range outcomeRules {
		if !slices.Contains(codes(r.question), r.code) || !slices.Contains(outcomes, r.outcome) {
			t.Errorf("%+v", r)
		}
	}
	for _, f := range visits.AnswerStops {
		if !slices.Contains(codes(f.Question), f.Code) {
			t.Errorf("%+v", f)
		}
	}
}

// A promise binds the one who made it: the other subject is judged apart. Nobody
// at home holds for both.
func TestEachSubjectHasAnOutcome(t *testing.T) {
	l := house(t)
	guarantor := visits.Subject{Party: evidence.NewID(), Role: rules.RoleGuarantor, Debts: []evidence.ID{evidence.NewID()}}
	debtor := visits.Subject{Party: evidence.NewID(), Role: rules.RoleDebtor, Debts: guarantor.Debts}
	at := snapshot{visit: visits.Visit{Opened: &visits.OpenedFacts{Subjects: []visits.Subject{guarantor, debtor}}}}
	at.answers = checklist.Answers{"d2": chosen("match"), "d6": chosen("nobody"), "c1": chosen("nf")}
	if s, open := at.unjudged(); !open || s.Party != guarantor.Party {
		t.Errorf("%+v %v", s, open)
	}
	if code, forAll := at.suggestion(l); code != "nf" || !forAll {
		t.Errorf("%s %v", code, forAll)
	}
	at.answers["c1/"+guarantor.Party.String()] = chosen("tpm")
	got := at.outcomes(l)
	if len(got) != 2 || got[0] != (visits.Outcome{Party: debtor.Party, Debt: debtor.Debts[0], Code: "nf"}) || got[1].Code != "tpm" {
		t.Errorf("%+v", got)
	}
	if fieldwork.Outcome(at.answers, guarantor.Party) != "tpm" {
		t.Error("the outcome is stored under another name")
	}
}

func TestAmountsTypedOnTheKeypad(t *testing.T) {
	for typed, want := range map[string]int64{"5": 500, "12.5": 1250, "12.05": 1205, "0.01": 1, "3.": 300} {
		got := ""
		for _, r := range typed {
			got = pressed(got, string(r), 2)
		}
		if n, ok := visits.Minor(got, "CNY"); !ok || n != want {
			t.Errorf("%s: %d, %v", typed, n, ok)
		}
	}
	for keys, want := range map[string]string{"1.234": "1.23", "..5": "5", "05": "5", "1.2.3": "1.23"} {
		got := ""
		for _, r := range keys {
			got = pressed(got, string(r), 2)
		}
		if got != want {
			t.Errorf("%s gives %q, wanted %q", keys, got, want)
		}
	}
	if _, ok := visits.Minor("", "CNY"); ok {
		t.Error("nothing typed is an amount")
	}
	if got := pressed(pressed("1.234", "5", 3), "6", 4); got != "1.2346" {
		t.Errorf("thousandths, and then ten thousandths, are %s", got)
	}
	if got := pressed("12", keyBack, 2); got != "1" {
		t.Error(got)
	}
}

// A promise is offered on no day the packs close, and by no step either.
func TestClosedDaysAreNotOffered(t *testing.T) {
	s := atTheDoor(t)
	s.branch.Clock("2026-12-25 10:00") // a week later the closed day comes
	m := s.model
	q, _ := m.list().Question("t10-date")
	for _, p := range m.picks(q) {
		if m.forbidden(q, p.day) || dateOf(p.day) == "2027-01-01" {
			t.Errorf("%s is offered", dateOf(p.day))
		}
	}
	m.day[q.ID] = m.now().AddDate(0, 0, 6)
	m.step(q, 1)
	if got := dateOf(m.chosenDay(q)); got != "2027-01-04" { // behind the closed day is a weekend
		t.Errorf("a day later is %s", got)
	}
	if want := "Fri 1 Jan is a closed day. It can be promised for Mon 4 Jan."; m.said != want {
		t.Errorf("it says %q", m.said)
	}
	m.step(q, -1)
	if got := dateOf(m.chosenDay(q)); got != "2026-12-31" {
		t.Errorf("a day earlier is %s", got)
	}
	notice, _ := m.list().Question("a8-date")
	m.step(notice, 1)
	if got := dateOf(m.chosenDay(notice)); got != "2026-12-25" {
		t.Errorf("a notice of the future: %s", got)
	}
}

// The way of a closed visit is shown as headquarters takes it.
func TestClosedVisitShowsItsWay(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a9.refused", "left", "close_visit")
	s.says("0 of ")
	j, ctx := s.desk.Journal, context.Background()
	s.must(j.MarkStored(ctx, j.Epoch(), 1000))
	s.model.tick()
	s.says("seen ")
	s.says("waiting")
	s.must(j.MarkSecured(ctx, j.Epoch(), 1000))
	s.model.tick()
	if s.stage.Says("waiting") {
		t.Error(s.stage.Reads())
	}
}

// The outcome of another subject lies in the draft like an answer: a code nobody
// knows is refused, and a kill takes nothing.
func TestOutcomeOfAnotherSubjectIsOnDisk(t *testing.T) {
	s := atTheDoor(t)
	other, ctx := evidence.NewID(), context.Background()
	if err := s.visit.SetOutcome(ctx, other, "rich", ""); err == nil {
		t.Error("an unknown outcome was taken")
	}
	s.must(s.visit.SetOutcome(ctx, other, "rtp", ""))
	s.must(s.visit.SetOutcome(ctx, other, "ctp", "slip"))
	s.killed()
	if got := fieldwork.Outcome(s.model.at.answers, other); got != "ctp" || len(s.model.list().NotAsked(s.model.at.answers)) != 1 {
		t.Errorf("%q, %v", got, s.model.list().NotAsked(s.model.at.answers))
	}
	if got := s.asked(); got[:7] != "before:" {
		t.Errorf("%s stands there", got)
	}
}
