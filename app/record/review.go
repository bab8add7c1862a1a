package record

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// ReviewState is what a visit that ended stands as to its branch's manager, in words.
func ReviewState(w *i18n.Words, state string) (string, widgets.Sense) {
	sense := map[string]widgets.Sense{visits.ReviewApproved: widgets.Good, visits.ReviewReturned: widgets.Warning, visits.ReviewAnswered: widgets.Accent}[state]
	if state == "" {
		return w.T("review.state.none"), sense
	}
	return known(w, "review.state.", state), sense
}

// Review says who reviewed a visit, when, why it was returned, and what they wrote. at is
// that moment as the screen tells it.
func Review(w *i18n.Words, r visits.ReviewLine, name func(evidence.ID) string, at string) []fyne.CanvasObject {
	said := w.T("review.approved_by", "who", name(r.Officer), "at", at)
	if r.Result == visits.ReviewReturned {
		said = w.T("review.returned_by", "who", name(r.Officer), "at", at, "why", known(w, "review.why.", r.Reason))
	}
	lines := []fyne.CanvasObject{widgets.NewText(said)}
	if r.Text != "" {
		lines = append(lines, widgets.NewText(w.T("ask.quoted", "words", r.Text)))
	}
	return lines
}
