package plan

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/route"
)

// present is where a crew is in the midst of the planned day, as far as its visits
// tell: at the door where one of its members was last.
type present struct {
	last  *Case // nil: nobody of it was anywhere, and its tour begins at the start
	first int64 // of that visit, µs
	at    route.Point
	place int // in the day's ways
	made  int // the highest number in the day's order among what its members visited
}

// findPresent looks for each crew's last visit of the day. Of two people who went
// with others before, the place of the later visit counts: there they meet. A crew
// whose visit is under way goes on when that is over.
func (d *day) findPresent() {
	d.present = make([]present, len(d.crews))
	where := newWhereabouts(d.in.Cases)
	for i := range d.in.Cases {
		c := &d.in.Cases[i]
		for _, v := range c.Contacts {
			if v.Day == d.in.Day && c.Words != nil {
				if at, _, known := where.of(c); known {
					d.visited(c, &v, at)
				}
			}
		}
	}
	for i := range d.crews {
		if p := &d.present[i]; p.last != nil && visitOpen(p.last, p.first) {
			from := d.crews[i].From // a device's clock that is far off takes no more than one visit's time
			d.crews[i].From = max(from, min(d.gate.seconds(p.first)+d.gate.service, from+d.gate.service))
		}
	}
}

// visited notes one visit of the day for the crews of who made it: the officer who
// wrote it down, and who was to go there with that officer.
func (d *day) visited(c *Case, v *visits.Contact, at route.Point) {
	who, order := []evidence.ID{v.Officer}, 0
	for _, dec := range c.Decisions {
		if dec.Day == d.in.Day && (dec.Officer == v.Officer || dec.Second == v.Officer) {
			who, order = []evidence.ID{dec.Officer, dec.Second}, dec.Order
		}
	}
	for i := range d.crews {
		p := &d.present[i]
		if !slices.ContainsFunc(d.crews[i].Members, func(m Person) bool { return slices.Contains(who, m.ID) }) {
			continue
		}
		p.made = max(p.made, order)
		if p.last == nil || v.First > p.first {
			p.last, p.first, p.at = c, v.First, at
		}
	}
}

func visitOpen(c *Case, first int64) bool {
	return slices.ContainsFunc(c.Contacts, func(v visits.Contact) bool {
		return v.First == first && v.Status != visits.StatusClosed && v.Status != visits.StatusAbandoned
	})
}
