package route

import (
	"cmp"
	"slices"
)

// A part is so many stops, improved for so many iterations before the next.
const (
	partStops      = 250
	partIterations = 20000
)

// climbParts spends a rung on a large plan: each round takes two parts of
// neighbouring tours and improves them side by side, as problems of their own.
// A part comes back as good as it was or better, so the whole never gets worse.
func climbParts(p *Problem, chains [2]*chain, o *Options, m *meter) {
	whole := better(chains)
	if o.Fewest {
		whole.fewer(m, fewerShare)
	}
	rounds := 0
	for !m.spentWhole() {
		parts := cutParts(whole.b, o.Seed+uint64(rounds)*7919+uint64(m.length))
		rounds++
		steps := meter{length: partIterations, left: partIterations, elapsed: m.elapsed, clock: m.clock}
		if m.elapsed == nil {
			steps.left = min(partIterations, m.left-m.done)
			m.done += steps.left
			if o.Once {
				steps.length = steps.left // cooled whole, however few
			}
		} else {
			// In rounds of the time that is left, so that even a short rung cools a few.
			now := m.elapsed()
			steps.begun, steps.seconds = now, min(2, max(m.seconds/8, 0.05), max(m.begun+m.seconds-now, 1e-3))
		}
		found := [2]draft{}
		beside(func(i int) { found[i] = parts[i].improve(p, o, steps, uint64(rounds*2+i)) })
		next := make(draft, len(p.Crews))
		for c := range next {
			next[c] = slices.Clone(whole.best[c])
		}
		for i := range parts {
			parts[i].giveBack(next, found[i])
		}
		whole.from(next, false)
	}
	for _, c := range chains {
		c.from(whole.best, false)
	}
}

// spentWhole reports whether a rung has no time left for a round.
func (m *meter) spentWhole() bool {
	if m.elapsed != nil {
		return m.share() >= 1
	}
	return m.done >= min(m.left, m.length) || m.ended()
}

// part is a smaller problem and what its numbers are in the whole.
type part struct {
	crews []int
	stops []int   // of the whole, by the part's number
	nodes []int32 // of the whole, by the part's number, breaks included
	start draft
}

// cutParts draws a stop for each of two parts and gives it the tours whose
// nearest stop is nearest, idle crews in turn, and the stops left out around.
func cutParts(b *board, seed uint64) (parts [2]*part) {
	chance := source(seed)
	centres := [2]int{chance.below(b.stops), chance.below(b.stops)}
	taken := make([]bool, b.crews)
	for i, centre := range centres {
		parts[i] = &part{}
		size := 0
		for _, c := range b.rowsAround(centre) {
			if size >= min(partStops, b.placed/2) && size > 0 {
				break
			}
			if !taken[c] {
				taken[c] = true
				parts[i].crews = append(parts[i].crews, c)
				size += int(b.rows[c].stops)
			}
		}
	}
	idle := 0
	for c := range b.rows {
		if b.rows[c].stops == 0 && !b.rows[c].closed && idle < 16 {
			parts[idle%2].crews = append(parts[idle%2].crews, c)
			idle++
		}
	}
	for i := range parts {
		slices.Sort(parts[i].crews)
	}
	b.shareAbsent(&parts, centres)
	return parts
}

// rowsAround are the tours that go, by their stop nearest to centre.
func (b *board) rowsAround(centre int) []int {
	away := make([]int64, b.crews)
	var rows []int
	home := int(b.nodes[centre].place) * b.dim
	for c := range b.rows {
		if b.rows[c].stops == 0 {
			continue
		}
		away[c] = 1 << 60
		for _, s := range b.rows[c].slots[1 : len(b.rows[c].slots)-1] {
			k := home + int(s.place)
			away[c] = min(away[c], int64(b.cost[k])+int64(b.costTo[k]))
		}
		rows = append(rows, c)
	}
	slices.SortFunc(rows, func(c, d int) int { return cmp.Or(cmp.Compare(away[c], away[d]), cmp.Compare(c, d)) })
	return rows
}

// shareAbsent offers each stop left out to the part whose centre is nearer.
func (b *board) shareAbsent(parts *[2]*part, centres [2]int) {
	for i := range parts {
		for _, c := range parts[i].crews {
			for _, s := range b.rows[c].slots[1 : len(b.rows[c].slots)-1] {
				if b.nodes[s.node].place >= 0 {
					parts[i].stops = append(parts[i].stops, int(s.node))
				}
			}
		}
	}
	for _, u := range b.absent {
		if b.nodes[u].place < 0 {
			continue
		}
		row, i := int(b.nodes[u].place)*b.dim, 0
		if b.cost[row+int(b.nodes[centres[1]].place)] < b.cost[row+int(b.nodes[centres[0]].place)] {
			i = 1
		}
		parts[i].stops = append(parts[i].stops, int(u))
	}
	for i := range parts {
		slices.Sort(parts[i].stops)
		parts[i].number(b)
	}
}

// number lists the part's nodes and what stands in its tours now.
func (t *part) number(b *board) {
	for _, s := range t.stops {
		t.nodes = append(t.nodes, int32(s))
	}
	for _, c := range t.crews {
		for u := b.stops; u < len(b.nodes); u++ {
			if int(b.nodes[u].crew) == c {
				t.nodes = append(t.nodes, int32(u))
			}
		}
	}
	mine := make(map[int32]int32, len(t.nodes))
	for k, u := range t.nodes {
		mine[u] = int32(k)
	}
	t.start = make(draft, len(t.crews))
	for k, c := range t.crews {
		for _, s := range b.rows[c].slots[1 : len(b.rows[c].slots)-1] {
			t.start[k] = append(t.start[k], mine[s.node])
		}
	}
}

// problem is the part as a problem of its own. Crews that a stop is kept for and
// that are elsewhere are left off; a stop of theirs alone is not offered.
func (t *part) problem(p *Problem) *Problem {
	out := &Problem{Travel: p.Travel, PerDistance: p.PerDistance, PerTime: p.PerTime}
	crewHere, stopHere := map[int]int{}, map[int]int{}
	for k, s := range t.stops {
		stopHere[s] = k
	}
	for k, c := range t.crews {
		crewHere[c] = k
		crew := p.Crews[c]
		crew.Locked = nil
		for _, s := range p.Crews[c].Locked {
			crew.Locked = append(crew.Locked, stopHere[s])
		}
		out.Crews = append(out.Crews, crew)
	}
	for _, s := range t.stops {
		stop := p.Stops[s]
		stop.Only = nil
		for _, c := range p.Stops[s].Only {
			if k, ok := crewHere[c]; ok {
				stop.Only = append(stop.Only, k)
			}
		}
		if len(p.Stops[s].Only) > 0 && len(stop.Only) == 0 {
			stop.Windows = nil
		}
		out.Stops = append(out.Stops, stop)
	}
	return out
}

func (t *part) improve(p *Problem, o *Options, m meter, seed uint64) draft {
	if len(t.crews) == 0 || len(t.stops) == 0 {
		return t.start
	}
	c := newChain(t.problem(p), o, o.Seed*1_000_003+seed)
	c.from(t.start, false)
	c.anneal(&m, 1, 0.5)
	return c.best
}

// giveBack writes the part's tours into a draft of the whole.
func (t *part) giveBack(whole, found draft) {
	for k, c := range t.crews {
		whole[c] = whole[c][:0]
		for _, u := range found[k] {
			whole[c] = append(whole[c], t.nodes[u])
		}
	}
}
