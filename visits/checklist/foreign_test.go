package checklist_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"fairvisit/assets"
	. "fairvisit/visits/checklist"
)

// listOf is a list in English of these questions.
func listOf(t *testing.T, groups []map[string]any, questions ...map[string]any) []byte {
	t.Helper()
	data, err := json.Marshal(map[string]any{"id": "l", "version": "1", "languages": []string{"en"}, "groups": groups, "questions": questions})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func asked(id, kind string, more map[string]any) map[string]any {
	q := map[string]any{"id": id, "phase": "talk", "kind": kind, "title": map[string]string{"en": id}, "words": true}
	for k, v := range more {
		q[k] = v
	}
	return q
}

func manyChoices(n int) map[string]any {
	list := make([]map[string]any, n)
	for i := range list {
		list[i] = map[string]any{"code": fmt.Sprint("c", i), "title": map[string]string{"en": fmt.Sprint("Town ", i)}}
	}
	return map[string]any{"choices": list}
}

// A list is a file of its own bounds, and not an entry.
func TestListHoldsAllTownsOfACountry(t *testing.T) {
	l, err := Parse(listOf(t, nil, asked("town", "choice", manyChoices(MaxChoices))))
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := l.Question("town"); len(q.Choices) != MaxChoices || l.Check("town", Chosen("c49999")) != nil || l.Check("town", Chosen("c50000")) == nil {
		t.Errorf("%d choices", len(q.Choices))
	}
	_, err = Parse(listOf(t, nil, asked("town", "choice", manyChoices(MaxChoices-1)), asked("other", "choice", manyChoices(2))))
	if err == nil || !strings.Contains(err.Error(), "number 2: choices: 2, want at most 1") {
		t.Error(err)
	}
	for what, data := range map[string]string{
		"a choice's field":   `{"id":"l","version":"1","languages":["en"],"questions":[{"id":"q","phase":"talk","kind":"choice","title":{"en":"Q"},"words":true,"choices":[{"code":"a","title":{"en":"A"},"fee":1}]}]}`,
		"choices twice":      `{"id":"l","version":"1","languages":["en"],"questions":[{"id":"q","phase":"talk","kind":"choice","title":{"en":"Q"},"words":true,"choices":[{"code":"a","title":{"en":"A"}}],"choices":[]}]}`,
		"a field's case":     `{"id":"l","version":"1","languages":["en"],"questions":[{"id":"q","phase":"talk","Kind":"choice","title":{"en":"Q"},"words":true,"choices":[{"code":"a","title":{"en":"A"}}]}]}`,
		"a choice's name":    `{"id":"l","version":"1","languages":["en"],"questions":[{"id":"q","phase":"talk","kind":"choice","title":{"en":"Q"},"words":true,"choices":[{"code":"a","code":"b","title":{"en":"A"}}]}]}`,
		"choices of another": `{"id":"l","version":"1","languages":["en"],"questions":[{"id":"q","phase":"talk","kind":"choice","title":{"en":"Q"},"words":true,"choices":{"code":"a"}}]}`,
	} {
		if _, err := Parse([]byte(data)); err == nil {
			t.Errorf("%s was let through", what)
		}
	}
}

func TestForeignListIsHeldToTheRefusals(t *testing.T) {
	if _, err := ParseForeign(assets.HouseChecklist()); err != nil {
		t.Error("our own:", err)
	}
	for what, q := range map[string]map[string]any{
		"text": asked("a", "yesno", map[string]any{"title": map[string]string{"en": "Employer phone"}}), "name": asked("wife_mobile", "yesno", nil),
		"choice": asked("a", "choice", map[string]any{"choices": []map[string]any{{"code": "x", "title": map[string]string{"en": "Threaten arrest"}}}}),
	} {
		data := listOf(t, nil, q)
		if _, err := Parse(data); err != nil {
			t.Error(what, err)
		}
		if _, err := ParseForeign(data); err == nil || !strings.Contains(err.Error(), "refused here") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What ODK's clients write is the answer that is kept without it.
func TestAnswersAsODKWritesThem(t *testing.T) {
	l, err := Parse(listOf(t, nil, asked("p", "point", nil), asked("d", "datetime", nil), asked("c", "time", nil)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ id, text, want string }{
		{"p", "31.2 121.4 0 0", "31.2 121.4"}, {"p", "31.230416112345678 121.4737 12.5 4.0", "31.230416112 121.4737"}, {"p", "31.2 121.4", "31.2 121.4"}, {"p", "-33.9 18.4 -2.5", "-33.9 18.4"}, {"p", "31.2", ""}, {"p", "31.2 121.4 high", ""}, {"p", "31.2 121.4 0 0 0", ""}, {"p", "91 0 0 0", ""},
		{"d", "2026-03-09T14:31:00.000+08:00", "2026-03-09T14:31"}, {"d", "2026-03-09T14:31:59", "2026-03-09T14:31"}, {"d", "2026-03-09T14:31Z", "2026-03-09T14:31"}, {"d", "2026-03-09T14:31", "2026-03-09T14:31"}, {"d", "2026-03-09", ""}, {"d", "2026-02-30T14:31:00", ""},
		{"c", "14:30:00.000+08:00", "14:30"}, {"c", "14:30", "14:30"}, {"c", "25:30:00", ""},
	} {
		q, _ := l.Question(c.id)
		v, err := q.Parse(c.text)
		if (err == nil) != (c.want != "") || err == nil && (v.Code != c.want || l.Check(c.id, v) != nil) {
			t.Errorf("%s %q: %+v, %v", c.id, c.text, v, err)
		}
	}
}

func TestRoundsBeyondTheBoundAreAFailure(t *testing.T) {
	group := []map[string]any{{"id": "g", "repeat": true, "count": "q.n"}}
	l, err := Parse(listOf(t, group, asked("n", "number", map[string]any{"min": -1000, "max": 1000}), asked("a", "text", map[string]any{"max": 10, "group": "g"})))
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int64]string{-1: "-1 rounds", 101: "101 rounds", 0: "", 100: "", 1: ""} {
		s := l.Evaluate(Answers{"n": Number(n)})
		switch {
		case want == "" && len(s.Failures) > 0, want != "" && len(s.Failures) != 1:
			t.Errorf("%d: %v", n, s.Failures)
		case want != "" && (s.Failures[0].Question != "g" || s.Failures[0].What != "count" || !strings.HasPrefix(s.Failures[0].Value, want)):
			t.Errorf("%d: %v", n, s.Failures)
		}
	}
	if s := l.Evaluate(Answers{}); len(s.Failures) > 0 {
		t.Error("nobody has said how many:", s.Failures)
	}
}

func TestPatternIsOneByItself(t *testing.T) {
	for _, pattern := range []string{"a)|(?:b", "a)(b", "(a", "[", "a{2,1}"} {
		source, err := json.Marshal(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckExpression("matches_all(q.a, " + string(source) + ")"); err == nil || !strings.Contains(err.Error(), "pattern") {
			t.Errorf("%s: %v", pattern, err)
		}
	}
	if err := CheckExpression(`matches_all(q.a, "(a|b)+")`); err != nil {
		t.Error(err)
	}
}
