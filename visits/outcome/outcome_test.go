package outcome_test

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/outcome"
)

// Every outcome of the checklist has its line, and every question and answer a line
// names is asked.
func TestTheTableSpeaksOfTheChecklist(t *testing.T) {
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	c1, _ := list.Question("c1")
	for _, c := range c1.Choices {
		if outcome.House().Of(c.Code) == nil {
			t.Errorf("%s has no line", c.Code)
		}
	}
	for _, o := range outcome.House().Outcomes {
		for _, n := range o.Needs {
			for _, by := range n.By {
				kind, of, _ := strings.Cut(by, ":")
				id, value, valued := strings.Cut(of, "=")
				q, ok := list.Question(id)
				if of != "" && (!ok || (kind == "photo") != (q.Kind == checklist.KindPhoto)) {
					t.Errorf("%s %s: %s is not such a question", o.Code, n.Need, by)
				}
				if valued && list.Check(id, checklist.Chosen(value)) != nil {
					t.Errorf("%s %s: %s is no answer to it", o.Code, n.Need, by)
				}
			}
		}
	}
}

// first is the table of before classes, by which older visits are judged for ever.
func first(t *testing.T) (table outcome.Table, data string) {
	t.Helper()
	tables := assets.HouseOutcomeTables()
	data = string(tables[len(tables)-1])
	table, err := outcome.Parse([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return table, data
}

func TestWhatAnOutcomeLacks(t *testing.T) {
	table, _ := first(t)
	debtor := evidence.ID{1}
	v := &visits.Visit{Opened: &visits.OpenedFacts{Subjects: []visits.Subject{{Party: debtor}}}, Closed: &visits.ClosedFacts{}}
	of := func(code string, reasons ...string) string {
		gaps := table.Gaps([]visits.Outcome{{Code: code}, {Code: code}}, outcome.Record(v), func(_, need string) string {
			for _, r := range reasons {
				if n, why, _ := strings.Cut(r, "="); n == need {
					return why
				}
			}
			return ""
		})
		return fmt.Sprint(gaps)
	}
	says := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("it lacks %s, want %s", got, want)
		}
	}
	says(of("nf"), "[{nf arrived } {nf door_photo }]")
	v.Lines = []visits.Line{{Kind: visits.VisitArrived}}
	says(of("nf", "door_photo=too_dark"), "[{nf door_photo too_dark}]")
	says(of("nf", "door_photo=no_time"), "[{nf door_photo }]") // not a reason for it
	v.Photos = []visits.PhotoLine{{Entry: evidence.Hash{1}, Question: "d5"}}
	says(of("nf"), "[]")
	v.Withdrawn = []visits.WithdrawnLine{{By: evidence.Hash{2}, PhotoWithdrawnFacts: visits.PhotoWithdrawnFacts{Entry: evidence.Hash{1}}}}
	says(of("nf"), "[{nf door_photo }]")

	v.Phases = []visits.Phase{{Answers: []visits.Answer{{Question: "d11"}}, Words: []visits.Answer{{Question: "t6"}}}}
	v.Signed = []visits.SignedLine{{SignatureFacts: visits.SignatureFacts{Party: evidence.ID{2}}}} // a colleague's
	says(of("ptp"), "[{ptp promise } {ptp signature }]")
	v.Signed[0].Party, v.Closed.Promises = debtor, []visits.Promise{{}}
	says(of("ptp"), "[]")
	says(of("paid"), "[{paid receipt } {paid receipt_photo }]")
	v.Money = []visits.MoneyLine{{MoneyFacts: visits.MoneyFacts{Receipt: " "}}}
	says(of("paid", "receipt_photo=camera_failed"), "[{paid receipt } {paid receipt_photo camera_failed}]")
	v.Money[0].Receipt = "R-7"
	says(of("paid", "receipt_photo=camera_failed"), "[{paid receipt_photo camera_failed}]")
	says(of("of_a_later_table"), "[]")
}

func TestATableThatIsNotUnderstoodIsRefusedWhole(t *testing.T) {
	_, good := first(t)
	for _, c := range [][2]string{{`"photo:d5"`, `"photo"`}, {`"answer:d11"`, `"answer:"`}, {`"left"]`, `"gone"]`}, {`"contact_held"`, `"fine"`}, {`"nf"`, `"ptp"`}, {`"too_dark"`, `"Too dark"`},
		{`"answer:d11"`, `"answer:d11=known"`}, {`"left"]`, `"incident"]`}, {`"next"`, `"class": "paid", "next"`}, {`"effect": "none"`, `"effect": "paused"`}} {
		if _, err := outcome.Parse([]byte(strings.Replace(good, c[0], c[1], 1))); err == nil || !strings.Contains(err.Error(), "the one in force stays") {
			t.Errorf("%s: %v", c[1], err)
		}
	}
}

func TestATableWithClassesIsRefusedWhole(t *testing.T) {
	good := string(assets.HouseOutcomes())
	for _, c := range [][2]string{{`"class": "paid"`, `"class": "money"`}, {`"contact": "third"`, `"contact": "wife"`}, {`"by": "app"`, `"by": "anybody"`}, {`"flag": "represented"`, `"flag": "shamed"`},
		{`, "flag": "moratorium"`, ``}, {`"effect": "no_visit"`, `"effect": "stopped"`}, {`"answer:d11=document"`, `"answer:d11="`}, {`"cosigned"`, `"cosigned:x"`}} {
		if !strings.Contains(good, c[0]) {
			t.Fatalf("%s is not in the table", c[0])
		}
		if _, err := outcome.Parse([]byte(strings.Replace(good, c[0], c[1], 1))); err == nil || !strings.Contains(err.Error(), "the one in force stays") {
			t.Errorf("%s: %v", c[1], err)
		}
	}
}
