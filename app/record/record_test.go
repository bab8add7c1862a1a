package record

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// Every code that comes from data has words in both languages.
func TestEveryCodeHasItsWords(t *testing.T) {
	for _, l := range i18n.Langs {
		w := i18n.In(l)
		for prefix, codes := range map[string][]string{"record.state.": States, "record.flag.": Flags, "record.status.": Statuses,
			"record.finding.": Findings, "record.channel.": Channels, "record.phase.": Phases, "hq.finding.": Findings, "record.incident.": visits.IncidentCodes, "record.hazard.": visits.HazardCodes} {
			for _, c := range codes {
				if !w.Has(prefix + c) {
					t.Errorf("%s: %s%s has no words", l, prefix, c)
				}
			}
		}
		for _, k := range Kinds {
			if Kind(w, k) == k {
				t.Errorf("%s: %s has no words", l, k)
			}
		}
	}
}

// The codes listed here are those the rules, the checklist and the fold know.
func TestTheCodesAreThoseOfTheHouse(t *testing.T) {
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range pack.HardBlocks {
		if !slices.Contains(Flags, b.Flag) {
			t.Errorf("the rules stop at %s, which has no words", b.Flag)
		}
	}
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list.Questions {
		if q.ID != "t10-channel" {
			continue
		}
		for _, c := range q.Choices {
			if !slices.Contains(Channels, c.Code) {
				t.Errorf("a promise can be paid by %s, which has no words", c.Code)
			}
		}
	}
}

// Of answers given twice the later one stands and says that it was corrected; a
// question the checklist here does not know is told by its codes.
func TestAnswersArePlainWords(t *testing.T) {
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	v := &visits.Visit{Phases: []visits.Phase{
		{Phase: "talk", Answers: []visits.Answer{{Question: "t10", Code: "CNY", Number: 200000, At: 5}, {Question: "t99", Code: "new_code", At: 6}}},
		{Phase: "door", Answers: []visits.Answer{{Question: "d2", Code: "other", At: 1}, {Question: "d2", Code: "match", At: 2}}, Words: []visits.Answer{{Question: "d4", Code: "no", At: 3}}},
		// Put right with a reason, which stands in both parts; a page handed in again is whole.
		{Entry: evidence.Hash{3}, Phase: "before", Answers: []visits.Answer{{Question: "a12", Code: "no", At: 1}}},
		{Entry: evidence.Hash{4}, Replaces: evidence.Hash{3}, Phase: "before", Answers: []visits.Answer{{Question: "a12", Code: "no", At: 1}, {Question: "a13", Number: 2, At: 2}, {Question: "a16", Code: "no", At: 3}, {Question: "a16", Code: "yes", At: 4}},
			Words: []visits.Answer{{Question: "a16", Code: "yes", At: 4, Reason: "slip"}}},
	}}
	var said []string
	for _, a := range Answers(i18n.In(i18n.English), list, v) {
		line := a.Phase + ": " + a.Title + " " + a.Answer
		if a.Corrected {
			line += " (corrected)"
		}
		said = append(said, line)
	}
	want := []string{"before: Is the second officer named and with you? No", "before: How many officers go? 2", "before: Is the letter sealed and neutral on the outside? Yes (corrected)",
		"door: Does the address match? Yes (corrected)", "door: Is there mourning, a wedding, a feast or an emergency? No",
		"talk: Amount promised ¥ 2,000.00", "talk: t99 new_code"}
	if !slices.Equal(said, want) {
		t.Errorf("it says\n%s\nwanted\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	if got := Outcome(i18n.In(i18n.Chinese), list, "NF"); got != "未遇到人" {
		t.Errorf("an outcome is %q", got)
	}
}

func TestAPhotoIsMadeFitToLookAt(t *testing.T) {
	img, err := View(hqtest.Photo(1))
	if err != nil || img.Bounds().Dx() != 320 {
		t.Errorf("%v, %v", img, err)
	}
	if _, err := View(bytes.Repeat([]byte{1}, 100)); err == nil {
		t.Error("what is no photo is shown")
	}
}

func TestANameIsMasked(t *testing.T) {
	c := &visits.Case{Words: &visits.CaseWords{Parties: []visits.PartyWords{{Name: "王小明"}, {Name: "李芳"}}}}
	if got := Who(c); got != "王** +1" {
		t.Error(got)
	}
	if got := Person(i18n.In(i18n.English), "", evidence.ID{1}); !strings.Contains(got, "not known here") {
		t.Error(got)
	}
}

// A note is shown as what it is: text, handwriting, handwriting that is at
// headquarters, or erased. Handwriting nobody kept before the visit was given up
// is drawn too, and its numbers are read to nobody.
func TestANoteIsShownAsWhatItIs(t *testing.T) {
	test.NewTempApp(t)
	strokes := []visits.Stroke{{Points: []visits.StrokePoint{{X: 100, Y: 100, T: 0}, {X: 400, Y: 160, T: 90}}}, {Points: []visits.StrokePoint{{X: 500, Y: 90, T: 200}}}}
	if back := Strokes(Ink(strokes)); !reflect.DeepEqual(back, strokes) {
		t.Errorf("%v became %v", strokes, back)
	}
	v := &visits.Visit{Notes: []visits.NoteLine{{Entry: evidence.Hash{1}, Text: "门口有狗"}, {Entry: evidence.Hash{2}, Strokes: strokes},
		{Entry: evidence.Hash{3}, Elsewhere: 40}, {Entry: evidence.Hash{4}}},
		Phases: []visits.Phase{{Phase: "abandoned", Words: []visits.Answer{{Question: "typed/ink/0", Text: "1,2,3,0 40,20,30,0", At: 1}, {Question: "typed/ink", Number: 1, At: 2}}}}}
	w := i18n.In(i18n.English)
	var said []string
	drawn := map[string]int{}
	for _, o := range test.LaidOutObjects(AnswersCard(w, fieldwork.Lists{}, v)) {
		switch o := o.(type) {
		case *widgets.Text:
			said = append(said, o.Text)
		case *widgets.Drawing:
			drawn[o.TestID()] = len(o.Ink.Lines)
		}
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"门口有狗", "Handwritten, 40 strokes. It is in the record at headquarters.", "The words were erased.", "Handwriting not kept as a note"} {
		if strings.Count(all, want) != 1 {
			t.Errorf("%q is not said once:\n%s", want, all)
		}
	}
	if len(drawn) != 2 || drawn["ink."+evidence.Hash.Short(evidence.Hash{2})] != 2 || drawn["ink.half_drawn"] != 1 || strings.Contains(all, "typed/ink") {
		t.Errorf("drawn %v:\n%s", drawn, all)
	}
}
