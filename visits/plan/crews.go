package plan

import (
	"cmp"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// Crew is who goes together on a day.
type Crew struct {
	Members []Person
	From    int32 // seconds from midnight: its shift is that of all its members
	Until   int32
}

// IDs are the members'.
func (c *Crew) IDs() []evidence.ID {
	var ids []evidence.ID
	for _, m := range c.Members {
		ids = append(ids, m.ID)
	}
	return ids
}

func (c *Crew) firstName() string {
	name := c.Members[0].Name
	for _, m := range c.Members {
		name = min(name, m.Name)
	}
	return name
}

func (c *Crew) can(skill string) bool {
	return slices.ContainsFunc(c.Members, func(p Person) bool { return slices.Contains(p.Skills, skill) })
}

// Off is somebody who does not go, and why.
type Off struct {
	Name string      `json:"name"`
	ID   evidence.ID `json:"id"`
	Why  string      `json:"why"`
	Code string      `json:"code"` // one of those beside Away
}

// shortestShift is what a crew must have in common to go at all.
const shortestShift = 30 * 60

// Lawful says why people may not go together to any case, by their papers; "" if
// they may to some. Nil asks nobody.
type Lawful func(members ...Person) (why string)

// Crews puts a day's people into crews of size: first the day's own pairs, then
// those who go together already (together, in which swaps are made: see Together
// and Swapped), then who is named as partner, then as many as can be of who is left.
// People whose papers let them go to nobody together are put together by none of
// these: whose partner's certificate ended goes with another. from is when the rest
// of the day begins, in seconds; somebody who is gone by then is off, and a partner
// who is left joins another who is left or stays: a crew of fewer than size never
// goes.
func (r *Roster) Crews(day string, size int, from int32, together [][]evidence.ID, lawful Lawful) ([]Crew, []Off) {
	r = r.on(day)
	g := gathering{roster: r, from: from, lawful: lawful}
	var off []Off
	g.free, off = r.there(day, from)
	for _, ids := range append(r.pairsOf(day), together...) {
		var wanted []Person
		for _, id := range ids {
			if i := slices.IndexFunc(g.free, func(p Person) bool { return p.ID == id }); i >= 0 && !slices.ContainsFunc(wanted, func(p Person) bool { return p.ID == id }) {
				wanted = append(wanted, g.free[i])
			}
		}
		if len(wanted) >= size {
			g.join(wanted...)
		}
	}
	if size == 2 {
		g.partners()
		g.pairUp()
	}
	g.inRow(size)
	for _, p := range g.free {
		off = append(off, g.whyAlone(p))
	}
	// By name, whoever was put together first: the search breaks ties by the order of
	// crews, and the same day planned again must not change hands.
	slices.SortFunc(g.crews, func(a, b Crew) int {
		return cmp.Or(strings.Compare(a.firstName(), b.firstName()), slices.Compare(a.Members[0].ID[:], b.Members[0].ID[:]))
	})
	return g.crews, off
}

// gathering is a day's people while they are put into crews.
type gathering struct {
	roster *Roster
	from   int32
	lawful Lawful
	free   []Person // by name
	crews  []Crew
}

// fits reports whether people could be a crew.
func (g *gathering) fits(members ...Person) bool {
	c := g.roster.crewOf(members, g.from)
	return c.Until-c.From >= shortestShift && (g.lawful == nil || g.lawful(members...) == "")
}

// join makes a crew of people if they could be one.
func (g *gathering) join(members ...Person) {
	if !g.fits(members...) {
		return
	}
	g.crews = append(g.crews, g.roster.crewOf(members, g.from))
	g.free = slices.DeleteFunc(g.free, func(p Person) bool {
		return slices.ContainsFunc(members, func(m Person) bool { return m.ID == p.ID })
	})
}

// partners joins who is named as somebody's partner.
func (g *gathering) partners() {
	for _, p := range slices.Clone(g.free) {
		i := slices.IndexFunc(g.free, func(q Person) bool { return q.ID == p.ID })
		k := slices.IndexFunc(g.free, func(q Person) bool { return q.Name == p.With })
		if i >= 0 && k >= 0 && i != k {
			g.join(g.free[i], g.free[k])
		}
	}
}

// pairUp makes as many pairs as can be of who is left.
func (g *gathering) pairUp() {
	free := slices.Clone(g.free)
	for i, k := range pairs(len(free), func(i, k int) bool { return g.fits(free[i], free[k]) }, func(i, k int) int { return tongues(&free[i], &free[k]) }) {
		if i < k {
			g.join(free[i], free[k])
		}
	}
}

// tongues is how many languages two people speak together.
func tongues(a, b *Person) int {
	n := len(a.Languages)
	for _, l := range b.Languages {
		if !slices.ContainsFunc(a.Languages, func(have string) bool { return SameLanguage(have, l) }) {
			n++
		}
	}
	return n
}

// inRow makes crews of another size than two of who stands beside each other; who
// fits nobody beside goes to the end of the row.
func (g *gathering) inRow(size int) {
	for tries := 0; size != 2 && len(g.free) >= size && tries <= len(g.free); {
		before := len(g.free)
		if g.join(slices.Clone(g.free[:size])...); len(g.free) == before {
			g.free, tries = append(slices.Clone(g.free[1:]), g.free[0]), tries+1
		}
	}
}

// whyAlone says why somebody who is there is in no crew.
func (g *gathering) whyAlone(p Person) Off {
	if g.lawful != nil {
		if why := g.lawful(p); why != "" {
			return Off{p.Name, p.ID, why, Unlicensed}
		}
	}
	return Off{p.Name, p.ID, "nobody is left to go with", Alone}
}

// hoursOf is a person's shift, cut where the person goes.
func (r *Roster) hoursOf(p *Person) (from, until int32) {
	h := r.Shift
	if p.Shift != (Hours{}) {
		h = p.Shift
	}
	from, until, _ = h.seconds() // checked when it was read
	if p.Off != "" {
		at, _ := clock(p.Off)
		until = min(until, at)
	}
	return from, until
}

func (r *Roster) crewOf(members []Person, from int32) Crew {
	c := Crew{Members: members, From: from, Until: 24 * 3600}
	for i := range members {
		start, until := r.hoursOf(&members[i])
		c.From, c.Until = max(c.From, start), min(c.Until, until)
	}
	return c
}
