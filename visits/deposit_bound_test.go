package visits_test

import (
	"crypto/ed25519"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// A tablet that says it took cash without end makes headquarters wait for no more than a
// bounded number of its own, and for what every other tablet took.
func TestOneTabletsCashHidesNoOthers(t *testing.T) {
	const monday = 1_795_600_000_000_000 // µs, after cash began to be waited for
	flooding, honest := evidence.ID{1}, evidence.ID{2}
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	p.Judge = func(visits.Hearing) []visits.Breach { return nil }
	takes := func(device evidence.ID, seq uint64) {
		facts, err := evidence.MarshalPayload(visits.MoneyFacts{Method: visits.MethodCash, Amount: 1, Currency: "CNY"})
		if err != nil {
			t.Fatal(err)
		}
		e, err := evidence.Sign(evidence.Header{Kind: visits.MoneyTaken, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: monday, Prev: evidence.Hash{1, byte(seq)},
			Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: evidence.ID{7}}, {Kind: evidence.RefVisit, ID: device}}}, evidence.NewPart(facts), evidence.Part{}, evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Apply(visits.Input{Entry: &e, Status: evidence.Whole, Received: monday}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5200 {
		takes(flooding, uint64(i+2))
	}
	takes(honest, 2)
	waits := map[evidence.ID]int{}
	for _, c := range changed(t, p) {
		if o, is := c.Value.(*visits.Owed); is {
			for _, cash := range o.Cash {
				waits[cash.Device]++
			}
		}
	}
	if waits[honest] != 1 || waits[flooding] == 0 || waits[flooding] > 1000 {
		t.Errorf("of the tablet that floods %d are waited for, of the other %d", waits[flooding], waits[honest])
	}
}
