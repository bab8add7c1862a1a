package intake

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented is a row of a table of COLUMNS.md.
type documented struct {
	needed bool
	words  string
}

// COLUMNS.md names every column, whether it is needed, and every word of a fixed choice.
func TestColumnsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("COLUMNS.md")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]map[string]documented{}
	section := ""
	row := regexp.MustCompile("^\\| `([a-z_]+)` \\| (yes)? ?\\| ?(.*) ?\\|$")
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.ToLower(name)
			said[section] = map[string]documented{}
		}
		if m := row.FindStringSubmatch(line); m != nil {
			if _, twice := said[section][m[1]]; twice {
				t.Errorf("%s: %s stands there twice", section, m[1])
			}
			said[section][m[1]] = documented{m[2] == "yes", m[3]}
		}
	}
	fits := func(section, name string, needed bool, of choices) {
		d, is := said[section][name]
		if delete(said[section], name); !is || d.needed != needed {
			t.Errorf("%s: %s is documented %v, needed %v", section, name, is, d.needed)
		}
		for _, word := range of.words {
			if word = strings.TrimPrefix(word, "consent."); d.words != "" && !slices.Contains(strings.FieldsFunc(d.words, func(r rune) bool { return strings.ContainsRune(" ,.;:()", r) }), word) {
				t.Errorf("%s: %s may be %s, which is not documented", section, name, word)
			}
		}
	}
	of := map[column]choices{role: roles, placeKind: kinds, coordinates: systems, currency: currencies, bucket: buckets, collateral: known, collateralKind: collateralKinds,
		paperNotice: known, paperPeriod: known, paperClause: known, paperOrder: known}
	for c, col := range columns {
		fits("cases", col.name, col.required, of[column(c)])
	}
	for what, short := range shortOf {
		for _, f := range fields {
			if f.in == "" || strings.Contains(f.in, short) {
				fits(what, f.name, strings.Contains(f.must, short), f.of)
			}
		}
	}
	for section, rest := range said {
		for name := range rest {
			t.Errorf("%s: there is no column %s", section, name)
		}
	}
}
