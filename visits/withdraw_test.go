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

// chained signs one entry of a device's chain about a visit.
func chained(t rapid.TB, device, visit evidence.ID, seq uint64, kind string, facts any, photos ...evidence.PhotoRef) *evidence.Entry {
	t.Helper()
	b, err := evidence.MarshalPayload(facts)
	if err != nil {
		t.Fatal(err)
	}
	h := evidence.Header{Kind: kind, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: 1_790_000_000_000_000 + int64(seq), Photos: photos,
		Refs: []evidence.Ref{{Kind: evidence.RefVisit, ID: visit}}}
	if seq > 1 {
		h.Prev = evidence.Hash{byte(seq)}
	}
	e, err := evidence.Sign(h, evidence.NewPart(b), evidence.Part{}, evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))})
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// In whatever order headquarters sees the photos and the withdrawals, once or
// twice, the same photos are withdrawn for the same reasons.
func TestAWithdrawalMeansTheSameInAnyOrder(t *testing.T) {
	device, rogue, visit := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}
	ref := evidence.PhotoRef{Root: evidence.Hash{9}, Size: 10, Type: 1}
	child := chained(t, device, visit, 2, visits.PhotoTaken, visits.PhotoFacts{Source: "camera", Question: "d5"}, ref)
	door := chained(t, device, visit, 3, visits.PhotoTaken, visits.PhotoFacts{Source: "camera"}, ref)
	entries := []*evidence.Entry{
		chained(t, device, visit, 1, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"}), child, door,
		chained(t, device, visit, 4, visits.PhotoWithdrawn, visits.PhotoWithdrawnFacts{Entry: child.ID, Reason: "child"}),
		chained(t, device, visit, 5, visits.PhotoWithdrawn, visits.PhotoWithdrawnFacts{Entry: child.ID, Reason: "bystander"}), // said again later
		chained(t, device, visit, 6, visits.PhotoWithdrawn, visits.PhotoWithdrawnFacts{Entry: evidence.Hash{7}, Index: 3, Reason: "interior"}),
		chained(t, rogue, visit, 1, visits.PhotoWithdrawn, visits.PhotoWithdrawnFacts{Entry: door.ID, Reason: "child"}),
	}
	rapid.Check(t, func(t *rapid.T) {
		stored := map[visits.Key][]byte{}
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
		order := rapid.Permutation(append(slices.Clone(entries), entries[rapid.IntRange(0, len(entries)-1).Draw(t, "again")])).Draw(t, "order")
		for _, e := range order {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
				t.Fatal(err)
			}
			if rapid.Bool().Draw(t, "stored") {
				for _, c := range changed(t, p) {
					stored[c.Key] = c.Body
				}
				p.Drop()
			}
		}
		for _, c := range changed(t, p) {
			stored[c.Key] = c.Body
			if c.Kind == visits.KindFinding {
				t.Errorf("a finding of %s", c.State)
			}
		}
		var v visits.Visit
		if err := json.Unmarshal(stored[visits.Key{Kind: visits.KindVisit, ID: visit}], &v); err != nil {
			t.Fatal(err)
		}
		if len(v.Photos) != 2 || len(v.Withdrawn) != 4 || v.PhotosWithdrawn() != 1 || len(v.Lines) != len(entries) {
			t.Fatalf("%d photos, %d withdrawals kept, %d photos withdrawn, %d lines", len(v.Photos), len(v.Withdrawn), v.PhotosWithdrawn(), len(v.Lines))
		}
		for _, photo := range v.Photos {
			w, is := v.Withdrawal(photo)
			if is != (photo.Entry == child.ID) || is && (w.Reason != "child" || w.At != 1_790_000_000_000_004) || photo.Root != ref.Root {
				t.Errorf("%s: withdrawn %v: %+v", photo.Entry.Short(), is, w)
			}
		}
	})
}

func changed(t rapid.TB, p *visits.Pictures) []visits.Changed {
	t.Helper()
	list, err := p.Changed()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A withdrawal that cannot be read is set aside and counts as an entry.
func TestAWithdrawalThatCannotBeReadChangesNothing(t *testing.T) {
	for _, facts := range []any{map[string]any{"entry": "no hash", "index": 0, "reason": "child"}, map[string]any{"entry": evidence.Hash{1}.String(), "index": "first", "reason": "child"}} {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		err := p.Apply(visits.Input{Entry: chained(t, evidence.ID{1}, evidence.ID{3}, 1, visits.PhotoWithdrawn, facts), Status: evidence.Whole, Received: 1})
		if !errors.Is(err, visits.ErrNotUnderstood) {
			t.Errorf("%v: %v", facts, err)
		}
	}
}
