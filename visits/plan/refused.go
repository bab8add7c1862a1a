package plan

import (
	"cmp"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

// refused are the stops of a plan, with the reason, that the engine would stop at
// their arrival with the visits planned before them on the day: two visits to one
// door may each be allowed and not both.
func (d *day) refused(found *route.Plan) map[int]Reason {
	type planned struct {
		stop  int
		crew  int
		begin int32
	}
	var all []planned
	for _, t := range found.Tours {
		for _, call := range t.Calls {
			if call.Stop >= 0 {
				all = append(all, planned{call.Stop, t.Crew, call.Begin})
			}
		}
	}
	slices.SortFunc(all, func(a, b planned) int { return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.stop, b.stop)) })
	drop, doors := map[int]Reason{}, map[evidence.ID][]planned{}
	for _, v := range all {
		k := &d.stops[v.stop]
		q := d.gate.question(&k.Case.Case, &d.crews[v.crew], d.gate.moment(v.begin))
		for _, earlier := range doors[k.Facts.Place] {
			e := &d.stops[earlier.stop]
			q.History = append(q.History, rules.Contact{Visit: e.ID, Debts: []evidence.ID{e.Facts.Debt}, Parties: partiesOf(&e.Case.Case), Address: e.Facts.Place,
				At: d.gate.moment(earlier.begin), Certain: true, Channel: rules.ChannelVisit})
		}
		if verdict := rules.Evaluate(d.gate.packs, q); !verdict.Allowed() {
			drop[v.stop] = Reason{NotAllowed, "the rules in force refuse it beside the other visits of that day: " + whyNot(verdict)}
			continue
		}
		doors[k.Facts.Place] = append(doors[k.Facts.Place], v)
	}
	return drop
}

// drop takes the refused stops out of the day, and gives back the plan without
// them, by the new numbers of the others: the next search goes on from it.
func (d *day) drop(refused map[int]Reason, found *route.Plan) (start route.Plan) {
	number := make([]int, len(d.stops))
	kept := d.stops[:0:0]
	for i, k := range d.stops {
		if why, ok := refused[i]; ok {
			d.not(k.Case, why)
			number[i] = -1
			continue
		}
		number[i] = len(kept)
		kept = append(kept, k)
	}
	d.stops = kept
	for _, t := range found.Tours {
		next := route.Tour{Crew: t.Crew}
		for _, call := range t.Calls {
			if call.Stop >= 0 {
				if call.Stop = number[call.Stop]; call.Stop < 0 {
					continue
				}
			}
			next.Calls = append(next.Calls, call)
		}
		start.Tours = append(start.Tours, next)
	}
	return start
}

func partiesOf(c *visits.Case) []evidence.ID {
	var ids []evidence.ID
	for _, p := range c.Facts.Parties {
		ids = append(ids, p.Party)
	}
	return ids
}
