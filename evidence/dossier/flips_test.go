package dossier_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
)

// stretch is a part of the file, and whose it is.
type stretch struct {
	member   string
	from, to int
	zip      bool // what the ZIP puts around a member: headers, its directory, the end
}

// stretches lists every byte of the file: local header, bytes and directory line
// of each member, and the end.
func (p *parcel) stretches() []stretch {
	var all []stretch
	for _, f := range p.files {
		at := p.header(f.name)
		data := at + 30 + len(f.name)
		line := p.directory(f.name)
		all = append(all, stretch{f.name, at, data, true}, stretch{f.name, data, data + len(f.data), false}, stretch{f.name, line, line + 46 + len(f.name), true})
	}
	size := len(p.pack())
	return append(all, stretch{dossier.EndOfZIP, size - 22, size, true})
}

// flip is one bit changed in a dossier, and the member it lies in.
type flip struct {
	dossier int
	at      int // in the member's stretch
	member  string
	zip     bool // between the members, not in one
	w       *world
	b       []byte
}

// flips changes bits anywhere in dossiers of random shape, one in each copy.
// Half of them are taken by stretch, so that headers are hit as often as photos.
func flips(t testing.TB, dossiers, each int, do func(f flip)) {
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range dossiers {
		w := anyLog(t, uint64(1000+i))
		b := w.dossier(evidence.ID{}, w.size(), masks[i%3])
		all := parcelOf(t, b).stretches()
		for n := range each {
			s := all[rng.IntN(len(all))]
			at := s.from + rng.IntN(s.to-s.from)
			if n%2 == 0 {
				at = rng.IntN(len(b))
			}
			for _, s = range all {
				if s.from <= at && at < s.to {
					break
				}
			}
			changed := bytes.Clone(b)
			changed[at] ^= 1 << rng.IntN(8)
			do(flip{i, at - s.from, s.member, s.zip, w, changed})
		}
	}
}

// A thousand bits anywhere in twenty dossiers: every one is found (hq verify ends
// with 1 where a fault is), and nothing but the member it lies in is named. A ZIP
// of ours has no padding: what stands around a member is that member's too.
func TestTamperWithAnyByte(t *testing.T) {
	if testing.Short() {
		t.Skip("It verifies a dossier a thousand times: make test has it.")
	}
	hit, changed, between := map[string]int{}, 0, 0
	flips(t, 20, 50, func(f flip) {
		_, faults := f.w.verify(f.b)
		if len(faults) == 0 {
			t.Errorf("dossier %d: byte %d of %s was changed and not found", f.dossier, f.at, f.member)
		}
		for _, found := range faults {
			if found.Member != f.member {
				t.Errorf("dossier %d: byte %d of %s was changed, named is %s", f.dossier, f.at, f.member, found)
			}
		}
		hit[f.member]++
		changed++
		if f.zip {
			between++
		}
	})
	for _, must := range []string{"manifest.json", "keys.json", "checkpoint", "list.json", dossier.EndOfZIP} {
		if hit[must] == 0 {
			t.Errorf("nothing hit %s", must)
		}
	}
	t.Logf("%d bits were changed in 20 dossiers and found: %d in %d members, %d in what the ZIP puts around them", changed, changed-between, len(hit), between)
}

// Each single byte of a small dossier, in all its bits at once.
func TestTamperWithEveryByte(t *testing.T) {
	if testing.Short() {
		t.Skip("It verifies a dossier for each of its bytes: make test has it.")
	}
	w := newWorld(t, 21)
	li, _ := w.begin()
	visit := evidence.NewID()
	w.photograph(li, w.cases[0], visit, 60, 1)
	b := w.dossier(visit, w.size(), "none")
	w.sound(b)
	for at := range b {
		b[at] ^= 0xff
		if _, faults := w.verify(b); len(faults) == 0 {
			t.Errorf("byte %d of %d was changed and not found", at, len(b))
		}
		b[at] ^= 0xff
	}
	for size := 0; size < len(b); size += 13 {
		if _, faults := w.verify(b[:size]); len(faults) == 0 {
			t.Errorf("cut to %d bytes it was not found", size)
		}
	}
}

// A file of nothing but faults is answered with a list that ends.
func TestAHostileFileHasAnEnd(t *testing.T) {
	w := newWorld(t, 22)
	li, _ := w.begin()
	w.visit(li, w.cases[0])
	p := parcelOf(t, w.dossier(evidence.ID{}, w.size(), "none"))
	for range 5000 {
		p.files = append(p.files, file{"x", nil})
	}
	if _, faults := w.verify(p.pack()); len(faults) != 1000 || faults[999].Member != dossier.EndOfZIP {
		t.Errorf("%d faults", len(faults))
	}
}

// Whatever the bytes are, the verifier ends and answers; and what it has no
// fault with is what was written.
func FuzzVerify(f *testing.F) {
	w := newWorld(f, 31)
	li, _ := w.begin()
	w.visit(li, w.cases[0], 40)
	whole := w.dossier(w.visits[0], w.size(), "none")
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	p := parcelOf(f, whole)
	p.drop(p.photo(0))
	f.Add(p.pack())
	f.Fuzz(func(t *testing.T, b []byte) {
		_, faults := w.verify(b)
		if len(faults) == 0 && !bytes.Equal(b, whole) {
			t.Error("other bytes than were written have no fault")
		}
	})
}
