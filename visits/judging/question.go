package judging

import (
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// question is the one the device should have asked before the visit, from what
// headquarters knows. A device's age of stops is its own word.
func (h *hearing) question(at int64) rules.Question {
	c, o := h.Case, h.Visit.Opened
	q := asked(c, h.Region, at)
	q.Visit, q.PacksAsOf, q.Case.FlagsAsOf = h.Visit.ID, h.heard(), h.heard()
	q.Place.Kind, q.Crew = h.place(), h.crew()
	for _, f := range c.StoodAt(at) {
		q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At, Source: f.Source, By: f.By})
	}
	for _, s := range o.Subjects {
		q.Subjects = append(q.Subjects, rules.Subject{Party: s.Party, Role: s.Role, Debts: s.Debts})
	}
	Tell(c, &q)
	q.History = h.before(q.History)
	return q
}

// asked is what every question of a visit to a case of a branch at one moment has.
func asked(c *visits.Case, branch string, at int64) rules.Question {
	return rules.Question{Act: rules.Start, PacksAsOf: at, Channel: rules.ChannelVisit,
		When:  rules.Interval{Class: rules.ClassA, Earliest: at, Latest: at, Wall: at, NewestEntry: at},
		Case:  rules.CaseFacts{ID: c.ID, Debts: []evidence.ID{c.Facts.Debt}, Zone: c.Facts.Zone, FlagsAsOf: at},
		Place: rules.Place{Kind: c.Facts.PlaceKind, Address: c.Facts.Place}, Governed: Governing(c, branch)}
}
