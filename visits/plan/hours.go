package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

const (
	minute = int64(time.Minute / time.Microsecond)
	second = int64(time.Second / time.Microsecond)
)

// gate asks the rule engine about visits of one day.
type gate struct {
	packs    []rules.Pack
	branch   string    // its region
	midnight time.Time // of the branch's day
	service  int32     // seconds
	asked    map[string]answer
}

// answer is when a visit may begin, in seconds from midnight, or why it may not
// at all.
type answer struct {
	open []route.Span
	why  *rules.Reason // nil if it is open
}

// question is what the tablet will ask at the door at time at: the crew, the
// case with its stops and contacts, and flags and packs as fresh as a device has
// them that was online before the tour.
func (g *gate) question(c *visits.Case, crew *Crew, at int64) rules.Question {
	q := rules.Question{Act: rules.Start, PacksAsOf: at, Governed: judging.Governing(c, g.branch),
		When: rules.Interval{Class: rules.ClassA, Earliest: at, Latest: at, Wall: at, NewestEntry: at, Until: at + int64(g.service)*second},
		Case: rules.CaseFacts{ID: c.ID, Zone: c.Facts.Zone, FlagsAsOf: at}, Place: rules.Place{Kind: c.Facts.PlaceKind, Address: c.Facts.Place}}
	q.Case.Debts = append(q.Case.Debts, c.Facts.Debt)
	for _, m := range crew.Members {
		o := rules.Officer{ID: m.ID, Certificates: slices.Clone(m.Papers)}
		for _, have := range m.Certificates {
			if last, err := time.ParseInLocation(time.DateOnly, have.Until, g.midnight.Location()); err == nil {
				o.Certificates = append(o.Certificates, rules.Certificate{Kind: have.Kind, Until: last.AddDate(0, 0, 1).UnixMicro() - 1})
			}
		}
		q.Crew = append(q.Crew, o)
	}
	for _, f := range c.Flags {
		q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At, Source: f.Source})
	}
	for _, p := range c.Facts.Parties {
		q.Subjects = append(q.Subjects, rules.Subject{Party: p.Party, Role: p.Role, Debts: q.Case.Debts})
	}
	judging.Tell(c, &q)
	return q
}

// hours are the times of the day at which a crew may begin at a case. Cases of
// which the engine is told the same are asked once.
func (g *gate) hours(c *visits.Case, crew *Crew) answer {
	key := g.alike(c, crew)
	if a, ok := g.asked[key]; ok && key != "" {
		return a
	}
	a := g.ask(c, crew)
	if key != "" {
		g.asked[key] = a
	}
	return a
}

// alike names what the engine is told of a case without a past; "" for one whose
// past makes it like no other.
func (g *gate) alike(c *visits.Case, crew *Crew) string {
	if len(c.Contacts)+len(c.Outside)+len(c.Elsewhere)+len(c.Consents)+len(c.Flags)+len(c.Promises) > 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprint(&b, c.Facts.Zone, "|", c.Facts.Region, "|", c.Facts.PlaceKind, "|", len(crew.Members))
	for _, p := range c.Facts.Parties {
		fmt.Fprint(&b, "|", p.Role, p.Party.IsZero())
	}
	for _, n := range c.Notices {
		fmt.Fprint(&b, "|", n.Kind, n.Form, n.At)
	}
	for _, m := range crew.Members {
		fmt.Fprint(&b, "|", m.ID.IsZero(), m.Certificates, m.Papers)
	}
	return b.String()
}

func (g *gate) ask(c *visits.Case, crew *Crew) answer {
	var a answer
	open, why := Openings(func(at int64) rules.Verdict { return rules.Evaluate(g.packs, g.question(c, crew, at)) },
		g.midnight.UnixMicro(), g.midnight.AddDate(0, 0, 1).UnixMicro())
	for _, o := range open {
		a.open = append(a.open, route.Span{From: g.seconds(o.From), Until: g.seconds(o.Until)})
	}
	if a.why = why; len(open) == 0 && why != nil && slices.Contains(byTheHour, why.Code) {
		a.why = g.whateverTheHour(c, crew, why)
	}
	return a
}

// whateverTheHour is what keeps a door shut on a day that has no opening: outside a
// window the engine names the window and not what is missing inside it, a consent to
// come to a workplace say. first, where every hour is only outside of one.
func (g *gate) whateverTheHour(c *visits.Case, crew *Crew, first *rules.Reason) *rules.Reason {
	for at, end := g.midnight, g.midnight.AddDate(0, 0, 1); at.Before(end); at = at.Add(time.Hour) {
		why := whyNot(rules.Evaluate(g.packs, g.question(c, crew, at.UnixMicro())))
		if why != nil && !slices.Contains(byTheHour, why.Code) {
			return why
		}
	}
	return first
}

// Opening is when a visit may begin, both in UTC µs and both included.
type Opening struct{ From, Until int64 }

// Openings are the openings from a time on and before end, and if it is closed at
// first, why. It walks: where the engine says no it names when it would say yes,
// and where it says yes the last minute that still holds lies before the end it
// names, by halving. A day has a handful of openings, so this is some dozen
// questions and not one for each minute.
func Openings(ask func(at int64) rules.Verdict, from, end int64) (open []Opening, why *rules.Reason) {
	for at := from; at < end; {
		v := ask(at)
		if !v.Allowed() {
			if why == nil {
				why = whyNot(v)
			}
			if v.NextAllowed <= at || v.NextAllowed >= end {
				break
			}
			at = v.NextAllowed
			continue
		}
		last := lastOf(ask, at, min(end, closes(v, end)))
		open = append(open, Opening{at, last})
		at = last + minute
	}
	return open, why
}

func closes(v rules.Verdict, end int64) int64 {
	if v.EndBy == 0 {
		return end
	}
	return v.EndBy
}

// lastOf is the last whole minute before end at which the visit may begin.
// Inside one opening a verdict turns from yes to no once, toward its end.
func lastOf(ask func(at int64) rules.Verdict, from, end int64) int64 {
	low, high := int64(0), max(0, (end-from)/minute)
	for low < high {
		middle := (low + high + 1) / 2
		if ask(from + middle*minute).Allowed() {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return from + low*minute
}

func (g *gate) seconds(at int64) int32 { return int32((at - g.midnight.UnixMicro()) / second) }

func (g *gate) moment(s int32) int64 { return g.midnight.UnixMicro() + int64(s)*second }

// byTheHour are the codes of blocks that another hour of the day would lift.
var byTheHour = []string{"outside_window", "too_late_to_start", "ends_after_window"}

// whyNot is blockOf; nil where nothing blocks.
func whyNot(v rules.Verdict) *rules.Reason {
	if r, blocked := blockOf(v); blocked {
		return &r
	}
	return nil
}

// blockOf is the first block of a verdict that no other hour would lift, or the first
// of all.
func blockOf(v rules.Verdict) (rules.Reason, bool) {
	blocks := slices.DeleteFunc(slices.Clone(v.Reasons), func(r rules.Reason) bool { return r.Severity != rules.Block })
	if len(blocks) == 0 {
		return rules.Reason{}, false
	}
	return blocks[max(0, slices.IndexFunc(blocks, func(r rules.Reason) bool { return !slices.Contains(byTheHour, r.Code) }))], true
}
