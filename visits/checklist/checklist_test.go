package checklist_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	. "fairvisit/visits/checklist"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var phases = []string{PhaseBefore, PhaseDoor, PhaseTalk, PhaseClose, PhaseAfter}

func house(t testing.TB) List {
	t.Helper()
	l, err := Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestHouseListCoversTheVisit(t *testing.T) {
	l := house(t)
	count := map[string]int{}
	for _, q := range l.Questions {
		count[q.Phase]++
	}
	for _, p := range phases {
		if count[p] < 3 {
			t.Errorf("phase %s has %d questions", p, count[p])
		}
	}
	if len(l.Questions) < 24 || l.Hash().IsZero() {
		t.Errorf("%d questions, hash %s", len(l.Questions), l.Hash())
	}
	// A screen may never call a visit lawful: it is allowed by the rules in force.
	if text := string(assets.HouseChecklist()); strings.Contains(strings.ToLower(text), "lawful") || strings.Contains(text, "合法") {
		t.Error("the list speaks of what is lawful")
	}
}

// story answers the questions as they come, by the script, and returns what was
// asked. A question the script does not know is answered in the harmless way.
func story(t *testing.T, l List, script map[string]Value) (asked []string, a Answers) {
	t.Helper()
	a = Answers{}
	for _, phase := range phases {
		for {
			q, ok := l.Next(phase, a)
			if !ok {
				break
			}
			v, scripted := script[q.ID]
			if !scripted {
				v = harmless(q)
			}
			if err := l.Check(q.ID, v); err != nil {
				t.Fatal(err)
			}
			asked = append(asked, q.ID)
			a[q.ID] = v
		}
		if missing := l.Missing(phase, a); missing != nil {
			t.Fatalf("phase %s ends without %v", phase, missing)
		}
	}
	for id := range script {
		if !slices.Contains(asked, id) {
			t.Errorf("%s was never asked", id)
		}
	}
	return asked, a
}

func harmless(q Question) Value {
	switch q.Kind {
	case KindYesNo:
		if slices.Contains(q.Stops, "yes") {
			return No
		}
		return Yes
	case KindChoice:
		for _, c := range q.Choices {
			if !slices.Contains(q.Stops, c.Code) {
				return Chosen(c.Code)
			}
		}
	case KindNumber:
		return Number(q.Max)
	case KindMoney:
		return Money(q.Max, "CNY")
	case KindText:
		return Text("x")
	case KindDate:
		return Day("2026-03-20")
	}
	return Captured(evidence.Hash{1})
}

func TestStoriesAtTheDoor(t *testing.T) {
	l := house(t)
	for _, c := range []struct {
		name       string
		script     map[string]Value
		asks       []string
		skips      []string
		stoppedBy  string
		neverBegun bool
	}{
		{"the debtor promises to pay", map[string]Value{"d6": Chosen("debtor"), "t2": Chosen("owes"), "t9": Chosen("ptp")},
			[]string{"a12", "d9", "d11", "t5", "t7", "t10", "t10-date", "t10-read", "c2", "c8"}, []string{"d5", "d7", "d8", "t3", "t4", "t11", "c3", "c4"}, "", false},
		{"one officer is enough", map[string]Value{"a12-need": No}, []string{"d2"}, []string{"a12", "c8"}, "", false},
		{"the second officer is not there", map[string]Value{"a12": No}, nil, []string{"a13", "d2", "t1", "c1", "r8"}, "a12", true},
		{"no recording", map[string]Value{"a17": No}, []string{"d9"}, []string{"d10"}, "", false},
		{"nobody is home", map[string]Value{"d6": Chosen("nobody")},
			[]string{"d5", "c1", "c3", "r8"}, []string{"d7", "d8", "d9", "d11", "t1", "c2", "c4", "d15"}, "", false},
		{"only a child is home", map[string]Value{"d6": Chosen("minor"), "d7": Yes},
			[]string{"c1", "d15"}, []string{"d8", "d9", "d13", "t1", "c2", "c3"}, "d7", false},
		{"a neighbour answers and the debtor comes", map[string]Value{"d6": Chosen("adult"), "d8": Yes, "d8-came": Yes},
			[]string{"d9", "d11", "t1"}, []string{"d7", "c4"}, "", false},
		{"a neighbour answers and nobody comes", map[string]Value{"d6": Chosen("adult"), "d8": Yes, "d8-came": No},
			[]string{"c1", "c4"}, []string{"d9", "d11", "d13", "t1", "c2"}, "", false},
		{"the officer said too much to a neighbour", map[string]Value{"d6": Chosen("reception"), "d8": No}, []string{"c1", "c4"}, []string{"d8-came", "d9", "t1"}, "d8", false},
		{"identity cannot be checked", map[string]Value{"d11": Chosen("failed")}, []string{"c1"}, []string{"d12", "d13", "t1", "c2"}, "d11", false},
		{"another time please", map[string]Value{"d13": Chosen("other_time")}, []string{"c1", "c2"}, []string{"d14", "t1", "t2"}, "d13", false},
		{"distress", map[string]Value{"d16": Chosen("severe")}, []string{"c1"}, []string{"d17", "t1"}, "d16", false},
		{"the debt is disputed", map[string]Value{"t2": Chosen("disputes"), "t3": Text("利息算错了")},
			[]string{"t3-photo", "t18", "t19"}, []string{"t4", "t5", "t6", "t7", "t9", "t10", "t11"}, "", false},
		{"it is paid already", map[string]Value{"t2": Chosen("paid"), "t4": Yes}, []string{"t4-photo", "t18"}, []string{"t3", "t5", "t9"}, "", false},
		{"it is paid, without a proof", map[string]Value{"t2": Chosen("paid"), "t4": No}, []string{"t18"}, []string{"t4-photo", "t9"}, "", false},
		{"not the person", map[string]Value{"t2": Chosen("not_me")}, []string{"c1"}, []string{"t3", "t5", "t18", "t19"}, "t2", false},
		{"pays now", map[string]Value{"t9": Chosen("pay_now"), "t14-self": No}, []string{"t11", "t14"}, []string{"t7", "t10"}, "", false},
		{"refuses", map[string]Value{"t9": Chosen("refuses")}, []string{"t18"}, []string{"t7", "t10", "t11"}, "", false},
		{"no more contact", map[string]Value{"t19": Chosen("cease"), "t19-words": Text("不要再来")}, []string{"c1"}, nil, "", false},
		{"wrong house", map[string]Value{"d2": Chosen("other")}, []string{"c1", "r8"}, []string{"d3", "d6", "t1", "c2", "c3", "c4"}, "d2", false},
	} {
		asked, a := story(t, l, c.script)
		for _, id := range c.asks {
			if !slices.Contains(asked, id) {
				t.Errorf("%s: %s is not asked", c.name, id)
			}
		}
		for _, id := range c.skips {
			if slices.Contains(asked, id) {
				t.Errorf("%s: %s is asked", c.name, id)
			}
		}
		if q, _ := l.Stopped(a); q.ID != c.stoppedBy {
			t.Errorf("%s: stopped by %q, want %q", c.name, q.ID, c.stoppedBy)
		}
		if begun := slices.Contains(asked, "c1"); begun == c.neverBegun {
			t.Errorf("%s: a visit that begun %t is asked how it ended", c.name, begun)
		}
	}
}

func TestChangedAnswerHidesAndBringsBack(t *testing.T) {
	l := house(t)
	_, a := story(t, l, map[string]Value{"t2": Chosen("owes"), "t9": Chosen("ptp")})
	if hidden := l.NotAsked(a); hidden != nil {
		t.Fatalf("hidden in an untouched visit: %v", hidden)
	}
	before := ids(l.Asked(a))
	a["t2"], a["x9"] = Chosen("disputes"), Yes
	hidden := l.NotAsked(a)
	want := []string{"t5", "t6", "t8", "t9", "t7", "t10", "t10-date", "t10-channel", "t10-read", "x9"}
	if d := cmp.Diff(want, hidden); d != "" {
		t.Error(d)
	}
	if missing := l.Missing(PhaseTalk, a); !slices.Equal(missing, []string{"t3"}) {
		t.Errorf("missing %v", missing)
	}
	if a["t10"] != harmlessOf(t, l, "t10") {
		t.Error("a hidden answer was dropped")
	}
	a["t2"] = Chosen("owes")
	delete(a, "x9")
	if d := cmp.Diff(before, ids(l.Asked(a))); d != "" || l.NotAsked(a) != nil {
		t.Error("changing back does not bring it back", d)
	}
}

func harmlessOf(t *testing.T, l List, id string) Value {
	i := slices.IndexFunc(l.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		t.Fatalf("no question %s", id)
	}
	return harmless(l.Questions[i])
}

func ids(qs []Question) []string {
	var out []string
	for _, q := range qs {
		out = append(out, q.ID)
	}
	return out
}

func TestCheckRefusesWhatAQuestionCannotHave(t *testing.T) {
	l := house(t)
	for id, bad := range map[string][]Value{
		"a11":       {{}, Chosen("maybe"), Number(1), Text("yes"), {Code: "yes", Text: "and more"}, {Code: "yes", Number: 1}},
		"d6":        {{}, Chosen("dog"), Chosen("Debtor"), {Code: "debtor", Set: true}},
		"a13":       {{}, Number(0), Number(11), Number(math.MinInt64), {Number: 2}, Chosen("2")},
		"t7":        {{}, Money(-1, "CNY"), Money(1, ""), Money(1, "cny"), Money(math.MaxInt64, "CNY")},
		"t10":       {Money(0, "CNY")},
		"t3":        {{}, Text(""), Text(" \n"), Text("\xff"), Text(strings.Repeat("字", 1001))},
		"a8-date":   {{}, Day("2026-02-30"), Day("20260309"), Text("2026-03-09")},
		"d5":        {{}, Text("photo.jpg")},
		"c8":        {{}, Yes},
		"not-there": {Yes},
	} {
		for _, v := range bad {
			if err := l.Check(id, v); err == nil {
				t.Errorf("%s took %+v", id, v)
			}
		}
	}
	for id, good := range map[string]Value{
		"a13": Number(1), "t7": Money(0, "CNY"), "t3": Text(strings.Repeat("字", 1000)), "a8-date": Day("2028-02-29"), "d5": Captured(evidence.Hash{9}),
	} {
		if err := l.Check(id, good); err != nil {
			t.Error(err)
		}
	}
}

// anyAnswers draws answers to any of the questions, good and bad, asked or not.
func anyAnswers(t *rapid.T, l List) Answers {
	a := Answers{}
	for _, q := range l.Questions {
		switch rapid.IntRange(0, 5).Draw(t, q.ID) {
		case 0:
		case 1:
			a[q.ID] = Value{Code: "nonsense"}
		default:
			a[q.ID] = anyAnswer(t, q)
		}
	}
	return a
}

func anyAnswer(t *rapid.T, q Question) Value {
	switch q.Kind {
	case KindYesNo:
		return rapid.SampledFrom([]Value{Yes, No}).Draw(t, "answer")
	case KindChoice:
		return Chosen(rapid.SampledFrom(q.Choices).Draw(t, "answer").Code)
	}
	return harmless(q)
}

func TestNextNeverRepeatsAndAlwaysEnds(t *testing.T) {
	l := house(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := anyAnswers(rt, l)
		for _, phase := range phases {
			for range len(l.Questions) + 1 {
				q, ok := l.Next(phase, a)
				if !ok {
					break
				}
				if q.Answered(a) {
					rt.Fatalf("%s is asked again", q.ID)
				}
				if q.Phase != phase || !slices.Contains(ids(l.Asked(a)), q.ID) {
					rt.Fatalf("%s is next in %s and not asked", q.ID, phase)
				}
				a[q.ID] = anyAnswer(rt, q)
			}
			if q, more := l.Next(phase, a); more {
				rt.Fatalf("phase %s does not end: %s", phase, q.ID)
			}
			for _, q := range l.Asked(a) {
				if q.Phase == phase && l.Check(q.ID, a[q.ID]) != nil {
					rt.Fatalf("%s counts as answered with %+v", q.ID, a[q.ID])
				}
			}
			if missing := l.Missing(phase, a); missing != nil {
				rt.Fatalf("nothing is asked any more and %v is missing", missing)
			}
		}
	})
}

func TestAskedIsStable(t *testing.T) {
	l := house(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := anyAnswers(rt, l)
		asked := ids(l.Asked(a))
		if d := cmp.Diff(asked, ids(l.Asked(maps.Clone(a)))); d != "" {
			rt.Fatal("the same answers, other questions", d)
		}
		for _, id := range l.NotAsked(a) {
			if _, there := a[id]; !there || slices.Contains(asked, id) {
				rt.Fatalf("%s is reported as not asked", id)
			}
		}
		if len(asked) == 0 {
			return
		}
		// An answer changes only what comes after its question; hidden answers change nothing.
		i := rapid.IntRange(0, len(asked)-1).Draw(rt, "changed")
		b := maps.Clone(a)
		j := slices.IndexFunc(l.Questions, func(q Question) bool { return q.ID == asked[i] })
		b[asked[i]] = anyAnswer(rt, l.Questions[j])
		if d := cmp.Diff(asked[:i+1], ids(l.Asked(b))[:i+1]); d != "" {
			rt.Fatal("an answer changed what was asked before it", d)
		}
		for _, id := range l.NotAsked(a) {
			delete(a, id)
		}
		if d := cmp.Diff(asked, ids(l.Asked(a))); d != "" {
			rt.Fatal("an answer to a question nobody asked counted", d)
		}
	})
}
