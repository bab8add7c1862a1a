package dossier_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/photo"
)

// resign has device and officer sign another header of an entry.
func (p *parcel) resign(name string, change func(h []byte) []byte) (was, is evidence.Hash) {
	e := p.entry(name)
	h := change(bytes.Clone(e.HeaderBytes()))
	keys := p.w.devices[e.Header.Device].keys
	b := binary.BigEndian.AppendUint16(nil, uint16(len(h)))
	b = append(append(b, h...), 2, evidence.RoleDevice)
	b = append(append(b, ed25519.Sign(keys.Device, h)...), evidence.RoleOfficer)
	b = append(append(b, ed25519.Sign(keys.Officer, h)...), p.data(name)[2+len(e.HeaderBytes())+1+2*65:]...)
	p.set(name, b)
	return e.ID, sha256.Sum256(h)
}

// resigned is such a header, sealed and listed by the holder of the service key.
// What is no header is the entry's fault, told first; a header the log does not
// hold is that of the proof behind it.
func resigned(did string, change func(h []byte) []byte) mutation {
	return mutation{did: "a header with " + did, do: func(p *parcel) string {
		name := p.nth(note, 0)
		was, is := p.resign(name, change)
		p.set(proofOf(name), bytes.Replace(p.data(proofOf(name)), was[:], is[:], 1))
		p.restate("list.json", evidence.MagicList, func(body map[string]any) {
			body["entries"] = strings.Replace(body["entries"].(string), was.String(), is.String(), 1)
		})
		p.seal()
		return name
	}}
}

// Where the fields of that header begin; it has three refs and no photo.
const (
	atKind  = 13
	atBuild = atKind + len(note) + 1
	atFlags = atBuild + 4
	atSeq   = atFlags + 33
	atPrev  = atSeq + 8
	atLast  = atPrev + 32
	atRefs  = atLast + 32
	atWall  = atRefs + 1 + 3*17
	atZone  = atWall + 8
	atFacts = atZone + 2 + 16 + 8
	atWords = atFacts + 32
	atPhoto = atWords + 32
)

func over(at int, b ...byte) func([]byte) []byte {
	return func(h []byte) []byte { copy(h[at:], b); return h }
}

func added(at int, b ...byte) func([]byte) []byte {
	return func(h []byte) []byte { return slices.Insert(h, at, b...) }
}

func withPhoto(root byte, size uint64, kind byte) func([]byte) []byte {
	return func(h []byte) []byte {
		h[atPhoto] = 1
		h = append(h, bytes.Repeat([]byte{root}, 32)...)
		return append(binary.BigEndian.AppendUint64(h, size), kind)
	}
}

var headers = []mutation{
	{did: "a header that is signed and not listed", do: func(p *parcel) string {
		name := p.nth(note, 0)
		p.resign(name, over(atWall, 1))
		p.seal()
		return name
	}},
	resigned("another time", over(atWall, 1)),
	resigned("another magic", over(9, '2')),
	resigned("a capital in its kind", over(atKind, 'N')),
	resigned("a digit in its kind", over(atKind, '1')),
	resigned("schema 0", over(atKind+len(note)-1, '0')),
	resigned("no schema", over(atKind+len(note)-2, 'x', 'x')),
	resigned("a build that does not print", over(atBuild, 0x7f)),
	resigned("a space in its build", over(atBuild, ' ')),
	resigned("no build", func(h []byte) []byte { h[atBuild-1] = 0; return slices.Delete(h, atBuild, atFlags) }),
	resigned("practice", over(atFlags, 1)),
	resigned("a flag nobody knows", over(atFlags, 2)),
	resigned("no device", over(atFlags+1, make([]byte, 16)...)),
	resigned("no epoch", over(atFlags+17, make([]byte, 16)...)),
	resigned("seq 0", over(atSeq, make([]byte, 8)...)),
	resigned("seq 1", over(atSeq, 0, 0, 0, 0, 0, 0, 0, 1)),
	resigned("seq 2⁶²", over(atSeq, 0x40, 0, 0, 0, 0, 0, 0, 0)),
	resigned("seq above 2⁶²", over(atSeq, 0x40, 0, 0, 0, 0, 0, 0, 1)),
	resigned("no prev", over(atPrev, make([]byte, 32)...)),
	resigned("no prevVisit", over(atLast, make([]byte, 32)...)),
	resigned("a ref of kind 0", over(atRefs+1, 0)),
	resigned("refs out of order", over(atRefs+1, 2)),
	resigned("two visits", over(atRefs+1+17, 1)),
	resigned("a ref of kind 8", over(atRefs+1+2*17, 8)),
	resigned("a unit for an officer", over(atRefs+1+2*17, 7)),
	resigned("a ref of nothing", over(atRefs+2, make([]byte, 16)...)),
	resigned("another case", over(atRefs+2, 1, 2, 3)),
	resigned("another officer", over(atRefs+2+2*17, 1, 2, 3)),
	resigned("a count of refs too high", over(atRefs, 17)),
	resigned("two parties", func(h []byte) []byte {
		h[atRefs] = 5
		return slices.Insert(h, atRefs+1+2*17, append(append([]byte{3}, bytes.Repeat([]byte{4}, 16)...), append([]byte{3}, bytes.Repeat([]byte{5}, 16)...)...)...)
	}),
	resigned("a party twice", func(h []byte) []byte {
		h[atRefs] = 5
		return slices.Insert(h, atRefs+1+2*17, bytes.Repeat(append([]byte{3}, bytes.Repeat([]byte{4}, 16)...), 2)...)
	}),
	resigned("zone 1080", over(atZone, 0x04, 0x38)),
	resigned("zone 1081", over(atZone, 0x04, 0x39)),
	resigned("zone -1080", over(atZone, 0xfb, 0xc8)),
	resigned("zone -1081", over(atZone, 0xfb, 0xc7)),
	resigned("a time since boot below zero", over(atFacts-8, 0xff)),
	resigned("no facts", over(atFacts, make([]byte, 32)...)),
	resigned("no words", over(atWords, make([]byte, 32)...)),
	resigned("a photo", withPhoto(1, 7, 1)),
	resigned("a photo of 64 MiB", withPhoto(1, 64<<20, 2)),
	resigned("a photo that is larger", withPhoto(1, 64<<20+1, 2)),
	resigned("a photo of no bytes", withPhoto(1, 0, 1)),
	resigned("a photo of type 0", withPhoto(1, 7, 0)),
	resigned("a photo of type 3", withPhoto(1, 7, 3)),
	resigned("a photo without root", withPhoto(0, 7, 1)),
	resigned("a byte too many", func(h []byte) []byte { return append(h, 0) }),
	resigned("a byte too few", func(h []byte) []byte { return h[:len(h)-1] }),
	resigned("a byte in between", added(atFlags, 0)),
}

// around changes what stands around a signed header, and seals it with what
// absent is to say.
func around(did string, change func(e *evidence.Entry, b []byte) []byte, says ...string) mutation {
	return mutation{did: "an entry with " + did, do: func(p *parcel) string {
		name := p.nth(note, 0)
		p.set(name, change(p.entry(name), bytes.Clone(p.data(name))))
		var no int
		_, err := fmt.Sscanf(name, "entries/%d.bin", &no)
		p.must(err)
		p.seal(func(body map[string]any) {
			for _, line := range says {
				absent(fmt.Sprintf(line, no))(body)
			}
		})
		return name
	}}
}

func words(state evidence.State, size int) func(*evidence.Entry, []byte) []byte {
	return func(e *evidence.Entry, _ []byte) []byte {
		e.Words = evidence.Part{State: state, Bytes: make([]byte, size)}
		return e.Encode()
	}
}

func facts(state evidence.State) func(*evidence.Entry, []byte) []byte {
	return func(e *evidence.Entry, _ []byte) []byte {
		e.Facts.State = state
		return e.Encode()
	}
}

// filled is words that make the entry that long.
func filled(size int) func(*evidence.Entry, []byte) []byte {
	return func(e *evidence.Entry, b []byte) []byte {
		return words(evidence.Sealed, len(e.Words.Bytes)+size-e.Size())(e, b)
	}
}

func signatures(change func(e *evidence.Entry)) func(*evidence.Entry, []byte) []byte {
	return func(e *evidence.Entry, _ []byte) []byte { change(e); return e.Encode() }
}

var envelopes = []mutation{
	around("words that the author withheld", words(evidence.Withheld, 0), "words %d withheld author"),
	around("words that a mask withheld without one", words(evidence.Withheld, 0), "words %d withheld mask"),
	around("erased words", words(evidence.Erased, 0), "words %d erased -"),
	around("erased words said to be sealed", words(evidence.Erased, 0), "words %d sealed -"),
	around("erased words said twice", words(evidence.Erased, 0), "words %d erased -", "words %d erased -"),
	around("erased words said with a nought before", words(evidence.Erased, 0), "words 0%d erased -"),
	around("sealed words", words(evidence.Sealed, 50), "words %d sealed -"),
	around("sealed words not told", words(evidence.Sealed, 50)),
	around("sealed words of no bytes", words(evidence.Sealed, 0), "words %d sealed -"),
	around("as many bytes as it may have", filled(evidence.MaxEntry), "words %d sealed -"),
	around("a byte more than it may have", filled(evidence.MaxEntry+1), "words %d sealed -"),
	around("words that are none", words(evidence.None, 0)),
	around("words of state 5", words(5, 0), "words %d erased -"),
	around("withheld facts", facts(evidence.Withheld), "facts %d withheld author"),
	around("facts that a mask withheld", facts(evidence.Withheld), "facts %d withheld mask"),
	around("erased facts", facts(evidence.Erased), "facts %d erased -"),
	around("sealed facts", facts(evidence.Sealed), "facts %d sealed -"),
	around("facts that are none", facts(evidence.None)),
	around("no signature", signatures(func(e *evidence.Entry) { e.Sigs = nil })),
	around("the device's signature alone", signatures(func(e *evidence.Entry) { e.Sigs = e.Sigs[:1] })),
	around("the officer's signature alone", signatures(func(e *evidence.Entry) { e.Sigs = e.Sigs[1:] })),
	around("signatures out of order", signatures(func(e *evidence.Entry) { slices.Reverse(e.Sigs) })),
	around("a signature twice", signatures(func(e *evidence.Entry) { e.Sigs = []evidence.Signature{e.Sigs[0], e.Sigs[0]} })),
	around("a signature of role 3", signatures(func(e *evidence.Entry) { e.Sigs = append(e.Sigs, evidence.Signature{Role: 3}) })),
	around("a byte that follows", func(_ *evidence.Entry, b []byte) []byte { return append(b, 0) }),
	around("its last byte cut off", func(_ *evidence.Entry, b []byte) []byte { return b[:len(b)-1] }),
	around("no bytes", func(*evidence.Entry, []byte) []byte { return []byte{} }),
}

type told struct {
	*world
	told string
}

// payloads are logs whose devices signed odd words of a photo, or odd facts of a
// closed visit.
func payloads(t testing.TB) (all []told) {
	var salt evidence.Hash
	salt[0] = 1
	picture := []byte("picture")
	sum := evidence.Hash(sha256.Sum256(picture))
	ref := evidence.PhotoRef{Root: photo.Root(salt, int64(len(picture)), []evidence.Hash{sum}), Size: int64(len(picture)), Type: 1}
	one := fmt.Sprintf(`{"salt":"%s","sha256":"%s"}`, salt, sum)
	for _, words := range []string{
		`{"photos":[` + one + `]}`, `{"photos":[` + one + `,{}]}`, `{"photos":[` + one + `],"note":[1]}`, `{"photos":[]}`, `{}`, `{"photos":null}`, `{"photos":{}}`,
		`{"photos":[{"sha256":"` + sum.String() + `"}]}`, // the root alone speaks against it
		`{"photos":[null]}`, `{"photos":["x"]}`, `{"photos":[{"salt":"` + salt.String() + `"}]}`, `{"photos":[` + one + `,"x"]}`, `{"photos":[` + one + `,{"salt":1}]}`,
		strings.ToUpper(`{"photos":[` + one + `]}`),
	} {
		w := newWorld(t, 41)
		li, _ := w.begin()
		e := w.record(li, "photo.taken/1", w.cases[0], evidence.NewID(), `{}`, words, ref)
		w.pictures[dossier.PhotoName{Entry: e.ID}] = picture
		all = append(all, told{w, "a photo with the words " + words})
	}
	for _, facts := range []string{
		`{"entries":4,"photos":0}`, `{"entries":4}`, `{"photos":0}`, `{}`, `{"entries":"4","photos":0}`, `{"entries":null,"photos":0}`, `{"entries":9,"photos":"0"}`, `{"entries":-4,"photos":0}`,
	} {
		for _, kind := range []string{"visit.closed/1", "visit.closed/2", "visit.abandoned/1", "visit.left/1"} {
			w := newWorld(t, 42)
			li, _ := w.begin()
			w.lie = func(h *evidence.Header, f *string) {
				if h.Kind == closed {
					h.Kind, *f = kind, facts
				}
			}
			w.visit(li, w.cases[0])
			all = append(all, told{w, kind + " with the facts " + facts})
		}
	}
	return append(all, places(t)...)
}

// places are logs in which headquarters' own device lied of its chain outside
// any visit.
func places(t testing.TB) (all []told) {
	for what, lie := range map[string]func(h *evidence.Header, before evidence.Hash){
		"a place that is taken":              func(h *evidence.Header, before evidence.Hash) { h.Seq, h.Prev = h.Seq-1, before },
		"a visit's entry before it, of none": func(h *evidence.Header, before evidence.Hash) { h.PrevVisit = before },
	} {
		w := newWorld(t, 43)
		w.begin()
		before := w.own.last
		w.record(w.own, "record.viewed/1", w.cases[0], evidence.ID{}, `{"n":1}`, "")
		w.lie = func(h *evidence.Header, _ *string) { lie(h, before) }
		w.record(w.own, "record.viewed/1", w.cases[0], evidence.ID{}, `{"n":2}`, "")
		all = append(all, told{w, what})
	}
	w := newWorld(t, 44)
	w.begin()
	w.late = func(*evidence.Header) bool { return true }
	e := w.record(w.own, "record.viewed/1", w.cases[0], evidence.ID{}, `{}`, "")
	e.Header.Seq++ // the leaf's; what the device signed stays
	w.admit(e)
	return append(all, told{w, "a leaf of another seq"})
}
