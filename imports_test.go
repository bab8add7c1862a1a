// The tests at the root hold for the whole tree: which room may import which,
// which rooms are pure, where the screen and the clock may be touched. What
// breaks one of them is told with the reason for the rule.
package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestTheHouseKeepsItsRules(t *testing.T) {
	files, err := readTree(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	links := linkedPackages(t)
	if len(files) == 0 || len(links[module+"/evidence"]) == 0 {
		t.Fatalf("read %d files and %d packages: this test would pass for nothing", len(files), len(links))
	}
	for _, v := range violations(files, links) {
		t.Error(v)
	}
}

// linkedPackages asks the go command what each of our packages links, through
// any number of steps, tests left out.
func linkedPackages(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	links := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		links[f[0]] = f[1:]
	}
	return links
}

// violations names every break of the house's rules in files; links says what
// each package links through any number of steps.
func violations(files []*file, links map[string][]string) []string {
	var found []string
	for _, f := range files {
		if f.isTest() {
			continue
		}
		found = append(found, wrongArrows(f)...)
		found = append(found, impure(f)...)
	}
	found = append(found, wrongLinks(links)...)
	found = append(found, notAlone(files)...)
	found = append(found, wrongPackages(files)...)
	slices.Sort(found)
	return found
}

// floors: a room may import its own floor and those below.
var floors = map[string]int{"evidence": 0, "visits": 1, "sync": 2, "app": 3, "cmd": 4, "": 4}

// topRoom is the first folder of an import path of ours.
func topRoom(pkg string) string {
	room, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(pkg, module), "/"), "/")
	return room
}

func ours(pkg string) bool { return within(pkg, module) }

// within reports whether pkg is root or lies below it.
func within(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

func wrongArrows(f *file) []string {
	var found []string
	from := topRoom(f.room)
	floor, known := floors[from]
	if !known && from != "assets" {
		return []string{f.name + ": the house has no room " + from + "; what two rooms need lies in the lower one"}
	}
	for pkg := range f.imports() {
		to := topRoom(pkg)
		switch {
		case within(pkg, "fyne.io") && from != "app" && from != "":
			found = append(found, f.name+": imports "+pkg+"; only app draws, or headquarters and the proofs would need a screen")
		case !ours(pkg) || to == "assets" && from != "assets":
		case from == "assets":
			found = append(found, f.name+": imports "+pkg+"; assets is a leaf of data that the Android packager copies whole")
		case floors[to] > floor:
			found = append(found, f.name+": imports "+pkg+"; arrows point app → sync → visits → evidence, and nothing imports a door")
		}
	}
	return found
}

// pureRooms decide without looking: given the same entries they must answer the
// same on the tablet, at headquarters and in a court's copy years later.
var pureRooms = []string{"visits/rules", "visits/checklist", "visits/route", "visits/roads", "visits/reconcile", "visits/promise", "visits/remind", "visits/outcome"}

var outsideWorld = []string{"os", "net", "database", "syscall", module + "/visits/journal"}

func impure(f *file) []string {
	pure := slices.ContainsFunc(pureRooms, func(r string) bool { return within(f.room, module+"/"+r) })
	if !pure {
		return nil
	}
	var found []string
	for pkg := range f.imports() {
		if slices.ContainsFunc(outsideWorld, func(w string) bool { return within(pkg, w) }) {
			found = append(found, f.name+": imports "+pkg+"; this room is pure: no file, no network, no database")
		}
	}
	for _, place := range f.uses("time", "Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker") {
		found = append(found, place+"; this room is pure: the time is given to it, or an answer could not be computed again")
	}
	return found
}

func wrongLinks(links map[string][]string) []string {
	var found []string
	for pkg, deps := range links {
		room := topRoom(pkg)
		for _, dep := range deps {
			switch {
			case within(dep, "github.com/go-gl") && room == "cmd":
				found = append(found, pkg+": links "+dep+"; headquarters runs on servers without OpenGL")
			case within(dep, "fyne.io") && room != "app" && room != "":
				found = append(found, pkg+": links "+dep+"; only the app has screens")
			}
		}
	}
	return found
}

// notAlone finds what may stand in one file only and stands in more.
func notAlone(files []*file) []string {
	single := []struct {
		what, why string
		in        func(*file) bool
	}{
		{"imports fyne.io/fyne/v2/app", "that package links OpenGL, and tests draw without it", importing("fyne.io/fyne/v2/app")},
		{"imports nhooyr.io/websocket", "one alias file each is what lets the library be changed by a build tag", importing("nhooyr.io/websocket")},
		{"imports github.com/coder/websocket", "one alias file each is what lets the library be changed by a build tag", importing("github.com/coder/websocket")},
		{"hops to the screen's goroutine", "two places that call fyne.Do can wait for each other", func(f *file) bool {
			return len(f.uses("fyne.io/fyne/v2", "Do", "DoAndWait")) > 0
		}},
	}
	var found []string
	for _, s := range single {
		var names []string
		for _, f := range files {
			if !f.isTest() && s.in(f) {
				names = append(names, f.name)
			}
		}
		if len(names) > 1 {
			found = append(found, fmt.Sprintf("%s: more than one file %s; %s", strings.Join(names, ", "), s.what, s.why))
		}
	}
	return found
}

func importing(pkg string) func(*file) bool {
	return func(f *file) bool { _, ok := f.imports()[pkg]; return ok }
}

// wrongPackages finds packages that say nothing about themselves, in a comment
// or by their name.
func wrongPackages(files []*file) []string {
	said := map[string]bool{}
	for _, f := range files {
		if !f.isTest() {
			said[f.room] = said[f.room] || f.ast.Doc != nil
		}
	}
	var found []string
	for room, ok := range said {
		if !ok {
			found = append(found, room+": no package comment; a room says what it is for")
		}
	}
	empty := []string{"util", "utils", "common", "helper", "helpers", "model", "models"}
	for _, f := range files {
		for _, name := range []string{f.ast.Name.Name, path.Base(f.room)} {
			if slices.Contains(empty, strings.TrimSuffix(name, "_test")) {
				found = append(found, f.name+": package "+name+"; a name that says what is in it, or the room where it is used")
				break
			}
		}
	}
	return found
}
