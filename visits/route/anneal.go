package route

import "math"

// The temperature falls from hot to cold, as shares of the mean cost to the
// nearest neighbour.
const (
	hot  = 5.0
	cold = 0.02
)

// score orders plans: mandatory nodes missing, crews going if that matters, cost.
type score struct {
	missing, used int
	cost          int64
}

func (s score) below(o score) bool {
	if s.missing != o.missing {
		return s.missing < o.missing
	}
	if s.used != o.used {
		return s.used < o.used
	}
	return s.cost < o.cost
}

// chain is one search: a board, and the best that stood on it.
type chain struct {
	b        *board
	fewest   bool
	best     draft
	versions []uint64
	score    score
	current  score
}

func newChain(p *Problem, o *Options, seed uint64) *chain {
	c := &chain{b: newBoard(p, o.Fewest, seed), fewest: o.Fewest, best: make(draft, len(p.Crews)), versions: make([]uint64, len(p.Crews))}
	c.score = score{missing: math.MaxInt}
	return c
}

func (c *chain) measure() score {
	s := score{cost: c.b.total}
	for _, u := range c.b.absent {
		switch n := &c.b.nodes[u]; {
		case n.place < 0:
			s.missing += c.b.stops + 1
		case n.mandatory:
			s.missing++
		}
	}
	if c.fewest {
		s.used = c.b.used
	}
	return s
}

// from puts a draft on the board, fills it and goes on from there.
func (c *chain) from(d draft, begin bool) {
	for r := range c.b.rows {
		c.b.rows[r].closed = false
	}
	c.b.load(d)
	c.b.begin = begin && !c.fewest // one optional stop alone is never worth a tour, many are
	c.b.fill()
	c.b.begin = false
	c.current = c.measure()
	c.record()
}

// closeIdle keeps idle crews at home.
func (c *chain) closeIdle() {
	for r := range c.b.rows {
		c.b.rows[r].closed = c.b.rows[r].stops == 0
	}
}

// record keeps what is on the board if it is the best so far.
func (c *chain) record() {
	if !c.current.below(c.score) {
		return
	}
	if len(c.b.absent) > 0 {
		c.b.turnOver()
		c.b.fill()
		c.current = c.measure()
	}
	c.score = c.current
	c.b.keep(c.best, c.versions)
}

// anneal goes on until m has spent the share until; heat scales the temperature.
func (c *chain) anneal(m *meter, until, heat float64) {
	b := c.b
	temperature := 0.0
	for i := 0; ; i++ {
		if i%32 == 0 {
			share := m.share()
			if share >= until {
				return
			}
			temperature = heat * hot * b.scale * math.Pow(cold/(hot*max(heat, cold)), share)
		}
		if m.over() {
			return
		}
		b.turnOver()
		before := b.total
		b.ruin()
		b.recreate()
		if rise := b.total - before; rise > 0 && float64(rise) >= -temperature*math.Log(b.chance.unit()) {
			b.undo()
			continue
		}
		if b.total < before {
			c.current = c.measure()
			c.record()
		}
	}
}

// fewer closes one crew after the other: its stops are left out, and moves that
// leave out less, by how hard each stop was to place so far, are kept. A crew
// whose stops all found a place stays at home.
func (c *chain) fewer(m *meter, until float64) {
	b := c.b
	for m.share() < until && b.used > b.fewestPossible() {
		if !c.closeOne() || !c.search(m, until) {
			break
		}
	}
	c.from(c.best, false)
}

func (b *board) fewestPossible() int {
	load, most := int64(0), int32(1)
	for i := range b.nodes {
		if b.nodes[i].mandatory {
			load += int64(b.nodes[i].load)
		}
	}
	for i := range b.rows {
		most = max(most, b.rows[i].capacity)
	}
	return int((load + int64(most) - 1) / int64(most))
}

// closeOne takes all stops from the crew whose stops were the easiest to place.
func (c *chain) closeOne() bool {
	b, least, easiest := c.b, int64(math.MaxInt64), -1
	for r := range b.rows {
		t := &b.rows[r]
		if t.stops == 0 || t.locked > 1 {
			continue
		}
		sum := int64(0)
		for _, s := range t.slots[1 : len(t.slots)-1] {
			sum += 1 + int64(b.nodes[s.node].tiring)
		}
		if sum < least {
			least, easiest = sum, r
		}
	}
	if easiest < 0 {
		return false
	}
	c.closeIdle()
	t := &b.rows[easiest]
	t.closed = true
	b.turnOver()
	b.pool = b.pool[:0]
	for i := len(t.slots) - 2; i >= 1; i-- {
		if b.nodes[t.slots[i].node].place >= 0 {
			b.cut(easiest, i, i+1)
		}
	}
	b.absent = append(b.absent, b.pool...)
	return true
}

// search goes on until no more mandatory nodes are absent than in the best plan,
// or the time is over.
func (c *chain) search(m *meter, until float64) (found bool) {
	b := c.b
	for i := 0; c.measure().missing > c.score.missing; i++ {
		if m.over() || i%32 == 0 && m.share() >= until {
			return false
		}
		b.turnOver()
		tired, before := c.tiredness(), b.total-c.worthAbsent()
		b.ruin()
		b.recreate()
		now, rise := c.tiredness(), b.total-c.worthAbsent()-before
		for _, u := range b.absent {
			b.nodes[u].tiring = min(b.nodes[u].tiring+1, 1<<24)
		}
		if now > tired || now == tired && rise > 0 && float64(rise) >= -b.scale*math.Log(b.chance.unit()) {
			b.undo()
		}
	}
	c.current = c.measure()
	c.record()
	return true
}

func (c *chain) tiredness() (sum int64) {
	for _, u := range c.b.absent {
		if c.b.nodes[u].mandatory {
			sum += 1 + int64(c.b.nodes[u].tiring)
		}
	}
	return sum
}

func (c *chain) worthAbsent() (sum int64) {
	for _, u := range c.b.absent {
		if c.b.nodes[u].mandatory {
			sum += c.b.nodes[u].worth
		}
	}
	return sum
}
