// Package lost is what a device does with its own store when headquarters has
// it locked or wiped because the tablet is lost (FORMAT.md section 16). It
// removes what opens the store, and never the only copy of anything.
package lost

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits/journal"
)

// Store is one person's open store with the lock on it.
type Store struct {
	Journal *journal.Journal
	Keeper  *vault.Keeper
	Guard   sync.Locker // held while the lock is changed
	Hide    func()      // has the screens lock; nil: there are none
}

// Obey does what an order says that evidence.OpenOrder let through. What keeps it
// from being written down, as a full disk does, does not keep it from being done.
func (s Store) Obey(ctx context.Context, o evidence.Order) error {
	if o.Order == evidence.OrderWipe {
		return s.wipe(ctx, o.Number)
	}
	s.Guard.Lock()
	err := s.Keeper.Hold(s.person(), o.Number)
	s.Guard.Unlock()
	s.hide()
	return errors.Join(err, s.Journal.ObeyLock(ctx, o.Number))
}

// Locked does what orders say with a store that nobody has opened since the
// program started: its chain cannot say so yet, the lock does. One below the last
// it obeyed is none.
func Locked(k *vault.Keeper, guard sync.Locker, who evidence.ID) func(context.Context, evidence.Order) error {
	return func(_ context.Context, o evidence.Order) error {
		guard.Lock()
		defer guard.Unlock()
		l, err := k.Lock(who)
		if err != nil || o.Number < l.Number {
			return err
		}
		if o.Order == evidence.OrderWipe {
			return k.Wipe(who, o.Number)
		}
		return k.Hold(who, o.Number)
	}
}

// wipe writes down first: once the wrap is gone a program that stops can write
// nothing any more. Resume closes the gap between the two.
func (s Store) wipe(ctx context.Context, number int64) error {
	err := s.Journal.ObeyWipe(ctx, number)
	s.Guard.Lock()
	err = errors.Join(err, s.Keeper.Wipe(s.person(), number))
	s.Guard.Unlock()
	s.hide() // what is shown instead says what the lock says now
	return err
}

// Resume is asked when a store was opened. vault.ErrWiped: its chain says that it
// was wiped, so what opened it is removed now; the caller closes it.
func (s Store) Resume(ctx context.Context) error {
	number, order, err := s.Journal.LastOrder(ctx)
	if err != nil || order != evidence.OrderWipe {
		return err
	}
	s.Guard.Lock()
	defer s.Guard.Unlock()
	return errors.Join(vault.ErrWiped, s.Keeper.Wipe(s.person(), number))
}

// Settled reports whether headquarters holds twice all that a wiped store holds,
// and takes the photo files it holds twice off the device meanwhile. What cannot
// be looked at is taken for the only copy.
func (s Store) Settled(ctx context.Context) bool {
	if err := s.Journal.Shed(ctx); err != nil {
		return false
	}
	only, err := s.Journal.OnlyHere(ctx)
	return err == nil && !only
}

// Remove closes and deletes a wiped store of which nothing is only here, with its
// lock and the name on it. journal.ErrOnlyHere: something is; it stays as it was.
func (s Store) Remove(ctx context.Context) error {
	who := s.person()
	if err := s.Journal.Remove(ctx); err != nil {
		return err
	}
	s.Guard.Lock()
	defer s.Guard.Unlock()
	err := s.Keeper.Forget(who)
	if e := os.Remove(filepath.Join(s.Keeper.Dir, who.String()+".name.json")); e != nil && !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

func (s Store) person() evidence.ID { return s.Journal.Identity().Officer }

func (s Store) hide() {
	if s.Hide != nil {
		s.Hide()
	}
}
