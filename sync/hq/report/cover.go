package report

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq/report/pdf"
	"fairvisit/visits"
)

var labelColumns = []column{{left, 118}, {left + 128, inside - 128}}

// label writes what something is called, and what it is.
func (r *report) label(key, text string, more ...string) {
	st := r.body
	st.c = secondary
	value := cell{{r.body, text}}
	for _, m := range more {
		value = append(value, piece{r.small, m})
	}
	r.row(labelColumns, cell{{st, r.words.t(key)}}, value)
}

func (r *report) cover() {
	w := r.words
	r.page.Box(0, 0, pdf.Width, 10, accent)
	mark := r.strong
	mark.size, mark.c = 12, accent
	r.para(mark, left, inside, "Fairvisit 明访")
	r.gap(56)
	r.doc.Mark(w.t("cover"), r.page, 0)
	r.para(r.title, left, inside, w.t("title"))
	sub := r.body
	sub.size, sub.lead, sub.c = 13, 20, secondary
	r.para(sub, left, inside, w.t("subtitle"))
	r.gap(26)
	if r.demo {
		r.note(warning, warningBg, w.t("demo"))
	}
	if r.practice() {
		r.note(warning, warningBg, w.t("practice"))
	}
	if r.Mask != dossier.MaskNone {
		r.note(warning, warningBg, w.t("mask."+string(r.Mask)+".means"))
	}
	r.rule()
	r.label("label.case", r.Case.String())
	if r.Visit.IsZero() {
		r.label("label.visit", w.t("whole", "n", len(r.visits)))
	} else {
		r.label("label.visit", r.Visit.String())
	}
	r.label("label.size", fmt.Sprint(r.Checkpoint.Size), w.t("size.means"))
	r.label("label.mask", w.t("mask."+string(r.Mask)))
	r.label("label.generation", r.Checkpoint.Generation.String(), w.t("generation.means"))
	r.label("label.root", grouped(hex.EncodeToString(r.Root)), w.t("root.means"))
	r.label("label.checkpoint", grouped(r.Checkpoint.Root.String()), w.t("checkpoint.means"))
	r.gap(18)
	r.note(accent, accentBg, w.t("limits.short"), w.t("aid"))
	r.turn()
}

// practice reports whether anything inside is of an exercise.
func (r *report) practice() bool {
	for _, t := range r.told {
		if t.Entry.Entry.Header.Practice {
			return true
		}
	}
	return false
}

// aboutCase tells what the newest import inside says of the case.
func (r *report) aboutCase() {
	var last *telling
	for i := range r.told {
		e := r.told[i].Entry
		if e.Entry.Header.Kind != visits.CaseImported {
			continue
		}
		back, _ := factsOf[visits.TakesBack](e)
		if last == nil || back.Imported.IsZero() || back.Imported == last.Entry.Entry.ID { // otherwise it took back what did not stand any more
			last = &r.told[i]
		}
	}
	if last == nil {
		return // a dossier of one visit does not hold it
	}
	w := r.words
	r.heading(w.t("case"))
	r.rule()
	if f, ok := factsOf[visits.CaseFacts](last.Entry); ok {
		r.label("label.owed", w.money(f.Amount, f.Currency))
		r.label("label.days", fmt.Sprint(f.DPD), f.Bucket)
		r.label("label.place", w.code("place", f.PlaceKind))
		r.collateral(f.Collateral)
		for _, p := range f.Parties {
			if r.parties[p.Party] == "" {
				r.label("label.party", r.party(p.Party))
				continue
			}
			r.label("label.party", r.party(p.Party), w.code("role", p.Role))
		}
	}
	if words, ok := wordsOf[visits.CaseWords](last.Entry); ok {
		r.label("label.number", words.Number, words.Creditor, words.Product)
		r.label("label.address", address(w, words.Place))
		if c := words.Collateral; c != nil && c.What+c.Mark != "" {
			r.label("label.collateral.what", strings.TrimSpace(c.What+"  "+c.Mark))
		}
	} else {
		r.label("label.words", w.t("words."+stateName(last.Entry.Entry.Words.State)))
	}
	r.label("label.source", w.t("source", "n", last.Leaf.No, "when", last.when.String()+" "+last.when.offset()))
}

// collateral tells what the debt was secured by and what was known of its papers, by
// kind; what tells it apart stands with the words, as far as those are shown.
func (r *report) collateral(f *visits.CollateralFacts) {
	if f == nil {
		return
	}
	w, kind := r.words, f.Kind
	if !slices.Contains(visits.CollateralKinds, kind) {
		kind = "other"
	}
	var papers []string
	for _, p := range f.Papers() {
		papers = append(papers, w.code("paper", p.Code)+": "+w.code("known", p.State))
	}
	r.label("label.collateral", w.code("collateral", kind), papers...)
}

// address is a place's parts as each language orders them.
func address(w *words, p visits.PlaceWords) string {
	parts := []string{p.Street, p.District, p.City, p.Postcode}
	if w.lang == Chinese {
		parts = []string{p.Postcode, p.City, p.District, p.Street}
	}
	text := ""
	for _, part := range parts {
		switch {
		case part == "":
		case text == "":
			text = part
		case w.lang == Chinese:
			text += " " + part
		default:
			text += ", " + part
		}
	}
	return text
}
