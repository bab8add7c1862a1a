package dossier_test

import (
	"testing"

	"fairvisit/evidence"
)

// A device that signs something untrue about its own chain is found by what else
// it signed, even where headquarters wrote the dossier as it came.
func TestTamperByTheDeviceItself(t *testing.T) {
	var earlier evidence.Hash
	lies := []struct {
		told, kind, word string
		lie              func(h *evidence.Header, facts *string)
	}{
		{"fewer entries than there are", closed, "counts 4 entries", func(h *evidence.Header, f *string) { *f = `{"entries":4,"photos":1}` }},
		{"more entries than there are", closed, "counts 99 entries", func(h *evidence.Header, f *string) { *f = `{"entries":99,"photos":1}` }},
		{"fewer photos than there are", closed, "and 0 photos", func(h *evidence.Header, f *string) { *f = `{"entries":5,"photos":0}` }},
		{"nothing before it of its visit", note, "names no entry before it", func(h *evidence.Header, f *string) { h.PrevVisit = evidence.Hash{} }},
		{"an earlier entry of its visit before it", note, "of its visit is another", func(h *evidence.Header, f *string) { h.PrevVisit = earlier }},
		{"an earlier entry before it", note, "in the chain is another", func(h *evidence.Header, f *string) { h.Prev = earlier }},
		{"a place that is taken", note, "no leaf says fork", func(h *evidence.Header, f *string) { h.Seq-- }},
	}
	for _, l := range lies {
		t.Run(l.told, func(t *testing.T) {
			w := newWorld(t, 12)
			li, _ := w.begin()
			w.lie = func(h *evidence.Header, facts *string) {
				switch h.Kind {
				case "visit.arrived/1":
					earlier = h.PrevVisit
				case l.kind:
					l.lie(h, facts)
				}
			}
			w.visit(li, w.cases[0], 100)
			b := w.dossier(w.visits[0], w.size(), "none")
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
