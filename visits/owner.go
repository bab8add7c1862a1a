package visits

import (
	"slices"

	"fairvisit/evidence"
)

// ofVisitsOwn are the kinds that only whoever opened a visit writes of it.
var ofVisitsOwn = []string{VisitOpened, VisitArrived, VisitPhase, VisitLeft, VisitClosed, VisitAbandoned, PhotoTaken, SignatureTaken, NoteAdded,
	MoneyTaken, LeaveAsked, LeaveMistaken}

// OwnWork reports whether only the officer who opened a visit writes entries of
// this kind about it.
func OwnWork(kind string) bool { return slices.Contains(ofVisitsOwn, kind) }

// beside reports whether an entry says nothing about whose visit it is: a second
// officer's word, or a manager's, may come in before the visit itself.
func beside(h *evidence.Header) bool {
	return h.Kind == VisitCosigned && h.Ref(evidence.RefSecond).IsZero() || h.Kind == WithdrawalConfirmed || h.Kind == WithdrawalDeclined || h.Kind == VisitCancelled || h.Kind == VisitReviewed
}

// own settles whose visit it is.
func (v *Visit) own(device evidence.ID) {
	for i := range v.Lines {
		l := &v.Lines[i]
		switch by := v.deviceOf(*l); by {
		case device:
			l.Device = evidence.ID{}
		default:
			l.Device = by
		}
	}
	v.Device = device
}

// deviceOf is who wrote a line.
func (v *Visit) deviceOf(l Line) evidence.ID {
	if l.Device.IsZero() {
		return v.Device
	}
	return l.Device
}

// counts is how many entries and photos of the visit a device wrote.
func (v *Visit) counts(device evidence.ID) (entries, photos int) {
	for _, l := range v.Lines {
		if v.deviceOf(l) == device {
			entries++
		}
	}
	for _, p := range v.Files() {
		if p.Device == device {
			photos++
		}
	}
	return entries, photos
}

// countsUpTo is counts of an entry's device, of the entries up to that one: what
// goes ahead of the queue after a close may be here before it.
func (v *Visit) countsUpTo(e *evidence.Entry) (entries, photos int) {
	h := &e.Header
	upTo := Line{Epoch: h.Epoch, Seq: h.Seq, Wall: h.Wall}
	for _, l := range v.Lines {
		if v.deviceOf(l) == h.Device && !l.after(upTo) {
			entries++
		}
	}
	_, photos = v.counts(h.Device)
	return entries, photos
}

// after reports that a line of the same device was written later.
func (l Line) after(o Line) bool {
	if l.Epoch == o.Epoch {
		return l.Seq > o.Seq
	}
	return l.Wall > o.Wall
}

// Counted is how many entries and photos the visit's own device wrote up to its
// close, which the closing entry counts too.
func (v *Visit) Counted() (entries, photos int) {
	closed := slices.IndexFunc(v.Lines, func(l Line) bool { return l.Kind == VisitClosed && l.Device.IsZero() })
	for _, l := range v.Lines {
		if l.Device.IsZero() && (closed < 0 || !l.after(v.Lines[closed])) {
			entries++
		}
	}
	_, photos = v.counts(v.Device)
	return entries, photos
}

// foreign reports whether an entry of a visit's own work is another officer's
// than the visit, which is a finding: it was counted by its header and changes
// nothing else. The same officer with another tablet is no other.
func (p *Pictures) foreign(in Input) (bool, error) {
	h := &in.Entry.Header
	if !OwnWork(h.Kind) || h.Visit().IsZero() || h.Officer().IsZero() {
		return false, nil
	}
	v, err := p.visit(h.Visit())
	if err != nil || v.Opened == nil || h.Officer() == v.Officer {
		return false, err
	}
	p.find(ForeignEntry, in, v.Unit, h.Officer(), h.Kind)
	return true, nil
}

// disown takes out of a visit that is being opened what other officers said of
// it before its start came in, and finds it.
func (p *Pictures) disown(v *Visit, in Input) error {
	h := &in.Entry.Header
	if v.Device != h.Device {
		v.own(h.Device)
	}
	if o := h.Officer(); !o.IsZero() {
		v.Officer = o
	}
	gone := map[evidence.Hash]bool{}
	for _, l := range v.Lines {
		if l.Device.IsZero() || !OwnWork(l.Kind) {
			continue
		}
		d, err := p.device(l.Device)
		if err != nil {
			return err
		}
		if d.Officer == v.Officer || d.Officer.IsZero() {
			continue // the same person, or nobody knows whom to name
		}
		gone[l.Entry] = true
		foreign := in
		foreign.Entry = &evidence.Entry{ID: l.Entry, Header: evidence.Header{Device: l.Device, Refs: h.Refs}}
		p.find(ForeignEntry, foreign, v.Unit, d.Officer, l.Kind)
	}
	if len(gone) == 0 {
		return nil
	}
	v.Closed, v.Status = nil, StatusUnknown // of others: its own start is the first that is known
	v.Phases = slices.DeleteFunc(v.Phases, func(x Phase) bool { return gone[x.Entry] })
	v.Photos = slices.DeleteFunc(v.Photos, func(x PhotoLine) bool { return gone[x.Entry] })
	v.Money = slices.DeleteFunc(v.Money, func(x MoneyLine) bool { return gone[x.Entry] })
	v.Notes = slices.DeleteFunc(v.Notes, func(x NoteLine) bool { return gone[x.Entry] })
	v.Signed = slices.DeleteFunc(v.Signed, func(x SignedLine) bool { return gone[x.Entry] })
	return p.disownOnCase(v, gone, in.Entry.ID)
}

// disownOnCase takes what they said of money out of the case too: a promise of theirs
// would stand there for the visit's own.
func (p *Pictures) disownOnCase(v *Visit, gone map[evidence.Hash]bool, by evidence.Hash) error {
	if v.Case.IsZero() {
		return nil
	}
	c, err := p.caseOf(v.Case)
	if err != nil {
		return err
	}
	before := len(c.Promises) + len(c.Payments)
	c.Promises = slices.DeleteFunc(c.Promises, func(x PromiseLine) bool { return gone[x.Entry] })
	c.Payments = slices.DeleteFunc(c.Payments, func(x PaymentLine) bool { return gone[x.Entry] })
	if len(c.Promises)+len(c.Payments) != before {
		p.touch(KindCase, c.ID, by)
	}
	return nil
}
