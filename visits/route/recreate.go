package route

import "math"

// order is what stops are put back by.
type order byte

const (
	byLot order = iota
	heavyFirst
	farFirst
	nearFirst
	tightFirst
	earlyFirst
	lateFirst
	dearFirst
)

// The published weights of the orders; a prize has the weight of a load.
var (
	plainOrders = []order{byLot, byLot, byLot, byLot, heavyFirst, heavyFirst, heavyFirst, heavyFirst, farFirst, farFirst, nearFirst}
	timedOrders = append(append([]order{}, plainOrders...), tightFirst, tightFirst, earlyFirst, earlyFirst, lateFirst, lateFirst)
	prizeOrders = append(append([]order{}, timedOrders...), dearFirst, dearFirst, dearFirst, dearFirst)
)

func (b *board) drawOrder() order {
	switch {
	case b.prized:
		return prizeOrders[b.chance.below(len(prizeOrders))]
	case b.timed:
		return timedOrders[b.chance.below(len(timedOrders))]
	}
	return plainOrders[b.chance.below(len(plainOrders))]
}

func (b *board) key(u int32, o order) int64 {
	n := &b.nodes[u]
	switch {
	case n.place < 0:
		return -1 << 40 // a break has the fewest places
	case o == heavyFirst:
		return -int64(n.load)
	case o == farFirst:
		return -n.far
	case o == nearFirst:
		return n.far
	case o == tightFirst:
		return int64(n.spread)
	case o == earlyFirst:
		return int64(n.open)
	case o == lateFirst:
		return -int64(n.closing)
	case o == dearFirst:
		return -n.worth
	}
	return int64(b.chance.next() >> 32)
}

// recreate puts the pool back, one by one, each at its cheapest place, unless
// leaving it out is cheaper.
func (b *board) recreate() {
	o := b.drawOrder()
	begin := b.begin
	b.begin = begin || b.prized && b.chance.below(generous) == 0
	for i, u := range b.pool { // a pool is small; by insertion, so that nothing allocates
		k, j := b.key(u, o), i
		for ; j > 0 && b.keys[j-1] > k; j-- {
			b.keys[j], b.pool[j] = b.keys[j-1], b.pool[j-1]
		}
		b.keys[j], b.pool[j] = k, u
	}
	for _, u := range b.pool {
		b.place(u)
	}
	b.begin = begin
}

func (b *board) place(u int32) {
	r, at, extra := b.cheapest(u)
	n := &b.nodes[u]
	opening := b.toll > 0 && extra >= opens/2
	if r < 0 || opening && !n.mandatory || !opening && int64(extra) >= n.worth && !b.begin {
		b.absent = append(b.absent, u)
		return
	}
	b.put(u, r, at)
	b.total -= n.worth
}

// cheapest finds where u costs least; r is −1 if it fits nowhere.
func (b *board) cheapest(u int32) (r, at int, extra int32) {
	n := &b.nodes[u]
	r, extra = -1, never
	b.stamp++
	for c := range b.rows {
		t := &b.rows[c]
		if t.closed || t.load+n.load > t.capacity || n.crew >= 0 && int(n.crew) != c || n.crew < 0 && b.may != nil && !b.may[int(u)*b.crews+c] {
			continue
		}
		if t.stops == 0 && n.crew < 0 {
			if b.used >= b.most || b.classSeen[t.class] == b.stamp || b.mixed && !b.full && b.chance.below(otherCrew) == 0 {
				continue
			}
			b.classSeen[t.class] = b.stamp
		}
		if i, e := b.offer(u, c, t); e < extra {
			r, at, extra = c, i, e
		}
	}
	return r, at, extra
}

// offer is the cheapest place in one row. Where no place is overlooked it is
// remembered, for as long as the row is as it was.
func (b *board) offer(u int32, c int, t *row) (at int, extra int32) {
	places := len(t.slots) - int(t.locked)
	if b.untilBlink < places && !b.full {
		return b.scan(u, t, true)
	}
	b.untilBlink -= places
	o := &b.offers[int(u)*b.crews+c]
	if o.version != t.version {
		i, e := b.scan(u, t, false)
		*o = offer{t.version, int32(i), e}
	}
	return int(o.at), o.extra
}

// drawBlink draws how many places are looked at before one is overlooked. The
// distribution is geometric with the published mean.
func (b *board) drawBlink() {
	b.untilBlink = int(-blinkOneIn * math.Log(b.chance.unit()))
}

// scan tries u before each slot. A way that costs no less than the best so far
// is not looked at twice: hours are tested for the few that are better.
func (b *board) scan(u int32, t *row, blinking bool) (at int, extra int32) {
	if t.breaks > 0 || b.nodes[u].place < 0 {
		return b.scanBreaks(u, t, blinking)
	}
	n := &b.nodes[u]
	extra = never
	base := int(n.place) * b.dim
	from, to := b.cost[base:base+b.dim], b.costTo[base:base+b.dim]
	timeFrom, timeTo := b.time[base:base+b.dim], b.timeTo[base:base+b.dim]
	first := n.open + n.service
	idle := int32(0)
	if t.stops == 0 {
		idle = t.idle
	}
	for i := int(t.locked); i < len(t.slots); i++ {
		p, s := &t.slots[i-1], &t.slots[i]
		if blinking {
			if b.untilBlink == 0 {
				b.drawBlink()
				continue
			}
			b.untilBlink--
		}
		if p.depart > n.closing {
			break
		}
		if first > s.late {
			continue
		}
		e := to[p.place] + from[s.place] - s.arc + idle
		if e >= extra {
			continue
		}
		begin := p.depart + timeTo[p.place]
		if n.windows == nil {
			if begin > n.closing {
				continue
			}
			begin = max(begin, n.open)
		} else if begin = n.begin(begin); begin == never {
			continue
		}
		if begin+n.service+timeFrom[s.place] <= s.late {
			at, extra = i, e
		}
	}
	if n.open > n.closing {
		return 0, never
	}
	return at, extra
}

// scanBreaks is scan where breaks are concerned, which stand wherever their
// predecessor does: the hours behind are walked to the next stop.
func (b *board) scanBreaks(u int32, t *row, blinking bool) (at int, extra int32) {
	n := &b.nodes[u]
	extra = never
	for i := int(t.locked); i < len(t.slots); i++ {
		if blinking {
			if b.untilBlink == 0 {
				b.drawBlink()
				continue
			}
			b.untilBlink--
		}
		here := slot{node: u, place: n.place}
		b.forward(&t.slots[i-1], &here)
		e := here.arc
		for last, k := here, i; ; k++ {
			next := slot{node: t.slots[k].node, place: t.slots[k].place}
			b.forward(&last, &next)
			e += next.arc - t.slots[k].arc
			if next.node < 0 || b.nodes[next.node].place >= 0 {
				break
			}
			last = next
		}
		if t.stops == 0 && n.place >= 0 {
			e += t.idle
		}
		if n.place < 0 {
			e = 0
		}
		if e < extra && b.keepsTime(&here, t, i) {
			at, extra = i, e
		}
	}
	return at, extra
}

// keepsTime walks from a new slot before slot i up to the next that has a place.
func (b *board) keepsTime(here *slot, t *row, i int) bool {
	last := *here
	for k := i; ; k++ {
		if last.depart >= maxTime*2 {
			return false
		}
		s := t.slots[k]
		if s.node >= 0 && b.nodes[s.node].place < 0 {
			b.forward(&last, &s)
			last = s
			continue
		}
		return last.depart+b.time[int(last.place)*b.dim+int(s.place)] <= s.late
	}
}

// fill tries every absent node at every place, overlooking none, until nothing
// more fits: what is left out after it is so for a reason.
func (b *board) fill() {
	b.full = true
	blink := b.untilBlink
	for more := true; more && len(b.absent) > 0; {
		b.pool = append(b.pool[:0], b.absent...)
		b.absent = b.absent[:0]
		for _, breaks := range []bool{true, false} { // what has the fewest places goes first
			for _, u := range b.pool {
				if breaks == (b.nodes[u].place < 0) {
					b.place(u)
				}
			}
		}
		more = len(b.absent) < len(b.pool)
	}
	b.full, b.untilBlink = false, blink
}
