package checklist

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxNamed = 32  // answers one text shows
	maxShown = 200 // characters of one of them
	unknown  = "…" // for what is not answered, not asked, or taken out of this copy
)

// Reading is the list with the texts that answers give: of Question, Around and, as in
// any list, of what is asked. Without answers a text that shows one has … there. A list
// whose texts show none is given back as it is, at no cost.
func (l List) Reading(a Answers) List {
	if l.plan != nil && l.plan.texts != nil {
		l.reading = l.look(a)
	}
	return l
}

// Question finds a question by its id, with its texts; see Reading.
func (l List) Question(id string) (Question, bool) {
	q, known := l.question(id)
	if known && l.plan.texts != nil {
		name, round := split(id)
		l.read().tell(&q, l.plan.place[name], round)
	}
	return q, known
}

// read is the look that texts are read by.
func (l List) read() *look {
	if l.reading != nil {
		return l.reading
	}
	return &look{l: l}
}

// tellAll puts the texts together of all that applies.
func (s *look) tellAll() {
	for k := range s.applying {
		_, round := split(s.applying[k].ID)
		s.tell(&s.applying[k], s.places[k], round)
	}
}

// tell puts the texts of a question together; its round is 0 where it does not repeat.
func (s *look) tell(q *Question, place, round int) {
	it := &s.l.plan.items[place]
	if it.shows {
		for _, p := range q.parts() {
			*p.texts = s.said(*p.texts, round)
		}
	}
	if it.choicesShow {
		q.Choices = slices.Clone(q.Choices)
		for i := range q.Choices {
			q.Choices[i].Title = s.said(q.Choices[i].Title, round)
		}
	}
}

// said is a text in all its languages with the answers in it.
func (s *look) said(texts map[string]string, round int) map[string]string {
	if !names(texts) {
		return texts
	}
	told := make(map[string]string, len(texts))
	for lang, was := range texts {
		told[lang] = s.saidIn(lang, was, round)
	}
	return told
}

// saidIn is a text in one language. What it names stands in the same repeat, or in none:
// a text that names what another repeat asks was refused.
func (s *look) saidIn(lang, was string, round int) string {
	t, shows := s.l.plan.texts[was]
	if !shows {
		return was
	}
	var b strings.Builder
	for i, place := range t.named {
		b.WriteString(t.said[i])
		b.WriteString(cmp.Or(bounded(s.shownAt(place, round, lang)), unknown))
	}
	b.WriteString(t.said[len(t.named)])
	return b.String()
}

// bounded is an answer as one line of at most maxShown characters.
func bounded(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if utf8.RuneCountInString(s) > maxShown {
		s = string([]rune(s)[:maxShown]) + unknown
	}
	return s
}

// shownAt is what a question is worth in words, "" for nothing.
func (s *look) shownAt(place, round int, lang string) string {
	q := &s.l.Questions[place]
	id, v := q.ID, s.worth[q.ID]
	if s.l.plan.items[place].repeat >= 0 {
		if id, v = inRound(id, round), nil; round > 0 && round <= len(s.columns[place]) {
			v = s.columns[place][round-1]
		}
	}
	switch q.Kind {
	case KindDecimal:
		if code := s.a[id].Code; v != nil && isDecimal(code) {
			return code // 12.50, and not 12.5
		}
	case KindYesNo:
		return cmp.Or(yesNo[speech(lang)][textOf(v)], textOf(v))
	case KindChoice, KindChoices:
		var picked []string
		for code := range strings.FieldsSeq(textOf(v)) {
			if i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.Code == code }); i >= 0 {
				picked = append(picked, s.saidIn(lang, q.Choices[i].Title[lang], round))
			}
		}
		return strings.Join(picked, between[speech(lang)])
	}
	if m, is := first(v).(moment); is {
		return dayIn(lang, m.text)
	}
	return textOf(v)
}

const chinese = "zh"

var (
	yesNo   = map[string]map[string]string{"en": {codeYes: "Yes", codeNo: "No"}, chinese: {codeYes: "是", codeNo: "否"}}
	between = map[string]string{"": ", ", "en": ", ", chinese: "、"}
)

// speech is a language as far as answers are written in it; "": none of ours.
func speech(lang string) string {
	lang, _, _ = strings.Cut(lang, "-")
	if lang != "en" && lang != chinese {
		return ""
	}
	return lang
}

// dayIn is a day, or a time of a day, as a language writes it: with its year, and as
// 2026-03-09 where it is none of ours.
func dayIn(lang, written string) string {
	day, clock, timed := strings.Cut(written, "T")
	t, err := time.Parse(time.DateOnly, day)
	switch speech(lang) {
	case "en":
		day = t.Format("2 Jan 2006")
	case chinese:
		day = t.Format("2006年1月2日")
	}
	if err != nil {
		return written
	}
	if timed {
		day += " " + clock
	}
	return day
}

// groupTitle is the title of a group in one round of it; nil where all rounds are meant
// (0) and it names what each of them answers.
func (s *look) groupTitle(g Group, round int) map[string]string {
	for _, was := range g.Title {
		for _, place := range s.l.plan.texts[was].named {
			if g.Repeat && round == 0 && s.l.plan.items[place].repeat >= 0 {
				return nil
			}
		}
	}
	return s.said(g.Title, round)
}
