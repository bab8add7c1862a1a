package evidence

import "crypto/ed25519"

// MagicOrder is the magic of an order to a device (FORMAT.md section 16).
const MagicOrder = "fv-order-v1\n"

// What an order asks for.
const (
	OrderLock = "lock"
	OrderWipe = "wipe"
)

// Order is the body of fv-order-v1: what headquarters wants one enrolment to do.
type Order struct {
	Device ID     `json:"device"`
	Number int64  `json:"number"` // above that of every order of this device before
	Order  string `json:"order"`  // OrderLock, OrderWipe
	Reason string `json:"reason"` // a code
	Issued int64  `json:"issued"` // µs, headquarters' clock
}

// Why a device refuses an order.
const (
	RefusedSignature = "signature" // headquarters did not sign it
	RefusedDevice    = "device"    // it is for another one
	RefusedNumber    = "number"    // a later one was obeyed already
	RefusedOrder     = "order"     // of a later version
)

// OpenOrder reads an order that is to this device and later than the last one
// obeyed. why is empty for one to be obeyed, and says else why it is refused; of
// an order that headquarters did not sign nothing is told.
func OpenOrder(s Statement, service ed25519.PublicKey, device ID, last int64) (o Order, why string) {
	if err := s.Open(MagicOrder, service, &o); err != nil {
		return Order{}, RefusedSignature
	}
	switch {
	case o.Device != device:
		return o, RefusedDevice
	case o.Order != OrderLock && o.Order != OrderWipe:
		return o, RefusedOrder
	case o.Number < last:
		return o, RefusedNumber
	}
	return o, ""
}
