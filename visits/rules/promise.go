package rules

import (
	"slices"
	"time"
)

const rulePromise = "H-PROMISE"

// judgePromise warns of a start while a promise holds contact: who goes all the
// same says why, for the debtor may have asked for it. What is under way goes on.
func (h *hearing) judgePromise() {
	if h.q.Act == Continue || !h.timed || !h.zoned || h.q.PromisedUntil <= h.from {
		return
	}
	last := h.zone.date(min(h.q.PromisedUntil, latestTime-1) - 1)
	h.warn(rulePromise, "", "promise_runs", map[string]string{"last_day": last.String()}, wayLater)
}

// OffDay says of a day written 2026-10-01 what the calendars of packs make of it:
// that one closes it, and that it is a day of rest made a working day.
func OffDay(packs []Pack, day string) (closed, working bool) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return false, false
	}
	d := Date(t.Unix() / 86400)
	closed = slices.ContainsFunc(packs, func(p Pack) bool { return p.closed(d) })
	return closed, slices.ContainsFunc(packs, func(p Pack) bool { return p.Closed.working(d) })
}
