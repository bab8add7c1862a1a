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

// The first list was written before meaning.json was, the second when it was nearly
// done.
func TestStrangersLawfulTexts(t *testing.T) {
	for file, least := range map[string]int{"lawful.txt": 300, "lawful_later.txt": 150} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		taken := 0
		for _, text := range lines {
			for _, way := range []Way{Question, Template, Value} {
				if r := Look(way, text); r != nil {
					taken++
					t.Logf("%q is taken for %s: %s", text, r.Practice.ID, r.Found)
					break
				}
			}
		}
		t.Logf("%s: %d of %d", file, taken, len(lines))
		if len(lines) < least || taken*100 > len(lines) {
			t.Errorf("%s: %d of %d lawful texts are taken for what is refused", file, taken, len(lines))
		}
	}
}
