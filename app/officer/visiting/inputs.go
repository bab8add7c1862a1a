package visiting

import (
	"strconv"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// dates offers the days people name, and any other by steps of a day or a week.
// Days that must not be are not offered.
func (m *model) dates(q checklist.Question) fyne.CanvasObject {
	w := m.w()
	now := ""
	if q.Answered(m.at.answers) {
		now = m.at.answers[q.ID].Code
	}
	var list []fyne.CanvasObject
	for i, p := range m.picks(q) {
		date := dateOf(p.day)
		o := widgets.Option{Code: q.ID + "." + strconv.Itoa(i), Label: w.Date(p.day)}
		if p.key != "" {
			o.Label, o.Detail = w.T(p.key), w.Date(p.day)
		}
		list = append(list, widgets.NewAnswer(o, date == now, func() { m.answer(q, checklist.Day(date)) }))
	}
	box := widgets.Column(theme.Gap12, widgets.Columns(m.wide(200), theme.Gap12, list...))
	if !m.shown["day."+q.ID] {
		box.Add(widgets.Row(0, widgets.NewButton("other_day."+q.ID, w.T("visiting.day.other"), widgets.Outlined, func() { m.shown["day."+q.ID] = true; m.show() })))
		return box
	}
	return m.otherDay(q, box)
}

func (m *model) otherDay(q checklist.Question, box *fyne.Container) fyne.CanvasObject {
	w, day := m.w(), m.chosenDay(q)
	by := func(id, label string, days int) fyne.CanvasObject {
		return widgets.Fill(widgets.NewButton(id+"."+q.ID, label, widgets.Outlined, func() { m.step(q, days) }))
	}
	box.Add(widgets.Card(widgets.Title(w.Date(day)).Centred(),
		widgets.Row(theme.Gap8, by("week_back", w.T("visiting.day.week_back"), -7), by("week_on", w.T("visiting.day.week_on"), 7)),
		widgets.Row(theme.Gap8, by("day_back", w.T("visiting.day.day_back"), -1), by("day_on", w.T("visiting.day.day_on"), 1)),
		widgets.NewButton("take_day."+q.ID, w.T("visiting.day.take", "day", w.Date(day)), widgets.Outlined, func() { m.answer(q, checklist.Day(dateOf(day))) })))
	return box
}

// counter is what the stepper of a number stands at.
func (m *model) counter(q checklist.Question) int64 {
	if n, ok := m.number[q.ID]; ok {
		return n
	}
	if q.Answered(m.at.answers) {
		return m.at.answers[q.ID].Number
	}
	return q.Min
}

func (m *model) stepperFor(q checklist.Question) fyne.CanvasObject {
	n := m.counter(q)
	to := func(d int64) func() {
		return func() { m.number[q.ID] = min(q.Max, max(q.Min, n+d)); m.show() }
	}
	less := widgets.NewButton("less."+q.ID, "", widgets.Outlined, to(-1)).WithIcon(fynetheme.ContentRemoveIcon())
	more := widgets.NewButton("more."+q.ID, "", widgets.Outlined, to(1)).WithIcon(fynetheme.ContentAddIcon())
	box := widgets.Column(theme.Gap12, widgets.Row(theme.Gap24, less, widgets.Headline(strconv.FormatInt(n, 10)), more))
	if m.sub == correcting {
		box.Add(widgets.NewButton("take", m.w().T("visiting.correct.take"), widgets.Outlined, func() { m.answer(q, checklist.Number(m.counter(q))) }))
	}
	return box
}

// roundAmounts are offered with a tap, in minor units: a debtor names one of
// them more often than any other.
var roundAmounts = []int64{500_00, 1000_00, 2000_00, 3000_00}

// amounts are those offered for a question of money: for a promise, what was
// just said to be affordable and the whole debt; never more than is owed.
func (m *model) amounts(q checklist.Question) []int64 {
	var list []int64
	owed := int64(0)
	if m.at.about != nil {
		owed = m.at.about.Facts.Amount
	}
	add := func(n int64) {
		if n >= max(1, q.Min) && n <= q.Max && (owed == 0 || n <= owed) {
			list = append(list, n)
		}
	}
	if q.ID == "t10" {
		add(m.at.answers["t7"].Number)
		if owed != m.at.answers["t7"].Number {
			add(owed)
		}
		return list
	}
	for _, n := range roundAmounts {
		add(n)
	}
	return list
}

func (m *model) moneyFor(q checklist.Question) fyne.CanvasObject {
	w, currency := m.w(), m.currency()
	box := widgets.Column(theme.Gap12)
	var picks []fyne.CanvasObject
	for i, n := range m.amounts(q) {
		picks = append(picks, widgets.NewButton("answer."+q.ID+"."+strconv.Itoa(i), w.Money(n, currency), widgets.Outlined,
			func() { m.answer(q, checklist.Money(n, currency)) }))
	}
	if len(picks) > 0 {
		box.Add(widgets.Columns(m.wide(140), theme.Gap12, picks...))
	}
	typed := m.amount[q.ID]
	shown := w.T("visiting.money.other")
	if n, ok := visits.Minor(typed, currency); ok {
		shown = w.Money(n, currency)
	}
	box.Add(widgets.Card(widgets.Title(shown)))
	box.Add(AmountPad(typed, currency, func(now string) { m.amount[q.ID] = now; m.show() }))
	if m.sub == correcting {
		box.Add(widgets.NewButton("take", w.T("visiting.correct.take"), widgets.Outlined, func() { m.answerMoney(q) }))
	}
	return box
}

func (m *model) answerMoney(q checklist.Question) {
	n, ok := visits.Minor(m.amount[q.ID], m.currency())
	value := checklist.Money(n, m.currency())
	if !ok || m.list().Check(q.ID, value) != nil {
		m.say(m.w().T("visiting.money.none"))
		return
	}
	m.answer(q, value)
}

// AmountPad is the keys an amount of a currency is typed on, without a point where it has no decimals; set is told what was typed with each.
func AmountPad(typed, currency string, set func(typed string)) fyne.CanvasObject {
	places := visits.Decimals(currency)
	return widgets.Measure(keypadMost, keypad(places > 0, func(key string) { set(pressed(typed, key, places)) }))
}

// keypadMost keeps the keys under one thumb on a desk's screen.
const keypadMost = 420

// keypad is the digits of an amount or a PIN: no keyboard covers half the page.
// They are as large and as far apart as those one signs in with.
func keypad(point bool, pressed func(key string)) fyne.CanvasObject {
	key := func(name string) fyne.CanvasObject {
		return widgets.Tall(theme.Tile, widgets.NewButton("key."+name, name, widgets.Outlined, func() { pressed(name) }).Sized(theme.Title))
	}
	var keys []fyne.CanvasObject
	for _, r := range "123456789" {
		keys = append(keys, key(string(r)))
	}
	before := widgets.Space()
	if point {
		before = key(".").(*fyne.Container)
	}
	back := widgets.NewButton("key."+keyBack, "", widgets.Outlined, func() { pressed(keyBack) }).WithIcon(fynetheme.NavigateBackIcon())
	return widgets.Grid(3, theme.Gap12, append(keys, before, key("0"), widgets.Tall(theme.Tile, back))...)
}

// canned are phrases that take no typing; what stands there already stays.
func (m *model) canned(id string, keys []string) fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, len(keys))
	for i, key := range keys {
		phrase, ours := template(m.w(), key)
		if !ours {
			continue
		}
		list = append(list, widgets.NewButton("phrase."+strconv.Itoa(i), phrase, widgets.Outlined, func() {
			if m.words[id] != "" {
				phrase = m.words[id] + "\n" + phrase
			}
			m.words[id], m.said = phrase, ""
			m.show()
		}))
	}
	return widgets.Wrap(theme.Gap8, list...)
}

// phrases of each question of words: what people say most, and nothing that
// judges them.
var phrases = map[string][]string{
	"t3":        {"visiting.phrase.amount_wrong", "visiting.phrase.not_signed", "visiting.phrase.paid_elsewhere", "visiting.phrase.interest"},
	"t19-words": {"visiting.phrase.by_letter", "visiting.phrase.by_phone", "visiting.phrase.after_six", "visiting.phrase.not_at_work"},
	"r8-words":  {"visiting.phrase.threat_words", "visiting.phrase.animal", "visiting.phrase.fall"},
	"":          {"visiting.phrase.nobody", "visiting.phrase.letter_left", "visiting.phrase.calm", "visiting.phrase.come_again"},
}

func (m *model) textFor(q checklist.Question) fyne.CanvasObject {
	box := widgets.Column(theme.Gap12, m.canned(q.ID, phrases[q.ID]),
		m.field(q.ID, m.w().Pick(q.Title)))
	if m.sub == correcting {
		box.Add(widgets.NewButton("take", m.w().T("visiting.correct.take"), widgets.Outlined, func() { m.answerText(q) }))
	}
	return box
}

// field is where a text is typed. The same one is shown again while it holds
// what the model knows: a page is built anew in the middle of a sentence too.
func (m *model) field(id, label string) *widgets.Passage {
	if f := m.fields[id]; f != nil && f.Text == m.words[id] {
		return f
	}
	f := widgets.NewPassage("text."+id, label, m.words[id], 4, func(s string) { m.words[id] = s })
	m.fields[id] = f
	return f
}

func (m *model) answerText(q checklist.Question) {
	value := checklist.Text(m.words[q.ID])
	if m.list().Check(q.ID, value) != nil {
		m.say(m.w().N("visiting.text.length", int(q.Max)))
		return
	}
	m.answer(q, value)
}
