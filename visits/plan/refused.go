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
// door, or to one person behind two doors, may each be allowed and not both. Visits
// are counted as the tablet counts those it made itself, for it is asked again at
// the door.
func (d *day) refused(found *route.Plan) map[int]Reason {
	drop, made := map[int]Reason{}, []visits.Case{}
	for _, v := range planned(found) {
		k := &d.stops[v.stop]
		if why := d.refuses(k, made, v.crew, v.begin); why.Why != "" {
			drop[v.stop] = why
			continue
		}
		made = append(made, k.visitedAt(d.gate.moment(v.begin), d.in.Day))
	}
	return drop
}

// visit is one of a plan that was found.
type visit struct {
	stop, crew int
	begin      int32
}

func planned(found *route.Plan) (all []visit) {
	for _, t := range found.Tours {
		for _, call := range t.Calls {
			if call.Stop >= 0 {
				all = append(all, visit{call.Stop, t.Crew, call.Begin})
			}
		}
	}
	slices.SortFunc(all, func(a, b visit) int { return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.stop, b.stop)) })
	return all
}

// refuses says why the engine would stop at a visit after those made; none: it would
// not.
func (d *day) refuses(k *candidate, made []visits.Case, crew int, begin int32) Reason {
	c := k.counting(made)
	verdict := rules.Evaluate(d.gate.packs, d.gate.question(&c, &d.crews[crew], d.gate.moment(begin)))
	if verdict.Allowed() {
		return Reason{}
	}
	return Reason{Why: NotAllowed, Words: "the rules in force refuse it beside the other visits of that day", By: whyNot(verdict)}
}

// refusedBeside are the stops of the whole day that are none of d, and that the
// engine would stop at after all visits of a plan for d.
func (d *day) refusedBeside(found *route.Plan, whole *day) map[int]Reason {
	mine, made := make(map[evidence.ID]bool, len(d.stops)), []visits.Case{}
	for i := range d.stops {
		mine[d.stops[i].ID] = true
	}
	for _, v := range planned(found) {
		made = append(made, d.stops[v.stop].visitedAt(d.gate.moment(v.begin), d.in.Day))
	}
	drop := map[int]Reason{}
	for i := range whole.stops {
		if k := &whole.stops[i]; !mine[k.ID] {
			if why := d.refuses(k, made, k.crews[0], k.open[len(k.open)-1].Until); why.Why != "" {
				drop[i] = why
			}
		}
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
	return renumbered(found, func(stop int) int { return number[stop] })
}

// renumbered is a plan to start from, with stops by other numbers; those without one
// (-1) are left off.
func renumbered(found *route.Plan, number func(stop int) int) (start route.Plan) {
	for _, t := range found.Tours {
		next := route.Tour{Crew: t.Crew}
		for _, call := range t.Calls {
			if call.Stop >= 0 {
				if call.Stop = number(call.Stop); call.Stop < 0 {
					continue
				}
			}
			next.Calls = append(next.Calls, call)
		}
		start.Tours = append(start.Tours, next)
	}
	return start
}

// counting is the case with what is planned before it at its door and with its
// persons.
func (k *candidate) counting(made []visits.Case) visits.Case {
	c := k.Case.Case
	c.Elsewhere, c.Hazards = slices.Clone(c.Elsewhere), slices.Clone(c.Hazards) // the case itself stays as it is
	for i := range made {
		if c.Shares(&made[i]) {
			c.CountFrom(&made[i])
		}
	}
	return c
}

// visitedAt is the case as it is once the planned visit was made.
func (k *candidate) visitedAt(at int64, day string) visits.Case {
	c := k.Case.Case
	c.Contacts = append(slices.Clone(c.Contacts), visits.Contact{Visit: c.ID, First: at, Day: day, Status: visits.StatusClosed})
	return c
}
