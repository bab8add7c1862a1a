package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
)

func runLock(ctx context.Context, c *call) error { return c.order(ctx, evidence.OrderLock) }

func runWipe(ctx context.Context, c *call) error { return c.order(ctx, evidence.OrderWipe) }

// order gives an order to one device.
func (c *call) order(ctx context.Context, order string) error {
	where := c.where()
	device := c.flags.String("device", "", "device id, or its first eight digits")
	reason := c.flags.String("reason", "", "one word: lost, stolen, left, replaced")
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		id, err := deviceNamed(ctx, h, *device)
		if err != nil {
			return err
		}
		o, err := h.Order(ctx, id, order, *reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "order %d to device %s: %s, at its next session\n", o.Number, id, order)
		return nil
	})
}

// ordered is a device without a screen as orders see it.
type ordered struct {
	*call
	store lost.Store
}

func (c *call) orders(d onDevice, j *journal.Journal) ordered {
	return ordered{c, lost.Store{Journal: j, Keeper: d.keeper(), Guard: new(sync.Mutex)}}
}

func (o ordered) obey(client *fieldsync.Client) func(context.Context, evidence.Order) error {
	return func(ctx context.Context, order evidence.Order) error {
		if err := o.store.Obey(ctx, order); err != nil {
			fmt.Fprintf(o.err, "the order to %s was not done as a whole: %v\n", order.Order, err)
		}
		fmt.Fprintf(o.err, "headquarters ordered this store to %s\n", order.Order)
		if order.Order != evidence.OrderWipe {
			return nil
		}
		client.Over = func() bool { return o.store.Settled(context.WithoutCancel(ctx)) }
		return fieldsync.ErrAgain
	}
}

// handsOver is how long a store that was wiped waits for the second copy, unless
// it was told to watch: nothing opens it again for another try.
const handsOver = 30 * time.Second

func (o ordered) handOver(ctx context.Context, client *fieldsync.Client) error {
	ctx, cancel := context.WithTimeout(ctx, handsOver)
	defer cancel()
	err := client.Once(ctx, client.Over)
	if ctx.Err() != nil {
		return nil // what was not secured stays sealed
	}
	return err
}

// errRemoved means that the store is gone, and closed.
var errRemoved = errors.New("removed")

// removed takes a store that was wiped off the disk, if headquarters holds all of
// it twice.
func (o ordered) removed(ctx context.Context, client *fieldsync.Client) error {
	if client.Over == nil {
		return nil
	}
	client.Over() // photo files that are held twice go whatever becomes of the rest
	err := o.store.Remove(context.WithoutCancel(ctx))
	if errors.Is(err, journal.ErrOnlyHere) {
		fmt.Fprintln(o.out, "Wiped: nothing opens this store here. What is not in headquarters' second copy stays, sealed; hq recover reads it.")
		return nil
	}
	if err == nil {
		fmt.Fprintln(o.out, "Wiped and removed: headquarters holds all of it twice.")
		err = errRemoved
	}
	return err
}
