package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

// maxStops is what is planned at once; a branch visits some hundred a day.
const maxStops = 2000

// build chooses the cases and lays the problem of their routes.
func (d *day) build() error {
	if err := d.choose(); err != nil {
		return err
	}
	slices.SortStableFunc(d.stops, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), slices.Compare(a.ID[:], b.ID[:]))
	})
	for len(d.stops) > maxStops { // those worth least
		last := d.stops[len(d.stops)-1]
		d.plan.LeftOut = append(d.plan.LeftOut, Left{last.ID, Reason{Why: "too_many", Words: fmt.Sprintf("more than %d cases could be visited, and this is worth less than those", maxStops)}, last.score})
		d.stops = d.stops[:len(d.stops)-1]
	}
	if err := d.travel(); err != nil {
		return err
	}
	d.leaveTooFar()
	if err := d.lay(); err != nil {
		return err
	}
	d.asked = d.worth(nil)
	return nil
}

// lay makes the problem of the stops there are.
func (d *day) lay() error {
	places := []int{0}
	for i := range d.stops {
		places = append(places, d.stops[i].place)
	}
	starts := make([]int, len(d.crews))
	for i := range d.crews {
		if d.present[i].last != nil {
			starts[i] = len(places)
			places = append(places, d.present[i].place)
		}
	}
	p := route.Problem{Travel: d.ways.Among(places), PerTime: 1}
	for i := range d.crews {
		crew, err := d.routeCrew(&d.crews[i], starts[i], p.Travel.Time[starts[i]*p.Travel.Places])
		if err != nil {
			return err
		}
		p.Crews = append(p.Crews, crew)
	}
	for i := range d.stops {
		k := &d.stops[i]
		p.Stops = append(p.Stops, route.Stop{Place: 1 + i, Windows: k.open, Service: d.gate.service, Only: k.crews,
			Prize: k.score * d.in.Policy.SecondsPerPoint, Mandatory: k.asked != nil || slices.Contains(d.in.Must, k.ID)})
	}
	d.problem = p
	return nil
}

// routeCrew is a crew as the search knows it: it begins at the place start, home
// seconds from where tours end, and may go home though its shift ends on the way. A
// break whose time is over when the rest of a day is planned was taken.
func (d *day) routeCrew(c *Crew, start int, home int32) (route.Crew, error) {
	r := route.Crew{Start: start, Shift: route.Span{From: c.From, Until: max(c.Until, c.From+home)}}
	if b := d.in.Roster.Break; b != nil {
		from, until, err := b.hours().seconds()
		if err != nil {
			return r, err
		}
		begin := max(from, c.From)
		if begin <= until && begin+int32(b.Minutes)*60+home <= c.Until {
			r.Breaks = append(r.Breaks, route.Break{Begin: route.Span{From: from, Until: until}, Length: int32(b.Minutes) * 60})
		}
	}
	return r, nil
}

// write turns what was found into the plan.
func (d *day) write(found *route.Plan) {
	works := map[int]bool{}
	for _, t := range found.Tours {
		works[t.Crew] = true
		d.plan.Tours = append(d.plan.Tours, d.tour(&t))
	}
	for _, l := range found.LeftOut {
		k := &d.stops[l.Stop]
		d.plan.LeftOut = append(d.plan.LeftOut, Left{k.ID, d.whyLeft(&l, k), k.score})
	}
	d.nameIdle(works)
	var sum, squares int64
	for _, t := range d.plan.Tours {
		sum, squares = sum+t.Minutes, squares+t.Minutes*t.Minutes
	}
	d.plan.Fairness.Squares = squares
	if squares > 0 {
		d.plan.Fairness.Even = math.Round(1000*float64(sum)*float64(sum)/float64(squares)/float64(len(d.crews))) / 1000
	}
}

// nameIdle says of every crew without a tour that it goes nowhere, and why.
func (d *day) nameIdle(works map[int]bool) {
	for i := range d.crews {
		if works[i] {
			continue
		}
		why := "the other crews make all visits of the day"
		switch {
		case len(d.stops) == 0:
			why = "no case may be visited that day"
		case !slices.ContainsFunc(d.stops, func(k candidate) bool { return slices.Contains(k.crews, i) }):
			why = "the crew may go to none of the cases of the day" + d.lacking(i)
		case len(d.plan.LeftOut) > 0:
			why = "no visit that is left fits into the crew's shift, or is worth its way"
		}
		for _, m := range d.crews[i].Members {
			d.plan.Off = append(slices.Clip(d.plan.Off), Off{m.Name, m.ID, why, Idle}) // another search may hold the same list
		}
	}
}

func (d *day) tour(t *route.Tour) Tour {
	crew := &d.crews[t.Crew]
	out := Tour{Officers: crew.IDs(), From: hhmm(crew.From), Until: hhmm(crew.Until), Finish: hhmm(t.Finish), Metres: t.Distance, Stops: []Stop{}}
	for _, m := range crew.Members {
		out.Names = append(out.Names, m.Name)
	}
	made := d.present[t.Crew].made
	if last := d.present[t.Crew].last; last != nil {
		out.After = last.ID
	}
	for _, call := range t.Calls {
		if call.Stop < 0 {
			out.Breaks = append(out.Breaks, Hours{hhmm(call.Begin), hhmm(call.Leave)})
			continue
		}
		k := &d.stops[call.Stop]
		s := Stop{Case: k.ID, Order: made + len(out.Stops) + 1, Arrive: hhmm(call.Arrive), Begin: hhmm(call.Begin), Leave: hhmm(call.Leave), At: d.gate.moment(call.Begin),
			Score: k.score, Priority: k.points, Treatment: k.treatment, Approximate: k.approximate, Avoids: k.avoids, Replaces: k.Standing}
		s.Warns = d.warns(&k.Case.Case, crew, s.At)
		for _, w := range k.open {
			s.Open = append(s.Open, Hours{hhmm(w.From), hhmm(w.Until)})
		}
		if was, ok := k.Assigned(); ok {
			for _, id := range []evidence.ID{was.Officer, was.Second} {
				if !id.IsZero() {
					s.Was = append(s.Was, id)
				}
			}
		}
		out.Stops = append(out.Stops, s)
	}
	_, seconds := d.work(t)
	out.Minutes = seconds / 60
	return out
}

// warns is what Start will warn of at a visit that is planned. Of a day that a country's
// calendar does not reach nobody knows whether it is a holiday; that crews go is the
// house's word, and not the calendar's.
func (d *day) warns(c *visits.Case, crew *Crew, at int64) string {
	if judging.NoVisit(c, at, evidence.ID{}) != nil {
		return rules.CodeNoVisit
	}
	v := rules.Evaluate(d.gate.packs, d.gate.question(c, crew, at))
	if slices.ContainsFunc(v.Reasons, func(r rules.Reason) bool { return r.Code == rules.CodeDayUnknown }) {
		return rules.CodeDayUnknown
	}
	return ""
}

// whyLeft says in words why a visit is in no tour.
func (d *day) whyLeft(l *route.LeftOut, k *candidate) Reason {
	code := strings.ReplaceAll(l.Why.String(), " ", "_")
	switch l.Why {
	case route.SmallPrize:
		return Reason{Why: code, Words: fmt.Sprintf("the way there would cost %d minutes, and its %d points are worth %d", l.Extra/60, k.score, k.score*d.in.Policy.SecondsPerPoint/60)}
	case route.FullShift:
		if r := d.fullBut(k); r.Why != "" {
			return r
		}
		return Reason{Why: code, Words: "no crew that may go has the time left"}
	case route.NoWindow:
		return Reason{Why: code, Words: "nobody can be there before its last hour is over"}
	case route.NoReturn:
		return Reason{Why: code, Words: "who goes there cannot be back before the shift ends"}
	}
	return Reason{Why: code, Words: l.Why.String()}
}

func hhmm(s int32) string { return fmt.Sprintf("%02d:%02d", s/3600, s/60%60) }

func contains(text, part string) bool {
	return part != "" && strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
