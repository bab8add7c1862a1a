package officer

import (
	"cmp"
	"context"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

// ownOrder is the order of a day that its crew took on this tablet instead of the
// plan's. It is no entry: an order proves nothing that was done, and the plan's stands
// in the branch's decisions, which an officer does not make. A new decision about one
// of its stops puts it away: what the branch decided is newer than what it knew.
type ownOrder struct {
	day   string
	stops []ownStop
}

type ownStop struct {
	Case     evidence.ID
	Decision evidence.Hash
}

const metaOrder = "officer.order"

// encode is the day and, stop by stop, case and decision.
func (o *ownOrder) encode() []byte {
	b := []byte(o.day)
	for _, s := range o.stops {
		b = append(append(b, s.Case[:]...), s.Decision[:]...)
	}
	return b
}

const (
	dayLength  = len("2006-01-02")
	stopLength = len(evidence.ID{}) + len(evidence.Hash{})
)

func readOrder(ctx context.Context, j *journal.Journal) (ownOrder, error) {
	b, err := j.Meta(ctx, metaOrder)
	if err != nil || len(b) < dayLength || (len(b)-dayLength)%stopLength != 0 {
		return ownOrder{}, err
	}
	o := ownOrder{day: string(b[:dayLength])}
	for b = b[dayLength:]; len(b) > 0; b = b[stopLength:] {
		var s ownStop
		copy(s.Case[:], b)
		copy(s.Decision[:], b[len(s.Case):])
		o.stops = append(o.stops, s)
	}
	return o, nil
}

// left are the places in Stops of what may still be visited.
func (t *tour) left() []int {
	var list []int
	for i := range t.Stops {
		if s := &t.Stops[i]; s.Done == 0 && !s.Stopped {
			list = append(list, i)
		}
	}
	return list
}

// begun are today's stops that are done or under way, in the order they were begun.
func (t *tour) begun() []*stop {
	var list []*stop
	for i := range t.Drafts {
		if t.Drafts[i].Number > 0 {
			list = append(list, &t.Drafts[i])
		}
	}
	for i := range t.Stops {
		if t.Stops[i].Done != 0 {
			list = append(list, &t.Stops[i])
		}
	}
	// A draft has no Done, and what is done is no draft.
	slices.SortStableFunc(list, func(x, y *stop) int { return cmp.Compare(x.Done+x.Since, y.Done+y.Since) })
	return list
}

// follow puts the day into an order of one's own: first what is done, as it was done,
// then what is left; one the order does not know comes after those it does. Were what
// is done to keep its place in the plan, each visit would move the numbers of the
// others.
func (t *tour) follow(o ownOrder, today string) {
	if o.day != today {
		return
	}
	at := map[evidence.ID]int{}
	for _, i := range t.left() {
		at[t.Stops[i].Case] = i
	}
	var next []stop
	for _, s := range o.stops {
		i, left := at[s.Case]
		if !left {
			t.Own = t.Own || t.number(s.Case) > 0
			continue
		}
		if t.Stops[i].Decision != s.Decision {
			t.Own = false
			return
		}
		next = append(next, t.Stops[i])
		delete(at, s.Case)
	}
	if t.Own = t.Own || len(next) > 0; !t.Own {
		return
	}
	var done, sunk []stop
	for _, s := range t.Stops {
		_, unknown := at[s.Case]
		switch {
		case s.Done != 0:
			done = append(done, s)
		case unknown:
			next = append(next, s)
		case s.Stopped:
			sunk = append(sunk, s)
		}
	}
	slices.SortStableFunc(done, func(x, y stop) int { return cmp.Compare(x.Done, y.Done) })
	t.Stops = slices.Concat(done, next, sunk)
	n := 0
	for _, s := range t.begun() {
		n++
		s.Number = n
	}
	for i := len(done); i < len(t.Stops); i++ {
		n++
		t.Stops[i].Number = n
	}
}

// number is the place of a case in today's tour as it is shown; 0: it has none.
func (t *tour) number(id evidence.ID) int {
	for _, list := range [][]stop{t.Drafts, t.Stops} {
		for i := range list {
			if list[i].Case == id {
				return list[i].Number
			}
		}
	}
	return 0
}

// Number is the place of a case in today's tour as it is shown; 0: it has none.
func (d *Day) Number(id evidence.ID) int { return d.seen.tour.number(id) }
