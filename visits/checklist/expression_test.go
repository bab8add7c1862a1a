package checklist_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/assets"
	. "fairvisit/visits/checklist"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// made is a list of these questions; text, phase and what a kind needs are
// filled in.
func made(t testing.TB, groups []object, questions ...object) (List, error) {
	t.Helper()
	for _, q := range questions {
		q["title"], q["phase"] = object{"en": "x"}, "talk"
		switch q["kind"] {
		case "number":
			q["max"] = 1_000_000
		case "text":
			q["max"], q["words"] = 1000, true
		}
	}
	data, err := json.Marshal(object{"id": "l", "version": "1", "languages": []string{"en"}, "groups": groups, "questions": questions})
	if err != nil {
		t.Fatal(err)
	}
	return Parse(data)
}

func must(t testing.TB, groups []object, questions ...object) List {
	t.Helper()
	l, err := made(t, groups, questions...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Expressions mean what they mean in a form of ODK.
func TestExpressionsMeanWhatODKMeans(t *testing.T) {
	noon := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	a := Answers{"n": Number(7), "t": Text("7"), "w": Text("rot"), "s": {Code: "a c"}, "d": Day("2026-03-01"), "dec": {Code: "2.5"}}
	for source, want := range map[string]string{
		`q.n + 1`: "8", `q.t + 1`: "8", `q.w + 1`: "", `q.none + 1`: "", `7 / 2`: "3.5", `7 % 2`: "1", `-q.n`: "-7", `1 / 0`: "Infinity",
		`q.n == q.t`: "true", `q.t == "7.0"`: "false", `q.n == "7.0"`: "true", `q.none == ""`: "true", `q.none != "x"`: "true",
		`q.none < 5`: "false", `q.none > 5`: "false", `q.none == 0`: "false", `"10" > "9"`: "true", `q.w < 5`: "false",
		`selected(q.s, "c")`: "true", `selected(q.s, "b")`: "false", `selected(q.none, "a")`: "false", `count_selected(q.s)`: "2", `count_selected(q.none)`: "0",
		`matches_all(q.w, "r.t")`: "true", `matches_all(q.w, "o")`: "false", `matches_all(q.w, "ot")`: "false", `matches_all(q.w, "ro")`: "false", `matches_all("a\nb", "b")`: "false", `matches_all(q.w, "a|rot")`: "true", `matches_all(q.none, "x*")`: "true",
		`coalesce(q.none, q.w)`: "rot", `string_length(q.w)`: "3", `string_length("讨债")`: "2", `concat(q.w, "-", q.n, q.none)`: "rot-7",
		`q.n > 5 ? "many" : "few"`: "many", `q.none ? 1 : 2`: "2", `not (q.none)`: "true", `q.w and q.n`: "true", `q.none or false`: "false",
		`today()`: "2026-03-10", `clock()`: "2026-03-10T12:00", `today() - q.d`: "9", `q.d <= today()`: "true", `day(today() + 7)`: "2026-03-17",
		`q.d == "2026-03-01"`: "true", `q.d > day("2026-02-28")`: "true", `whole(q.dec)`: "2", `rounded(q.dec)`: "3", `rounded(1.25, 1)`: "1.3",
		`number(q.t)`: "7", `text(q.n)`: "7", `truth("false")`: "true", `has_text(q.w, "ot")`: "true", `starts_with(q.w, "r")`: "true",
		`least(q.n, 3)`: "3", `most(q.n, q.dec)`: "7", `magnitude(0 - 4)`: "4", `total(q.n)`: "7", `how_many(q.none)`: "0", `nodes(q.none)`: "1", `nodes(q.n)`: "1",
		`number("+3")`: "", `least(3, "", 1)`: "", `most(q.n, q.none)`: "", `string_length("中文😀")`: "4",
		`piece("abcdef", 1, 3)`: "bc", `piece("abc", 1)`: "bc", `piece("abc", -2)`: "bc", `piece("abc", 2, 99)`: "c", `piece("abc", 3, 1)`: "", `piece("abc", q.none)`: "", `piece("中文😀", 2, 4)`: "😀",
		`chosen_at(q.s, 0)`: "a", `chosen_at(q.s, 1)`: "c", `chosen_at(q.s, 2)`: "", `chosen_at(q.s, -1)`: "", `chosen_at(q.none, 0)`: "",
		`tidy("  a   b ")`: "a b", `text_before("a@b@c", "@")`: "a", `text_before("ab", "@")`: "", `text_after("a@b@c", "@")`: "b@c", `text_after("ab", "@")`: "",
		`exchanged("cabbage", "abg", "AB")`: "cABBAe", `joined("-", q.w, q.n, q.none)`: "rot-7-", `power(q.n, 2)`: "49", `power(q.none, 2)`: "",
		`written_day(q.d, "%d/%m/%Y")`: "01/03/2026", `written_day(q.d, "%e.%n.%y %H:%M:%S.%3 %%")`: "1.3.26 00:00:00.000 %", `written_day(clock(), "%Y-%m-%dT%H:%M")`: "2026-03-10T12:00", `written_day("2026-03-01", "%h")`: "0",
		`written_day(q.none, "%Y")`: "", `written_day(0, "%Y")`: "1970", `in_round(q.n, 1)`: "7", `in_round(q.n, 2)`: "", `in_round(q.n, 0)`: "", `this_round()`: "",
		`number("1e3")`: "", `number("0x10")`: "", `true == "x"`: "true", `0.1 + 0.2 == 0.3`: "true",
	} {
		l, err := made(t, nil, object{"id": "n", "kind": "number"}, object{"id": "t", "kind": "text"}, object{"id": "w", "kind": "text"},
			object{"id": "none", "kind": "text"}, object{"id": "d", "kind": "date"}, object{"id": "dec", "kind": "decimal"},
			object{"id": "s", "kind": "choices", "choices": []object{choice("a"), choice("b"), choice("c")}}, object{"id": "r", "kind": "calc", "calculate": source})
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		s := l.At(noon).Evaluate(a)
		if s.Values["r"] != want {
			t.Errorf("%s is %q, want %q; %v", source, s.Values["r"], want, s.Failures)
		}
	}
}

func choice(code string) object { return object{"code": code, "title": object{"en": code}} }

// What is not on the list of the language is refused, with the question's id.
func TestExpressionsReachNothingOutside(t *testing.T) {
	for _, source := range []string{
		`1..1000000`, `[1,2,3]`, `{"a": 1}`, `let x = 1; x`, `len(q.a)`, `map(q.a, #)`, `all(q.a, true)`, `q`, `q[this]`, `q?.a`, `q.a.b`, `q.a()`,
		`this.x`, `now`, `env`, `$env`, `op_plus(1, 2)`, `1 ** 9`, `q.a in q.a`, `q.a matches "x"`, `q.a contains "x"`, `1; 2`, `q.a[0:1]`, `repeat("x", 9)`,
		`fromJSON(q.a)`, `uuid()`, `selected(q.a)`, `today(1)`, `matches_all(q.a, q.a)`, `matches_all(q.a, "(")`, `matches_all(q.a, "(?=x)")`, `written_day(q.a, q.a)`, `written_day(q.a, "%B")`, `written_day(q.a, "%")`, `round`, `this_round(1)`, `1 +`, ``,
		`q.missing`, `q.x`, strings.Repeat("1+", 500) + "1", `"` + strings.Repeat("x", 2000) + `"`, strings.Repeat("(", 900) + "1" + strings.Repeat(")", 900) + "+",
	} {
		_, err := made(t, nil, object{"id": "a", "kind": "text"}, object{"id": "x", "kind": "calc", "calculate": source})
		if err == nil {
			t.Errorf("%.40s: taken", source)
		} else if !strings.Contains(err.Error(), "question x") {
			t.Errorf("%.40s: %v does not name the question", source, err)
		}
	}
	if l, err := made(t, nil, object{"id": "a", "kind": "text", "constraint": `q.a`}); err != nil || l.Questions == nil {
		t.Error("a constraint may name its own question:", err)
	}
}

// A text that doubles with each calculation ends at a fault and not in memory.
func TestTextsDoNotGrowWithoutBound(t *testing.T) {
	questions := []object{{"id": "c0", "kind": "text", "default": strings.Repeat("字", 900)}}
	for i := 1; i <= 60; i++ {
		questions = append(questions, object{"id": fmt.Sprint("c", i), "kind": "calc", "calculate": fmt.Sprintf("concat(q.c%d, q.c%d)", i-1, i-1)})
	}
	s := must(t, nil, questions...).Evaluate(nil)
	if len(s.Values["c2"]) != 4*2700 || s.Values["c3"] != "" || len(s.Failures) == 0 || s.Failures[0].Question != "c3" || strings.Contains(s.Failures[len(s.Failures)-1].Value, "\n") {
		t.Errorf("c2 has %d bytes, faults %.200v", len(s.Values["c2"]), s.Failures)
	}
}

func TestTwoThatLookAtEachOtherAreRefused(t *testing.T) {
	for name, qs := range map[string][]object{
		"itself":             {{"id": "a", "kind": "calc", "calculate": "q.a + 1"}},
		"two calculations":   {{"id": "a", "kind": "calc", "calculate": "q.b"}, {"id": "b", "kind": "calc", "calculate": "q.a"}},
		"relevant and value": {{"id": "a", "kind": "number", "relevant": "q.b > 1"}, {"id": "b", "kind": "calc", "calculate": "q.a"}},
		"three":              {{"id": "a", "kind": "calc", "calculate": "q.c"}, {"id": "b", "kind": "calc", "calculate": "q.a"}, {"id": "c", "kind": "calc", "calculate": "q.b"}},
	} {
		if _, err := made(t, nil, qs...); err == nil || !strings.Contains(err.Error(), "question ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A bound on a sum is no circle, though each looks at the other.
	l := must(t, nil, object{"id": "a", "kind": "number", "constraint": "q.sum <= 10", "constraint_words": object{"en": "too much"}},
		object{"id": "b", "kind": "number"}, object{"id": "sum", "kind": "calc", "calculate": "q.a + q.b"})
	if err := l.CheckIn(Answers{"b": Number(4)}, "a", Number(6)); err != nil {
		t.Error(err)
	}
	var refused *ConstraintError
	if err := l.CheckIn(Answers{"b": Number(4)}, "a", Number(7)); !asError(err, &refused) || refused.Words["en"] != "too much" {
		t.Error(err)
	}
	s := l.Evaluate(Answers{"a": Number(7), "b": Number(4)})
	if len(s.Failures) != 1 || s.Failures[0].What != "constraint" || s.Values["sum"] != "11" {
		t.Errorf("%+v", s)
	}
	if q, open := l.Next("talk", Answers{"a": Number(7), "b": Number(4)}); !open || q.ID != "a" {
		t.Error("an answer the constraint refuses is not asked again")
	}
}

func asError(err error, into **ConstraintError) bool {
	e, ok := err.(*ConstraintError)
	*into = e
	return ok
}

// What is asked may hang on a calculation that stands behind it.
func TestCalculationBehindDecidesWhatIsBefore(t *testing.T) {
	l := must(t, nil, object{"id": "extra", "kind": "text", "relevant": `q.much == "yes"`}, object{"id": "n", "kind": "number"},
		object{"id": "much", "kind": "calc", "calculate": `q.n > 5 ? "yes" : ""`})
	if got := ids(l.Asked(Answers{"n": Number(6)})); !slices.Equal(got, []string{"extra", "n"}) {
		t.Error(got)
	}
	if got := ids(l.Asked(Answers{"n": Number(5)})); !slices.Equal(got, []string{"n"}) {
		t.Error(got)
	}
}

// Each round of a repeat stands for itself inside, and all together outside.
func TestRoundsOfARepeat(t *testing.T) {
	groups := []object{{"id": "home"}, {"id": "kid", "in": "home", "repeat": true, "count": "q.kids"}}
	l := must(t, groups, object{"id": "kids", "kind": "number"},
		object{"id": "name", "kind": "text", "group": "kid"},
		object{"id": "age", "kind": "number", "group": "kid", "constraint": "this < 120"},
		object{"id": "school", "kind": "text", "group": "kid", "relevant": "q.age >= 6"},
		object{"id": "label", "kind": "calc", "group": "kid", "calculate": `concat(q.name, " ", q.age)`},
		object{"id": "sum", "kind": "calc", "calculate": "total(q.age)"}, object{"id": "oldest", "kind": "calc", "calculate": "most(q.age)"},
		object{"id": "schools", "kind": "calc", "calculate": "how_many(q.school)"})
	a := Answers{"kids": Number(2), "name[1]": Text("小明"), "age[1]": Number(4), "name[2]": Text("小红"), "age[2]": Number(9), "school[2]": Text("一小"), "school[1]": Text("x"), "name[3]": Text("y")}
	s := l.Evaluate(a)
	if d := cmp.Diff([]string{"kids", "name[1]", "age[1]", "name[2]", "age[2]", "school[2]"}, s.Asked); d != "" {
		t.Error(d)
	}
	want := map[string]string{"kids": "2", "name[1]": "小明", "age[1]": "4", "label[1]": "小明 4", "name[2]": "小红", "age[2]": "9", "school[2]": "一小", "label[2]": "小红 9",
		"sum": "13", "oldest": "9", "schools": "1"}
	if d := cmp.Diff(want, s.Values); d != "" || len(s.Failures) != 0 {
		t.Error(d, s.Failures)
	}
	if d := cmp.Diff([]string{"name[3]", "school[1]"}, s.NotAsked); d != "" {
		t.Error("what does not count is not told apart", d)
	}
	a["age[2]"] = Number(300)
	if s := l.Evaluate(a); len(s.Failures) != 1 || s.Failures[0].Question != "age[2]" {
		t.Errorf("%+v", s.Failures)
	}
	if s := l.Evaluate(Answers{"kids": Number(1_000_000)}); len(s.Asked) > 1000 {
		t.Errorf("%d are asked", len(s.Asked))
	}
	for _, id := range []string{"name[0]", "name[01]", "name[-1]", "kids[1]", "name[", "name[1]x"} {
		if l.Check(id, Text("x")) == nil {
			t.Errorf("%s is a question", id)
		}
	}
}

func TestChoicesAreOfferedAsOthersAreAnswered(t *testing.T) {
	cash := choice("cash")
	cash["relevant"] = `q.may == "yes"`
	l := must(t, nil, object{"id": "may", "kind": "yesno", "by": "app"}, object{"id": "how", "kind": "choice", "choices": []object{choice("bank"), cash}})
	if err := l.CheckIn(nil, "how", Chosen("cash")); err == nil {
		t.Error("cash was taken")
	}
	if got := l.Evaluate(Answers{"how": Chosen("cash")}).Failures; len(got) != 1 || got[0].What != "answer" {
		t.Errorf("%+v", got)
	}
	if q := l.Asked(Answers{"may": Yes})[0]; len(q.Choices) != 2 || l.CheckIn(Answers{"may": Yes}, "how", Chosen("cash")) != nil {
		t.Error("cash is not offered")
	}
	if got := ids(l.Asked(nil)); !slices.Equal(got, []string{"how"}) {
		t.Error("a person is asked what the app knows:", got)
	}
}

func TestRequiredAndDefaultByOthers(t *testing.T) {
	l := must(t, nil, object{"id": "a", "kind": "number", "default": "3"},
		object{"id": "b", "kind": "text", "required_if": "q.a > 2", "required_words": object{"en": "say why"}})
	s := l.Evaluate(nil)
	if len(s.Failures) != 1 || s.Failures[0].Words["en"] != "say why" || s.Values["a"] != "3" {
		t.Errorf("%+v", s)
	}
	if s := l.Evaluate(Answers{"a": Number(1)}); len(s.Failures) != 0 {
		t.Errorf("%+v", s)
	}
	if _, err := made(t, nil, object{"id": "a", "kind": "number", "default": "three"}); err == nil {
		t.Error("a default nobody could answer was taken")
	}
}

func TestChangesKeepOldNewReasonAndTime(t *testing.T) {
	log := []Given{{"a", Yes, 10, ""}, {"b", Number(1), 20, ""}, {"a", Yes, 30, "again"}, {"a", No, 100, "slip"}, {"b", Value{}, 120, "withdrawn"}, {"a", Yes, 90, ""}}
	want := []Change{{"a", Yes, No, "slip", 70}, {"b", Number(1), Value{}, "withdrawn", 100}, {"a", No, Yes, "", -10}}
	if d := cmp.Diff(want, Changes(log)); d != "" {
		t.Error(d)
	}
}

// Every item of the reference has its question, and each is asked only where it
// applies.
func TestAllSeventyThreeItemsAreThere(t *testing.T) {
	l, n := house(t), 0
	for letter, most := range map[string]int{"a": 20, "d": 18, "t": 19, "c": 8, "r": 8} {
		for i := 1; i <= most; i++ {
			if q, there := l.Question(fmt.Sprint(letter, i)); there && q.ID != "" {
				n++
			} else {
				t.Errorf("no item %s%d", letter, i)
			}
		}
	}
	if n != 73 {
		t.Errorf("%d items", n)
	}
	for _, q := range l.Asked(Answers{}) {
		if q.By != "" || q.Kind == KindCalc {
			t.Errorf("a person is asked %s", q.ID)
		}
	}
	for _, q := range l.Questions {
		if len(q.Stops) > 0 && !q.AskReason {
			t.Errorf("who changes %s, which stops a visit, is not asked why", q.ID)
		}
	}
}

func TestCashIsOfferedOnlyWhereTheAppKnowsItMayBe(t *testing.T) {
	l := house(t)
	_, a := story(t, l, map[string]Value{"t2": Chosen("owes"), "t9": Chosen("pay_now")})
	if l.CheckIn(a, "t11", Chosen("cash")) == nil {
		t.Error("cash is offered")
	}
	a["a18"], a["t11"] = Yes, Chosen("cash")
	if got := l.Missing(PhaseTalk, a); !slices.Equal(got, []string{"t12", "t12-again", "t13"}) {
		t.Error(got)
	}
	a["t12"] = Money(500_00, "CNY")
	if l.CheckIn(a, "t12-again", Money(400_00, "CNY")) == nil {
		t.Error("two counts that differ were taken")
	}
	if err := l.CheckIn(a, "t12-again", Money(500_00, "CNY")); err != nil {
		t.Error(err)
	}
	a["t13"] = No
	if q, _ := l.Stopped(a); q.ID != "t13" {
		t.Errorf("cash without a receipt goes on: %s", q.ID)
	}
}

func TestCollateralIsAskedOfOnlyWhereItIsOne(t *testing.T) {
	l := house(t)
	asked, a := story(t, l, nil)
	for _, id := range []string{"a20", "t15", "t16", "c5"} {
		if slices.Contains(asked, id) {
			t.Errorf("%s is asked", id)
		}
	}
	a["a20-case"], a["a20"] = Yes, Yes
	if got := l.Missing(PhaseTalk, a); !slices.Contains(got, "t15") || !slices.Contains(got, "t16") {
		t.Error(got)
	}
	if a["t16"] = Chosen("objected"); len(l.Missing(PhaseTalk, a)) > 0 && stoppedBy(l, a) != "t16" {
		t.Error("an objection does not stop it:", stoppedBy(l, a))
	}
	if v := l.Evaluate(a).Values; v["r4"] != "no" {
		t.Errorf("r4 is %q", v["r4"])
	}
	a["t19"] = Chosen("cease")
	if v := l.Evaluate(a).Values["r4"]; v != "yes" && v != "no" {
		t.Errorf("r4 is %q", v)
	}
}

func stoppedBy(l List, a Answers) string { q, _ := l.Stopped(a); return q.ID }

// A record names its list by the hash: an old one may not change by a byte.
func TestOldListsStandToTheByte(t *testing.T) {
	hashes := []string{}
	for _, data := range assets.HouseChecklists()[1:] {
		l, err := Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, l.Version+" "+l.Hash().String())
	}
	if d := cmp.Diff([]string{"2026.4.0 db8ae96e21d05ec100de29d5e6c4ffd216ca9ada4fe48453eae1cd203b2a085c", "2026.3.0 a5f5202c36150de66f32a483d687b355e7844552b8a25995a9367b8a0e94b42d", "2026.2.0 c05109c7e32ef230028fe683b91c93adad79f72d9c77fabe9a2bd00e4d48b6cf"}, hashes); d != "" {
		t.Error(d)
	}
}

// No order of answering makes a list of expressions end up elsewhere, and none
// panics.
func TestSameAnswersSameSheet(t *testing.T) {
	l := house(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := anyAnswers(rt, l)
		if d := cmp.Diff(l.Evaluate(a), l.Evaluate(a)); d != "" {
			rt.Fatal(d)
		}
		s := l.Evaluate(a)
		for _, id := range s.NotAsked {
			if slices.Contains(s.Asked, id) {
				rt.Fatalf("%s is asked and is not", id)
			}
		}
	})
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{`q.a == "x" and this > 1`, `selected(q.a, "b") ? 1 : concat("a", q.b)`, `not q["a-b"]`, `1..2`, `matches_all(this, "[a-z]+")`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if CheckExpression(source) != nil {
			return
		}
		l, err := made(t, nil, object{"id": "a", "kind": "text", "constraint": source, "default": "x"}, object{"id": "b", "kind": "number"})
		if err == nil {
			l.Evaluate(Answers{"b": Number(3)})
		}
	})
}

// One look at the house list with all its answers; an answer on a screen costs
// a few of them.
func BenchmarkHouseListIsEvaluatedAgain(b *testing.B) {
	l, err := Parse(assets.HouseChecklist())
	if err != nil {
		b.Fatal(err)
	}
	a := Answers{}
	for _, q := range l.Questions {
		if q.Kind != KindCalc && q.Kind != KindNote {
			a[q.ID] = harmless(q)
		}
	}
	a["t2"], a["t9"] = Chosen("owes"), Chosen("ptp")
	b.ReportMetric(float64(len(l.Questions)), "questions")
	for b.Loop() {
		l.Applies(a)
	}
}
