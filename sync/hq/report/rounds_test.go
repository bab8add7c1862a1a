package report

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
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

// A dossier has each question as it read with the answers of its visit; what was taken
// out of the dossier is not known to its texts either.
func TestTextsShowTheAnswersOfTheVisit(t *testing.T) {
	l, err := checklist.Parse([]byte(`{"id":"h","version":"1","shows_answers":true,"languages":["en","zh-Hans"],"groups":[{"id":"kid","title":{"en":"${name}","zh-Hans":"${name}"},"repeat":true,"count":"q[\"kid.count\"]"}],"questions":[
{"id":"kid.count","phase":"talk","kind":"number","title":{"en":"How many","zh-Hans":"几名"},"max":3,"words":true},
{"id":"name","phase":"talk","kind":"text","title":{"en":"Name","zh-Hans":"姓名"},"max":80,"words":true,"group":"kid"},
{"id":"has","phase":"talk","kind":"choice","title":{"en":"Has ${name}, of ${kid.count}?","zh-Hans":"${name}有吗？"},"words":true,"group":"kid","choices":[{"code":"a","title":{"en":"${name}'s bike","zh-Hans":"${name}的自行车"}},{"code":"b","title":{"en":"No","zh-Hans":"无"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	w, err := wordsIn(English)
	if err != nil {
		t.Fatal(err)
	}
	id := evidence.ID{7}
	answers := []visits.Answer{{Question: "kid.count", Number: 2, At: 1}, {Question: "name[1]", Text: "Anne", At: 2}, {Question: "has[1]", Code: "a", At: 3}, {Question: "name[1]", Text: "Ann", At: 4}, {Question: "has[2]", Code: "b", At: 5}}
	payload := func(v any) evidence.Part {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return evidence.Part{State: evidence.Present, Bytes: data}
	}
	entry := func(kind string, facts any) dossier.Entry {
		return dossier.Entry{Entry: evidence.Entry{Header: evidence.Header{Kind: kind, Refs: []evidence.Ref{{Kind: evidence.RefVisit, ID: id}}}, Facts: payload(facts)}}
	}
	opened := entry(visits.VisitOpened, visits.OpenedFacts{Used: []visits.Used{{ID: "h", Version: "1", Hash: l.Hash()}}})
	talk := entry(visits.VisitPhase, visits.PhaseFacts{Phase: checklist.PhaseTalk})
	talk.Entry.Words = payload(visits.PhaseWords{Answers: answers})
	read := func(entries ...dossier.Entry) (*report, *visit) {
		r := &report{Of: Of{Content: dossier.Content{Entries: entries}, Lang: English, Lists: []checklist.List{l}}, words: w, lists: map[evidence.ID]checklist.List{}}
		if err := r.read(); err != nil {
			t.Fatal(err)
		}
		return r, &r.visits[0]
	}
	r, v := read(opened, talk)
	var got []string
	for _, p := range r.phases(v) {
		for _, q := range p.asked {
			got = append(got, r.question(id, q.question)+": "+r.said(id, q.answers[len(q.answers)-1]))
		}
	}
	if d := cmp.Diff([]string{"How many: 2", "Ann 1 · Name: Ann", "Ann 1 · Has Ann, of 2?: Ann's bike", "… 2 · Has …, of 2?: No"}, got); d != "" {
		t.Error(d)
	}
	talk.Entry.Words = evidence.Part{State: evidence.Erased}
	r, _ = read(opened, talk)
	if said := r.question(id, "has[1]"); said != "… 1 · Has …, of …?" {
		t.Errorf("with its answers erased it reads %q", said)
	}
}
