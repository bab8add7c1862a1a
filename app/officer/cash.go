package officer

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/officer/visiting"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// cashCard counts one currency against what the day's visits say was taken.
func (d *Day) cashCard(w *i18n.Words, c visits.Cash) fyne.CanvasObject {
	_, counted := d.saying.Counted[c.Currency]
	state := widgets.Chip(widgets.Good, w.T("day.cash.agrees"))
	switch {
	case !counted:
		state = widgets.Chip(widgets.Warning, w.T("day.cash.uncounted"))
	case c.Differs():
		state = widgets.Chip(widgets.Warning, w.T("day.cash.differs"))
	}
	parts := []fyne.CanvasObject{widgets.Wrap(theme.Gap12, widgets.Strong(w.T("day.cash.title")), state),
		widgets.NewText(w.T("day.cash.taken", "amount", w.Money(c.Taken, c.Currency)))}
	if counted {
		parts = append(parts, widgets.NewText(record.Counted(w, c)))
	}
	parts = append(parts, widgets.Wrap(theme.Gap12,
		widgets.NewButton("count.same."+c.Currency, w.T("day.cash.same", "amount", w.Money(c.Taken, c.Currency)), widgets.Outlined, func() {
			d.say(func(s *saying) { s.count(c.Currency, c.Taken) })
		}),
		widgets.NewButton("count."+c.Currency, w.T("day.cash.other"), widgets.Outlined, func() { d.shell.Push(d.amountPage(c.Currency)) })))
	if counted && c.Differs() {
		var reasons []widgets.Option
		for _, code := range visits.CashReasons {
			reasons = append(reasons, widgets.Option{Code: code, Label: record.CashReason(w, code)})
		}
		parts = append(parts, widgets.Strong(w.T("day.cash.why")),
			widgets.Answers(reasons, c.Reason, func(code string) { d.say(func(s *saying) { s.because(c.Currency, code) }) }))
	}
	return widgets.Card(parts...)
}

// amountPage takes what lies in the bag, of one currency.
func (d *Day) amountPage(currency string) *shell.Page {
	typed := ""
	take := func() {
		if n, ok := visits.Minor(typed, currency); ok {
			d.shell.Pop()
			d.say(func(s *saying) { s.count(currency, n) })
		}
	}
	return &shell.Page{ID: "amount", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		shown := w.T("day.cash.type")
		n, ok := visits.Minor(typed, currency)
		if ok {
			shown = w.Money(n, currency)
		}
		v.Alone = true // it stands above the end of the day, and Back leads there
		return widgets.Framed(d.shell.Header(v, w.T("day.cash.other"), ""),
			d.scroll("amount", widgets.Card(widgets.Title(shown)), visiting.AmountPad(typed, currency, func(now string) {
				typed = now
				d.shell.Rebuild()
			})),
			d.foot("", widgets.Primary("take", w.T("day.cash.take"), take).Lock(!ok)))
	}}
}

// receivePage has somebody receive what the day ended with.
func (d *Day) receivePage() *shell.Page {
	day := d.today()
	return d.askPIN(asking{id: "receive", title: "day.receive.title", about: "day.receive.about", none: "day.receive.none", done: "day.receive.done", managers: true,
		say: func(ctx context.Context, who evidence.ID, pin string) error {
			h, err := d.desk.Officer.AskHandover(ctx, day)
			if err != nil {
				return errNotKept{err}
			}
			return d.desk.ReceiveHere(ctx, h, who, pin)
		},
		then: func() { d.wrote(struct{}{}, nil) },
		more: func() []fyne.CanvasObject {
			if d.seen.said == nil || d.seen.said.Ended == nil {
				return nil
			}
			var rows []fyne.CanvasObject
			for _, c := range slices.Clone(d.seen.said.Ended.Cash) {
				rows = append(rows, widgets.Title(record.Counted(d.words(), c)))
			}
			return []fyne.CanvasObject{widgets.Card(rows...)}
		}})
}
