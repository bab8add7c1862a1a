package outcome_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/outcome"
)

// The codes of compliance.md section 4.1 with their class and who is reached, beside the
// house's own none: the table says no more and no less.
var clause = map[string]string{
	"ptp": "commitment right_party", "ptpp": "commitment right_party", "plan": "commitment right_party", "paid": "paid right_party", "part": "paid right_party",
	"pap": "query right_party", "rtp": "refusal right_party", "ctp": "hardship right_party", "dsp": "query right_party dispute_open", "cmp": "query person complaint_open",
	"cease": "stop right_party cease_contact", "left": "stop person", "rep": "stop person represented", "ins": "stop person moratorium", "cb": "reschedule right_party",
	"occ": "reschedule nobody", "nf": "no_contact nobody", "dl": "no_contact nobody", "tpm": "third_party person", "shf": "trace third", "wa": "trace nobody",
	"wp": "stop person wrong_party", "skip": "trace nobody", "dec": "stop third deceased", "ill": "vulnerable person vulnerable_no_visit",
	"vul": "vulnerable person vulnerable_no_visit", "min": "stop nobody", "jail": "trace third", "abr": "trace third", "vsn": "collateral nobody", "vns": "collateral nobody",
	"vho": "collateral right_party", "obj": "collateral person dispute_open", "thr": "safety person", "abt": "system nobody", "dup": "system nobody", "none": "unsettled person",
}

func TestTheTableHasEveryCodeOfTheClause(t *testing.T) {
	for _, o := range outcome.House().Outcomes {
		got := o.Class + " " + o.Contact
		if o.Flag != "" && o.Code != "pap" {
			got += " " + o.Flag
		}
		if clause[o.Code] != got {
			t.Errorf("%s is %q, want %q", o.Code, got, clause[o.Code])
		}
		by := map[string]string{"abt": outcome.ByApp, "dup": outcome.ByOffice}
		if want := by[o.Code]; o.By != want && (want != "" || o.By != outcome.ByOfficer) {
			t.Errorf("%s is said by %s", o.Code, o.By)
		}
	}
	for code := range clause {
		if outcome.House().Of(code) == nil {
			t.Errorf("%s has no line", code)
		}
	}
}

// DUP is a word of headquarters: no checklist offers it.
func TestNoListOffersWhatHeadquartersSays(t *testing.T) {
	for _, data := range assets.HouseChecklists() {
		l, err := checklist.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if c1, _ := l.Question("c1"); slices.ContainsFunc(c1.Choices, func(c checklist.Choice) bool { return c.Code == visits.OutcomeCancelled }) {
			t.Errorf("%s offers it", l.Version)
		}
	}
}

// bring puts one thing into a record, by the way the table names it.
func bring(v *visits.Visit, by string) {
	kind, of, _ := strings.Cut(by, ":")
	n := byte(len(v.Photos) + len(v.Phases) + 1)
	switch kind {
	case "answer":
		question, value, _ := strings.Cut(of, "=")
		v.Phases = append(v.Phases, visits.Phase{Entry: evidence.Hash{n}, Answers: []visits.Answer{{Question: question, Code: value, At: 1}}})
	case "photo":
		v.Photos = append(v.Photos, visits.PhotoLine{Entry: evidence.Hash{n}, Question: of})
	case "signature":
		v.Signed = append(v.Signed, visits.SignedLine{SignatureFacts: visits.SignatureFacts{Party: v.Opened.Subjects[0].Party}})
	case "receipt":
		v.Money = append(v.Money, visits.MoneyLine{MoneyFacts: visits.MoneyFacts{Receipt: "R-7"}})
	case "promise":
		v.Closed.Promises = append(v.Closed.Promises, visits.Promise{})
	case "incident":
		v.Safety.Incidents = append(v.Safety.Incidents, visits.IncidentLine{})
	case "cosigned":
		v.Cosigned = append(v.Cosigned, visits.CosignLine{Method: crew.MethodPIN})
	default:
		v.Lines = append(v.Lines, visits.Line{Kind: map[string]string{"arrived": visits.VisitArrived, "asked": visits.LeaveAsked, "left": visits.VisitLeft}[kind]})
	}
}

func record(o *outcome.Outcome, without string, by func(outcome.Need) string) *visits.Visit {
	v := &visits.Visit{Opened: &visits.OpenedFacts{Subjects: []visits.Subject{{Party: evidence.ID{1}}}}, Closed: &visits.ClosedFacts{}}
	for _, n := range o.Needs {
		if n.Need != without {
			bring(v, by(n))
		}
	}
	return v
}

func gaps(t *outcome.Table, code string, v *visits.Visit, reason string) string {
	return fmt.Sprint(t.Gaps([]visits.Outcome{{Code: code}}, outcome.Record(v), func(_, _ string) string { return reason }))
}

// Over all codes of all tables: with everything there nothing is missing, by any of the
// ways a need can be met; each thing taken away is named; each substitute of it is taken,
// and no other word is.
func TestEachNeedOfEachOutcome(t *testing.T) {
	for _, data := range assets.HouseOutcomeTables() {
		table, err := outcome.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		for i := range table.Outcomes {
			o := &table.Outcomes[i]
			for _, n := range o.Needs {
				for _, by := range n.By {
					whole := record(o, "", func(x outcome.Need) string {
						if x.Need == n.Need {
							return by
						}
						return x.By[0]
					})
					if got := gaps(&table, o.Code, whole, ""); got != "[]" {
						t.Errorf("%s %s by %s lacks %s", table.Version, o.Code, by, got)
					}
				}
				testWithout(t, &table, o, n)
			}
		}
	}
}

// testWithout takes away what meets one need and no other by the same thing.
func testWithout(t *testing.T, table *outcome.Table, o *outcome.Outcome, n outcome.Need) {
	t.Helper()
	// Two needs of one outcome may be met by one thing: the others are met by one that n does not take.
	v := record(o, n.Need, func(x outcome.Need) string {
		i := slices.IndexFunc(x.By, func(by string) bool { return !meets(n, by) })
		if i < 0 {
			return x.By[0]
		}
		return x.By[i]
	})
	if got, want := gaps(table, o.Code, v, ""), fmt.Sprintf("{%s %s }", o.Code, n.Need); !strings.Contains(got, want) {
		t.Errorf("%s: without %s it lacks %s", table.Version, n.Need, got)
	}
	for _, s := range n.Substitutes {
		if got, want := gaps(table, o.Code, v, s), fmt.Sprintf("{%s %s %s}", o.Code, n.Need, s); !strings.Contains(got, want) {
			t.Errorf("%s: %s does not count for %s: %s", table.Version, s, n.Need, got)
		}
	}
	if got := gaps(table, o.Code, v, "no_time"); !strings.Contains(got, fmt.Sprintf("{%s %s }", o.Code, n.Need)) || table.Takes(o.Code, n.Need, "no_time") {
		t.Errorf("%s: no_time counts for %s of %s: %s", table.Version, n.Need, o.Code, got)
	}
}

// meets reports whether what is brought by one way meets a need: a photo of any question
// is one of each that takes any.
func meets(n outcome.Need, by string) bool {
	return slices.ContainsFunc(n.By, func(x string) bool {
		return x == by || x == "photo:" && strings.HasPrefix(by, "photo:") || strings.HasPrefix(by, x+"=")
	})
}

// An answer that says no is not what is needed, and the last word on it counts.
func TestAnAnswerThatSaysOtherwiseIsNone(t *testing.T) {
	v := record(outcome.House().Of("ctp"), "", func(n outcome.Need) string { return n.By[0] })
	v.Phases = append(v.Phases, visits.Phase{Answers: []visits.Answer{{Question: "t6", Code: "no", At: 2}}})
	if got := gaps(outcome.House(), "ctp", v, ""); got != "[{ctp advice }]" {
		t.Error(got)
	}
}

// A visit is judged by the table it names, whichever the program ships since.
func TestAVisitHasItsOwnTable(t *testing.T) {
	old, _ := first(t)
	if old.Version != "2026.1.0" || old.SHA256().String() != "dc89af18ac7437ff7c11bf01cbf334a813e2f58c473b9edcd7056bf34d17b688" {
		t.Errorf("the first table was changed: %s %s", old.Version, old.SHA256())
	}
	used := []visits.Used{{ID: old.ID, Hash: old.SHA256()}}
	if named := outcome.Named(used); named == nil || named.Version != old.Version || named.Of("rep") != nil {
		t.Errorf("%+v", named)
	}
	if outcome.Named([]visits.Used{{ID: old.ID, Hash: evidence.Hash{7}}}) != nil {
		t.Error("a table that is not known judges a visit")
	}
	if o := outcome.Meaning(used, "ptp"); o == nil || o.Class != outcome.ClassCommitment {
		t.Errorf("an old promise has no class: %+v", o)
	}
}

func TestFiguresGoByClass(t *testing.T) {
	closed := func(codes ...string) *visits.Visit {
		v := &visits.Visit{Closed: &visits.ClosedFacts{}}
		for _, c := range codes {
			v.Closed.Outcomes = append(v.Closed.Outcomes, visits.Outcome{Code: c})
		}
		return v
	}
	again, practice := closed("ptp"), closed("ptp")
	again.Cancelled = &visits.CaseAct{Reason: "duplicate"}
	practice.Practice = true
	earliest := closed("ptpp", "nf")
	all := []*visits.Visit{earliest, closed("ptp"), closed("plan"), closed("rep"), closed("nf"), closed("dl"), closed("shf"), closed("abt"), closed("abt", "ptp"), again, practice, {}}
	f := outcome.Count(all, func(v *visits.Visit) bool { return v == earliest })
	if f.Attempts != 8 || f.Excluded != 2 || f.Open != 1 || f.Contact != 5 || f.RightParty != 4 || f.Promises != 3 || f.First != 1 || f.FirstRight != 1 {
		t.Errorf("%+v", f)
	}
	if f.ByCode["dup"] != 1 || f.ByCode["ptp"] != 2 || f.ByClass["no_contact"] != 3 || f.ByClass["system"] != 3 {
		t.Errorf("%v %v", f.ByCode, f.ByClass)
	}
	if r := f.Rates(); r.Contact != 625 || r.RightParty != 500 || r.RightPartyPerContact != 800 || r.Promise != 750 || r.FirstRight != 1000 {
		t.Errorf("%+v", r)
	}
	if none := outcome.Count(nil, nil); none.Rates() != (outcome.Rates{}) {
		t.Errorf("%+v", none.Rates())
	}
}
