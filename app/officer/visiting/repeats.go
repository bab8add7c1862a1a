package visiting

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// adding is the question that counts a repeat of the phase which waits for whether
// there is one more: all its rounds are answered, and nobody said that there is none.
// It stands before what is asked behind the repeat. Nil: none waits.
func (at *snapshot) adding(l checklist.List, phase string, page []checklist.Question) []checklist.Question {
	for _, r := range l.Repeats(at.answers) {
		q, _ := l.Question(r.Count)
		if r.Count == "" || q.Phase != phase || fieldwork.Finished(at.answers, r.Group.ID) {
			continue
		}
		if len(page) == 0 || page[0].ID == r.Count || l.Behind(r, page[0].ID) {
			return []checklist.Question{q}
		}
		return nil
	}
	return nil
}

// adds is the repeat that a question counts, where its rounds are added by hand.
func (m *model) adds(q checklist.Question) (checklist.Repeat, bool) {
	r, found := m.list().RepeatOf(m.at.answers, q.ID)
	return r, found && r.Count == q.ID
}

// repeatName is what the rounds of a repeat are called.
func (m *model) repeatName(r checklist.Repeat) string { return m.groupName(r.Group) }

// groupName is a group in words; its id where it has none.
func (m *model) groupName(g checklist.Group) string {
	if g.Title == nil {
		return g.ID
	}
	return m.w().Pick(g.Title)
}

// roundName is what one round is called: its label may show what was answered in it.
func (m *model) roundName(r checklist.Repeat, n int) string {
	for _, q := range m.list().InRound(m.at.answers, r, n) {
		for _, g := range m.reading().Around(q.ID) {
			if g.ID == r.Group.ID {
				return m.groupName(g)
			}
		}
	}
	return m.repeatName(r)
}

// groupWords are the labels of the groups a question stands in, with the round of
// one that repeats; "" where none has a label.
func (m *model) groupWords(id string) string {
	var parts []string
	for _, g := range m.reading().Around(id) {
		switch r, found := m.list().RepeatOf(m.at.answers, id); {
		case g.Repeat && found:
			parts = append(parts, m.w().T("visiting.repeat.of", "what", m.groupName(g), "n", checklist.Round(id), "of", r.Rounds))
		case g.Title != nil:
			parts = append(parts, m.w().Pick(g.Title))
		}
	}
	return strings.Join(parts, " · ")
}

// asks1 is a question in words, with the round it stands in.
func (m *model) asks1(q checklist.Question) string {
	title := m.w().Pick(q.Title)
	if n := checklist.Round(q.ID); n > 0 {
		title = strconv.Itoa(n) + " · " + title
	}
	return title
}

// notesBefore are what is to be read between the question before one and it.
func (m *model) notesBefore(id string) []checklist.Question {
	var notes []checklist.Question
	for _, q := range m.list().Asked(m.at.answers) {
		switch {
		case q.ID == id:
			return notes
		case q.Kind == checklist.KindNote:
			notes = append(notes, q)
		default:
			notes = nil
		}
	}
	return nil
}

// repeatView is what stands in a repeat so far, and whether there is one more.
func (m *model) repeatView(view shell.View, st station, r checklist.Repeat) fyne.CanvasObject {
	w, name := m.w(), m.repeatName(r)
	body := widgets.Column(theme.Gap16, widgets.Muted(w.T("visiting.phase."+st.phase)), widgets.Headline(name), widgets.NewText(w.N("visiting.repeat.so_far", r.Rounds)))
	if words := m.groupWords(r.Count); words != "" {
		body.Objects[0] = widgets.Muted(w.T("visiting.phase."+st.phase) + " · " + words)
	}
	for _, q := range m.notesBefore(r.Count) {
		body.Add(widgets.Notice(theme.Surface2, widgets.NewText(w.Pick(q.Title))))
	}
	for n := 1; n <= r.Rounds; n++ {
		body.Add(m.roundCard(r, n))
	}
	full := r.Rounds >= r.Most
	add := widgets.NewButton("add."+r.Group.ID, w.T("visiting.repeat.add", "what", name), widgets.Outlined, func() {
		if full {
			m.say(w.N("visiting.repeat.most", r.Most))
			return
		}
		m.act(func(ctx context.Context) error { return m.v.AddRound(ctx, r) }, nil)
	}).Lock(full)
	body.Add(widgets.Row(0, add))
	few := r.Rounds < r.Least
	label := "visiting.repeat.done"
	if r.Rounds == 0 {
		label = "visiting.repeat.none"
	}
	done := widgets.Primary("next", w.T(label), func() {
		if few {
			m.say(w.N("visiting.repeat.least", r.Least))
			return
		}
		m.act(func(ctx context.Context) error { return m.v.Finish(ctx, r, true) }, nil)
	}).Lock(few)
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.previousButton(), done}})
}

// roundCard is one round in a few words, with the way to take it out.
func (m *model) roundCard(r checklist.Repeat, n int) fyne.CanvasObject {
	w := m.w()
	var said []string
	for _, q := range m.list().InRound(m.at.answers, r, n) {
		if q.Kind != checklist.KindNote && q.Answered(m.at.answers) {
			said = append(said, m.read1(w, q, m.at.answers[q.ID]))
		}
	}
	words := widgets.Column(0, widgets.Strong(m.roundName(r, n)+" "+strconv.Itoa(n)), widgets.NewText(strings.Join(said, " · ")))
	remove := widgets.NewButton("remove."+r.Group.ID+"."+strconv.Itoa(n), w.T("visiting.repeat.remove"), widgets.Quiet, func() { m.askRemove(r, n) })
	return m.wordsWith(words, remove)
}

// askRemove asks once before a round goes: what was answered in it is asked again
// if it comes back.
func (m *model) askRemove(r checklist.Repeat, n int) {
	if r.Rounds <= r.Least {
		m.say(m.w().N("visiting.repeat.least", r.Least))
		return
	}
	m.s.Ask(func(w *i18n.Words) shell.Question {
		return shell.Question{Title: w.T("visiting.repeat.remove_title", "what", m.roundName(r, n), "n", n), Body: widgets.NewText(w.T("visiting.repeat.remove_words")),
			Buttons: []*widgets.Button{widgets.NewButton("remove.cancel", w.T("common.cancel"), widgets.Outlined, nil),
				widgets.NewButton("remove.yes", w.T("visiting.repeat.remove"), widgets.Destructive, func() {
					m.act(func(ctx context.Context) error { return m.v.RemoveRound(ctx, r, n) }, nil)
				})}}
	}, nil)
}

// repeatRow stands for the count among the earlier answers: rounds are added and
// taken out, and not typed as a number.
func (m *model) repeatRow(r checklist.Repeat) fyne.CanvasObject {
	w := m.w()
	words := widgets.Column(0, widgets.NewText(m.repeatName(r)), widgets.Strong(w.N("visiting.repeat.so_far", r.Rounds)))
	change := widgets.NewButton("repeat."+r.Group.ID, w.T("visiting.change"), widgets.Quiet, func() {
		m.act(func(ctx context.Context) error { return m.v.Finish(ctx, r, false) }, func() { m.sub = asking })
	})
	return m.wordsWith(words, change)
}
