package evidence_test

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"testing"

	"fairvisit/evidence"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// anID, aHash and so on draw what a header may hold.
func anID() *rapid.Generator[evidence.ID] {
	return rapid.Custom(func(t *rapid.T) (id evidence.ID) {
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		id[0] |= 1 // never zero
		return id
	})
}

func aHash() *rapid.Generator[evidence.Hash] {
	return rapid.Custom(func(t *rapid.T) (h evidence.Hash) {
		copy(h[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash"))
		h[0] |= 1
		return h
	})
}

func someRefs() *rapid.Generator[[]evidence.Ref] {
	ref := rapid.Custom(func(t *rapid.T) evidence.Ref {
		kind := rapid.Uint8Range(uint8(evidence.RefCase), uint8(evidence.RefUnit)).Draw(t, "kind")
		return evidence.Ref{Kind: evidence.RefKind(kind), ID: anID().Draw(t, "ref")}
	})
	return rapid.Map(rapid.SliceOfN(ref, 0, 16), func(refs []evidence.Ref) []evidence.Ref {
		slices.SortFunc(refs, func(a, b evidence.Ref) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.ID[:], b.ID[:]))
		})
		return slices.CompactFunc(refs, func(a, b evidence.Ref) bool {
			many := a.Kind == evidence.RefParty || a.Kind == evidence.RefDevice
			return a.Kind == b.Kind && (!many || a.ID == b.ID)
		})
	})
}

func aHeader() *rapid.Generator[evidence.Header] {
	photo := rapid.Custom(func(t *rapid.T) evidence.PhotoRef {
		return evidence.PhotoRef{Root: aHash().Draw(t, "root"), Size: rapid.Int64Range(1, evidence.MaxPhoto).Draw(t, "size"),
			Type: rapid.Uint8Range(1, 4).Draw(t, "type")}
	})
	return rapid.Custom(func(t *rapid.T) evidence.Header {
		h := evidence.Header{
			Kind:     rapid.StringMatching(`[a-z]{1,12}\.[a-z]{1,12}/[1-9][0-9]{0,3}`).Draw(t, "kind"),
			Build:    rapid.StringMatching(`[ -~]{0,64}`).Draw(t, "build"),
			Practice: rapid.Bool().Draw(t, "practice"),
			Device:   anID().Draw(t, "device"), Epoch: anID().Draw(t, "epoch"), Boot: anID().Draw(t, "boot"),
			Seq:  rapid.Uint64Range(1, 1<<62).Draw(t, "seq"),
			Wall: rapid.Int64().Draw(t, "wall"), SinceBoot: rapid.Int64().Draw(t, "since boot"),
			Zone:  rapid.Int16Range(-1080, 1080).Draw(t, "zone"),
			Refs:  someRefs().Draw(t, "refs"),
			Facts: aHash().Draw(t, "facts"), Words: rapid.OneOf(rapid.Just(evidence.Hash{}), aHash()).Draw(t, "words"),
			Photos: rapid.SliceOfN(photo, 0, 16).Draw(t, "photos"),
		}
		if h.Seq > 1 {
			h.Prev = aHash().Draw(t, "prev")
		}
		if !h.Visit().IsZero() {
			h.PrevVisit = rapid.OneOf(rapid.Just(evidence.Hash{}), aHash()).Draw(t, "prev visit")
		}
		return h
	})
}

// aPart draws a payload part with words of any script in it.
func aPart(label string) *rapid.Generator[evidence.Part] {
	return rapid.Custom(func(t *rapid.T) evidence.Part {
		texts := rapid.MapOfN(rapid.StringMatching(`[A-Za-z0-9_-]{1,8}`), rapid.StringN(0, 60, 200), 0, 20).Draw(t, label)
		b, err := evidence.MarshalPayload(texts)
		if err != nil {
			t.Fatalf("%q: %v", texts, err)
		}
		return evidence.NewPart(b)
	})
}

// anEntry draws a signed entry with its right keys.
func anEntry() *rapid.Generator[evidence.Entry] {
	return rapid.Custom(func(t *rapid.T) evidence.Entry {
		h := aHeader().Draw(t, "header")
		k := deviceOnly
		if !h.Officer().IsZero() {
			k = bothKeys
		}
		var words evidence.Part
		if rapid.Bool().Draw(t, "has words") {
			words = aPart("words").Draw(t, "words part")
		}
		e, err := evidence.Sign(h, aPart("facts").Draw(t, "facts part"), words, k)
		if err != nil {
			t.Fatal(err)
		}
		return e
	})
}

func TestAHeaderThatEncodesDecodesToTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHeader().Draw(t, "header")
		b, err := h.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := evidence.DecodeHeader(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(h, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		fields, err := readHeaderByFormat(b)
		if diff := gocmp.Diff(describe(&h), fields); err != nil || diff != "" {
			t.Fatalf("by FORMAT.md alone: %v\n%s", err, diff)
		}
		for range 4 { // no shorter and no longer bytes are a header
			cut := rapid.IntRange(0, len(b)-1).Draw(t, "cut")
			if _, err := evidence.DecodeHeader(b[:cut]); err == nil {
				t.Fatalf("%d of %d bytes are a header", cut, len(b))
			}
		}
		if _, err := evidence.DecodeHeader(append(b, 0)); err == nil {
			t.Fatal("a byte behind the header went unseen")
		}
	})
}

func TestASignedEntryTravelsVerbatim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anEntry().Draw(t, "entry")
		b := e.Encode()
		if len(b) != e.Size() {
			t.Fatalf("size %d, encoded %d", e.Size(), len(b))
		}
		got, err := evidence.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(e, got, sameEntry, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		if !bytes.Equal(got.Encode(), b) {
			t.Fatal("encoded again it is other bytes")
		}
		if err := got.Verify(public(deviceKey), public(officerKey)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWithholdingWordsKeepsTheEntryWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anEntry().Draw(t, "entry")
		bare := e.Without()
		got, err := evidence.Decode(bare.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Verify(public(deviceKey), public(officerKey)); err != nil {
			t.Fatal(err)
		}
		if got.ID != e.ID || len(got.Words.Bytes) != 0 || !bytes.Equal(got.Facts.Bytes, e.Facts.Bytes) {
			t.Fatal("withholding the words changed more than the words, or less")
		}
		if hadWords := e.Words.State != evidence.None; hadWords != (got.Words.State == evidence.Withheld) {
			t.Fatalf("words are %d after they were %d", got.Words.State, e.Words.State)
		}
	})
}

// TestEveryChangedByteIsFound changes every byte of an entry, in each of its
// bits and all of them at once; states in all 255 ways.
func TestEveryChangedByteIsFound(t *testing.T) {
	e := goldenEntries(t)["officer"]
	whole := e.Encode()
	factsAt := 2 + len(e.HeaderBytes()) + 1 + 2*65
	states := []int{factsAt, len(whole) - 1 - 32 - 4 - len(e.Words.Bytes)}
	unseen := map[string]bool{}
	for at := range whole {
		masks := []byte{1, 2, 4, 8, 16, 32, 64, 128, 255}
		if slices.Contains(states, at) {
			masks = masks[:0]
			for m := 1; m < 256; m++ {
				masks = append(masks, byte(m))
			}
		}
		for _, m := range masks {
			changed := bytes.Clone(whole)
			changed[at] ^= m
			got, err := evidence.Decode(changed)
			if err == nil {
				err = got.Verify(public(deviceKey), public(officerKey))
			}
			if err == nil {
				unseen[fmt.Sprintf("byte %d is %d", at, changed[at])] = true
			}
		}
	}
	// "present" turned into "sealed" claims that only headquarters can read the
	// part: like withholding it hides bytes and alters none, and whoever opens
	// the seal finds out.
	want := map[string]bool{}
	for _, at := range states {
		want[fmt.Sprintf("byte %d is %d", at, evidence.Sealed)] = true
	}
	if diff := gocmp.Diff(want, unseen); diff != "" {
		t.Errorf("changes that nobody would see: %s", diff)
	}
}
