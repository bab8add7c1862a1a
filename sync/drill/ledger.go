package drill

import (
	"slices"

	"fairvisit/evidence"
)

// Ledger is what the oracle knows: all that devices said, and nothing read from
// any store.
type Ledger struct {
	Devices []*Account      `json:"devices"`
	Absent  map[string]bool `json:"absent"` // acknowledged, and missing after a stop: entries and photos by name
}

// Account is one device's part.
type Account struct {
	Made   map[evidence.ID]map[uint64]Made `json:"made"` // by epoch and number
	Stored map[evidence.ID]uint64          `json:"stored"`
	Acked  map[evidence.Hash]bool          `json:"acked"`  // named by an acknowledgement itself
	Photos map[string]bool                 `json:"photos"` // acknowledged, by name
	Meant  map[string]bool                 `json:"meant"`  // tokens
	Double []string                        `json:"double"` // two entries said to be at one place
	asked  map[string]bool                 // already compared with headquarters' store, see unasked
}

// Made is one entry a device said is in its journal.
type Made struct {
	ID    evidence.Hash `json:"id"`
	Kind  string        `json:"kind"`
	Token string        `json:"token,omitempty"`
}

func newLedger(devices int) *Ledger {
	l := &Ledger{Absent: map[string]bool{}}
	for range devices {
		l.Devices = append(l.Devices, &Account{Made: map[evidence.ID]map[uint64]Made{}, Stored: map[evidence.ID]uint64{},
			Acked: map[evidence.Hash]bool{}, Photos: map[string]bool{}, Meant: map[string]bool{}, asked: map[string]bool{}})
	}
	return l
}

// hear books one line.
func (a *Account) hear(l line) {
	switch l.Says {
	case saysMeant:
		a.Meant[l.Token] = true
	case saysMade:
		a.made(l)
	case saysStored:
		a.Stored[l.Epoch] = max(a.Stored[l.Epoch], l.Seq)
		a.Acked[l.ID] = true
	case saysAhead:
		a.Acked[l.ID] = true
	case saysPhoto:
		a.Photos[photoName(l.ID, l.Index)] = true
	}
}

func (a *Account) made(l line) {
	if a.Made[l.Epoch] == nil {
		a.Made[l.Epoch] = map[uint64]Made{}
	}
	if have, ok := a.Made[l.Epoch][l.Seq]; ok && have.ID != l.ID {
		// The journal forgot the first one and gave its number away again.
		a.Double = append(a.Double, have.ID.String())
	}
	a.Made[l.Epoch][l.Seq] = Made{ID: l.ID, Kind: l.Kind, Token: l.Token}
}

// known is how far the device told its epochs, so that it need not say all again.
func (a *Account) known() map[evidence.ID]uint64 {
	ends := map[evidence.ID]uint64{}
	for epoch, made := range a.Made {
		// The numbers before a hole: what a child could not say before its end is
		// said by the next one.
		for made[ends[epoch]+1] != (Made{}) {
			ends[epoch]++
		}
	}
	return ends
}

// entries are all entries that headquarters acknowledged, as far as they are
// known by name: an acknowledgement speaks for every number below its own.
func (a *Account) entries() map[evidence.Hash]bool {
	acked := map[evidence.Hash]bool{}
	for id := range a.Acked {
		acked[id] = true
	}
	for epoch, made := range a.Made {
		for seq, m := range made {
			if seq <= a.Stored[epoch] {
				acked[m.ID] = true
			}
		}
	}
	return acked
}

// unasked are the orders that ask headquarters for what was acknowledged since
// it was last asked: after a kill, and before any device could hand it in again.
func (a *Account) unasked() []order {
	var orders []order
	for id := range a.entries() {
		if !a.asked[id.String()] {
			a.asked[id.String()] = true
			orders = append(orders, order{Do: doExpect, ID: id})
		}
	}
	for name := range a.Photos {
		if !a.asked[name] {
			a.asked[name] = true
			id, index := splitPhoto(name)
			orders = append(orders, order{Do: doPhoto, ID: id, Index: index})
		}
	}
	return orders
}

// acked counts entries and photos that headquarters acknowledged.
func (l *Ledger) acked() int {
	n := 0
	for _, a := range l.Devices {
		n += len(a.entries()) + len(a.Photos)
	}
	return n
}

// every calls f with each entry made, in no order.
func (a *Account) every(f func(Made)) {
	for _, made := range a.Made {
		for _, m := range made {
			f(m)
		}
	}
}

// meant reports whether a device said beforehand that it would make this.
func (l *Ledger) meant(token string) bool {
	return slices.ContainsFunc(l.Devices, func(a *Account) bool { return a.Meant[token] })
}
