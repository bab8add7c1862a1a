package officer

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// errAnswer refuses an answer that says nothing, or too much.
var errAnswer = errors.New("an answer says something, in 1,000 characters at most")

// findingRow is one finding about the officer's own work, what they said to it, and
// the way to say something.
func (d *Day) findingRow(w *i18n.Words, f visits.Finding) fyne.CanvasObject {
	now := d.shell.Now()
	texts := []fyne.CanvasObject{widgets.NewText(coded(w, "officer.finding.", f.Code, nil)), widgets.Muted(moment(w, f.At, now.Location(), now))}
	label := w.T("day.answer.do")
	if a, answered := d.seen.answers[f.ID]; answered {
		label = w.T("day.answer.again")
		texts = append(texts, widgets.NewText(record.Answer(w, &a, now)))
	}
	answer := widgets.NewButton("answer."+f.ID.Short(), label, widgets.Outlined, func() { d.shell.Push(d.answerPage(f)) })
	return widgets.Column(theme.Gap8, line(widgets.Warning, "!", texts...), wrapped(answer))
}

// answering is an answer that is being typed.
type answering struct {
	text   string
	field  *widgets.Passage // kept through a rebuild, with the cursor in it
	busy   bool
	failed error
}

// answerPage is where an officer answers a finding about their own work.
func (d *Day) answerPage(f visits.Finding) *shell.Page {
	a := &answering{text: d.seen.answers[f.ID].Text}
	return &shell.Page{ID: "answering", Whole: true, Build: func(v shell.View) fyne.CanvasObject {
		v.Alone = true
		w := v.Words
		if a.field == nil {
			a.field = widgets.NewPassage("answer.words", w.T("day.answer.words"), a.text, 4, func(s string) { a.text = s })
		}
		var failed fyne.CanvasObject
		if a.failed != nil {
			failed = trouble(w, a.failed, nil)
		}
		return widgets.Framed(d.shell.Header(v, w.T("day.answer.title"), ""),
			d.scroll("answering", failed, widgets.Strong(coded(w, "officer.finding.", f.Code, nil)), widgets.NewText(w.T("day.answer.about")),
				widgets.Column(theme.Gap8, widgets.Muted(w.T("day.answer.words")), a.field)),
			d.foot("", widgets.Primary("answer.keep", w.T("day.answer.keep"), func() { d.answer(f, a) })))
	}}
}

func (d *Day) answer(f visits.Finding, a *answering) {
	if a.busy {
		return
	}
	if err := visits.CheckAnswer(a.text); err != nil {
		a.failed = errAnswer // asked here: the record's own refusal is in one language
		d.shell.Rebuild()
		return
	}
	a.busy = true
	k, text := d.desk, a.text
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, k.Officer.AnswerFinding(ctx, f, text) }, func(_ struct{}, err error) {
		a.busy, a.failed = false, err
		if err != nil {
			d.shell.Rebuild()
			return
		}
		if d.shell.Top().ID == "answering" { // nobody went back meanwhile
			d.shell.Pop()
		}
		d.reload()
	})
}
