package hq

import (
	"sync"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// shipped are the packs this build ships, by hash. Devices are born with some of
// them, so a visit may name one that was never published; and what they say of a
// visit of years ago, their dates say. None ever leaves the folder.
var shipped = sync.OnceValue(func() map[evidence.Hash]rules.Pack {
	all := map[evidence.Hash]rules.Pack{}
	for _, p := range judging.Shipped() {
		all[p.SHA256()] = p
	}
	return all
})

// born are the packs that devices go by where none of their name was published.
var born = sync.OnceValue(judging.Born)

// bench is what judges visits afterwards.
var bench = sync.OnceValue(func() *judging.Bench { return judging.NewBench(shipped(), shippedLists(), born()...) })

// judgesAfterwards has the pictures judge, and grant slots, as headquarters does.
func judgesAfterwards(p *visits.Pictures) {
	p.Inside, p.Judge, p.Grant, p.Governs, p.Deposit = bench().Inside, bench().Judge, bench().Grant, judging.Governing, bench().Deposit
}
