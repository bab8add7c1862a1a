package dossier

import (
	"bytes"
	"errors"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// agreeCosigned holds second officers' words against what they are about
// (FORMAT.md section 18).
func (v *verifier) agreeCosigned(unknown map[evidence.Hash]bool) {
	byID := map[evidence.Hash]*held{}
	for _, x := range v.entries {
		byID[x.id] = x
	}
	for _, no := range v.numbers() {
		x := v.entries[no]
		if x.signed == nil {
			continue
		}
		v.report.Cosigned++
		if x.signed.Own() {
			v.agreeGiven(x, byID[x.signed.Entry])
		} else {
			v.agreeTaken(x, byID, len(unknown) > 0)
		}
	}
}

// agreeGiven is about the entry the second officer wrote.
func (v *verifier) agreeGiven(x, about *held) {
	h := &x.header
	switch {
	case x.signed.Officer != h.Officer():
		v.fault(x.name, "it says that another officer signs than the one who did")
	case about == nil:
	case about.header.Visit() != h.Visit():
		v.fault(x.name, "it signs for an entry of another visit")
	case about.header.Device == h.Device || about.header.Officer() == h.Officer():
		v.fault(x.name, "the acting officer signs for themselves")
	}
}

// agreeTaken is about the entry the acting officer wrote.
func (v *verifier) agreeTaken(x *held, byID map[evidence.Hash]*held, cut bool) {
	c, h := x.signed, &x.header
	about, other := byID[c.Entry], byID[c.Head]
	switch err := c.Check(h.Visit(), h.Officer(), v.service); {
	case errors.Is(err, crew.ErrSelf):
		v.fault(x.name, "the acting officer signs for themselves")
	case errors.Is(err, crew.ErrEnrolment):
		v.fault(x.name, "the second officer is not the one headquarters enrolled")
	case err != nil:
		v.fault(x.name, "the second officer's signature does not fit")
	case about == nil && !cut:
		v.fault(x.name, "the entry signed for is not inside")
	case about != nil && (about.header.Visit() != h.Visit() || about.header.Device != h.Device):
		v.fault(x.name, "it holds a signature for an entry of another visit or device")
	case other != nil && (other.header.Kind != kindCosigned || other.header.Device != c.Device || other.header.Visit() != h.Visit() ||
		other.signed != nil && (other.signed.Entry != c.Entry || other.signed.Officer != c.Officer)):
		v.fault(x.name, "the second officer's own entry says something else")
	case v.anotherHolds(c):
		v.fault(x.name, "one person signs for two: another officer has the same key")
	}
}

// anotherHolds reports whether the key is another officer's too.
func (v *verifier) anotherHolds(c *crew.Cosigned) bool {
	for _, e := range v.devices {
		if e.Officer != c.Officer && bytes.Equal(e.OfficerKey, c.Key) {
			return true
		}
	}
	for _, x := range v.entries {
		if x.signed != nil && !x.signed.Own() && x.signed.Officer != c.Officer && bytes.Equal(x.signed.Key, c.Key) {
			return true
		}
	}
	return false
}
