package drill

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"syscall"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits/intake"
	"fairvisit/visits/rules"
)

// found makes a headquarters, an officer for each device and one more, and
// gives the officers cases in turn.
func (c *child) found(ctx context.Context) error {
	o := c.Ground.headquarters(false)
	if _, err := hq.Init(ctx, o); err != nil {
		return err
	}
	h, err := hq.Open(o)
	if err != nil {
		return err
	}
	err = c.people(ctx, h)
	return errors.Join(err, h.Close())
}

func (c *child) people(ctx context.Context, h *hq.HQ) error {
	unit := h.UnitID(branch)
	second, err := h.Person(ctx, unit, "officer", "second")
	if err != nil {
		return err
	}
	var officers []evidence.ID
	for i := range c.Ground.Devices {
		name := fmt.Sprintf("officer %d", i+1)
		officer, err := h.Person(ctx, unit, c.Person, name)
		if err != nil {
			return err
		}
		officers = append(officers, officer)
		invitation, err := h.Invite(ctx, "https://"+c.Ground.Address, c.Person, officer, unit, name)
		if err != nil {
			return err
		}
		c.say(line{Says: saysInvited, Text: invitation.Text()})
	}
	if c.Cases == 0 {
		return nil
	}
	for _, officer := range append(officers, second) {
		if err := h.Certify(ctx, officer, "authorisation", ten.AddDate(5, 0, 0)); err != nil {
			return err
		}
	}
	return c.giveCases(ctx, h, officers, second)
}

func (c *child) giveCases(ctx context.Context, h *hq.HQ, officers []evidence.ID, second evidence.ID) error {
	f, err := intake.Read(bytes.NewReader(caseFile(c.Cases)), intake.Options{Today: day})
	if err != nil {
		return err
	}
	if err := h.PlaceUnit(ctx, h.UnitID(branch), rules.HouseAlone); err != nil {
		return err
	}
	r, err := h.Import(ctx, h.UnitID(branch), zone, f, false)
	if err != nil {
		return err
	}
	if len(r.Cases) != c.Cases {
		return fmt.Errorf("%d of %d cases were taken", len(r.Cases), c.Cases)
	}
	if err := h.GiveNotice(ctx, "visit", "written", ten.AddDate(0, 0, -10), r.Cases...); err != nil {
		return err
	}
	decisions := make([]hq.Assignment, len(r.Cases))
	for i, id := range r.Cases {
		decisions[i] = hq.Assignment{Case: id, Officer: officers[i%len(officers)], Second: second, Day: day, Order: i}
	}
	_, err = h.Assign(ctx, decisions...)
	return errors.Join(err, h.Settle(ctx))
}

func caseFile(n int) []byte {
	b := []byte("creditor,number,name,street,amount,currency,days_past_due\n")
	for i := range n {
		b = fmt.Appendf(b, "Bank A,%06d,王小明,中山路 %d 号,%d.50,CNY,%d\n", i, i+1, 1000+i, 31+i%60)
	}
	return b
}

// headquarters serves, after it was asked what an earlier life acknowledged.
func (c *child) headquarters(ctx context.Context) error {
	o := c.Ground.headquarters(c.Second)
	o.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	h, err := hq.Open(o)
	if err != nil {
		return err
	}
	if err := c.answer(ctx, h); err != nil {
		return errors.Join(err, h.Close())
	}
	l, err := listen(ctx, c.Ground.Address)
	if err != nil {
		return errors.Join(err, h.Close())
	}
	s := hq.Serve(h, l)
	c.say(line{Says: saysReady})
	for o := range c.orders {
		if o.Do == doStop {
			break
		}
		if err := h.Settle(ctx); err != nil {
			return err
		}
		c.say(line{Says: saysNoted})
	}
	down, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return errors.Join(s.Shutdown(down), h.Close())
}

// answer takes questions until it is told to serve.
func (c *child) answer(ctx context.Context, h *hq.HQ) error {
	for o := range c.orders {
		var err error
		switch o.Do {
		case doServe:
			return nil
		case doExpect:
			_, err = h.Store.EntryByID(ctx, o.ID)
		case doPhoto:
			err = storedPhoto(ctx, h, o.ID)
		default:
			return errOrder(o)
		}
		switch {
		case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrNoPhoto), errors.Is(err, os.ErrNotExist):
			c.say(line{Says: saysAbsent, ID: o.ID, Text: o.Do})
		case err != nil:
			return err
		}
	}
	return nil
}

// storedPhoto reports whether the one photo of an entry is stored, with its file.
func storedPhoto(ctx context.Context, h *hq.HQ, entry evidence.Hash) error {
	f, _, err := h.OpenPhoto(ctx, entry, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// listen waits for the address: the kernel may still be taking the last life's
// connections down.
func listen(ctx context.Context, address string) (net.Listener, error) {
	for range 100 {
		l, err := net.Listen("tcp", address)
		if !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil, fmt.Errorf("another program listens on %s; run the drill again", address)
}
