//go:build browser

package dossier_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode"

	"fairvisit/evidence/dossier/chromium"
)

var pageFile = flag.String("page", "../../dist/verify.html", "the page that checks dossiers; make page makes it")

// shownFault is a fault as a person reads it on the page.
type shownFault struct{ Member, En, Zh string }

// shown is the verdict on the page.
type shown struct {
	Verdict string
	Faults  []shownFault
}

const answer = `({
	verdict: document.getElementById("result").className.split(" ").pop(),
	faults: [...document.querySelectorAll("#faults li")].map((li) => ({
		member: li.querySelector(".member").textContent,
		en: li.querySelector(":scope > .en").textContent, zh: li.querySelector(":scope > .zh").textContent,
	})),
})`

// A stranger's browser, without a network, says of every dossier what
// `hq verify` says, sound or not, member by member and in the same words.
func TestThePageSaysTheSame(t *testing.T) {
	b, err := chromium.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	path, err := filepath.Abs(*pageFile)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Fatalf("make page makes the page: %v", err)
	}
	page, err := b.Open("file://"+path, "en-US")
	if err != nil {
		t.Fatal(err)
	}
	all, altered := []question{}, 0
	for i, q := range questions(t) {
		if i <= len(mutations()) || i%3 == 0 { // the sound one, the table, and some of what is many of one sort
			all = append(all, q)
		}
	}
	file := filepath.Join(t.TempDir(), "case.zip")
	for _, q := range all {
		if !q.onPage(t, page, file) {
			altered++
		}
	}
	if asked := page.Asked(); len(asked) > 0 {
		t.Errorf("the page wanted %v", asked)
	}
	if wrong := page.Complaints(); len(wrong) > 0 {
		t.Errorf("the page complained: %v", wrong)
	}
	if altered < 100 || len(all)-altered < 10 {
		t.Errorf("of %d dossiers %d were altered: that shows nothing", len(all), altered)
	}
	t.Logf("page and verifier say the same of %d dossiers, %d of them altered", len(all), altered)
}

// onPage chooses the dossier on the page and compares; it returns whether the
// dossier holds.
func (q *question) onPage(t *testing.T, page *chromium.Page, file string) bool {
	t.Helper()
	if err := os.WriteFile(file, q.b, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := json.Marshal(fmt.Sprintf("%X", public(q.w.root)))
	if err != nil {
		t.Fatal(err)
	}
	typed := `(() => { const f = document.getElementById("fingerprint"); f.value = ` + string(root) + `; f.dispatchEvent(new Event("input")); })()`
	var s shown
	for _, step := range []func() error{
		func() error { return page.Eval(typed, nil) },
		func() error { return page.Choose("#file", file) },
		func() error { return page.Until(`!document.getElementById("result").hidden`) },
		func() error { return page.Eval(answer, &s) },
	} {
		if err := step(); err != nil {
			t.Fatalf("%s: %v", q.name, err)
		}
	}
	_, faults := q.w.verify(q.b)
	want := map[bool]string{true: "holds", false: "altered"}[len(faults) == 0]
	if s.Verdict != want || len(s.Faults) != len(faults) {
		t.Errorf("%s: the page says %s of %d faults, we say %s of %d", q.name, s.Verdict, len(s.Faults), want, len(faults))
		return len(faults) == 0
	}
	for i, f := range faults {
		on := s.Faults[i]
		if on.Member != f.Member || on.En != f.What || !slices.ContainsFunc([]rune(on.Zh), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: the page says %+v, we say %s", q.name, on, f)
		}
	}
	return len(faults) == 0
}
