package hq

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// reasonCode is what a reason must look like: it goes into facts, and nothing
// there may name or describe a person.
var reasonCode = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// ErrReason refuses an order without a reason that can be kept for ever.
var ErrReason = errors.New("the reason is one word of a–z, 0–9 and _, such as lost, stolen or left; nothing was ordered")

// Order gives an order to a device: evidence.OrderLock or OrderWipe. It is an
// entry of headquarters' chain before anybody hears of it, and goes out in every
// session of the device until it answers. ErrReason; store.ErrNotFound.
func (h *HQ) Order(ctx context.Context, device evidence.ID, order, reason string) (evidence.Order, error) {
	o := evidence.Order{Device: device, Order: order, Reason: reason, Issued: h.micro()}
	if !reasonCode.MatchString(reason) {
		return o, ErrReason
	}
	if order != evidence.OrderLock && order != evidence.OrderWipe {
		return o, fmt.Errorf("there is no order %q", order)
	}
	if _, err := h.Store.Device(ctx, device); err != nil {
		return o, err
	}
	if err := h.Settle(ctx); err != nil {
		return o, err
	}
	h.ordering.Lock()
	defer h.ordering.Unlock()
	d, err := h.devicePicture(ctx, device)
	if err != nil {
		return o, err
	}
	o.Number = o.Issued
	if n := len(d.Orders); n > 0 {
		o.Number = max(o.Number, d.Orders[n-1].Number+1)
	}
	st, err := evidence.SignStatement(evidence.MagicOrder, o, h.keys.Service)
	if err != nil {
		return o, err
	}
	_, err = h.Do(ctx, Act{Kind: visits.DeviceOrdered, Facts: st, Refs: []evidence.Ref{{Kind: evidence.RefDevice, ID: device}}})
	if err == nil {
		err = h.Settle(ctx)
	}
	if err != nil {
		return o, err
	}
	for _, s := range h.snapshot() {
		if s.device.ID == device {
			s.ordersChanged()
		}
	}
	return o, nil
}

// devicePicture is the picture of a device; empty for one that handed in nothing.
func (h *HQ) devicePicture(ctx context.Context, device evidence.ID) (*visits.Device, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindDevice, device)
	if errors.Is(err, store.ErrNotFound) {
		return &visits.Device{ID: device}, nil
	}
	if err != nil {
		return nil, err
	}
	return decodePicture[visits.Device](p)
}

func (s *session) ordersChanged() {
	s.out.Lock()
	s.orders = true
	s.out.Unlock()
	poke(s.wake)
}

func (s *session) devicesChanged() {
	s.out.Lock()
	s.unlocks = true
	s.out.Unlock()
	poke(s.wake)
}

// readOrders queues the orders this device has not answered, each once a
// session, and for a manager what unlock codes are made of.
func (s *session) readOrders(ctx context.Context) error {
	s.out.Lock()
	orders, unlocks := s.orders, s.unlocks
	s.orders, s.unlocks = false, false
	s.out.Unlock()
	if orders {
		if err := s.sendOrders(ctx); err != nil {
			return err
		}
	}
	if unlocks && s.device.Role == "manager" && !s.drains() {
		return s.sendUnlocks(ctx)
	}
	return nil
}

func (s *session) sendOrders(ctx context.Context) error {
	orders, err := s.newOrders(ctx)
	for _, st := range orders {
		s.send(fieldsync.TOrder, st)
	}
	return err
}

// mostOrders is how many orders go out at once, the newest: a frame must hold
// them, and one that is obeyed settles nothing of those before it.
const mostOrders = 16

// newOrders are the orders the device has not answered and was not sent in this
// session, in order of number.
func (s *session) newOrders(ctx context.Context) ([]evidence.Statement, error) {
	d, err := s.hq.devicePicture(ctx, s.device.ID)
	if err != nil {
		return nil, err
	}
	var all []evidence.Statement
	for _, o := range d.Orders {
		if !o.Pending() || o.Number <= s.ordered {
			continue
		}
		st, err := s.hq.orderStatement(ctx, o)
		if err != nil {
			return nil, err
		}
		s.ordered = o.Number
		all = append(all, st)
	}
	return all[max(0, len(all)-mostOrders):], nil
}

// orderStatement is the order as it was signed: what the device is shown is what
// the log holds.
func (h *HQ) orderStatement(ctx context.Context, o visits.DeviceOrder) (evidence.Statement, error) {
	var st evidence.Statement
	row, err := h.Store.EntryByID(ctx, o.Entry)
	if err != nil {
		return st, err
	}
	e, err := evidence.Decode(row.Raw)
	if err != nil {
		return st, err
	}
	err = evidence.DecodePayload(e.Facts.Bytes, &st)
	return st, err
}

// sendUnlocks queues the secrets of the branch's officers' devices. They are
// made anew each time and kept nowhere.
func (s *session) sendUnlocks(ctx context.Context) error {
	all, err := s.hq.Store.Devices(ctx)
	if err != nil {
		return err
	}
	u := fieldsync.Unlocks{First: true}
	for _, d := range all {
		if d.Unit != s.device.Unit || d.Role != "officer" || d.Revoked != 0 {
			continue
		}
		c := s.hq.unlockCodes(d.ID)
		u.Devices = append(u.Devices, fieldsync.UnlockSecret{Device: d.ID, Secret: hex.EncodeToString(c[:])})
		if len(u.Devices) == fieldsync.MaxUnlocks {
			s.send(fieldsync.TUnlocks, u)
			u = fieldsync.Unlocks{}
		}
	}
	if u.First || len(u.Devices) > 0 {
		s.send(fieldsync.TUnlocks, u)
	}
	return nil
}
