package visits_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

// In whatever order headquarters sees the photo and its covers, once or twice,
// the same is hidden: what the device that took the photo said last.
func TestACoverMeansTheSameInAnyOrder(t *testing.T) {
	device, rogue, visit := evidence.ID{1}, evidence.ID{2}, evidence.ID{3}
	face, plate, door := photo.Area{X0: 1, Y0: 1, X1: 9, Y1: 9}, photo.Area{X0: 50, Y0: 50, X1: 60, Y1: 60}, photo.Area{X0: 0, Y0: 0, X1: 10000, Y1: 10000}
	taken := chained(t, device, visit, 2, visits.PhotoTaken, visits.PhotoFacts{Source: "camera"}, evidence.PhotoRef{Root: evidence.Hash{9}, Size: 10, Type: 1})
	masked := func(by evidence.ID, seq uint64, replaces []evidence.Hash, hide ...photo.Area) *evidence.Entry {
		return chained(t, by, visit, seq, visits.PhotoMasked, visits.PhotoMaskedFacts{Entry: taken.ID, Replaces: replaces, Cover: photo.Cover{Hide: hide}})
	}
	first := masked(device, 3, nil, face)
	second := masked(device, 4, []evidence.Hash{first.ID}, face, plate)
	foreign := masked(rogue, 5, []evidence.Hash{first.ID, second.ID}, door)
	entries := []*evidence.Entry{taken, first, second, foreign}
	rapid.Check(t, func(t *rapid.T) {
		stored := map[visits.Key][]byte{}
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
		order := rapid.Permutation(append(entries[:len(entries):len(entries)], entries[rapid.IntRange(0, 3).Draw(t, "again")])).Draw(t, "order")
		for _, e := range order {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range changed(t, p) {
			stored[c.Key] = c.Body
		}
		var v visits.Visit
		if err := json.Unmarshal(stored[visits.Key{Kind: visits.KindVisit, ID: visit}], &v); err != nil {
			t.Fatal(err)
		}
		if got := v.CoverOf(taken.ID, 0); !reflect.DeepEqual(got, photo.Cover{Hide: []photo.Area{face, plate}}) {
			t.Fatalf("hidden is %+v", got)
		}
		if got := v.CoverOf(taken.ID, 1); !got.Empty() {
			t.Fatalf("of another photo is hidden %+v", got)
		}
	})
}

// Two covers that both stand are both drawn: in doubt more is hidden.
func TestOfTwoCoversThatStandBothAreDrawn(t *testing.T) {
	device, of := evidence.ID{1}, evidence.Hash{2}
	a, b := photo.Area{X0: 1, Y0: 1, X1: 2, Y1: 2}, photo.Area{X0: 3, Y0: 3, X1: 4, Y1: 4}
	line := func(by byte, hide photo.Area) visits.MaskedLine {
		return visits.MaskedLine{By: evidence.Hash{by}, Device: device, PhotoMaskedFacts: visits.PhotoMaskedFacts{Entry: of, Cover: photo.Cover{Hide: []photo.Area{hide}}}}
	}
	v := visits.Visit{Photos: []visits.PhotoLine{{Entry: of, Device: device}}, Masked: []visits.MaskedLine{line(1, a), line(2, b)}}
	if got := v.CoverOf(of, 0); !reflect.DeepEqual(got.Hide, []photo.Area{a, b}) {
		t.Errorf("hidden is %+v", got)
	}
}

// A cover that lies beside the picture is stored and counted, and not understood.
func TestACoverNobodyCanDrawIsQuarantined(t *testing.T) {
	device, visit := evidence.ID{1}, evidence.ID{3}
	e := chained(t, device, visit, 2, visits.PhotoMasked, visits.PhotoMaskedFacts{Entry: evidence.Hash{7}, Cover: photo.Cover{Hide: []photo.Area{{X1: 20000, Y1: 1}}}})
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); !errors.Is(err, visits.ErrNotUnderstood) {
		t.Error(err)
	}
}
