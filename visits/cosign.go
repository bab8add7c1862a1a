package visits

import (
	"bytes"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// CosignLine is one entry of the second officer's yes: theirs, or the acting
// officer's who took it.
type CosignLine struct {
	Entry   evidence.Hash      `json:"entry"`  // that says it
	By      evidence.ID        `json:"by"`     // the device that wrote it
	At      int64              `json:"at"`     // µs, by that device's clock
	Signed  evidence.Hash      `json:"signed"` // the entry signed for
	Officer evidence.ID        `json:"officer"`
	Method  string             `json:"method"`          // crew.MethodQR, crew.MethodPIN
	Head    evidence.Hash      `json:"head,omitzero"`   // the other entry; zero: this is theirs
	Key     evidence.PublicKey `json:"key,omitempty"`   // of an entry with a head
	Fault   string             `json:"fault,omitempty"` // why it does not hold, as headquarters found
}

// The faults of a line.
const (
	CosignSelf      = "self"      // the acting officer signs for themselves
	CosignEnrolment = "enrolment" // not the officer headquarters enrolled
	CosignSignature = "signature" // it does not verify
	CosignVisit     = "visit"     // the entry signed for is not of this visit
	CosignLink      = "link"      // the two entries do not say the same
	CosignSameKey   = "same_key"  // one person signs for two
)

// Cosigner is a second officer who signed for a visit.
type Cosigner struct {
	Officer evidence.ID
	Method  string
	At      int64         // µs, by the clock of the device that says so
	Signed  evidence.Hash // the newest entry signed for
	// Taken: the acting device holds the signature. Given: the second officer's own
	// entry is here. Linked chains have both.
	Taken, Given bool
	// All: nothing was written of the visit after what was signed for.
	All   bool
	Fault string // of any word of theirs; "": all hold, as far as the entries here tell
}

// Cosigners lists who signed for the visit, each with their last word, in order
// of id.
func (v *Visit) Cosigners() []Cosigner {
	var all []Cosigner
	newest := v.SignFor()
	for _, l := range v.Cosigned {
		i := slices.IndexFunc(all, func(c Cosigner) bool { return c.Officer == l.Officer })
		if i < 0 {
			i, all = len(all), append(all, Cosigner{Officer: l.Officer})
		}
		c := &all[i]
		if l.Fault != "" {
			c.Fault = l.Fault
			if c.At == 0 {
				c.At, c.Method = l.At, l.Method
			}
			continue
		}
		switch {
		case l.Signed != c.Signed && c.At > l.At && (c.Taken || c.Given):
			continue
		case l.Signed != c.Signed:
			c.Taken, c.Given, c.At = false, false, l.At
		}
		c.At, c.Signed, c.Method, c.All = min(c.At, l.At), l.Signed, l.Method, l.Signed == newest
		c.Given = c.Given || l.Head.IsZero()
		c.Taken = c.Taken || !l.Head.IsZero()
	}
	slices.SortFunc(all, func(a, b Cosigner) int { return slices.Compare(a.Officer[:], b.Officer[:]) })
	return all
}

// SignFor is what a second officer would sign for now: the last entry of the
// visit's own device that is no second officer's word, for a yes to a yes says
// nothing. Zero: there is none here.
func (v *Visit) SignFor() evidence.Hash {
	for i := len(v.Lines) - 1; i >= 0; i-- {
		if l := v.Lines[i]; l.Device.IsZero() && l.Kind != VisitCosigned {
			return l.Entry
		}
	}
	return evidence.Hash{}
}

func foldCosigned(p *Pictures, in Input) error {
	f, err := facts[CosignedFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	h := &in.Entry.Header
	l := CosignLine{Entry: in.Entry.ID, By: h.Device, At: h.Wall, Signed: f.Entry, Officer: f.Officer, Method: f.Method, Head: f.Head, Key: f.Key}
	if slices.ContainsFunc(v.Cosigned, func(x CosignLine) bool { return x.Entry == l.Entry }) {
		return nil
	}
	if p.Service != nil {
		l.Fault = v.faultOf(in, &f, p.Service)
		if l.Fault == "" {
			if l.Fault, err = p.signsForTwo(v, &l); err != nil {
				return err
			}
		}
	}
	v.Cosigned = insertByEntry(v.Cosigned, l, func(x CosignLine) evidence.Hash { return x.Entry })
	if l.Fault == "" {
		l.Fault = v.unlinked(&l)
	}
	if l.Fault != "" {
		p.find(CosignBroken, in, v.Unit, l.Officer, l.Fault)
	}
	return nil
}

// faultOf is what is wrong with the facts by themselves and beside the visit's
// lines; "" where nothing is, or what would tell is not here yet.
func (v *Visit) faultOf(in Input, f *CosignedFacts, service []byte) string {
	h := &in.Entry.Header
	of := slices.IndexFunc(v.Lines, func(l Line) bool { return l.Entry == f.Entry })
	if f.Own() {
		switch {
		case f.Officer != h.Officer():
			return CosignEnrolment
		case f.Officer == v.Officer, of >= 0 && v.deviceOf(v.Lines[of]) == h.Device:
			return CosignSelf
		}
		return ""
	}
	switch err := f.Check(v.ID, h.Officer(), service); {
	case errors.Is(err, crew.ErrSelf):
		return CosignSelf
	case errors.Is(err, crew.ErrEnrolment):
		return CosignEnrolment
	case err != nil:
		return CosignSignature
	// Its own chain came before it, so what it names is here, unless a gap took it.
	case of < 0 && in.Status == evidence.Whole, of >= 0 && v.deviceOf(v.Lines[of]) != h.Device:
		return CosignVisit
	}
	return ""
}

// signsForTwo finds the key of one officer used in another's name.
func (p *Pictures) signsForTwo(v *Visit, l *CosignLine) (string, error) {
	acting, err := p.device(l.By)
	if err != nil || len(l.Key) == 0 {
		return "", err
	}
	if bytes.Equal(acting.OfficerKey, l.Key) {
		return CosignSameKey, nil
	}
	for _, x := range v.Cosigned {
		if x.Officer != l.Officer && bytes.Equal(x.Key, l.Key) {
			return CosignSameKey, nil
		}
	}
	return "", nil
}

// unlinked marks the two entries of one yes that do not say the same, whichever
// came last.
func (v *Visit) unlinked(l *CosignLine) string {
	fault := ""
	for i := range v.Cosigned {
		taken := &v.Cosigned[i]
		j := slices.IndexFunc(v.Cosigned, func(x CosignLine) bool { return x.Entry == taken.Head })
		if taken.Head.IsZero() || j < 0 {
			continue
		}
		given := &v.Cosigned[j]
		if !given.Head.IsZero() || given.Signed != taken.Signed || given.Officer != taken.Officer {
			taken.Fault = CosignLink
			if l.Entry == taken.Entry || l.Entry == given.Entry {
				fault = CosignLink
			}
		}
	}
	return fault
}
