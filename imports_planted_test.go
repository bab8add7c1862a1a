package main_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestPlantedViolationsAreFound plants each break in a sound tree; a rule that
// finds nothing here would find nothing in ours.
func TestPlantedViolationsAreFound(t *testing.T) {
	sound := map[string]string{
		"main.go":                "// Command.\npackage main\nimport (\"fairvisit/app\"; fa \"fyne.io/fyne/v2/app\")\nfunc main() {}",
		"cmd/hq/main.go":         "// Command.\npackage main\nimport (\"fairvisit/sync/hq\"; \"os\")\nfunc main() {}",
		"app/shell/ui.go":        "// Package shell.\npackage shell\nimport (\"fyne.io/fyne/v2\"; \"fairvisit/sync\"; \"fairvisit/visits\")\nfunc f() { fyne.Do(nil) }",
		"sync/client.go":         "// Package fieldsync.\npackage fieldsync\nimport (\"fairvisit/visits/journal\"; \"time\")\nvar now = time.Now",
		"sync/socket.go":         "package fieldsync\nimport \"nhooyr.io/websocket\"",
		"sync/socket_coder.go":   "//go:build coder\n\npackage fieldsync\nimport \"github.com/coder/websocket\"",
		"visits/visit.go":        "// Package visits.\npackage visits\nimport (\"fairvisit/evidence\"; \"fairvisit/assets\")",
		"visits/rules/rules.go":  "// Package rules.\npackage rules\nimport (\"time\"; \"fairvisit/visits\"; \"cmp\")\nvar d time.Duration = time.Second",
		"visits/rules/x_test.go": "package rules\nimport (\"os\"; \"fairvisit/sync\"; \"time\")\nvar now = time.Now",
		"evidence/entry.go":      "// Package evidence.\npackage evidence\nimport \"os\"",
		"assets/assets.go":       "// Package assets.\npackage assets\nimport \"embed\"",
		"app/testdata/bad.go":    "this is not Go",
	}
	plants := []struct {
		name, file, src string
		links           string // one package and what it links
		want            []string
	}{
		{name: "nothing"},
		{name: "evidence knows visits", file: "evidence/x.go", src: "package evidence\nimport \"fairvisit/visits\"", want: []string{"evidence/x.go: imports fairvisit/visits; arrows"}},
		{name: "visits knows sync, by another name", file: "visits/x.go", src: "package visits\nimport s \"fairvisit/sync\"", want: []string{"visits/x.go: imports fairvisit/sync; arrows"}},
		{name: "sync knows app", file: "sync/hq/x.go", src: "// Package hq.\npackage hq\nimport \"fairvisit/app/theme\"", want: []string{"sync/hq/x.go: imports fairvisit/app/theme; arrows"}},
		{name: "only on Android", file: "evidence/x_android.go", src: "//go:build android\n\npackage evidence\nimport \"fairvisit/sync\"", want: []string{"evidence/x_android.go: imports fairvisit/sync; arrows"}},
		{name: "app knows a door", file: "app/shell/x.go", src: "package shell\nimport \"fairvisit/cmd/hq/demo\"", want: []string{"app/shell/x.go: imports fairvisit/cmd/hq/demo; arrows"}},
		{name: "assets knows evidence", file: "assets/x.go", src: "package assets\nimport \"fairvisit/evidence\"", want: []string{"assets/x.go: imports fairvisit/evidence; assets is a leaf"}},
		{name: "a new room", file: "shared/x.go", src: "// Package shared.\npackage shared", want: []string{"shared/x.go: the house has no room shared"}},
		{name: "sync draws", file: "sync/x.go", src: "package fieldsync\nimport \"fyne.io/fyne/v2/data/binding\"", want: []string{"sync/x.go: imports fyne.io/fyne/v2/data/binding; only app draws"}},
		{name: "headquarters links OpenGL", links: "fairvisit/cmd/hq fmt github.com/go-gl/gl/v2.1/gl", want: []string{"fairvisit/cmd/hq: links github.com/go-gl/gl/v2.1/gl"}},
		{name: "headquarters links Fyne", links: "fairvisit/cmd/hq fmt fyne.io/fyne/v2", want: []string{"fairvisit/cmd/hq: links fyne.io/fyne/v2"}},
		{name: "visits links Fyne", links: "fairvisit/visits fyne.io/systray", want: []string{"fairvisit/visits: links fyne.io/systray"}},
		{name: "the app links OpenGL", links: "fairvisit github.com/go-gl/glfw/v3.3/glfw fyne.io/fyne/v2"},
		{name: "a second app", file: "app/shell/x.go", src: "package shell\nimport \"fyne.io/fyne/v2/app\"", want: []string{"app/shell/x.go, main.go: more than one file imports fyne.io/fyne/v2/app"}},
		{name: "a second websocket", file: "sync/x.go", src: "package fieldsync\nimport ws \"nhooyr.io/websocket\"", want: []string{"sync/socket.go, sync/x.go: more than one file imports nhooyr.io"}},
		{name: "a second successor", file: "sync/x.go", src: "package fieldsync\nimport \"github.com/coder/websocket\"", want: []string{"sync/socket_coder.go, sync/x.go: more than one file imports github.com/coder"}},
		{name: "a second hop", file: "app/officer/x.go", src: "// Package officer.\npackage officer\nimport f \"fyne.io/fyne/v2\"\nfunc g() { f.DoAndWait(nil) }", want: []string{"app/officer/x.go, app/shell/ui.go: more than one file hops"}},
		{name: "rules read a file", file: "visits/rules/x.go", src: "package rules\nimport \"os\"", want: []string{"visits/rules/x.go: imports os; this room is pure"}},
		{name: "a checklist asks the network", file: "visits/checklist/x.go", src: "// Package checklist.\npackage checklist\nimport \"net/http\"", want: []string{"visits/checklist/x.go: imports net/http; this room is pure"}},
		{name: "a route asks the database", file: "visits/route/x.go", src: "// Package route.\npackage route\nimport \"database/sql\"", want: []string{"visits/route/x.go: imports database/sql; this room is pure"}},
		{name: "reconcile opens the journal", file: "visits/reconcile/x.go", src: "// Package reconcile.\npackage reconcile\nimport \"fairvisit/visits/journal\"", want: []string{"visits/reconcile/x.go: imports fairvisit/visits/journal; this room is pure"}},
		{name: "rules call the clock", file: "visits/rules/x.go", src: "package rules\nimport \"time\"\nfunc f() int64 { return time.Now().Unix() }", want: []string{"visits/rules/x.go:3: time.Now; this room is pure"}},
		{name: "rules hand the clock on", file: "visits/rules/x.go", src: "package rules\nimport clock \"time\"\nvar now = clock.Now", want: []string{"visits/rules/x.go:3: clock.Now; this room is pure"}},
		{name: "rules hide the clock", file: "visits/rules/x.go", src: "package rules\nimport . \"time\"\nvar now = Now", want: []string{"visits/rules/x.go: a dot import hides"}},
		{name: "a route waits", file: "visits/route/x.go", src: "// Package route.\npackage route\nimport \"time\"\nfunc f() { time.Sleep(1) }", want: []string{"visits/route/x.go:4: time.Sleep; this room is pure"}},
		{name: "a silent package", file: "visits/money/x.go", src: "package money", want: []string{"fairvisit/visits/money: no package comment"}},
		{name: "a comment taken away", file: "evidence/entry.go", src: "package evidence", want: []string{"fairvisit/evidence: no package comment"}},
		{name: "a room for anything", file: "visits/utils/x.go", src: "// Package utils.\npackage utils", want: []string{"visits/utils/x.go: package utils"}},
		{name: "a folder for anything", file: "app/common/x.go", src: "// Package bits.\npackage bits", want: []string{"app/common/x.go: package common"}},
		{name: "helpers for tests", file: "sync/x_test.go", src: "package helpers_test", want: []string{"sync/x_test.go: package helpers_test"}},
		{name: "models", file: "visits/models/x.go", src: "// Package models.\npackage models", want: []string{"visits/models/x.go: package models"}},
	}
	for _, p := range plants {
		t.Run(p.name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for name, src := range sound {
				tree[name] = &fstest.MapFile{Data: []byte(src)}
			}
			if p.file != "" {
				tree[p.file] = &fstest.MapFile{Data: []byte(p.src)}
			}
			links := map[string][]string{}
			if f := strings.Fields(p.links); len(f) > 0 {
				links[f[0]] = f[1:]
			}
			files, err := readTree(tree)
			if err != nil {
				t.Fatal(err)
			}
			got := violations(files, links)
			if len(got) != len(p.want) {
				t.Fatalf("found %q, planted %q", got, p.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], p.want[i]) {
					t.Errorf("found %q, planted %q", got[i], p.want[i])
				}
			}
		})
	}
}
