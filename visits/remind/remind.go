// Package remind is who is to be reminded of a payment they promised, by which way
// and between which moments, and what a message says. It is pure: who is to be
// reminded follows from promises, payments and what was claimed (evidence/FORMAT.md
// section 35), so the tablet, the manager and headquarters see one list.
package remind

import (
	"crypto/sha256"
	"math"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

// Task is one payment that somebody is to be reminded of. Times are UTC µs.
type Task struct {
	Case     evidence.ID
	Visit    evidence.ID // at which it was promised
	Date     string      // of the payment, yyyy-mm-dd
	Amount   int64       // that is still to come, minor units
	Currency string
	Parties  []evidence.ID        // who promised it
	Promise  evidence.ID          // what was promised for that day, see promiseID
	Twin     bool                 // another promise of that visit has a payment on that day too
	From     int64                // the policy's days before Date, at midnight there
	Until    int64                // the end of Date, outside
	Attempt  int                  // how often it was claimed before
	Claim    *visits.ReminderLine // the newest; nil: none
	lines    []*visits.ReminderLine
}

// Claimed reports that somebody has it and may still make it, or did, by whichever
// claim: nobody else is to remind. What a file holds may have gone out until somebody
// says it failed; what an officer has ends with its day, and may be told long after.
func (t *Task) Claimed(now int64) bool {
	return slices.ContainsFunc(t.lines, func(l *visits.ReminderLine) bool {
		if l.Result == "" {
			return l.Officer.IsZero() || now < l.Until
		}
		return l.Result == visits.ReminderSent || l.Result == visits.ReminderCalled || l.Result == visits.ReminderLetter
	})
}

// promiseID tells promises of one visit apart: by debt, currency and who promised.
func promiseID(p *promise.Promise) evidence.ID {
	words := []string{"promise", p.Debt.String(), p.Currency}
	parties := slices.SortedFunc(slices.Values(p.Parties), func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) })
	for _, who := range parties {
		words = append(words, who.String())
	}
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return evidence.ID(sum[:16])
}

// claimedBy reports that a line is of this task. One that names no promise, because
// there was one only or it is older than the name, is told by whom it was to.
func (t *Task) claimedBy(l *visits.ReminderLine) bool {
	switch {
	case l.Visit != t.Visit || l.Date != t.Date:
		return false
	case !l.Promise.IsZero():
		return l.Promise == t.Promise
	}
	return len(l.Parties) == 0 || slices.ContainsFunc(l.Parties, func(who evidence.ID) bool { return slices.Contains(t.Parties, who) })
}

// Of are the payments of a case that are due on the day of now there, and those
// claimed of which nobody said what became, whatever their day.
func Of(c *visits.Case, now int64, policy *promise.Policy) []Task {
	if c.Erased != nil || c.Closed != nil || len(c.Promises) == 0 {
		return nil
	}
	today := promise.DayOf(c, now)
	var list []Task
	all := promise.Of(c, today, policy, 0)
	for i := range all {
		p, id := &all[i], promiseID(&all[i])
		for _, x := range p.Parts {
			t := Task{Case: c.ID, Visit: p.Visit, Date: x.Date, Amount: x.Amount - x.Paid, Currency: p.Currency, Parties: p.Parties, Promise: id, Twin: twin(all, p.Visit, id, x.Date), Until: promise.EndOf(c, x.Date)}
			t.findLines(c)
			due := p.State == promise.Due && x.State == promise.Due && x.Date >= today
			if !due && (t.Claim == nil || t.Claim.Result != "") {
				continue
			}
			if i := slices.IndexFunc(list, func(o Task) bool { return o.Visit == t.Visit && o.Date == t.Date && o.Promise == id }); i >= 0 {
				list[i].Amount += t.Amount // the same people are reminded of a day once
				continue
			}
			t.From = promise.StartOf(c, promise.Later(t.Date, -policy.RemindDays))
			list = append(list, t)
		}
	}
	return list
}

// twin reports whether a visit has another promise with a payment on a date. It looks
// at all of them, paid or not, so that the answer stays what it was.
func twin(all []promise.Promise, visit, id evidence.ID, date string) bool {
	return slices.ContainsFunc(all, func(o promise.Promise) bool {
		return o.Visit == visit && promiseID(&o) != id && slices.ContainsFunc(o.Parts, func(x promise.Instalment) bool { return x.Date == date })
	})
}

// findLines finds the claims of the task among those of the case.
func (t *Task) findLines(c *visits.Case) {
	for i := range c.Reminders {
		if l := &c.Reminders[i]; t.claimedBy(l) {
			t.Claim, t.lines = l, append(t.lines, l)
			t.Attempt++
		}
	}
}

// Way is one channel by which somebody may be reminded, and when; or why not.
type Way struct {
	Channel string
	From    int64  // µs: the first moment at which it may be; 0: at none before the task is over
	Until   int64  // µs: the hours that hold From end, or the task does
	Rule    string // that speaks against it now; "": it may be now
	Code    string
}

// Now reports that the way is open at a moment.
func (w *Way) Now(at int64) bool { return w.Rule == "" && w.From != 0 && w.From <= at && at < w.Until }

// The rules of reminders themselves.
const (
	RulePhone   = "R-PHONE"   // nobody knows a number
	RuleAddress = "R-ADDRESS" // nobody knows where to
	RuleConsent = "R-CONSENT" // a message, and nobody of them agreed to be written to
	RuleOnce    = "R-ONCE"    // the payment was reminded of, or somebody has it
	RuleTime    = "R-TIME"    // the day is not there yet, or is over
)

// Asker makes the question of a reminder at a moment: headquarters' or a device's,
// with what each knows.
type Asker func(channel string, at int64) rules.Question

// Ways tells of each channel when somebody may be reminded by it, from now on.
func (t *Task) Ways(c *visits.Case, packs []rules.Pack, now int64, ask Asker) []Way {
	var list []Way
	for _, channel := range visits.ReminderWays {
		list = append(list, t.way(c, packs, channel, now, ask))
	}
	return list
}

func (t *Task) way(c *visits.Case, packs []rules.Pack, channel string, now int64, ask Asker) Way {
	w := Way{Channel: channel}
	if rule := t.unreachable(c, channel); rule != "" {
		w.Rule, w.Code = rule, "not_known"
		return w
	}
	at := max(now, t.From)
	if at >= t.Until {
		w.Rule, w.Code = RuleTime, "over"
		return w
	}
	v := rules.Evaluate(packs, ask(channel, at))
	if !v.Allowed() {
		w.Rule, w.Code = WhyNot(v)
		if v.NextOnline == 0 || v.NextOnline >= t.Until {
			return w
		}
		at = v.NextOnline
		v = rules.Evaluate(packs, ask(channel, at))
	} else if at > now {
		w.Rule, w.Code = RuleTime, "early"
	}
	w.From, w.Until = at, min(t.Until, v.EndBy)
	if v.EndBy == 0 {
		w.Until = t.Until
	}
	if channel == rules.ChannelMessage {
		t.withConsent(c, &w)
	}
	return w
}

// withConsent shuts the way of a message where nobody it could go to agreed to be
// written to, or took that back. A call or a letter asks for what the packs ask and no
// more: what is to be said can be given to an officer.
func (t *Task) withConsent(c *visits.Case, w *Way) {
	until := int64(0)
	for _, p := range c.Words.Parties {
		if p.Phone != "" && slices.Contains(t.Parties, p.Party) {
			until = max(until, AgreedUntil(c, p.Party, w.From))
		}
	}
	if until != 0 {
		w.Until = min(w.Until, until)
		return
	}
	w.From, w.Until, w.Rule, w.Code = 0, 0, RuleConsent, "consent_required"
	if slices.ContainsFunc(c.Consents, func(l visits.ConsentLine) bool {
		return l.Kind == consentContact && l.Withdrawn != 0 && slices.Contains(t.Parties, l.Party)
	}) {
		w.Code = "consent_withdrawn"
	}
}

// consentContact is the consent to be written to, in whatever form it was given.
const consentContact = "consent.contact"

// AgreedUntil is until when somebody who agreed to be written to still does, from a
// moment on (µs); 0: they do not at that moment.
func AgreedUntil(c *visits.Case, party evidence.ID, at int64) (until int64) {
	for _, l := range c.Consents {
		if l.Kind != consentContact || l.Party != party || l.Entry.IsZero() || l.At > at {
			continue
		}
		end := int64(math.MaxInt64)
		for _, x := range []int64{l.Until, l.Withdrawn} {
			if x != 0 {
				end = min(end, x)
			}
		}
		if end > at {
			until = max(until, end)
		}
	}
	return until
}

// unreachable is why nobody could be reached by a channel whatever the rules say.
func (t *Task) unreachable(c *visits.Case, channel string) string {
	if channel == rules.ChannelLetter {
		if c.Words == nil || c.Words.Place.Street == "" {
			return RuleAddress
		}
		return ""
	}
	if c.Words == nil || !slices.ContainsFunc(c.Words.Parties, func(p visits.PartyWords) bool { return p.Phone != "" && slices.Contains(t.Parties, p.Party) }) {
		return RulePhone
	}
	return ""
}

// WhyNot is the first rule that blocks, and how.
func WhyNot(v rules.Verdict) (rule, code string) {
	for _, r := range v.Reasons {
		if r.Severity == rules.Block {
			return r.Rule, r.Code
		}
	}
	return "", ""
}

// Given is the task of a reminder an officer was given: on its one day.
func Given(c *visits.Case, l *visits.ReminderLine) Task {
	return Task{Case: c.ID, Visit: l.Visit, Date: l.Date, Parties: l.Parties, From: promise.StartOf(c, promise.DayOf(c, l.Until-1)), Until: l.Until, Attempt: 1, Claim: l, lines: []*visits.ReminderLine{l}}
}

// GivenTo are the reminders of a case that an officer was given and said nothing of,
// also those that somebody else was given since: what they did only they can say.
func GivenTo(c *visits.Case, officer evidence.ID) []Task {
	if c.Erased != nil || c.Closed != nil {
		return nil
	}
	var list []Task
	for i := range c.Reminders {
		if l := &c.Reminders[i]; l.Officer == officer && l.Result == "" {
			list = append(list, Given(c, l))
		}
	}
	return list
}

// Turn makes the question of a visit to a case that of a reminder: of who promised
// alone, and not held by the promise, for it is part of what was agreed. What was
// claimed for this very reminder does not count against it.
func (t *Task) Turn(c *visits.Case, q rules.Question, channel string) rules.Question {
	q.Act, q.Channel, q.Slot, q.PromisedUntil, q.Crew = rules.Start, channel, rules.Slot{}, 0, nil
	q.When.Until = 0
	q.Visit = evidence.ID{}
	if t.Claim != nil && t.Claim.Result == "" {
		q.Visit = t.Claim.Reminder
	}
	q.Subjects = nil
	for _, p := range c.Facts.Parties {
		if slices.Contains(t.Parties, p.Party) {
			q.Subjects = append(q.Subjects, rules.Subject{Party: p.Party, Role: p.Role, Debts: q.Case.Debts})
		}
	}
	return q
}

// AtHeadquarters asks what headquarters knows of a case, as fresh as the moment, and
// counts what tablets hold and may become (reserved).
func (t *Task) AtHeadquarters(c *visits.Case, branch string, reserved []visits.Elsewhere) Asker {
	return func(channel string, at int64) rules.Question {
		return t.Turn(c, judging.About(c, branch, at, reserved), channel)
	}
}
