package manager

import (
	"cmp"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/promise"
)

// Due is one payment of a promise as it stands.
type Due struct {
	promise.Instalment
	Of    promise.Promise
	N     int // which of its payments, from 1
	Case  *visits.Case
	Visit *visits.Visit // at which it was made; nil: not here
}

// shown is how it is shown: a payment of a promise that was made anew is replaced
// whatever came of it before.
func (d *Due) shown() promise.State {
	if d.Of.State == promise.Replaced && d.State != promise.Kept {
		return promise.Replaced
	}
	return d.State
}

// promises are the payments promised to the branch: what is due tomorrow or today, then
// what was missed, the newest first, then what is to come by day, then what is settled, the
// newest first. Each stands as on the day at its case's address.
func (b *Branch) promises(now time.Time) []Due {
	var list []Due
	for i := range b.Cases {
		c := &b.Cases[i]
		if c.Erased != nil {
			continue
		}
		for _, p := range promise.Of(c, dayAt(c, now), promise.House(), 0) {
			v := b.visit(p.Visit)
			for k, x := range p.Parts {
				list = append(list, Due{Instalment: x, Of: p, N: k + 1, Case: c, Visit: v})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y Due) int {
		days := cmp.Compare(x.Date, y.Date)
		if s := x.shown(); s != promise.Due && s != promise.Open {
			days = -days
		}
		return cmp.Or(cmp.Compare(presses(x), presses(y)), days, slices.Compare(x.Case.ID[:], y.Case.ID[:]), cmp.Compare(x.N, y.N))
	})
	return list
}

// presses is how soon somebody must look at a payment, the smallest first. What was
// missed stands before what is to come: behind it a hundred open ones would hide it.
func presses(d Due) int {
	switch d.shown() {
	case promise.Due:
		return 0
	case promise.Broken, promise.Part:
		return 1
	case promise.Open:
		return 2
	}
	return 3
}

// missed are the promises of which something did not come in time and that nothing
// replaced.
func missed(list []Due) int {
	n := 0
	for i := range list {
		if s := list[i].shown(); s == promise.Part || s == promise.Broken {
			n++
		}
	}
	return n
}

// promised is the last day on which a promise holds contact with a case, as it
// stands on a day; "" for none.
func (b *Branch) promised(day string) map[evidence.ID]string {
	until := map[evidence.ID]string{}
	for i := range b.Cases {
		if held := promise.HeldUntil(&b.Cases[i], day, promise.House(), 0); held != "" {
			until[b.Cases[i].ID] = held
		}
	}
	return until
}
