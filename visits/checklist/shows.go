package checklist

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A list with ShowsAnswers has texts that name questions: "How old is ${child}?". The
// file keeps the text with the name in it, and whoever asks is given it with the answer
// in the name's place. A text decides nothing, so it may look ahead, and it is put
// together when all else stands.

// text is one taken apart at the names in it: said[0], named[0], said[1] … said[n].
type text struct {
	said  []string
	named []int // places
}

var errUnclosed = errors.New(`a "${" is not closed by "}"`)

// Named parts a text at the questions it names: said has one part more than names. A $
// without { is a sign like any other.
func Named(s string) (said, names []string, err error) {
	for {
		before, rest, found := strings.Cut(s, "${")
		said = append(said, before)
		if !found {
			return said, names, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		switch name = strings.TrimSpace(name); {
		case !closed:
			return nil, nil, errUnclosed
		case !isCode(name):
			return nil, nil, fmt.Errorf("${%s} is no name of a question", name)
		case len(names) == maxNamed:
			return nil, nil, fmt.Errorf("it names more than %d answers", maxNamed)
		}
		names, s = append(names, name), after
	}
}

// Wordings are what a person may read a text as, whatever is answered: as it is, and
// with the names in it taken out, so that a wording is the same one with a name put
// between its words, or between the letters of one.
func Wordings(s string) []string {
	said, names, err := Named(s)
	if err != nil || len(names) == 0 {
		return []string{s}
	}
	return []string{s, strings.Join(said, ""), strings.Join(said, " ")}
}

// The parts of a list that are texts.
const (
	PartTitle      = "title"
	PartWhy        = "why"
	PartConstraint = "constraint_words"
	PartRequired   = "required_words"
	PartChoice     = "choice"
)

// TextProblem is a text that names what it cannot show.
type TextProblem struct {
	Question string // whose text it is; "": a group's
	Group    string // the group, or the one the question stands in
	Part     string
	Choice   string // of PartChoice: its code
	Language string
	Text     string
	Name     string // what it names; "" where no name can be read
	Why      string
}

func (p TextProblem) Error() string { return p.Part + " " + p.Language + ": " + p.Why }

// shown are the kinds whose answers are words. An amount is not among them: how it is
// written hangs on its currency, which lists know nothing of.
var shown = []string{KindYesNo, KindChoice, KindChoices, KindNumber, KindDecimal, KindText, KindDate, KindTime, KindDateTime, KindPoint, KindAck, KindCalc}

// TextProblems are the texts of a list that name what they cannot show. It looks at
// questions and groups alone, so that a reader of forms can ask before there is a list.
func (l List) TextProblems() []TextProblem {
	c := textCheck{l: l, place: make(map[string]int, len(l.Questions)), repeatOf: map[string]string{}, showing: map[string]bool{}}
	for i, q := range l.Questions {
		c.place[q.ID] = i
		c.showing[q.ID] = slices.ContainsFunc(q.Choices, func(choice Choice) bool { return names(choice.Title) })
	}
	for _, g := range l.Groups { // the one around comes before
		if c.repeatOf[g.ID] = c.repeatOf[g.In]; g.Repeat {
			c.repeatOf[g.ID] = g.ID
		}
	}
	for _, g := range l.Groups {
		c.check(TextProblem{Group: g.ID, Part: PartTitle}, g.Title)
	}
	for i := range l.Questions {
		q := &l.Questions[i]
		for _, p := range q.parts() {
			c.check(TextProblem{Question: q.ID, Group: q.Group, Part: p.name}, *p.texts)
		}
		for _, choice := range q.Choices {
			c.check(TextProblem{Question: q.ID, Group: q.Group, Part: PartChoice, Choice: choice.Code}, choice.Title)
		}
	}
	return c.found
}

type part struct {
	name  string
	texts *map[string]string
}

// parts are the texts of a question but those of its choices.
func (q *Question) parts() []part {
	return []part{{PartTitle, &q.Title}, {PartWhy, &q.Why}, {PartConstraint, &q.ConstraintWords}, {PartRequired, &q.RequiredWords}}
}

// names reports whether a text in any language names something.
func names(texts map[string]string) bool {
	for _, s := range texts {
		if strings.Contains(s, "${") {
			return true
		}
	}
	return false
}

type textCheck struct {
	l        List
	place    map[string]int
	repeatOf map[string]string // of a group by its id: the group that repeats; "": none
	showing  map[string]bool   // questions whose choices show answers themselves
	found    []TextProblem
}

func (c *textCheck) check(where TextProblem, texts map[string]string) {
	if !names(texts) {
		return
	}
	for _, lang := range c.l.spokenIn() {
		where.Language, where.Text, where.Name = lang, texts[lang], ""
		_, named, err := Named(texts[lang])
		if err != nil {
			where.Why = err.Error()
			c.found = append(c.found, where)
		}
		slices.Sort(named)
		for _, name := range slices.Compact(named) { // each is told once
			if where.Why = c.refuses(where, name); where.Why != "" {
				where.Name = name
				c.found = append(c.found, where)
			}
		}
	}
}

// refuses says why a text cannot show an answer; "" if it can.
func (c *textCheck) refuses(where TextProblem, name string) string {
	i, known := c.place[name]
	if !known {
		return fmt.Sprintf("${%s} is no question of this list", name)
	}
	q := &c.l.Questions[i]
	switch repeat := c.repeatOf[q.Group]; {
	case q.ID == where.Question:
		return fmt.Sprintf("${%s} is the question itself, which is not answered yet when it is asked", name)
	case !slices.Contains(shown, q.Kind):
		return fmt.Sprintf("${%s} is of kind %s and has nothing that a text could show", name, q.Kind)
	case repeat != "" && repeat != c.repeatOf[where.Group]:
		return fmt.Sprintf("${%s} is answered in each round of %s, and this text stands outside of it: calculate what it is to show", name, repeat)
	case where.Part == PartChoice && c.showing[name]:
		return fmt.Sprintf("${%s} has choices that show answers themselves: a choice shows only those that do not", name)
	}
	return ""
}

// spokenIn are the languages of the list's texts.
func (l List) spokenIn() []string {
	if len(l.Languages) > 0 {
		return l.Languages
	}
	return []string{"en", "zh-Hans"}
}

// takeApart compiles the texts that name something.
func (p *plan) takeApart(l *List) error {
	if !l.ShowsAnswers {
		return nil
	}
	if found := l.TextProblems(); len(found) > 0 {
		if found[0].Question == "" {
			return fmt.Errorf("group %s: %w", found[0].Group, found[0])
		}
		return &ItemError{found[0].Question, found[0]}
	}
	p.texts = map[string]text{}
	for i := range l.Groups {
		p.take(l.Groups[i].Title)
	}
	for i := range l.Questions {
		q := &l.Questions[i]
		for _, part := range q.parts() {
			p.items[i].shows = p.take(*part.texts) || p.items[i].shows
		}
		for _, c := range q.Choices {
			p.items[i].choicesShow = p.take(c.Title) || p.items[i].choicesShow
		}
	}
	return nil
}

// take takes texts apart that name something, and reports whether there was one.
func (p *plan) take(texts map[string]string) bool {
	for _, s := range texts {
		said, names, err := Named(s)
		if err != nil || len(names) == 0 {
			continue
		}
		t := text{said: said}
		for _, name := range names {
			t.named = append(t.named, p.place[name])
		}
		p.texts[s] = t
	}
	return names(texts)
}
