package judging

import (
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// judgeTaken finds cash that was taken when the visit had to end: after the crew was
// asked to leave, after it left, after a stop was raised or an answer was one. A debtor
// who wants them gone and pays nevertheless is the one whom a demand pressed.
func (h *hearing) judgeTaken(m *visits.MoneyLine) {
	taken := h.lineOf(m.Entry)
	if taken == nil {
		return
	}
	say := func(code string) {
		h.say(visits.RuleCash, fmt.Sprintf("%s %s %d %s", rules.RuleCash, code, m.Amount, m.Code()))
	}
	before := func(l visits.Line, kind string) bool {
		return l.Kind == kind && l.Device == taken.Device && precedes(l, *taken)
	}
	asked, left := false, false
	for _, l := range h.Visit.Lines {
		asked = asked || before(l, visits.LeaveAsked)
		left = left || before(l, visits.VisitLeft) || before(l, visits.VisitClosed) || before(l, visits.VisitAbandoned)
	}
	if asked && h.wall(visits.LeaveMistaken) == 0 {
		say("cash_after_asked_to_leave")
	}
	if left {
		say("cash_after_leaving")
	}
	if h.stopped(taken.Wall) {
		say("cash_after_stop")
	}
}

// stopped reports that at a moment, by the clock of the visit's device, a stop of its
// own stood on the case, or an answer after which nothing is demanded. Of another
// device's stop the crew may not have known.
func (h *hearing) stopped(at int64) bool {
	own := func(f visits.Flag) bool { return f.Device == h.Visit.Device && !rules.IsOccasion(f.Code) }
	if slices.ContainsFunc(h.Case.StoodAt(at), own) {
		return true
	}
	for _, question := range visits.AnswersThatStop() {
		stood := ""
		for _, a := range h.answers(question) {
			if a.At <= at {
				stood = a.Code
			}
		}
		if visits.StopOf(question, stood) != "" {
			return true
		}
	}
	return false
}

func (h *hearing) lineOf(entry evidence.Hash) *visits.Line {
	for i := range h.Visit.Lines {
		if h.Visit.Lines[i].Entry == entry {
			return &h.Visit.Lines[i]
		}
	}
	return nil
}

// precedes orders two entries of one device: by their places in its chain, and over
// two chains by its clock.
func precedes(a, b visits.Line) bool {
	if a.Epoch == b.Epoch {
		return a.Seq < b.Seq
	}
	return a.Wall < b.Wall
}
