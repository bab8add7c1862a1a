package officer

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence/crew"
)

// crewPage is where an officer says on their own device that they go along with
// a colleague: it reads the question, says in words what it asks, and shows the
// answer.
type crewPage struct {
	day    *Day
	scan   *scanner
	asked  *crew.Question // nil: none was read yet. The way back leads off the page: the camera may still see the code
	answer string         // the code of the yes, "" before it
	err    error          // why there is none
	// signing is a request to sign for a visit, read instead of a question.
	signing *signingFor
}

func (d *Day) crewPage() *shell.Page {
	p := &crewPage{day: d}
	p.scan = &scanner{shell: d.shell, camera: d.desk.Device.Camera, take: p.questioned}
	p.scan.start()
	return &shell.Page{ID: "crew", Build: p.build, Left: p.scan.end, Dropped: p.dropped, Part: p.part}
}

func (p *crewPage) part() string {
	switch {
	case p.answer != "":
		return "answer"
	case p.signing != nil:
		return "signing"
	case p.asked != nil:
		return "question"
	}
	return "read"
}

func (p *crewPage) dropped(paths []string) {
	if p.asked == nil && p.signing == nil {
		p.scan.dropped(paths)
	}
}

// again puts a question away that can be answered no more.
func (p *crewPage) again(said string) {
	p.asked = nil
	p.scan.text = ""
	p.scan.start()
	p.scan.refuse(said)
}

func (p *crewPage) questioned(text string) {
	q, err := p.day.desk.ReadQuestion(text)
	if errors.Is(err, crew.ErrKind) {
		p.readRequest(text)
		return
	}
	if err != nil {
		p.scan.refuse(questionRefusal(p.day.words(), err))
		return
	}
	p.asked = &q
	p.scan.end()
	p.day.shell.Rebuild()
}

// questionRefusal is why a question is not asked here, as a sentence.
func questionRefusal(w *i18n.Words, err error) string {
	switch {
	case errors.Is(err, crew.ErrKind):
		return w.T("crew.refused.answer_read")
	case errors.Is(err, crew.ErrSelf):
		return w.T("crew.refused.own_question")
	case errors.Is(err, crew.ErrDay):
		return w.T("crew.refused.old_question")
	}
	return w.T("crew.refused.malformed")
}

// confirm says yes with this officer's key.
func (p *crewPage) confirm() {
	d, q := p.day, *p.asked
	if !q.Holds(d.desk.Now()) { // the page stood here over midnight
		p.again(d.words().T("crew.refused.old_question"))
		return
	}
	shell.Do(d.shell.Run, func(context.Context) (string, error) { return d.desk.GoAlong(q) }, func(code string, err error) {
		p.answer, p.err = code, err
		d.shell.Rebuild()
	})
}

func (p *crewPage) build(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	head := func(title string) fyne.CanvasObject { return d.shell.Header(v, title, "") }
	if p.signing != nil {
		return p.buildSigning(v)
	}
	if p.asked == nil {
		return widgets.Framed(head(w.T("crew.confirm.title")), d.scroll("crew.read", p.scan.object(w, w.T("crew.confirm.about"))), nil)
	}
	who, day := d.name(p.asked.Officer), dayText(w, *p.asked)
	if p.answer != "" {
		about := widgets.Column(theme.Gap12, widgets.Title(w.T("crew.yes.about", "name", who)), widgets.NewText(w.T("crew.yes.good", "day", day)))
		return widgets.Framed(head(w.T("crew.yes.title")),
			d.scroll("crew.answer", widgets.Columns(320, theme.Gap16, d.code("answer", p.answer, w.T("crew.yes.code")), widgets.Card(about))),
			d.foot("", widgets.Primary("done", w.T("crew.yes.done"), d.shell.Pop)))
	}
	var failed fyne.CanvasObject
	if p.err != nil {
		failed = trouble(w, p.err, p.confirm)
	}
	return widgets.Framed(head(w.T("crew.confirm.title")),
		d.scroll("crew.question", failed, widgets.Card(widgets.Title(w.T("crew.confirm.asks", "name", who)), widgets.Strong(w.T("crew.confirm.day", "day", day)),
			widgets.NewText(w.T("crew.confirm.means", "name", who)))),
		d.foot("", widgets.NewButton("no", w.T("crew.confirm.no"), widgets.Outlined, d.shell.Pop), widgets.Primary("yes", w.T("crew.confirm.yes"), p.confirm)))
}
