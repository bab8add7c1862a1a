package desk

import (
	"context"
	"errors"
	"io/fs"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
)

// lockedSending is one store that is sent from while it is locked.
type lockedSending struct {
	sender *journal.Sender
	stop   func()
	done   chan struct{}
}

// SendLocked hands in what lies on the device of everybody who has not unlocked
// since the program started, until ctx ends or they do. Nothing that says
// anything about anybody is opened for it.
func (d *Device) SendLocked(ctx context.Context) {
	people, err := journal.People(d.Dir)
	if err != nil {
		d.Log.Warn("who is on this device could not be read; nothing is sent before somebody unlocks", "error", err)
		return
	}
	for _, who := range people {
		if err := d.sendLocked(ctx, who); err != nil {
			d.Log.Warn("nothing is sent before this person unlocks", "person", who.Short(), "error", err)
		}
	}
	<-ctx.Done()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, who := range people {
		if err := d.endLocked(who); err != nil {
			d.Log.Warn("a locked store did not close", "person", who.Short(), "error", err)
		}
	}
}

func (d *Device) sendLocked(ctx context.Context, who evidence.ID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[who] != nil || d.locked[who] != nil {
		return nil
	}
	j, err := d.sender(who)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	s := &lockedSending{sender: j, stop: stop, done: make(chan struct{})}
	client := &fieldsync.Client{Sender: j, Dial: fieldsync.Dialer(j.Identity().URL), Log: d.Log,
		Obey: lost.Locked(d.keeper(), &d.pins, who), Self: d.self}
	go func() {
		defer close(s.done)
		client.Run(ctx)
	}()
	if d.locked == nil {
		d.locked = map[evidence.ID]*lockedSending{}
	}
	d.locked[who] = s
	return nil
}

// sender opens a person's store without its key.
func (d *Device) sender(who evidence.ID) (*journal.Sender, error) {
	key, session, err := d.keeper().Sending(who)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, journal.ErrNoSending
	}
	if err != nil {
		return nil, err
	}
	return journal.OpenSender(journal.Folder(d.Dir, who), key, session, d.options(who, nil))
}

// endLocked ends the sending of a locked store, so that it can be opened. The
// device's lock is held.
func (d *Device) endLocked(who evidence.ID) error {
	s := d.locked[who]
	if s == nil {
		return nil
	}
	delete(d.locked, who)
	s.stop()
	<-s.done
	return s.sender.Close()
}
