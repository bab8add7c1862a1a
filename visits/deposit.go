package visits

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// DepositLate is the finding of cash that was kept: nobody received it, and no bank had
// it, within depositHours of its being taken.
const DepositLate = "deposit_late"

const (
	// depositHours is how long the cash of a visit may lie in its officer's bag where no
	// pack says so: a figure of the house.
	depositHours = 24

	// silentHours is how much longer a tablet may not be heard before its silence
	// counts against the cash: as long as the house lets it work unheard.
	silentHours = 72

	// depositsFrom (µs) is when cash began to be waited for, 2026-11-25 UTC. What came in
	// before that is history that a new program folds anew: nobody was asked to hand it
	// over by an entry, and a branch must not wake up to a finding for each. It goes by
	// headquarters' clock: by its own a tablet could keep all its cash out.
	depositsFrom = 1_795_564_800_000_000

	// mostOwed bounds the cash of one device that is waited for, so that none can make
	// the picture grow without end; whoever comes to so much has findings enough. A
	// bound for the house would let one tablet blind headquarters to all others' cash.
	mostOwed = 500
)

// KindOwed is the picture of cash that is not known to have been handed on.
const KindOwed = "owed"

// Owed is that picture, one for the house: that a time is over shows whoever's entry
// comes next. It is headquarters' own and in no feed.
type Owed struct {
	ID   evidence.ID `json:"id"`
	Cash []OwedCash  `json:"cash"` // by At, then Entry
}

// OwedCash is the cash of one money.taken.
type OwedCash struct {
	Entry    evidence.Hash `json:"entry"`
	Device   evidence.ID   `json:"device"`
	Epoch    evidence.ID   `json:"epoch"`
	Seq      uint64        `json:"seq"`
	Case     evidence.ID   `json:"case"`
	Visit    evidence.ID   `json:"visit"`
	Unit     evidence.ID   `json:"unit"`
	Officer  evidence.ID   `json:"officer"`
	Day      string        `json:"day"`    // of the visit
	Amount   int64         `json:"amount"` // what is not known to have been handed on
	Currency string        `json:"currency"`
	Receipt  string        `json:"receipt,omitempty"`
	Wall     int64         `json:"wall"` // µs, by the clock of its device
	At       int64         `json:"at"`   // µs, as well as headquarters knows

	Within int `json:"within,omitempty"` // hours, as the packs of that time gave them; 0: depositHours
}

func (o *OwedCash) hours() int64 { return int64(cmp.Or(o.Within, depositHours)) }

// due is when the cash must have been handed on (µs).
func (o *OwedCash) due() int64 { return o.At + o.hours()*hour }

// within asks the packs in force when cash was taken for how long it may lie in the
// bag; 0: none says so, or headquarters does not know yet which they are.
func (p *Pictures) within(v *Visit, at int64) (int, error) {
	if p.Deposit == nil || v.Opened == nil || v.Case.IsZero() {
		return 0, nil
	}
	c, err := p.caseOf(v.Case)
	if err != nil {
		return 0, err
	}
	h := Hearing{Case: c, Visit: v}
	if err := p.laws(&h, at, at); err != nil {
		return 0, err
	}
	return p.Deposit(h), nil
}

func (p *Pictures) owed() (*Owed, error) {
	sum := sha256.Sum256([]byte("owed\n"))
	k := Key{KindOwed, evidence.ID(sum[:len(evidence.ID{})])}
	o, ok, err := held[Owed](p, k)
	if err == nil && !ok {
		o = &Owed{ID: k.ID}
		p.held[k] = o
	}
	return o, err
}

// of counts the cash of a device.
func (o *Owed) of(device evidence.ID) (n int) {
	for i := range o.Cash {
		if o.Cash[i].Device == device {
			n++
		}
	}
	return n
}

// collects reports that headquarters looks after the cash of an entry.
func (p *Pictures) collects(in Input) bool {
	return p.Judge != nil && in.Received != 0 && !in.Entry.Header.Practice
}

// happened is when an entry was written as well as headquarters can know it: by its own
// clock, but not before headquarters' last time that stands in its chain, nor after it
// came in. A tablet whose clock is set back makes no deposit early.
func (p *Pictures) happened(in Input) (int64, error) {
	d, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return 0, err
	}
	return min(max(in.Entry.Header.Wall, d.Clock.Floor), in.Received), nil
}

// owe notes cash that a visit took, unless it is known already where it went.
func (p *Pictures) owe(v *Visit, f MoneyFacts, in Input) error {
	if !p.collects(in) || v.Practice || !f.InHand() || f.Amount <= 0 {
		return nil
	}
	all, err := p.owed()
	h := &in.Entry.Header
	if err != nil || all.of(h.Device) >= mostOwed {
		return err
	}
	o := OwedCash{Entry: in.Entry.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, Case: v.Case, Visit: v.ID, Unit: v.Unit, Officer: v.Officer, Day: v.Day(), Amount: f.Amount, Currency: f.Currency, Receipt: f.Receipt, Wall: h.Wall}
	if o.At, err = p.happened(in); err != nil || in.Received < depositsFrom {
		return err
	}
	o.At = max(o.At, depositsFrom)
	if o.Within, err = p.within(v, o.At); err != nil {
		return err
	}
	all.Cash = insert(all.Cash, o, func(x OwedCash) evidence.Hash { return x.Entry }, func(a, b OwedCash) int { return compareAt(a.At, a.Entry, b.At, b.Entry) })
	p.touch(KindOwed, all.ID, in.Entry.ID)
	if !v.Case.IsZero() {
		c, err := p.caseOf(v.Case)
		if err != nil {
			return err
		}
		for i := range c.Payments { // the bank's file may have come before the tablet
			if err := p.banked(c, c.Payments[i].Payment, in); err != nil {
				return err
			}
		}
	}
	t, ok, err := held[Tour](p, Key{KindTour, TourID(v.Officer, v.Day())})
	if err != nil || !ok {
		return err
	}
	return p.handedOver(t, in)
}

// handedOver settles the cash of a day that somebody received, by when the hand-over
// was said first. What was taken after the count is not in it. A count stands for as
// much as it says and no more, however often its day is looked at again; what it says
// is all of the day, so what stood for an earlier count of it is taken off.
func (p *Pictures) handedOver(t *Tour, in Input) error {
	if !p.collects(in) || t.Receiver().IsZero() {
		return nil
	}
	for _, c := range t.Ended.Cash {
		if err := p.emptyBag(t, c, in); err != nil {
			return err
		}
	}
	return nil
}

// emptyBag draws the cash of one currency on what was counted of it, the oldest first
// and the last in part. Where some was paid in, only the bank can say which receipts
// those are: until what is left fits the bag, nothing is drawn.
func (p *Pictures) emptyBag(t *Tour, c Cash, in Input) error {
	all, err := p.owed()
	if err != nil {
		return err
	}
	owed := int64(0)
	for i := range all.Cash {
		if t.counts(&all.Cash[i], c.Currency) {
			owed += all.Cash[i].Amount
		}
	}
	left := t.undrawn(c)
	switch {
	case owed == 0, c.Reason == CashPaidIn && owed > left:
		return nil
	case c.Reason == CashWrittenWrong:
		left = owed // the receipt is wrong and not the bag, which cash_differs asks about
	}
	return p.settle(in, func(o *OwedCash) (int64, bool) {
		if !t.counts(o, c.Currency) {
			return 0, false
		}
		part := min(o.Amount, left)
		left -= part
		return t.handedAt(), p.draw(t, o, part, in)
	})
}

// draw takes part of some cash out of what its day counted, and reports whether that
// was all of it.
func (p *Pictures) draw(t *Tour, o *OwedCash, part int64, in Input) bool {
	if part <= 0 {
		return false
	}
	if t.Drawn == nil {
		t.Drawn = map[string]int64{}
	}
	t.Drawn[o.Currency] += part
	p.touch(KindTour, t.ID, in.Entry.ID)
	if part < o.Amount {
		o.Amount -= part
		return false
	}
	return true
}

// counts reports cash of a currency that the tour's count was of.
func (t *Tour) counts(o *OwedCash, currency string) bool {
	e := t.Ended
	if o.Officer != t.Officer || o.Day != t.Day || o.Currency != currency {
		return false
	}
	if o.Device == e.Device && o.Epoch == e.Epoch {
		return o.Seq < e.Seq // its clock may have been put right in between
	}
	return o.Wall <= e.At
}

// undrawn is what of a count does not stand for any cash yet.
func (t *Tour) undrawn(c Cash) int64 { return max(0, c.Counted-t.Drawn[c.Currency]) }

// handedAt is when a hand-over of the tour's end was said first (µs).
func (t *Tour) handedAt() int64 {
	at := int64(0)
	for _, l := range t.Received {
		if l.Ended == t.Ended.Entry && l.Fault == "" && (at == 0 || l.Known < at) {
			at = l.Known
		}
	}
	return at
}

// banked settles the cash of a receipt that a payment of the case names, as far as the
// payment goes: the oldest first, the last in part, and no part of it twice, however
// often it is looked at again. A bank says the day only: the whole of it counts.
func (p *Pictures) banked(c *Case, payment evidence.ID, in Input) error {
	at := slices.IndexFunc(c.Payments, func(l PaymentLine) bool { return l.Payment == payment })
	if at < 0 || !p.collects(in) {
		return nil
	}
	l := &c.Payments[at]
	if l.Receipt == "" || l.Source == SourceCrew || l.Drawn >= l.Amount {
		return nil
	}
	said, drawn := l.At, l.Drawn
	if from, _, ok := localDay(l.Date, c.Facts.Zone); ok {
		said = from
	}
	days := map[Key]bool{}
	err := p.settle(in, func(o *OwedCash) (int64, bool) {
		if o.Case != c.ID || o.Receipt != l.Receipt || o.Currency != l.Currency {
			return 0, false
		}
		part := min(o.Amount, l.Amount-l.Drawn)
		if part > 0 { // what is left of the day may fit its bag now
			days[Key{KindTour, TourID(o.Officer, o.Day)}] = true
		}
		l.Drawn += part
		if part < o.Amount {
			o.Amount -= part
			return 0, false
		}
		return said, true
	})
	if l.Drawn != drawn {
		p.touch(KindCase, c.ID, in.Entry.ID)
	}
	for k := range days { // each is of its own cash, so their order says nothing
		t, ok, found := held[Tour](p, k)
		if err = errors.Join(err, found); ok && err == nil {
			err = p.handedOver(t, in)
		}
	}
	return err
}

// settle takes out the cash of which is says that it was handed on, and when; what was
// too late is found. What is takes off an amount stays off.
func (p *Pictures) settle(in Input, is func(o *OwedCash) (at int64, settled bool)) error {
	all, err := p.owed()
	if err != nil {
		return err
	}
	kept, changed := make([]OwedCash, 0, len(all.Cash)), false
	for _, o := range all.Cash {
		had := o.Amount
		at, settled := is(&o)
		changed = changed || settled || o.Amount != had
		switch {
		case !settled:
			kept = append(kept, o)
		case at > o.due():
			p.findLate(&o, in, fmt.Sprintf("%d h", (at-o.At+hour-1)/hour))
		}
	}
	if changed {
		all.Cash = kept
		p.touch(KindOwed, all.ID, in.Entry.ID)
	}
	return nil
}

// keptCash finds the cash whose time is over with an entry: the chain of its own device
// went on from a later time of headquarters and does not say where it went, or nothing
// was heard for silentHours more. Who noted that it was paid in waits for the bank so
// long, too. Only headquarters' clock is asked, so who makes it anew finds the same.
func (p *Pictures) keptCash(in Input) error {
	if !p.collects(in) {
		return nil
	}
	all, err := p.owed()
	if err != nil || !slices.ContainsFunc(all.Cash, func(o OwedCash) bool { return o.due() < in.Received }) {
		return err
	}
	h, floor := &in.Entry.Header, int64(0)
	if h.Kind == TimeBeacon {
		d, err := p.device(h.Device)
		if err != nil {
			return err
		}
		floor = d.Clock.Floor
	}
	var failed error
	err = p.settle(in, func(o *OwedCash) (int64, bool) {
		over := in.Received > o.due()+silentHours*hour
		if !over && floor > o.due() && o.Device == h.Device {
			waits, err := p.paidIn(o)
			over, failed = !waits, errors.Join(failed, err)
		}
		if !over {
			return 0, false
		}
		at, all, err := p.fromBag(o, in)
		if failed = errors.Join(failed, err); !all {
			p.findLate(o, in, "–")
		}
		return at, true
	})
	return errors.Join(failed, err) // what was changed in memory is dropped with the batch
}

// paidIn reports that its officer said at the end of the day that cash was paid in.
func (p *Pictures) paidIn(o *OwedCash) (bool, error) {
	t, ok, err := held[Tour](p, Key{KindTour, TourID(o.Officer, o.Day)})
	return ok && t.Ended != nil && slices.ContainsFunc(t.Ended.Cash, func(c Cash) bool { return c.Currency == o.Currency && c.Reason == CashPaidIn }), err
}

// fromBag draws cash whose time is over on what its day still has undrawn, because it
// waited for the bank; all: it was enough, and at is when it was handed over.
func (p *Pictures) fromBag(o *OwedCash, in Input) (at int64, all bool, err error) {
	t, ok, err := held[Tour](p, Key{KindTour, TourID(o.Officer, o.Day)})
	if err != nil || !ok || t.Receiver().IsZero() || !t.counts(o, o.Currency) {
		return 0, false, err
	}
	i := slices.IndexFunc(t.Ended.Cash, func(c Cash) bool { return c.Currency == o.Currency })
	if i < 0 {
		return 0, false, nil
	}
	return t.handedAt(), p.draw(t, o, min(o.Amount, t.undrawn(t.Ended.Cash[i])), in), nil
}

// findLate finds it about the entry that took the cash.
func (p *Pictures) findLate(o *OwedCash, in Input, after string) {
	at := in
	at.Entry = &evidence.Entry{ID: o.Entry, Header: evidence.Header{Device: o.Device,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: o.Case}, {Kind: evidence.RefVisit, ID: o.Visit}}}}
	p.find(DepositLate, at, o.Unit, o.Officer, fmt.Sprintf("%d %s %s > %d h", o.Amount, (&MoneyLine{MoneyFacts: MoneyFacts{Currency: o.Currency}}).Code(), after, o.hours()))
}
