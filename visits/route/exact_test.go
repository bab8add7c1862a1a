package route

import "math"

// exact finds the best plan of up to a dozen stops by dynamic programming over
// sets of stops: for each crew the cheapest tour of each set, then the cheapest
// division of all stops among crews. It is the oracle of the search and knows
// none of its shortcuts.
type exact struct {
	p     *Problem
	tours [][]int64 // crew, set of stops: the cost, or impossible
}

const impossible = math.MaxInt64 / 4

// label is a way to have made some stops and breaks: sooner or cheaper.
type label struct {
	time int32
	cost int64
}

type exactState struct {
	set, breaks int
	place       int
}

func solveExactly(p *Problem, fewest bool) score {
	e := &exact{p: p}
	for c := range p.Crews {
		e.tours = append(e.tours, e.cheapestTours(c))
	}
	all := 1 << len(p.Stops)
	best := make([]score, all) // the best for having visited exactly a set
	for s := 1; s < all; s++ {
		best[s] = score{missing: 99}
	}
	for c := range p.Crews {
		next := make([]score, all)
		for s := range next {
			next[s] = score{missing: 99}
			for sub := s; ; sub = (sub - 1) & s { // this crew takes sub
				got := best[s&^sub]
				cost := e.tours[c][sub]
				if got.missing == 0 && cost < impossible {
					got.cost += cost
					if sub != 0 && fewest {
						got.used++
					}
					if got.below(next[s]) {
						next[s] = got
					}
				}
				if sub == 0 {
					break
				}
			}
		}
		best = next
	}
	found := score{missing: 99}
	for s, got := range best {
		if got.missing > 0 {
			continue
		}
		for k, stop := range p.Stops {
			if s>>k&1 == 0 {
				got.cost += stop.Prize
				if stop.Mandatory {
					got.missing++
				}
			}
		}
		if got.below(found) {
			found = got
		}
	}
	return found
}

// cheapestTours walks all tours of one crew, the shorter sets before the longer.
func (e *exact) cheapestTours(c int) []int64 {
	crew := &e.p.Crews[c]
	out := make([]int64, 1<<len(e.p.Stops))
	for s := range out {
		out[s] = impossible
	}
	if len(crew.Locked) == 0 {
		out[0] = 0
	}
	layer := map[exactState][]label{{place: crew.Start}: {{crew.Shift.From, 0}}}
	for len(layer) > 0 {
		next := map[exactState][]label{}
		for at, labels := range layer {
			for _, l := range labels {
				e.finish(c, at, l, out)
				e.extend(c, at, l, next)
			}
		}
		layer = next
	}
	return out
}

func (e *exact) arc(from, to int) (int32, int64) {
	if to == Open {
		return 0, 0
	}
	k := from*e.p.Travel.Places + to
	cost := int64(e.p.PerDistance)*int64(e.p.Travel.Distance[k]) + int64(e.p.PerTime)*int64(e.p.Travel.Time[k])
	if e.p.Travel.Surcharge != nil {
		cost += int64(e.p.Travel.Surcharge[k])
	}
	return e.p.Travel.Time[k], cost
}

func (e *exact) finish(c int, at exactState, l label, out []int64) {
	crew := &e.p.Crews[c]
	time, cost := e.arc(at.place, crew.End)
	locked := 0
	for _, s := range crew.Locked {
		locked |= 1 << s
	}
	if at.set != 0 && at.set&locked == locked && at.breaks == 1<<len(crew.Breaks)-1 && l.time+time <= crew.Shift.Until {
		out[at.set] = min(out[at.set], l.cost+cost)
	}
}

func (e *exact) extend(c int, at exactState, l label, next map[exactState][]label) {
	crew := &e.p.Crews[c]
	for k, b := range crew.Breaks {
		if begin := max(l.time, b.Begin.From); at.breaks>>k&1 == 0 && begin <= b.Begin.Until {
			keepLabel(next, exactState{at.set, at.breaks | 1<<k, at.place}, label{begin + b.Length, l.cost})
		}
	}
	for k, s := range e.p.Stops {
		if at.set>>k&1 == 1 || !e.may(c, k, at.set) {
			continue
		}
		time, cost := e.arc(at.place, s.Place)
		begin := int32(math.MaxInt32)
		for _, w := range s.Windows {
			if l.time+time <= w.Until {
				begin = min(begin, max(l.time+time, w.From))
			}
		}
		if begin < math.MaxInt32 {
			keepLabel(next, exactState{at.set | 1<<k, at.breaks, s.Place}, label{begin + s.Service, l.cost + cost})
		}
	}
}

// may: pins, the order of locked stops, and what the crew can carry.
func (e *exact) may(c, k, set int) bool {
	crew, load, ok := &e.p.Crews[c], e.p.Stops[k].Load, len(e.p.Stops[k].Only) == 0
	for _, o := range e.p.Stops[k].Only {
		ok = ok || o == c
	}
	for i, s := range e.p.Stops {
		if set>>i&1 == 1 {
			load += s.Load
		}
	}
	for d := range e.p.Crews {
		for i, s := range e.p.Crews[d].Locked {
			if s == k && (d != c || i > 0 && set>>crew.Locked[i-1]&1 == 0) {
				return false
			}
		}
	}
	for _, s := range crew.Locked {
		if set>>s&1 == 0 && s != k {
			first := false // k itself may be the next locked one
			for _, o := range crew.Locked {
				first = first || o == k
			}
			ok = ok && first
		}
	}
	return ok && load <= crew.Capacity
}

func keepLabel(m map[exactState][]label, at exactState, l label) {
	var kept []label
	for _, o := range m[at] {
		if o.time <= l.time && o.cost <= l.cost {
			return
		}
		if l.time > o.time || l.cost > o.cost {
			kept = append(kept, o)
		}
	}
	m[at] = append(kept, l)
}
