package desk

import (
	"context"
	"errors"
	"io/fs"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
)

// Refusals of a store that headquarters locked or wiped.
var (
	ErrHeldBack = vault.ErrHeldBack
	ErrWiped    = vault.ErrWiped
)

// orders is the store as headquarters' orders see it.
func (k *Desk) orders() lost.Store {
	return lost.Store{Journal: k.Journal, Keeper: k.Device.keeper(), Guard: &k.Device.pins, Hide: k.hidden}
}

// obey does what headquarters ordered. After a wipe the desk only hands in what
// it holds, and ends with it.
func (k *Desk) obey(ctx context.Context, o evidence.Order) error {
	err := k.orders().Obey(ctx, o)
	if err != nil {
		k.Device.Log.Error("an order was not done as a whole", "order", o.Order, "error", err)
	}
	if o.Order != evidence.OrderWipe {
		return nil // a session that ended over it would only ask again
	}
	k.Client.Over = func() bool { return k.orders().Settled(context.WithoutCancel(ctx)) } // it outlives this session
	return fieldsync.ErrAgain
}

// Sync keeps the store in step with headquarters until ctx ends. Of a store that
// was wiped it ends, and removes it, once headquarters holds all of it twice.
func (k *Desk) Sync(ctx context.Context) {
	for {
		k.Client.Run(ctx)
		if k.Client.Over == nil || ctx.Err() != nil || k.remove(ctx) {
			return
		}
	}
}

// remove takes a wiped store off the device; false: something is only here again.
func (k *Desk) remove(ctx context.Context) bool {
	k.Device.mu.Lock()
	defer k.Device.mu.Unlock()
	who := k.Me()
	err := k.orders().Remove(ctx)
	if errors.Is(err, journal.ErrOnlyHere) {
		return false
	}
	delete(k.Device.open, who)
	if err != nil {
		k.Device.Log.Error("a wiped store could not be removed; it stays sealed", "error", err)
	}
	return true
}

// OnHide sets who is told, from any goroutine, that headquarters had the screens
// locked.
func (k *Desk) OnHide(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.hide = f
}

// hidden has the screens lock.
func (k *Desk) hidden() {
	k.Leave()
	k.mu.Lock()
	f := k.hide
	k.mu.Unlock()
	if f != nil {
		f()
	}
}

// Leave notes that the screens of this desk were locked; the next Unlock notes
// that they are open.
func (k *Desk) Leave() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.locked = true
}

func (k *Desk) screen() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.locked {
		return "locked"
	}
	return "open"
}

// opened notes of a desk that its person is before it, by a pin or by none.
func (d *Device) opened(k *Desk, err error) func(how string) (*Desk, error) {
	return func(how string) (*Desk, error) {
		if err != nil {
			return nil, err
		}
		k.mu.Lock()
		k.locked = false
		k.mu.Unlock()
		if err := k.Journal.NoteUnlock(context.Background(), how); err != nil {
			d.Log.Warn("it was not noted that the store was opened", "error", err)
		}
		return k, nil
	}
}

// standsOrdered refuses a desk that is open in memory, to somebody whom
// headquarters locked out.
func (d *Device) standsOrdered(who evidence.ID) error {
	d.pins.Lock()
	defer d.pins.Unlock()
	l, err := d.keeper().Lock(who)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // what opens the store says the rest
	case err != nil:
		return err
	case l.Wiped:
		return ErrWiped
	case l.Held:
		return ErrHeldBack
	}
	return nil
}
