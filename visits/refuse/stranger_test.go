package refuse_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	. "fairvisit/visits/refuse"
)

// asked are wordings of what is refused that were written before meaning.json was:
// of each practice and language six, of which the first three were tuned on and the
// last three only counted. A wording of those is never looked into: what is found out
// by it would be tuned on.
func asked(t *testing.T) map[string]map[string][]string {
	data, err := os.ReadFile("testdata/asked.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string][]string
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != len(Practices()) {
		t.Fatalf("%d practices are tried", len(all))
	}
	return all
}

func TestStrangersWordings(t *testing.T) {
	tuned := 0
	held := map[string][2]int{}
	for practice, byLanguage := range asked(t) {
		for lang, texts := range byLanguage {
			if len(texts) != 6 {
				t.Fatalf("%s: %d wordings in %s", practice, len(texts), lang)
			}
			for i, text := range texts {
				r := Look(Question, text)
				if i < 3 {
					if tuned++; r == nil {
						t.Errorf("%s: %q was let through", practice, text)
					}
					continue
				}
				h := held[lang]
				h[1]++
				if r != nil {
					h[0]++
				}
				held[lang] = h
			}
		}
	}
	for lang, h := range held {
		t.Logf("held out, %s: %d of %d refused", lang, h[0], h[1])
		if h[0]*100 < 90*h[1] {
			t.Errorf("held out, %s: %d of %d refused, wanted nine of ten", lang, h[0], h[1])
		}
	}
}

func TestStrangersLawfulTexts(t *testing.T) {
	data, err := os.ReadFile("testdata/lawful.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	taken := 0
	for _, text := range lines {
		if r := Look(Question, text); r != nil {
			taken++
			t.Logf("%q is taken for %s: %s", text, r.Practice.ID, r.Found)
		}
	}
	if len(lines) < 200 || taken*100 > len(lines) {
		t.Errorf("%d of %d lawful texts are taken for what is refused", taken, len(lines))
	}
}
