package xlsform

import (
	"slices"
	"strings"

	"fairvisit/visits/checklist"
)

// What or_other adds, as pyxform names it: a choice, and a question what it is.
const (
	otherChoice   = "other"
	otherQuestion = "_other"
)

var (
	otherTitle = map[string]string{"en": "Other", "zh-Hans": "其他"}
	otherAsked = map[string]string{"en": "Specify other.", "zh-Hans": "请说明其他情况"}
)

// withOther is a list's name, and whether or_other stands behind it.
func withOther(argument string) (list string, other bool) {
	for _, said := range []string{" or_other", " or other", " or specify other"} {
		if n := len(argument) - len(said); n > 0 && strings.EqualFold(argument[n:], said) {
			return argument[:n], true
		}
	}
	return argument, false
}

// askOther adds the choice, unless the list has one of this name, and the question
// behind it.
func (r *reader) askOther(i int) {
	q := &r.questions[i]
	if !slices.ContainsFunc(q.Choices, func(c checklist.Choice) bool { return c.Code == otherChoice }) {
		q.Choices = append(q.Choices, checklist.Choice{Code: otherChoice, Title: r.inEach(otherTitle)})
	}
	what := checklist.Question{ID: q.ID + otherQuestion, Phase: q.Phase, Kind: checklist.KindText, Title: r.inEach(otherAsked), Max: longest, Words: true,
		Group: q.Group, Relevant: `selected(q["` + q.ID + `"], "` + otherChoice + `")`}
	if r.name("question", r.row.n, what.ID) {
		r.takes[what.ID], r.repeatOf[what.ID] = true, r.repeatOf[q.ID]
		r.questions = append(r.questions, what)
	}
}

// inEach is a text of ours in the form's languages; English where there is none.
func (r *reader) inEach(ours map[string]string) map[string]string {
	m := map[string]string{}
	for _, lang := range r.languages {
		if m[lang] = ours[lang]; m[lang] == "" {
			m[lang] = ours["en"]
		}
	}
	return m
}
