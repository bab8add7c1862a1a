package route

import "math"

// With as few crews as can be a plan is so tight that the way from one to a better
// one seldom goes over plans that leave nothing out. So the cost is then lowered
// over plans that may lack stops, each for a price: high enough that a share of
// what stands on the board lacks none, no higher. A price that no plan would ever
// pay, as for the fewest crews, locks the search in where it stands.
const (
	lackPrice    = 20.0 // of a stop at first, times the mean cost to the nearest neighbour
	lackStep     = 1.1
	lackLeast    = 2.0
	lackMost     = 1000.0
	wholePlans   = 0.3 // share of plans that should lack nothing
	lackAccounts = 256 // iterations between two looks at that share
)

// priceLacks sets what the absence of a mandatory stop costs, beside its prize.
func (b *board) priceLacks(price int64) {
	for u := range b.nodes {
		n := &b.nodes[u]
		if !n.mandatory || n.place < 0 {
			continue
		}
		worth := b.p.Stops[u].Prize + price
		if b.rowOf[u] < 0 {
			b.total += worth - n.worth
		}
		n.worth = worth
	}
}

// annealLean is anneal with no more crews than the best plan has, which lacks no
// mandatory stop.
func (c *chain) annealLean(m *meter, until float64) {
	b := c.b
	price := lackPrice * b.scale
	b.most = c.score.used
	b.priceLacks(int64(price))
	defer func() {
		b.most = never
		b.priceLacks(b.dear)
		c.from(c.best, false)
	}()
	temperature, whole := 0.0, 0
	for i := 1; ; i++ {
		if i%32 == 1 {
			share := m.share()
			if share >= until {
				return
			}
			temperature = hot * b.scale * math.Pow(cold/hot, share)
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
		} else if b.total < c.score.cost && c.measure().missing == 0 {
			c.current = c.measure()
			c.record()
		}
		if c.measure().missing == 0 {
			whole++
		}
		if i%lackAccounts == 0 {
			if float64(whole) < wholePlans*lackAccounts {
				price = min(price*lackStep, lackMost*b.scale)
			} else {
				price = max(price/lackStep, lackLeast*b.scale)
			}
			whole = 0
			b.priceLacks(int64(price))
		}
	}
}

// fewer closes one crew after the other: its stops are left out, and moves that
// leave out less, by how hard each stop was to place so far, are kept. A crew
// whose stops all found a place stays at home.
func (c *chain) fewer(m *meter, until float64) {
	b := c.b
	for m.share() < until && b.used > b.fewestPossible() {
		if !c.closeOne() {
			break
		}
		if c.search(m, until) {
			continue
		}
		for u := range b.nodes {
			b.nodes[u].tiring = 0
		}
		c.from(c.best, false)
		if m.ended() || m.elapsed == nil && m.spent() {
			break
		}
	}
	c.from(c.best, false)
}

// patience is how many iterations for each stop a crew's stops are tried to be placed
// before all is begun anew, with nothing known of what is hard. How long one try takes
// has a long tail: of R104 to 9 crews three of five seeds did not end in 2,000,000
// iterations. Begun anew after 70,000 or 100,000 all of twelve did in 751,000, in a
// quarter of a million on average; after 10,000 one of five did, and after 150,000 not all.
const patience = 800

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

// search goes on until no more mandatory nodes are absent than in the best plan, or
// the time or its patience is over.
func (c *chain) search(m *meter, until float64) (found bool) {
	b := c.b
	for i := 0; c.measure().missing > c.score.missing; i++ {
		if i == patience*b.stops || m.over() || i%32 == 0 && m.share() >= until {
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
