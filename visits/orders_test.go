package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// ordered is headquarters' entry of an order to a device.
func ordered(t rapid.TB, hq, device evidence.ID, seq uint64, number int64, order string) *evidence.Entry {
	t.Helper()
	body, err := evidence.MarshalPayload(evidence.Order{Device: device, Number: number, Order: order, Reason: "stolen", Issued: number})
	if err != nil {
		t.Fatal(err)
	}
	return ofDevice(t, hq, device, seq, visits.DeviceOrdered, evidence.Statement{Body: string(body)})
}

// about is an entry that names another device.
func ofDevice(t rapid.TB, device, other evidence.ID, seq uint64, kind string, facts any) *evidence.Entry {
	t.Helper()
	e := chained(t, device, evidence.ID{9}, seq, kind, facts)
	h := e.Header
	h.Refs = []evidence.Ref{{Kind: evidence.RefDevice, ID: other}}
	signed, err := evidence.Sign(h, e.Facts, e.Words, evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))})
	if err != nil {
		t.Fatal(err)
	}
	return &signed
}

// After headquarters is known, orders and answers mean the same in whatever order
// and however often they come; and no device but headquarters orders anything.
func TestOrdersMeanTheSameInAnyOrder(t *testing.T) {
	hq, device, rogue := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}
	enrolled, err := evidence.MarshalPayload(evidence.Enrolment{Device: hq, Officer: hq, Unit: hq, Role: "hq"})
	if err != nil {
		t.Fatal(err)
	}
	first := chained(t, hq, evidence.ID{9}, 1, visits.DeviceEnrolled, evidence.Statement{Body: string(enrolled)})
	entries := []*evidence.Entry{
		ordered(t, hq, device, 2, 10, evidence.OrderLock), ordered(t, hq, device, 3, 20, evidence.OrderWipe), ordered(t, hq, device, 4, 30, evidence.OrderLock),
		ofDevice(t, device, device, 1, visits.DeviceLocked, visits.LockedFacts{Number: 10}),
		ofDevice(t, device, device, 2, visits.DeviceWiped, visits.WipedFacts{Number: 20, Entries: 2, Photos: 1}),
		ofDevice(t, device, device, 3, visits.DeviceWiped, visits.WipedFacts{Number: 20, Entries: 5}), // a store that was brought back
		ofDevice(t, device, device, 4, visits.OrderRefused, visits.RefusedFacts{Number: 10, Why: evidence.RefusedNumber}),
		ofDevice(t, device, device, 5, visits.OrderRefused, visits.RefusedFacts{Why: evidence.RefusedSignature}),
	}
	var want []byte
	rapid.Check(t, func(t *rapid.T) {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		apply := func(e *evidence.Entry) error {
			return p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1})
		}
		if err := apply(first); err != nil {
			t.Fatal(err)
		}
		again := entries[rapid.IntRange(0, len(entries)-1).Draw(t, "again")]
		for _, e := range rapid.Permutation(append(slices.Clone(entries), again)).Draw(t, "order") {
			if err := apply(e); err != nil {
				t.Fatal(err)
			}
		}
		if err := apply(ordered(t, rogue, device, 1, 40, evidence.OrderLock)); !errors.Is(err, visits.ErrNotUnderstood) {
			t.Fatalf("an order of another device: %v", err)
		}
		var d visits.Device
		refusals := 0
		for _, c := range changed(t, p) {
			if c.Kind == visits.KindDevice && c.ID == device {
				if err := json.Unmarshal(c.Body, &d); err != nil {
					t.Fatal(err)
				}
			}
			if c.Kind == visits.KindFinding && c.State == visits.OrderRefusal {
				refusals++
			}
		}
		if s := d.Stands(); s.Number != 20 || s.Order != evidence.OrderWipe || s.Pending() || len(d.Orders) != 3 || !d.Orders[2].Pending() || d.Orders[0].Why != "" || refusals != 2 {
			t.Fatalf("it stands as %+v of %+v, %d refusals", s, d.Orders, refusals)
		}
		got, err := json.Marshal(d.Orders)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if string(got) != string(want) {
			t.Fatalf("in another order\n%s\nis\n%s", want, got)
		}
	})
}
