package visits

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
)

// The kinds of reminders (evidence/FORMAT.md section 35). Who is to be reminded is
// no entry: it follows from promises, payments and these.
const (
	ReminderClaimed = "reminder.claimed/1" // somebody is to remind, and it counts from here on
	ReminderEnded   = "reminder.ended/1"   // what became of it
)

// ReminderWays are the channels by which somebody is reminded of a payment. Nobody
// is visited for it.
var ReminderWays = []string{"message", "call", "letter"}

// What became of a reminder. The first two are headquarters' word of one that an
// outside system was to send, the others that of the officer it was given to.
const (
	ReminderSent       = "sent"
	ReminderFailed     = "failed"
	ReminderCalled     = "called"
	ReminderNotReached = "not_reached"
	ReminderLetter     = "letter_left"
	ReminderNotMade    = "not_made"
)

// ReminderOfficers are the results an officer may give.
var ReminderOfficers = []string{ReminderCalled, ReminderNotReached, ReminderLetter, ReminderNotMade}

// ReminderFacts claims the reminder of one payment for one way.
type ReminderFacts struct {
	Reminder evidence.ID   `json:"reminder"`         // its contact has the same id
	Visit    evidence.ID   `json:"visit"`            // at which it was promised
	Date     string        `json:"date"`             // yyyy-mm-dd of the payment
	Promise  evidence.ID   `json:"promise,omitzero"` // which, where more than one of that visit has that day
	Way      string        `json:"way"`
	Parties  []evidence.ID `json:"parties"`
	Until    int64         `json:"until"`            // µs, outside: later it must not be made
	Officer  evidence.ID   `json:"officer,omitzero"` // who is to make it; zero: headquarters
	Take     evidence.ID   `json:"take,omitzero"`    // the file it was written into
}

// ReminderEndFacts says what became of a claimed reminder.
type ReminderEndFacts struct {
	Reminder evidence.ID `json:"reminder"`
	Result   string      `json:"result"`
	Against  []string    `json:"against,omitempty"` // rules that spoke against it at that moment
}

// ReminderLine is a claimed reminder as it stands on a case.
type ReminderLine struct {
	ReminderFacts
	Entry   evidence.Hash `json:"entry"`
	At      int64         `json:"at"`               // µs: claimed
	Result  string        `json:"result,omitempty"` // "": nobody said yet
	Against []string      `json:"against,omitempty"`
	Ended   evidence.Hash `json:"ended,omitzero"`
	EndedAt int64         `json:"ended_at,omitempty"` // µs
}

// Reminder is the line of that id; nil for none.
func (c *Case) Reminder(id evidence.ID) *ReminderLine {
	i := slices.IndexFunc(c.Reminders, func(l ReminderLine) bool { return l.Reminder == id })
	if i < 0 {
		return nil
	}
	return &c.Reminders[i]
}

// foldReminderClaimed counts the contact before it is made: two claims of one
// reminder are one, and who counts meanwhile counts it. An officer makes it at an
// hour nobody knows yet, so it counts for the whole of its day.
func foldReminderClaimed(p *Pictures, c *Case, f ReminderFacts, in Input) error {
	if _, err := time.Parse(time.DateOnly, f.Date); err != nil || f.Reminder.IsZero() || f.Until <= 0 || !slices.Contains(ReminderWays, f.Way) {
		return payloadError{errors.New("the reminder, its day, its way or its end is not understood")}
	}
	if c.Reminder(f.Reminder) != nil {
		return nil
	}
	l := ReminderLine{ReminderFacts: f, Entry: in.Entry.ID, At: in.Entry.Header.Wall}
	c.Reminders = append(c.Reminders, l)
	c.setOutside(NotedContact{in.Entry.ID, l.At, f.Contact(l.At)})
	return p.copyContacts(c, in.Entry)
}

// Contact is what a claim made at a moment (µs) counts as: now, or of an officer's
// the whole day on which it is to be made.
func (f *ReminderFacts) Contact(claimed int64) NotedContactFacts {
	n := NotedContactFacts{Contact: f.Reminder, Channel: f.Way, At: claimed, Parties: f.Parties, Source: SourceHeadquarters}
	if !f.Officer.IsZero() {
		n.At, n.WholeDay = f.Until-1, true
	}
	return n
}

// Earliest is the first moment (µs) at which a contact can have been: At, or of one of
// which only the day is known that day's beginning where the debtor lives, but not
// before headquarters wrote it down, nor of a reminder before somebody had it: until
// then no tablet could know of it. It reads the clocks of headquarters alone.
func (c *Case) Earliest(n *NotedContact) int64 {
	if !n.WholeDay {
		return n.At
	}
	from := n.At - dayMicros
	if z, err := zone(c.Facts.Zone); err == nil {
		y, m, d := time.UnixMicro(n.At).In(z).Date()
		from = time.Date(y, m, d, 0, 0, 0, 0, z).UnixMicro()
	}
	if l := c.Reminder(n.Contact); l != nil {
		from = max(from, l.At)
	} else {
		from = max(from, n.Said)
	}
	return min(from, n.At)
}

// setOutside puts a contact among those no crew made, in place of the one of its id.
func (c *Case) setOutside(n NotedContact) {
	c.Outside = slices.DeleteFunc(c.Outside, func(o NotedContact) bool { return o.Contact == n.Contact })
	c.Outside = insert(c.Outside, n, func(x NotedContact) evidence.Hash { return x.Entry },
		func(a, b NotedContact) int { return compareAt(a.At, a.Entry, b.At, b.Entry) })
}

// foldReminderEnded takes the first word on a reminder from who was to make it. Any
// other word, on one that somebody else has or that nobody was given, is found and
// counts nothing: a tablet could fill every limit of a branch with such words. What was
// done all the same headquarters notes as a contact, once it looked into the finding.
func foldReminderEnded(p *Pictures, in Input) error {
	f, err := facts[ReminderEndFacts](in.Entry)
	if err != nil {
		return err
	}
	id := in.Entry.Header.Case()
	if id.IsZero() {
		return payloadError{errors.New("no case is named")}
	}
	c, err := p.caseOf(id)
	if err != nil {
		return err
	}
	d, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return err
	}
	results := ReminderOfficers
	if d.Role == "hq" {
		results = []string{ReminderSent, ReminderFailed}
	}
	if !slices.Contains(results, f.Result) {
		return payloadError{errors.New("what became of the reminder is not understood, or is not theirs to say")}
	}
	l := c.Reminder(f.Reminder)
	if l != nil && (d.Role == "hq") == l.Officer.IsZero() && (l.Officer.IsZero() || l.Officer == d.Officer) {
		if l.Result != "" {
			return nil
		}
		l.Result, l.Against, l.Ended = f.Result, codesOf(f.Against), in.Entry.ID
		return p.countReminder(c, l, l.end(in), in)
	}
	p.find(ForeignReminder, in, cmp.Or(c.Unit, d.Unit), d.Officer, f.Result)
	return nil
}

// end notes when it was said what became of the reminder, between its claim and when
// headquarters had the word of it; false: the device's clock lay outside.
func (l *ReminderLine) end(in Input) (during bool) {
	wall := in.Entry.Header.Wall
	l.EndedAt = wall
	if in.Received != 0 {
		l.EndedAt = min(wall, in.Received)
	}
	l.EndedAt = max(l.EndedAt, l.At)
	return l.EndedAt == wall
}

// mostAgainst and longestCode bound what a device says spoke against a reminder.
const (
	mostAgainst = 8
	longestCode = 64
)

// isCode reports whether s can be a code: 1 to most letters, digits and few signs.
func isCode(s string, most int) bool {
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_ .", r))
	})
}

// codesOf leaves rules and codes, and no text that somebody could write about a person.
func codesOf(list []string) []string {
	var codes []string
	for _, s := range list {
		if isCode(s, longestCode) && len(codes) < mostAgainst {
			codes = append(codes, s)
		}
	}
	return codes
}

// countReminder makes the contact what it came to. One that was not made is none. An
// officer's stays one of the whole day where the clock did not lie during the claim:
// else a tablet sixty days slow would move it out of every limit.
func (p *Pictures) countReminder(c *Case, l *ReminderLine, during bool, in Input) error {
	p.touch(KindCase, c.ID, in.Entry.ID)
	if l.Result == ReminderNotMade {
		c.Outside = slices.DeleteFunc(c.Outside, func(o NotedContact) bool { return o.Contact == l.Reminder })
		return p.uncount(c, l.Reminder, in.Entry)
	}
	n := NotedContact{in.Entry.ID, l.EndedAt, l.Contact(l.At)}
	if !l.Officer.IsZero() {
		if during {
			n.At, n.WholeDay = l.EndedAt, false
		}
		if n.Channel = "call"; l.Result == ReminderLetter {
			n.Channel = "letter"
		}
	}
	switch l.Result {
	case ReminderCalled:
		n.Reached = "somebody"
	case ReminderNotReached, ReminderFailed:
		n.Reached = "nobody"
	}
	c.setOutside(n)
	return p.copyContacts(c, in.Entry)
}

// uncount takes a contact that never was out of the cases it was copied to.
func (p *Pictures) uncount(c *Case, contact evidence.ID, e *evidence.Entry) error {
	if !p.counting {
		return nil
	}
	others, err := p.others(c)
	for _, o := range others {
		had := len(o.Elsewhere)
		if o.Elsewhere = slices.DeleteFunc(o.Elsewhere, func(n Elsewhere) bool { return n.Contact == contact }); len(o.Elsewhere) < had {
			p.touch(KindCase, o.ID, e.ID)
		}
	}
	return err
}
