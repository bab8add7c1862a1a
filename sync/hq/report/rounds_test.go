package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// A dossier names the round of a repeated question, in the order they were asked,
// and says what was removed.
func TestRoundsAreNamedInTheirOrder(t *testing.T) {
	l, err := checklist.Parse([]byte(`{"id":"h","version":"1","languages":["en","zh-Hans"],"groups":[{"id":"kid","title":{"en":"Child","zh-Hans":"子女"},"repeat":true,"count":"q[\"kid.count\"]"}],"questions":[
{"id":"kid.count","phase":"talk","kind":"number","title":{"en":"How many","zh-Hans":"几名"},"max":3,"words":true},
{"id":"name","phase":"talk","kind":"text","title":{"en":"Name","zh-Hans":"姓名"},"max":80,"words":true,"group":"kid"},
{"id":"has","phase":"talk","kind":"choices","title":{"en":"Has","zh-Hans":"有"},"words":true,"group":"kid","choices":[{"code":"a","title":{"en":"Bike","zh-Hans":"自行车"}},{"code":"b","title":{"en":"Bus card","zh-Hans":"公交卡"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	w, err := wordsIn(English)
	if err != nil {
		t.Fatal(err)
	}
	v := evidence.ID{7}
	r := &report{Of: Of{Lang: English}, words: w, lists: map[evidence.ID]checklist.List{v: l}}
	p := &phase{}
	p.take([]visits.Answer{{Question: "name[2]", Code: checklist.Removed.Code}, {Question: "has[1]", Code: "a b"}, {Question: "note", Text: "x"}, {Question: "name[1]", Text: "Ann"}, {Question: "kid.count", Number: 1}})
	r.inOrder(v, p)
	var got []string
	for _, q := range p.asked {
		got = append(got, r.question(v, q.question)+": "+r.said(v, q.answers[len(q.answers)-1]))
	}
	if d := cmp.Diff([]string{"How many: 1", "Child 1 · Name: Ann", "Child 1 · Has: Bike, Bus card", "Child 2 · Name: removed", "note: x"}, got); d != "" {
		t.Error(d)
	}
}
