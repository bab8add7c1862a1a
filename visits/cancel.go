package visits

import (
	"errors"
	"slices"
)

// VisitCancelled is headquarters' word that a record is no visit of its own
// (evidence/FORMAT.md section 38).
const VisitCancelled = "visit.cancelled/1"

// OutcomeCancelled is the code of the outcome it stands for. No officer says it, and no
// close holds it.
const OutcomeCancelled = "dup"

// CancelReasons are the codes of why: the same visit is recorded twice, it was begun by
// mistake and never made, or it was a practice that was not marked as one.
var CancelReasons = []string{"duplicate", "never_made", "practice"}

// CancelledFacts cancel one visit.
type CancelledFacts struct {
	Reason string `json:"reason"`
}

// foldVisitCancelled takes a record out of the figures. It stays with every entry, and
// the limits go on counting it: somebody may have stood at that door, and a word of
// headquarters must not make room for one more contact. Of several the first stands.
func foldVisitCancelled(p *Pictures, in Input) error {
	f, err := facts[CancelledFacts](in.Entry)
	if err != nil {
		return err
	}
	if !slices.Contains(CancelReasons, f.Reason) {
		return payloadError{errors.New("the reason is none of its list")}
	}
	v, err := p.theVisit(in)
	if err != nil || v.Cancelled != nil {
		return err
	}
	v.Cancelled = &CaseAct{Entry: in.Entry.ID, At: in.Entry.Header.Wall, Reason: f.Reason}
	return nil
}

// Codes are the outcomes of a visit, each once, in order; a cancelled one has only
// OutcomeCancelled.
func (v *Visit) Codes() []string {
	if v.Cancelled != nil {
		return []string{OutcomeCancelled}
	}
	var codes []string
	if v.Closed == nil {
		return codes
	}
	for _, o := range v.Closed.Outcomes {
		if !slices.Contains(codes, o.Code) {
			codes = append(codes, o.Code)
		}
	}
	return codes
}
