package visiting

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

func (m *model) questionsView(view shell.View, st station) fyne.CanvasObject {
	if len(st.page) == 1 && st.page[0].Kind == checklist.KindSignature {
		return m.signatureView(view, st)
	}
	if r, is := m.adds(st.page[0]); is {
		return m.repeatView(view, st, r)
	}
	if m.takesCash(st.page) {
		return m.cashView(view, st, false)
	}
	if st.page[0].ID == "c1" {
		st.who = m.signer()
		return m.judgementView(view, st)
	}
	w := m.w()
	body := widgets.Column(theme.Gap16, widgets.Muted(w.N("visiting.left", m.left(st.phase), "phase", w.T("visiting.phase."+st.phase))))
	if words := m.groupWords(st.page[0].ID); words != "" {
		body.Add(widgets.Strong(words))
	}
	for _, q := range m.notesBefore(st.page[0].ID) {
		body.Add(widgets.Notice(theme.Surface2, widgets.NewText(w.Pick(q.Title))))
	}
	if len(st.page) > 1 {
		m.addPage(body, st)
	} else {
		body.Add(widgets.Headline(w.Pick(st.page[0].Title)))
		body.Add(m.input(st.page[0]))
	}
	if asksHow(st.page) {
		body.Add(m.cashNotice())
	}
	if m.speaking(st) {
		if say := m.mayView(); say != nil {
			body.Add(say)
		}
	}
	body.Add(m.whyView(st.page))
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.previousButton(), m.next(st)}})
}

// addPage puts a page of several questions together: first those that are shown
// as answered, then those that wait for a person.
func (m *model) addPage(body *fyne.Container, st station) {
	w := m.w()
	var usual, ask []fyne.CanvasObject
	for _, q := range st.page {
		if value, ok := m.shownAs(q); ok {
			usual = append(usual, m.row(q, value))
			continue
		}
		ask = append(ask, widgets.Column(theme.Gap12, widgets.Title(w.Pick(q.Title)), m.input(q)))
	}
	if len(usual) > 0 {
		hint := w.T("visiting.page.check")
		if len(open(st.page, m.at.answers)) > 0 {
			hint = w.T("visiting.page.check_and_answer")
		}
		body.Add(widgets.Strong(hint))
		body.Add(widgets.Column(theme.Gap8, usual...))
	}
	if slices.ContainsFunc(st.page, func(q checklist.Question) bool { return q.ID == fieldwork.DateOfPromise && q.Answered(m.at.answers) }) {
		body.Add(m.instalmentsCard())
	}
	for _, o := range ask {
		body.Add(o)
	}
}

// shownAs is the answer a row of a page shows: the one given, or the usual one.
func (m *model) shownAs(q checklist.Question) (checklist.Value, bool) {
	if q.Answered(m.at.answers) {
		return m.at.answers[q.ID], true
	}
	return checklist.Chosen(q.Usual), q.Usual != ""
}

// row is a question that is shown as answered, or opened in its place for
// another answer.
func (m *model) row(q checklist.Question, value checklist.Value) fyne.CanvasObject {
	w := m.w()
	if m.shown[q.ID] {
		return widgets.Card(widgets.Title(w.Pick(q.Title)), m.input(q))
	}
	change := widgets.NewButton("change."+q.ID, w.T("visiting.change"), widgets.Quiet, func() { m.shown[q.ID] = true; m.show() })
	words := widgets.Column(0, widgets.NewText(w.Pick(q.Title)), widgets.Colored("✓ "+m.read1(w, q, value), theme.Good))
	return m.wordsWith(words, change)
}

// wordsWith is a card of words with a button beside them; below them where letters
// are large, for words need the width.
func (m *model) wordsWith(words fyne.CanvasObject, button *widgets.Button) fyne.CanvasObject {
	if m.s.Prefs.Scale > 1.25 {
		return widgets.Card(words, widgets.Wrap(theme.Gap12, button))
	}
	return widgets.Card(widgets.Row(theme.Gap12, widgets.Fill(words), button))
}

// input is what a question is answered with.
func (m *model) input(q checklist.Question) fyne.CanvasObject {
	switch q.Kind {
	case checklist.KindYesNo, checklist.KindChoice:
		return m.choices(q)
	case checklist.KindDate:
		return m.dates(q)
	case checklist.KindNumber:
		if isWide(q) {
			return m.writtenFor(q)
		}
		return m.stepperFor(q)
	case checklist.KindDecimal, checklist.KindTime, checklist.KindDateTime, checklist.KindPoint:
		return m.writtenFor(q)
	case checklist.KindChoices:
		return m.severalFor(q)
	case checklist.KindAck:
		return widgets.NewAnswer(widgets.Option{Code: q.ID + ".OK", Label: m.w().T("visiting.form.ack")}, q.Answered(m.at.answers), func() { m.answer(q, checklist.Chosen("OK")) })
	case checklist.KindMoney:
		return m.moneyFor(q)
	case checklist.KindText:
		return m.textFor(q)
	case checklist.KindPhoto:
		return m.cameraView()
	}
	return widgets.Muted(m.w().T("visiting.answer.signature"))
}

func (m *model) choices(q checklist.Question) fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, len(q.Choices))
	now := ""
	if value, ok := m.shownAs(q); ok {
		now = value.Code
	}
	for _, o := range m.options(q) {
		list = append(list, widgets.NewAnswer(widgets.Option{Code: q.ID + "." + o.code, Label: o.label}, now == o.code,
			func() { m.answer(q, checklist.Chosen(o.code)) }))
	}
	if q.Kind == checklist.KindYesNo {
		return widgets.Columns(m.wide(140), theme.Gap12, list...)
	}
	return widgets.Column(theme.Gap12, list...)
}

// sayable are the codes of what may be said now the app has words for.
func (m *model) sayable(may []string) []string {
	var list []string
	for _, code := range may {
		if m.theirs().Has("visiting.say." + code) {
			list = append(list, code)
		}
	}
	return list
}

// toOfficer are the sayable codes that tell the officer what to do; the others
// are read aloud.
var toOfficer = map[string]bool{"leave_sealed_card": true, "lender": true, "purpose": true, "amount": true, "guarantee": true, "how_to_pay": true, "how_to_complain": true}

// ofDebt are those that tell somebody of the debt: with one of them the warning
// to say nothing of it would be wrong.
var ofDebt = []string{"lender", "purpose", "amount", "guarantee"}

// mayView is what may be said now, to be read aloud in the debtor's language.
func (m *model) mayView() fyne.CanvasObject {
	codes, spouse := m.sayable(m.at.say), m.sayable(m.at.spouse)
	if len(codes)+len(spouse) == 0 {
		if m.at.to == "" {
			return nil
		}
		return widgets.Notice(theme.InfoGround, widgets.Colored(m.w().T("visiting.say.nothing"), theme.Info))
	}
	box := widgets.Column(theme.Gap8)
	if len(codes) > 0 {
		box.Add(widgets.Colored(m.w().T("visiting.say.title"), theme.Info))
		m.readAloud(box, codes)
	} else {
		box.Add(widgets.Colored(m.w().T("visiting.say.nothing_but"), theme.Info))
	}
	if len(spouse) > 0 {
		box.Add(widgets.Strong(m.w().T("visiting.say.spouse")))
		m.readAloud(box, spouse)
	}
	if !slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(ofDebt, c) }) {
		box.Add(widgets.Muted(m.w().T("visiting.say.never")))
	}
	return widgets.Notice(theme.InfoGround, box)
}

// readAloud adds the sentences of these codes.
func (m *model) readAloud(box *fyne.Container, codes []string) {
	w, name := m.theirs(), ""
	if p := m.at.person(m.signer().Party); p != nil {
		name = p.Name
	}
	for _, code := range codes {
		said := w
		if toOfficer[code] {
			said = m.w()
		}
		if text, ours := template(said, "visiting.say."+code, "me", m.d.Name(m.d.Me()), "name", name); ours {
			box.Add(widgets.NewText(text))
		}
		if code == "wish_to_speak_to" { // only what is said is in the debtor's language
			box.Add(widgets.Muted(m.w().T("visiting.say.if_asked")))
			box.Add(widgets.NewText(w.T("visiting.say.personal", "name", name)))
		}
	}
}

// whyView says why it is asked, folded until it is wanted.
// askWhy folds the reasons out, or in again.
func (m *model) askWhy() {
	m.why = !m.why
	m.show()
	if m.why {
		m.s.ToEnd()
	}
}

func (m *model) whyView(page []checklist.Question) fyne.CanvasObject {
	w := m.w()
	icon := fynetheme.MenuExpandIcon()
	if m.why {
		icon = fynetheme.MenuDropDownIcon()
	}
	toggle := widgets.Row(0, widgets.NewButton("why", w.T("visiting.why"), widgets.Quiet, m.askWhy).WithIcon(icon))
	if !m.why {
		return toggle
	}
	box := widgets.Column(theme.Gap8, toggle)
	for _, q := range page {
		if len(page) > 1 {
			box.Add(widgets.Strong(w.Pick(q.Title)))
		}
		box.Add(widgets.Muted(w.Pick(q.Why)))
	}
	return box
}

// next is the way on from a page: to take it as shown, to store what was typed,
// or to pass over it. Where only an answer leads on it is locked and says so.
func (m *model) next(st station) *widgets.Button {
	w := m.w()
	q := st.page[0]
	if len(st.page) > 1 || q.Page != "" {
		b := widgets.Primary("next", w.T("visiting.page.take"), m.confirm)
		if waiting := open(st.page, m.at.answers); len(waiting) > 0 {
			b = widgets.Primary("next", w.T("common.next"), func() { m.say(w.T("visiting.page.waiting", "question", w.Pick(waiting[0].Title))) }).Lock(true)
		}
		return b
	}
	switch q.Kind {
	case checklist.KindNumber, checklist.KindDecimal, checklist.KindTime, checklist.KindDateTime, checklist.KindPoint, checklist.KindChoices:
		if q.Kind == checklist.KindNumber && !isWide(q) {
			return widgets.Primary("next", w.T("common.next"), func() { m.answer(q, checklist.Number(m.counter(q))) })
		}
		if !q.Required && m.words[q.ID] == "" {
			return widgets.NewButton("next", w.T("visiting.skip"), widgets.Outlined, func() { m.skip(q) })
		}
		return widgets.Primary("next", w.T("common.next"), func() { m.answerWritten(q) })
	case checklist.KindMoney:
		return widgets.Primary("next", w.T("common.next"), func() { m.answerMoney(q) })
	case checklist.KindText:
		return widgets.Primary("next", w.T("common.next"), func() {
			if !q.Required && strings.TrimSpace(m.words[q.ID]) == "" { // what is typed builds no page anew: the button cannot know before
				m.skip(q)
				return
			}
			m.answerText(q)
		})
	}
	if !q.Required {
		return widgets.NewButton("next", w.T("visiting.skip"), widgets.Outlined, func() { m.skip(q) })
	}
	return widgets.Primary("next", w.T("common.next"), func() { m.say(w.T("visiting.pick_one")) }).Lock(true)
}

func (m *model) say(words string) {
	m.tell(words)
	m.show()
}

// stopView says which answer ended the visit early, and what is left to do.
func (m *model) stopView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	stop, _ := m.list().Stopped(m.at.answers)
	q := m.blamed(stop)
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.stopped.title")),
		widgets.Notice(theme.DangerGround, widgets.Colored(w.T("visiting.stopped.answer"), theme.Danger), widgets.Strong(w.Pick(q.Title)),
			widgets.NewText(m.read1(w, q, m.at.answers[q.ID])), widgets.NewText(w.Pick(stop.Why))))
	put := widgets.NewButton("put_right", w.T("visiting.stopped.put_right"), widgets.Outlined, func() { m.target = q.ID; m.to(correcting) })
	if st.phase == checklist.PhaseBefore {
		body.Add(widgets.NewText(w.T("visiting.stopped.not_begun")))
		return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{put, widgets.Primary("left", w.T("visiting.we_left"), m.weLeft)}})
	}
	body.Add(widgets.NewText(w.T("visiting.stopped.say_goodbye")))
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{put, widgets.Primary("to_close", w.T("visiting.stopped.to_close"), m.understand)}})
}

// blamed is the question whose answer a stop is for. Where every answer stops, it is
// the one that brought the question up: to have left at once is no fault.
func (m *model) blamed(stop checklist.Question) checklist.Question {
	if stop.Kind != checklist.KindYesNo || len(stop.Stops) < 2 || len(stop.When) == 0 {
		return stop
	}
	if cause, known := m.reading().Question(stop.When[0].Question); known {
		return cause
	}
	return stop
}

// leavingView is what stands there after the crew was asked to go: the clock,
// and that they left.
func (m *model) leavingView(view shell.View) fyne.CanvasObject {
	w := m.w()
	asked, _ := m.at.askedToLeave()
	passed := (m.d.Now().UnixMicro() - asked) / 1_000_000
	left := int64(m.at.leaveWithin().Seconds()) - passed
	clock := widgets.Headline(w.T("visiting.leave.seconds", "n", max(0, left)))
	clock.Color = theme.Danger
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.leave.title")),
		widgets.Notice(theme.DangerGround, clock, widgets.NewText(w.T("visiting.leave.words", "time", m.moment(asked).Format("15:04:05")))),
		widgets.NewText(w.T("visiting.leave.what")))
	buttons := []fyne.CanvasObject{widgets.Primary("left", w.T("visiting.we_left"), m.weLeft)}
	if m.canBeMistake() {
		slip := widgets.NewButton("mistaken", w.T("visiting.leave.mistaken"), widgets.Outlined, m.mistaken)
		buttons = append([]fyne.CanvasObject{slip}, buttons...)
	}
	return m.frame(view, m.stage(), body, foot{tools: true, list: buttons})
}

// goingView ends what is done at the place.
func (m *model) goingView(view shell.View) fyne.CanvasObject {
	w := m.w()
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.going.title")), widgets.NewText(w.T("visiting.going.words")))
	if _, n := m.at.line(visits.SignatureTaken); n >= 0 {
		body.Add(widgets.Wrap(theme.Gap8, widgets.Chip(widgets.Good, w.T("visiting.going.signed"))))
	}
	left := widgets.Primary("left", w.T("visiting.we_left"), m.weLeft)
	return m.frame(view, m.stage(), body, foot{tools: true, list: []fyne.CanvasObject{m.previousButton(), left}})
}
