package visiting

import (
	"context"
	"errors"
	"image"
	"maps"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/safety"
)

// sub is what stands in front of the question for a while. It is gone after a
// kill, and then the question stands there.
type sub int

const (
	asking sub = iota
	takingPhoto
	noting
	reviewing  // the earlier answers
	correcting // one of them
	handed     // the debtor has the tablet
	judging    // an outcome is picked again

	withdrawing  // a photo is about to be taken back
	maskingPhoto // something on a photo is about to be hidden or marked

	noticing         // the notice is read aloud
	withdrawingSound // a recording is about to be taken back
	attachingFile    // a body recorder's file is chosen

	stoppingCase // a stop is raised by hand

	recordingCash // cash that was handed over against the rules
)

// model is one visit on the screen. It is used on the screen's goroutine only.
type model struct {
	s      *shell.Shell
	d      *desk.Desk
	v      *fieldwork.Visit
	cosign func(then func()) // has the second officer sign for the visit
	done   func()
	place  func() int // the number of the stop as Today shows it; nil: not known

	at     snapshot
	loaded bool
	failed error
	busy   bool
	gone   bool // the page left the stack

	sub    sub
	target string      // the question that is corrected
	party  evidence.ID // whose outcome is picked
	reason string      // why it is corrected
	// stopping is the code of the stop that is about to be raised by hand.
	stopping string
	skipped  map[string]bool
	shown    map[string]bool // answered or usual rows that are opened for change
	why      bool

	amount map[string]string // money as typed
	number map[string]int64
	words  map[string]string // texts as typed, and the note under ""
	kept   map[string]string // of those, what is on the disk
	day    map[string]time.Time

	ink     widgets.Ink // a signature
	drawn   drawing     // a note
	hand    hand
	taking  taking
	photo   photographing
	voice   voice
	undo    takingBack
	second  secondLook
	covered *covering       // nil: none
	again   string          // the question whose photo is taken again, while the camera is shown for it
	fine    map[string]bool // photos looked at
	said    string          // a sentence above the buttons, until the next act
	saidIn  i18n.Lang       // the officer's language then: a switch takes it away

	offsets map[string]float32          // how far each page is scrolled
	scroll  *widgets.Scroll             // of the page that is seen
	fields  map[string]*widgets.Passage // kept through a rebuild, with the cursor in them
	thumb   map[string]*image.RGBA

	watched  safety.State // of the check-in, as it is shown
	calledAt time.Time    // when help was last asked for silently
	ruledAt  time.Time    // when the rules were last asked by themselves
	storedAt time.Time    // when this page first saw that headquarters has it all
	stop     func()       // of the tick
}

func newModel(s *shell.Shell, d *desk.Desk, v *fieldwork.Visit, cosign func(then func()), done func()) *model {
	m := &model{s: s, d: d, v: v, cosign: cosign, done: done, skipped: map[string]bool{}, shown: map[string]bool{}, amount: map[string]string{},
		number: map[string]int64{}, words: map[string]string{}, kept: map[string]string{}, day: map[string]time.Time{}, fine: map[string]bool{}, thumb: map[string]*image.RGBA{},
		offsets: map[string]float32{}, fields: map[string]*widgets.Passage{}}
	m.act(func(context.Context) error { return nil }, nil)
	m.stop = s.Run.Every(time.Second, m.tick)
	return m
}

// leave ends what the page began.
func (m *model) leave() {
	m.keepTyped()
	m.keepInk()
	m.gone = true
	m.stop()
	m.photo.end()
	m.hush()
}

// list is the checklist the visit began with.
func (m *model) list() checklist.List { return m.v.List() }

// reading is the list with the texts that the answers on the page give.
func (m *model) reading() checklist.List { return m.list().Reading(m.at.answers) }

func (m *model) w() *i18n.Words { return m.s.Words() }

func (m *model) show() {
	if !m.gone {
		m.s.Rebuild()
	}
}

// act does something to the visit and then reads everything again, beside the
// screen. Taps while it runs are dropped: the second half of a double tap must
// not answer the next question.
func (m *model) act(work func(context.Context) error, then func()) {
	if m.busy {
		return
	}
	m.busy, m.said, m.second = true, "", secondLook{}
	skipped := maps.Clone(m.skipped)
	shell.Do(m.s.Run, func(ctx context.Context) (snapshot, error) {
		if err := work(ctx); err != nil {
			return snapshot{}, err
		}
		return m.settle(ctx, skipped)
	}, func(at snapshot, err error) {
		m.busy = false
		if err != nil {
			m.refuse(err)
			return
		}
		if !m.loaded {
			m.at = at
			m.takeTyped()
			m.tellKept()
		}
		m.at, m.loaded, m.failed = at, true, nil
		if then != nil {
			then()
		}
		m.loadThumbs()
		m.watchCamera()
		m.show()
	})
}

// refuse says what could not be done. What stood before stands.
func (m *model) refuse(err error) {
	if !m.loaded {
		m.failed = err
		m.show()
		return
	}
	var c *checklist.ConstraintError
	if errors.As(err, &c) && c.Words != nil { // the list has its own sentence, in the officer's language
		m.say(m.w().Pick(c.Words))
		return
	}
	m.tell(m.w().T("common.failed", "why", m.sentence(err)) + " " + m.w().T("common.safe"))
	m.show()
}

// tell says something above the buttons. The shell's short message would lie
// over Help and over the field to sign in.
func (m *model) tell(words string) {
	m.said, m.saidIn = words, m.s.Prefs.Lang
	m.s.Run.After(8*time.Second, func() {
		if m.said == words {
			m.said = ""
			m.show()
		}
	})
}

// tick keeps clocks, what is being typed and the way of the closed visit up to
// date.
func (m *model) tick() {
	m.soundTick()
	if !m.loaded || m.busy {
		return
	}
	m.keepTyped()
	m.askAgain()
	m.watchCheckin()
	switch m.stage().kind {
	case leaving:
		m.show()
	case closed:
		if !m.at.sent.Secured() {
			m.act(func(context.Context) error { return nil }, nil)
		}
	}
}

// to puts something in front of the question, or takes it away.
func (m *model) to(s sub) {
	m.sub, m.said, m.again = s, "", ""
	m.watchCamera()
	m.show()
}

// now is the time at the debtor's address.
func (m *model) now() time.Time { return m.local(m.d.Now()) }

func (m *model) local(t time.Time) time.Time {
	if m.at.about != nil {
		if z, err := time.LoadLocation(m.at.about.Facts.Zone); err == nil {
			return t.In(z)
		}
	}
	return t
}

func (m *model) moment(wall int64) time.Time { return m.local(time.UnixMicro(wall)) }
