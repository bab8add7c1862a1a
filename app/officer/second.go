package officer

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// secondPage is where a colleague says that they go along today: with their own
// PIN on the same tablet, or from a device of their own.
type secondPage struct {
	day    *Day
	zone   *time.Location // of the debtors: whose day it is
	then   func()
	people []desk.Person
	err    error
	read   bool
	chosen *desk.Person
	pad    keypad
	words  sixWords
	stop   func() // of the countdown
}

// secondPage asks who goes along on the day of a zone; then is called once
// somebody confirmed.
func (d *Day) secondPage(zone *time.Location, then func()) *shell.Page {
	p := &secondPage{day: d, zone: zone, then: then}
	p.pad = keypad{changed: d.shell.Rebuild, done: p.check,
		shown: func() bool { return p.chosen != nil && !p.words.asked() && p.pad.waits(d.shell.Now()) == 0 }}
	p.words = sixWords{shell: d.shell, device: d.desk.Device, given: d.shell.Rebuild, name: p.name}
	page := &shell.Page{ID: "second", Build: p.build, Keys: append(p.pad.keys(), p.words.keys()...), Left: p.stopCounting}
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
			if who.ID != k.Me() && (who.Role == roleOfficer || who.Role == "") {
				p.people = append(p.people, who)
			}
		}
		p.day.shell.Rebuild()
	})
}

const roleOfficer = "officer"

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

// check has the colleague's PIN checked and notes who goes along.
func (p *secondPage) check(pin string) {
	d, who := p.day, *p.chosen
	p.pad.busy = true
	d.shell.Rebuild()
	type checked struct {
		now  desk.Person
		kept error
	}
	shell.Do(d.shell.Run, func(ctx context.Context) (c checked, err error) {
		if err = d.desk.Device.CheckPIN(who.ID, pin); err == nil {
			c.kept = d.desk.SetSecond(ctx, who.ID, p.zone)
		}
		c.now = personOf(d.desk.Device, who.ID)
		return c, err
	}, func(c checked, err error) {
		p.pad.busy = false
		if c.kept != nil {
			p.pad.refuse(d.words().T("common.failed", "why", c.kept.Error()))
			d.shell.Rebuild()
			return
		}
		if err != nil {
			p.pad.refuse(pinRefusal(d.words(), err))
			p.words.of(c.now)
			p.wait(c.now.Wait)
			d.shell.Rebuild()
			return
		}
		d.shell.Pop()
		d.shell.Tell(d.words().T("officer.second.done", "name", p.name(who)), "", nil, told)
		d.tour.askAgain()
		p.then()
	})
}

func (p *secondPage) build(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	parts := []fyne.CanvasObject{widgets.NewText(w.T("officer.second.about"))}
	if p.err != nil {
		parts = append(parts, trouble(w, p.err, p.load))
	}
	if p.read && len(p.people) == 0 && p.err == nil {
		parts = append(parts, widgets.Notice(theme.WarningGround, widgets.Colored(w.T("officer.second.none"), theme.Warning)))
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
	parts = append(parts, widgets.Card(widgets.Title(w.T("crew.way.title")), widgets.NewText(w.T("crew.way.about")),
		wrapped(widgets.NewButton("own_device", w.T("crew.way.do"), widgets.Outlined, func() { d.shell.Push(d.askPage(p.zone, p.then)) }))))
	v.Alone = true // it stands above the case, and Back leads there
	return widgets.Framed(d.shell.Header(v, w.T("officer.second.title"), ""), d.scroll("second", parts...), nil)
}
