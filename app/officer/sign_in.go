package officer

import (
	"context"
	"errors"
	"io/fs"
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
	words  sixWords
	enrol  *enrolment // adding a person; nil: not
	stop   func()     // of the countdown
}

// SignIn is the page before anybody signed in, for Shell.Only. in gets the open
// desk of whoever signed in, on the screen's goroutine; closing it is then in's.
func SignIn(s *shell.Shell, d *desk.Device, in func(*desk.Desk)) *shell.Page {
	p := &signIn{shell: s, device: d, in: in}
	p.pad = keypad{changed: s.Rebuild, done: p.typed,
		shown: func() bool {
			return p.chosen != nil && !p.chosen.NoKey && !p.chosen.Wiped && p.enrol == nil && !p.words.asked() && p.pad.waits(s.Now()) == 0
		}}
	p.words = sixWords{shell: s, device: d, given: p.wordsGiven}
	p.load()
	return &shell.Page{ID: "signin", Build: p.build, Part: p.part, Keys: append(p.pad.keys(), p.words.keys()...), Left: p.stopCounting}
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
	p.words.of(*who)
	p.wait(who.Wait)
}

// part parts what is scrolled each for itself.
func (p *signIn) part() string {
	switch {
	case p.enrol != nil || p.chosen == nil:
		return "who"
	case p.words.asked():
		return "words"
	}
	return "pin"
}

// wordsGiven goes on to the PIN.
func (p *signIn) wordsGiven() {
	p.chosen.Words = p.chosen.NoPIN // those of a first PIN count once it is chosen with them
	p.shell.Rebuild()
}

// other goes back to the list of people.
func (p *signIn) other() {
	p.chosen, p.enrol, p.first = nil, nil, ""
	p.pad.refuse("")
	p.words.nobody()
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

// typed takes a whole PIN: the first of two, the second, or a try; or an unlock
// code.
func (p *signIn) typed(pin string) {
	w := p.shell.Words()
	switch {
	case p.chosen.Locked:
		p.lift(pin)
		return
	case !p.chosen.NoPIN:
		who := p.chosen.ID
		p.try(func() (*desk.Desk, error) { return p.device.Unlock(who, pin) })
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
		who, words := p.chosen.ID, p.words.chosen
		p.try(func() (*desk.Desk, error) {
			if err := p.words.choose(who, pin, words); err != nil {
				return nil, err
			}
			return p.device.Unlock(who, pin)
		})
		return
	}
	p.shell.Rebuild()
}

// try settles the PIN and opens the store, beside the screen.
func (p *signIn) try(open func() (*desk.Desk, error)) {
	who := p.chosen.ID
	p.pad.busy = true
	p.shell.Rebuild()
	type opened struct {
		desk   *desk.Desk
		person desk.Person
	}
	shell.Do(p.shell.Run, func(context.Context) (opened, error) {
		k, err := open()
		if err != nil {
			return opened{person: personOf(p.device, who)}, err
		}
		return opened{desk: k}, nil
	}, func(o opened, err error) {
		p.pad.busy = false
		if err == nil {
			p.in(o.desk)
			return
		}
		if p.chosen == nil || p.chosen.ID != who {
			p.shell.Rebuild()
			return // somebody else is chosen meanwhile
		}
		p.again(o.person, pinRefusal(p.shell.Words(), err))
	})
}

// again says why nobody was let in, and takes the next try as it then stands.
func (p *signIn) again(who desk.Person, why string) {
	if who.Locked || who.Wiped || who.Words {
		why = "" // the page says it
	}
	p.pad.refuse(why)
	p.stands(who)
	p.wait(who.Wait)
	p.shell.Rebuild()
}

// stands takes over how the lock of who is chosen stands now.
func (p *signIn) stands(now desk.Person) {
	p.chosen.Locked, p.chosen.Request, p.chosen.Held, p.chosen.Wiped, p.chosen.Words = now.Locked, now.Request, now.Held, now.Wiped, now.Words
	p.words.of(*p.chosen)
}

// lift takes an unlock code.
func (p *signIn) lift(code string) {
	who := p.chosen.ID
	p.pad.busy = true
	p.shell.Rebuild()
	shell.Do(p.shell.Run, func(context.Context) (desk.Person, error) {
		err := p.device.Lift(who, code)
		return personOf(p.device, who), err
	}, func(now desk.Person, err error) {
		w := p.shell.Words()
		if p.chosen == nil || p.chosen.ID != who {
			p.pad.busy = false
			p.shell.Rebuild()
			return // somebody else is chosen meanwhile
		}
		p.stands(now)
		switch {
		case err == nil:
			p.pad.refuse("")
			p.wait(now.Wait)
		case errors.Is(err, desk.ErrPINWait):
			p.pad.refuse(w.T("officer.pin.code_wait"))
		case errors.Is(err, desk.ErrCodeWrong):
			p.pad.refuse(w.T("officer.pin.code_wrong"))
		default:
			p.pad.refuse(pinRefusal(w, err))
		}
		p.shell.Rebuild()
	})
}

// personOf is somebody as they stand with their lock now; what cannot be read
// shows at the next try.
func personOf(d *desk.Device, who evidence.ID) desk.Person {
	people, err := d.People()
	if err != nil {
		return desk.Person{}
	}
	for _, p := range people {
		if p.ID == who {
			return p
		}
	}
	return desk.Person{}
}

// pinRefusal is why nobody was let in, as a sentence.
func pinRefusal(w *i18n.Words, err error) string {
	var damaged *journal.Damaged
	switch {
	case errors.Is(err, desk.ErrPINWrong):
		return w.T("officer.pin.wrong")
	case errors.Is(err, desk.ErrPINWait):
		return "" // the countdown says it
	case errors.Is(err, desk.ErrWords):
		return w.T("phrase.needed")
	case errors.Is(err, desk.ErrHeldBack):
		return w.T("officer.pin.held_back")
	case errors.Is(err, desk.ErrWiped):
		return w.T("officer.pin.wiped")
	case errors.Is(err, desk.ErrPINLocked):
		return w.T("officer.pin.locked")
	case errors.Is(err, desk.ErrNoKey), errors.Is(err, fs.ErrNotExist), errors.Is(err, journal.ErrKey), errors.Is(err, journal.ErrNotSealed):
		return w.T("officer.pin.no_key")
	case errors.Is(err, desk.ErrNoKeystore):
		return w.T("officer.pin.no_keystore")
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
