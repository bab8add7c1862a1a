package visiting

import (
	"context"
	"maps"
	"slices"
	"time"

	"fairvisit/app/shell"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/promise"
)

// open are the questions of a page that only a person can answer: without an
// answer and without a usual one.
func open(page []checklist.Question, a checklist.Answers) []checklist.Question {
	var list []checklist.Question
	for _, q := range page {
		if !q.Answered(a) && q.Usual == "" {
			list = append(list, q)
		}
	}
	return list
}

// answer stores an answer at once. On a page of several it also stores the
// usual ones when it was the last that waited for a person.
func (m *model) answer(q checklist.Question, value checklist.Value) {
	if m.sub == correcting {
		m.correct(q, value)
		return
	}
	if m.at.answers[q.ID] == value {
		return
	}
	page := m.stage().page
	before := len(open(page, m.at.answers))
	delete(m.shown, q.ID)
	skipped := maps.Clone(m.skipped)
	m.act(func(ctx context.Context) error {
		if err := m.v.Answer(ctx, q.ID, value, ""); err != nil {
			return err
		}
		if before == 0 || q.Page == "" || q.Page == reviewPage {
			return nil
		}
		at, err := m.read(ctx)
		if err != nil {
			return err
		}
		st := at.stage(m.list(), skipped)
		if len(st.page) == 0 || st.page[0].Page != q.Page || len(open(st.page, at.answers)) > 0 {
			return nil
		}
		return m.storeUsual(ctx, st.page, at.answers)
	}, nil)
}

// storeUsual stores what the page showed as answered.
func (m *model) storeUsual(ctx context.Context, page []checklist.Question, a checklist.Answers) error {
	for _, q := range page {
		if !q.Answered(a) && q.Usual != "" {
			if err := m.v.Answer(ctx, q.ID, checklist.Chosen(q.Usual), ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// confirm takes a page as it is shown.
func (m *model) confirm() {
	page, answers := m.stage().page, m.at.answers
	clear(m.shown)
	m.act(func(ctx context.Context) error { return m.storeUsual(ctx, page, answers) }, nil)
}

// skip passes over an optional question.
func (m *model) skip(q checklist.Question) {
	m.skipped[q.ID] = true
	outcome := m.at.answers["c1"].Code
	m.act(func(ctx context.Context) error {
		if !ofOutcome(q) {
			return nil
		}
		return m.v.PassOver(ctx, q.ID, outcome)
	}, nil)
}

// correct puts an answer right. Where the question asks why, a reason was picked
// before; the phases it belongs to are handed in again.
func (m *model) correct(q checklist.Question, value checklist.Value) {
	reason := m.reason
	if reason == "" && q.AskReason {
		m.say(m.w().T("visiting.correct.reason_first"))
		return
	}
	m.act(func(ctx context.Context) error { return m.v.Answer(ctx, q.ID, value, reason) }, func() {
		m.sub, m.target, m.reason = asking, "", ""
	})
}

// typing is the text that is being typed now: a question's, or the note's.
func (m *model) typing() (id string, ok bool) {
	if !m.loaded || m.at.closed() {
		return "", false
	}
	st := m.stage()
	switch {
	case m.sub == noting:
		return "", !m.drawn.byHand
	case m.sub == stoppingCase:
		return stopWords, true
	case m.sub == asking && st.kind == questions && keepsWords(st.page[0]):
		return st.page[0].ID, true
	}
	return "", false
}

// keepTyped has what is being typed on disk, so that neither leaving nor a kill
// costs it. It is no answer yet: coming back, the same question stands there.
func (m *model) keepTyped() {
	id, ok := m.typing()
	text := m.words[id]
	if !ok || text == m.kept[id] {
		return
	}
	m.kept[id] = text
	shell.Do(m.s.Run, func(ctx context.Context) (bool, error) { return true, m.v.KeepTyped(ctx, id, text) }, func(_ bool, err error) {
		if err != nil {
			m.refuse(err)
		}
	})
}

// takeTyped shows a text again that was typed before a stop.
func (m *model) takeTyped() {
	ids := []string{"", stopWords}                                                      // the note's, and that of a stop
	for _, q := range slices.Concat(m.list().Questions, m.list().Asked(m.at.answers)) { // the rounds of repeated ones are asked only
		if keepsWords(q) {
			ids = append(ids, q.ID)
		}
	}
	for _, id := range ids {
		if text := fieldwork.Typed(m.at.answers, id); text != "" && m.kept[id] == "" {
			m.words[id], m.kept[id] = text, text
		}
	}
	m.takeInk()
}

// given are the questions that were answered, in the order of the list, for a
// look back.
func (m *model) given() []checklist.Question {
	var list []checklist.Question
	for _, q := range m.list().Asked(m.at.answers) {
		if q.Answered(m.at.answers) {
			list = append(list, q)
		}
	}
	return list
}

// left counts what the phase still asks, as far as it is known now.
func (m *model) left(phase string) int {
	n := 0
	for _, q := range m.list().Asked(m.at.answers) {
		if q.Phase == phase && !q.Answered(m.at.answers) && !m.skipped[q.ID] {
			n++
		}
	}
	return n
}

// pick is a day offered for a date.
type pick struct {
	day time.Time
	key string // "" for the date alone
}

// picks are the days offered for a question of a day: before the visit they lie
// behind it, later ahead of it, and none the packs close.
func (m *model) picks(q checklist.Question) []pick {
	today := m.now()
	if q.Phase == checklist.PhaseBefore {
		return []pick{{today, "visiting.day.today"}, {today.AddDate(0, 0, -1), "visiting.day.yesterday"}, {today.AddDate(0, 0, -3), ""},
			{today.AddDate(0, 0, -7), "visiting.day.week_ago"}, {today.AddDate(0, 0, -14), ""}}
	}
	var list []pick
	for _, p := range []pick{{today.AddDate(0, 0, 1), "visiting.day.tomorrow"}, {today.AddDate(0, 0, 3), ""}, {today.AddDate(0, 0, 7), "visiting.day.week"},
		{today.AddDate(0, 0, 14), "visiting.day.two_weeks"}, {today.AddDate(0, 1, 0), "visiting.day.month"}} {
		for moved := m.forbidden(q, p.day); moved; moved = m.forbidden(q, p.day) {
			p.day, p.key = p.day.AddDate(0, 0, 1), ""
		}
		same := func(x pick) bool { return dateOf(x.day) == dateOf(p.day) }
		if !slices.ContainsFunc(list, same) {
			list = append(list, p)
		}
	}
	return list
}

func dateOf(t time.Time) string { return t.Format(time.DateOnly) }

// forbidden reports whether a day must not be an answer: a notice is not of the
// future, a promise on no day on which none may be.
func (m *model) forbidden(q checklist.Question, day time.Time) bool {
	date, today := dateOf(day), dateOf(m.now())
	if q.Phase == checklist.PhaseBefore {
		return date > today
	}
	return promise.House().Day(m.at.packs, date, today) != nil
}

// step moves the day that is picked by hand, over forbidden ones, and says which it
// passed over and why. It stays where it is if there is no allowed one in that
// direction within a month.
func (m *model) step(q checklist.Question, days int) {
	from := m.chosenDay(q)
	to := from.AddDate(0, 0, days)
	way, passed := 1, promise.House().Day(m.at.packs, dateOf(to), dateOf(m.now()))
	if days < 0 {
		way = -1
	}
	for range 31 {
		if !m.forbidden(q, to) {
			m.day[q.ID] = to
			break
		}
		to = to.AddDate(0, 0, way)
	}
	m.said = ""
	if passed != nil && q.Phase != checklist.PhaseBefore {
		m.say(m.refusedDay(passed, dateOf(m.chosenDay(q))))
		return
	}
	m.show()
}

func (m *model) chosenDay(q checklist.Question) time.Time {
	if d, ok := m.day[q.ID]; ok {
		return d
	}
	day := m.now()
	for range 31 {
		if !m.forbidden(q, day) {
			break
		}
		day = day.AddDate(0, 0, 1)
	}
	return day
}
