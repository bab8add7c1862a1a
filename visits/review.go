package visits

import (
	"errors"
	"slices"
	"unicode/utf8"

	"fairvisit/evidence"
)

// VisitReviewed is a manager's word on a visit that has ended (evidence/FORMAT.md
// section 46).
const VisitReviewed = "visit.reviewed/1"

// What a visit that was reviewed stands as. ReviewAnswered is of no entry: it was
// returned, and its officer added something that its manager had not seen.
const (
	ReviewApproved = "approved"
	ReviewReturned = "returned"
	ReviewAnswered = "answered"
)

// ReturnReasons are the codes of why a visit is returned.
var ReturnReasons = []string{"photos", "answers", "outcome", "money", "finding", "other"}

// ReviewTextMost is how many characters the words beside a reason may have.
const ReviewTextMost = 500

var errReview = errors.New("a review approves a visit, or returns it for a reason of the list, and names the entry it saw")

// ReviewedFacts are one review.
type ReviewedFacts struct {
	Result string        `json:"result"`
	Reason string        `json:"reason,omitempty"` // of ReviewReturned: one of ReturnReasons
	Seen   evidence.Hash `json:"seen"`             // Newest, where it was reviewed
}

// Check refuses what headquarters would not understand; nothing may be stored of it.
func (f *ReviewedFacts) Check(w *TextWords) error {
	ok := !f.Seen.IsZero() && (w == nil || utf8.RuneCountInString(w.Text) <= ReviewTextMost)
	switch f.Result {
	case ReviewApproved:
		ok = ok && f.Reason == ""
	case ReviewReturned:
		ok = ok && slices.Contains(ReturnReasons, f.Reason)
	default:
		ok = false
	}
	if !ok {
		return errReview
	}
	return nil
}

// ReviewLine is one review of a visit, whether or not it counts: the visit may come in
// after it.
type ReviewLine struct {
	By      evidence.Hash `json:"by"`
	Officer evidence.ID   `json:"officer"`
	Unit    evidence.ID   `json:"unit"`
	Case    evidence.ID   `json:"case"` // of its refs
	At      int64         `json:"at"`   // µs, by that device's clock
	ReviewedFacts
	Text string `json:"text,omitempty"`
}

// Review is how the visit was reviewed last, by somebody whose word counts.
func (v *Visit) Review() (last ReviewLine, found bool) {
	if !v.Ended() {
		return last, false
	}
	for _, r := range v.Reviews {
		ours := r.Unit == v.Unit && r.Case == v.Case && r.Officer != v.Officer && r.Officer != v.Second
		if ours && (!found || compareAt(r.At, r.By, last.At, last.By) > 0) {
			last, found = r, true
		}
	}
	return last, found
}

// Reviewed is what the visit stands as: ReviewApproved, ReviewReturned, ReviewAnswered,
// or "", nobody reviewed it.
func (v *Visit) Reviewed() string {
	r, found := v.Review()
	switch {
	case !found:
		return ""
	case r.Result == ReviewReturned && v.addedSince(r.Seen):
		return ReviewAnswered
	}
	return r.Result
}

// Newest is the newest entry that the visit's own device wrote of it; zero: none is here.
func (v *Visit) Newest() (e evidence.Hash) {
	for _, l := range v.Lines {
		if l.Device.IsZero() {
			e = l.Entry
		}
	}
	return e
}

// addedSince reports that a note or a phase stands behind an entry. It asks the lists of
// the picture and not the lines alone, which have what a stranger wrote too.
func (v *Visit) addedSince(seen evidence.Hash) bool {
	at := slices.IndexFunc(v.Lines, func(l Line) bool { return l.Entry == seen })
	if at < 0 {
		return false
	}
	return slices.ContainsFunc(v.Lines[at+1:], func(l Line) bool {
		return slices.ContainsFunc(v.Notes, func(n NoteLine) bool { return n.Entry == l.Entry }) ||
			slices.ContainsFunc(v.Phases, func(p Phase) bool { return p.Entry == l.Entry })
	})
}

func foldReviewed(p *Pictures, in Input) error {
	h := &in.Entry.Header
	f, err := facts[ReviewedFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[TextWords](in.Entry)
	if err != nil {
		return err
	}
	unit := h.Ref(evidence.RefUnit)
	if f.Check(w) != nil || unit.IsZero() || h.Case().IsZero() || h.Officer().IsZero() {
		return payloadError{errReview}
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	if in.Received != 0 && (d.Role != "manager" || d.Unit != unit) {
		return payloadError{errNoDesk}
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	r := ReviewLine{By: in.Entry.ID, Officer: h.Officer(), Unit: unit, Case: h.Case(), At: h.Wall, ReviewedFacts: f}
	if w != nil && v.Erased == nil {
		r.Text = w.Text
	}
	v.Reviews = insertByEntry(v.Reviews, r, func(x ReviewLine) evidence.Hash { return x.By })
	return nil
}

// pastReviews is the list of those that do not stand.
func (v *Visit) pastReviews() list {
	l := list{}
	standing, found := v.Review()
	stands := func(r ReviewLine) bool { return found && r.By == standing.By }
	for _, r := range v.Reviews {
		if !stands(r) {
			l.sizes = append(l.sizes, sizeOf(r))
		}
	}
	l.keep = func(n int) {
		v.Reviews = slices.DeleteFunc(v.Reviews, func(r ReviewLine) bool {
			if stands(r) {
				return false
			}
			n--
			return n < 0
		})
	}
	return l
}
