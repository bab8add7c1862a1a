package visiting

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/promise"
)

// gaps are how far apart the payments of a promise can be.
var gaps = []struct {
	code         string
	months, days int
}{{"month", 1, 0}, {"fortnight", 0, 14}, {"week", 0, 7}}

// numbers of payments that are offered; the policy may let fewer be.
var numbers = []int{1, 2, 3, 4, 6}

// instalmentsCard asks in how many payments a promise is kept, and shows them.
func (m *model) instalmentsCard() fyne.CanvasObject {
	w := m.w()
	p := fieldwork.Promised(m.at.answers)
	parts, apart := p.Parts(), m.apart()
	pick := func(id, label string, chosen bool, tapped func()) fyne.CanvasObject {
		if chosen {
			label = "✓ " + label
		}
		return widgets.NewButton(id, label, widgets.Outlined, tapped)
	}
	var list []fyne.CanvasObject
	for _, n := range numbers {
		if n <= promise.House().Most {
			list = append(list, pick("parts."+strconv.Itoa(n), strconv.Itoa(n), n == len(parts), func() { m.divide(n, apart) }))
		}
	}
	card := []fyne.CanvasObject{widgets.Title(w.T("visiting.parts.title")), widgets.Wrap(theme.Gap12, list...)}
	if len(parts) > 1 {
		list = nil
		for i, g := range gaps {
			list = append(list, pick("apart."+g.code, w.T("visiting.parts."+g.code), i == apart, func() { m.divide(len(parts), i) }))
		}
		card = append(card, widgets.Wrap(theme.Gap12, list...))
		for _, x := range parts {
			card = append(card, widgets.NewText(w.T("visiting.parts.one", "amount", w.Money(x.Amount, p.Currency), "date", m.inSentence(w, x.Date))))
		}
	}
	return widgets.Card(card...)
}

// divide sets the payments of the promise, each on a day that can be promised.
func (m *model) divide(n, apart int) {
	var list []visits.Instalment
	if n > 1 {
		if list = m.planned(n, apart); list == nil {
			m.say(m.w().T("visiting.parts.too_far"))
			return
		}
	}
	m.act(func(ctx context.Context) error { return m.v.SetInstalments(ctx, list) }, nil)
}

// planned is the promise that was answered in n payments; nil where that cannot be.
func (m *model) planned(n, apart int) []visits.Instalment {
	a, g := m.at.answers, gaps[apart]
	return promise.House().Plan(m.at.packs, a["t10"].Number, n, a[fieldwork.DateOfPromise].Code, dateOf(m.now()), g.months, g.days)
}

// apart is how far the payments are apart, of gaps: what is on the disk says it, or a
// kill would show another than was chosen.
func (m *model) apart() int {
	p := fieldwork.Promised(m.at.answers)
	for i := range gaps {
		if slices.Equal(p.Instalments, m.planned(len(p.Instalments), i)) {
			return i
		}
	}
	return 0
}

// partsText is what is paid when, in one line.
func (m *model) partsText(w *i18n.Words, p *visits.Promise) string {
	var list []string
	for _, x := range p.Parts() {
		list = append(list, w.T("visiting.parts.one", "amount", w.Money(x.Amount, p.Currency), "date", m.inSentence(w, x.Date)))
	}
	return w.T("visiting.parts.all", "n", len(list), "list", strings.Join(list, w.T("officer.list_sign")))
}

// refusedDay says why a day cannot be promised, and which stands there instead.
func (m *model) refusedDay(r *promise.Refused, instead string) string {
	w := m.w()
	text := w.T("visiting.parts.refused."+r.Why, "day", m.inSentence(w, r.Day))
	if instead == "" {
		return text
	}
	return text + w.T("visiting.parts.instead", "day", m.inSentence(w, instead))
}
