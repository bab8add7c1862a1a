package judging

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits/rules"
)

// question is the one the device should have asked before the visit, from what
// headquarters knows. A device's age of stops is its own word.
func (h *hearing) question(at int64) rules.Question {
	c, o := h.Case, h.Visit.Opened
	debts := []evidence.ID{c.Facts.Debt}
	q := rules.Question{Act: rules.Start, Visit: h.Visit.ID, PacksAsOf: h.heard(), Channel: rules.ChannelVisit,
		When:  rules.Interval{Class: rules.ClassA, Earliest: at, Latest: at, Wall: at, NewestEntry: at},
		Case:  rules.CaseFacts{ID: c.ID, Debts: debts, Zone: c.Facts.Zone, FlagsAsOf: h.heard(), Region: region(h.Region)},
		Place: rules.Place{Kind: h.place(), Address: c.Facts.Place},
		Crew:  []rules.Officer{{ID: h.Visit.Officer}, {ID: h.Visit.Second}}}
	for _, f := range c.StoodAt(at) {
		q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At, Source: f.Source})
	}
	for _, s := range o.Subjects {
		q.Subjects = append(q.Subjects, rules.Subject{Party: s.Party, Role: s.Role, Debts: s.Debts})
	}
	Tell(c, &q)
	q.History = slices.DeleteFunc(q.History, func(k rules.Contact) bool {
		return k.Visit == h.Visit.ID || k.At > at // a later visit breaks its own limit, not this one's
	})
	return q
}

// region is a branch's as the engine reads it: the house alone is no place.
func region(of string) string {
	if of == "*" {
		return ""
	}
	return of
}
