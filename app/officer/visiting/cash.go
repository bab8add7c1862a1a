package visiting

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

// The questions of the house's list that the page for cash answers, and the one it is
// offered at.
const (
	questionHow, howCash                = "t11", "cash"
	questionCounted, questionCountAgain = "t12", "t12-again"
	questionHanded, questionReceipt     = "t13", "t13-number"

	// receiptWords names the number of a receipt among the texts that are typed.
	receiptWords = "cash"
	payerOther   = "other"
)

// taking is cash that is being counted and not taken yet.
type taking struct {
	typed   [2]string // the two counts
	count   int       // which of them is typed
	payer   string    // the number of a subject, or payerOther
	purpose string
	shown   bool // the receipt was shown and signed by both
}

// refusedCash is cash that the rules do not let be taken, in words that say why.
type refusedCash struct{ against []rules.Reason }

func (r *refusedCash) Error() string { return fieldwork.ErrNoCash.Error() }

// mayTakeCash reports whether the page for cash is offered: the rules leave something,
// and receipts are with the crew.
func (at *snapshot) mayTakeCash() bool { return at.cash.Room() > 0 && at.receipts }

// cashTaken is the cash this visit has taken, and the numbers of its receipts.
func (at *snapshot) cashTaken(currency string) (sum int64, receipts []string, shown bool) {
	shown = true
	for _, x := range at.visit.Money {
		if !x.InHand() || x.Currency != currency {
			continue
		}
		sum += x.Amount
		receipts = append(receipts, x.Receipt)
		shown = shown && x.Shown && strings.TrimSpace(x.Receipt) != ""
	}
	return sum, receipts, shown && sum > 0
}

// ofCash are the answers about cash the app has: whether any may be taken, and once some
// was, what the page for it asked. They are read from the entry, so a kill between the
// two takes nothing.
func (m *model) ofCash(at *snapshot) []knownAnswer {
	if at.about == nil {
		return nil
	}
	currency := at.about.Facts.Currency
	sum, receipts, shown := at.cashTaken(currency)
	if sum == 0 {
		return []knownAnswer{{"a18", yesIf(at.mayTakeCash()), true}}
	}
	if at.answers[questionHow].Code != howCash {
		return nil
	}
	counted := checklist.Money(sum, currency)
	list := []knownAnswer{{questionCounted, counted, false}, {questionCountAgain, counted, false}}
	if shown { // else a person says whether one was handed over
		list = append(list, knownAnswer{questionHanded, checklist.Yes, false}, knownAnswer{questionReceipt, checklist.Text(strings.Join(receipts, ", ")), false})
	}
	return list
}

// takesCash reports that the page of questions is the one cash is taken on.
func (m *model) takesCash(page []checklist.Question) bool {
	sum, _, _ := m.at.cashTaken(m.currency())
	_, numbered := m.list().Question(questionReceipt)
	return page[0].ID == questionCounted && page[0].Kind == checklist.KindMoney && numbered && sum == 0
}

// cashReason is one sentence of why, with the id of its rule.
func (m *model) cashReason(code, rule, currency, certificate string) string {
	w := m.w()
	key := "officer.reason." + code
	if !strings.HasPrefix(code, "cash_") { // a rule by which the visit ends, whatever it is about
		key = "officer.reason.cash_visit_must_end"
	}
	if !w.Has(key) {
		key = "officer.reason.cash_not_allowed"
	}
	return w.T("cash.because", "why", w.T(key, "currency", currency, "certificate", cmp.Or(certificate, "–")), "rule", rule)
}

// notHere is why cash is not taken here; "" where it may be.
func (m *model) notHere() string {
	s := m.at.cash
	switch {
	case len(s.Against) > 0:
		r := s.Against[0]
		return m.cashReason(r.Code, r.Rule, r.Params["currency"], r.Params["certificate"])
	case s.Room() == 0 && len(s.Left) > 0:
		return m.cashReason(s.Left[0].Code, s.Left[0].Rule, s.Currency, "")
	case s.Room() == 0:
		return m.cashReason("cash_not_allowed", rules.RuleCash, "", "")
	case !m.at.receipts:
		return m.cashReason("cash_no_receipts", rules.RuleCash, "", "")
	}
	return ""
}

// cashNotice stands where it is asked how the money is paid.
func (m *model) cashNotice() fyne.CanvasObject {
	w := m.w()
	if sum, _, _ := m.at.cashTaken(m.currency()); sum > 0 {
		return widgets.Notice(theme.InfoGround, widgets.Colored(w.T("cash.taken", "amount", w.Money(sum, m.currency())), theme.Info))
	}
	if m.notHere() == "" {
		return widgets.Notice(theme.InfoGround, widgets.Colored(m.upTo(), theme.Info))
	}
	return widgets.Notice(theme.Surface2, widgets.NewText(w.T("cash.not_here", "why", m.notHere())), m.recordCashButton())
}

func (m *model) upTo() string {
	w, s := m.w(), m.at.cash
	return w.T("cash.up_to", "amount", w.Money(s.Room(), s.Currency), "rule", s.Left[0].Rule)
}

// recordCashButton leads to the page that records what happened against the rules.
func (m *model) recordCashButton() fyne.CanvasObject {
	return widgets.Wrap(theme.Gap12, widgets.NewButton("record_cash", m.w().T("cash.record"), widgets.Quiet, func() { m.to(recordingCash) }))
}

// cashView is the page cash is taken on; happened: it lies in the hand already, and is
// recorded whatever the rules say.
func (m *model) cashView(view shell.View, st station, happened bool) fyne.CanvasObject {
	w := m.w()
	title, hint := w.T("cash.title"), ""
	if happened {
		title = w.T("cash.record.title")
	}
	body := widgets.Column(theme.Gap16, widgets.Headline(title))
	if happened {
		body.Add(widgets.Notice(theme.DangerGround, widgets.Colored(w.T("cash.record.about"), theme.Danger)))
	} else if m.notHere() == "" {
		body.Add(widgets.Notice(theme.InfoGround, widgets.Colored(m.upTo(), theme.Info)))
	}
	body.Add(m.countCard(happened))
	over := m.overCash()
	if !happened && over != "" {
		body.Add(widgets.Notice(theme.DangerGround, widgets.Colored(over, theme.Danger), m.recordCashButton()))
	}
	body.Add(widgets.Column(theme.Gap12, widgets.Title(w.T("cash.payer")), m.payers()))
	body.Add(widgets.Column(theme.Gap12, widgets.Title(w.T("cash.for")), m.purposes()))
	body.Add(m.receiptCard())
	f := foot{tools: true, list: []fyne.CanvasObject{m.previousButton()}}
	if happened {
		f.list = []fyne.CanvasObject{m.backButton(), widgets.Primary("take_cash", w.T("cash.record.take"), func() { m.takeCash(true) })}
	} else {
		if over == "" {
			hint = m.lacks()
		}
		f.list = append(f.list, widgets.Primary("take_cash", w.T("cash.take"), func() {
			if why := cmp.Or(over, hint); why != "" {
				m.say(why)
				return
			}
			m.takeCash(false)
		}).Lock(over != "" || hint != ""))
	}
	return m.frame(view, st, body, f)
}

// countCard takes the two counts, one after the other. Of what was recorded afterwards
// one is enough: nobody counts it before the payer again.
func (m *model) countCard(happened bool) fyne.CanvasObject {
	w := m.w()
	t := &m.taking
	if happened {
		t.count = 0
	}
	card := widgets.Column(theme.Gap12)
	keys := []string{"cash.count.first", "cash.count.again"}
	if happened {
		keys = []string{"cash.count.only"}
	}
	for i, key := range keys {
		shown := w.T("cash.count.open")
		if n, ok := visits.Minor(t.typed[i], m.currency()); ok {
			shown = w.Money(n, m.currency())
		}
		label := w.T(key, "amount", shown)
		if t.count == i {
			card.Add(widgets.Card(widgets.Title(label)))
			continue
		}
		card.Add(widgets.Wrap(theme.Gap12, widgets.NewButton("count."+strconv.Itoa(i), label, widgets.Outlined, func() { t.count = i; m.show() })))
	}
	card.Add(AmountPad(t.typed[t.count], m.currency(), func(now string) {
		t.typed[t.count], m.said = now, ""
		m.show()
	}))
	return card
}

// countedCash is the amount once both counts say it.
func (m *model) countedCash() (amount int64, agree bool) {
	first, ok := visits.Minor(m.taking.typed[0], m.currency())
	again, twice := visits.Minor(m.taking.typed[1], m.currency())
	return first, ok && twice && first == again && first > 0
}

// overCash is what is said of an amount over a limit, and where none may be taken.
func (m *model) overCash() string {
	if why := m.notHere(); why != "" {
		return m.w().T("cash.not_here", "why", why)
	}
	amount, _ := visits.Minor(m.taking.typed[0], m.currency())
	if l := m.at.cash.Over(amount); l != nil {
		return m.w().T("cash.over", "why", m.cashReason(l.Code, l.Rule, m.currency(), ""), "amount", m.w().Money(l.Left, m.currency()))
	}
	return ""
}

// lacks is what is still missing before cash can be taken; "" for nothing.
func (m *model) lacks() string {
	w, t := m.w(), &m.taking
	_, agree := m.countedCash()
	_, typed := visits.Minor(t.typed[1], m.currency())
	switch {
	case !agree && typed:
		return w.T("cash.lacks.differ")
	case !agree:
		return w.T("cash.lacks.count")
	case t.payer == "":
		return w.T("cash.lacks.payer")
	case t.purpose == "":
		return w.T("cash.lacks.for")
	case !t.shown:
		return w.T("cash.lacks.receipt")
	}
	return ""
}

func (m *model) payers() fyne.CanvasObject {
	w := m.w()
	var list []widgets.Option
	for i, s := range m.at.subjects() {
		o := widgets.Option{Code: "payer." + strconv.Itoa(i), Label: w.T("officer.role." + s.Role)}
		if p := m.at.person(s.Party); p != nil {
			o.Label, o.Detail = visits.MaskName(p.Name), o.Label
		}
		list = append(list, o)
	}
	list = append(list, widgets.Option{Code: "payer." + payerOther, Label: w.T("cash.payer.other"), Detail: w.T("cash.payer.other.about")})
	return widgets.Answers(list, "payer."+m.taking.payer, func(code string) { m.taking.payer = strings.TrimPrefix(code, "payer."); m.show() })
}

// purposes are what the money can be for: the debt, or the next payment of a promise
// that runs.
func (m *model) purposes() fyne.CanvasObject {
	w := m.w()
	list := []widgets.Option{{Code: "for." + visits.ForDebt, Label: w.T("cash.for.debt")}}
	if about := m.at.about; about != nil {
		if p := promise.Latest(about, dateOf(m.now()), promise.House()); p != nil && p.Live() && p.Next() != nil {
			list = append(list, widgets.Option{Code: "for." + visits.ForInstalment, Label: w.T("cash.for.instalment", "amount", w.Money(p.Next().Amount, m.currency()), "date", m.inSentence(w, p.Next().Date))})
		}
	}
	return widgets.Answers(list, "for."+m.taking.purpose, func(code string) { m.taking.purpose = strings.TrimPrefix(code, "for."); m.show() })
}

func (m *model) receiptCard() fyne.CanvasObject {
	w := m.w()
	return widgets.Column(theme.Gap12, widgets.Title(w.T("cash.receipt")), m.field(receiptWords, w.T("cash.receipt")),
		widgets.NewAnswer(widgets.Option{Code: "receipt_shown", Label: w.T("cash.receipt.shown"), Detail: w.T("cash.receipt.shown.about"), Several: true}, m.taking.shown,
			func() { m.taking.shown = !m.taking.shown; m.show() }))
}

// takeCash records it; if the rules let it be taken, or because it happened.
func (m *model) takeCash(happened bool) {
	w, t := m.w(), m.taking
	amount, _ := visits.Minor(t.typed[0], m.currency())
	f := visits.MoneyFacts{Amount: amount, Currency: m.currency(), Method: visits.MethodCash, Receipt: strings.TrimSpace(m.words[receiptWords]), For: t.purpose, Shown: t.shown}
	switch {
	case amount <= 0:
		m.say(w.T("cash.lacks.count"))
		return
	case !happened && (f.Receipt == "" || len(f.Receipt) > 40):
		m.say(w.T("cash.lacks.number"))
		return
	}
	if m.at.about != nil {
		f.Debt = m.at.about.Facts.Debt
	}
	f.Payer = m.payerOf(t.payer)
	m.act(func(ctx context.Context) error {
		if happened {
			return m.v.Money(ctx, f)
		}
		against, err := m.v.TakeCash(ctx, f)
		if errors.Is(err, fieldwork.ErrNoCash) && len(against) > 0 {
			return &refusedCash{against}
		}
		return err
	}, func() {
		m.taking, m.sub = taking{}, asking
		delete(m.words, receiptWords)
		delete(m.fields, receiptWords)
		m.tell(w.T("cash.recorded", "amount", w.Money(amount, m.currency())))
	})
}

func (m *model) payerOf(code string) (party evidence.ID) {
	subjects := m.at.subjects()
	if i, err := strconv.Atoi(code); err == nil && i >= 0 && i < len(subjects) {
		party = subjects[i].Party
	}
	return party
}

// asksHow reports that a page asks how the money is paid.
func asksHow(page []checklist.Question) bool {
	return slices.ContainsFunc(page, func(q checklist.Question) bool { return q.ID == questionHow })
}
