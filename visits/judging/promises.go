package judging

import (
	"cmp"

	"fairvisit/visits"
	"fairvisit/visits/promise"
)

// judgePromises: the tablet offers no day on which nothing may be promised, so one
// that is there was written by another hand, or by a tablet with an older calendar.
func (h *hearing) judgePromises() {
	if h.Visit.Closed == nil {
		return
	}
	today := cmp.Or(h.Visit.Opened.Day, promise.DayOf(h.Case, h.Opened.Wall))
	for i := range h.Visit.Closed.Promises {
		for _, x := range h.Visit.Closed.Promises[i].Parts() {
			if r := promise.House().Day(h.packs, x.Date, today); r != nil {
				h.say(visits.PromiseDay, known(x.Date)+" "+r.Why)
			}
		}
	}
}

// known is a day as a detail may hold it: what is no day could be any text.
func known(day string) string {
	if promise.IsDay(day) {
		return day
	}
	return "–"
}
