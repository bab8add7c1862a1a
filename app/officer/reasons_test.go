package officer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/assets"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// rulesSource reads what visits/rules may say from its own source, so that a
// code added there cannot be forgotten here.
func rulesSource(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob("../../visits/rules/*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if files[name], err = parser.ParseFile(token.NewFileSet(), name, src, 0); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// textual are the string constants and the string lists of a package.
func textual(files map[string]*ast.File) (consts map[string]string, lists map[string][]string) {
	consts, lists = map[string]string{}, map[string][]string{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Names) != len(spec.Values) {
				return true
			}
			for i, v := range spec.Values {
				if s, ok := literal(v, nil); ok {
					consts[spec.Names[i].Name] = s
				}
			}
			return true
		})
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Names) != len(spec.Values) {
				return true
			}
			for i, v := range spec.Values {
				if list, ok := v.(*ast.CompositeLit); ok {
					for _, e := range list.Elts {
						if s, ok := literal(e, consts); ok {
							lists[spec.Names[i].Name] = append(lists[spec.Names[i].Name], s)
						}
					}
				}
			}
			return true
		})
	}
	return consts, lists
}

func literal(e ast.Expr, consts map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		s, ok := consts[e.Name]
		return s, ok
	}
	return "", false
}

// reasonsOf are the codes, the parameters and the ways out that the engine's
// calls of block and warn name.
func reasonsOf(t *testing.T) (codes, params, instead []string) {
	files := rulesSource(t)
	consts, _ := textual(files)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok {
				if m, ok := lit.Type.(*ast.MapType); ok && isString(m.Key) && isString(m.Value) {
					for _, e := range lit.Elts {
						if k, ok := literal(e.(*ast.KeyValueExpr).Key, consts); ok {
							params = append(params, k)
						}
					}
				}
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "block" && sel.Sel.Name != "warn" {
				return true
			}
			code, ok := literal(call.Args[2], consts)
			if !ok {
				t.Errorf("a reason's code is computed: this test cannot know it")
			}
			codes = append(codes, code)
			for _, a := range call.Args[4:] {
				if s, ok := literal(a, consts); ok {
					instead = append(instead, s)
				}
			}
			return true
		})
	}
	if len(codes) < 20 || len(params) < 10 || len(instead) < 5 {
		t.Fatalf("%d codes, %d parameters, %d ways out: the engine was not read", len(codes), len(params), len(instead))
	}
	return codes, params, instead
}

func isString(e ast.Expr) bool { i, ok := e.(*ast.Ident); return ok && i.Name == "string" }

func everyLanguage(t *testing.T, key string) {
	t.Helper()
	for _, l := range i18n.Langs {
		if !i18n.In(l).Has(key) {
			t.Errorf("%s has no %s", l, key)
		}
	}
}

func TestEveryReasonOfTheRulesHasWords(t *testing.T) {
	codes, params, instead := reasonsOf(t)
	for _, c := range codes {
		everyLanguage(t, "officer.reason."+c)
		everyLanguage(t, "officer.chip."+c)
	}
	for _, c := range []string{"notice_owed", "dispute_days_run"} { // notes, which need no chip
		everyLanguage(t, "officer.reason."+c)
	}
	for _, c := range instead {
		if !slices.Contains(notBuilt, c) {
			everyLanguage(t, "officer.instead."+c)
		}
	}
	// A reason with all parameters the engine knows leaves no brace open.
	all := map[string]string{}
	for _, p := range params {
		all[p] = "1"
	}
	for _, c := range codes {
		for _, l := range i18n.Langs {
			w := i18n.In(l)
			r := rules.Reason{Code: c, Params: all}
			if text := reasonText(w, r, time.UTC) + coded(w, "officer.chip.", c, paramsOf(w, r, time.UTC)); strings.ContainsAny(text, "{}[") {
				t.Errorf("%s, %s: %s", l, c, text)
			}
		}
	}
}

func TestEveryWordOfTheRulesHasWords(t *testing.T) {
	_, lists := textual(rulesSource(t))
	for list, prefix := range map[string]string{"stopFlags": "flag.", "places": "place.", "roles": "role.", "consents": "consent.", "weekdays": "day.", "statuses": "case.status."} {
		if len(lists[list]) == 0 {
			t.Fatalf("visits/rules has no list %s", list)
		}
		for _, code := range lists[list] {
			everyLanguage(t, "officer."+prefix+code)
		}
	}
	for _, prefix := range []string{"flag.", "place.", "role."} {
		everyLanguage(t, "officer."+prefix+"unknown")
	}
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range pack.HardBlocks {
		everyLanguage(t, "officer.escalate."+b.Escalate)
		for _, c := range b.Instead {
			everyLanguage(t, "officer.instead."+c)
		}
	}
}

func TestEveryStateAndFindingHasWords(t *testing.T) {
	for _, s := range []string{visits.StatusUnknown, visits.StatusOpened, visits.StatusLeft, visits.StatusAbandoned, visits.StatusClosed} {
		everyLanguage(t, "officer.case.contact."+s)
	}
	for _, c := range []string{visits.LateWork, visits.NoOrder, visits.Conflict, visits.ForkSeen, visits.GapSeen, visits.DrainSeen, visits.NotUnderstood,
		visits.PhotoMissing, visits.LetterSeen, visits.CountWrong, visits.HelpWanted, visits.IncidentSeen, visits.RestoredSeen, visits.SplitView, visits.ProofBroken} {
		everyLanguage(t, "officer.finding."+c)
	}
	for _, r := range []string{"officer", "manager", "headquarters", "person"} {
		everyLanguage(t, "officer.pin.role."+r)
	}
	for _, l := range i18n.Langs {
		everyLanguage(t, "language."+string(l))
	}
}

// A code that came with a later pack is shown and never swallowed.
func TestACodeNobodyKnowsIsShown(t *testing.T) {
	w := i18n.In(i18n.English)
	r := rules.Reason{Rule: "X-9", Code: "blue_moon", Severity: rules.Block, Instead: []string{"dance"}}
	if text := reasonText(w, r, time.UTC); !strings.Contains(text, "blue_moon") {
		t.Error(text)
	}
	if list := insteadTexts(w, r); len(list) != 1 || !strings.Contains(list[0], "dance") {
		t.Error(list)
	}
}
