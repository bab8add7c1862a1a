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

// promises are the payments promised to the branch: what was missed and what is to
// come by day, the earliest first, then what is settled, the newest first. Each stands as
// on the day at its case's address.
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
		if runs := cmp.Compare(settled(x), settled(y)); runs != 0 {
			return runs
		}
		days := cmp.Compare(x.Date, y.Date)
		if settled(x) == 1 {
			days = -days
		}
		return cmp.Or(days, slices.Compare(x.Case.ID[:], y.Case.ID[:]), cmp.Compare(x.N, y.N))
	})
	return list
}

func settled(d Due) int {
	if s := d.shown(); s == promise.Open || s == promise.Due {
		return 0
	}
	return 1
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
