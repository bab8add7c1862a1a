package manager

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// heard is what headquarters told of what the branch's devices last said of
// themselves. Telemetry is in no feed: it is asked for while somebody looks, and
// lives as long as the program does.
type heard struct {
	lines  map[evidence.ID]fieldsync.DeviceLine
	at     time.Time // when headquarters answered; zero: it never did
	tried  time.Time // when it was asked last; zero: never
	asking bool
	err    error // of the last asking
}

const (
	// Each asking is an entry in headquarters' chain, so a board that stands open
	// asks seldom; who wants it newer has a button.
	askEvery  = 10 * time.Minute
	askAtOnce = time.Minute      // a board that is opened again does not ask within
	askWithin = 20 * time.Second // a network that swallows everything must not hold the question for ever
)

const (
	unseenFor = 48 * time.Hour  // a device is missed after that
	clockOff  = 2 * time.Minute // more is told with a chip
)

// ask has headquarters asked beside the screen.
func (m *Manager) ask() {
	h := &m.heard
	if h.asking {
		return
	}
	h.asking, h.tried = true, m.now()
	shell.Do(m.s.Run, func(ctx context.Context) ([]fieldsync.DeviceLine, error) {
		ctx, cancel := context.WithTimeout(ctx, askWithin)
		defer cancel()
		return m.reader.Devices(ctx)
	}, func(list []fieldsync.DeviceLine, err error) {
		if h.asking, h.err = false, err; err != nil {
			m.k.Device.Log.Warn("headquarters did not say what it heard of the branch's devices", "error", err)
		} else {
			h.at, h.lines = m.now(), make(map[evidence.ID]fieldsync.DeviceLine, len(list))
			for _, l := range list {
				h.lines[l.ID] = l
			}
		}
		m.s.Rebuild()
	})
}

// askAfter asks again if it was not asked for so long.
func (m *Manager) askAfter(d time.Duration) {
	if m.heard.tried.IsZero() || m.now().Sub(m.heard.tried) >= d {
		m.ask()
	}
}

// askByItself is ask of a board that nobody touches; one that got no answer is
// quicker once the network is there.
func (m *Manager) askByItself() {
	every := askEvery
	if m.heard.err != nil && m.k.Standing().Online {
		every = askAtOnce
	}
	m.askAfter(every)
}

// The places of devices on the board, the worst first.
const (
	notSeen = iota
	shortOfSpace
	wrongClock
	unremarkable
	givenUp
)

// place is where a device stands on the board by what was heard of it.
func (h *heard) place(d Device, now time.Time) int {
	l, told := h.lines[d.ID]
	switch {
	case !d.Revoked.IsZero():
		return givenUp
	case !told:
		return unremarkable
	case unseen(l, now):
		return notSeen
	case l.Said != nil && l.Said.Free != nil && *l.Said.Free < desk.LittleSpace:
		return shortOfSpace
	case l.Said != nil && l.Said.Clock != nil && offBy(l.Said) > clockOff:
		return wrongClock
	}
	return unremarkable
}

// worstFirst keeps the order of devices that stand alike.
func (h *heard) worstFirst(list []Device, now time.Time) []Device {
	slices.SortStableFunc(list, func(x, y Device) int { return cmp.Compare(h.place(x, now), h.place(y, now)) })
	return list
}

// unseen reports whether a device never came, or not for days.
func unseen(l fieldsync.DeviceLine, now time.Time) bool {
	return !l.Online && now.Sub(time.UnixMicro(l.Seen)) >= unseenFor
}

func offBy(s *fieldsync.Said) time.Duration {
	return (time.Duration(*s.Clock) * time.Microsecond).Abs()
}

// heardNote says how old what was heard is, or since when it is not known.
func (m *Manager) heardNote(w *i18n.Words) fyne.CanvasObject {
	h, now := &m.heard, m.now()
	said := ""
	switch at := w.Moment(h.at, now); {
	case h.at.IsZero():
		said = w.T("said.none", "why", m.unheard(w))
	case h.err != nil:
		said = w.T("said.old", "at", at, "tried", w.Moment(h.tried, now))
	default:
		said = w.T("said.told", "at", at)
	}
	again := widgets.NewButton("devices.ask", w.T("said.ask"), widgets.Outlined, m.ask)
	return widgets.Column(theme.Gap8, widgets.Small(said), widgets.Wrap(theme.Gap8, again))
}

// unheard is why nothing was told yet.
func (m *Manager) unheard(w *i18n.Words) string {
	now := m.now()
	switch s := m.k.Standing(); {
	case m.heard.asking:
		return w.T("said.asking")
	case !s.Online:
		return w.T("said.offline", "at", w.Moment(s.Since.In(now.Location()), now))
	case m.heard.tried.IsZero():
		return w.T("said.not_asked")
	}
	return w.T("said.no_answer", "at", w.Moment(m.heard.tried, now))
}

// saidRows are what a device last said of itself; nil where nobody told.
func (m *Manager) saidRows(w *i18n.Words, d Device) []fyne.CanvasObject {
	l, told := m.heard.lines[d.ID]
	s := l.Said
	if !told || s == nil {
		return nil
	}
	seen := w.T("said.seen", "age", w.Age(m.now().Sub(time.UnixMicro(l.Seen))))
	if l.Online {
		seen = w.T("said.online")
	}
	unsent := w.T("said.all_sent")
	if what := waiting(w, s.Waiting); what != "" {
		unsent = w.T("said.unsent", "what", what)
	}
	var facts []string
	if s.Free != nil && *s.Free >= desk.LittleSpace { // less is a chip
		facts = append(facts, w.T("said.free", "size", w.Bytes(*s.Free)))
	}
	if s.Clock != nil && offBy(s) <= clockOff {
		facts = append(facts, clockSaid(w, s))
	}
	rows := []fyne.CanvasObject{widgets.Small(seen + " · " + s.Build), widgets.Small(unsent)}
	if len(facts) > 0 {
		rows = append(rows, widgets.Small(i18n.Begin(strings.Join(facts, " · "))))
	}
	return rows
}

// saidChips are what is wrong with a device by its own word.
func (m *Manager) saidChips(w *i18n.Words, d Device) []fyne.CanvasObject {
	l, told := m.heard.lines[d.ID]
	if !told || !d.Revoked.IsZero() {
		return nil
	}
	var chips []fyne.CanvasObject
	switch now := m.now(); {
	case l.Online:
	case l.Seen == 0:
		chips = append(chips, widgets.Chip(widgets.Danger, w.T("said.never")))
	case unseen(l, now):
		chips = append(chips, widgets.Chip(widgets.Danger, w.N("said.unseen", int(now.Sub(time.UnixMicro(l.Seen)).Hours()/24))))
	}
	if s := l.Said; s != nil && s.Free != nil && *s.Free < desk.LittleSpace {
		sense := widgets.Warning
		if *s.Free < desk.NoSpaceToday {
			sense = widgets.Danger
		}
		chips = append(chips, widgets.Chip(sense, w.T("said.little_space", "size", w.Bytes(*s.Free))))
	}
	if s := l.Said; s != nil && s.Clock != nil && offBy(s) > clockOff {
		chips = append(chips, widgets.Chip(widgets.Warning, i18n.Begin(clockSaid(w, s))))
	}
	return chips
}

func clockSaid(w *i18n.Words, s *fieldsync.Said) string {
	off := offBy(s)
	switch {
	case off < time.Second:
		return w.T("said.clock_right")
	case off < time.Minute:
		return w.T(clockWay(s), "off", w.T("said.seconds", "n", int(off.Seconds())))
	}
	return w.T(clockWay(s), "off", w.ShortAge(off))
}

func clockWay(s *fieldsync.Said) string {
	if *s.Clock < 0 {
		return "said.clock_behind"
	}
	return "said.clock_ahead"
}

// waiting names what a device holds alone; "" for nothing.
func waiting(w *i18n.Words, have fieldsync.Waiting) string {
	photos := ""
	if have.Photos > 0 {
		photos = w.N("said.photos", have.Photos, "size", w.Bytes(have.Bytes))
	}
	switch {
	case have.Entries == 0:
		return photos
	case photos == "":
		return w.N("said.entries", have.Entries)
	}
	return w.T("said.both", "entries", w.N("said.entries", have.Entries), "photos", photos)
}

// unsentOf is what is known of the unsent work of a device, and as of when.
func (m *Manager) unsentOf(w *i18n.Words, d Device) string {
	h, now := &m.heard, m.now()
	l, told := h.lines[d.ID]
	switch {
	case h.at.IsZero():
		return w.T("said.unknown", "why", m.unheard(w))
	case !told:
		return w.T("said.unknown", "why", w.T("said.not_named", "at", w.Moment(h.at, now)))
	case l.Said == nil:
		return w.T("said.unknown", "why", w.T("said.never_here"))
	}
	when := w.T("said.heard", "at", w.Moment(time.UnixMicro(l.Said.At).In(now.Location()), now))
	if h.err != nil {
		when = w.T("said.heard_old", "heard", when, "told", w.Moment(h.at, now))
	}
	if what := waiting(w, l.Said.Waiting); what != "" {
		return w.T("said.was_unsent", "when", when, "what", what)
	}
	return w.T("said.was_all_sent", "when", when)
}
