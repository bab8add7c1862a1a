package route

import "math"

// node is a stop or, above the stops, a break of one crew.
type node struct {
	place          int32 // -1 for a break
	service, load  int32
	open, closing  int32  // first and last moment it may begin
	windows        []Span // only if there are several
	worth          int64  // what its absence costs
	mandatory      bool
	crew           int32 // the crew of a break, else -1
	far            int64 // cost from where the first crew starts
	breakNumber    int
	spread, tiring int32 // length of all windows; sum of the times it was hard to place
}

// slot is a node in its place in a tour, with all that an insertion beside it asks.
type slot struct {
	node, place int32
	depart      int32 // the earliest
	late        int32 // the latest arrival with which the rest stays in time
	arc         int32 // cost of the way here
}

// row is the tour of one crew: its start, its nodes, its end.
type row struct {
	slots    []slot
	load     int32
	locked   int32 // slots that stay as they are, the start among them
	stops    int32
	breaks   int32
	cost     int64
	idle     int32 // cost of the way from start to end, not paid by who stays; and opens
	version  uint64
	class    int32 // crews of one class are alike
	closed   bool
	capacity int32
}

// offer is the cheapest place for a node in a row of a certain version.
type offer struct {
	version uint64
	at      int32
	extra   int32
}

const (
	never = math.MaxInt32
	// opens is added to the extra of a crew's first stop where there is a toll, so
	// that any other place is tried before.
	opens = 1 << 30
)

// board is a plan being changed. After the first rounds nothing on it allocates.
type board struct {
	p                            *Problem
	stops, dim, crews            int
	cost, time, costTo, timeTo   []int32 // the second two are the first two turned, so that both rows of a node are dense
	nodes                        []node
	may                          []bool // node×crew; nil if all may
	rows                         []row
	rowOf, at                    []int32
	absent                       []int32
	near                         [][]int32
	scale                        float64 // mean cost to the nearest neighbour
	total                        int64   // arcs, tolls, and the worth of what is absent
	toll                         int64   // for each crew that goes, where the fewest are wanted
	dear                         int64   // more than any plan costs: what a mandatory stop left out costs beside its prize
	placed, used                 int
	most                         int // crews that may go
	offers                       []offer
	versions                     uint64
	chance                       source
	untilBlink                   int
	pool                         []int32
	keys                         []int64
	stamp                        int
	touched, ruined, classSeen   []int
	saved                        []row
	savedRows                    []int
	savedAbsent                  []int32
	offeredIn                    []int // by stop: the turn it was last offered again in
	savedTotal                   int64
	savedPlaced, savedUsed, turn int
	prized, timed, mixed         bool
	full, begin                  bool // full: overlook no place; begin: ask no price
}

func newBoard(p *Problem, fewest bool, seed uint64) *board {
	b := &board{p: p, stops: len(p.Stops), crews: len(p.Crews), chance: source(seed), turn: 1, most: never}
	b.takeTravel()
	b.takeNodes(fewest)
	b.takeCrews()
	n := len(b.nodes)
	b.rowOf, b.at = make([]int32, n), make([]int32, n)
	for i := range b.rowOf {
		b.rowOf[i] = -1
		b.total += b.nodes[i].worth
	}
	b.pool, b.absent, b.savedAbsent = make([]int32, 0, n), make([]int32, 0, n), make([]int32, 0, n)
	b.keys = make([]int64, n)
	b.offers = make([]offer, n*b.crews)
	b.offeredIn = make([]int, n)
	b.touched, b.ruined, b.classSeen = make([]int, b.crews), make([]int, b.crews), make([]int, b.crews)
	b.findNear()
	b.drawBlink()
	return b
}

// places used by stops and crews, numbered densely: a part of a large problem
// then has a small matrix.
func (b *board) placeNumbers() (numbers []int32, used []int) {
	numbers = make([]int32, b.p.Travel.Places)
	for i := range numbers {
		numbers[i] = -1
	}
	add := func(place int) {
		if place >= 0 && numbers[place] < 0 {
			numbers[place] = int32(len(used))
			used = append(used, place)
		}
	}
	for i := range b.p.Crews {
		add(b.p.Crews[i].Start)
		add(b.p.Crews[i].End)
	}
	for i := range b.p.Stops {
		add(b.p.Stops[i].Place)
	}
	return numbers, used
}

// takeTravel copies the matrices. One more place, free to reach from anywhere, is
// where open tours end: the search then knows of no open tours.
func (b *board) takeTravel() {
	numbers, used := b.placeNumbers()
	d := len(used) + 1
	b.dim = d
	b.cost, b.time, b.costTo, b.timeTo = make([]int32, d*d), make([]int32, d*d), make([]int32, d*d), make([]int32, d*d)
	t := &b.p.Travel
	for i, from := range used {
		for j, to := range used {
			k := from*t.Places + to
			cost := b.p.PerDistance*t.Distance[k] + b.p.PerTime*t.Time[k]
			if len(t.Surcharge) > 0 {
				cost += t.Surcharge[k]
			}
			b.cost[i*d+j], b.time[i*d+j] = cost, t.Time[k]
			b.costTo[j*d+i], b.timeTo[j*d+i] = cost, t.Time[k]
		}
	}
	b.nodes = make([]node, b.stops)
	for i := range b.p.Stops {
		b.nodes[i].place = numbers[b.p.Stops[i].Place]
	}
	b.rows = make([]row, b.crews)
	for i := range b.p.Crews {
		c := &b.p.Crews[i]
		end := int32(d - 1)
		if c.End != Open {
			end = numbers[c.End]
		}
		b.rows[i].slots = append(make([]slot, 0, 24), slot{node: -1, place: numbers[c.Start], depart: c.Shift.From},
			slot{node: -1, place: end, late: c.Shift.Until})
	}
}

func (b *board) takeNodes(fewest bool) {
	dear := b.p.dearest()
	if fewest {
		b.toll = dear
		dear *= int64(b.crews + 1)
	}
	b.dear = dear
	for i := range b.p.Stops {
		s, n := &b.p.Stops[i], &b.nodes[i]
		n.service, n.load, n.worth, n.mandatory, n.crew = s.Service, s.Load, s.Prize, s.Mandatory, -1
		n.open, n.closing = 1, 0
		if k := len(s.Windows); k > 0 {
			n.open, n.closing = s.Windows[0].From, s.Windows[k-1].Until
		}
		if len(s.Windows) > 1 {
			n.windows = s.Windows
		}
		for _, w := range s.Windows {
			n.spread += w.Until - w.From
		}
		if s.Mandatory {
			n.worth += dear
		}
		b.prized = b.prized || !s.Mandatory
		b.timed = b.timed || n.spread != b.nodes[0].spread
		if b.crews > 0 {
			n.far = int64(b.cost[int(b.rows[0].slots[0].place)*b.dim+int(n.place)])
		}
	}
	for c := range b.p.Crews {
		for k, rest := range b.p.Crews[c].Breaks {
			b.nodes = append(b.nodes, node{place: -1, service: rest.Length, open: rest.Begin.From, closing: rest.Begin.Until,
				worth: dear * int64(b.stops+1), mandatory: true, // no stop is worth a break
				crew: int32(c), breakNumber: k})
		}
	}
}

// takeCrews numbers classes: of the idle crews of one class only the first is
// tried. Who has a pin, a break or a locked stop is a class alone.
func (b *board) takeCrews() {
	type likeness struct {
		start, end int
		shift      Span
		capacity   int32
	}
	alone := make([]bool, b.crews)
	for i := range b.p.Stops {
		s := &b.p.Stops[i]
		if len(s.Only) == 0 {
			continue
		}
		if b.may == nil {
			b.may = make([]bool, b.stops*b.crews)
			for k := range b.may {
				b.may[k] = true
			}
		}
		for c := range b.crews {
			b.may[i*b.crews+c] = false
		}
		for _, c := range s.Only {
			b.may[i*b.crews+c], alone[c] = true, true
		}
	}
	classes := map[likeness]int32{}
	for i := range b.rows {
		c, r := &b.p.Crews[i], &b.rows[i]
		r.capacity, r.locked = c.Capacity, 1
		r.idle = b.cost[int(r.slots[0].place)*b.dim+int(r.slots[1].place)]
		if b.toll > 0 {
			r.idle += opens
		}
		k := likeness{c.Start, c.End, c.Shift, c.Capacity}
		if class, ok := classes[k]; ok && !alone[i] && len(c.Breaks)+len(c.Locked) == 0 {
			r.class = class
		} else {
			r.class = int32(i)
			if !alone[i] && len(c.Breaks)+len(c.Locked) == 0 {
				classes[k] = r.class
			}
		}
		b.mixed = b.mixed || r.class != b.rows[0].class
		b.settle(r, 1)
	}
}

// begin is when service at n begins for who is there at t; never if it is over.
func (n *node) begin(t int32) int32 {
	if n.windows == nil {
		if t > n.closing || n.open > n.closing {
			return never
		}
		return max(t, n.open)
	}
	for i := range n.windows {
		if w := &n.windows[i]; t <= w.Until {
			return max(t, w.From)
		}
	}
	return never
}

// latest is the last moment up to t at which service may begin; -1 if none.
func (n *node) latest(t int32) int32 {
	if n.windows == nil {
		if t < n.open || n.open > n.closing {
			return -1
		}
		return min(t, n.closing)
	}
	for i := len(n.windows) - 1; i >= 0; i-- {
		if w := &n.windows[i]; w.From <= t {
			return min(t, w.Until)
		}
	}
	return -1
}

// source is a generator of chance (SplitMix64): the same numbers in every
// version of Go, and small enough to be inlined.
type source uint64

func (s *source) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below draws 0 … n−1.
func (s *source) below(n int) int { return int(uint64(uint32(s.next()>>32)) * uint64(n) >> 32) }

// unit draws from (0, 1].
func (s *source) unit() float64 { return float64(s.next()>>11+1) / (1 << 53) }
