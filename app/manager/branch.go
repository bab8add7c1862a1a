package manager

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fairvisit/app/desk"
	"fairvisit/app/record"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/find"
	"fairvisit/visits/journal"
	"fairvisit/visits/judging"
	dayplan "fairvisit/visits/plan"
	"fairvisit/visits/rules"
)

// Branch is what the manager's device knows of the branch at one moment.
type Branch struct {
	Cases    []visits.Case
	Visits   []visits.Visit
	Devices  []visits.Device
	Findings []visits.Finding
	Persons  []visits.Person
	Tours    []visits.Tour
	Asks     []visits.Ask // visits asked for, by their last day

	imports    []journal.TakenImport // the newest files this device took
	swaps      []visits.Swap         // asked for by its officers, by their day
	rosterKept keptRoster            // who works, as the branch's managers said
	roadsSize  int64                 // bytes of the road map that is kept; 0: none is
	roadsBy    string                // how crews travel: car, foot
	zone       string                // of most cases: the branch's clock; "" where none names one
	cases      map[evidence.ID]*visits.Case
	at         map[evidence.ID]int // of visits, in Visits
	law        judging.Law         // in force
	policy     dayplan.Policy      // of the house, by which a case is worth a visit
	worth      appraised
	told       *told           // what was counted of it last; nil: nothing was
	lists      fieldwork.Lists // by which visits are told
	names      map[evidence.ID]string
	found      find.Index
	nameKeys   map[evidence.ID]string // by which cases are sorted by name; nil: not made yet
}

func read(ctx context.Context, k *desk.Desk) (Branch, error) {
	var b Branch
	var err error
	if b.Cases, err = k.Cases(ctx); err != nil {
		return b, err
	}
	if b.Visits, err = k.Visits(ctx); err != nil {
		return b, err
	}
	if b.Devices, err = k.Devices(ctx); err != nil {
		return b, err
	}
	if b.Findings, err = k.Findings(ctx); err != nil {
		return b, err
	}
	if b.Persons, err = k.Persons(ctx); err != nil {
		return b, err
	}
	if b.Tours, err = k.Tours(ctx); err != nil {
		return b, err
	}
	if b.Asks, err = k.Asks(ctx); err != nil {
		return b, err
	}
	if b.imports, err = k.Journal.Imports(ctx, importsShown); err != nil {
		return b, err
	}
	if b.swaps, err = k.Officer.Swaps(ctx); err != nil {
		return b, err
	}
	if b.rosterKept, err = readRoster(ctx, k); err != nil {
		return b, err
	}
	if err = b.rosterKept.readForgotten(ctx, k, b.Persons); err != nil {
		return b, err
	}
	if b.roadsSize, b.roadsBy, err = keptWays(ctx, k); err != nil {
		return b, err
	}
	if b.policy, err = dayplan.ParsePolicy(assets.HousePlan()); err != nil {
		return b, err
	}
	if b.law, err = k.Officer.Law(ctx); err != nil {
		return b, err
	}
	if b.lists, err = k.Officer.Lists(ctx); err != nil {
		return b, err
	}
	b.index()
	return b, nil
}

func (b *Branch) index() {
	b.cases, b.names = map[evidence.ID]*visits.Case{}, map[evidence.ID]string{}
	for i := range b.Cases {
		b.cases[b.Cases[i].ID] = &b.Cases[i]
		b.found.Add(b.Cases[i].ID, wordsOf(&b.Cases[i])...)
	}
	n := map[string]int{}
	for i := range b.Cases {
		z := b.Cases[i].Facts.Zone
		if n[z]++; z != "" && z != "Local" && (n[z] > n[b.zone] || b.zone == "" || n[z] == n[b.zone] && z < b.zone) {
			b.zone = z
		}
	}
	b.at = make(map[evidence.ID]int, len(b.Visits))
	for i := range b.Visits {
		b.at[b.Visits[i].ID] = i
	}
	for _, p := range b.Persons {
		b.names[p.ID] = p.Name
	}
}

// visit is one by its id; nil: not here.
func (b *Branch) visit(id evidence.ID) *visits.Visit {
	if i, ok := b.at[id]; ok {
		return &b.Visits[i]
	}
	return nil
}

// wordsOf are what a case is found by: what the desk shows of it, and its number. By the
// whole of a name or an address, letter by letter, a search would tell what their masks
// hide.
func wordsOf(c *visits.Case) []string {
	if c.Words == nil {
		return nil
	}
	return []string{record.Who(c), record.Street(c), c.Words.Place.District, c.Words.Number}
}

// Crew is two officers who go together; Second is zero for one who goes alone.
type Crew struct {
	First, Second evidence.ID
}

// has reports whether somebody is of the crew.
func (c Crew) has(who evidence.ID) bool {
	return !who.IsZero() && (c.First == who || c.Second == who)
}

// crews are those the decisions in force make, and those made by hand. Somebody
// goes with one crew only: the one of the latest day. An officer who is alone
// in one decision and with somebody in another counts with the other.
func (b *Branch) crews(byHand []Crew) []Crew {
	type made struct {
		Crew
		day string
		n   int
	}
	counted := map[Crew]*made{}
	for i := range b.Cases {
		d, ok := b.Cases[i].Assigned()
		if !ok || d.Second.IsZero() {
			continue
		}
		c := Crew{d.Officer, d.Second}
		if other := counted[Crew{c.Second, c.First}]; other != nil {
			c = other.Crew
		}
		if counted[c] == nil {
			counted[c] = &made{Crew: c}
		}
		counted[c].day, counted[c].n = max(counted[c].day, d.Day), counted[c].n+1
	}
	list := make([]*made, 0, len(counted))
	for _, c := range counted {
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y *made) int {
		return cmp.Or(strings.Compare(y.day, x.day), cmp.Compare(y.n, x.n), slices.Compare(x.First[:], y.First[:]))
	})
	crews := slices.Clone(byHand)
	for _, c := range list {
		if !slices.ContainsFunc(crews, func(have Crew) bool { return have.has(c.First) || have.has(c.Second) }) {
			crews = append(crews, c.Crew)
		}
	}
	slices.SortFunc(crews, func(x, y Crew) int {
		return cmp.Or(strings.Compare(b.names[x.First], b.names[y.First]), slices.Compare(x.First[:], y.First[:]))
	})
	return crews
}

// free are the officers who are of no crew, by name.
func (b *Branch) free(crews []Crew) []visits.Person {
	var list []visits.Person
	for _, p := range b.Persons {
		if p.Role == "officer" && !slices.ContainsFunc(crews, func(c Crew) bool { return c.has(p.ID) }) {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(x, y visits.Person) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), slices.Compare(x.ID[:], y.ID[:]))
	})
	return list
}

// Device is a device as far as the pictures tell. What it still holds unsent and
// when it was last online are telemetry, which no picture has: see heard.
type Device struct {
	visits.Device
	Last int64 // µs, wall: the newest entry of a visit that came from it; 0: none ever
}

// devices are those of officers, the ones that never sent a visit first, then
// by how long nothing came.
func (b *Branch) devices() []Device {
	last := map[evidence.ID]int64{}
	for i := range b.Visits {
		v := &b.Visits[i]
		last[v.Device] = max(last[v.Device], record.Last(v))
	}
	var list []Device
	for _, d := range b.Devices {
		if d.Role == "officer" {
			list = append(list, Device{d, last[d.ID]})
		}
	}
	slices.SortFunc(list, func(x, y Device) int {
		return cmp.Or(cmp.Compare(gone(x), gone(y)), cmp.Compare(x.Last, y.Last), slices.Compare(x.ID[:], y.ID[:]))
	})
	return list
}

// gone puts revoked devices last.
func gone(d Device) int {
	if d.Revoked.IsZero() {
		return 0
	}
	return 1
}

// silent are the officers of whom no device ever came here, by name: they stand
// before all others, for nobody knows what they do.
func (b *Branch) silent() []visits.Person {
	var list []visits.Person
	for _, p := range b.free(nil) {
		if !slices.ContainsFunc(b.Devices, func(d visits.Device) bool { return d.Officer == p.ID }) {
			list = append(list, p)
		}
	}
	return list
}

// devicesOf are the devices in force of the members of a crew.
func (b *Branch) devicesOf(c Crew) []Device {
	return slices.DeleteFunc(b.devices(), func(d Device) bool { return !d.Revoked.IsZero() || !c.has(d.Officer) })
}

// Stops are a crew's stops of a day: how many of the cases assigned for it have
// had a contact on it, and how many are left.
type Stops struct{ Done, Left int }

func (b *Branch) stops(c Crew, day string) Stops {
	var s Stops
	for i := range b.Cases {
		d, ok := b.Cases[i].Assigned()
		if !ok || d.Day != day || !c.has(d.Officer) {
			continue
		}
		if slices.ContainsFunc(b.Cases[i].Contacts, func(v visits.Contact) bool { return v.Day == day }) {
			s.Done++
		} else {
			s.Left++
		}
	}
	return s
}

// finished are the visits that came to an end, those with findings first, of
// each what waits for a review before what was returned and what was approved, then the
// newest first.
func (b *Branch) finished() []*visits.Visit {
	found := map[evidence.ID]bool{}
	for _, f := range b.Findings {
		found[f.Visit] = true
	}
	var list []*visits.Visit
	for i := range b.Visits {
		if s := b.Visits[i].Status; s == visits.StatusClosed || s == visits.StatusAbandoned {
			list = append(list, &b.Visits[i])
		}
	}
	slices.SortFunc(list, func(x, y *visits.Visit) int {
		if found[x.ID] != found[y.ID] {
			if found[x.ID] {
				return -1
			}
			return 1
		}
		return cmp.Or(compareReviewed(x, y), cmp.Compare(record.Last(y), record.Last(x)), slices.Compare(x.ID[:], y.ID[:]))
	})
	return list
}

// findingsOf are the findings about a visit, the gravest first.
func (b *Branch) findingsOf(visit evidence.ID) []visits.Finding {
	var list []visits.Finding
	for _, f := range b.Findings {
		if f.Visit == visit {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(x, y visits.Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(record.Findings, x.Code), slices.Index(record.Findings, y.Code)), cmp.Compare(x.At, y.At))
	})
	return list
}

// papers are those headquarters gave an officer.
func (b *Branch) papers(who evidence.ID) []rules.Certificate {
	for i := range b.Persons {
		if b.Persons[i].ID == who {
			return dayplan.PapersOf(&b.Persons[i])
		}
	}
	return nil
}
