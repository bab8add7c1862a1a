package page

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"fairvisit/evidence/dossier"
)

const whole = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

// bothLanguages demands that each sentence is there and in its own language.
func bothLanguages(t *testing.T, what string, text Text) {
	t.Helper()
	han := func(s string) bool {
		return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
	}
	if text.En == "" || han(text.En) || !han(text.Zh) {
		t.Errorf("%s: %+v", what, text)
	}
}

// What Verify can say is read out of its source: a fault that somebody adds
// there has its Chinese here, or this test says which has not.
func TestEveryFaultOfVerifyHasItsChinese(t *testing.T) {
	said := append(formats(t, "../../../evidence/dossier", "agree.go", "judge.go", "manifest.go", "verify.go"),
		formats(t, "../../../evidence", "entry.go", "header.go")...)
	if len(said) < 60 || len(formats(t, "../../../evidence/dossier", "verify.go")) < 20 {
		t.Fatalf("only %d sentences were found in the source", len(said))
	}
	verbs := strings.NewReplacer("%.80q", `"x"`, "%.50q", `"x"`, "%q", `"x"`, "%d", "7", "%s", "x", "%v", "x", "%w", "malformed")
	for _, format := range said {
		what := verbs.Replace(format)
		if _, ok := translated(what); !ok && !never[format] {
			t.Errorf("no Chinese for %q", format)
		}
		zh := inChinese(what)
		bothLanguages(t, format, Text{"-", zh})
		if strings.ContainsAny(zh, "{}") {
			t.Errorf("%q leaves a place empty: %s", format, zh)
		}
	}
}

// never are in those files and no fault: the errors of signing and of names.
var never = map[string]bool{
	"%v":                          true, // of one of the others
	"signature does not fit":      true,
	"entry is larger than 60 KiB": true,
	"malformed":                   true,
	"entry: parts must be present when signed: %w":                    true,
	"entry: the acting officer and the officer's key go together: %w": true,
	"facts: %w": true,
	"words: %w": true,
}

// formats are the texts that a file's faults and errors are made of.
func formats(t *testing.T, folder string, names ...string) []string {
	t.Helper()
	var all []string
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), folder+"/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.CallExpr:
				i := map[string]int{"fault": 1, "New": 0, "Errorf": 0}
				if sel, ok := x.Fun.(*ast.SelectorExpr); ok {
					if at, is := i[sel.Sel.Name]; is && at < len(x.Args) {
						all = append(all, literal(x.Args[at])...)
					}
				}
			case *ast.CompositeLit:
				if id, ok := x.Type.(*ast.Ident); ok && id.Name == "Fault" {
					all = append(all, literal(x.Elts[1])...)
				}
			}
			return true
		})
	}
	return all
}

func literal(x ast.Expr) []string {
	if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil {
			return []string{s}
		}
	}
	return nil
}

// A sentence is recognised by one of the list only, so that none is told as
// another; what stands in it stays where it belongs.
func TestASentenceHasOneMeaning(t *testing.T) {
	for i, s := range sentences {
		n := 0
		for _, k := range known {
			if k.is.MatchString(regexp.MustCompile(`%[.0-9]*[a-z]`).ReplaceAllString(s.en, "7")) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q is recognised by %d of the list", s.en, n)
		}
		for j := 1; strings.Count(s.en, "%") >= j; j++ {
			if strings.Count(s.zh, "{"+strconv.Itoa(j)+"}") != 1 {
				t.Errorf("sentence %d loses what stands at place %d: %s", i, j, s.zh)
			}
		}
	}
	for what, want := range map[string]string{
		"the file has 12 bytes, headquarters wrote 34":                      "文件有 12 字节，总部写出的是 34 字节",
		"its words are withheld and the manifest does not say so":           "其文字为“隐去”，而清单没有说明",
		"it is not a statement: it is not spelt as headquarters writes it":  "不是总部的声明（写法与总部的不同）",
		"it says that entry {2} is x, and nothing inside calls for that":    "称记录 {2} 为“x”，而案卷中没有与之对应的内容",
		"payload: at byte 3: a sentence of later: malformed":                "与总部写入的格式不符（英文原文：payload: at byte 3: a sentence of later: malformed）",
		"it counts 4 entries and 1 photos of its visit, inside are 5 and 1": "称本次上门有 4 条记录和 1 张照片，案卷中为 5 和 1",
		"the enrolment of its device, 00ff, is not inside":                  "其设备 00ff 的登记不在案卷中",
		"it cannot be read: unexpected EOF":                                 "无法读取（unexpected EOF）",
	} {
		if zh := inChinese(what); zh != want {
			t.Errorf("%s: %s, wanted %s", what, zh, want)
		}
	}
}

// The summary is line for line that of `hq verify`, and each line is in Chinese
// too, whatever the dossier holds.
func TestTheSummaryIsTheCommands(t *testing.T) {
	r := dossier.Report{Size: 25, Mask: dossier.MaskNone, Entries: 16, From: 1e15, Until: 2e15}
	full := r
	full.Demo, full.Practice, full.Unknown, full.Forks, full.Mask, full.Visit = true, 2, 3, 4, dossier.MaskAll, [16]byte{1}
	for _, r := range []*dossier.Report{&r, &full} {
		var b strings.Builder
		for _, row := range summary(r) {
			b.WriteString((row.Name.En + "         ")[:nameWidth] + row.Value.En + "\n")
			bothLanguages(t, row.Name.En, Text{row.Name.En, row.Name.Zh})
			if row.Value.Zh == "" {
				t.Errorf("nothing in Chinese: %+v", row)
			}
		}
		if b.String()+dossier.Limits != r.String() {
			t.Errorf("the page shows\n%s\nhq verify\n%s", b.String(), r)
		}
	}
	if n := len(summary(&full)); n != len(rowNames) {
		t.Errorf("%d lines of %d", n, len(rowNames))
	}
}

func TestAFingerprintIsReadAsAPersonTypesIt(t *testing.T) {
	spaced := " " + strings.Join(slices.Collect(func(yield func(string) bool) {
		for i := 0; i < len(whole) && yield(whole[i:i+4]); i += 4 {
		}
	}), " ") + "\u3000\n\u200b"
	for _, good := range []string{whole, strings.ToUpper(whole), spaced} {
		if root, wrong := parseFingerprint(good); wrong != nil || len(root) != 32 || root[1] != 0x11 || root[31] != 0xff {
			t.Errorf("%q: %x, %+v", good, root, wrong)
		}
	}
	for bad, word := range map[string]string{
		"": "Give the fingerprint", " \n": "Give the fingerprint", whole[1:]: "has 63 digits", whole + "0": "has 65 digits",
		whole[:63] + "g": "'g'", whole[:63] + "０": "'０'", "0x" + whole: "'x'",
	} {
		root, wrong := parseFingerprint(bad)
		if root != nil || wrong == nil || !strings.Contains(wrong.En, word) {
			t.Errorf("%q: %x, %+v", bad, root, wrong)
			continue
		}
		bothLanguages(t, bad, *wrong)
	}
}

// broken is a file on a stick that was pulled out.
type broken struct{}

func (broken) ReadAt([]byte, int64) (int, error) { return 0, errors.New("gone") }

// None of these is called a fault of a dossier, and none a dossier.
func TestWhatIsNoDossierIsSaidSo(t *testing.T) {
	for _, c := range []struct {
		name        string
		file        io.ReaderAt
		size        int64
		fingerprint string
		verdict     Verdict
		head, lead  Text
	}{
		{"no fingerprint", broken{}, 9, "", Unchecked, uncheckedHead, Text{}},
		{"4 GiB", broken{}, Limit, whole, Unchecked, uncheckedHead, tooLarge},
		{"a file that is gone", broken{}, Limit - 1, whole, Unchecked, uncheckedHead, unreadable},
		{"an empty file", strings.NewReader(""), 0, whole, Altered, strangerHead, strangerLead},
		{"a picture", bytes.NewReader(make([]byte, 5000)), 5000, whole, Altered, strangerHead, strangerLead},
		{"another ZIP", strings.NewReader("PK\x03\x04" + strings.Repeat("x", 100)), 104, whole, Altered, alteredHead, alteredLead(1)},
	} {
		a := Check(c.file, c.size, c.fingerprint)
		if a.Verdict != c.verdict || a.Head != c.head || c.lead != (Text{}) && a.Lead != c.lead || (len(a.Faults) > 0) != (c.verdict == Altered) {
			t.Errorf("%s: %+v", c.name, a)
		}
		bothLanguages(t, c.name, a.Head)
		bothLanguages(t, c.name, a.Lead)
		for _, f := range a.Faults {
			bothLanguages(t, f.Member, f.What)
		}
	}
}

func TestEveryMemberHasAName(t *testing.T) {
	for name, want := range map[string]string{
		"manifest.json": "Manifest of headquarters", "keys.json": "Keys of headquarters", "checkpoint": "Checkpoint of the log",
		"list.json": "List of the entries", "devices/00ff.json": "Enrolment of a device", "entries/00000012.bin": "Entry 12",
		"entries/00000012.proof": "Proof of entry 12", "photos/00000012-0.jpg": "Photo 1 of entry 12", dossier.EndOfZIP: "End of the file",
		"../../etc/cron": "Something no dossier has", "entries/x.bin": "Something no dossier has", "photos/1.jpg": "Something no dossier has",
	} {
		is := memberIs(name)
		bothLanguages(t, name, is)
		if is.En != want {
			t.Errorf("%s: %s", name, is.En)
		}
	}
}
