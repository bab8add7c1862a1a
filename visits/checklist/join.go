package checklist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// File is a list as a file that Parse reads; equal lists are equal bytes. Languages are
// named always.
func (l List) File() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(struct {
		ID        string     `json:"id"`
		Version   string     `json:"version"`
		Languages []string   `json:"languages"`
		Shows     bool       `json:"shows_answers,omitempty"`
		Groups    []Group    `json:"groups,omitempty"`
		Questions []Question `json:"questions"`
	}{l.ID, l.Version, l.Languages, l.ShowsAnswers, l.Groups, l.Questions})
	return out.Bytes(), err
}

// under is an expression that holds where conditions hold besides. A question that
// repeats has expressions only.
func under(when []Condition, relevant string) string {
	var all []string
	for _, c := range when {
		switch c.Op {
		case OpEq:
			all = append(all, fmt.Sprintf("q[%q] == %q", c.Question, c.Value))
		case OpNe:
			all = append(all, fmt.Sprintf("q[%q] != %q", c.Question, c.Value))
		case OpAnswered:
			all = append(all, fmt.Sprintf("q[%q] != %q", c.Question, ""))
		}
	}
	if relevant != "" {
		all = append(all, "("+relevant+")")
	}
	return strings.Join(all, " and ")
}

// NamesAnswers reports a text with ${ in it: one that shows an answer, where the list
// says that it ShowsAnswers.
func (l List) NamesAnswers() bool {
	for s := range l.Texts() {
		if strings.Contains(s, "${") {
			return true
		}
	}
	return false
}

// Join is an edition of the house's list, as a file, that asks a form too: its
// questions behind the house's of their phase, and only where the first question of
// that phase which a person answers is asked. So a form about the talk is asked where
// there is one. Refused: a form in other languages than en and zh-Hans, one that names
// a question or a group as the house does, and what Parse refuses of the two together
// (a form may look ahead, and a list with answers that stop may not).
func Join(house, form List, version string) ([]byte, error) {
	joined := List{ID: house.ID, Version: version, Languages: []string{"en", "zh-Hans"}, Groups: slices.Concat(house.Groups, form.Groups),
		ShowsAnswers: house.ShowsAnswers || form.ShowsAnswers}
	for _, l := range []List{house, form} {
		if joined.ShowsAnswers && !l.ShowsAnswers && l.NamesAnswers() {
			return nil, fmt.Errorf("a text of %s has ${ as signs, and in the edition it would name a question: write it otherwise", l.ID)
		}
	}
	if len(form.Languages) > 0 && !slices.Equal(slices.Sorted(slices.Values(form.Languages)), joined.Languages) {
		return nil, fmt.Errorf("the form has texts in %s; an edition has every text in en and zh-Hans, and in no other", want(form.Languages))
	}
	for _, g := range form.Groups {
		if slices.ContainsFunc(house.Groups, func(o Group) bool { return o.ID == g.ID }) {
			return nil, fmt.Errorf("group %s of the form has the name of a group of %s", g.ID, house.ID)
		}
	}
	for _, phase := range phases {
		var first *Question
		for i := range house.Questions {
			q := &house.Questions[i]
			if q.Phase != phase {
				continue
			}
			joined.Questions = append(joined.Questions, *q)
			if first == nil && q.By == "" && q.Kind != KindCalc {
				first = q
			}
		}
		for _, q := range form.Questions {
			if q.Phase != phase {
				continue
			}
			if _, taken := house.Question(q.ID); taken {
				return nil, fmt.Errorf("question %s of the form has the name of a question of %s; give it another in the form", q.ID, house.ID)
			}
			if first != nil {
				q.Relevant = under(first.When, q.Relevant)
			}
			joined.Questions = append(joined.Questions, q)
		}
	}
	data, err := joined.File()
	if err != nil {
		return nil, err
	}
	l, err := Parse(data)
	if err == nil {
		err = l.EditionOf(house)
	}
	return data, err
}
