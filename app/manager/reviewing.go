package manager

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/refuse"
)

// waitsForReview reports that a manager has to look at it: nobody did, or its officer
// added something since it was returned.
func waitsForReview(v *visits.Visit) bool {
	s := v.Reviewed()
	return s == "" || s == visits.ReviewAnswered
}

// compareReviewed puts what waits first, then what was returned.
func compareReviewed(x, y *visits.Visit) int {
	place := func(v *visits.Visit) int {
		switch {
		case waitsForReview(v):
			return 0
		case v.Reviewed() == visits.ReviewReturned:
			return 1
		}
		return 2
	}
	return cmp.Compare(place(x), place(y))
}

// reviewList are the finished visits that the list shows, and its two filters.
func (m *Manager) reviewList(w *i18n.Words) ([]*visits.Visit, fyne.CanvasObject) {
	all := m.branch.finished()
	open := slices.DeleteFunc(slices.Clone(all), func(v *visits.Visit) bool { return !waitsForReview(v) })
	show := func(only bool) func() {
		return func() {
			m.openOnly = only
			m.s.Rebuild()
		}
	}
	filters := widgets.Pad(theme.Gap16, theme.Gap4, widgets.Wrap(theme.Gap8, toggle("review.open", w.T("review.show.open", "n", len(open)), m.openOnly, show(true)),
		toggle("review.all", w.T("review.show.all", "n", len(all)), !m.openOnly, show(false))))
	if m.openOnly {
		return open, filters
	}
	return all, filters
}

// mayReview reports that this manager was not at the visit themselves.
func (m *Manager) mayReview(v *visits.Visit) bool {
	me := m.k.Me()
	return v.Ended() && v.Unit == m.k.Journal.Identity().Unit && me != v.Officer && me != v.Second
}

// reviewCard is how the visit was reviewed.
func (m *Manager) reviewCard(w *i18n.Words, v *visits.Visit) fyne.CanvasObject {
	said, sense := record.ReviewState(w, v.Reviewed())
	rows := []fyne.CanvasObject{widgets.Wrap(theme.Gap8, widgets.Title(w.T("review.card")), widgets.Chip(sense, said))}
	if r, found := v.Review(); found {
		rows = append(rows, record.Review(w, r, m.name, m.momentAt(w, m.branch.cases[v.Case], r.At))...)
	}
	if v.Reviewed() == visits.ReviewAnswered {
		rows = append(rows, widgets.NewText(w.T("review.answered_means")))
	}
	means := "review.changes_nothing"
	if !m.mayReview(v) {
		means = "review.not_own"
	}
	return widgets.Card(append(rows, widgets.Muted(w.T(means)))...)
}

// reviewFoot has the manager approve the visit or return it; nil where they may not. What
// stands already is offered no second time.
func (m *Manager) reviewFoot(w *i18n.Words, v *visits.Visit) fyne.CanvasObject {
	if !m.mayReview(v) {
		return nil
	}
	var buttons []fyne.CanvasObject
	if v.Reviewed() != visits.ReviewReturned {
		buttons = append(buttons, widgets.NewButton("review.return", w.T("review.return"), widgets.Outlined, func() { m.s.Push(m.returnPage(v.ID)) }))
	}
	if v.Reviewed() != visits.ReviewApproved {
		buttons = append(buttons, widgets.Primary("review.approve", w.T("review.approve"), func() { m.approve(v.ID) }))
	}
	return widgets.Foot(widgets.Actions(buttons...))
}

// reviewKeys are those of the buttons. What stands when one is pressed decides, as with
// them: a page has its keys for as long as it is open.
func (m *Manager) reviewKeys(id evidence.ID) []shell.Key {
	if v := m.branch.visit(id); v == nil || !m.mayReview(v) {
		return nil
	}
	return []shell.Key{
		{Name: fyne.KeyF7, About: "review.key.approve", Do: func() { m.approve(id) }},
		{Name: fyne.KeyF8, About: "review.key.return", Do: func() {
			if v := m.branch.visit(id); v != nil && v.Reviewed() != visits.ReviewReturned {
				m.s.Push(m.returnPage(id))
			}
		}},
	}
}

func (m *Manager) approve(id evidence.ID) {
	if v := m.branch.visit(id); v != nil && v.Reviewed() != visits.ReviewApproved {
		m.writeReview(v, "", "")
	}
}

// writeReview writes it down as the visit was looked at; of two taps one counts.
func (m *Manager) writeReview(v *visits.Visit, reason, text string) {
	if m.writingReview {
		return
	}
	m.writingReview = true
	seen := *v
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.k.Officer.Review(ctx, &seen, reason, text)
	}, func(_ struct{}, err error) {
		m.writingReview = false
		w := m.s.Words()
		said := w.T("review.done.approved")
		switch {
		case errors.Is(err, fieldwork.ErrOwnReview):
			said = w.T("review.not_own")
		case err != nil:
			said = w.T("common.failed", "why", err.Error())
		case reason != "":
			said = w.T("review.done.returned")
		}
		m.s.Tell(said, "", nil, answeredFor)
		m.Reload()
	})
}

// returning is a return that is being written.
type returning struct {
	reason, text string
	field        *widgets.Passage // kept through a rebuild, with the cursor in it
	said         string           // why it was not written
	asks         *refuse.Refusal  // what the words read like, of said
	read         string           // the words of which that was said
}

// returnPage is where a visit is returned: a reason of the list, and words.
func (m *Manager) returnPage(id evidence.ID) *shell.Page {
	r := &returning{}
	return &shell.Page{ID: "review.return", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		v.Alone = true // it stands above the visit, and Back leads there
		back := widgets.NewButton("return.back", w.T("common.cancel"), widgets.Outlined, func() { m.s.Pop() })
		visit := m.branch.visit(id)
		if visit == nil {
			return body(m.s.Header(v, w.T("review.return.title"), ""), widgets.Muted(w.T("review.gone")), widgets.Foot(widgets.Actions(back)))
		}
		if r.field == nil {
			r.field = widgets.NewPassage("return.words", w.T("review.return.words"), "", 3, func(s string) { r.text = s })
		}
		var tiles []fyne.CanvasObject
		for _, code := range visits.ReturnReasons {
			tiles = append(tiles, widgets.NewAnswer(widgets.Option{Code: "return." + code, Label: w.T("review.pick." + code)}, r.reason == code, func() {
				r.reason, r.said = code, ""
				m.s.Rebuild()
			}))
		}
		parts := []fyne.CanvasObject{widgets.NewText(w.T("review.return.about")), widgets.Title(w.T("review.return.why")),
			widgets.Columns(200*max(1, m.s.Prefs.Scale), theme.Gap12, tiles...), widgets.Column(theme.Gap8, widgets.Muted(w.T("review.return.words")), r.field)}
		if r.said != "" {
			parts = append([]fyne.CanvasObject{widgets.Notice(theme.WarningGround, widgets.Colored(r.says(w), theme.Warning))}, parts...)
		}
		yes := widgets.Primary("return.yes", w.T("review.return.yes"), func() { m.giveBack(visit, r) })
		c := m.branch.cases[visit.Case]
		return body(m.s.Header(v, w.T("review.return.title"), record.Who(c)+" · "+record.Street(c)), widgets.Column(theme.Gap12, parts...), widgets.Foot(widgets.Actions(back, yes)))
	}}
}

// says is why it was not written.
func (r *returning) says(w *i18n.Words) string {
	if r.asks == nil {
		return w.T(r.said)
	}
	return w.T(r.said, "practice", w.Pick(r.asks.Practice.Title))
}

// asksForRefused reports that the words read as if they asked for a practice that is
// refused here, and were not said to do so yet. They may as well ask about one that was
// found, so the same words go out once their writer has read that: a judge that is wrong
// about a question would keep a manager from asking it.
func (r *returning) asksForRefused(text string) bool {
	if text == r.read {
		return false
	}
	r.asks, r.read = refuse.Look(refuse.Template, text), text
	return r.asks != nil
}

// giveBack writes a return, or says what it lacks.
func (m *Manager) giveBack(v *visits.Visit, r *returning) {
	text := strings.TrimSpace(r.text)
	r.asks = nil
	switch {
	case r.reason == "":
		r.said = "review.return.first"
	case r.reason == "other" && text == "":
		r.said = "review.return.say"
	case utf8.RuneCountInString(text) > visits.ReviewTextMost:
		r.said = "review.return.long"
	case r.asksForRefused(text):
		r.said = "review.return.refused"
	default:
		m.s.Pop()
		m.writeReview(v, r.reason, text)
		return
	}
	m.s.Rebuild()
}
