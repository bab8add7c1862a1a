package rules

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Who writes a case has CASES.md and nothing else: its example comes out as it says, and
// every field, word, rule of the engine's own and code that stands in the tables here is in it.
func TestCasesCanBeWrittenByTheDocument(t *testing.T) {
	data, err := os.ReadFile("CASES.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	_, rest, _ := strings.Cut(text, "```json\n")
	example, _, _ := strings.Cut(rest, "```")
	cases, err := ParseCases([]byte(example))
	if err != nil || len(cases) != 1 {
		t.Fatalf("the example: %v", err)
	}
	governed := cases[0].Governing()
	if tried := cases[0].Try(Of(lastEditions(t), governed...), governed); tried.Otherwise != "" || tried.Expected != Allow {
		t.Errorf("the example comes out otherwise: %s", tried.Otherwise)
	}
	words := slices.Concat(places, roles, channels, forms, stopFlags, occasions, observations, codesOfTime)
	for _, typ := range []any{PackCase{}, CaseStop{}, CaseSlot{}, CaseCash{}, CaseListener{}, CaseSubject{}, CaseContact{}, CaseConsent{}, CaseNotice{}, CaseCertificate{}, Trial{}} {
		for i := range reflect.TypeOf(typ).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(typ).Field(i).Tag.Get("json"), ",")
			words = append(words, name)
		}
	}
	sources, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`(?:block|warn|note|says)\([^"\n]*"([a-z]+(?:_[a-z]+)+)"`)
	rule := regexp.MustCompile(`"(H-[A-Z]+)"`)
	for _, file := range sources {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		code, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range slices.Concat(said.FindAllStringSubmatch(string(code), -1), rule.FindAllStringSubmatch(string(code), -1)) {
			words = append(words, found[1])
		}
	}
	for _, word := range words {
		if word != "with" && !regexp.MustCompile(`\b`+regexp.QuoteMeta(word)+`\b`).MatchString(text) {
			t.Errorf("%s is not in CASES.md", word)
		}
	}
	if len(words) < 150 {
		t.Errorf("only %d words were looked for", len(words))
	}
}
