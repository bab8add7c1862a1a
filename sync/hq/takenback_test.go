package hq_test

import (
	"testing"

	"fairvisit/visits"
)

// An officer who withdraws one photo in five is not found; one more, and they
// are, once.
func TestAnOfficerWhoWithdrawsManyPhotosIsFound(t *testing.T) {
	o := newOffice(t)
	withdraw := func(n int) {
		for i := range n {
			e, _ := o.photograph(uint8(i + 1))
			o.must(o.visit.Withdraw(o.ctx, e, 0, "bystander"))
		}
	}
	for i := range 30 {
		o.photograph(uint8(100 + i))
	}
	withdraw(9) // 9 of 39: a large share, and few
	o.li.sync()
	o.expect(visits.OftenWithdrawn)
	withdraw(1) // 10 of 40
	o.li.sync()
	o.expect(visits.OftenWithdrawn, "10 / 40")
	withdraw(2)
	o.li.sync()
	o.expect(visits.OftenWithdrawn, "10 / 40")
}

// Ten of a hundred are many and no large share.
func TestManyPhotosAndFewWithdrawnAreNotFound(t *testing.T) {
	o := newOffice(t)
	for i := range 45 {
		o.photograph(uint8(100 + i))
	}
	for i := range 11 { // 11 of 56: 19 %
		e, _ := o.photograph(uint8(i + 1))
		o.must(o.visit.Withdraw(o.ctx, e, 0, "child"))
	}
	o.li.sync()
	o.expect(visits.OftenWithdrawn)
}
