//go:build browser

package main

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"

	"fairvisit/evidence/dossier/chromium"
)

// Even if the program inside wanted to tell somebody, the page's policy does not
// let it, with the network on; and it keeps nothing.
func isNotToldOn(s *stranger) {
	var mu sync.Mutex
	told := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		told[r.URL.Path] = true
	}))
	defer server.Close()
	tell := fmt.Sprintf(`(async () => {
		const to = %q;
		const image = new Image();
		const over = new Promise((r) => { image.onerror = image.onload = r; });
		image.src = to + "/image";
		await over;
		await fetch(to + "/fetch", { mode: "no-cors" }).catch(() => {});
		try { await import(to + "/script.js"); } catch {}
		for (const make of [() => navigator.sendBeacon(to + "/beacon", "x"), () => new WebSocket(to.replace("http", "ws")), () => new Worker(to), () => new EventSource(to)]) try { make(); } catch {}
		const frame = document.createElement("iframe");
		frame.src = to + "/frame";
		document.body.append(frame);
		const form = document.createElement("form");
		form.action = to + "/form";
		form.target = "_blank";
		document.body.append(form);
		form.submit();
		await new Promise((r) => setTimeout(r, 300));
	})()`, server.URL)

	heard := func(page *chromium.Page) []string {
		s.must(page.Online(true))
		s.must(page.Eval(tell, nil))
		mu.Lock()
		defer mu.Unlock()
		all := slices.Sorted(maps.Keys(told))
		clear(told)
		return all
	}
	bare, err := s.browser.Open("file://"+s.write("bare.html", []byte("<!doctype html><body>")), "en-US")
	s.must(err)
	if all := heard(bare); len(all) < 5 {
		s.Fatalf("a page without a policy told only %v: this shows nothing", all)
	}
	s.open("en-US")
	s.fingerprint(s.root)
	s.must(s.page.Choose("#file", s.file("case.zip")))
	s.told("holds")
	if all := heard(s.page); len(all) > 0 {
		s.Errorf("the page told %v", all)
	}
	var kept []any
	s.must(s.page.Eval(`(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie, ...await indexedDB.databases()].filter((x) => x))()`, &kept))
	if len(kept) > 0 {
		s.Errorf("the page keeps %v", kept)
	}
}

// looks are the screens and eyes that the page meets.
var looks = []struct {
	name   string
	width  int
	dark   bool
	letter int // percent of the usual
}{
	{"narrow", 320, false, 100}, {"narrow-dark", 320, true, 100}, {"narrow-large", 640, false, 200},
	{"wide", 1280, false, 100}, {"wide-dark", 1280, true, 100}, {"wide-large", 1280, false, 200},
}

// Every state of the page can be read and used: narrow and wide, by day and
// night, in both languages, and with letters of twice their size.
func canReadAndUseIt(s *stranger) {
	flaws, err := os.ReadFile("testdata/flaws.js")
	s.must(err)
	altered := bytes.ReplaceAll(s.whole, []byte("何伟"), []byte("何偉"))
	states := []struct {
		name string
		do   func()
	}{
		{"empty", func() {}},
		{"unchecked", func() { s.click("#go"); s.told("unchecked") }},
		{"holds", func() { s.fingerprint(s.root); s.must(s.page.Choose("#file", s.file("case.zip"))); s.told("holds") }},
		{"altered", func() { s.must(s.page.Choose("#file", s.write("altered.zip", altered))); s.told("altered") }},
		{"stranger", func() {
			s.must(s.page.Choose("#file", s.write("a-name-that-does-not-end-"+strings.Repeat("x", 90)+".zip", nil)))
			s.told("altered")
		}},
	}
	s.open("en-US")
	seen := map[string][]string{} // a flaw is told once, with where it is
	for _, state := range states {
		state.do()
		for _, lang := range []string{"en", "zh"} {
			s.click("#" + lang)
			for _, v := range looks {
				s.must(s.page.Resize(v.width, 900, v.dark))
				var found []string
				s.must(s.page.Eval(fmt.Sprintf(`document.documentElement.style.fontSize = "%d%%"; %s`, v.letter, flaws), &found))
				for _, f := range found {
					seen[f] = append(seen[f], state.name+"-"+lang+"-"+v.name)
				}
				s.picture(state.name + "-" + lang + "-" + v.name)
			}
		}
	}
	for _, f := range slices.Sorted(maps.Keys(seen)) {
		s.Errorf("%s\n\tat %s", f, strings.Join(seen[f], ", "))
	}
	s.calm()
}
