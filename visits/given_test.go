package visits_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/visits"
)

// An answer that stands in both parts is one, as the words say it; entries of before
// that read as they did, and what differs in anything is two.
func TestAnAnswerOfBothPartsIsListedOnce(t *testing.T) {
	slip := visits.Answer{Question: "d11", Code: "failed", At: 1}
	right := visits.Answer{Question: "d11", Code: "document", At: 2}
	why := right
	why.Reason = "slip"
	text := visits.Answer{Question: "t3", Text: "no work", At: 3}
	for name, c := range map[string]struct{ facts, words, want []visits.Answer }{
		"nothing":              {nil, nil, []visits.Answer{}},
		"facts alone":          {[]visits.Answer{slip, right}, nil, []visits.Answer{slip, right}},
		"put right":            {[]visits.Answer{slip, right}, []visits.Answer{why, text}, []visits.Answer{slip, why, text}},
		"of before":            {[]visits.Answer{slip}, []visits.Answer{why}, []visits.Answer{slip, why}},
		"in one moment":        {[]visits.Answer{{Question: "d11", Code: "failed", At: 2}, right}, []visits.Answer{why}, []visits.Answer{{Question: "d11", Code: "failed", At: 2}, why}},
		"of another question":  {[]visits.Answer{{Question: "d12", Code: "document", At: 2}}, []visits.Answer{why}, []visits.Answer{{Question: "d12", Code: "document", At: 2}, why}},
		"numbers that differ":  {[]visits.Answer{{Question: "a13", Number: 1, At: 2}}, []visits.Answer{{Question: "a13", Number: 2, At: 2}}, []visits.Answer{{Question: "a13", Number: 1, At: 2}, {Question: "a13", Number: 2, At: 2}}},
		"said again, the same": {[]visits.Answer{right, {Question: "d11", Code: "document", At: 9}}, []visits.Answer{why}, []visits.Answer{{Question: "d11", Code: "document", At: 9}, why}},
	} {
		p := visits.Phase{Answers: c.facts, Words: c.words}
		if d := cmp.Diff(c.want, p.Given()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
