//go:build ci

package main

import (
	"cmp"
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/i18n"
	"fairvisit/app/shots"
	"fairvisit/app/stage"
	"fairvisit/visits"
)

// Nothing is cut off, lies on something else, is too small for a thumb or too
// pale to read, or speaks the other language: on every screen, in every size,
// language and theme, and with letters of twice their size.
func TestEveryScreenIsLaidOutWell(t *testing.T) {
	if testing.Short() {
		t.Skip("It draws every screen: make test has it, in every size, language and theme.")
	}
	o, err := openOffice(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.close(); err != nil {
			t.Error(err)
		}
	}()
	data := demoData{known: dataTexts(t, o.branch.CaseFile), told: map[string]bool{}}
	variants := append(shots.Variants(1, shots.Sizes...), shots.Variants(2, shots.Sizes...)...)
	slices.SortStableFunc(variants, func(a, b shots.Variant) int { return cmp.Compare(a.Size.Width, b.Size.Width) }) // a turn of the tablet lays all out twice
	screens := map[string]bool{}
	// A flaw is told once, with the variants that have it.
	seen := map[string][]string{}
	err = shots.Walk(o.branch, variants, func(screen string, v shots.Variant, s *stage.Stage) error {
		screens[screen] = true
		for _, f := range s.Flaws(func(text string) bool { return theirs(screen, text) || data.has(v.Prefs.Lang, text) }) {
			seen[screen+": "+f] = append(seen[screen+": "+f], v.Name())
		}
		t.Run(screen, func(t *testing.T) { letGo(t, s) })
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for _, f := range slices.Sorted(maps.Keys(seen)) {
		t.Errorf("%s\n\tat %s", f, strings.Join(seen[f], ", "))
	}
	if len(screens) < 40 {
		t.Errorf("only %d screens were walked through", len(screens))
	}
}

// letGo has Fyne forget how what was looked at is drawn. It keeps that for a minute
// after, and within a minute more screens are looked at than a machine has memory.
func letGo(t *testing.T, s *stage.Stage) {
	for _, o := range s.Objects() {
		if w, is := o.(fyne.Widget); is {
			test.TempWidgetRenderer(t, w)
		}
	}
}

// dataTexts are all words of the demo and of a file that is imported, with what
// is left of them behind a mask, the longest first.
func dataTexts(t *testing.T, more string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("cmd", "hq", "demo", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of the demo, %v", len(files), err)
	}
	known := map[string]bool{"Demo camera": true, filepath.Base(more): true, build: true, "shots": true} // programs by their names too
	for _, name := range append(files, more) {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(name, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		for _, cell := range slices.Concat(rows...) { // a preview names columns as the file does
			known[cell] = true
			known[visits.MaskName(cell)] = true
			street, _, _ := strings.Cut(cell, " 99")
			known[street] = true
		}
	}
	delete(known, "")
	return slices.SortedFunc(maps.Keys(known), func(a, b string) int { return len(b) - len(a) })
}

// theirs reports whether a text is the debtor's to read or to hear, in the
// debtor's language whatever the officer's is: the tablet in their hands, and
// what is read aloud, which stands in quotation marks.
func theirs(screen, text string) bool {
	return strings.HasPrefix(screen, "hand-") || strings.HasPrefix(text, "“")
}

// demoData is what the demo says, the longest first, and what was found of texts: the
// same ones stand on a screen in all its sizes.
type demoData struct {
	known []string
	told  map[string]bool
}

// has reports whether a text has words of the data in it, and none of the other
// language beside them.
func (d demoData) has(lang i18n.Lang, text string) bool {
	key := string(lang) + " " + text
	told, asked := d.told[key]
	if !asked {
		told = d.look(lang, text)
		d.told[key] = told
	}
	return told
}

func (d demoData) look(lang i18n.Lang, text string) bool {
	rest := text
	for _, k := range d.known {
		if len(k) > 1 {
			rest = strings.ReplaceAll(rest, k, "")
		}
	}
	if rest == text {
		return false
	}
	if lang == i18n.English {
		return strings.IndexFunc(rest, func(r rune) bool { return unicode.Is(unicode.Han, r) }) < 0
	}
	return strings.IndexFunc(rest, func(r rune) bool { return r < 0x80 && unicode.IsLower(r) }) < 0
}
