package officer

import (
	"context"
	"errors"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/visits/journal"
)

// signIn is who is at work: chosen from the people of this device and shown by
// a PIN. Everybody signs in here, whatever their role.
type signIn struct {
	shell  *shell.Shell
	device *desk.Device
	in     func(*desk.Desk)

	people []desk.Person
	read   bool
	err    error
	chosen *desk.Person
	first  string // of choosing a PIN: what was typed the first time
	pad    keypad
	enrol  *enrolment // adding a person; nil: not
	stop   func()     // of the countdown
}

// SignIn is the page before anybody signed in, for Shell.Only. in gets the open
// desk of whoever signed in, on the screen's goroutine; closing it is then in's.
func SignIn(s *shell.Shell, d *desk.Device, in func(*desk.Desk)) *shell.Page {
	p := &signIn{shell: s, device: d, in: in}
	p.pad = keypad{changed: s.Rebuild, done: p.typed,
		shown: func() bool { return p.chosen != nil && p.enrol == nil && p.pad.waits(s.Now()) == 0 }}
	p.load()
	return &shell.Page{ID: "signin", Build: p.build, Keys: p.pad.keys(), Left: p.stopCounting}
}

// load reads who may sign in. One person alone need not be chosen; nobody at
// all means that somebody must be enrolled first.
func (p *signIn) load() {
	shell.Do(p.shell.Run, func(context.Context) ([]desk.Person, error) { return p.device.People() }, func(all []desk.Person, err error) {
		p.people, p.err, p.read = all, err, true
		switch {
		case err != nil:
		case len(all) == 0:
			p.add()
		case len(all) == 1:
			p.take(&p.people[0])
		}
		p.shell.Rebuild()
	})
}

func (p *signIn) choose(id string) {
	for i := range p.people {
		if p.people[i].ID.String() == id {
			p.take(&p.people[i])
		}
	}
	p.shell.Rebuild()
}

func (p *signIn) take(who *desk.Person) {
	p.chosen, p.first = who, ""
	p.pad.refuse("")
	p.wait(who.Wait)
}

// other goes back to the list of people.
func (p *signIn) other() {
	p.chosen, p.enrol, p.first = nil, nil, ""
	p.pad.refuse("")
	p.stopCounting()
	p.shell.Rebuild()
}

func (p *signIn) add() {
	p.stopCounting() // the page must not be built again under what is being pasted
	p.enrol = newEnrolment(p.shell, p.device, func(evidence.ID) {
		p.enrol, p.chosen = nil, nil
		p.load()
	})
	p.shell.Rebuild()
}

func (p *signIn) wait(left time.Duration) {
	p.stopCounting()
	p.pad.until = p.shell.Now().Add(left)
	if left > 0 {
		p.stop = p.shell.Run.Every(time.Second, p.shell.Rebuild)
	}
}

func (p *signIn) stopCounting() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

// typed takes a whole PIN: the first of two, the second, or a try.
func (p *signIn) typed(pin string) {
	w := p.shell.Words()
	switch {
	case !p.chosen.NoPIN:
		p.try(func() error { return p.device.CheckPIN(p.chosen.ID, pin) })
		return
	case len(pin) < desk.MinPIN:
		p.pad.refuse(w.T("officer.pin.short", "n", desk.MinPIN))
	case p.first == "":
		p.first = pin
		p.pad.refuse("")
	case p.first != pin:
		p.first = ""
		p.pad.refuse(w.T("officer.pin.differs"))
	default:
		p.try(func() error { return p.device.ChoosePIN(p.chosen.ID, pin) })
		return
	}
	p.shell.Rebuild()
}

// try settles the PIN and opens the store, beside the screen.
func (p *signIn) try(pin func() error) {
	who := p.chosen.ID
	p.pad.busy = true
	p.shell.Rebuild()
	type opened struct {
		desk *desk.Desk
		wait time.Duration
	}
	shell.Do(p.shell.Run, func(context.Context) (opened, error) {
		if err := pin(); err != nil {
			return opened{wait: waitOf(p.device, who)}, err
		}
		k, err := p.device.Open(who)
		return opened{desk: k}, err
	}, func(o opened, err error) {
		p.pad.busy = false
		if err == nil {
			p.in(o.desk)
			return
		}
		p.pad.refuse(pinRefusal(p.shell.Words(), err))
		p.wait(o.wait)
		p.shell.Rebuild()
	})
}

// pinRefusal is why nobody was let in, as a sentence.
func pinRefusal(w *i18n.Words, err error) string {
	var damaged *journal.Damaged
	switch {
	case errors.Is(err, desk.ErrPINWrong):
		return w.T("officer.pin.wrong")
	case errors.Is(err, desk.ErrPINWait):
		return "" // the countdown says it
	case errors.Is(err, desk.ErrPINShort):
		return w.T("officer.pin.short", "n", desk.MinPIN)
	case errors.Is(err, folder.ErrHeld):
		return w.T("officer.pin.held")
	case errors.As(err, &damaged):
		return w.T("officer.pin.damaged")
	}
	return w.T("common.failed", "why", err.Error())
}

// personName is how the sign-in page calls a person: by name, or by role and a
// short id before the device was told it.
func personName(w *i18n.Words, p desk.Person) string {
	if p.Name != "" {
		return p.Name
	}
	return w.T("officer.pin.nameless", "role", roleName(w, p.Role), "id", p.ID.Short())
}

func roleName(w *i18n.Words, role string) string {
	if key := "officer.pin.role." + role; w.Has(key) {
		return w.T(key)
	}
	return w.T("officer.pin.role.person")
}
