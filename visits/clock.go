package visits

import (
	"fmt"
	"slices"
	"time"

	"fairvisit/evidence"
)

// Bounds of what is known of the time since a beacon of the same boot: clocks
// of tablets drift by less than 100 ppm, and an answer of headquarters is older
// than its arrival by less than the handshake may take.
const (
	driftPPM   = 100
	answerLate = 30_000_000 // µs
)

// ClockTolerance is by how much a clock may miss headquarters' time and not be
// called wrong, in µs.
const ClockTolerance = int64(2 * time.Minute / time.Microsecond)

// SinceBeacon is between which times it is when so much passed (µs, negative:
// before) since a beacon of the same boot.
func SinceBeacon(at, passed int64) (earliest, latest int64) {
	drift := max(passed, -passed) / 1_000_000 * driftPPM
	return at + passed - drift, at + passed + drift + answerLate
}

// DeviceClock is what headquarters knows of the time in the boot a device was
// last heard in.
type DeviceClock struct {
	Epoch evidence.ID `json:"epoch"`
	Boot  evidence.ID `json:"boot"`
	// Floor: all that is written from now on was written after this (µs of headquarters).
	Floor int64 `json:"floor,omitempty"`
	// Beacon is a time of headquarters in this boot, when Since had passed of it; 0: none.
	Beacon int64 `json:"beacon,omitempty"`
	Since  int64 `json:"since,omitempty"`
	// Enrolled is headquarters' time when it enrolled the device: nothing of it is older.
	Enrolled int64 `json:"enrolled,omitempty"`
	// Latest is the latest wall time of a visit of this boot since its newest beacon of
	// a colleague, while it has none of its own.
	Latest int64 `json:"latest,omitempty"`
	// Carried: the store was begun anew within this boot, which may have had a beacon before.
	Carried bool `json:"carried,omitempty"`
	// Waiting are starts of visits of this boot of which nothing better is known yet.
	Waiting []VisitStart `json:"waiting,omitempty"`
}

// VisitStart is the start of a visit as a clock saw it.
type VisitStart struct {
	Visit    evidence.ID   `json:"visit"`
	Case     evidence.ID   `json:"case"`
	Entry    evidence.Hash `json:"entry"`
	Place    string        `json:"place"` // its kind
	Since    int64         `json:"since"`
	Floor    int64         `json:"floor"`
	Received int64         `json:"received"`
}

// mostWaiting bounds the starts that wait: nobody opens so many in one boot.
const mostWaiting = 200

// foldTime brings what is known of a device's time up to date with an entry, and
// judges the starts of visits that nothing more can be known of.
func (p *Pictures) foldTime(in Input) error {
	h := &in.Entry.Header
	if p.Inside == nil || h.Practice || in.Received == 0 || h.Kind != TimeBeacon && h.Kind != VisitOpened && h.Kind != EpochOpened && h.Kind != VisitClosed {
		return nil
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	c := &d.Clock
	if c.Boot != h.Boot || c.Epoch != h.Epoch {
		if !c.Boot.IsZero() && in.Status == evidence.Ahead {
			return nil // its place in the chain comes later
		}
		for _, s := range c.Waiting {
			if err := p.judgeTime(in, d, s, nil, c.unheard(s)); err != nil {
				return err
			}
		}
		*c = DeviceClock{Epoch: h.Epoch, Boot: h.Boot, Floor: c.Floor, Enrolled: c.Enrolled, Carried: c.Boot == h.Boot}
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	if h.Kind == TimeBeacon {
		if in.Entry.Facts.State != evidence.Present {
			return nil
		}
		return p.foldBeaconTime(in, d)
	}
	if err := p.judgeUnheard(in, d); err != nil {
		return err
	}
	if h.Kind == VisitOpened && in.Entry.Facts.State == evidence.Present {
		if err := p.foldStart(in, d); err != nil {
			return err
		}
	}
	if c.Beacon == 0 && in.Status == evidence.Whole && h.Wall > c.Latest { // what comes ahead of its place says nothing of what stands before it
		c.Latest = h.Wall
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	return nil
}

func (p *Pictures) foldBeaconTime(in Input, d *Device) error {
	h, c := &in.Entry.Header, &d.Clock
	var f evidence.Statement
	var b evidence.Beacon
	if evidence.DecodePayload(in.Entry.Facts.Bytes, &f) != nil || f.Open(evidence.MagicBeacon, p.Service, &b) != nil || b.Time > in.Received+ClockTolerance {
		return nil // a time nobody signed bounds nothing
	}
	p.touch(KindDevice, d.ID, in.Entry.ID)
	c.Floor, c.Latest = max(c.Floor, b.Time), 0
	if b.Device != h.Device {
		return nil // shown by a colleague: from below only
	}
	c.Beacon, c.Since = b.Time, h.SinceBoot
	for _, s := range c.Waiting {
		if err := p.judgeByBeacon(in, d, s, nil); err != nil {
			return err
		}
	}
	c.Waiting = nil
	return nil
}

func (p *Pictures) foldStart(in Input, d *Device) error {
	f, err := facts[OpenedFacts](in.Entry)
	if err != nil {
		return nil // the fold of the kind says so
	}
	h, c := &in.Entry.Header, &d.Clock
	s := VisitStart{Visit: h.Visit(), Case: h.Case(), Entry: in.Entry.ID, Place: f.PlaceKind, Since: h.SinceBoot, Floor: c.Floor, Received: in.Received}
	if c.Beacon != 0 {
		return p.judgeByBeacon(in, d, s, &f)
	}
	if len(c.Waiting) < mostWaiting && !slices.ContainsFunc(c.Waiting, func(x VisitStart) bool { return x.Entry == s.Entry }) {
		c.Waiting = append(c.Waiting, s)
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	if !d.claims(in, f.Verdict.Class) {
		return nil
	}
	t := c.unheard(s)
	t.claimed = true
	return p.judgeTime(in, d, s, &f, t)
}

// timed is between which times (µs) a start lies, and how well that is known.
type timed struct {
	class    string
	from, to int64
	claimed  bool // the start claims more than its chain can say: it is found whatever the hours
}

func (p *Pictures) judgeByBeacon(in Input, d *Device, s VisitStart, opened *OpenedFacts) error {
	from, to := SinceBeacon(d.Clock.Beacon, s.Since-d.Clock.Since)
	return p.judgeTime(in, d, s, opened, timed{class: "A", from: from, to: to})
}

// judgeTime finds a start that does not lie inside the lawful hours for certain,
// by the packs that other findings are judged by. opened is what the start says
// where the visit does not hold it yet.
func (p *Pictures) judgeTime(in Input, d *Device, s VisitStart, opened *OpenedFacts, t timed) error {
	if t.from == 0 || s.Case.IsZero() {
		return nil // this headquarters never told the device the time: nothing is known to judge by
	}
	t.to = max(t.from, t.to)
	c, err := p.caseOf(s.Case)
	if err != nil {
		return err
	}
	v, err := p.visit(s.Visit)
	if err != nil {
		return err
	}
	if !t.claimed { // else a beacon of this boot may still tell it, and no time is known better than its own word
		err = p.tellTime(in, c, v, s, opened, t)
	}
	if err != nil || c.Facts.Zone == "" {
		return err
	}
	if v.Opened == nil && opened != nil {
		begun := *v // the picture takes the start in a moment later
		begun.Opened = opened
		v = &begun
	}
	hearing := Hearing{Case: c, Visit: v}
	if err := p.laws(&hearing, t.from, t.to); err != nil {
		return err
	}
	if inside, known := p.Inside(hearing, s.Place, t.from, t.to); !t.claimed && (inside || !known) {
		return nil
	}
	unit := c.Unit
	if unit.IsZero() {
		unit = d.Unit
	}
	at := in
	at.Entry = &evidence.Entry{ID: s.Entry, Header: evidence.Header{Device: d.ID,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: s.Case}, {Kind: evidence.RefVisit, ID: s.Visit}}}}
	p.find(TimeUnproved, at, unit, d.Officer, fmt.Sprintf("%s: %s – %s", t.class, clockOf(c.Facts.Zone, t.from), clockOf(c.Facts.Zone, t.to)))
	return nil
}

// tellTime has a visit count at the time it was: where the clock it was begun by
// misses what is known, limits would count it on another day. Only the start that the
// visit goes by says when it was; opened is nil where its time became known later, and
// then what was judged by the other time is heard again.
func (p *Pictures) tellTime(in Input, c *Case, v *Visit, s VisitStart, opened *OpenedFacts, t timed) error {
	at := slices.IndexFunc(v.Lines, func(l Line) bool { return l.Entry == s.Entry })
	if at < 0 || v.Practice || v.Case != s.Case {
		return nil
	}
	if opened == nil || v.Opened != nil {
		if own, ok := v.start(); !ok || own.Entry != s.Entry {
			return nil // another device's word about this visit
		}
	}
	known := v.Lines[at].Wall
	switch {
	case known < t.from-ClockTolerance:
		known = t.from
	case known > t.to+ClockTolerance:
		known = t.to
	}
	line := c.contact(v.ID)
	if line.Known == known {
		return nil
	}
	from := min(line.At(), known)
	moved := line.At() != known
	line.Known = known
	c.sortContacts()
	p.touch(KindCase, c.ID, in.Entry.ID)
	if err := p.copyContacts(c, in.Entry); err != nil || !moved || opened != nil {
		return err
	}
	return p.hearFrom(in, c, v.ID, from)
}

func clockOf(zone string, at int64) string {
	z, err := time.LoadLocation(zone)
	if err != nil {
		z = time.UTC
	}
	return time.UnixMicro(at).In(z).Format("2006-01-02 15:04")
}
