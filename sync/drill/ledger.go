package drill

import (
	"slices"

	"fairvisit/evidence"
)

// Ledger is what the oracle knows: all that devices said, and nothing read from
// any store.
type Ledger struct {
	Devices []*Account      `json:"devices"`
	Absent  map[string]bool `json:"absent"` // acknowledged, and missing after a stop: see absence
}

// Account is one device's part.
type Account struct {
	Made   map[evidence.ID]map[uint64]Made `json:"made"` // by epoch and number
	Stored map[evidence.ID]uint64          `json:"stored"`
	Acked  map[evidence.Hash]bool          `json:"acked"`  // named by an acknowledgement itself
	Photos map[evidence.Hash]bool          `json:"photos"` // acknowledged, by their entry: it has one photo here
	Meant  map[string]bool                 `json:"meant"`  // tokens
	Double []string                        `json:"double"` // two entries said to be at one place
	asked  map[order]bool                  // questions that headquarters answered
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
			Acked: map[evidence.Hash]bool{}, Photos: map[evidence.Hash]bool{}, Meant: map[string]bool{}, asked: map[order]bool{}})
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
		a.Photos[l.ID] = true
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

// unasked are the questions to headquarters after what it acknowledged since it
// last answered some.
func (a *Account) unasked() []order {
	var questions []order
	ask := func(o order) {
		if !a.asked[o] {
			questions = append(questions, o)
		}
	}
	for id := range a.entries() {
		ask(order{Do: doExpect, ID: id})
	}
	for id := range a.Photos {
		ask(order{Do: doPhoto, ID: id})
	}
	return questions
}

// answered notes that headquarters answered questions, by device.
func (l *Ledger) answered(questions [][]order) {
	for i, a := range l.Devices {
		for _, o := range questions[i] {
			a.asked[o] = true
		}
	}
}

// absence names an entry or a photo that should be at headquarters.
func absence(what string, id evidence.Hash) string { return what + " " + id.String() }

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
