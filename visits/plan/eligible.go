package plan

import (
	"fmt"
	"slices"

	"fairvisit/visits"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

// Case is one case that may be planned. What was promised, came and was visited
// stands in its own picture.
type Case struct {
	visits.Case
	Asked []visits.Ask // visits that are asked for it
}

// promised is the date that decides about a case on a day: while a promise runs, of
// its next payment; once one was missed, of that; "" where nothing was promised or
// all of it came.
func (p *Policy) promised(c *Case, day string) string {
	if len(c.Promises) == 0 {
		return ""
	}
	policy := promise.House().With(p.GraceDays)
	if held := promise.HeldUntil(&c.Case, day, policy, 0); held != "" {
		return held
	}
	if l := promise.Latest(&c.Case, day, policy); l.Missed() {
		return l.Next().Date
	}
	return ""
}

// Reason says why a case is in no tour: a code, and a sentence with what is
// known of it. By is the first reason of the rules, where they refuse it; the app has
// the words for it.
type Reason struct {
	Why   string        `json:"why"`
	Words string        `json:"words"`
	By    *rules.Reason `json:"by,omitempty"`
}

// The reasons for which a case is not considered at all.
const (
	NotImported = "not_imported"
	Erased      = "erased"
	WordsGone   = "words_gone"
	Withdrawn   = "withdrawn"
	Closed      = "closed"
	Stopped     = "stopped"
	Contested   = "contested"
	PromiseRuns = "promise_runs"
	OtherDay    = "planned_for_another_day"
	VisitedThat = "visited_that_day"
	UnderWay    = "visit_under_way"
	OtherStep   = "other_step"
	NoPlace     = "no_place"
	NotAllowed  = "not_allowed"
	TooFar      = "too_far"
	NoSkill     = "no_skill"
	NotSpoken   = "not_spoken"
	Kept        = "kept" // for somebody who does not go
)

// withdrawn are the reasons of a close that mean the bank took the case back.
var withdrawn = []string{"recalled", visits.ImportUndoneReason}

// eligible says why a case is not to be considered for a day; "" if it is. today
// is the day on which the plan is made.
func (p *Policy) eligible(c *Case, t Treatment, day, today string) Reason {
	switch {
	case c.Erased != nil:
		return Reason{Why: Erased, Words: "what is known of it was erased"}
	case c.Imported.IsZero():
		return Reason{Why: NotImported, Words: "no bank's file is known of it"}
	case c.Case.Closed != nil && slices.Contains(withdrawn, c.Case.Closed.Reason):
		return Reason{Why: Withdrawn, Words: "the case was taken back"}
	case c.Case.Closed != nil:
		return Reason{Why: Closed, Words: "the case is closed: " + c.Case.Closed.Reason}
	case c.Case.Stopped():
		return Reason{Why: Stopped, Words: "a stop stands: " + c.Flags[len(c.Flags)-1].Code}
	case c.Words == nil:
		return Reason{Why: WordsGone, Words: "its address is not here"}
	case promise.HeldUntil(&c.Case, day, promise.House().With(p.GraceDays), 0) != "":
		return Reason{Why: PromiseRuns, Words: fmt.Sprintf("a promise holds contact until %s", p.promised(c, day))}
	case len(c.Case.Contested) > 0:
		return Reason{Why: Contested, Words: "two decisions contradict each other; somebody must settle them first"}
	case t.Step != Visit && c.granted(day, today) == nil: // who granted it decided that somebody goes
		return Reason{Why: OtherStep, Words: t.Words}
	}
	return acted(c, day, today)
}

// acted is what was done or decided already. A visit counts once, whenever its
// record came in: what a crew did offline on the day is done.
func acted(c *Case, day, today string) Reason {
	for _, v := range c.Contacts {
		switch {
		case v.Day == day:
			return Reason{Why: VisitedThat, Words: "it was visited on this day already"}
		case v.Status != visits.StatusClosed && v.Status != visits.StatusAbandoned && v.Day >= today && v.Day != "":
			return Reason{Why: UnderWay, Words: "a visit to it is under way"}
		}
	}
	d, ok := c.Assigned()
	if ok && d.Day >= today && d.Day != day && !slices.ContainsFunc(c.Contacts, func(v visits.Contact) bool { return v.Day >= d.Day }) {
		return Reason{Why: OtherDay, Words: "a crew goes there on " + d.Day}
	}
	return Reason{}
}
