package report

import (
	"strings"
	"testing"
)

func TestReportHasNoSentenceOfARefusedPractice(t *testing.T) {
	for _, l := range []Lang{English, Chinese} {
		w, err := wordsIn(l)
		if err != nil || len(w.texts) < 50 {
			t.Fatal(l, err)
		}
		bad := &words{lang: l, texts: map[string]string{"foot": "Call the employer about the arrears."}}
		if err := bad.check(); err == nil || !strings.Contains(err.Error(), "foot") || !strings.Contains(err.Error(), "Pressing through the employer") {
			t.Error(err)
		}
	}
}
