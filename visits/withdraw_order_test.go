package visits_test

import (
	"crypto/ed25519"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// life is one life of one device's store: it counts for itself, and its clock shows what
// its officer set.
type life struct {
	t             *testing.T
	device, epoch evidence.ID
	visit         evidence.ID
	seq           uint64
	last          evidence.Hash
}

func (l *life) writes(minute int64, kind string, facts any, photos ...evidence.PhotoRef) *evidence.Entry {
	l.t.Helper()
	b, err := evidence.MarshalPayload(facts)
	if err != nil {
		l.t.Fatal(err)
	}
	l.seq++
	h := evidence.Header{Kind: kind, Build: "test", Device: l.device, Epoch: l.epoch, Seq: l.seq, Prev: l.last, Photos: photos,
		Wall: 1_790_000_000_000_000 + minute*60_000_000}
	keys := evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))}
	if kind != visits.EpochOpened {
		keys.Officer = keys.Device
		h.Refs = []evidence.Ref{{Kind: evidence.RefVisit, ID: l.visit}, {Kind: evidence.RefOfficer, ID: evidence.ID{2}}}
	}
	e, err := evidence.Sign(h, evidence.NewPart(b), evidence.Part{}, keys)
	if err != nil {
		l.t.Fatal(err)
	}
	l.last = e.ID
	return &e
}

// goesOn is the life that follows this one as it stands, in a store that was brought back
// from a copy.
func (l *life) goesOn(epoch evidence.ID) (next *life, opened *evidence.Entry) {
	next = &life{t: l.t, device: l.device, epoch: epoch, visit: l.visit}
	return next, next.writes(0, visits.EpochOpened, visits.EpochFacts{Old: l.epoch, Seq: l.seq, Last: l.last, Reason: "restored"})
}

// Between two lives of a store, and two tablets of one officer, no clock that the officer
// sets decides whether a photo was withdrawn before the visit ended.
func TestNoClockDecidesWhetherAPhotoWasWithdrawnBeforeTheEnd(t *testing.T) {
	opened, taken := visits.OpenedFacts{Day: "2026-11-25"}, visits.PhotoFacts{Source: "camera"}
	ref := evidence.PhotoRef{Root: evidence.Hash{9}, Size: 10, Type: 1}
	back := func(photo *evidence.Entry) visits.PhotoWithdrawnFacts {
		return visits.PhotoWithdrawnFacts{Entry: photo.ID, Reason: "child"}
	}
	for name, c := range map[string]struct {
		acts      func(first, other *life) []*evidence.Entry
		withdrawn bool
		alone     int
	}{
		"an old copy, its clock put back, after the end": {func(a, _ *life) []*evidence.Entry {
			open, photo := a.writes(0, visits.VisitOpened, opened), a.writes(1, visits.PhotoTaken, taken, ref)
			b, epoch := a.goesOn(evidence.ID{8})
			return []*evidence.Entry{open, photo, a.writes(9, visits.VisitClosed, visits.ClosedFacts{Entries: 3, Photos: 1}), epoch, b.writes(2, visits.PhotoWithdrawn, back(photo))}
		}, false, 1},
		"before the end, which an old copy's clock puts before it": {func(a, _ *life) []*evidence.Entry {
			open, photo := a.writes(0, visits.VisitOpened, opened), a.writes(5, visits.PhotoTaken, taken, ref)
			gone := a.writes(6, visits.PhotoWithdrawn, back(photo))
			b, epoch := a.goesOn(evidence.ID{8})
			return []*evidence.Entry{open, photo, gone, epoch, b.writes(1, visits.VisitClosed, visits.ClosedFacts{Entries: 4, Photos: 1})}
		}, true, 0},
		"an old copy is heard before the end it does not know": {func(a, _ *life) []*evidence.Entry {
			open, photo := a.writes(0, visits.VisitOpened, opened), a.writes(1, visits.PhotoTaken, taken, ref)
			b, epoch := a.goesOn(evidence.ID{8})
			return []*evidence.Entry{open, photo, epoch, b.writes(12, visits.PhotoWithdrawn, back(photo)), a.writes(9, visits.VisitClosed, visits.ClosedFacts{Entries: 3, Photos: 1})}
		}, true, 1},
		"two copies of before": {func(a, _ *life) []*evidence.Entry {
			open, photo := a.writes(0, visits.VisitOpened, opened), a.writes(1, visits.PhotoTaken, taken, ref)
			b, opens := a.goesOn(evidence.ID{8})
			gone := a.writes(2, visits.PhotoWithdrawn, back(photo))
			return []*evidence.Entry{open, photo, gone, opens, b.writes(3, visits.VisitAbandoned, struct{}{})}
		}, true, 1},
		"another tablet, its clock put back": {func(a, b *life) []*evidence.Entry {
			open, photo := a.writes(0, visits.VisitOpened, opened), b.writes(1, visits.PhotoTaken, taken, ref)
			return []*evidence.Entry{open, photo, a.writes(9, visits.VisitClosed, visits.ClosedFacts{Entries: 2}), b.writes(2, visits.PhotoWithdrawn, back(photo))}
		}, false, 1},
		"another tablet, before anybody knows of an end": {func(a, b *life) []*evidence.Entry {
			open, photo := a.writes(0, visits.VisitOpened, opened), b.writes(1, visits.PhotoTaken, taken, ref)
			return []*evidence.Entry{open, photo, b.writes(2, visits.PhotoWithdrawn, back(photo)), a.writes(9, visits.VisitClosed, visits.ClosedFacts{Entries: 2})}
		}, false, 0},
		"one life of one store, its clock put back": {func(a, _ *life) []*evidence.Entry {
			open, photo := a.writes(5, visits.VisitOpened, opened), a.writes(6, visits.PhotoTaken, taken, ref)
			return []*evidence.Entry{open, photo, a.writes(7, visits.PhotoWithdrawn, back(photo)), a.writes(1, visits.VisitClosed, visits.ClosedFacts{Entries: 4, Photos: 1})}
		}, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			tablet, other, visit := evidence.ID{1}, evidence.ID{3}, evidence.ID{5}
			p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
			acts := append([]*evidence.Entry{enrolled(t, tablet, evidence.ID{2}, "officer"), enrolled(t, other, evidence.ID{2}, "officer")},
				c.acts(&life{t: t, device: tablet, epoch: tablet, visit: visit}, &life{t: t, device: other, epoch: other, visit: visit})...)
			acts = append(acts, acts[len(acts)-2]) // a second time, as after a lost acknowledgement
			for _, e := range acts {
				if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
					t.Fatal(err)
				}
			}
			var v visits.Visit
			alone := 0
			for _, ch := range changed(t, p) {
				switch x := ch.Value.(type) {
				case *visits.Visit:
					v = *x
				case *visits.Finding:
					if x.Code == visits.WithdrawnAlone {
						alone++
					}
				}
			}
			if _, is := v.Withdrawal(v.Photos[0]); is != c.withdrawn || alone != c.alone || v.PhotosWithdrawn() > 1 {
				t.Errorf("withdrawn %v, not %v; %d findings, not %d: %+v", is, c.withdrawn, alone, c.alone, v.Withdrawn)
			}
		})
	}
}
