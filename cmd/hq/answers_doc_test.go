package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"fairvisit/sync/hq"
	"fairvisit/visits/plan"
)

// Whoever feeds an answer to a program finds each of its names in the documents.
func TestNamesInAnswersAreDocumented(t *testing.T) {
	for file, answers := range map[string][]any{
		"docs/commands.md":         {routeAnswer{}},
		"visits/plan/FILES.md":     {planAnswer{}, plan.Tour{}, plan.Stop{}, plan.Fairness{}},
		"visits/intake/COLUMNS.md": {hq.ImportResult{}},
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, answer := range answers {
			for _, name := range namesOf(reflect.TypeOf(answer)) {
				if !strings.Contains(string(text), "`"+name+"`") {
					t.Errorf("%s says nothing of `%s` of %T", file, name, answer)
				}
			}
		}
	}
}

// namesOf are the names in JSON of a type's fields and of those it embeds.
func namesOf(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		f := of.Field(i)
		if f.Anonymous {
			names = append(names, namesOf(f.Type)...)
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}
