package report

import (
	"crypto/ed25519"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// cosigned lists the second officers' words, each with whether it holds; what is
// said by both devices stands once, as the acting officer's.
func (r *report) cosigned() {
	w := r.words
	var keys evidence.KeyList
	service := ed25519.PublicKey(nil)
	if r.Keys.Open(evidence.MagicKeys, r.Root, &keys) == nil {
		service = ed25519.PublicKey(keys.Service)
	}
	taken := map[evidence.Hash]bool{}
	facts := map[evidence.Hash]visits.CosignedFacts{}
	for _, t := range r.told {
		if f, ok := factsOf[visits.CosignedFacts](t.Entry); ok && t.Entry.Entry.Header.Kind == visits.VisitCosigned {
			facts[t.Entry.Entry.ID] = f
			taken[f.Head] = true
		}
	}
	for _, t := range r.told {
		f, is := facts[t.Entry.Entry.ID]
		if !is || f.Own() && taken[t.Entry.Entry.ID] {
			continue
		}
		h := &t.Entry.Entry.Header
		said := w.t("said.cosigned", "who", r.person(f.Officer), "how", w.code("method", f.Method))
		holds := "proof.cosigned.own"
		if !f.Own() {
			holds = "proof.cosigned.holds"
			if service == nil || f.Check(h.Visit(), h.Officer(), service) != nil {
				holds = "proof.cosigned.broken"
			}
		}
		r.label("label.cosigned", said, w.t("proof.cosigned.of", "visit", h.Visit().Short(), "when", t.when.String()), w.t(holds))
	}
}

// begun is the entry a visit's own device begins it with: a second officer's
// word may have come in before.
func (v *visit) begun() telling {
	for _, t := range v.told {
		if h := &t.Entry.Entry.Header; h.Kind != visits.VisitCosigned {
			return t
		}
	}
	return v.told[0]
}
