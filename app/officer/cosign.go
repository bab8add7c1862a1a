package officer

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// cosignPage is where the second officer signs for a visit as far as it has
// come: with their own PIN on this tablet, or from a device of their own.
type cosignPage struct {
	day     *Day
	visit   evidence.ID
	then    func()
	request *crew.Request // nil: not read yet
	second  evidence.ID   // who went along; zero: nobody was named
	people  []desk.Person // who of those may sign here
	err     error
	pad     keypad
	words   sixWords
	scan    *scanner
	at      cosignStep
	stop    func() // of the countdown
}

type cosignStep string

const (
	cosignAsking  cosignStep = "ask" // the PIN, or the way to the code
	cosignShowing cosignStep = "code"
	cosignReading cosignStep = "answer"
)

// CosignPage asks the second officer of a visit to sign for it; then is called
// once they did.
func (d *Day) CosignPage(visit evidence.ID, then func()) *shell.Page {
	p := &cosignPage{day: d, visit: visit, then: then, at: cosignAsking}
	p.pad = keypad{changed: d.shell.Rebuild, done: p.here,
		shown: func() bool {
			return p.at == cosignAsking && len(p.people) > 0 && !p.words.asked() && p.pad.waits(d.shell.Now()) == 0
		}}
	p.words = sixWords{shell: d.shell, device: d.desk.Device, given: d.shell.Rebuild,
		name: func(who desk.Person) string { return d.name(who.ID) }}
	p.scan = &scanner{shell: d.shell, take: p.answered}
	p.load()
	return &shell.Page{ID: "cosign", Build: p.build, Keys: append(p.pad.keys(), p.words.keys()...), Back: p.back, Dropped: p.dropped, Part: func() string { return string(p.at) },
		Left: func() { p.stopCounting(); p.scan.end() }}
}

func (p *cosignPage) load() {
	k := p.day.desk
	type asked struct {
		request crew.Request
		second  evidence.ID
		people  []desk.Person
	}
	shell.Do(p.day.shell.Run, func(ctx context.Context) (a asked, err error) {
		v, err := k.Journal.Visit(ctx, p.visit)
		if err != nil {
			return a, err
		}
		if v != nil {
			a.second = v.Second
		}
		if a.request, err = k.Officer.AskCosign(ctx, p.visit); err != nil {
			return a, err
		}
		a.people, err = k.Device.People()
		return a, err
	}, func(a asked, err error) {
		p.err, p.people = err, nil
		if err == nil {
			p.request, p.second = &a.request, a.second
			for _, who := range a.people {
				if who.ID == a.second && !who.NoPIN {
					p.people = append(p.people, who)
					p.words.of(who)
					p.wait(who.Wait)
				}
			}
		}
		p.day.shell.Rebuild()
	})
}

// wait counts a wait down on the page.
func (p *cosignPage) wait(left time.Duration) {
	p.stopCounting()
	p.pad.until = p.day.shell.Now().Add(left)
	if left > 0 {
		p.stop = p.day.shell.Run.Every(time.Second, p.day.shell.Rebuild)
	}
}

func (p *cosignPage) stopCounting() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

func (p *cosignPage) to(at cosignStep) {
	p.at = at
	p.scan.end()
	if at == cosignReading {
		p.scan.said, p.scan.camera = "", p.day.desk.Device.Camera
		p.scan.start()
	}
	p.day.shell.Rebuild()
}

// back leads from the answer to the code and from the code to the page first.
func (p *cosignPage) back() bool {
	switch p.at {
	case cosignReading:
		p.to(cosignShowing)
	case cosignShowing:
		p.to(cosignAsking)
	default:
		return true
	}
	return false
}

func (p *cosignPage) dropped(paths []string) {
	if p.at == cosignReading {
		p.scan.dropped(paths)
	}
}

// here has the second officer sign on this tablet.
func (p *cosignPage) here(pin string) {
	d, who, r := p.day, p.people[0].ID, *p.request
	p.pad.busy = true
	d.shell.Rebuild()
	shell.Do(d.shell.Run, func(ctx context.Context) (desk.Person, error) {
		err := d.desk.CosignHere(ctx, r, who, pin)
		return personOf(d.desk.Device, who), err
	}, func(now desk.Person, err error) {
		p.pad.busy = false
		if err != nil {
			p.pad.refuse(cosignRefusal(d.words(), err))
			p.words.of(now)
			p.wait(now.Wait)
			d.shell.Rebuild()
			return
		}
		p.done(who)
	})
}

// answered checks what was read and has it written down.
func (p *cosignPage) answered(text string) {
	d, r := p.day, *p.request
	if p.scan.busy {
		return // one word is enough
	}
	p.scan.busy = true
	shell.Do(d.shell.Run, func(ctx context.Context) (evidence.ID, error) { return d.desk.TakeCosign(ctx, r, text) }, func(who evidence.ID, err error) {
		p.scan.busy = false
		if err != nil {
			p.scan.refuse(cosignRefusal(d.words(), err))
			return
		}
		p.done(who)
	})
}

func (p *cosignPage) done(who evidence.ID) {
	d := p.day
	if d.shell.Top().ID == "cosign" { // nobody went back meanwhile
		d.shell.Pop()
	}
	d.shell.Tell(d.words().T("cosign.done", "name", d.name(who)), "", nil, told)
	d.reload()
	p.then()
}

// cosignRefusal is why nobody signed, as a sentence.
func cosignRefusal(w *i18n.Words, err error) string {
	switch {
	case errors.Is(err, crew.ErrMalformed):
		return w.T("cosign.refused.malformed")
	case errors.Is(err, crew.ErrKind):
		return w.T("cosign.refused.kind")
	case errors.Is(err, crew.ErrQuestion):
		return w.T("cosign.refused.request")
	case errors.Is(err, crew.ErrForeign), errors.Is(err, crew.ErrEnrolment):
		return w.T("cosign.refused.foreign")
	case errors.Is(err, crew.ErrSelf):
		return w.T("cosign.refused.self")
	case errors.Is(err, crew.ErrUnit), errors.Is(err, crew.ErrRole), errors.Is(err, fieldwork.ErrNotSecond):
		return w.T("cosign.refused.not_second")
	case errors.Is(err, crew.ErrSignature):
		return w.T("cosign.refused.signature")
	case errors.Is(err, fieldwork.ErrNothingToSign):
		return w.T("cosign.refused.nothing")
	}
	return pinRefusal(w, err)
}

func (p *cosignPage) build(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	v.Alone = true // it stands above the visit, and Back leads there
	head := func(title string) fyne.CanvasObject { return d.shell.Header(v, title, "") }
	switch {
	case p.err != nil:
		return widgets.Framed(head(w.T("cosign.title")), d.scroll("cosign", widgets.Notice(theme.WarningGround, widgets.Colored(cosignRefusal(w, p.err), theme.Warning))), nil)
	case p.request == nil:
		return widgets.Framed(head(w.T("cosign.title")), d.scroll("cosign", widgets.Muted(w.T("common.loading"))), nil)
	case p.at == cosignReading:
		return widgets.Framed(head(w.T("crew.answer.title")), d.scroll("cosign.answer", p.scan.object(w, w.T("crew.answer.about"))), nil)
	case p.at == cosignShowing:
		steps := widgets.Column(theme.Gap12, widgets.Title(w.T("cosign.ask.who", "name", p.name(w))), widgets.NewText(w.T("crew.ask.step1")),
			widgets.NewText(w.T("cosign.ask.step2")), widgets.NewText(w.T("crew.ask.step3")), widgets.Muted(w.T("cosign.ask.good")))
		return widgets.Framed(head(w.T("cosign.title")),
			d.scroll("cosign.code", widgets.Columns(320, theme.Gap16, d.code("request", p.request.Text(), w.T("cosign.ask.code")), widgets.Card(steps))),
			d.foot("", widgets.Primary("read", w.T("crew.ask.read"), func() { p.to(cosignReading) })))
	}
	parts := []fyne.CanvasObject{widgets.NewText(w.T("cosign.about", "name", p.name(w)))}
	if len(p.people) > 0 {
		parts = append(parts, widgets.Measure(420, widgets.Card(p.words.or(w, widgets.Title(w.T("officer.second.pin", "name", p.name(w))), &p.pad))))
	} else {
		parts = append(parts, widgets.Notice(theme.InfoGround, widgets.NewText(w.T("cosign.not_here", "name", p.name(w)))))
	}
	parts = append(parts, widgets.Card(widgets.Title(w.T("crew.way.title")), widgets.NewText(w.T("crew.way.about")),
		wrapped(widgets.NewButton("own_device", w.T("crew.way.do"), widgets.Outlined, func() { p.to(cosignShowing) }))))
	return widgets.Framed(head(w.T("cosign.title")), d.scroll("cosign", parts...), nil)
}

func (p *cosignPage) name(w *i18n.Words) string {
	if p.second.IsZero() {
		return w.T("cosign.colleague")
	}
	return p.day.name(p.second)
}

// signingFor is a colleague's request on this officer's own device, and what
// this device knows of that visit.
type signingFor struct {
	crew.Request
	about string // masked name; "": this device does not hold the case
}

// readRequest takes a code that is no question for one that asks to sign.
func (p *crewPage) readRequest(text string) {
	d := p.day
	r, err := d.desk.ReadRequest(text)
	if err != nil {
		p.scan.refuse(requestRefusal(d.words(), err))
		return
	}
	shell.Do(d.shell.Run, func(ctx context.Context) (*visits.Case, error) { return d.desk.Journal.Case(ctx, r.Case) }, func(c *visits.Case, err error) {
		if err != nil {
			p.scan.refuse(d.words().T("common.failed", "why", err.Error()))
			return
		}
		s := signingFor{Request: r}
		if c != nil {
			s.about = maskedName(c)
		}
		p.signing = &s
		p.scan.end()
		d.shell.Rebuild()
	})
}

// requestRefusal is why a code that is no question asks nothing else, as a
// sentence.
func requestRefusal(w *i18n.Words, err error) string {
	if errors.Is(err, crew.ErrSelf) {
		return w.T("cosign.refused.own_request")
	}
	return questionRefusal(w, err)
}

// sign signs with this officer's key and shows the answer.
func (p *crewPage) sign() {
	d, r := p.day, p.signing.Request
	shell.Do(d.shell.Run, func(ctx context.Context) (string, error) { return d.desk.Cosign(ctx, r) }, func(code string, err error) {
		p.answer, p.err = code, err
		d.shell.Rebuild()
	})
}

func (p *crewPage) buildSigning(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	who := d.name(p.signing.Officer)
	if p.answer != "" {
		about := widgets.Column(theme.Gap12, widgets.Title(w.T("crew.yes.about", "name", who)), widgets.NewText(w.T("cosign.yes.good")))
		return widgets.Framed(d.shell.Header(v, w.T("crew.yes.title"), ""),
			d.scroll("crew.answer", widgets.Columns(320, theme.Gap16, d.code("answer", p.answer, w.T("crew.yes.code")), widgets.Card(about))),
			d.foot("", widgets.Primary("done", w.T("crew.yes.done"), d.shell.Pop)))
	}
	var failed fyne.CanvasObject
	if p.err != nil {
		failed = trouble(w, p.err, p.sign)
	}
	about := w.T("cosign.confirm.unknown")
	if p.signing.about != "" {
		about = w.T("cosign.confirm.visit", "name", p.signing.about)
	}
	return widgets.Framed(d.shell.Header(v, w.T("cosign.confirm.title"), ""),
		d.scroll("crew.signing", failed, widgets.Card(widgets.Title(w.T("cosign.confirm.asks", "name", who)), widgets.Strong(about),
			widgets.NewText(w.T("cosign.confirm.means")), widgets.Muted(w.T("cosign.confirm.entry", "hash", p.signing.Entry.Short())))),
		d.foot("", widgets.NewButton("no", w.T("crew.confirm.no"), widgets.Outlined, d.shell.Pop), widgets.Primary("sign", w.T("cosign.confirm.yes"), p.sign)))
}
