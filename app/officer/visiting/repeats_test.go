package visiting

import (
	"context"
	"slices"
	"testing"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"

	"github.com/google/go-cmp/cmp"
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

// whose asks in the words of what was answered before.
const whose = `{"id":"whose","version":"1","shows_answers":true,"languages":["en","zh-Hans"],"groups":[{"id":"member","title":{"en":"${called}","zh-Hans":"${called}"},"repeat":true,"count":"q[\"member.count\"]"}],"questions":[
{"id":"hello","phase":"talk","kind":"note","title":{"en":"With ${member.count} of them","zh-Hans":"共${member.count}人"}},
{"id":"member.count","phase":"talk","kind":"number","title":{"en":"How often","zh-Hans":"几次"},"required":true,"min":1,"max":2,"words":true},
{"id":"called","phase":"talk","kind":"choice","title":{"en":"Who is it?","zh-Hans":"是谁？"},"required":true,"words":true,"group":"member","choices":[{"code":"x","title":{"en":"The uncle","zh-Hans":"叔叔"}},{"code":"y","title":{"en":"The aunt","zh-Hans":"姑姑"}}]},
{"id":"well","phase":"talk","kind":"choice","title":{"en":"How is ${called}?","zh-Hans":"${called}好吗？"},"why":{"en":"So that ${called} is asked for.","zh-Hans":"以便问候${called}。"},"required":true,"words":true,"group":"member","choices":[{"code":"good","title":{"en":"${called} is fine","zh-Hans":"${called}很好"}},{"code":"no","title":{"en":"Not said","zh-Hans":"未说明"}}]},
{"id":"done","phase":"talk","kind":"ack","title":{"en":"All read back?","zh-Hans":"已复述？"},"required":true}]}`

// A text shows the answer of its round, changes with it, and reads so in the record.
func TestTextsShowTheAnswersOfTheirRound(t *testing.T) {
	s := withForm(t, whose)
	s.says("With … of them")
	s.tap("add.member", "answer.called[1].x")
	s.says("How is The uncle?")
	s.says("The uncle is fine")
	s.tap("why")
	s.says("So that The uncle is asked for.")
	s.tap("answer.well[1].good")
	s.says("With 1 of them")
	s.says("The uncle 1") // the round in a few words
	s.says("The uncle is fine")
	s.tap("add.member", "answer.called[2].y")
	s.says("How is The aunt?")
	s.tap("answer.well[2].no", "next", "previous", "correct.called[1]", "answer.called[1].y")
	s.tap("previous")
	s.says("How is The aunt?")
	if s.stage.Says("uncle is fine") || s.stage.Says("${") {
		t.Errorf("a text stands there as it was before:\n%s", s.stage.Reads())
	}
	s.tap("to_question", "answer.done.OK")
	picture := s.picture()
	lists := fieldwork.NewLists(s.visit.List())
	for _, w := range []struct {
		words *i18n.Words
		want  []string
	}{{i18n.In(i18n.English), []string{"How often 2", "The aunt 1 · Who is it? The aunt", "The aunt 1 · How is The aunt? The aunt is fine", "The aunt 2 · Who is it? The aunt", "The aunt 2 · How is The aunt? Not said"}},
		{i18n.In(i18n.Chinese), []string{"几次 2", "姑姑 1 · 是谁？ 姑姑", "姑姑 1 · 姑姑好吗？ 姑姑很好", "姑姑 2 · 是谁？ 姑姑", "姑姑 2 · 姑姑好吗？ 未说明"}}} {
		var got []string
		for _, told := range record.Answers(w.words, lists.For(picture), picture) {
			if told.Title != "All read back?" && told.Title != "已复述？" {
				got = append(got, told.Title+" "+told.Answer)
			}
		}
		if d := cmp.Diff(w.want, got); d != "" {
			t.Error(d)
		}
	}
}

// dated asks by the time it is at the address.
const dated = `{"id":"dated","version":"1","shows_answers":true,"languages":["en","zh-Hans"],"questions":[
{"id":"day","phase":"talk","kind":"calc","calculate":"today()","title":{"en":"Day","zh-Hans":"日期"}},
{"id":"hour","phase":"talk","kind":"calc","calculate":"clock()","title":{"en":"Hour","zh-Hans":"时刻"}},
{"id":"began","phase":"talk","kind":"note","title":{"en":"Today ${day}, now ${hour}","zh-Hans":"今天${day}，现在${hour}"}},
{"id":"born","phase":"talk","kind":"date","title":{"en":"Born on","zh-Hans":"出生日期"},"required":true,"words":true,"constraint":"this <= today()","constraint_words":{"en":"No day to come.","zh-Hans":"不能是将来的日期。"}},
{"id":"done","phase":"talk","kind":"ack","title":{"en":"All read back?","zh-Hans":"已复述？"},"required":true}]}`

// The tablet hands in the day and the hour, at the case's address: before, every
// expression that asks for them found them empty.
func TestAnExpressionKnowsTheDayAndTheHour(t *testing.T) {
	s := withForm(t, dated)
	day := s.picture().Day()
	at, err := time.Parse(time.DateOnly, day)
	s.must(err)
	said := at.Format("2 Jan 2006")
	s.says("Today " + said + ", now " + said + " 10:00")
	ctx := context.Background()
	if err := s.visit.Answer(ctx, "born", checklist.Chosen(at.AddDate(0, 0, 1).Format(time.DateOnly)), ""); err == nil {
		t.Error("a day to come is taken")
	}
	s.must(s.visit.Answer(ctx, "born", checklist.Chosen(day), ""))
	// Long after it is told with the day it was; the hour is not kept.
	q, _ := fieldwork.NewLists(s.visit.List()).For(s.picture()).Question("began")
	if want := "Today " + said + ", now " + said; q.Title["en"] != want {
		t.Errorf("the record reads %q, and %q was meant", q.Title["en"], want)
	}
}
