package roads

import (
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"fairvisit/visits/route"
)

// Used says how the ways of a matrix came about.
type Used struct {
	Profile   string `json:"profile"`
	Ways      int    `json:"ways"`      // from a place to another
	Estimated int    `json:"estimated"` // of them: the roads know none, so it is the profile's Estimate
	Off       []int  `json:"off"`       // places further than Reach from any road

	estimates []bool // as the matrix
	places    int
}

// Known reports that the roads know the way from a place to another.
func (u *Used) Known(from, to int) bool { return !u.estimates[from*u.places+to] }

// Travel is the matrix of the fastest ways between points. From the door to the
// road and back a crew walks. A way the roads do not know is estimated, and Used
// says how many are. Errors are those of route.GreatCircle.
func (g *Graph) Travel(points []route.Point) (route.Travel, Used, error) {
	return g.TravelUntil(points, func() bool { return false })
}

// ErrStopped means that a matrix was given up before it was whole.
var ErrStopped = errors.New("the ways on the roads took too long; nothing of them was used")

// TravelUntil is Travel for who cannot wait: stop is asked before each place, from
// several goroutines at once, and true ends it with ErrStopped.
func (g *Graph) TravelUntil(points []route.Point, stop func() bool) (route.Travel, Used, error) {
	n := len(points)
	u := Used{Profile: g.profile.Name, Ways: n * (n - 1), Off: []int{}, places: n}
	t, err := route.GreatCircle(points, g.profile.Estimate)
	if err != nil {
		return t, u, err
	}
	spots := make([]spot, len(points))
	for i, p := range points {
		if spots[i] = g.snap(p); spots[i].segment < 0 {
			u.Off = append(u.Off, i)
		}
	}
	wanted := g.ends(spots)
	u.estimates = make([]bool, n*n)
	var next atomic.Int64
	var stopped atomic.Bool
	var all sync.WaitGroup
	for range min(len(points), runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			s := search{g: g, best: make([]cost, len(g.at)), round: make([]uint32, len(g.at)), settled: make([]uint32, len(g.at))}
			for i := int(next.Add(1)) - 1; i < len(points); i = int(next.Add(1)) - 1 {
				if stop() {
					stopped.Store(true)
					return
				}
				s.row(i, points, spots, wanted, &t, u.estimates[i*n:(i+1)*n])
			}
		})
	}
	all.Wait()
	if stopped.Load() {
		return route.Travel{}, u, ErrStopped
	}
	for _, yes := range u.estimates {
		if yes {
			u.Estimated++
		}
	}
	return t, u, nil
}

// row writes the ways from place i and marks those that stay estimates.
func (s *search) row(i int, points []route.Point, spots []spot, wanted map[int32]bool, t *route.Travel, estimates []bool) {
	from := &spots[i]
	if from.segment >= 0 {
		s.from(from, wanted)
	}
	for j := range points {
		if i == j || points[i] == points[j] {
			continue // another door of the same house, which GreatCircle knows
		}
		way, known := never, false
		if from.segment >= 0 && spots[j].segment >= 0 {
			way, known = s.to(from, &spots[j])
		}
		if !known || way.ms > mostTime || way.mm > mostWay {
			estimates[j] = true
			continue
		}
		seconds := up(way.ms+from.walk()+spots[j].walk()) + int64(s.g.profile.Estimate.Parking)
		metres := up(way.mm + int64(from.aside) + int64(spots[j].aside))
		k := i*len(points) + j
		t.Time[k], t.Distance[k] = int32(seconds), int32(metres)
	}
}

// What a matrix may hold; no crew drives longer in a day.
const (
	mostTime = 7 * 24 * 3600 * 1000 // ms
	mostWay  = 1 << 36              // mm
)

// up is whole thousands, rounded up.
func up(thousandths int64) int64 { return (thousandths + 999) / 1000 }

// ends are the nodes by which the spots are reached: once all of them are
// settled a search is over.
func (g *Graph) ends(spots []spot) map[int32]bool {
	wanted := map[int32]bool{}
	for i := range spots {
		if spots[i].segment >= 0 {
			seg := &g.segments[spots[i].segment]
			wanted[seg.a], wanted[seg.b] = true, true
		}
	}
	return wanted
}

// cost of a way: time first, of equal times the shorter.
type cost struct{ ms, mm int64 }

var never = cost{math.MaxInt64, math.MaxInt64}

func (c cost) below(d cost) bool { return c.ms < d.ms || c.ms == d.ms && c.mm < d.mm }

func (c cost) plus(ms, mm int32) cost { return cost{c.ms + int64(ms), c.mm + int64(mm)} }

// search is Dijkstra's, with its arrays kept from one place to the next: what was
// not touched in a round needs no wiping.
type search struct {
	g       *Graph
	best    []cost
	round   []uint32 // in which best was written
	settled []uint32
	now     uint32
	heap    []waiting
}

type waiting struct {
	cost
	node int32
}

// from settles what is wanted, nearest first.
func (s *search) from(p *spot, wanted map[int32]bool) {
	s.now++
	s.heap = s.heap[:0]
	s.legs(p, true, func(node int32, ms, mm int32) { s.reach(node, cost{}.plus(ms, mm)) })
	for left := len(wanted); len(s.heap) > 0 && left > 0; {
		w := s.pop()
		if s.settled[w.node] == s.now {
			continue
		}
		s.settled[w.node] = s.now
		if wanted[w.node] {
			left--
		}
		if s.g.shut[w.node] {
			continue
		}
		for _, e := range s.g.edges[s.g.first[w.node]:s.g.first[w.node+1]] {
			s.reach(e.to, w.plus(e.ms, e.mm))
		}
	}
}

// legs calls f with the ends of a spot's road and what it is to go there, or with
// leaving false to come from there. Who stands at an end of the road need not use it,
// whatever its direction is.
func (s *search) legs(p *spot, leaving bool, f func(node int32, ms, mm int32)) {
	seg := &s.g.segments[p.segment]
	toB, toA := seg.forward, seg.back
	if !leaving {
		toB, toA = seg.back, seg.forward
	}
	if toA || p.mm == 0 && p.ms == 0 {
		f(seg.a, p.ms, p.mm)
	}
	if toB || p.mm == seg.mm && p.ms == seg.ms {
		f(seg.b, seg.ms-p.ms, seg.mm-p.mm)
	}
}

func (s *search) reach(node int32, c cost) {
	if s.round[node] == s.now && !c.below(s.best[node]) {
		return
	}
	s.round[node], s.best[node] = s.now, c
	s.push(waiting{c, node})
}

// to is the way to a spot after from; false if there is none.
func (s *search) to(p, q *spot) (cost, bool) {
	best := never
	if p.segment == q.segment {
		seg := &s.g.segments[p.segment]
		if ahead := (q.mm >= p.mm); ahead && seg.forward || !ahead && seg.back || p.mm == q.mm {
			best = cost{int64(max(q.ms-p.ms, p.ms-q.ms)), int64(max(q.mm-p.mm, p.mm-q.mm))}
		}
	}
	s.legs(q, false, func(node int32, ms, mm int32) {
		if s.settled[node] != s.now || s.g.shut[node] {
			return
		}
		if c := s.best[node].plus(ms, mm); c.below(best) {
			best = c
		}
	})
	return best, best != never
}

func (s *search) push(w waiting) {
	s.heap = append(s.heap, w)
	for i := len(s.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !s.heap[i].below(s.heap[up].cost) {
			return
		}
		s.heap[i], s.heap[up] = s.heap[up], s.heap[i]
		i = up
	}
}

func (s *search) pop() waiting {
	top, last := s.heap[0], len(s.heap)-1
	s.heap[0] = s.heap[last]
	s.heap = s.heap[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if s.heap[child].below(s.heap[least].cost) {
				least = child
			}
		}
		if least == i {
			return top
		}
		s.heap[i], s.heap[least] = s.heap[least], s.heap[i]
		i = least
	}
}
