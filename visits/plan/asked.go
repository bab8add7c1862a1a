package plan

import (
	"slices"

	"fairvisit/visits"
	"fairvisit/visits/route"
)

// TermAskedFor says of a stop that the field asked for it and a manager granted the
// day. It has no points: such a stop is left out only if nothing else is possible.
const TermAskedFor = "asked_for"

// granted is the visit that was asked for and that a manager granted for a day, nil for
// none: of several the one that came first. One that is only asked for changes no plan,
// and one that somebody decided for without an answer to it neither: the device that
// asks says itself which decision stood there before.
func (c *Case) granted(day, today string) *visits.Ask {
	for i := range c.Asked {
		a := &c.Asked[i]
		if s := a.Stands(&c.Case, today); s.State == visits.AskPlanned && s.Plan.Day == day && a.Taken(s.Plan.Decision) {
			return a
		}
	}
	return nil
}

// within narrows hours to those that were asked for, in seconds of the day. Where the
// rules leave none of them they stay as they are: the day was granted all the same.
func within(open []route.Span, a *visits.Ask) []route.Span {
	if a == nil || a.To == 0 {
		return open
	}
	var narrow []route.Span
	for _, s := range open {
		s.From, s.Until = max(s.From, int32(a.From)*60), min(s.Until, int32(a.To)*60)
		if s.From <= s.Until {
			narrow = append(narrow, s)
		}
	}
	if len(narrow) == 0 {
		return open
	}
	return narrow
}

// AsksOf gives each case the visits that are asked for it.
func AsksOf(cases []Case, asks []visits.Ask) {
	for i := range cases {
		for j := range asks {
			if asks[j].Means() == cases[i].ID {
				cases[i].Asked = append(cases[i].Asked, asks[j])
			}
		}
		slices.SortFunc(cases[i].Asked, func(x, y visits.Ask) int { return visits.CompareAsks(&x, &y) })
	}
}
