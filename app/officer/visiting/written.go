package visiting

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/checklist"
)

// widest is the span up to which a number is stepped to; a wider one is typed.
const widest = 1000

func isWide(q checklist.Question) bool { return q.Max-q.Min > widest }

// keepsWords reports whether a question's answer is put together before it is given,
// and so kept on the disk beside the answers until then.
func keepsWords(q checklist.Question) bool {
	switch q.Kind {
	case checklist.KindText, checklist.KindDecimal, checklist.KindTime, checklist.KindDateTime, checklist.KindPoint, checklist.KindChoices:
		return true
	}
	return q.Kind == checklist.KindNumber && isWide(q)
}

// takeButton ends a correction; where a question is asked Next does.
func (m *model) takeButton(box *fyne.Container, take func()) fyne.CanvasObject {
	if m.sub == correcting {
		box.Add(widgets.NewButton("take", m.w().T("visiting.correct.take"), widgets.Outlined, take))
	}
	return box
}

// writtenFor is a number, a time or a place that is typed, with how it is written.
// Whole numbers have keys: no keyboard covers half the page.
func (m *model) writtenFor(q checklist.Question) fyne.CanvasObject {
	box := widgets.Column(theme.Gap12)
	if q.Kind == checklist.KindNumber || q.Kind == checklist.KindDecimal {
		typed := m.words[q.ID]
		shown := typed
		if shown == "" {
			shown = "–"
		}
		box.Add(widgets.Card(widgets.Title(shown)))
		places := 0
		if q.Kind == checklist.KindDecimal {
			places = 2
		}
		box.Add(widgets.Measure(keypadMost, keypad(places > 0, func(key string) {
			m.words[q.ID] = pressed(typed, key, places)
			m.keepTyped()
			m.show()
		})))
	} else {
		box.Add(widgets.Muted(m.w().T("visiting.form.write." + q.Kind)))
		box.Add(m.field(q.ID, m.w().Pick(q.Title)))
	}
	return m.takeButton(box, func() { m.answerWritten(q) })
}

// answerWritten takes what was typed, or says how it is written.
func (m *model) answerWritten(q checklist.Question) {
	value, err := q.Parse(strings.TrimSpace(m.words[q.ID]))
	if err != nil || m.list().Check(q.ID, value) != nil {
		m.say(m.w().T("visiting.form.write." + q.Kind))
		return
	}
	m.answer(q, value)
}

// severalFor are choices of which any number may be taken. What is ticked is on the
// disk at once, and is the answer when Next is pressed.
func (m *model) severalFor(q checklist.Question) fyne.CanvasObject {
	if _, begun := m.words[q.ID]; !begun && q.Answered(m.at.answers) {
		m.words[q.ID] = m.at.answers[q.ID].Code
	}
	picked := strings.Fields(m.words[q.ID])
	list := widgets.Column(theme.Gap12, widgets.Muted(m.w().T("visiting.form.several")))
	for _, o := range m.options(q) {
		list.Add(widgets.NewAnswer(widgets.Option{Code: q.ID + "." + o.code, Label: o.label, Several: true}, slices.Contains(picked, o.code), func() {
			m.words[q.ID] = toggled(q, picked, o.code)
			m.said = ""
			m.keepTyped()
			m.show()
		}))
	}
	return m.takeButton(list, func() { m.answerWritten(q) })
}

// toggled is what is picked after one more tap, in the order of the list.
func toggled(q checklist.Question, picked []string, code string) string {
	var list []string
	for _, c := range q.Choices {
		if slices.Contains(picked, c.Code) != (c.Code == code) {
			list = append(list, c.Code)
		}
	}
	return strings.Join(list, " ")
}

// severalWords are several choices in words.
func severalWords(w *i18n.Words, q checklist.Question, codes string) string {
	var list []string
	for _, c := range q.Choices {
		if slices.Contains(strings.Fields(codes), c.Code) {
			list = append(list, w.Pick(c.Title))
		}
	}
	return strings.Join(list, w.T("officer.list_sign"))
}
