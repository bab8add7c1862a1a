package judging

import (
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// About is the question of everybody of a case of a branch (its region) at a moment (µs), from all that
// headquarters knows by then, with what tablets hold and may become (reserved).
func About(c *visits.Case, branch string, at int64, reserved []visits.Elsewhere) rules.Question {
	q := about(c, branch, at)
	for _, f := range c.Flags {
		q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At, Source: f.Source, By: f.By})
	}
	q.History = append(q.History, contacts(reserved)...)
	return q
}
