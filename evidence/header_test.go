package evidence_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fairvisit/evidence"
)

// TestEncodeRefusesWhatMayNotExist takes one rule after another of FORMAT.md
// section 1.
func TestEncodeRefusesWhatMayNotExist(t *testing.T) {
	id := func(b byte) evidence.ID { return evidence.ID{15: b} }
	many := make([]evidence.Ref, 17)
	for i := range many {
		many[i] = evidence.Ref{Kind: evidence.RefParty, ID: id(byte(i + 1))}
	}
	photo := evidence.PhotoRef{Root: seeded("photo"), Size: 1, Type: 1}
	refs := func(r ...evidence.Ref) func(*evidence.Header) {
		return func(h *evidence.Header) { h.Refs = r }
	}
	photos := func(change func(*evidence.PhotoRef)) func(*evidence.Header) {
		return func(h *evidence.Header) { p := photo; change(&p); h.Photos = []evidence.PhotoRef{photo, p} }
	}
	kind := func(s string) func(*evidence.Header) { return func(h *evidence.Header) { h.Kind = s } }
	for name, change := range map[string]func(*evidence.Header){
		"no kind": kind(""), "no verb": kind("visit/1"), "no schema": kind("visit.left"), "schema 0": kind("visit.left/0"),
		"leading zero": kind("visit.left/01"), "upper case": kind("Visit.left/1"), "a digit": kind("visit.l3ft/1"),
		"a line end": kind("visit.left/1\n"), "not ASCII": kind("visité.left/1"), "long kind": kind(strings.Repeat("a", 20) + "." + strings.Repeat("b", 18) + "/1"),
		"long build":             func(h *evidence.Header) { h.Build = strings.Repeat("b", 65) },
		"build with a tab":       func(h *evidence.Header) { h.Build = "a\tb" },
		"build not ASCII":        func(h *evidence.Header) { h.Build = "版" },
		"no device":              func(h *evidence.Header) { h.Device = evidence.ID{} },
		"no epoch":               func(h *evidence.Header) { h.Epoch = evidence.ID{} },
		"seq 0":                  func(h *evidence.Header) { h.Seq, h.Prev = 0, evidence.Hash{} },
		"seq too large":          func(h *evidence.Header) { h.Seq = 1<<62 + 1 },
		"first with a prev":      func(h *evidence.Header) { h.Seq = 1 },
		"second without a prev":  func(h *evidence.Header) { h.Prev = evidence.Hash{} },
		"zone too far east":      func(h *evidence.Header) { h.Zone = 1081 },
		"zone too far west":      func(h *evidence.Header) { h.Zone = -1081 },
		"no facts":               func(h *evidence.Header) { h.Facts = evidence.Hash{} },
		"17 refs":                refs(many...),
		"ref of kind 0":          refs(evidence.Ref{Kind: 0, ID: id(1)}),
		"ref of kind 8":          refs(evidence.Ref{Kind: 8, ID: id(1)}),
		"ref to nothing":         refs(evidence.Ref{Kind: 1}),
		"kinds not in order":     refs(evidence.Ref{Kind: 2, ID: id(1)}, evidence.Ref{Kind: 1, ID: id(1)}),
		"ids not in order":       refs(evidence.Ref{Kind: 3, ID: id(2)}, evidence.Ref{Kind: 3, ID: id(1)}),
		"a party twice":          refs(evidence.Ref{Kind: 3, ID: id(1)}, evidence.Ref{Kind: 3, ID: id(1)}),
		"two cases":              refs(evidence.Ref{Kind: 1, ID: id(1)}, evidence.Ref{Kind: 1, ID: id(2)}),
		"two visits":             refs(evidence.Ref{Kind: 2, ID: id(1)}, evidence.Ref{Kind: 2, ID: id(2)}),
		"two acting officers":    refs(evidence.Ref{Kind: 4, ID: id(1)}, evidence.Ref{Kind: 4, ID: id(2)}),
		"two second officers":    refs(evidence.Ref{Kind: 5, ID: id(1)}, evidence.Ref{Kind: 5, ID: id(2)}),
		"two units":              refs(evidence.Ref{Kind: 7, ID: id(1)}, evidence.Ref{Kind: 7, ID: id(2)}),
		"17 photos":              func(h *evidence.Header) { h.Photos = slicesRepeat(photo, 17) },
		"an empty photo":         photos(func(p *evidence.PhotoRef) { p.Size = 0 }),
		"a photo of minus one":   photos(func(p *evidence.PhotoRef) { p.Size = -1 }),
		"a photo too large":      photos(func(p *evidence.PhotoRef) { p.Size = evidence.MaxPhoto + 1 }),
		"a photo of no type":     photos(func(p *evidence.PhotoRef) { p.Type = 0 }),
		"a photo of a new type":  photos(func(p *evidence.PhotoRef) { p.Type = 5 }),
		"a photo without a root": photos(func(p *evidence.PhotoRef) { p.Root = evidence.Hash{} }),
	} {
		h := seededHeader("visit.left/1", 2)
		h.Facts = seeded("facts")
		if _, err := h.Encode(); err != nil {
			t.Fatal("the sound header is refused: ", err)
		}
		change(&h)
		if b, err := h.Encode(); !errors.Is(err, evidence.ErrMalformed) || b != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func slicesRepeat(p evidence.PhotoRef, n int) []evidence.PhotoRef {
	all := make([]evidence.PhotoRef, n)
	for i := range all {
		all[i] = p
	}
	return all
}

// TestDecodeHeaderRefusesSecondSpellings: bytes that say the same but are not
// the one encoding, and bytes that say what no Header can hold.
func TestDecodeHeaderRefusesSecondSpellings(t *testing.T) {
	e := goldenEntries(t)["photos"]
	whole := e.HeaderBytes()
	flagsAt := 12 + 1 + len(e.Header.Kind) + 1 + len(e.Header.Build)
	refsAt := flagsAt + 1 + 16 + 16 + 8 + 32 + 32
	photosAt := len(whole) - 1 - 41*len(e.Header.Photos)
	plant := func(at int, with byte) []byte {
		b := bytes.Clone(whole)
		b[at] = with
		return b
	}
	for name, b := range map[string][]byte{
		"nothing":             nil,
		"only the magic":      []byte("fv-entry-v1\n"),
		"the next version":    append([]byte("fv-entry-v2\n"), whole[12:]...),
		"practice and more":   plant(flagsAt, 3),
		"an unknown flag":     plant(flagsAt, 0x80),
		"more refs than 16":   plant(refsAt, 17),
		"fewer refs":          plant(refsAt, 0),
		"more photos than 16": plant(photosAt, 200),
		"fewer photos":        plant(photosAt, 1),
		"a byte too many":     append(bytes.Clone(whole), 0),
		"twice":               append(bytes.Clone(whole), whole...),
	} {
		if h, err := evidence.DecodeHeader(b); !errors.Is(err, evidence.ErrMalformed) || h.Kind != "" {
			t.Errorf("%s: %v, half read: %q", name, err, h.Kind)
		}
	}
}

func TestRefsAreAskedByKind(t *testing.T) {
	h := goldenEntries(t)["officer"].Header
	if h.Case() != seededID("case") || h.Visit() != seededID("visit") || h.Officer() != seededID("officer") {
		t.Error("a ref is not found under its kind")
	}
	if unit := h.Ref(evidence.RefUnit); !unit.IsZero() {
		t.Errorf("unit %s was never named", unit)
	}
}
