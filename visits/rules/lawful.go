package rules

import "slices"

// Inside judges afterwards whether an act lay inside the hours, wherever in from
// to to it was (µs, both inside), by the packs in force then and with the place and the consents of q; known
// is false where they cannot say (a zone or a pack that is not understood).
func Inside(packs []Pack, q Question, from, to int64) (inside, known bool) {
	q.Act, q.When, q.PacksAsOf, q.Case.FlagsAsOf = Continue, Interval{Class: ClassA, Earliest: from, Latest: to}, from, from
	v := Judge(packs, q)
	hours := []string{codeOutside, codeClosedDay, codeNotProvable}
	if slices.ContainsFunc(v.Reasons, func(r Reason) bool { return slices.Contains(hours, r.Code) }) {
		return false, true
	}
	blind := []string{"zone_unknown", "pack_not_understood", "pack_missing", "no_rules_for_region", "pack_lapsed", "time_unknown"}
	return true, !slices.ContainsFunc(v.Reasons, func(r Reason) bool { return slices.Contains(blind, r.Code) })
}

// Stands is the class of the time as a verdict takes it: a wall clock that runs
// before what is known, or too far after it, is no clock.
func (i Interval) Stands() Class {
	switch i.Class {
	case ClassA:
		return ClassA
	case ClassB:
		if i.Wall >= i.NewestEntry && i.Wall-i.NewestEntry <= maxGuess {
			return ClassB
		}
	}
	return ClassC
}
