package visits

import (
	"errors"
	"slices"
	"time"

	"fairvisit/evidence"
)

// The kinds of slots (evidence/FORMAT.md section 30). To grant one is no entry:
// headquarters does it when it folds the decision.
const (
	SlotReturned    = "slot.returned/1"    // the holder's device uses it no more
	DeviceForfeited = "device.forfeited/1" // one of two people writes the device off
)

// KindHolder is the picture of whose devices may hold slots.
const KindHolder = "holder"

// WriteOff is how many people must write a device off before what it held counts
// as not used.
const WriteOff = 2

// SlotNoDay withholds the slot of a decision whose day or place in time is not
// known.
const SlotNoDay = "no_day"

// Slot is the one contact that a decision came with, or that was withheld.
type Slot struct {
	Decision evidence.Hash `json:"decision"`
	Officer  evidence.ID   `json:"officer"`
	Device   evidence.ID   `json:"device,omitzero"` // zero: the officer had none yet
	Day      string        `json:"day"`
	From     int64         `json:"from"` // µs, inside
	Until    int64         `json:"until"`
	Issued   int64         `json:"issued"`            // µs, headquarters' clock
	Limited  bool          `json:"limited,omitempty"` // a limit counts visits there
	Withheld string        `json:"withheld,omitempty"`
	Visit    evidence.ID   `json:"visit,omitzero"` // that used it
	Returned evidence.Hash `json:"returned,omitzero"`
}

// Holder is whose devices may hold slots. It is headquarters' own, in no feed.
type Holder struct {
	ID      evidence.ID   `json:"id"` // an officer
	Devices []evidence.ID `json:"devices"`
}

// SlotFacts give a slot back: of the decision, or, where that is zero, of every
// decision of the case that stands no more.
type SlotFacts struct {
	Decision evidence.Hash `json:"decision,omitzero"`
}

// ForfeitedFacts is one person's word that a device is lost with what it held.
type ForfeitedFacts struct {
	Person evidence.ID `json:"person"`
}

// Issue is a decision that asks for a slot.
type Issue struct {
	Case     *Case
	Slot     Slot
	Region   string
	InForce  []*Pack
	Reserved []Elsewhere // slots other devices hold, as the contacts they can become
}

// Slot is that of a decision; nil where none was granted nor withheld.
func (c *Case) Slot(decision evidence.Hash) *Slot {
	i := slices.IndexFunc(c.Slots, func(s Slot) bool { return s.Decision == decision })
	if i < 0 || decision.IsZero() {
		return nil
	}
	return &c.Slots[i]
}

// HeldBy reports whether it was granted to a device, the enrolment of an officer.
func (s *Slot) HeldBy(device, officer evidence.ID) bool {
	return s.Withheld == "" && s.Officer == officer && (s.Device.IsZero() || s.Device == device)
}

// sameTablet reports whether it is for a device of an officer; one of before the
// officer had any is for the first.
func (s *Slot) sameTablet(officer, device evidence.ID) bool {
	return s.Officer == officer && (s.Device == device || s.Device.IsZero() || device.IsZero())
}

// Open reports that it can still become a contact.
func (s *Slot) Open() bool { return s.Withheld == "" && s.Visit.IsZero() && s.Returned.IsZero() }

// covers reports that a visit stands on it.
func (s *Slot) covers(v *Visit, at int64) bool {
	return s.HeldBy(v.Device, v.Officer) && s.From <= at && at < s.Until && (s.Visit == v.ID || s.Open())
}

// contact is the contact that a slot of o may become, as it counts for c against
// an act between from and to: as near to it as its day lets it be.
func (s *Slot) contact(c, o *Case, from, to int64) Elsewhere {
	at := from
	switch {
	case s.Until <= from:
		at = s.Until - 1
	case s.From > to:
		at = s.From
	}
	id := s.Visit
	if id.IsZero() {
		id = evidence.ID(s.Decision[:16])
	}
	var everybody []evidence.ID
	for _, p := range o.Facts.Parties {
		everybody = append(everybody, p.Party)
	}
	return Elsewhere{Contact: id, Channel: channelVisit, At: at, Parties: c.hereOf(o, everybody), Place: o.Facts.Place, Debt: o.Facts.Debt}
}

// issue grants or withholds the slot of the decision in force, once. A device
// grants nothing: what it decides itself never was at headquarters.
func (p *Pictures) issue(c *Case, in Input) error {
	d, ok := c.Assigned()
	if p.Grant == nil || in.Received == 0 || in.Entry.Header.Practice || !ok || c.Imported.IsZero() || c.Slot(d.Entry) != nil {
		return nil
	}
	s := Slot{Decision: d.Entry, Officer: d.Officer, Day: d.Day}
	h, err := p.holder(d.Officer)
	if err != nil {
		return err
	}
	for _, id := range slices.Backward(h.Devices) {
		dev, err := p.device(id)
		if err != nil {
			return err
		}
		if dev.Revoked.IsZero() {
			s.Device = id
			break
		}
	}
	if s.From, s.Until, ok = localDay(d.Day, c.Facts.Zone); !ok {
		s.Withheld = SlotNoDay
	}
	if err := p.grant(c, &s, in); err != nil {
		return err
	}
	c.Slots = append(c.Slots, s)
	return nil
}

// localDay is a day where the debtor lives: µs, from inside, until outside.
func localDay(day, name string) (from, until int64, ok bool) {
	z, err := zone(name)
	if err != nil {
		return 0, 0, false
	}
	t, err := time.ParseInLocation(time.DateOnly, day, z)
	if err != nil {
		return 0, 0, false
	}
	return t.UnixMicro(), t.AddDate(0, 0, 1).UnixMicro(), true
}

// grant asks the packs in force on the slot's day whether they leave room beside
// what was counted and what is held. Where no other tablet holds anything, what
// the slot's own holds is left out: a tablet sees itself and counts at the door.
func (p *Pictures) grant(c *Case, s *Slot, in Input) error {
	if s.Withheld == SlotNoDay {
		return nil
	}
	u, err := p.unitOf(c.Unit)
	if err != nil {
		return err
	}
	is := Issue{Case: c, Slot: *s, Region: u.Region}
	if is.InForce, err = p.lawsAt(p.governing(c, u.Region), max(s.From, in.Received), max(s.Until-1, in.Received)); err != nil {
		return err
	}
	alone := true
	err = p.eachSlot(c, func(o *Case, other *Slot) error {
		if other.Decision == s.Decision {
			return nil
		}
		held, err := p.reserves(other, in.Received)
		if held {
			is.Reserved = append(is.Reserved, other.contact(c, o, s.From, s.Until-1))
			alone = alone && other.sameTablet(s.Officer, s.Device)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.Issued = in.Received
	if s.Limited, s.Withheld = p.Grant(is); s.Withheld != "" && alone {
		is.Reserved = nil
		s.Limited, s.Withheld = p.Grant(is)
	}
	return nil
}

// eachSlot goes through the slots of a case and of those it is tied to.
func (p *Pictures) eachSlot(c *Case, do func(o *Case, s *Slot) error) error {
	others, err := p.others(c)
	if err != nil {
		return err
	}
	for _, o := range append([]*Case{c}, others...) {
		for i := range o.Slots {
			if err := do(o, &o.Slots[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// reserves reports whether a slot counts as a contact now. Until its day ends it
// does; afterwards as long as its holder may have used it and not said so: until
// the chain went on from a later time of headquarters, or two people wrote the
// device off.
func (p *Pictures) reserves(s *Slot, now int64) (bool, error) {
	if !s.Open() || now < s.Until {
		return s.Open(), nil
	}
	devices := []evidence.ID{s.Device}
	if s.Device.IsZero() {
		h, err := p.holder(s.Officer)
		if err != nil {
			return false, err
		}
		devices = h.Devices // without any nobody can have used it
	}
	for _, id := range devices {
		d, err := p.device(id)
		if err != nil {
			return false, err
		}
		if d.Clock.Floor < s.Until && len(d.Forfeited) < WriteOff {
			return true, nil
		}
	}
	return false, nil
}

// Reserved are the slots, of a case and of those it is tied to, that a tablet may
// still use or may have used unsaid, as the contacts they can become between two
// moments (µs).
func (p *Pictures) Reserved(id evidence.ID, from, to int64) (list []Elsewhere, err error) {
	c, err := p.caseOf(id)
	if err != nil {
		return nil, err
	}
	err = p.eachSlot(c, func(o *Case, s *Slot) error {
		held, err := p.reserves(s, from)
		if held {
			list = append(list, s.contact(c, o, from, to))
		}
		return err
	})
	return list, err
}

// useSlot notes that a visit is the contact of its decision's slot.
func (p *Pictures) useSlot(v *Visit, decision evidence.Hash, in Input) error {
	if v.Case.IsZero() || v.Practice {
		return nil
	}
	c, err := p.caseOf(v.Case)
	if err != nil {
		return err
	}
	if s := c.Slot(decision); s != nil && s.Open() && s.HeldBy(v.Device, v.Officer) {
		s.Visit = v.ID
		p.touch(KindCase, c.ID, in.Entry.ID)
	}
	return nil
}

// foldSlotReturned takes a slot back from its holder's device, and from no other,
// and gives it to who waits for one.
func foldSlotReturned(p *Pictures, in Input) error {
	f, err := facts[SlotFacts](in.Entry)
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
	back := false
	for i := range c.Slots {
		s := &c.Slots[i]
		meant := s.Decision == f.Decision || f.Decision.IsZero() && s.Decision != c.Standing
		if meant && s.Open() && s.HeldBy(d.ID, d.Officer) {
			s.Returned, back = in.Entry.ID, true
		}
	}
	if !back {
		return nil // also of a case that never was here: no picture is made of it
	}
	p.touch(KindCase, c.ID, in.Entry.ID)
	if p.Grant == nil || in.Received == 0 {
		return nil
	}
	others, err := p.others(c)
	if err != nil {
		return err
	}
	for _, o := range append([]*Case{c}, others...) {
		if err := p.grantAgain(o, in); err != nil {
			return err
		}
	}
	return nil
}

// grantAgain asks again for a decision in force whose slot was withheld.
func (p *Pictures) grantAgain(c *Case, in Input) error {
	s := c.Slot(c.Standing)
	if s == nil || s.Withheld == "" || in.Received >= s.Until {
		return nil
	}
	if err := p.grant(c, s, in); err != nil || s.Withheld != "" {
		return err
	}
	p.touch(KindCase, c.ID, in.Entry.ID)
	return nil
}

func foldForfeited(p *Pictures, in Input) error {
	f, err := facts[ForfeitedFacts](in.Entry)
	if err != nil {
		return err
	}
	id := in.Entry.Header.Ref(evidence.RefDevice)
	if id.IsZero() || f.Person.IsZero() {
		return payloadError{errors.New("no device or no person is named")}
	}
	d, err := p.device(id)
	if err != nil {
		return err
	}
	if !slices.Contains(d.Forfeited, f.Person) {
		d.Forfeited = append(d.Forfeited, f.Person)
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	return nil
}

// holds notes that a device is one of an officer's.
func (p *Pictures) holds(officer, device evidence.ID, in Input) error {
	if p.Grant == nil || in.Received == 0 || officer.IsZero() {
		return nil // who grants nothing need not know
	}
	h, err := p.holder(officer)
	if err != nil {
		return err
	}
	if !slices.Contains(h.Devices, device) {
		h.Devices = append(h.Devices, device)
		p.touch(KindHolder, h.ID, in.Entry.ID)
	}
	return nil
}

func (p *Pictures) holder(officer evidence.ID) (*Holder, error) {
	k := Key{KindHolder, officer}
	h, ok, err := held[Holder](p, k)
	if err == nil && !ok {
		h = &Holder{ID: officer}
		p.held[k] = h
	}
	return h, err
}

// slots gives a hearing what other devices held when the visit began, unless the
// visit stands on a slot of its own. One that was used since counts like one that
// was not: whoever came without took it either way.
func (p *Pictures) slots(h *Hearing) error {
	at := h.Opened.Wall
	if s := h.Case.Slot(h.Visit.Opened.Decision); s != nil && s.covers(h.Visit, at) {
		return nil
	}
	return p.eachSlot(h.Case, func(o *Case, s *Slot) error {
		own := s.Visit == h.Visit.ID || s.sameTablet(h.Visit.Officer, h.Visit.Device)
		if !own && s.Withheld == "" && s.Returned.IsZero() && s.Issued <= at && at < s.Until {
			h.Reserved = append(h.Reserved, s.contact(h.Case, o, at, at))
		}
		return nil
	})
}
