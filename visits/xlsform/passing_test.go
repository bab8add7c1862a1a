package xlsform

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fairvisit/visits/checklist"
)

// An ordinary form: what its author's tools put there is passed over, and each of
// it is told by its row.
func TestOrdinaryFormIsTaken(t *testing.T) {
	l, form := taken(t, workbook(t, rows{
		{"type", "name", "label::English (en)", "hint", "read_only", "appearance", "required", "default", "relevant", "disabled", "media::image::English (en)", "guidance_hint::English (en)", "constraint_message"},
		{"start", "start"}, {"end", "end"}, {"today", "today"}, {"deviceid", "deviceid"}, {"username", "username"}, {"phonenumber", "phonenumber"}, {"audit", "audit", "", "", "", "", "", "", "", "", "", "", ""},
		{"text", "who", "Name?", "as on the card", "no", "multiline", "yes", "", "", "no"},
		{"note", "n", "Thank you", "", "yes"},
		{"select_one yn", "ok", "Agreed?", "", "false", "minimal", "no"},
		{"text", "old", "An old question", "", "", "", "", "", "", "yes"},
		{"begin group", "g", "More", "a hint of a group", "", "field-list"},
		{"integer", "age", "Age", "", "", "", "", "", "${ok} = 'yes'", "", "p.png", "slowly", "Wrong"},
		{"end group", "g", "", "", "", "", "", "", "${ok} = 'yes'"},
	}, rows{{"list_name", "name", "label::English (en)", "order", "image"}, {"yn", "yes", "Yes", 1, "y.png"}, {"yn", "no", "No", 2, "n.png"}},
		rows{{"form_title", "form_id", "version", "submission_url", "style"}, {"T", "t", "1", "https://example.org", "pages"}}))
	if got := slices.Collect(func(yield func(string) bool) {
		for _, q := range l.Questions {
			if !yield(q.ID) {
				return
			}
		}
	}); !slices.Equal(got, []string{"who", "n", "ok", "age"}) {
		t.Error(got)
	}
	var told []string
	for _, n := range form.Notes {
		told = append(told, fmt.Sprintf("%s %d %s", n.Sheet, n.Row, n.Column))
	}
	want := []string{"settings 2 submission_url", "settings 2 style", "choices 2 order", "choices 2 image"}
	for row := 2; row <= 8; row++ {
		want = append(want, fmt.Sprintf("survey %d type", row))
	}
	want = append(want, "survey 9 read_only", "survey 9 appearance", "survey 9 disabled", "survey 10 read_only", "survey 11 read_only", "survey 11 appearance", "survey 12 disabled", "survey 13 hint", "survey 13 appearance",
		"survey 14 media::image::English (en)", "survey 14 guidance_hint::English (en)", "survey 14 constraint_message", "survey 15 relevant")
	for _, w := range want {
		if !slices.Contains(told, w) {
			t.Errorf("%s is not told", w)
		}
	}
	if len(told) != len(want) {
		t.Errorf("%d notes, want %d: %v", len(told), len(want), told)
	}
}

func TestWhatSpreadsheetsMakeOfAWholeNumberIsItsDefault(t *testing.T) {
	l, _ := taken(t, workbook(t, rows{{"type", "name", "label", "default", "calculation"}, {"integer", "a", "A", "3.0"}, {"integer", "b", "B"}, {"calculate", "c", "", "", "coalesce(${b}, '', ${a}, 9)"}}, nil, nil))
	if s := l.Evaluate(checklist.Answers{}); s.Values["a"] != "3" || s.Values["c"] != "3" {
		t.Error(s.Values)
	}
}

func TestEveryRowThatIsWrongIsNamed(t *testing.T) {
	survey := rows{{"type", "name", "label"}}
	for i := range 40 {
		typ := "video"
		if i == 30 {
			typ = "text"
		}
		survey = append(survey, []any{typ, fmt.Sprint("q", i), "Q"})
	}
	_, err := Import(workbook(t, survey, rows{{"list_name", "name", "label"}, {"l", "x y", "X"}}, nil))
	if err == nil || !strings.Contains(err.Error(), "survey, row 21, type") || !strings.HasSuffix(err.Error(), "\nand 20 more: survey, rows 22–31, 33–41; choices, rows 2") {
		t.Error(err)
	}
}

func TestTenThousandChoicesInTwoLanguages(t *testing.T) {
	survey := rows{{"type", "name", "label::English (en)", "label::中文 (zh)", "choice_filter"}, {"select_one prov", "p", "Province", "省"}, {"select_one city", "c", "City", "市", "prov = ${p}"}}
	choices := rows{{"list_name", "name", "label::English (en)", "label::中文 (zh)", "prov"}}
	for i := range 100 {
		choices = append(choices, []any{"prov", fmt.Sprint("p", i), fmt.Sprint("Province ", i), fmt.Sprint("省", i)})
	}
	for i := range 10_000 {
		choices = append(choices, []any{"city", fmt.Sprint("c", i), fmt.Sprint("City ", i), fmt.Sprint("市", i), fmt.Sprint("p", i%100)})
	}
	l, _ := taken(t, workbook(t, survey, choices, nil))
	for c, want := range map[string]int{"c107": 0, "c108": 1} {
		if s := l.Evaluate(answers(t, l, map[string]string{"p": "p7", "c": c})); len(s.Failures) != want {
			t.Errorf("%s: %v", c, s.Failures)
		}
	}
	for range 4 { // each asks from the same list
		survey = append(survey, []any{"select_one city", fmt.Sprint("c", len(survey)), "Another", "另一个"})
	}
	got := refusedWith(t, workbook(t, survey, choices, nil))
	if len(got) != 1 || got[0].Sheet != "survey" || got[0].Row != 7 || !strings.Contains(got[0].Why, fmt.Sprint(checklist.MaxChoices)) {
		t.Error(got)
	}
}

func TestSheetOfTooManyChoicesIsNamed(t *testing.T) {
	choices := rows{{"list_name", "name", "label"}}
	for i := range checklist.MaxChoices + 1 {
		choices = append(choices, []any{"l", fmt.Sprint(i), "X"})
	}
	got := refusedWith(t, workbook(t, rows{{"type", "name", "label"}, {"select_one l", "a", "A"}}, choices, nil))
	if len(got) != 1 || got[0].Sheet != "choices" || got[0].Row != checklist.MaxChoices+2 || !strings.Contains(got[0].Why, "50000 rows") {
		t.Error(got)
	}
}

// A question of which the old wording is switched off is asked, and others may look
// at it, wherever the row that is switched off stands.
func TestQuestionWithADisabledTwinIsLookedAt(t *testing.T) {
	head := []any{"type", "name", "label", "disabled", "relevant"}
	old, now := []any{"text", "who", "Old wording?", "yes", ""}, []any{"text", "who", "New wording?", "", ""}
	for _, twins := range [][2][]any{{old, now}, {now, old}} {
		l, _ := taken(t, workbook(t, rows{head, twins[0], twins[1], {"text", "b", "B", "", "${who} != ''"}}, nil, nil))
		if len(l.Questions) != 2 || l.Questions[1].Relevant == "" {
			t.Errorf("%+v", l.Questions)
		}
	}
}
