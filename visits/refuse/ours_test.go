package refuse_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	. "fairvisit/visits/refuse"
)

// leaves are the texts of an entry of a catalogue: one, or one for each number.
func leaves(v any, each func(string)) {
	switch v := v.(type) {
	case string:
		each(v)
	case map[string]any:
		for _, x := range v {
			leaves(x, each)
		}
	}
}

// naming are the keys of what a finding, a consent and a flag are called: a breach
// has to be told by its name.
var naming = regexp.MustCompile(`^(?:(?:officer|record)\.)?(?:finding|consent|flag)\.`)

// Every text of every screen, and every phrase and saying that is ready to be
// used, in both languages.
func TestOurOwnScreensAndTemplatesPass(t *testing.T) {
	files, err := filepath.Glob("../../app/i18n/catalogue/*/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d catalogues, %v", len(files), err)
	}
	reports, err := filepath.Glob("../../sync/hq/report/catalogue/*.json")
	if err != nil || len(reports) != 2 {
		t.Fatalf("%d catalogues of reports, %v", len(reports), err)
	}
	texts, templates, named := 0, 0, 0
	for _, file := range append(files, reports...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var catalogue map[string]any
		if err := json.Unmarshal(data, &catalogue); err != nil {
			t.Fatal(file, err)
		}
		for key, value := range catalogue {
			way := Screen
			if slices.Contains(reports, file) || strings.HasPrefix(key, "visiting.say.") || strings.HasPrefix(key, "visiting.phrase.") || strings.HasPrefix(key, "visiting.summary.") {
				way = Template
				templates++
			}
			leaves(value, func(text string) {
				texts++
				r := Look(way, text)
				switch {
				case r != nil && naming.MatchString(key):
					named++
				case r != nil:
					t.Errorf("%s %s: %q is taken for %s", file, key, text, r.Practice.ID)
				}
			})
		}
	}
	if named > 12 {
		t.Errorf("%d names of findings, consents and flags are taken for what they name", named)
	}
	if texts < 1000 || templates < 20 {
		t.Errorf("%d texts and %d templates were read: this test would pass for nothing", texts, templates)
	}
}

// No interface, entry or file of ours has a field for a refused practice.
func TestOurOwnFieldsPass(t *testing.T) {
	fields := 0
	for _, room := range []string{"../../evidence", "../../visits", "../../sync", "../../cmd", "../../app"} {
		err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				f, is := n.(*ast.Field)
				if !is || f.Tag == nil {
					return true
				}
				tag, err := strconv.Unquote(f.Tag.Value)
				if err != nil {
					return true
				}
				name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
				if name == "" || name == "-" {
					return true
				}
				fields++
				if r := Look(Field, name); r != nil {
					t.Errorf("%s: the field %q is taken for %s", path, name, r.Practice.ID)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if fields < 300 {
		t.Errorf("%d fields were read", fields)
	}
}
