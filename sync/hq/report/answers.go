package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// outcomeQuestion is the question of the house checklist whose choices are the
// codes of outcomes.
const outcomeQuestion = "c1"

// readList finds the checklist a visit was made by. Only the very version will
// do: under another the same id may ask something else.
func (r *report) readList(e *dossier.Entry) {
	f, ok := factsOf[visits.OpenedFacts](e)
	if !ok || e.Entry.Header.Kind != visits.VisitOpened {
		return
	}
	for _, l := range r.Lists {
		if slices.ContainsFunc(f.Used, func(u visits.Used) bool { return u.Hash == l.Hash() }) {
			r.lists[e.Entry.Header.Visit()] = l.OnDay(f.Day)
		}
	}
}

// readTexts has the list of a visit read as the officer read it: where a text shows an
// answer, with that of the visit.
func (r *report) readTexts(v *visit) {
	list := r.lists[v.id]
	if !list.ShowsAnswers {
		return
	}
	standing, at := checklist.Answers{}, map[string]int64{}
	for _, p := range r.phases(v) {
		for _, q := range p.asked {
			if a := q.answers[len(q.answers)-1]; a.At >= at[a.Question] {
				standing[a.Question], at[a.Question] = list.Kept(a.Question, a.Code, a.Number, a.Text), a.At
			}
		}
	}
	r.lists[v.id] = list.Reading(standing)
}

// question is a question's text. One of an outcome for one of several persons
// has that person behind a slash.
func (r *report) question(visit evidence.ID, id string) string {
	id, who, of := strings.Cut(id, "/")
	text := id
	if q, known := r.lists[visit].Question(id); known {
		text = r.inRound(visit, q)
	}
	if party, err := evidence.ParseID(who); of && err == nil {
		text = r.words.beside(text, r.party(party))
	}
	return text
}

// inRound is a question's text, with its group's and the round it was asked in where
// that repeats.
func (r *report) inRound(visit evidence.ID, q checklist.Question) string {
	text := q.Title[r.Lang.tag()]
	for _, g := range r.lists[visit].Around(q.ID) {
		if g.Repeat {
			text = fmt.Sprintf("%s %d · %s", cmp.Or(g.Title[r.Lang.tag()], g.ID), checklist.Round(q.ID), text)
		}
	}
	return text
}

// choice is the text of a code that answers a question.
func (r *report) choice(visit evidence.ID, id, code string) string {
	id, _, _ = strings.Cut(id, "/")
	if q, known := r.lists[visit].Question(id); known {
		for _, c := range q.Choices {
			if c.Code == code {
				return c.Title[r.Lang.tag()]
			}
		}
	}
	return r.words.code("answer", code)
}

// said is an answer in words.
func (r *report) said(visit evidence.ID, a visits.Answer) string {
	id, _, _ := strings.Cut(a.Question, "/")
	q, known := r.lists[visit].Question(id)
	switch {
	case a.Code == checklist.Removed.Code:
		return r.words.t("answer.removed")
	case a.Text != "":
		return a.Text
	case known && q.Kind == checklist.KindChoices:
		var picked []string
		for _, code := range strings.Fields(a.Code) {
			picked = append(picked, r.choice(visit, a.Question, code))
		}
		return strings.Join(picked, ", ")
	case known && q.Kind == checklist.KindMoney:
		return r.words.money(a.Number, a.Code)
	case known && (q.Kind == checklist.KindPhoto || q.Kind == checklist.KindSignature):
		return r.words.t("answer.captured", "entry", short(a.Code))
	case a.Code != "" && a.Number != 0:
		return fmt.Sprintf("%s %d", a.Code, a.Number)
	case a.Code != "":
		return r.choice(visit, a.Question, a.Code)
	}
	return fmt.Sprint(a.Number)
}

// short is a hash as other places write it.
func short(hash string) string {
	h, err := evidence.ParseHash(hash)
	if err != nil {
		return hash
	}
	return h.Short()
}

// asked is a question with all its answers, oldest first.
type asked struct {
	question string
	answers  []visits.Answer
}

// phase is what was answered in one phase.
type phase struct {
	name     string
	asked    []*asked
	withheld int // entries whose words, and so maybe answers, are not shown
}

// phases gathers the answers of a visit.
func (r *report) phases(v *visit) []*phase {
	var all []*phase
	for _, t := range v.told {
		switch t.Entry.Entry.Header.Kind {
		case visits.VisitPhase:
		case visits.VisitAbandoned:
			if f, ok := factsOf[visits.AbandonedFacts](t.Entry); ok && len(f.Answers) > 0 {
				inPhase(&all, "").take(f.Answers)
			}
			continue
		default:
			continue
		}
		f, ok := factsOf[visits.PhaseFacts](t.Entry)
		if !ok {
			continue
		}
		words, _ := wordsOf[visits.PhaseWords](t.Entry)
		p := inPhase(&all, f.Phase)
		answers := visits.Given(f.Answers, words.Answers)
		slices.SortStableFunc(answers, func(a, b visits.Answer) int { return cmp.Compare(a.At, b.At) })
		p.take(answers)
		if s := t.Entry.Entry.Words.State; s != evidence.Present && s != evidence.None {
			p.withheld++
		}
	}
	for _, p := range all {
		r.inOrder(v.id, p)
	}
	return all
}

func inPhase(all *[]*phase, name string) *phase {
	for _, p := range *all {
		if p.name == name {
			return p
		}
	}
	p := &phase{name: name}
	*all = append(*all, p)
	return p
}

func (p *phase) take(answers []visits.Answer) {
	for _, a := range answers {
		i := slices.IndexFunc(p.asked, func(q *asked) bool { return q.question == a.Question })
		if i < 0 {
			i = len(p.asked)
			p.asked = append(p.asked, &asked{question: a.Question})
		}
		if !slices.Contains(p.asked[i].answers, a) { // a phase that is handed in again holds all of it
			p.asked[i].answers = append(p.asked[i].answers, a)
		}
	}
}

// inOrder sorts questions as the checklist asks them; those it does not know
// stay behind, as they came.
func (r *report) inOrder(visit evidence.ID, p *phase) {
	list := r.lists[visit]
	slices.SortStableFunc(p.asked, func(a, b *asked) int {
		x, _, _ := strings.Cut(a.question, "/")
		y, _, _ := strings.Cut(b.question, "/")
		_, knownX := list.Question(x)
		_, knownY := list.Question(y)
		if !knownX && !knownY {
			return 0
		}
		return list.Compare(x, y)
	})
}

var answerColumns = []column{{left, inside * 0.58}, {left + inside*0.62, inside * 0.38}}

// answers writes a table for each phase.
func (r *report) answers(v *visit) {
	w := r.words
	all := r.phases(v)
	if len(all) == 0 {
		r.para(r.body, left, inside, w.t("answers.none"))
		return
	}
	for _, p := range all {
		name := w.t("answers")
		if p.name != "" {
			name = w.t("answers.of", "phase", w.code("phase", p.name))
		}
		r.subheading(name)
		r.rule()
		for _, q := range p.asked {
			last := len(q.answers) - 1
			look := r.strong
			if q.answers[last].Text != "" { // what somebody said, not what was chosen
				look = r.body
			}
			said := cell{{look, r.said(v.id, q.answers[last])}}
			for _, earlier := range q.answers[:last] {
				said = append(said, piece{r.small, w.t("answers.earlier", "what", r.said(v.id, earlier))})
			}
			if why := q.answers[last].Reason; why != "" {
				said = append(said, piece{r.small, w.t("answers.why", "why", w.code("why", why))})
			}
			r.row(answerColumns, cell{{r.body, r.question(v.id, q.question)}}, said)
		}
		if p.withheld > 0 {
			r.gap(3)
			r.para(r.small, left, inside, w.t("answers.withheld"))
		}
	}
}
