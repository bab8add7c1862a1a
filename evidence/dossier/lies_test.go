package dossier_test

import (
	"testing"

	"fairvisit/evidence"
)

// lie is something untrue that a device signs about its own chain; it changes
// the entry of that kind, and may name the visit's earliest one.
type lie struct {
	told, kind, word string
	lie              func(h *evidence.Header, facts *string, earliest evidence.Hash)
}

var lies = []lie{
	{"fewer entries than there are", closed, "counts 4 entries", func(_ *evidence.Header, f *string, _ evidence.Hash) { *f = `{"entries":4,"photos":1}` }},
	{"more entries than there are", closed, "counts 99 entries", func(_ *evidence.Header, f *string, _ evidence.Hash) { *f = `{"entries":99,"photos":1}` }},
	{"fewer photos than there are", closed, "and 0 photos", func(_ *evidence.Header, f *string, _ evidence.Hash) { *f = `{"entries":5,"photos":0}` }},
	{"nothing before it of its visit", note, "names no entry before it", func(h *evidence.Header, _ *string, _ evidence.Hash) { h.PrevVisit = evidence.Hash{} }},
	{"an earlier entry of its visit before it", note, "of its visit is another", func(h *evidence.Header, _ *string, earliest evidence.Hash) { h.PrevVisit = earliest }},
	{"an earlier entry before it", note, "in the chain is another", func(h *evidence.Header, _ *string, earliest evidence.Hash) { h.Prev = earliest }},
	{"a place that is taken", note, "no leaf says fork", func(h *evidence.Header, _ *string, _ evidence.Hash) { h.Seq-- }},
}

// dossier is what headquarters wrote of the visit in which the device lied.
func (l *lie) dossier(t testing.TB) (w *world, b []byte) {
	var earliest evidence.Hash
	w = newWorld(t, 12)
	li, _ := w.begin()
	w.lie = func(h *evidence.Header, facts *string) {
		switch h.Kind {
		case "visit.arrived/1":
			earliest = h.PrevVisit
		case l.kind:
			l.lie(h, facts, earliest)
		}
	}
	w.visit(li, w.cases[0], 100)
	return w, w.dossier(w.visits[0], w.size(), "none")
}

// A device that signs something untrue about its own chain is found by what else
// it signed, even where headquarters wrote the dossier as it came.
func TestTamperByTheDeviceItself(t *testing.T) {
	for _, l := range lies {
		t.Run(l.told, func(t *testing.T) {
			w, b := l.dossier(t)
			_, faults := w.verify(b)
			p := parcelOf(t, b)
			member := p.nth(l.kind, 0)
			if l.kind == note && l.word == "no leaf says fork" {
				member = p.nth(picture, 0) // the first of the two
			}
			named(t, faults, member, l.word)
		})
	}
}
