package visiting

import (
	"context"
	"slices"
	"testing"

	"fairvisit/visits/checklist"
)

// household asks for children by adding, with two at most, and for what is typed and
// ticked before it is an answer.
const household = `{"id":"household","version":"1","languages":["en","zh-Hans"],"groups":[{"id":"home","title":{"en":"Household","zh-Hans":"家庭"}},
{"id":"kid","in":"home","title":{"en":"Child","zh-Hans":"子女"},"repeat":true,"count":"q[\"kid.count\"]"}],"questions":[
{"id":"hello","phase":"talk","kind":"note","title":{"en":"Thank them.","zh-Hans":"请致谢。"}},
{"id":"kid.count","phase":"talk","kind":"number","title":{"en":"How often","zh-Hans":"几次"},"required":true,"min":1,"max":2,"words":true,"group":"home"},
{"id":"school","phase":"talk","kind":"yesno","title":{"en":"At school?","zh-Hans":"在上学吗？"},"required":true,"words":true,"group":"kid"},
{"id":"class","phase":"talk","kind":"number","title":{"en":"Class","zh-Hans":"年级"},"required":true,"min":-999999,"max":999999,"words":true,"group":"kid","relevant":"q.school == \"yes\""},
{"id":"needs","phase":"talk","kind":"choices","title":{"en":"Needs","zh-Hans":"需要"},"required":true,"words":true,"choices":[{"code":"bread","title":{"en":"Bread","zh-Hans":"面包"}},{"code":"milk","title":{"en":"Milk","zh-Hans":"牛奶"}}]},
{"id":"came","phase":"talk","kind":"time","title":{"en":"Home at","zh-Hans":"几点到家"},"required":true,"words":true},
{"id":"done","phase":"talk","kind":"ack","title":{"en":"All read back?","zh-Hans":"已复述？"},"required":true}]}`

// withForm is a visit by another list than the house's.
func withForm(t *testing.T, list string) *scene {
	t.Helper()
	l, err := checklist.Parse([]byte(list))
	if err != nil {
		t.Fatal(err)
	}
	return atTheDoor(t, l)
}

// Whatever stands there, a kill brings back: the rounds, what is ticked and typed and
// not given yet, and that there are no more.
func TestRoundsSurviveAKillAfterEachTap(t *testing.T) {
	s := withForm(t, household)
	tap := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			s.tap(id)
			before := s.stage.Reads()
			s.killed()
			if after := s.stage.Reads(); after != before {
				t.Fatalf("after %s and a kill another page stands there:\n%s\nbefore\n%s", id, after, before)
			}
		}
	}
	s.says("Thank them.")
	s.says("None so far.")
	s.tap("next") // one is needed: this is said, and not on the disk
	s.says("At least 1 is needed.")
	tap("add.kid", "answer.school[1].yes", "key.3", "next")
	s.says("Yes · 3")
	s.tap("remove.kid.1")
	s.says("At least 1 is needed.")
	tap("add.kid", "answer.school[2].no")
	s.tap("add.kid")
	s.says("At most 2 can be added.")
	s.tap("remove.kid.1", "remove.cancel", "remove.kid.1")
	tap("remove.yes")
	s.says("Child 1")
	s.says("1 so far.")
	if s.stage.Says("Yes · 3") {
		t.Error("the round that was taken out is still there")
	}
	tap("next", "answer.needs.milk", "answer.needs.bread", "answer.needs.milk", "next")
	// No more was said; it can be taken back among the earlier answers.
	s.tap("previous", "repeat.kid")
	s.says("1 so far.")
	tap("add.kid", "answer.school[2].yes", "key.7", "next", "next")
	s.says("Home at")
	s.model.words["came"] = "25:00"
	s.tap("next")
	s.says("Write the time like 14:30.")
	s.model.words["came"] = "17:45"
	tap("next", "answer.done.OK")

	a, err := s.visit.Answers(context.Background())
	s.must(err)
	if a["school[1]"] != checklist.No || a["class[1]"] != checklist.Removed || a["class[2]"] != checklist.Number(7) || a["needs"].Code != "bread" || a["came"].Code != "17:45" || a["kid.count"] != checklist.Number(2) {
		t.Errorf("%+v", a)
	}
	// The phase went into its entry with every round, and nothing twice.
	var handed []string
	for _, p := range s.picture().Phases {
		for _, x := range slices.Concat(p.Answers, p.Words) {
			handed = append(handed, x.Question)
		}
	}
	for _, id := range []string{"school[1]", "school[2]", "class[1]", "class[2]", "kid.count", "needs", "came", "done"} {
		if !slices.Contains(handed, id) {
			t.Errorf("%s is in no entry: %v", id, handed)
		}
	}
}
