package judging

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

// Tell puts what a case says of the past into a question. What is not known stays
// unknown; the rules take the worse of what it can be.
func Tell(c *visits.Case, q *rules.Question) {
	everybody := make([]evidence.ID, 0, len(c.Facts.Parties))
	for _, p := range c.Facts.Parties {
		everybody = append(everybody, p.Party)
	}
	debts := []evidence.ID{c.Facts.Debt}
	for _, v := range c.Contacts {
		q.History = append(q.History, rules.Contact{Visit: v.Visit, Debts: debts, Parties: everybody, Address: c.Facts.Place, At: v.At(),
			Kind: v.Status, Certain: v.Status != visits.StatusUnknown, Channel: rules.ChannelVisit, Reached: reached(v.Codes), Source: "visit"})
	}
	for _, n := range c.Outside {
		q.History = append(q.History, rules.Contact{Visit: n.Contact, Debts: debts, Parties: n.Parties, At: n.At, Certain: true, Channel: n.Channel, Reached: n.Reached, Solicited: n.Solicited, Source: n.Source})
	}
	for _, e := range c.Elsewhere {
		r := rules.Contact{Visit: e.Contact, Debts: []evidence.ID{e.Debt}, Parties: e.Parties, Address: e.Place, At: e.At, Kind: e.Status, Certain: e.Status != visits.StatusUnknown,
			Channel: e.Channel, Reached: e.Reached, Solicited: e.Solicited}
		if e.Reached == "" {
			r.Reached = reached(e.Codes)
		}
		q.History = append(q.History, r)
	}
	for _, n := range c.Notices {
		q.Notices = append(q.Notices, rules.Notice{Kind: n.Kind, Form: n.Form, At: n.At})
	}
	for _, n := range c.Consents {
		until := n.Until
		if n.Withdrawn != 0 && (until == 0 || n.Withdrawn < until) {
			until = n.Withdrawn
		}
		q.Consents = append(q.Consents, rules.Consent{Kind: n.Kind, Party: n.Party, At: n.At, Until: until, Form: n.Form, For: visits.RelationID(n.Party, n.For)})
	}
	// What headquarters wrote down after the moment asked about nobody could know then.
	at := q.When.Wall
	if q.When.Class == rules.ClassA {
		at = q.When.Earliest
	}
	before := *c // what a visit promises holds none of it
	before.Promises = slices.DeleteFunc(slices.Clone(c.Promises), func(l visits.PromiseLine) bool { return l.Visit == q.Visit })
	if held := promise.HeldUntil(&before, promise.DayOf(c, at), promise.House(), at); held != "" {
		q.PromisedUntil = promise.EndOf(c, held)
	}
	// By the clock of a device its own visit of before may lie after the earliest that it
	// can be now.
	if v := NoVisit(c, max(at, q.When.Latest, q.When.Wall), q.Visit); v != nil {
		q.NoVisitSince = v.At()
	}
}

// reached is whether a visit met anybody, by its outcomes: without any it is not
// known.
func reached(codes []string) string {
	switch {
	case len(codes) == 0:
		return ""
	case slices.ContainsFunc(codes, func(c string) bool { return !metNobody(c) }):
		return rules.ReachedSomebody
	}
	return rules.ReachedNobody
}

// metNobody reports an outcome that says for certain that nobody was met. Of all others,
// also of those that reach nobody they count as contact, somebody may have been spoken to:
// what the rules count is the worse of what it can be.
func metNobody(code string) bool {
	o := outcome.House().Of(code)
	return o != nil && o.Contact == outcome.Nobody && (o.Class == outcome.ClassNoContact || o.Class == outcome.ClassCollateral)
}
