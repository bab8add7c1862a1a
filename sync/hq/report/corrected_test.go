package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/visits"
)

// A phase that was handed in again, and an answer that stands in both parts of an
// entry, are written once: a dossier would else say that an answer was changed which
// nobody changed.
func TestNoAnswerIsWrittenTwice(t *testing.T) {
	slip, right := visits.Answer{Question: "d11", Code: "failed", At: 1}, visits.Answer{Question: "d11", Code: "document", At: 2}
	why := right
	why.Reason = "slip"
	p := &phase{}
	p.take(visits.Given([]visits.Answer{slip}, nil))
	p.take(visits.Given([]visits.Answer{slip, right}, []visits.Answer{why}))
	p.take(visits.Given([]visits.Answer{slip, right}, []visits.Answer{why}))
	if len(p.asked) != 1 || !cmp.Equal(p.asked[0].answers, []visits.Answer{slip, why}) {
		t.Errorf("written are %+v", p.asked)
	}
}
