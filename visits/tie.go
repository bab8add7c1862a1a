package visits

import (
	"reflect"
	"slices"

	"fairvisit/evidence"
)

// Tie is the picture of one person or one place: which cases have it. It is
// headquarters' own and in no feed: it would tell an officer of claims that are
// not his.
type Tie struct {
	ID    evidence.ID   `json:"id"`
	Cases []evidence.ID `json:"cases"`
}

// Elsewhere is a contact that was counted for another case which shares a person
// or the place with this one. It does not say which case.
type Elsewhere struct {
	Contact   evidence.ID   `json:"contact"` // of a visit its id
	Channel   string        `json:"channel,omitempty"`
	At        int64         `json:"at"`
	Since     int64         `json:"since,omitempty"`  // µs: it was at some moment from here to At; 0: it was at At
	Status    string        `json:"status,omitempty"` // of a visit
	Codes     []string      `json:"codes,omitempty"`
	Reached   string        `json:"reached,omitempty"`
	Parties   []evidence.ID `json:"parties,omitempty"` // of those shared, this case's ids; empty: not known
	Place     evidence.ID   `json:"place"`
	Debt      evidence.ID   `json:"debt"`
	Solicited bool          `json:"solicited,omitempty"`
	Source    string        `json:"source,omitempty"` // of a noted contact
	Said      int64         `json:"said,omitempty"`   // likewise
}

// shared is what a case may have in common with another.
func (c *Case) shared() []evidence.ID {
	var list []evidence.ID
	for _, p := range c.Facts.Parties {
		if !p.Person.IsZero() && !slices.Contains(list, p.Person) {
			list = append(list, p.Person)
		}
	}
	if !c.Facts.Place.IsZero() {
		list = append(list, c.Facts.Place)
	}
	return list
}

// Shares reports whether two cases have a person or the place in common.
func (c *Case) Shares(o *Case) bool {
	theirs := o.shared()
	return slices.ContainsFunc(c.shared(), func(id evidence.ID) bool { return slices.Contains(theirs, id) })
}

// tie notes what a case shares and counts the contacts of both sides for each other.
// What it shared before and shares no more (before) ties it no more: a person or a
// place was put right, and what was counted for the wrong one never was a contact of
// these people. What another tie still brings stays.
func (p *Pictures) tie(c *Case, before []evidence.ID, in Input) error {
	if !p.counting {
		return nil // a device has not the other cases
	}
	e, now := in.Entry, c.shared()
	for _, id := range now {
		t, err := p.tied(id)
		if err != nil {
			return err
		}
		if !slices.Contains(t.Cases, c.ID) {
			t.Cases = append(t.Cases, c.ID)
			p.touch(KindTie, id, e.ID)
		}
	}
	before = slices.DeleteFunc(before, func(id evidence.ID) bool { return slices.Contains(now, id) })
	if err := p.untie(c, before, in); err != nil {
		return err
	}
	others, err := p.others(c)
	if err != nil {
		return err
	}
	for _, o := range others {
		c.CountFrom(o)
	}
	return p.copyContacts(c, e)
}

// untie takes a case out of ties, and out of it and of the cases they tied it to the
// contacts that nothing ties any more. Room that this makes is granted.
func (p *Pictures) untie(c *Case, cut []evidence.ID, in Input) error {
	if len(cut) == 0 {
		return nil
	}
	freed := []*Case{c}
	for _, id := range cut {
		t, err := p.tied(id)
		if err != nil {
			return err
		}
		t.Cases = slices.DeleteFunc(t.Cases, func(o evidence.ID) bool { return o == c.ID })
		p.touch(KindTie, id, in.Entry.ID)
		for _, other := range t.Cases {
			o, err := p.caseOf(other)
			if err != nil {
				return err
			}
			if !slices.Contains(freed, o) {
				freed = append(freed, o)
			}
		}
	}
	for _, o := range freed {
		others, err := p.others(o)
		if err != nil {
			return err
		}
		o.Elsewhere = nil
		for _, from := range others {
			o.CountFrom(from)
		}
		p.touch(KindCase, o.ID, in.Entry.ID)
	}
	if p.Grant == nil {
		return nil
	}
	for _, o := range freed {
		if err := p.grantAgain(o, in); err != nil {
			return err
		}
	}
	return nil
}

// copyContacts counts the contacts of a case for every case it is tied to.
func (p *Pictures) copyContacts(c *Case, e *evidence.Entry) error {
	if !p.counting {
		return nil
	}
	others, err := p.others(c)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.CountFrom(c) {
			p.touch(KindCase, o.ID, e.ID)
		}
	}
	return nil
}

func (p *Pictures) tied(id evidence.ID) (*Tie, error) {
	k := Key{KindTie, id}
	t, ok, err := held[Tie](p, k)
	if err == nil && !ok {
		t = &Tie{ID: id}
		p.held[k] = t
	}
	return t, err
}

// others are the cases that share something with c.
func (p *Pictures) others(c *Case) ([]*Case, error) {
	var list []*Case
	for _, id := range c.shared() {
		t, err := p.tied(id)
		if err != nil {
			return nil, err
		}
		for _, other := range t.Cases {
			if other == c.ID || slices.ContainsFunc(list, func(o *Case) bool { return o.ID == other }) {
				continue
			}
			o, err := p.caseOf(other)
			if err != nil {
				return nil, err
			}
			list = append(list, o)
		}
	}
	return list, nil
}

// CountFrom takes over the contacts of another case, and the hazards of a place
// they share, and reports whether one was new or had become another.
func (c *Case) CountFrom(o *Case) (changed bool) {
	for _, v := range o.Contacts {
		var everybody []evidence.ID
		for _, p := range o.Facts.Parties {
			everybody = append(everybody, p.Party)
		}
		changed = c.elsewhere(Elsewhere{Contact: v.Visit, Channel: channelVisit, At: v.At(), Status: v.Status, Codes: v.Codes, Parties: c.hereOf(o, everybody),
			Place: o.Facts.Place, Debt: o.Facts.Debt}) || changed
	}
	for i := range o.Outside {
		n := &o.Outside[i]
		e := Elsewhere{Contact: n.Contact, Channel: n.Channel, At: n.At, Reached: n.Reached, Parties: c.hereOf(o, n.Parties), Debt: o.Facts.Debt,
			Solicited: n.Solicited, Source: n.Source, Said: n.Said}
		if n.WholeDay {
			e.Since = o.Earliest(n)
		}
		changed = c.elsewhere(e) || changed
	}
	return c.endangeredBy(o) || changed
}

const channelVisit = "visit"

// hereOf names persons of another case as this one does, where both have them.
// One whom this case has not stays under the other's id: an empty list would
// mean that nobody knows whom it was to.
func (c *Case) hereOf(o *Case, parties []evidence.ID) []evidence.ID {
	var list []evidence.ID
	for _, id := range parties {
		i := slices.IndexFunc(o.Facts.Parties, func(p PartyRole) bool { return p.Party == id })
		if i >= 0 && !o.Facts.Parties[i].Person.IsZero() {
			for _, mine := range c.Facts.Parties {
				if mine.Person == o.Facts.Parties[i].Person {
					list = append(list, mine.Party)
				}
			}
		}
		list = append(list, id)
	}
	return list
}

func (c *Case) elsewhere(n Elsewhere) (changed bool) {
	i, found := slices.BinarySearchFunc(c.Elsewhere, n.Contact, func(e Elsewhere, id evidence.ID) int { return slices.Compare(e.Contact[:], id[:]) })
	switch {
	case !found:
		c.Elsewhere = slices.Insert(c.Elsewhere, i, n)
	case reflect.DeepEqual(c.Elsewhere[i], n):
		return false
	default:
		c.Elsewhere[i] = n
	}
	return true
}
