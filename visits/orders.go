package visits

import (
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// The kinds of orders to a device and its answers (FORMAT.md section 16).
const (
	DeviceOrdered = "device.ordered/1"
	DeviceLocked  = "device.locked/1"
	DeviceWiped   = "device.wiped/1"
	OrderRefused  = "order.refused/1"
)

// OrderRefusal is the code of the finding that a device refused an order.
const OrderRefusal = "order_refused"

// LockedFacts answers an order to lock.
type LockedFacts struct {
	Number int64 `json:"number"`
}

// WipedFacts answers an order to wipe. The counts are what headquarters did not
// hold at that moment: it stays sealed on the device until it does.
type WipedFacts struct {
	Number  int64 `json:"number"`
	Entries int   `json:"entries"`
	Photos  int   `json:"photos"`
	Answers int   `json:"answers"` // of open visits
}

// RefusedFacts answers an order that was not obeyed.
type RefusedFacts struct {
	Number int64  `json:"number"` // 0: headquarters did not sign it
	Why    string `json:"why"`    // a code of evidence.OpenOrder
}

// DeviceOrder is one order and what became of it.
type DeviceOrder struct {
	Number int64         `json:"number"`
	Order  string        `json:"order,omitempty"` // "" while only the answer is known
	Reason string        `json:"reason,omitempty"`
	Entry  evidence.Hash `json:"entry"`          // of headquarters
	Answer evidence.Hash `json:"answer"`         // of the device; zero: none yet
	At     int64         `json:"at,omitempty"`   // µs, the device's clock, of the answer
	Why    string        `json:"why,omitempty"`  // refused, and why
	Kept   int           `json:"kept,omitempty"` // entries, photos and answers only the device held when it was wiped
}

// Pending reports whether the device has not answered yet.
func (o DeviceOrder) Pending() bool { return !o.Entry.IsZero() && o.Answer.IsZero() }

// Stands is the order that decides what the device is: the last one it obeyed or
// will obey, and a wipe above all, for what was wiped no later lock brings back.
// Of none it is zero.
func (d *Device) Stands() (stands DeviceOrder) {
	for _, o := range d.Orders {
		if o.Order != "" && o.Why == "" && stands.Order != evidence.OrderWipe {
			stands = o
		}
	}
	return stands
}

// order is the line of that number, made where there is none.
func (d *Device) order(number int64) *DeviceOrder {
	i, found := slices.BinarySearchFunc(d.Orders, number, func(o DeviceOrder, n int64) int {
		switch {
		case o.Number < n:
			return -1
		case o.Number > n:
			return 1
		}
		return 0
	})
	if !found {
		d.Orders = slices.Insert(d.Orders, i, DeviceOrder{Number: number})
	}
	return &d.Orders[i]
}

var errNotFromHeadquarters = errors.New("an order that headquarters did not write")

func foldOrdered(p *Pictures, in Input) error {
	st, err := facts[evidence.Statement](in.Entry)
	if err != nil {
		return err
	}
	var o evidence.Order
	if err := evidence.DecodePayload([]byte(st.Body), &o); err != nil {
		return payloadError{err}
	}
	author, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return err
	}
	if author.Role != "hq" || o.Device != in.Entry.Header.Ref(evidence.RefDevice) {
		return payloadError{errNotFromHeadquarters}
	}
	d, err := p.device(o.Device)
	if err != nil {
		return err
	}
	line := d.order(o.Number)
	line.Order, line.Reason, line.Entry = o.Order, o.Reason, in.Entry.ID
	p.touch(KindDevice, d.ID, in.Entry.ID)
	return nil
}

// answer folds what a device did with an order.
func (p *Pictures) answer(in Input, number int64) (*DeviceOrder, error) {
	d, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return nil, err
	}
	line := d.order(number)
	line.Answer, line.At = in.Entry.ID, in.Entry.Header.Wall
	p.touch(KindDevice, d.ID, in.Entry.ID)
	return line, nil
}

func foldLocked(p *Pictures, in Input) error {
	f, err := facts[LockedFacts](in.Entry)
	if err != nil {
		return err
	}
	_, err = p.answer(in, f.Number)
	return err
}

func foldWiped(p *Pictures, in Input) error {
	f, err := facts[WipedFacts](in.Entry)
	if err != nil {
		return err
	}
	line, err := p.answer(in, f.Number)
	if err == nil {
		line.Kept = f.Entries + f.Photos + f.Answers
	}
	return err
}

// foldRefusedOrder makes a finding. Only an order this headquarters gave is
// settled by the refusal: a number of nobody's order would be a line about
// nothing, and a lower number's refusal speaks of a repetition, not of the
// order that was obeyed.
func foldRefusedOrder(p *Pictures, in Input) error {
	f, err := facts[RefusedFacts](in.Entry)
	if err != nil {
		return err
	}
	unit, officer, err := p.author(in.Entry)
	if err != nil {
		return err
	}
	p.find(OrderRefusal, in, unit, officer, fmt.Sprintf("%d: %s", f.Number, f.Why))
	if f.Why != evidence.RefusedOrder && f.Why != evidence.RefusedNumber {
		return nil
	}
	d, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return err
	}
	for i := range d.Orders {
		if o := &d.Orders[i]; o.Number == f.Number && o.Answer.IsZero() {
			o.Answer, o.At, o.Why = in.Entry.ID, in.Entry.Header.Wall, f.Why
			p.touch(KindDevice, d.ID, in.Entry.ID)
		}
	}
	return nil
}
