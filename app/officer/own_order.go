package officer

import (
	"context"

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

// follow puts what is left into an order of one's own. Stops that are done keep their
// places and numbers; one the order does not know comes after those it does.
func (t *tour) follow(o ownOrder, today string) {
	if o.day != today {
		return
	}
	places := t.left()
	at := map[evidence.ID]int{}
	for _, i := range places {
		at[t.Stops[i].Case] = i
	}
	var next []stop
	for _, s := range o.stops {
		i, left := at[s.Case]
		if !left {
			continue
		}
		if t.Stops[i].Decision != s.Decision {
			return
		}
		next = append(next, t.Stops[i])
		delete(at, s.Case)
	}
	t.Own = len(next) > 0
	for _, i := range places {
		if _, unknown := at[t.Stops[i].Case]; unknown {
			next = append(next, t.Stops[i])
		}
	}
	numbers := make([]int, len(places))
	for k, i := range places {
		numbers[k] = t.Stops[i].Number
	}
	for k, i := range places {
		t.Stops[i] = next[k]
		t.Stops[i].Number = numbers[k]
	}
}
