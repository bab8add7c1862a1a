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
	"fairvisit/evidence"
	"fairvisit/visits"
)

// errAdded refuses what is added to a returned visit and says nothing, or too much.
var errAdded = errors.New("what is added says something, in 1,000 characters at most")

// returnedOf are the officer's own visits that a manager returned and that they have not
// answered, as the pictures have them.
func returnedOf(known []visits.Visit, me evidence.ID) (list []visits.Visit) {
	for i := range known {
		if known[i].Officer == me && known[i].Reviewed() == visits.ReviewReturned {
			list = append(list, known[i])
		}
	}
	return list
}

// returnedWay leads to the visits that were returned, in a line of its own: who asks must
// not wait behind the button for the rest. nil: there is none.
func (d *Day) returnedWay(w *i18n.Words) fyne.CanvasObject {
	n := len(d.seen.returned)
	if n == 0 {
		return nil
	}
	return widgets.Pad(theme.Gap16, theme.Gap8, widgets.Wrap(0, widgets.NewButton("returned", w.N("returned.way", n), widgets.Outlined, func() { d.shell.Beside(d.returnedPage()) })))
}

// returnedPage are those visits, each with who returned it, why, and the way to add to it.
func (d *Day) returnedPage() *shell.Page {
	return &shell.Page{ID: "returned", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		about := "returned.about"
		if len(d.seen.returned) == 0 {
			about = "returned.none"
		}
		parts := []fyne.CanvasObject{widgets.NewText(w.T(about))}
		for i := range d.seen.returned {
			visit := &d.seen.returned[i]
			rows := []fyne.CanvasObject{widgets.Strong(d.visitTitle(w, visit))}
			parts = append(parts, widgets.Card(append(rows, d.returnedRows(w, visit)...)...))
		}
		return widgets.Framed(d.shell.Header(v, w.T("returned.title"), ""), d.scroll("returned", parts...), nil)
	}}
}

// visitTitle is whose visit it was, and of which day.
func (d *Day) visitTitle(w *i18n.Words, v *visits.Visit) string {
	name := d.seen.names[v.Case]
	if name == "" {
		name = w.T("officer.sending.nameless", "id", v.Case.Short())
	}
	return w.T("returned.visit", "name", name, "day", record.Date(w, v.Day()))
}

// returnedRows say how a visit was reviewed, with the way to add to one that was returned.
func (d *Day) returnedRows(w *i18n.Words, v *visits.Visit) []fyne.CanvasObject {
	r, found := v.Review()
	if !found {
		return nil
	}
	now := d.shell.Now()
	rows := record.Review(w, r, d.name, moment(w, r.At, now.Location(), now))
	switch {
	case v.Reviewed() == visits.ReviewAnswered:
		rows = append(rows, widgets.Muted(w.T("returned.answered")))
	case r.Result == visits.ReviewReturned && v.Officer == d.desk.Me():
		visit := *v
		rows = append(rows, wrapped(widgets.NewButton("returned.add."+v.ID.Short(), w.T("returned.do"), widgets.Outlined, func() { d.shell.Push(d.addPage(&visit)) })))
	}
	return rows
}

// reviewCard is how a visit was reviewed, on its own page; nil where nobody did.
func (d *Day) reviewCard(w *i18n.Words, v *visits.Visit) fyne.CanvasObject {
	if v == nil {
		return nil
	}
	rows := d.returnedRows(w, v)
	if len(rows) == 0 {
		return nil
	}
	said, sense := record.ReviewState(w, v.Reviewed())
	return widgets.Card(append([]fyne.CanvasObject{widgets.Wrap(theme.Gap8, widgets.Title(w.T("review.card")), widgets.Chip(sense, said))}, rows...)...)
}

// returnedCards are the returned visits of one case.
func (d *Day) returnedCards(w *i18n.Words, of evidence.ID) (cards []fyne.CanvasObject) {
	for i := range d.seen.returned {
		if v := &d.seen.returned[i]; v.Case == of {
			rows := []fyne.CanvasObject{widgets.Strong(w.T("returned.card"))}
			cards = append(cards, widgets.Notice(theme.WarningGround, append(rows, d.returnedRows(w, v)...)...))
		}
	}
	return cards
}

// addPage is where an officer adds to a visit that was returned.
func (d *Day) addPage(visit *visits.Visit) *shell.Page {
	a := &answering{}
	return &shell.Page{ID: "returned.add", Whole: true, Build: func(v shell.View) fyne.CanvasObject {
		v.Alone = true
		w := v.Words
		if a.field == nil {
			a.field = widgets.NewPassage("returned.words", w.T("returned.answer.words"), a.text, 4, func(s string) { a.text = s })
		}
		var failed fyne.CanvasObject
		switch {
		case errors.Is(a.failed, errAdded):
			failed = widgets.Notice(theme.WarningGround, widgets.Colored(w.T("returned.answer.refused"), theme.Warning))
		case a.failed != nil:
			failed = trouble(w, a.failed, nil)
		}
		now := d.shell.Now()
		parts := []fyne.CanvasObject{failed, widgets.Strong(d.visitTitle(w, visit))}
		if r, found := visit.Review(); found {
			parts = append(parts, record.Review(w, r, d.name, moment(w, r.At, now.Location(), now))...)
		}
		parts = append(parts, widgets.Muted(w.T("returned.answer.about")), widgets.Column(theme.Gap8, widgets.Muted(w.T("returned.answer.words")), a.field))
		return widgets.Framed(d.shell.Header(v, w.T("returned.answer.title"), ""), d.scroll("returned.add", parts...),
			d.foot("", widgets.Primary("returned.keep", w.T("returned.answer.keep"), func() { d.addTo(visit.ID, a) })))
	}}
}

// addTo writes what was added as a note of the visit.
func (d *Day) addTo(visit evidence.ID, a *answering) {
	if a.busy {
		return
	}
	if err := visits.CheckAnswer(a.text); err != nil {
		a.failed = errAdded
		d.shell.Rebuild()
		return
	}
	a.busy = true
	k, text := d.desk, a.text
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, k.Officer.AnswerReturn(ctx, visit, text)
	}, func(_ struct{}, err error) {
		a.busy, a.failed = false, err
		if err != nil {
			d.shell.Rebuild()
			return
		}
		if d.shell.Top().ID == "returned.add" { // nobody went back meanwhile
			d.shell.Pop()
		}
		d.shell.Tell(d.words().T("returned.answer.done"), "", nil, told)
		d.reload()
	})
}
