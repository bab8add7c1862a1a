package officer

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
)

// secondPage is where a colleague says something with their own PIN on the same
// tablet: that they go along today, or that they received the day's cash.
type secondPage struct {
	day    *Day
	ask    asking
	people []desk.Person
	err    error
	read   bool
	chosen *desk.Person
	pad    keypad
	words  sixWords
	stop   func() // of the countdown
}

// asking is what a colleague is asked. about, none and done are keys of texts; done
// is told with the name.
type asking struct {
	id, title, about, none, done string
	managers                     bool // may answer too
	// say checks the PIN of somebody and does what it stands for, beside the screen.
	// What is no refusal of the PIN is an errNotKept.
	say  func(ctx context.Context, who evidence.ID, pin string) error
	then func()                     // once somebody said yes
	own  func() *shell.Page         // to a device of their own; nil: there is no such way
	more func() []fyne.CanvasObject // what stands above the names
}

// errNotKept is a yes that could not be written down.
type errNotKept struct{ error }

// secondPage asks who goes along on the day of a zone; then is called once
// somebody confirmed.
func (d *Day) secondPage(zone *time.Location, then func()) *shell.Page {
	return d.askPIN(asking{id: "second", title: "officer.second.title", about: "officer.second.about", none: "officer.second.none", done: "officer.second.done",
		say: func(ctx context.Context, who evidence.ID, pin string) error {
			err := d.desk.Device.CheckPIN(who, pin)
			if err == nil {
				if err = d.desk.SetSecond(ctx, who, zone); err != nil {
					err = errNotKept{err}
				}
			}
			return err
		},
		then: func() {
			d.tour.askAgain()
			then()
		},
		own: func() *shell.Page { return d.askPage(zone, then) }})
}

func (d *Day) askPIN(a asking) *shell.Page {
	p := &secondPage{day: d, ask: a}
	p.pad = keypad{changed: d.shell.Rebuild, done: p.check,
		shown: func() bool { return p.chosen != nil && !p.words.asked() && p.pad.waits(d.shell.Now()) == 0 }}
	p.words = sixWords{shell: d.shell, device: d.desk.Device, given: d.shell.Rebuild, name: p.name}
	page := &shell.Page{ID: a.id, Build: p.build, Keys: append(p.pad.keys(), p.words.keys()...), Left: p.stopCounting}
	p.load()
	return page
}

func (p *secondPage) load() {
	k := p.day.desk
	shell.Do(p.day.shell.Run, func(context.Context) ([]desk.Person, error) { return k.Device.People() }, func(all []desk.Person, err error) {
		p.people, p.err, p.read = nil, err, true
		for _, who := range all {
			// A store that was never opened here has no role on its lock yet: that
			// person has no PIN either and is told so.
			if who.ID != k.Me() && (who.Role == roleOfficer || who.Role == "" || p.ask.managers && who.Role == roleManager) {
				p.people = append(p.people, who)
			}
		}
		p.day.shell.Rebuild()
	})
}

const (
	roleOfficer = "officer"
	roleManager = "manager"
)

func (p *secondPage) name(who desk.Person) string {
	if n := p.day.desk.Name(who.ID); n != "" {
		return n
	}
	return personName(p.day.words(), who)
}

func (p *secondPage) choose(id string) {
	for i := range p.people {
		if p.people[i].ID.String() == id {
			p.chosen = &p.people[i]
			p.pad.refuse("")
			if p.chosen.NoPIN {
				p.pad.said = p.day.words().T("officer.second.no_pin", "name", p.name(*p.chosen))
				p.chosen = nil
				p.words.nobody()
			} else {
				p.words.of(*p.chosen)
				p.wait(p.chosen.Wait)
			}
		}
	}
	p.day.shell.Rebuild()
}

// wait counts a wait down on the page.
func (p *secondPage) wait(left time.Duration) {
	p.stopCounting()
	p.pad.until = p.day.shell.Now().Add(left)
	if left > 0 {
		p.stop = p.day.shell.Run.Every(time.Second, p.day.shell.Rebuild)
	}
}

func (p *secondPage) stopCounting() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

// check has the colleague's PIN checked, and what it stands for done.
func (p *secondPage) check(pin string) {
	d, who := p.day, *p.chosen
	p.pad.busy = true
	d.shell.Rebuild()
	shell.Do(d.shell.Run, func(ctx context.Context) (desk.Person, error) {
		err := p.ask.say(ctx, who.ID, pin)
		return personOf(d.desk.Device, who.ID), err
	}, func(now desk.Person, err error) {
		p.pad.busy = false
		var lost errNotKept
		switch {
		case errors.As(err, &lost):
			p.pad.refuse(d.words().T("common.failed", "why", lost.Error()))
			d.shell.Rebuild()
		case err != nil:
			p.pad.refuse(pinRefusal(d.words(), err))
			p.words.of(now)
			p.wait(now.Wait)
			d.shell.Rebuild()
		default:
			d.shell.Pop()
			d.shell.Tell(d.words().T(p.ask.done, "name", p.name(who)), "", nil, told)
			p.ask.then()
		}
	})
}

func (p *secondPage) build(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	parts := []fyne.CanvasObject{widgets.NewText(w.T(p.ask.about))}
	if p.ask.more != nil {
		parts = append(parts, p.ask.more()...)
	}
	if p.err != nil {
		parts = append(parts, trouble(w, p.err, p.load))
	}
	if p.read && len(p.people) == 0 && p.err == nil {
		parts = append(parts, widgets.Notice(theme.WarningGround, widgets.Colored(w.T(p.ask.none), theme.Warning)))
	}
	options := make([]widgets.Option, len(p.people))
	chosen := ""
	for i, who := range p.people {
		options[i] = widgets.Option{Code: who.ID.String(), Label: p.name(who)}
		if p.chosen != nil && p.chosen.ID == who.ID {
			chosen = who.ID.String()
		}
	}
	parts = append(parts, widgets.Answers(options, chosen, p.choose))
	switch {
	case p.chosen != nil:
		parts = append(parts, widgets.Measure(420, widgets.Card(p.words.or(w, widgets.Title(w.T("officer.second.pin", "name", p.name(*p.chosen))), &p.pad))))
	case p.pad.said != "":
		parts = append(parts, widgets.Notice(theme.WarningGround, widgets.Colored(p.pad.said, theme.Warning)))
	}
	if p.ask.own != nil {
		parts = append(parts, widgets.Card(widgets.Title(w.T("crew.way.title")), widgets.NewText(w.T("crew.way.about")),
			wrapped(widgets.NewButton("own_device", w.T("crew.way.do"), widgets.Outlined, func() { d.shell.Push(p.ask.own()) }))))
	}
	v.Alone = true // it stands above the case, and Back leads there
	return widgets.Framed(d.shell.Header(v, w.T(p.ask.title), ""), d.scroll(p.ask.id, parts...), nil)
}
