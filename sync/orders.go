package fieldsync

import (
	"context"
	"encoding/hex"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
)

// The bodies of PROTOCOL.md section 11.

// Unlock is when a PIN last opened the store of the device, as it says itself.
type Unlock struct {
	Ago    int64  `json:"ago"`              // µs before the hello
	Class  string `json:"class"`            // A: by the clock since boot; B: by the wall clock
	How    string `json:"how"`              // pin, none
	Screen string `json:"screen,omitempty"` // open, locked
}

// Unlocks are secrets of unlock codes, for the manager of a branch.
type Unlocks struct {
	First   bool           `json:"first"` // it takes the place of all before
	Devices []UnlockSecret `json:"devices,omitempty"`
}

// MaxUnlocks is how many of them one frame carries.
const MaxUnlocks = 256

// UnlockSecret is one device's.
type UnlockSecret struct {
	Device evidence.ID `json:"device"`
	Secret string      `json:"secret"` // hex
}

// secrets are those that can be used; one that is malformed is left out, for the
// others still help somebody who stands before a locked screen.
func (u Unlocks) secrets() map[evidence.ID]vault.CodeSecret {
	all := map[evidence.ID]vault.CodeSecret{}
	for _, d := range u.Devices {
		var c vault.CodeSecret
		b, err := hex.DecodeString(d.Secret)
		if err != nil || len(b) != len(c) {
			continue
		}
		copy(c[:], b)
		all[d.Device] = c
	}
	return all
}

// order judges what headquarters sent as an order, and has it obeyed. What is
// refused is an entry, and the session goes on: it must not end because
// somebody sends nonsense, for work may be waiting.
func (s *Session) order(ctx context.Context, st evidence.Statement) error {
	if s.sendOnly {
		return s.orderLocked(ctx, st)
	}
	last, _, err := s.j.LastOrder(ctx)
	if err != nil {
		return err
	}
	o, why := evidence.OpenOrder(st, s.service, s.j.Identity().Device, last)
	if why != "" {
		s.log.Error("an order was refused; nothing was changed", "number", o.Number, "why", why)
		return s.j.RefuseOrder(ctx, visits.RefusedFacts{Number: o.Number, Why: why})
	}
	if s.obey == nil || o.Number == last {
		return nil // obeyed, and headquarters has not read the answer yet
	}
	return s.obey(ctx, o)
}

// orderLocked is order in a store that is locked: it writes no entry, so
// headquarters gives the order again when somebody opens the store.
func (s *Session) orderLocked(ctx context.Context, st evidence.Statement) error {
	o, why := evidence.OpenOrder(st, s.service, s.send.Identity().Device, 0)
	if why != "" {
		s.log.Error("an order was refused; nothing was changed", "number", o.Number, "why", why)
		return nil
	}
	if s.obey == nil {
		return nil
	}
	return s.obey(ctx, o)
}

// lastUnlock is what the device says of its lock; nil where it knows nothing.
func (s *Session) lastUnlock(ctx context.Context) (*Unlock, error) {
	if s.sendOnly {
		return nil, nil // it lies sealed
	}
	u, ok, err := s.j.LastUnlock(ctx)
	if err != nil || !ok {
		return nil, err
	}
	said := &Unlock{Ago: u.Ago.Microseconds(), Class: u.Class, How: u.How}
	if s.screen != nil {
		said.Screen = s.screen()
	}
	return said, nil
}
