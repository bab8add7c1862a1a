package visits

import (
	"errors"
	"slices"
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
	Reminder evidence.ID   `json:"reminder"` // its contact has the same id
	Visit    evidence.ID   `json:"visit"`    // at which it was promised
	Date     string        `json:"date"`     // yyyy-mm-dd of the payment
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
	n := NotedContactFacts{Contact: f.Reminder, Channel: f.Way, At: l.At, Parties: f.Parties, Source: SourceHeadquarters}
	if !l.Officer.IsZero() {
		n.At, n.WholeDay = f.Until-1, true
	}
	c.setOutside(NotedContact{in.Entry.ID, l.At, n})
	return p.copyContacts(c, in.Entry)
}

// setOutside puts a contact among those no crew made, in place of the one of its id.
func (c *Case) setOutside(n NotedContact) {
	c.Outside = slices.DeleteFunc(c.Outside, func(o NotedContact) bool { return o.Contact == n.Contact })
	c.Outside = insert(c.Outside, n, func(x NotedContact) evidence.Hash { return x.Entry },
		func(a, b NotedContact) int { return compareAt(a.At, a.Entry, b.At, b.Entry) })
}

// foldReminderEnded takes the first word on a reminder from who was to make it. An
// officer's word on another's is a contact all the same: what was done counts
// whoever was to do it.
func foldReminderEnded(p *Pictures, in Input) error {
	f, err := facts[ReminderEndFacts](in.Entry)
	if err != nil {
		return err
	}
	c, err := p.theCase(in)
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
	switch {
	case l != nil && l.Result != "":
		return nil
	case l != nil && (d.Role == "hq") == l.Officer.IsZero() && (l.Officer.IsZero() || l.Officer == d.Officer):
		l.Result, l.Against, l.Ended, l.EndedAt = f.Result, f.Against, in.Entry.ID, in.Entry.Header.Wall
		return p.countReminder(c, l, in)
	case d.Role == "hq" || f.Result == ReminderNotMade:
		return nil
	}
	stray := ReminderLine{ReminderFacts: ReminderFacts{Reminder: evidence.ID(in.Entry.ID[:16]), Officer: d.Officer}, Result: f.Result, EndedAt: in.Entry.Header.Wall}
	return p.countReminder(c, &stray, in)
}

// countReminder makes the contact what it came to. One that was not made is none.
func (p *Pictures) countReminder(c *Case, l *ReminderLine, in Input) error {
	id := l.Reminder
	if l.Result == ReminderNotMade {
		c.Outside = slices.DeleteFunc(c.Outside, func(o NotedContact) bool { return o.Contact == id })
		return p.uncount(c, id, in.Entry)
	}
	n := NotedContact{in.Entry.ID, l.EndedAt, NotedContactFacts{Contact: id, Channel: l.Way, At: l.EndedAt, Parties: l.Parties, Source: SourceHeadquarters}}
	if l.Officer.IsZero() {
		n.At = l.At // it was counted when it was taken, and may have gone out at any time since
	} else if n.Channel = "call"; l.Result == ReminderLetter {
		n.Channel = "letter"
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
