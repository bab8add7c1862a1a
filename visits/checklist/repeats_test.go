package checklist

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// household is a list with a repeat that is added to by hand, and one whose rounds
// follow from an answer.
const household = `{"id":"household","version":"1","languages":["en"],"groups":[{"id":"kid","title":{"en":"Child"},"repeat":true,"count":"q[\"kid.count\"]"},
{"id":"room","title":{"en":"Room"},"repeat":true,"count":"q[\"rooms\"]"}],"questions":[
{"id":"kid.count","phase":"talk","kind":"number","title":{"en":"How often: Child"},"required":true,"min":1,"max":3},
{"id":"name","phase":"talk","kind":"text","title":{"en":"Name"},"required":true,"max":80,"words":true,"group":"kid"},
{"id":"school","phase":"talk","kind":"yesno","title":{"en":"At school?"},"required":true,"group":"kid"},
{"id":"class","phase":"talk","kind":"number","title":{"en":"Class"},"required":true,"min":1,"max":12,"group":"kid","relevant":"q.school == \"yes\""},
{"id":"all","phase":"talk","kind":"calc","title":{"en":"All"},"calculate":"total(q[\"class\"])"},
{"id":"rooms","phase":"talk","kind":"number","title":{"en":"Rooms"},"required":true,"max":9},
{"id":"size","phase":"talk","kind":"number","title":{"en":"Size"},"required":true,"max":99,"group":"room"}]}`

func TestARoundThatIsTakenOutMovesTheOthersUp(t *testing.T) {
	l, err := Parse([]byte(household))
	if err != nil {
		t.Fatal(err)
	}
	a := Answers{"kid.count": Number(3), "name[1]": Text("A"), "school[1]": Yes, "class[1]": Number(2), "name[2]": Text("B"), "school[2]": Yes, "class[2]": Number(4),
		"name[3]": Text("C"), "school[3]": No, "rooms": Number(1), "size[1]": Number(20)}
	list := l.Repeats(a)
	if len(list) != 2 || list[0].Count != "kid.count" || list[0].Rounds != 3 || list[0].Least != 1 || list[0].Most != 3 || list[1].Count != "" || list[1].Rounds != 1 {
		t.Fatalf("%+v", list)
	}
	if l.Without(a, list[1], 1) != nil || l.Without(a, list[0], 0) != nil || l.Without(a, list[0], 4) != nil {
		t.Error("a round was taken out that is not there, or not ours to take")
	}
	for _, g := range l.Without(a, list[0], 1) {
		a[g.Question] = g.Value
	}
	s := l.Evaluate(a)
	want := map[string]string{"kid.count": "2", "name[1]": "B", "school[1]": "yes", "class[1]": "4", "name[2]": "C", "school[2]": "no", "all": "4", "rooms": "1", "size[1]": "20"}
	if d := cmp.Diff(want, s.Values); d != "" || len(s.Failures) > 0 {
		t.Errorf("%s%v", d, s.Failures)
	}
	if a["name[3]"] != Removed || a["class[2]"] != Removed {
		t.Errorf("what was left over stands: %+v", a)
	}
	// One more round is an empty one.
	a["kid.count"] = Number(3)
	if q, open := l.Next(PhaseTalk, a); !open || q.ID != "name[3]" {
		t.Errorf("%s is asked in a new round", q.ID)
	}
}

func TestNoQuestionTakesARemovedAnswer(t *testing.T) {
	for _, kind := range kinds {
		q := Question{ID: "a", Kind: kind, Min: -100, Max: 100, Choices: []Choice{{Code: "removed"}}}
		if q.Answered(Answers{"a": Removed}) && kind != KindNote {
			t.Errorf("%s takes it", kind)
		}
	}
}

func TestRoundsAreOrderedAsTheyAreAsked(t *testing.T) {
	l, err := Parse([]byte(household))
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{"zz", "size[1]", "class[1]", "name[10]", "rooms", "name[2]", "kid.count", "school[2]", "aa", "name[1]"}
	slices.SortFunc(ids, l.Compare)
	if d := cmp.Diff([]string{"kid.count", "name[1]", "class[1]", "name[2]", "school[2]", "name[10]", "rooms", "size[1]", "aa", "zz"}, ids); d != "" {
		t.Error(d)
	}
}
