//go:build browser

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence/dossier/chromium"
)

var (
	pageFile  = flag.String("page", "../../dist/verify.html", "the page that checks dossiers; make page makes it")
	pageShots = flag.String("shots", "", "folder for pictures of the page")
)

// stranger has a browser, the page, a dossier on a stick and the fingerprint on
// paper, and no network.
type stranger struct {
	*testing.T
	browser *chromium.Browser
	page    *chromium.Page
	dir     string
	root    string
	whole   []byte
	summary string // of hq verify
}

// A stranger takes home a dossier of the demo and does with it all that the page
// is for.
func TestAStrangerAndThePage(t *testing.T) {
	s := newStranger(t)
	for _, story := range []struct {
		told string
		do   func(s *stranger)
	}{
		{"checks a dossier", checksADossier},
		{"is told what is wrong", isToldWhatIsWrong},
		{"brings another file", bringsAnotherFile},
		{"stops, and tries again", stopsAndTriesAgain},
		{"is not told on", isNotToldOn},
		{"can read and use it", canReadAndUseIt},
	} {
		t.Run(story.told, func(t *testing.T) {
			own := *s
			own.T = t
			story.do(&own)
		})
	}
}

func newStranger(t *testing.T) *stranger {
	t.Helper()
	s := &stranger{T: t, dir: t.TempDir()}
	s.root = regexp.MustCompile(`(?m)^  ([0-9a-f]{64})$`).FindStringSubmatch(s.hq(0, "demo", "-dir", s.file("hq")))[1]
	var status struct{ Size int }
	s.must(json.Unmarshal([]byte(s.hq(0, "status", "-dir", s.file("hq"), "-json")), &status))
	s.hq(0, "export", "-dir", s.file("hq"), "dossier", "Demo Bank 演示银行/DEMO-0011", "-at", fmt.Sprint(status.Size), "-o", s.file("case.zip"))
	s.summary = s.hq(0, "verify", s.file("case.zip"), "-root", s.root)
	var err error
	s.whole, err = os.ReadFile(s.file("case.zip"))
	s.must(err)
	s.browser, err = chromium.Start(t.TempDir())
	s.must(err)
	t.Cleanup(func() { s.must(s.browser.Close()) })
	return s
}

func (s *stranger) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stranger) file(name string) string { return filepath.Join(s.dir, name) }

func (s *stranger) hq(want int, args ...string) string {
	s.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), args, nil, &out, &errs); code != want {
		s.Fatalf("hq %s: %d, %s%s", strings.Join(args, " "), code, &out, &errs)
	}
	return out.String()
}

// open opens the page as somebody does whose browser speaks that language.
func (s *stranger) open(language string, before ...string) {
	s.Helper()
	path, err := filepath.Abs(*pageFile)
	s.must(err)
	if _, err := os.Stat(path); err != nil {
		s.Fatalf("make page makes the page: %v", err)
	}
	s.page, err = s.browser.Open("file://"+path, language, before...)
	s.must(err)
	s.must(s.page.Resize(1280, 900, false))
}

// saw is what a person can read: in one language, and nothing that is hidden.
func (s *stranger) saw(selector string) string {
	s.Helper()
	var text string
	s.must(s.page.Eval(`(() => { const e = document.querySelector("`+selector+`"); return e.getClientRects().length ? e.innerText : ""; })()`, &text))
	return text
}

func (s *stranger) click(selector string) {
	s.Helper()
	s.must(s.page.Eval(`document.querySelector("`+selector+`").click()`, nil))
}

func (s *stranger) fingerprint(text string) {
	s.Helper()
	s.must(s.page.Eval(`document.getElementById("fingerprint").focus(); document.getElementById("fingerprint").select()`, nil))
	s.must(s.page.Do("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": "Delete", "code": "Delete", "windowsVirtualKeyCode": 46}))
	s.must(s.page.Type(text))
}

func (s *stranger) write(name string, b []byte) string {
	s.Helper()
	s.must(os.WriteFile(s.file(name), b, 0o600))
	return s.file(name)
}

// told waits for the verdict, and demands its kind and that it says a word.
func (s *stranger) told(verdict string, words ...string) {
	s.Helper()
	s.must(s.page.Until(`!document.getElementById("result").hidden`))
	var class string
	s.must(s.page.Eval(`document.getElementById("result").className`, &class))
	text := s.saw("#result")
	if class != "card result "+verdict {
		s.Fatalf("%s, wanted %s: %s", class, verdict, text)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			s.Errorf("nothing says %q: %s", word, text)
		}
	}
}

func (s *stranger) calm() {
	s.Helper()
	if asked := s.page.Asked(); len(asked) > 0 {
		s.Errorf("the page wanted %v", asked)
	}
	if wrong := s.page.Complaints(); len(wrong) > 0 {
		s.Errorf("the page complained: %v", wrong)
	}
}

// picture is taken where -shots asks for it.
func (s *stranger) picture(name string) {
	s.Helper()
	if *pageShots != "" {
		s.must(os.MkdirAll(*pageShots, 0o755))
		s.must(s.page.Picture(filepath.Join(*pageShots, name+".png")))
	}
}

// A stranger checks a dossier by keyboard alone, in English, then looks at it in
// Chinese; what is told is what `hq verify` tells.
func checksADossier(s *stranger) {
	s.open("en-US")
	var stops []string
	for range 5 {
		s.must(s.page.Press("Tab", 9, ""))
		var id string
		s.must(s.page.Eval(`document.activeElement.id`, &id))
		stops = append(stops, id)
		if id == "fingerprint" {
			s.must(s.page.Type(strings.ToUpper(s.root[:32]) + "  " + s.root[32:40] + " " + s.root[40:]))
		}
		if id == "file" {
			s.must(s.page.Choose("#file", s.file("case.zip")))
			s.told("holds")
			s.must(s.page.Eval(`document.getElementById("file").focus()`, nil))
		}
	}
	if !slices.Equal(stops, []string{"en", "zh", "fingerprint", "file", "go"}) {
		s.Errorf("Tab goes %v", stops)
	}
	s.must(s.page.Press("Enter", 13, "\r"))
	s.told("holds", "The dossier holds", "unaltered since it was recorded on the device", "Whether what was recorded is true it does not say", "all invented", "case.zip")
	var focus string
	s.must(s.page.Eval(`document.activeElement.id`, &focus))
	if focus != "head" {
		s.Errorf("whoever does not see is at %q", focus)
	}
	for line := range strings.Lines(s.summary) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if s.rows()[name] != strings.TrimSpace(value) && !strings.HasPrefix(line, "Every entry") {
			s.Errorf("hq verify says %q, the page %v", line, s.rows())
		}
	}
	s.click("#zh")
	s.told("holds", "案卷核验通过", "未被改动", "是否属实，案卷不作说明", "全部为虚构")
	s.calm()
}

// rows are the lines of the summary, by their English names.
func (s *stranger) rows() map[string]string {
	s.Helper()
	rows := map[string]string{}
	s.must(s.page.Eval(`Object.fromEntries([...document.querySelectorAll("#rows > div")].map((d) => [d.querySelector("dt .en").textContent, d.querySelector("dd .en").textContent]))`, &rows))
	return rows
}

// Whatever is not right is a sentence, and in the language of the browser.
func isToldWhatIsWrong(s *stranger) {
	s.open("zh-CN")
	if title := s.saw("h1"); title != "核验案卷" {
		s.Errorf("a browser in Chinese is greeted with %q", title)
	}
	s.click("#go")
	s.told("unchecked", "没有进行核验", "请先选择案卷")
	s.must(s.page.Choose("#file", s.file("case.zip")))
	s.click("#go")
	s.told("unchecked", "请填写根指纹")
	s.fingerprint(s.root[1:])
	s.must(s.page.Press("Enter", 13, "\r"))
	s.told("unchecked", "指纹有 63 位，应为 64 位")
	digit := "0"
	if strings.HasSuffix(s.root, digit) {
		digit = "1"
	}
	s.fingerprint(s.root[:63] + digit)
	s.click("#go")
	s.told("altered", "不是此指纹所签", "逐位核对", "keys.json", "密钥表不是此指纹的根密钥签名的")
	s.fingerprint(s.root)
	if now := s.saw("#result"); now != "" {
		s.Errorf("the verdict stays beside another fingerprint: %s", now)
	}
	s.click("#go")
	s.told("holds")

	altered := bytes.Clone(s.whole)
	altered[bytes.Index(altered, []byte("何伟"))] ^= 1
	fault := s.hq(1, "verify", s.write("altered.zip", altered), "-root", s.root)
	member, what, _ := strings.Cut(strings.TrimSpace(fault), ": ")
	s.must(s.page.Choose("#file", s.file("altered.zip")))
	s.told("altered", "案卷核验未通过", member, "文字与签名时的不同", "问题 "+fmt.Sprint(strings.Count(fault, "\n"))+" 处")
	s.click("#en")
	what, _, _ = strings.Cut(what, "\n")
	s.told("altered", "The dossier does not hold", member, what[1:]) // which begins with a capital here
	s.calm()
}

// A file that is none of ours, or is not there any more, is no altered dossier.
func bringsAnotherFile(s *stranger) {
	s.open("en-US")
	s.fingerprint(s.root)
	s.must(s.page.Choose("#file", s.write("picture.zip", []byte("\x89PNG and so on"))))
	s.told("altered", "This file is no dossier", "manifest.json")
	s.must(s.page.Choose("#file", s.write("nothing.zip", nil)))
	s.told("altered", "This file is no dossier")
	huge := s.write("huge.zip", nil)
	s.must(os.Truncate(huge, 1<<32)) // takes no room
	s.must(s.page.Choose("#file", huge))
	s.told("unchecked", "4 GiB or more")

	moved := s.write("moved.zip", s.whole)
	s.must(s.page.Choose("#file", moved))
	s.told("holds")
	s.write("moved.zip", append(bytes.Clone(s.whole), "more"...))
	s.click("#go")
	s.told("unchecked", "could not be read to its end")
	s.must(s.page.Choose("#file", moved)) // the same file, chosen again
	s.told("altered", "end of the ZIP")

	s.must(s.page.Drop(640, 700, s.file("case.zip"), moved))
	s.told("unchecked", "Several files")
	s.must(s.page.Drop(200, 20, s.file("case.zip"))) // beside the field, too
	s.told("holds")
	s.calm()
}

// A slow stick shows how far it is and can be stopped; a program that breaks off
// is not taken for a verdict, nor is one that an old browser cannot begin.
func stopsAndTriesAgain(s *stranger) {
	s.open("en-US")
	s.fingerprint(s.root)
	const slow = `{ const read = Blob.prototype.arrayBuffer; Blob.prototype.arrayBuffer = async function () { await new Promise((r) => { globalThis.goOn = r; }); return read.call(this); }; globalThis.fast = () => { Blob.prototype.arrayBuffer = read; }; }`
	s.must(s.page.Eval(slow, nil))
	s.must(s.page.Choose("#file", s.file("case.zip")))
	s.must(s.page.Until(`globalThis.goOn`))
	if now := s.saw("#progress"); !strings.Contains(now, "Checking: ") || !strings.Contains(now, " of ") || !strings.Contains(now, "Stop") {
		s.Errorf("while it reads it says %q", now)
	}
	s.picture("checking")
	s.click("#stop")
	s.must(s.page.Eval(`fast(); goOn(); new Promise((r) => setTimeout(r, 300))`, nil))
	if now := s.saw("main"); strings.Contains(now, "Checking") || strings.Contains(now, "hold") {
		s.Errorf("after it was stopped it says %s", now)
	}
	s.click("#go")
	s.told("holds")
	s.calm()
	s.must(s.page.Eval(`Blob.prototype.slice = () => { throw new Error("broken"); }`, nil))
	for range 2 { // and it goes on saying so
		s.click("#go")
		s.told("unchecked", "broke off", "says nothing of the dossier")
	}
	for _, old := range []string{"delete globalThis.DecompressionStream", "delete globalThis.WebAssembly"} {
		s.open("zh-CN", old)
		s.fingerprint(s.root)
		s.must(s.page.Choose("#file", s.file("case.zip")))
		s.told("unchecked", "浏览器版本过旧", "hq verify")
	}
}
