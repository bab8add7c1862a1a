package visits

import (
	"bytes"
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
	if line := d.order(o.Number); line.Entry.IsZero() || before(in.Entry.ID, line.Entry) {
		line.Order, line.Reason, line.Entry = o.Order, o.Reason, in.Entry.ID
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	return nil
}

// before settles which of two entries that say the same counts, in whatever order
// they come: a store that was brought back may say it twice.
func before(a, b evidence.Hash) bool { return bytes.Compare(a[:], b[:]) < 0 }

// answer folds that a device did what was ordered, which counts whatever it
// refused under that number; kept is what only it held then.
func (p *Pictures) answer(in Input, number int64, kept int) error {
	d, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return err
	}
	line := d.order(number)
	if line.Answer.IsZero() || line.Why != "" || before(in.Entry.ID, line.Answer) {
		line.Answer, line.At, line.Why, line.Kept = in.Entry.ID, in.Entry.Header.Wall, "", kept
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	return nil
}

func foldLocked(p *Pictures, in Input) error {
	f, err := facts[LockedFacts](in.Entry)
	if err != nil {
		return err
	}
	return p.answer(in, f.Number, 0)
}

func foldWiped(p *Pictures, in Input) error {
	f, err := facts[WipedFacts](in.Entry)
	if err != nil {
		return err
	}
	return p.answer(in, f.Number, f.Entries+f.Photos+f.Answers)
}

// foldRefusedOrder makes a finding. Only a refusal for the number or the order
// answers one: what is signed by nobody or for another device was no order of
// headquarters to this one.
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
	line := d.order(f.Number)
	if line.Answer.IsZero() || line.Why != "" && before(in.Entry.ID, line.Answer) {
		line.Answer, line.At, line.Why = in.Entry.ID, in.Entry.Header.Wall, f.Why
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	return nil
}
