package fieldwork

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/journal"
	"fairvisit/visits/judging"
)

// answeredVisit is a visit at ten o'clock whose phases were handed in with these
// answers, as a tablet splits them.
func answeredVisit(t rapid.TB, list checklist.List, log []journal.DraftAnswer) *visits.Visit {
	t.Helper()
	v := &visits.Visit{ID: evidence.ID{5}, Case: evidence.ID{9}, Officer: evidence.ID{3}, Second: evidence.ID{4}, Opened: &visits.OpenedFacts{PlaceKind: "home", Verdict: visits.VerdictFacts{Class: "A"},
		Subjects: []visits.Subject{{Party: evidence.ID{1}, Role: "debtor", Debts: []evidence.ID{{8}}}}},
		Lines: []visits.Line{{Kind: visits.VisitOpened, Wall: tenOClock}, {Kind: visits.VisitClosed, Wall: tenOClock + 55_000_000}}}
	for i, phase := range []string{checklist.PhaseBefore, checklist.PhaseDoor, checklist.PhaseTalk} {
		facts, words, err := (&Visit{list: list}).split(log, phase)
		if err != nil {
			t.Fatal(err)
		}
		v.Phases = append(v.Phases, visits.Phase{Entry: evidence.Hash{byte(i + 1)}, Phase: phase, Answers: facts, Words: words})
	}
	return v
}

// judged is what headquarters finds of the visit, by the packs a tablet is born with.
func judged(b *judging.Bench, v *visits.Visit) []visits.Breach {
	return b.Judge(visits.Hearing{Case: announced(), Visit: v, Opened: v.Lines[0], Region: "CN"})
}

// drawn is a log of answers of the questions that headquarters judges by, and of one
// that is words, with reasons for some of them.
func drawn(t *rapid.T) (log []journal.DraftAnswer) {
	questions := map[string][]checklist.Value{"a12": {checklist.Yes, checklist.No}, "a13": {checklist.Number(1), checklist.Number(2)}, "d6": {checklist.Chosen("debtor"), checklist.Chosen("adult"), checklist.Chosen("minor")},
		"d8-came": {checklist.Yes, checklist.No}, "d11": {checklist.Chosen("document"), checklist.Chosen("failed"), {}}, "t1": {checklist.Yes, checklist.No}, "t3": {checklist.Text("lost his work")}}
	ids := []string{"a12", "a13", "d6", "d8-came", "d11", "t1", "t3"}
	at := tenOClock
	for i := range rapid.IntRange(0, 16).Draw(t, "answers") {
		id := rapid.SampledFrom(ids).Draw(t, "question")
		value, err := json.Marshal(rapid.SampledFrom(questions[id]).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		at += rapid.SampledFrom([]int64{0, 1, 1_000_000}).Draw(t, "apart")
		log = append(log, journal.DraftAnswer{N: i + 1, Question: id, Value: value, At: at, Reason: rapid.SampledFrom([]string{"", "", "slip of the finger"}).Draw(t, "reason")})
	}
	return log
}

// Why an answer was put right changes no verdict, and neither does erasing it with all
// other words; and whoever lists the answers has each of them once, with its reason as
// long as there are words.
func TestReasonsAndErasedWordsChangeNoVerdict(t *testing.T) {
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	bench, found := judging.NewBench(nil, nil, judging.Born()...), map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		log := drawn(t)
		v := answeredVisit(t, list, log)
		spoken := judged(bench, v)
		given := 0
		for i := range v.Phases {
			p := &v.Phases[i]
			all := p.Given()
			given += len(all)
			for _, a := range p.Answers {
				if a.Reason != "" || a.Text != "" {
					t.Fatalf("the facts say %+v", a)
				}
			}
			for _, d := range log {
				if q, _ := list.Question(d.Question); q.Phase == p.Phase && d.Reason != "" && !slices.ContainsFunc(all, func(a visits.Answer) bool { return a.Question == d.Question && a.At == d.At && a.Reason == d.Reason }) {
					t.Fatalf("nobody lists why %s was put right", d.Question)
				}
			}
		}
		if given != len(log) {
			t.Fatalf("%d answers are listed, and %d were given", given, len(log))
		}
		plain := slices.Clone(log)
		for i := range plain {
			plain[i].Reason = ""
		}
		if got := judged(bench, answeredVisit(t, list, plain)); !slices.Equal(got, spoken) {
			t.Fatalf("with reasons found %v, without %v", spoken, got)
		}
		for i := range v.Phases {
			v.Phases[i].Words = nil
		}
		if got := judged(bench, v); !slices.Equal(got, spoken) {
			t.Fatalf("with words found %v, erased %v", spoken, got)
		}
		for _, b := range spoken {
			found[b.Code] = true
		}
	})
	if testing.Short() {
		return // its twenty draws do not always bring each of them
	}
	if !found[visits.DebtFirst] || !found[visits.ToldOthers] || !found[visits.RuleCrew] || !found[visits.TooFast] {
		t.Errorf("the answers that were drawn bring only %v", found)
	}
}
