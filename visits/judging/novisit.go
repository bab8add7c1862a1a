package judging

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

// noVisitFrom (µs) is 2026-11-28 UTC. Before it no tablet warned of such a start, so no
// officer was asked why they went: a branch must not wake up to a finding for each.
const noVisitFrom = 1_795_824_000_000_000

// NoVisit is the newest contact of a case up to a moment (µs) that came to an outcome,
// if by one of its outcomes nobody goes there until headquarters looked into it; nil if
// it came to none such. but is a visit that is left out: the one that is asked about.
//
// It is lifted where headquarters has another address by now: it says nothing of that one.
// Any later outcome lifts it, as in the ladder of a plan: whoever came to it was sent
// there all the same, and it is the newest that is known of the door. One of several
// subjects is enough, as there too. What nobody said at the door (the rules ended the
// visit, headquarters cancelled it) tells nothing of it and is passed over.
func NoVisit(c *visits.Case, at int64, but evidence.ID) *visits.Contact {
	var newest *visits.Contact
	for i := range c.Contacts {
		v := &c.Contacts[i]
		if v.Visit != but && v.At() <= at && slices.ContainsFunc(v.Codes, saidAtTheDoor) && (newest == nil || newest.At() <= v.At()) {
			newest = v
		}
	}
	if newest == nil || !slices.ContainsFunc(newest.Codes, outcome.EndsVisits) || c.WasElsewhere(newest) {
		return nil
	}
	return newest
}

// saidAtTheDoor reports an outcome that an officer brought back. One that no table of
// this program has is of a later one, and was brought back as well.
func saidAtTheDoor(code string) bool {
	o := outcome.House().Of(code)
	return o == nil || o.Class != outcome.ClassSystem
}

// judgeNoVisit finds a start without a reason after such an outcome, unless its device
// could not know of it: another one brought it back after headquarters was last heard.
func (h *hearing) judgeNoVisit(rule string) {
	at := h.Opened.Wall
	last := NoVisit(h.Case, at, h.Visit.ID)
	if at < noVisitFrom || h.Visit.Opened.Verdict.Reason != "" || last == nil || last.Device != h.Visit.Device && last.At() > h.heard() {
		return
	}
	h.say(visits.RuleNoVisit, h.when(rule, at))
}
