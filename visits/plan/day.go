package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/roads"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

// Input is everything a plan depends on.
type Input struct {
	Day    string // that is planned, yyyy-mm-dd
	Today  string // on which it is planned
	From   string // HH:MM: plan the rest of the day; "" = all of it
	Zone   string // the branch's, unless its roster says another
	Cases  []Case
	Roster Roster
	Policy Policy
	Law    judging.Law // of the branch; which packs govern a case, its address says
	// Together are people who go together already, each in their place on the day:
	// swaps are made. The first of them that can is kept.
	Together [][]evidence.ID
	Must     []evidence.ID               // cases that are left out only if nothing else is possible
	Pins     map[evidence.ID]evidence.ID // case: officer whose crew goes there or nobody
	Ways     []Way
	// Roads are those the crews go by; nil: ways are estimated from great circles.
	Roads *roads.Graph
}

// Way is a way somebody measured, between two cases; the zero id is the start.
// It is taken instead of what the map of the earth says.
type Way struct {
	From, To        evidence.ID
	Seconds, Metres int32
}

// Search is how long to look for a plan: by Iterations, of each of the searches a
// plan is made of, or by Seconds from the call of Suggest: then more of them with the
// same seed, on a machine that is as fast, are never worse (see rounds.go). Elapsed is
// the seconds since some moment, called from several goroutines at once; +Inf ends any
// search with the best plan so far.
type Search struct {
	Seed       uint64
	Iterations int
	Seconds    float64
	Elapsed    func() float64
}

// Plan is a day. Nothing of it is decided by itself.
type Plan struct {
	Day      string   `json:"day"`
	Zone     string   `json:"zone"`
	Policy   Used     `json:"policy"`
	Packs    []Used   `json:"packs"`
	Travel   Travel   `json:"travel"`
	Start    Start    `json:"start"`
	Seed     uint64   `json:"seed"`
	CrewSize int      `json:"crew_size"` // the packs ask for
	Tours    []Tour   `json:"tours"`
	LeftOut  []Left   `json:"left_out"` // could be visited, and fits no tour
	Not      []Left   `json:"not"`      // is not to be visited that day
	Off      []Off    `json:"off"`
	Fairness Fairness `json:"fairness"`
	Cost     int64    `json:"cost"`

	weight weight // what it is compared by
}

// Better reports whether p is to be taken in the place of o, another plan for the
// same Input: it leaves out less of what must be visited, then less of what is worth
// a visit, then shares the work more evenly, and only then costs less. A plan that
// saved a way by leaving out a visit would be no better.
func (p *Plan) Better(o *Plan) bool { return p.weight.below(o.weight) }

// Travel says which ways a plan went by: of so many between two places, those
// found on roads and those somebody measured; all others are estimated.
type Travel struct {
	Profile  string `json:"profile,omitempty"` // of the roads; "" without any
	Ways     int    `json:"ways"`
	Roads    int    `json:"roads"`
	Measured int    `json:"measured"`
	// Off are cases further from any road than roads.Reach.
	Off []evidence.ID `json:"off,omitempty"`
}

// Start is where tours begin and end.
type Start struct {
	Spot
	Roster bool `json:"roster"` // it is the roster's; else an address in the middle of the day's cases
}

// Used names a policy or pack to the byte.
type Used struct {
	ID      string        `json:"id"`
	Version string        `json:"version"`
	SHA256  evidence.Hash `json:"sha256"`
}

// Left is a case in no tour.
type Left struct {
	Case evidence.ID `json:"case"`
	Reason
	Score int64 `json:"score,omitempty"`
}

// Tour is the day of one crew.
type Tour struct {
	Officers []evidence.ID `json:"officers"`
	Names    []string      `json:"names"`
	From     string        `json:"from"`
	Until    string        `json:"until"`
	Finish   string        `json:"finish"`
	After    evidence.ID   `json:"after,omitzero"` // the case the crew was at last that day; none: it begins at the start
	Stops    []Stop        `json:"stops"`
	Breaks   []Hours       `json:"breaks,omitempty"`
	Metres   int64         `json:"metres"`
	Minutes  int64         `json:"minutes"` // on its ways and with its visits, without waiting and breaks
}

// Stop is one planned visit.
type Stop struct {
	Case   evidence.ID `json:"case"`
	Order  int         `json:"order"` // from 1, behind what the crew visited that day
	Arrive string      `json:"arrive"`
	Begin  string      `json:"begin"`
	Leave  string      `json:"leave"`
	At     int64       `json:"at"`   // Begin in UTC µs
	Open   []Hours     `json:"open"` // hours in which it may begin
	// Avoids is the part of the day in which nobody was met at the last visit: morning,
	// afternoon or evening. Open has it not, though the rules do.
	Avoids string `json:"avoids,omitempty"`
	// Warns is the code of what Start will warn of though the plan sends a crew: it is
	// asked why it goes. "": of nothing that is known now.
	Warns       string        `json:"warns,omitempty"`
	Score       int64         `json:"score"`
	Priority    []Points      `json:"priority"`
	Treatment   Treatment     `json:"treatment"`
	Approximate bool          `json:"approximate,omitempty"` // its place is the middle of its district
	Was         []evidence.ID `json:"was,omitempty"`         // who was to go there
	Replaces    evidence.Hash `json:"replaces,omitzero"`     // the decision that stands on it
}

// Fairness is how evenly work is shared.
type Fairness struct {
	Squares int64   `json:"squares"` // sum of the squares of minutes
	Even    float64 `json:"even"`    // square of the sum over crews × squares: 1 when all work equally long
}

// ErrNobody means that no crew can go on the day.
var ErrNobody = errors.New("no crew can go on that day")

// Suggest makes a plan for a day. What cannot be planned has its reason in the
// plan; the error is for an input that cannot be understood. With nobody to go it
// is ErrNobody beside a plan that says who is off and why.
func Suggest(in *Input, s Search) (Plan, error) {
	if s.Iterations <= 0 && (s.Elapsed == nil || !(s.Seconds > 0)) {
		return Plan{}, errors.New("a search without iterations or seconds has no end")
	}
	c := s.climb() // the time runs from here: reading roads is part of it
	d, err := prepare(in)
	if err != nil {
		return Plan{}, err
	}
	d.plan.Seed = s.Seed
	if err := d.build(); err != nil {
		return d.plan, err
	}
	if len(d.crews) == 0 {
		return d.plan, ErrNobody
	}
	if err := c.rounds(d); err != nil {
		return d.plan, err
	}
	return c.best.write()
}

func onlyLeftOut(faults []route.Fault) bool {
	return !slices.ContainsFunc(faults, func(f route.Fault) bool { return f.Name != route.LeftOutMandatory })
}

// day is a plan on its way.
type day struct {
	in      *Input
	gate    gate
	from    int32 // seconds from midnight
	crews   []Crew
	present []present // of each crew
	stops   []candidate
	ways    route.Travel // between the start, place 0, all candidates and where crews are, by their place
	problem route.Problem
	asked   int64 // what all visits are worth together, before any was refused
	plan    Plan
}

// candidate is a case that may be visited that day.
type candidate struct {
	*Case
	treatment   Treatment
	score       int64
	points      []Points
	open        []route.Span
	crews       []int // that may go
	at          route.Point
	place       int // in the day's ways
	approximate bool
	asked       *visits.Ask // that was granted for the day; nil: none
	avoids      string      // the part of the day it was last tried in
}

func prepare(in *Input) (*day, error) {
	if in.Policy.sum.IsZero() {
		return nil, errors.New("there is no plan policy, so nothing can be planned")
	}
	zone := cmp.Or(in.Roster.Zone, in.Zone)
	at, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return nil, fmt.Errorf("the branch's zone %q is not known, so no hour can be named", zone)
	}
	midnight, err := time.ParseInLocation(time.DateOnly, in.Day, at)
	if err != nil {
		return nil, fmt.Errorf("the day %q is not yyyy-mm-dd", in.Day)
	}
	packs := in.Law.Of(casesOf(in.Cases)...)
	d := &day{in: in, gate: gate{packs: packs, branch: in.Law.Branch, midnight: midnight, service: int32(in.Policy.ServiceMinutes) * 60, asked: map[string]answer{}}}
	if in.From != "" {
		if d.from, err = clock(in.From); err != nil {
			return nil, err
		}
	}
	d.plan = Plan{Day: in.Day, Zone: zone, Policy: Used{in.Policy.ID, in.Policy.Version, in.Policy.sum}, CrewSize: crewSize(packs),
		Tours: []Tour{}, LeftOut: []Left{}, Not: []Left{}, Off: []Off{}, Packs: []Used{}}
	for _, p := range packs {
		d.plan.Packs = append(d.plan.Packs, Used{p.ID, p.Version, p.SHA256()})
	}
	crews, off := in.Roster.Crews(in.Day, d.plan.CrewSize, d.from, in.Together, d.lawful())
	d.crews, d.plan.Off = crews, append(d.plan.Off, off...)
	d.findPresent()
	return d, nil
}

func casesOf(list []Case) []*visits.Case {
	all := make([]*visits.Case, len(list))
	for i := range list {
		all[i] = &list[i].Case
	}
	return all
}

// crewSize is the most that any pack asks for, and one if none asks.
func crewSize(packs []rules.Pack) int {
	size := 1
	for _, p := range packs {
		size = max(size, p.Crew.Min)
	}
	return size
}

func (d *day) not(c *Case, r Reason) { d.plan.Not = append(d.plan.Not, Left{Case: c.ID, Reason: r}) }

// choose keeps the cases that may be visited that day by some crew.
func (d *day) choose() error {
	where := newWhereabouts(d.in.Cases)
	for i := range d.in.Cases {
		c := &d.in.Cases[i]
		t, err := d.in.Policy.Treat(&c.Case, d.in.Day)
		if err != nil {
			return err
		}
		if r := d.in.Policy.eligible(c, t, d.in.Day, d.in.Today); r.Why != "" {
			d.not(c, r)
			continue
		}
		k := candidate{Case: c, treatment: t}
		k.score, k.points = d.in.Policy.Priority(&c.Case, t, d.in.Day, d.in.Policy.promised(c, d.in.Day))
		if k.asked = c.granted(d.in.Day, d.in.Today); k.asked != nil {
			k.points = append(k.points, Points{TermAskedFor, 0, "the field asked for it, and the day was granted"})
		}
		var known bool
		if k.at, k.approximate, known = where.of(c); !known {
			d.not(c, Reason{Why: NoPlace, Words: "nobody knows where it is: it has no coordinates, and no other case of its district has"})
			continue
		}
		if r := d.open(&k); r.Why != "" {
			d.not(c, r)
			continue
		}
		d.stops = append(d.stops, k)
	}
	return nil
}

// open finds the crews that may go and their hours. Crews whose papers let them go
// at other hours than the first that may are not taken: a stop has one set of
// hours.
func (d *day) open(k *candidate) Reason {
	if pin, ok := d.in.Pins[k.ID]; ok {
		return d.openTo(k, pin)
	}
	if k.asked != nil {
		decided, _ := k.Assigned() // it is granted with a decision in force
		if d.openTo(k, decided.Officer).Why == "" {
			return Reason{}
		} // who it was granted to does not go that day, or may not: then anybody else
	}
	return d.openTo(k, evidence.ID{})
}

// openTo is open among the crews of one officer; zero: among all.
func (d *day) openTo(k *candidate, officer evidence.ID) Reason {
	why := Reason{Why: NotAllowed, Words: "the rules in force let nobody go there that day"}
	if len(d.crews) == 0 {
		why.Words = "no crew goes that day"
	}
	for i := range d.crews {
		crew := &d.crews[i]
		if !officer.IsZero() && !slices.Contains(crew.IDs(), officer) {
			why = Reason{Why: Kept, Words: "it is kept for somebody who does not go that day"}
			continue
		}
		if _, lacks := d.in.Roster.lacks(crew, k.Case); lacks.Why != "" {
			why = lacks
			continue
		}
		a := d.gate.hours(&k.Case.Case, crew)
		if k.Facts.Zone == d.plan.Zone { // the hours asked for are the debtor's
			a.open = within(a.open, k.asked)
		}
		switch {
		case len(a.open) == 0:
			if a.why != nil {
				why = Reason{Why: NotAllowed, Words: "the rules in force let nobody go there that day", By: a.why}
			}
		case k.open == nil || slices.Equal(k.open, a.open):
			k.open = a.open
			k.crews = append(k.crews, i)
		}
	}
	if len(k.crews) == 0 {
		return why
	}
	d.prefer(k)
	return Reason{}
}

// lacks is what a crew has not that a case takes, a skill or a language, and says so;
// nothing if it has all. Languages count only where the roster says who speaks any.
func (r *Roster) lacks(crew *Crew, c *Case) (what string, why Reason) {
	for _, n := range r.Needs {
		if contains(c.Words.Product, n.Product) && !crew.can(n.Skill) {
			return n.Skill, Reason{Why: NoSkill, Words: "no crew that goes has the skill " + n.Skill}
		}
	}
	if !slices.ContainsFunc(r.People, func(p Person) bool { return len(p.Languages) > 0 }) || len(c.Words.Parties) == 0 {
		return "", Reason{}
	}
	if l := c.Words.Parties[0].Language; l != "" && !crew.speaks(l) {
		return l, Reason{Why: NotSpoken, Words: "no crew that goes speaks " + l}
	}
	return "", Reason{}
}
