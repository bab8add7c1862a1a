package checklist_test

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/assets"
	. "fairvisit/visits/checklist"
)

// showing is a list whose texts show answers, of a repeat and of kinds that a form does
// not have; more stands behind its questions.
func showing(more string) string {
	return `{"id":"l","version":"1","shows_answers":true,"languages":["en","zh-Hans","fr"],"groups":[{"id":"kid","title":{"en":"${name}","zh-Hans":"${name}","fr":"${name}"},"repeat":true,"count":"q.n"},
{"id":"all","title":{"en":"All ${n}","zh-Hans":"共${n}","fr":"${n}"}}],"questions":[
{"id":"n","phase":"talk","kind":"number","title":{"en":"N","zh-Hans":"N","fr":"N"},"max":9,"words":true},
{"id":"name","phase":"talk","kind":"text","title":{"en":"Name","zh-Hans":"名","fr":"Nom"},"max":80,"words":true,"group":"kid"},
{"id":"well","phase":"talk","kind":"yesno","title":{"en":"Is ${name} well?","zh-Hans":"${name}好吗？","fr":"${name} ?"},"words":true,"group":"kid"},
{"id":"told","phase":"talk","kind":"note","title":{"en":"${name}: ${well}, ${came}","zh-Hans":"${name}：${well}，${came}","fr":"${name}, ${well}, ${came}"},"group":"kid"},
{"id":"came","phase":"talk","kind":"datetime","title":{"en":"Came","zh-Hans":"来","fr":"Venu"},"words":true,"group":"all"},
{"id":"go","phase":"talk","kind":"yesno","title":{"en":"Go at ${came}?","zh-Hans":"${came}走？","fr":"${came}"},"stops":["yes"]}` + more + `]}`
}

func parsed(t *testing.T, data string) List {
	t.Helper()
	l, err := Parse([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Whoever asks for a question or a group is given its text with the answers, as what is
// asked has it; the list keeps its own.
func TestTextsAreReadWithTheAnswers(t *testing.T) {
	l := parsed(t, showing(""))
	a := Answers{"n": Number(2), "name[1]": Text("Ann"), "name[2]": Text("Bo"), "well[2]": Yes, "came": Chosen("2026-03-09T14:30"), "go": Yes}
	read := l.Reading(a)
	question := func(l List, id, lang string) string {
		q, _ := l.Question(id)
		return q.Title[lang]
	}
	group := func(l List, id string) string {
		g := l.Around(id)
		return g[0].Title["en"]
	}
	stop, _ := l.Stopped(a)
	for what, c := range map[string][2]string{
		"a round":                    {question(read, "told[2]", "en"), "Bo: Yes, 9 Mar 2026 14:30"},
		"in Chinese":                 {question(read, "told[2]", "zh-Hans"), "Bo：是，2026年3月9日 14:30"},
		"in a language not ours":     {question(read, "told[2]", "fr"), "Bo, yes, 2026-03-09 14:30"},
		"without an answer":          {question(read, "told[1]", "en"), "Ann: …, 9 Mar 2026 14:30"},
		"a round there is not":       {question(read, "told[3]", "en"), "…: …, 9 Mar 2026 14:30"},
		"no round of a repeated one": {question(read, "told", "en"), "…: …, 9 Mar 2026 14:30"},
		"without answers at all":     {question(l, "go", "en"), "Go at …?"},
		"what stops":                 {stop.Title["en"], "Go at 9 Mar 2026 14:30?"},
		"a group":                    {group(read, "came"), "All 2"},
		"a group's round":            {group(read, "name[1]"), "Ann"},
		"a group without answers":    {group(l, "came"), "All …"},
		"the list's own":             {l.Questions[5].Title["en"], "Go at ${came}?"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %q, want %q", what, c[0], c[1])
		}
	}
	if r := l.Repeats(a); len(r) != 1 || r[0].Group.Title != nil {
		t.Errorf("a repeat whose title is of each round has one for all: %v", r)
	}
}

// A list without the field means what it always meant; one with it is held to it.
func TestListThatShowsAnswersIsHeldToThem(t *testing.T) {
	without := strings.Replace(showing(""), `"shows_answers":true,`, "", 1)
	l := parsed(t, without)
	if q, _ := l.Reading(Answers{"came": Chosen("2026-03-09T14:30")}).Question("go"); q.Title["en"] != "Go at ${came}?" {
		t.Errorf("signs of a list that shows no answers became %q", q.Title["en"])
	}
	for text, why := range map[string]string{
		"${": "not closed", "a ${came": "not closed", "${}": "no name", "${ca me}": "no name", "${nobody}": "no question", "${new}": "itself", "${name}": "each round of kid", "${told}": "kind note",
		"${paid}": "kind money", strings.Repeat("${came}", 33): "more than 32",
	} {
		_, err := Parse([]byte(showing(fmt.Sprintf(`,{"id":"new","phase":"talk","kind":"yesno","title":{"en":"New","zh-Hans":"New","fr":"New"},"why":{"en":"E","zh-Hans":"Z","fr":%q}},
{"id":"paid","phase":"talk","kind":"money","title":{"en":"P","zh-Hans":"P","fr":"P"},"max":9}`, text))))
		if err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "question new: why fr: ") {
			t.Errorf("%s: %v", text, err)
		}
	}
	house, form := parsed(t, string(assets.HouseChecklist())), strings.Replace(strings.ReplaceAll(showing(""), `,"stops":["yes"]`, ""), `,"fr"]`, "]", 1)
	for _, fr := range []string{`,"fr":"${name}"`, `,"fr":"${n}"`, `,"fr":"N"`, `,"fr":"Nom"`, `,"fr":"${name} ?"`, `,"fr":"${name}, ${well}, ${came}"`, `,"fr":"Venu"`, `,"fr":"${came}"`} {
		form = strings.ReplaceAll(form, fr, "")
	}
	data, err := Join(house, parsed(t, form), "2026.9.0")
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := parsed(t, string(data)).Reading(Answers{"d6": Chosen("debtor"), "d11": Chosen("document"), "d12": Yes, "d13": Yes, "came": Chosen("2026-03-09T14:30")}).Question("go"); q.Title["en"] != "Go at 9 Mar 2026 14:30?" {
		t.Errorf("joined it reads %q", q.Title["en"])
	}
	signs := parsed(t, strings.Replace(form, `"shows_answers":true,`, "", 1))
	house.ShowsAnswers = true
	if _, err := Join(house, signs, "2026.9.0"); err == nil || !strings.Contains(err.Error(), "as signs") {
		t.Errorf("signs would become names: %v", err)
	}
}

// The check for refused practices has the text, and the text without the names in it; no
// answer.
func TestPracticesBehindANameAreRefused(t *testing.T) {
	for text, refused := range map[string]bool{"Call the ${b} employer": true, "Call the em${b}ployer": true, "Call the${b}employer": true, "Is ${b} well?": false} {
		data := strings.Replace(string(listOf(t, nil, asked("b", "yesno", nil), asked("a", "yesno", map[string]any{"title": map[string]string{"en": text}}))), `{`, `{"shows_answers":true,`, 1)
		if _, err := ParseForeign([]byte(data)); (err != nil) != refused || refused && !strings.Contains(err.Error(), "refused here") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// As the house's list, with an answer shown by every text: what it costs more.
func BenchmarkHouseListWhoseTextsShowAnswers(b *testing.B) {
	shows := string(file(b, func(list object, byID map[string]object) {
		list["shows_answers"] = true
		for id, q := range byID {
			if id != "d6" {
				for lang, title := range q["title"].(object) {
					q["title"].(object)[lang] = title.(string) + " ${d6}"
				}
			}
		}
	}))
	l, err := Parse([]byte(shows))
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
	for b.Loop() {
		l.Applies(a)
	}
}
