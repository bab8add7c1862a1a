package report

import (
	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/visits"
)

// readParties learns the names and roles of those a case is about.
func (r *report) readParties(e *dossier.Entry) {
	if e.Entry.Header.Kind != visits.CaseImported {
		return
	}
	if f, ok := factsOf[visits.CaseFacts](e); ok {
		for _, p := range f.Parties {
			r.roles[p.Party] = p.Role
		}
	}
	if w, ok := wordsOf[visits.CaseWords](e); ok {
		for _, p := range w.Parties {
			if p.Name != "" {
				r.parties[p.Party] = p.Name
			}
		}
	}
}

// party is somebody a case is about, by name as far as it is shown.
func (r *report) party(id evidence.ID) string {
	if name := r.parties[id]; name != "" {
		return name
	}
	if role := r.roles[id]; role != "" {
		return r.words.code("role", role) + " " + id.Short()
	}
	return r.words.t("somebody", "id", id.Short())
}

// person is somebody who works for the lender, by name as far as it is shown.
func (r *report) person(id evidence.ID) string {
	if name := r.Names[id]; name != "" {
		return name
	}
	return r.words.t("officer", "id", id.Short())
}

// author is who wrote an entry.
func (r *report) author(h *evidence.Header) string {
	if id := h.Officer(); !id.IsZero() {
		return r.person(id)
	}
	if r.devices[h.Device].Role == "hq" {
		return r.words.t("headquarters")
	}
	if d, known := r.devices[h.Device]; known && r.Names[d.Officer] != "" {
		return r.Names[d.Officer]
	}
	return r.words.t("device", "id", h.Device.Short())
}

// factsOf reads facts that are shown and that this build understands.
func factsOf[T any](e *dossier.Entry) (v T, ok bool) {
	if e.Entry.Facts.State != evidence.Present {
		return v, false
	}
	err := evidence.DecodePayload(e.Entry.Facts.Bytes, &v)
	return v, err == nil
}

// wordsOf is factsOf for words.
func wordsOf[T any](e *dossier.Entry) (v T, ok bool) {
	if e.Entry.Words.State != evidence.Present {
		return v, false
	}
	err := evidence.DecodePayload(e.Entry.Words.Bytes, &v)
	return v, err == nil
}
