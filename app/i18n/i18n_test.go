package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func placeholders(t text) []string {
	found := placeholder.FindAllString(t.zero+t.one+t.other, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	en, zh := In(English), In(Chinese)
	for k, e := range en.texts {
		z, ok := zh.texts[k]
		if !ok {
			t.Errorf("%s is not in Chinese", k)
			continue
		}
		if z.one != "" {
			t.Errorf("%s: Chinese has no form for one", k)
		}
		if (e.zero == "") != (z.zero == "") {
			t.Errorf("%s: one language alone has a form for zero", k)
		}
		if pe, pz := placeholders(e), placeholders(z); !slices.Equal(pe, pz) {
			t.Errorf("%s fills %v in English and %v in Chinese", k, pe, pz)
		}
		if strings.TrimSpace(e.other) == "" || strings.TrimSpace(z.other) == "" {
			t.Errorf("%s says nothing", k)
		}
		if i := strings.IndexFunc(e.zero+e.one+e.other, func(r rune) bool { return unicode.Is(unicode.Han, r) }); i >= 0 && k != "language.zh-Hans" {
			t.Errorf("%s: Han in English", k)
		}
	}
	for k := range zh.texts {
		if _, ok := en.texts[k]; !ok {
			t.Errorf("%s is not in English", k)
		}
	}
}

// One thing has one word: a crew, a stop of the day, and how people are addressed.
func TestChineseKeepsToItsGlossary(t *testing.T) {
	for k, z := range In(Chinese).texts {
		for other, word := range map[string]string{"小组": "同行组", "你": "您", "{n} 站": "{n} 件", "一站": "一件", "培训": "技能"} {
			if strings.Contains(z.zero+z.other, other) {
				t.Errorf("%s says %s, the word is %s", k, other, word)
			}
		}
	}
}

// keysInSource finds the literal keys the app asks for: first arguments of T
// and N.
func keysInSource(t *testing.T) map[string]string {
	t.Helper()
	keys := map[string]string{}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "T" || sel.Sel.Name == "N") {
				if lit, ok := call.Args[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if k, err := strconv.Unquote(lit.Value); err == nil {
						keys[k] = name
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestEveryKeyTheAppAsksForIsThere(t *testing.T) {
	en := In(English)
	for k, name := range keysInSource(t) {
		if !en.Has(k) {
			t.Errorf("%s asks for %s", name, k)
		}
	}
}

func TestCountsAndPlaceholders(t *testing.T) {
	en, zh := In(English), In(Chinese)
	if got := en.N("age.days", 1); got != "1 day ago" {
		t.Error(got)
	}
	if got := en.N("age.days", 2); got != "2 days ago" {
		t.Error(got)
	}
	if got := zh.N("age.days", 1); got != "1 天前" {
		t.Error(got)
	}
	for _, c := range []struct {
		w    *Words
		n    int
		want string
	}{{en, 0, "a 1 · from today · b"}, {zh, 0, "a 1 · 今天的 · b"}, {en, 1, "a 1 · 1 day old · b"}, {zh, 2, "a 1 · 已 2 天 · b"}} {
		if got := c.w.N("officer.rules.pack", c.n, "pack", "a", "version", "1", "status", "b"); got != c.want {
			t.Errorf("%q, wanted %q", got, c.want)
		}
	}
	if got := en.T("no.such.key"); got != "[[no.such.key]]" {
		t.Error(got)
	}
}

func TestDatesAndMoneyByLocale(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 5, 0, 0, time.UTC)
	en, zh := In(English), In(Chinese)
	for _, c := range []struct{ got, want string }{
		{en.Date(at), "Mon 23 Nov"}, {zh.Date(at), "11月23日 周一"}, {en.Moment(at, at.Add(time.Hour)), "09:05"},
		{en.Moment(at, at.Add(24*time.Hour)), "23 Nov 09:05"}, {en.Money(1200050, "CNY"), "¥ 12,000.50"},
		{zh.Money(100, "USD"), "US$ 1.00"}, {en.Money(-5, "CHF"), "−CHF 0.05"}, {en.Bytes(3_140_000), "3.1 MB"}, {en.Bytes(999), "999 B"},
		{en.Way(0), "less than 50 m"}, {en.Way(24), "less than 50 m"}, {zh.Way(449), "约 450 米"}, {en.Way(974), "about 950 m"}, {en.Way(975), "about 1 km"}, {zh.Way(12_600), "约 13 公里"},
	} {
		if c.got != c.want {
			t.Errorf("%q, wanted %q", c.got, c.want)
		}
	}
}
