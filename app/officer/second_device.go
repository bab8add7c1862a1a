package officer

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// question is what a colleague with a device of their own is asked. It lies with
// the day and not with its page: a page that was left by mistake must not make
// the answer on the colleague's screen one to another question.
type question struct {
	crew.Question
	zone *time.Location
}

// ask is the question for today, the same until somebody said yes.
func (d *Day) ask(zone *time.Location) question {
	if d.asked.zone == nil || d.asked.zone.String() != zone.String() || !d.asked.Holds(d.desk.Now()) {
		d.asked = question{d.desk.AskAlong(zone), zone}
	}
	return d.asked
}

// zone is that of the debtors of today, for what is done beside their cases.
func (d *Day) zone() *time.Location { return d.seen.tour.zone() }

// zone is that of the first stop, whose day the tour's is.
func (t *tour) zone() *time.Location {
	if len(t.Stops) > 0 {
		return zoneOf(t.Stops[0].Zone)
	}
	return time.Local
}

// askPage shows a question to a colleague's device and reads the answer.
type askPage struct {
	day     *Day
	zone    *time.Location
	asked   question
	then    func()
	scan    *scanner
	reading bool
}

func (d *Day) askPage(zone *time.Location, then func()) *shell.Page {
	p := &askPage{day: d, zone: zone, asked: d.ask(zone), then: then}
	p.scan = &scanner{shell: d.shell, camera: d.desk.Device.Camera, take: p.answered}
	return &shell.Page{ID: "second.qr", Build: p.build, Left: p.scan.end, Back: p.back, Dropped: p.dropped, Part: p.part}
}

func (p *askPage) part() string { return either(p.reading, "answer", "question") }

func (p *askPage) dropped(paths []string) {
	if p.reading {
		p.scan.dropped(paths)
	}
}

// back leads from the answer to the question first.
func (p *askPage) back() bool {
	if !p.reading {
		return true
	}
	p.show()
	return false
}

func (p *askPage) show() {
	p.reading = false
	p.scan.end()
	p.day.shell.Rebuild()
}

func (p *askPage) read() {
	p.reading = true
	p.scan.said = ""
	p.scan.start()
	p.day.shell.Rebuild()
}

// answered checks what was read and notes who goes along.
func (p *askPage) answered(text string) {
	d := p.day
	if p.scan.busy {
		return // one yes is enough
	}
	p.scan.busy = true
	shell.Do(d.shell.Run, func(ctx context.Context) (evidence.ID, error) {
		return d.desk.TakeAnswer(ctx, p.asked.Question, text, p.zone)
	}, func(who evidence.ID, err error) {
		p.scan.busy = false
		if errors.Is(err, crew.ErrDay) {
			p.asked = d.ask(p.zone) // what is shown from now on can be answered
		}
		if err != nil {
			p.scan.refuse(answerRefusal(d.words(), err))
			return
		}
		d.asked = question{}                 // an answer is good once
		if d.shell.Top().ID == "second.qr" { // nobody went back meanwhile
			d.shell.Pop()
			d.shell.Pop()
		}
		d.shell.Tell(d.words().T("officer.second.done", "name", d.name(who)), "", nil, told)
		d.tour.askAgain()
		p.then()
	})
}

// answerRefusal is why nobody goes along by an answer, as a sentence.
func answerRefusal(w *i18n.Words, err error) string {
	switch {
	case errors.Is(err, crew.ErrMalformed):
		return w.T("crew.refused.malformed")
	case errors.Is(err, crew.ErrKind):
		return w.T("crew.refused.question_read")
	case errors.Is(err, crew.ErrDay):
		return w.T("crew.refused.day")
	case errors.Is(err, crew.ErrQuestion):
		return w.T("crew.refused.question")
	case errors.Is(err, crew.ErrForeign):
		return w.T("crew.refused.foreign")
	case errors.Is(err, crew.ErrSelf):
		return w.T("crew.refused.self")
	case errors.Is(err, crew.ErrUnit):
		return w.T("crew.refused.unit")
	case errors.Is(err, crew.ErrRole):
		return w.T("crew.refused.role")
	case errors.Is(err, crew.ErrSignature):
		return w.T("crew.refused.signature")
	}
	return w.T("common.failed", "why", err.Error())
}

// dayText is the day of a question.
func dayText(w *i18n.Words, q crew.Question) string {
	at, err := time.Parse(time.DateOnly, q.Day())
	if err != nil {
		return q.Day() // no year of a question has five digits
	}
	return w.Date(at)
}

func (p *askPage) build(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	v.Alone = true // it stands above the case, and Back leads there
	if p.reading {
		return widgets.Framed(d.shell.Header(v, w.T("crew.answer.title"), ""), d.scroll("second.answer", p.scan.object(w, w.T("crew.answer.about"))), nil)
	}
	steps := widgets.Column(theme.Gap12, widgets.Title(w.T("crew.ask.day", "day", dayText(w, p.asked.Question))),
		widgets.NewText(w.T("crew.ask.step1")), widgets.NewText(w.T("crew.ask.step2")), widgets.NewText(w.T("crew.ask.step3")),
		widgets.Muted(w.T("crew.ask.good")))
	code := d.code("question", p.asked.Text(), w.T("crew.ask.code"))
	return widgets.Framed(d.shell.Header(v, w.T("crew.ask.title"), ""),
		d.scroll("second.question", widgets.Columns(320, theme.Gap16, code, widgets.Card(steps))),
		d.foot("", widgets.Primary("read", w.T("crew.ask.read"), p.read)))
}

// code is a QR code with its text, which can be copied. It stands in no card: on
// a phone a card's edges would cost each dot a quarter of its size.
func (d *Day) code(id, text, label string) fyne.CanvasObject {
	w := d.words()
	copyIt := widgets.NewButton("copy", w.T("crew.copy"), widgets.Outlined, func() {
		fyne.CurrentApp().Clipboard().SetContent(widgets.Groups(text))
		d.shell.Tell(w.T("crew.copied"), "", nil, told)
	})
	return widgets.Column(theme.Gap12, widgets.NewCode(id, text, label), wrapped(copyIt))
}
