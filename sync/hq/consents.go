package hq

import (
	"math"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// consent also ends what the file says came to an end: the same consent of the
// same person and moment, whether a row before named another end or none. One
// that was withdrawn ends with the beginning of that day, for nobody may rest on
// it then.
func (t *taking) consent(n noted) []Act {
	f := visits.ConsentFacts{Consent: n.id, Kind: n.Kind, Party: n.who[0], Form: n.Form, At: n.at, WholeDay: n.whole, Source: visits.SourceFile, For: n.For}
	if begins, _ := momentOf(n.From, 0, n.zone); n.From != "" && (begins > f.At || n.Day == "") {
		f.At, f.WholeDay = begins, false // from the first second of the day it names
	}
	if n.Until != "" {
		f.Until, _ = momentOf(n.Until, -1, n.zone)
	}
	withdrawn := int64(0)
	if n.Withdrawn != "" {
		withdrawn, _ = momentOf(n.Withdrawn, 0, n.zone)
	}
	held := slices.ContainsFunc(n.of.Consents, func(l visits.ConsentLine) bool { return l.Consent == n.id && !l.Entry.IsZero() })
	end := withdrawn
	if end == 0 && !held { // a row that comes again ends nothing: a later one may have said more
		end = f.Until
	}
	before := sameConsents(n.of, f)
	said := slices.ContainsFunc(before, func(l *visits.ConsentLine) bool { return endOf(l) == f.Until })
	acts := n.ends(before, end)
	if said || len(acts) > 0 || withdrawn != 0 && len(before) > 0 || !t.fresh(n, held) {
		return acts
	}
	acts = []Act{n.act(visits.ConsentGiven, f)}
	if withdrawn != 0 {
		acts = append(acts, n.act(visits.ConsentWithdrawn, visits.WithdrawnConsentFacts{Consent: n.id, At: withdrawn}))
	}
	// A later row of this file may be about it; which entry it becomes nobody asks.
	n.of.Consents = append(n.of.Consents, visits.ConsentLine{Entry: evidence.Hash{1}, ConsentFacts: f, Withdrawn: withdrawn})
	return acts
}

// ends closes the consents that would go on after end (µs; 0: none does).
func (n noted) ends(consents []*visits.ConsentLine, end int64) (acts []Act) {
	for _, l := range consents {
		if end != 0 && end < endOf(l) {
			acts = append(acts, n.act(visits.ConsentWithdrawn, visits.WithdrawnConsentFacts{Consent: l.Consent, At: end}))
			l.Withdrawn = end
		}
	}
	return acts
}

// sameConsents are what a case holds of one consent: given by that person, in that
// form, at that moment, for the same of the family.
func sameConsents(c *visits.Case, f visits.ConsentFacts) (same []*visits.ConsentLine) {
	for i := range c.Consents {
		l := &c.Consents[i]
		if l.Kind == f.Kind && l.Party == f.Party && l.Form == f.Form && l.At == f.At && l.WholeDay == f.WholeDay && l.For == f.For {
			same = append(same, l)
		}
	}
	return same
}

// endOf is when a consent ends as it stands (µs); one that does not, after all
// times.
func endOf(l *visits.ConsentLine) int64 {
	end := int64(math.MaxInt64)
	for _, at := range []int64{l.Until, l.Withdrawn} {
		if at != 0 {
			end = min(end, at)
		}
	}
	return end
}
