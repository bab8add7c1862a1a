package report

import (
	"cmp"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/sync/hq/report/pdf"
	"fairvisit/visits"
)

// aboutVisit tells one visit: who, when, what was answered, said, shown and signed.
func (r *report) aboutVisit(i int) error {
	w, v := r.words, &r.visits[i]
	first, last := v.begun(), v.told[len(v.told)-1]
	r.turn()
	r.heading(w.t("visit", "i", i+1, "n", len(r.visits), "day", first.when.local().Format("2006-01-02")))
	r.rule()
	h := &first.Entry.Entry.Header
	r.label("label.visit", v.id.String())
	r.label("label.crew", r.crew(v))
	r.label("label.device", r.deviceName(h.Device))
	r.label("label.from", first.when.String()+" "+first.when.offset(), w.t("class."+first.when.class))
	r.label("label.until", last.when.String()+" "+last.when.offset(), r.kind(&last.Entry.Entry.Header))
	for _, t := range v.told {
		if t.Entry.Entry.Header.Kind != visits.VisitClosed {
			continue
		}
		if lines := tellClosed(r, t); len(lines) > 0 {
			for _, line := range lines[1:] {
				r.label("label.outcome", line)
			}
		}
	}
	r.answers(v)
	r.notes(v)
	if err := r.photos(v.told); err != nil {
		return err
	}
	r.signatures(v)
	return nil
}

// crew names everybody who wrote or confirmed the visit's entries.
func (r *report) crew(v *visit) string {
	var names []string
	seen := map[evidence.ID]bool{}
	for _, t := range v.told {
		h := &t.Entry.Entry.Header
		for _, id := range []evidence.ID{h.Officer(), h.Ref(evidence.RefSecond)} {
			if !id.IsZero() && !seen[id] {
				seen[id] = true
				names = append(names, r.person(id))
			}
		}
	}
	return r.words.list(names)
}

func (r *report) deviceName(id evidence.ID) string {
	return r.words.beside(r.words.t("device", "id", id.Short()), r.words.code("works", r.devices[id].Role))
}

// notes writes what the crew noted, typed or by hand.
func (r *report) notes(v *visit) {
	w := r.words
	begun := false
	for _, t := range v.told {
		if t.Entry.Entry.Header.Kind != visits.NoteAdded {
			continue
		}
		if !begun {
			r.subheading(w.t("notes"))
			r.rule()
			begun = true
		}
		note, shown := wordsOf[visits.NoteWords](t.Entry)
		about := r.caption(t)
		switch {
		case !shown:
			r.row(labelColumns, cell{{r.small, about}}, cell{{r.body, w.t("words." + stateName(t.Entry.Entry.Words.State))}})
			continue
		case note.Text != "":
			r.row(labelColumns, cell{{r.small, about}}, cell{{r.body, note.Text}})
		}
		if drawable(note.Strokes) {
			r.drawn(note.Strokes, inside, 150, w.beside(w.t("notes.ink"), about))
		}
	}
}

// caption says when something was recorded and as which entry.
func (r *report) caption(t telling) string {
	return r.words.t("caption", "when", t.when.String(), "no", t.Leaf.No)
}

// signatures draws what was signed.
func (r *report) signatures(v *visit) {
	w := r.words
	begun := false
	for _, t := range v.told {
		if t.Entry.Entry.Header.Kind != visits.SignatureTaken {
			continue
		}
		if !begun {
			r.subheading(w.t("signatures"))
			begun = true
		}
		f, ok := factsOf[visits.SignatureFacts](t.Entry)
		if !ok {
			continue
		}
		about := w.beside(w.beside(r.signer(f), w.code("document", f.What)), r.caption(t))
		if s, shown := wordsOf[visits.SignatureWords](t.Entry); shown && drawable(s.Strokes) {
			r.drawn(s.Strokes, inside/2, 110, about)
			continue
		}
		r.para(r.body, left, inside, about+": "+w.t("signatures.hidden", "n", f.Strokes))
	}
}

// signer is who signed.
func (r *report) signer(f visits.SignatureFacts) string {
	if name := cmp.Or(r.parties[f.Party], r.Names[f.Party]); name != "" {
		return r.words.t("of.role", "name", name, "role", r.words.code("role", f.Role))
	}
	return fmt.Sprintf("%s %s", r.words.code("role", f.Role), f.Party.Short())
}

// drawable reports whether strokes keep the bounds that entries keep: others
// were not drawn with this app, and could cover a page.
func drawable(strokes []visits.Stroke) bool {
	return len(strokes) > 0 && visits.CheckInk(strokes) == nil
}

// drawn draws strokes in a frame of w by h, as large as they fit, with what they
// are below.
func (r *report) drawn(strokes []visits.Stroke, w, h float64, about string) {
	const pad = 10.0
	r.need(h + 22)
	x0, y0, x1, y1 := bounds(strokes)
	scale := min((w-2*pad)/max(1, x1-x0), (h-2*pad)/max(1, y1-y0), 0.6) // tenths of a millimetre; never larger than twice life
	r.page.Box(left, r.y, w, h, ground)
	dx, dy := left+(w-(x1-x0)*scale)/2, r.y+(h-(y1-y0)*scale)/2
	for _, s := range strokes {
		through := make([]pdf.Point, len(s.Points))
		for i, p := range s.Points {
			through[i] = pdf.Point{X: dx + (float64(p.X)-x0)*scale, Y: dy + (float64(p.Y)-y0)*scale}
		}
		r.page.Line(ink, 1.2, through...)
	}
	r.y += h + 2
	r.para(r.small, left, inside, about)
	r.gap(8)
}

func bounds(strokes []visits.Stroke) (x0, y0, x1, y1 float64) {
	x0, y0 = float64(strokes[0].Points[0].X), float64(strokes[0].Points[0].Y)
	x1, y1 = x0, y0
	for _, s := range strokes {
		for _, p := range s.Points {
			x0, y0, x1, y1 = min(x0, float64(p.X)), min(y0, float64(p.Y)), max(x1, float64(p.X)), max(y1, float64(p.Y))
		}
	}
	return x0, y0, x1, y1
}
