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
