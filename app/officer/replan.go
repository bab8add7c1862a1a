package officer

import (
	"context"
	"errors"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/plan"
	"fairvisit/visits/route"
)

// What planning anew on a tablet may cost, and what a change must win.
const (
	mostReplanned = 120 // stops; the rules are asked of each, and nobody visits more in a day
	replanSeconds = 1.5
	worthAChange  = 300 // seconds on the way, for each way that is not in the list
)

// replanning is the rest of the day in an order that is looked for, or was found.
type replanning struct {
	from    *stop // where the crew was last; nil: it has not begun
	at      time.Time
	stops   map[evidence.ID]stop
	begun   int // stops of today that are done or under way; they stand first in an own order
	found   plan.Reordered
	order   ownOrder // that taking it keeps
	running bool
	err     error
	ways    ways // by which it was looked for
}

// Iterations lets planning anew end by work instead of by time, so that a test and
// a picture do not depend on the machine.
func (d *Day) Iterations(n int) { d.effort = n }

// replan looks for a better order of what is left, beside the screen.
func (d *Day) replan() {
	r := &replanning{running: true}
	d.replanned = r
	k, effort, by := d.desk, d.effort, d.ways
	shell.Do(d.shell.Run, func(ctx context.Context) (replanning, error) { return replanFrom(ctx, k, effort, by) }, func(found replanning, err error) {
		found.err = err
		if err == nil {
			d.ways = found.ways // what was read is not read again
		}
		*r = found
		if d.replanned == r {
			d.rebuild()
		}
	})
}

// errTooMany means a tour nobody walks in a day.
var errTooMany = errors.New("more stops are left than a tablet plans anew; the order stays as it is")

// replanFrom reads the day anew and plans what is left of it.
func replanFrom(ctx context.Context, k *desk.Desk, effort int, by ways) (replanning, error) {
	r := replanning{at: k.Now(), stops: map[evidence.ID]stop{}, ways: by}
	if err := r.ways.read(ctx, k); err != nil {
		return r, err
	}
	seen, err := look(ctx, k)
	if err != nil {
		return r, err
	}
	cases, err := k.Cases(ctx)
	if err != nil {
		return r, err
	}
	known := map[evidence.ID]*visits.Case{}
	for i := range cases {
		known[cases[i].ID] = &cases[i]
	}
	left := seen.tour.left()
	r.begun = len(seen.tour.begun())
	r.order.day = r.at.Format(time.DateOnly) // as a look compares it
	switch {
	case len(left) > mostReplanned:
		return r, errTooMany
	case len(left) > 0:
		r.at = r.at.In(zoneOf(seen.tour.Stops[left[0]].Zone))
	}
	policy, err := plan.ParsePolicy(assets.HousePlan())
	if err != nil {
		return r, err
	}
	midnight := time.Date(r.at.Year(), r.at.Month(), r.at.Day(), 0, 0, 0, 0, r.at.Location())
	rest := plan.Rest{Now: int32(r.at.Sub(midnight).Seconds()), Service: int32(policy.ServiceMinutes) * 60, Change: worthAChange}
	if r.from = seen.tour.last(); r.from != nil {
		rest.Here = pointOf(known[r.from.Case])
	}
	for _, i := range left {
		s := seen.tour.Stops[i]
		c := known[s.Case]
		if c == nil {
			continue // it was withdrawn between the two reads
		}
		r.stops[s.Case] = s
		open, err := hoursLeft(ctx, k, c, midnight, policy.ServiceMinutes)
		if err != nil {
			return r, err
		}
		rest.Stops = append(rest.Stops, plan.RestStop{Case: s.Case, At: pointOf(c), Open: open})
	}
	r.found, err = r.ways.reorder(&rest, effort)
	for _, c := range r.found.Stops {
		r.order.stops = append(r.order.stops, ownStop{c.Case, r.stops[c.Case].Decision})
	}
	return r, err
}

// hoursLeft are the hours of today in which the rules let this crew begin at a case:
// with who is confirmed to go along, else with who was decided to, as nobody plans
// to stay alone.
func hoursLeft(ctx context.Context, k *desk.Desk, c *visits.Case, midnight time.Time, service int) ([]route.Span, error) {
	second := k.Second()
	if d, ok := c.Assigned(); ok && second.IsZero() {
		if second = d.Second; second == k.Me() {
			second = d.Officer
		}
	}
	open, err := k.Officer.Hours(ctx, c.ID, second, midnight.AddDate(0, 0, 1).UnixMicro(), int64(service)*int64(time.Minute/time.Microsecond))
	var spans []route.Span
	for _, o := range open {
		seconds := func(at int64) int32 { return int32((at - midnight.UnixMicro()) / int64(time.Second/time.Microsecond)) }
		spans = append(spans, route.Span{From: seconds(o.From), Until: seconds(o.Until)})
	}
	return spans, err
}

func pointOf(c *visits.Case) *route.Point {
	if c == nil || c.Words == nil || !c.Words.Place.HasPoint {
		return nil
	}
	return &route.Point{Lat: float64(c.Words.Place.LatE7) / 1e7, Lon: float64(c.Words.Place.LonE7) / 1e7}
}

// last is where the crew is, as far as the device knows without looking for a
// position: at the visit under way, else where the latest of today was.
func (t *tour) last() *stop {
	for i := range t.Drafts {
		if !t.Drafts[i].Case.IsZero() {
			return &t.Drafts[i]
		}
	}
	var at *stop
	for i := range t.Stops {
		if s := &t.Stops[i]; s.Done != 0 && (at == nil || s.Done > at.Done) {
			at = s
		}
	}
	return at
}

// keepOrder has the tour follow an order from now on; an empty one is the plan's.
func (d *Day) keepOrder(o ownOrder) {
	j := d.desk.Journal
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, j.SetMeta(ctx, metaOrder, o.encode()) }, func(_ struct{}, err error) {
		if err != nil {
			d.shell.Tell(d.words().T("common.failed", "why", err.Error()), "", nil, told)
			return
		}
		d.replanned = nil
		d.shell.PopTo("today")
		d.reload()
	})
}
