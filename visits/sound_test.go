package visits

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// aSound is an entry of a visit as one device writes it; it is signed by nobody,
// which the fold does not ask.
func aSound(t interface{ Fatal(...any) }, kind string, visit evidence.ID, seq uint64, facts, words any, photos ...evidence.PhotoRef) *evidence.Entry {
	e := &evidence.Entry{Header: evidence.Header{Kind: kind, Device: evidence.ID{7}, Epoch: evidence.ID{8}, Seq: seq, Wall: int64(seq) * 1000,
		Refs: []evidence.Ref{{Kind: evidence.RefVisit, ID: visit}}, Photos: photos}}
	e.ID = evidence.Hash{byte(seq), byte(seq * 37), 1}
	b, err := evidence.MarshalPayload(facts)
	if err != nil {
		t.Fatal(err)
	}
	e.Facts = evidence.NewPart(b)
	if words != nil {
		if b, err = evidence.MarshalPayload(words); err != nil {
			t.Fatal(err)
		}
		e.Words = evidence.NewPart(b)
	}
	return e
}

// Whatever order the entries of a visit with sounds come in, and however often,
// the picture is the same: what was answered last, the recordings in their
// order, and their files beside the photos.
func TestSoundsFoldTheSameInAnyOrder(t *testing.T) {
	visit := evidence.ID{1}
	wav := func(n byte) evidence.PhotoRef {
		return evidence.PhotoRef{Root: evidence.Hash{n}, Size: 100, Type: photo.WAV}
	}
	taken := aSound(t, SoundTaken, visit, 3, SoundTakenFacts{Recording: evidence.ID{5}, Length: 9000, At: 1}, nil, wav(1), wav(2))
	entries := []*evidence.Entry{
		aSound(t, SoundRefused, visit, 1, SoundStartedFacts{Notice: SoundNotice, Answer: SoundNo}, nil),
		aSound(t, SoundStarted, visit, 2, SoundStartedFacts{Recording: evidence.ID{5}, Notice: SoundNotice, Answer: SoundYes}, nil),
		taken,
		aSound(t, SoundAttached, visit, 4, SoundAttachedFacts{Root: evidence.Hash{9}, Size: 50, Kept: true}, SoundWords{Name: "REC.MP4"},
			evidence.PhotoRef{Root: evidence.Hash{9}, Size: 50, Type: photo.File}),
		aSound(t, PhotoWithdrawn, visit, 5, PhotoWithdrawnFacts{Entry: taken.ID, Index: 0, Reason: "child"}, nil),
		aSound(t, PhotoWithdrawn, visit, 6, PhotoWithdrawnFacts{Entry: taken.ID, Index: 1, Reason: "child"}, nil),
	}
	fold := func(t interface{ Fatal(...any) }, order []int) []byte {
		p := NewPictures(func(Key) ([]byte, error) { return nil, nil })
		for _, i := range order {
			if err := p.Apply(Input{Entry: entries[i]}); err != nil {
				t.Fatal(err)
			}
		}
		v, err := p.visit(visit)
		if err != nil {
			t.Fatal(err)
		}
		if a, ok := v.Asked(); !ok || a.Answer != SoundYes {
			t.Fatal("the last answer was ", a.Answer)
		}
		if len(v.Sounds) != 2 || v.Sounds[0].Taken == nil || v.Sounds[1].Name != "REC.MP4" || len(v.Files()) != 3 || len(v.Photos) != 0 {
			t.Fatal("the sounds are ", v.Sounds)
		}
		if _, all := v.SoundWithdrawal(v.Sounds[0]); !all {
			t.Fatal("the recording is not withdrawn")
		}
		if _, all := v.SoundWithdrawal(v.Sounds[1]); all {
			t.Fatal("the recorder's file is withdrawn")
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	want := fold(t, []int{0, 1, 2, 3, 4, 5})
	rapid.Check(t, func(t *rapid.T) {
		order := append(rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, "order"), rapid.SliceOf(rapid.IntRange(0, 5)).Draw(t, "again")...)
		if got := fold(t, order); string(got) != string(want) {
			t.Fatalf("%s\nis not\n%s", got, want)
		}
	})
}

// A sound whose files are of another type is not understood: a photo in it would
// be shown and masked by nobody.
func TestASoundOfAnotherTypeIsQuarantined(t *testing.T) {
	for kind, facts := range map[string]any{SoundTaken: SoundTakenFacts{}, SoundAttached: SoundAttachedFacts{}} {
		p := NewPictures(func(Key) ([]byte, error) { return nil, nil })
		e := aSound(t, kind, evidence.ID{1}, 1, facts, nil, evidence.PhotoRef{Root: evidence.Hash{1}, Size: 1, Type: photo.JPEG})
		if err := p.Apply(Input{Entry: e}); err == nil {
			t.Errorf("%s with a JPEG is understood", kind)
		}
	}
}
