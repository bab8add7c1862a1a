package visits

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"strings"

	"fairvisit/evidence"
)

// ReceiptTwice is the finding of cash whose receipt bears a number that another payment
// of the branch has.
const ReceiptTwice = "receipt_twice"

// KindReceipt is the picture of one number of a receipt in one branch.
const KindReceipt = "receipt"

// Receipt is that picture: the first payment that the number was given to. Every other
// is found, so no second one need be kept, and the order in which they come in says
// nothing: what was the first before is found when an earlier one comes. Its id is a
// hash of the number, which a foreign client can write anything into. It is
// headquarters' own and in no feed.
type Receipt struct {
	ID      evidence.ID   `json:"id"`
	Entry   evidence.Hash `json:"entry"` // the money.taken
	At      int64         `json:"at"`    // µs, as well as headquarters knows
	Device  evidence.ID   `json:"device"`
	Officer evidence.ID   `json:"officer"`
	Case    evidence.ID   `json:"case"`
	Visit   evidence.ID   `json:"visit"`
}

// numbered notes the receipt of cash, and finds the later of two payments that have one.
func (p *Pictures) numbered(v *Visit, m *MoneyLine, in Input) error {
	number := strings.TrimSpace(m.Receipt)
	if !m.Cash() || v.Practice || number == "" {
		return nil
	}
	sum := sha256.Sum256(append(append([]byte("receipt\n"), v.Unit[:]...), number...))
	k := Key{KindReceipt, evidence.ID(sum[:len(evidence.ID{})])}
	first, ok, err := held[Receipt](p, k)
	if err != nil {
		return err
	}
	now := Receipt{ID: k.ID, Entry: m.Entry, At: m.At, Device: in.Entry.Header.Device, Officer: v.Officer, Case: v.Case, Visit: v.ID}
	if ok && !now.before(first) {
		p.findTwice(&now, v.Unit, in)
		return nil
	}
	if ok {
		was := *first
		p.findTwice(&was, v.Unit, in)
		*first = now
	} else {
		p.held[k] = &now
	}
	p.touch(KindReceipt, k.ID, in.Entry.ID)
	return nil
}

func (r *Receipt) before(o *Receipt) bool {
	return cmp.Or(cmp.Compare(r.At, o.At), bytes.Compare(r.Entry[:], o.Entry[:])) < 0
}

// findTwice finds it about the entry that took the cash.
func (p *Pictures) findTwice(r *Receipt, unit evidence.ID, in Input) {
	in.Entry = &evidence.Entry{ID: r.Entry, Header: evidence.Header{Device: r.Device,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: r.Case}, {Kind: evidence.RefVisit, ID: r.Visit}}}}
	p.find(ReceiptTwice, in, unit, r.Officer, "")
}
