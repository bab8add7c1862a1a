package xlsform

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// SUPPORTED.md names what is read, and nothing else.
func TestSupportedIsWhatStandsInTheTable(t *testing.T) {
	text, err := os.ReadFile("SUPPORTED.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string][]string{}
	section := ""
	for line := range strings.Lines(string(text)) {
		if rest, is := strings.CutPrefix(line, "## "); is {
			section = strings.TrimSpace(rest)
		}
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
				told[section] = append(told[section], name[1])
			}
		}
	}
	signs := []string{"${name}", ".", "( )"}
	for _, level := range levels {
		signs = slices.AppendSeq(signs, maps.Keys(level))
	}
	for _, typ := range metadata {
		if !strings.Contains(string(text), "`"+typ+"`") {
			t.Errorf("SUPPORTED.md does not say that %s is passed over", typ)
		}
	}
	for section, have := range map[string][]string{
		"Types": slices.AppendSeq(slices.Clone(frames), maps.Keys(types)), "Columns of survey": columns["survey"], "Columns of choices": columns["choices"],
		"Columns of settings": columns["settings"], "Functions": slices.Collect(maps.Keys(functions)), "Signs": signs,
		"Passed over with a note": slices.Concat(passedOver["survey"], passedOver["settings"]),
	} {
		slices.Sort(have)
		want := told[section]
		slices.Sort(want)
		if d := cmp.Diff(slices.Compact(want), slices.Compact(have)); d != "" {
			t.Errorf("%s: SUPPORTED.md and the code differ\n%s", section, d)
		}
	}
}
