package visits

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// The findings of a day's cash. The detail of the first is, for each currency that
// differs, what was counted and what was taken; of the second the fault.
const (
	CashDiffers = "cash_differs"
	CashBroken  = "cash_broken"
)

// CashReasons are the codes this version offers for a difference in the cash.
var CashReasons = []string{CashWrittenWrong, CashPaidIn, "missing", "found", "other"}

// Reasons that say what of the day's cash nobody need wait for.
const (
	CashWrittenWrong = "written_wrong" // a receipt says another amount than was taken
	CashPaidIn       = "paid_in"       // cash was paid into a bank before the day ended
)

// MethodCash is what a program of ours calls money in hand. What counts as such says
// MoneyFacts.InHand.
const MethodCash = "cash"

// Cash is what was taken of one currency on a day, and what lay in the bag, in
// minor units.
type Cash struct {
	Currency string `json:"currency"`
	Taken    int64  `json:"taken"`            // as the visits of the day say
	Counted  int64  `json:"counted"`          // all of the day, with what was handed over before
	Reason   string `json:"reason,omitempty"` // of a difference: out of CashReasons, or a later version's
}

// Differs reports whether the bag holds something else than the visits say.
func (c Cash) Differs() bool { return c.Taken != c.Counted }

// ReceivedFacts are the word of who received the cash, as either of the two writes
// it. What is signed is that of a visit two officers sign for (section 18), of the
// visit zero.
type ReceivedFacts struct {
	Day  string        `json:"day"`
	From evidence.ID   `json:"from"` // the officer of the tour
	Word crew.Cosigned `json:"word"`
}

// ReceivedLine is one entry of the word of who received cash: their own, or that of
// the officer who handed it over.
type ReceivedLine struct {
	Entry   evidence.Hash `json:"entry"`
	At      int64         `json:"at"`              // µs, wall
	Known   int64         `json:"known,omitempty"` // µs, as well as headquarters knows when; 0 on a device
	Ended   evidence.Hash `json:"ended"`           // the TourEnded that was signed for
	Officer evidence.ID   `json:"officer"`
	Head    evidence.Hash `json:"head,omitzero"`   // their entry; zero: this is theirs
	Fault   string        `json:"fault,omitempty"` // as of CosignLine: it counts nothing
}

// Receiver is who received the cash that the tour ended with; zero: nobody
// confirmed it.
func (t *Tour) Receiver() evidence.ID {
	if t.Ended == nil {
		return evidence.ID{}
	}
	for _, l := range t.Received {
		if l.Ended == t.Ended.Entry && l.Fault == "" {
			return l.Officer
		}
	}
	return evidence.ID{}
}

// Carries reports whether the tour ended with cash that somebody must receive.
func (f *EndedFacts) Carries() bool {
	return slices.ContainsFunc(f.Cash, func(c Cash) bool { return c.Counted != 0 })
}

// CashOf is what an officer's visits of a day say was taken in cash, by currency;
// Counted is zero. Practice takes nothing.
func CashOf(list []Visit, officer evidence.ID, day string) []Cash {
	var all []Cash
	for i := range list {
		v := &list[i]
		if v.Practice || v.Officer != officer || v.Day() != day {
			continue
		}
		for _, m := range v.Money {
			if !m.InHand() {
				continue
			}
			at, found := slices.BinarySearchFunc(all, m.Currency, func(c Cash, currency string) int { return cmp.Compare(c.Currency, currency) })
			if !found {
				all = slices.Insert(all, at, Cash{Currency: m.Currency})
			}
			all[at].Taken += m.Amount
		}
	}
	return all
}

// Against is what the tour ended with beside what visits say now: money of a visit
// that came in later counts too.
func (f *EndedFacts) Against(taken []Cash) []Cash {
	all := slices.Clone(f.Cash)
	for i := range all {
		all[i].Taken = 0
	}
	for _, c := range taken {
		at, found := slices.BinarySearchFunc(all, c.Currency, func(c Cash, currency string) int { return cmp.Compare(c.Currency, currency) })
		if !found {
			all = slices.Insert(all, at, Cash{Currency: c.Currency})
		}
		all[at].Taken = c.Taken
	}
	return all
}

// Faults of a word on received cash, besides those of a visit's second officer.
const cashOthers = "others" // its day is another officer's

func foldCashReceived(p *Pictures, in Input) error {
	f, err := facts[ReceivedFacts](in.Entry)
	if err != nil || in.Entry.Header.Practice {
		return err
	}
	t, err := p.tour(in, f.From, f.Day)
	if err != nil {
		return err
	}
	l := ReceivedLine{Entry: in.Entry.ID, At: in.Entry.Header.Wall, Ended: f.Word.Entry, Officer: f.Word.Officer, Head: f.Word.Head}
	if p.collects(in) {
		if l.Known, err = p.happened(in); err != nil {
			return err
		}
	}
	if p.Service != nil {
		if l.Fault, err = p.receivedFault(in, &f); err != nil {
			return err
		}
	}
	t.Received = insertByEntry(t.Received, l, func(l ReceivedLine) evidence.Hash { return l.Entry })
	if l.Fault != "" {
		unit, _, err := p.author(in.Entry)
		if err != nil {
			return err
		}
		p.find(CashBroken, in, unit, f.From, l.Fault)
	}
	return p.handedOver(t, in)
}

// receivedFault is what is wrong with a word on received cash; "" where nothing is.
func (p *Pictures) receivedFault(in Input, f *ReceivedFacts) (string, error) {
	h := &in.Entry.Header
	if f.Word.Own() {
		switch {
		case f.Word.Officer != h.Officer():
			return CosignEnrolment, nil
		case f.Word.Officer == f.From:
			return CosignSelf, nil
		}
		return "", nil
	}
	if h.Officer() != f.From {
		return cashOthers, nil
	}
	switch err := f.Word.Check(evidence.ID{}, f.From, ed25519.PublicKey(p.Service)); {
	case errors.Is(err, crew.ErrSelf):
		return CosignSelf, nil
	case errors.Is(err, crew.ErrEnrolment):
		return CosignEnrolment, nil
	case err != nil:
		return CosignSignature, nil
	}
	d, err := p.device(h.Device)
	if err == nil && bytes.Equal(d.OfficerKey, f.Word.Key) {
		return CosignSameKey, nil
	}
	return "", err
}

// difference lists the currencies whose count is not what was taken; "" for none.
func (f *EndedFacts) difference() string {
	var parts []string
	for _, c := range f.Cash {
		if c.Differs() {
			parts = append(parts, fmt.Sprintf("%s %d, %d", c.Currency, c.Counted, c.Taken))
		}
	}
	return strings.Join(parts, "; ")
}

// settledCash is the list of words on cash that are not of the last end.
func (t *Tour) settledCash() list {
	l := list{}
	counts := func(r ReceivedLine) bool { return t.Ended != nil && r.Ended == t.Ended.Entry && r.Fault == "" }
	for _, r := range t.Received {
		if !counts(r) {
			l.sizes = append(l.sizes, sizeOf(r))
		}
	}
	l.keep = func(n int) {
		t.Received = slices.DeleteFunc(t.Received, func(r ReceivedLine) bool {
			if counts(r) {
				return false
			}
			n--
			return n < 0
		})
	}
	return l
}
