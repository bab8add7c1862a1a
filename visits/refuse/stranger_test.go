package refuse_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	. "fairvisit/visits/refuse"
)

// asked are wordings of what is refused that were written before meaning.json was:
// of each practice and language six, of which the first three were tuned on and the
// last three only counted: their figure said when the lists were wide enough, which of
// them passed was never looked at.
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

// Wordings that were written when the lists were nearly done, and more from the side.
// Of the first file what passed was tuned on, of the second it was not: what a stranger
// meets is nearer to that. The least is what was reached; nothing may fall behind it.
func TestWordingsWrittenLast(t *testing.T) {
	for file, least := range map[string]int{"asked_last.txt": 45, "asked_fresh.txt": 30} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		seen, n := 0, 0
		for text := range strings.Lines(string(data)) {
			if n++; Look(Question, text) != nil {
				seen++
			}
		}
		t.Logf("%s: %d of %d refused", file, seen, n)
		if seen < least || n < 49 {
			t.Errorf("%s: %d of %d refused, wanted %d", file, seen, n, least)
		}
	}
}

// What somebody else brought by each way (way|text): what has to be refused, and what
// has to pass.
func TestWhatSomebodyElseBrought(t *testing.T) {
	for file, refused := range map[string]bool{"brought_refused.txt": true, "brought_lawful.txt": false} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			way, text, _ := strings.Cut(strings.TrimSpace(line), "|")
			if n++; (Look(Way(way), text) != nil) != refused {
				t.Errorf("%s: %s", file, line)
			}
		}
		if n < 60 {
			t.Errorf("%s: %d lines", file, n)
		}
	}
}

// The first list was written before meaning.json was, the second when it was nearly
// done, the third when its lists were widened.
func TestStrangersLawfulTexts(t *testing.T) {
	for file, least := range map[string]int{"lawful.txt": 300, "lawful_later.txt": 150, "lawful_last.txt": 90} {
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

// What an officer admits in a note, apart from what is asked and ordered: first what
// was tuned on, then what is counted only.
func TestNotesThatAdmit(t *testing.T) {
	data, err := os.ReadFile("testdata/admitted.json")
	if err != nil {
		t.Fatal(err)
	}
	var notes map[string][]string
	if err := json.Unmarshal(data, &notes); err != nil {
		t.Fatal(err)
	}
	for _, text := range notes["tuned"] {
		if Admits(text) == nil {
			t.Errorf("%q admits nothing", text)
		}
	}
	seen := 0
	for _, text := range notes["held_out"] {
		if Admits(text) != nil {
			seen++
		}
	}
	t.Logf("held out: %d of %d are seen", seen, len(notes["held_out"]))
	if seen*100 < 80*len(notes["held_out"]) || len(notes["held_out"]) < 20 || len(notes["tuned"]) < 20 {
		t.Errorf("%d of %d", seen, len(notes["held_out"]))
	}
	if got := Admits("I told his wife about the debt and threatened him."); !slices.Equal(got, []string{"threats", "telling_family"}) {
		t.Errorf("admits %q", got)
	}
}

func TestLawfulNotesAdmitNothing(t *testing.T) {
	taken, n := 0, 0
	for _, file := range []string{"lawful.txt", "lawful_later.txt", "lawful_last.txt"} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for text := range strings.Lines(string(data)) {
			if n++; Admits(text) != nil {
				taken++
				t.Logf("%q admits %q", text, Admits(text))
			}
		}
	}
	for _, text := range []string{"He told his wife about the debt himself.", "Nobody was told about the debt.", "Her husband knows of the loan, she says.", "She shouted at me and threatened me.", "他骂我，我就离开了", "他老婆说知道欠款，我没有回应", "未向邻居透露任何欠款信息"} {
		if got := Admits(text); got != nil {
			t.Errorf("%q admits %q", text, got)
		}
	}
	if taken*100 > n {
		t.Errorf("%d of %d lawful texts admit something", taken, n)
	}
}

// Any text ends, and cannot panic; the cost of one is bounded by its length.
func FuzzLook(f *testing.F) {
	for _, seed := range []string{"Tell his wife, not her, what he owes.", "不告诉邻居欠款", "\xff\xfe wife", strings.Repeat("call boss number ", 300), strings.Repeat("债", 500), "a'b'c''", "Did you"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > longestFuzzed {
			t.Skip()
		}
		for _, way := range []Way{Column, Field, Name, Value, Question, Template, Screen} {
			Look(way, text)
		}
		Admits(text)
	})
}

// longestFuzzed is in bytes. A clause is cut long before, so a longer text is only more
// of them, which BenchmarkHostile measures; under the fuzzer's instrumentation on a busy
// machine it would cost nothing but time, and its alarm goes off after ten seconds.
const longestFuzzed = 4 << 10
