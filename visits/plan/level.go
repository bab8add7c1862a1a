package plan

import (
	"cmp"
	"maps"
	"slices"

	"fairvisit/visits/route"
)

// The search shares work by what crews can carry, and that is coarse where there are
// few visits or some have few hours. So whatever it found is levelled: visits go from
// one crew to another, or two change places, as long as the sum of the squares of the
// crews' work falls, every visit stays in its hours, and the ways grow no more than
// longestWays says. It knows nothing of the search and starts from any plan that
// holds; it is the same on every machine.
const (
	levelRun   = 8          // visits in a row that go to another crew together, at most
	levelLooks = 30_000_000 // moves that are looked at, at most: some tenths of a second
	levelAsked = 300        // moves after which the rules are asked, at most
)

// What fairness may cost: so much of the shortest ways, and so many seconds for each
// crew that goes and otherwise would not. More would be to drive for a figure.
const (
	longerWays   = 15      // per cent
	anotherCrew  = 40 * 60 // seconds: 20 minutes out and 20 home
	wholePercent = 100
)

// longestWays is how long the ways of all crews may be together, in seconds, where so
// many crews go and the shortest ways known are those of another plan.
func (d *day) longestWays(shortest *route.Plan, crews int) int64 {
	ways, went := int64(0), 0
	for i := range shortest.Tours {
		way, _ := d.work(&shortest.Tours[i])
		ways, went = ways+way, went+1
	}
	return ways + ways*longerWays/wholePercent + int64(max(0, crews-went))*anotherCrew
}

// worthItsWays reports whether a plan keeps to longestWays.
func (d *day) worthItsWays(found, shortest *route.Plan) bool {
	ways := int64(0)
	for i := range found.Tours {
		way, _ := d.work(&found.Tours[i])
		ways += way
	}
	return ways <= d.longestWays(shortest, len(found.Tours))
}

// leveller is a plan while its visits move. A move that the rules refused is banned.
type leveller struct {
	d      *day
	rows   [][]int // stops of each crew, in order
	tours  []route.Tour
	work   []int64 // seconds of ways and visits
	ways   int64   // seconds of all
	going  int
	most   []int64 // longestWays by crews that go
	looks  int
	asks   bool
	asked  int
	banned map[move]bool
}

// move takes the visits from, from+1 … (run of them) of one crew to before the visit
// at of another; with swap it changes places with the single one there.
type move struct {
	one, from, run int
	other, at      int
	swap           bool
}

// levelled is a plan with the same visits, shared as evenly as moves can. The rules
// are asked of what comes out, and only where they refuse it after each move: that
// takes much longer.
func (d *day) levelled(found, shortest *route.Plan) route.Plan {
	if len(d.crews) < 2 {
		return *found
	}
	out := d.levelling(found, shortest, false)
	if len(d.refused(&out)) > 0 && len(d.refused(found)) == 0 {
		out = d.levelling(found, shortest, true)
	}
	return out
}

func (d *day) levelling(found, shortest *route.Plan, asks bool) route.Plan {
	l := d.leveller(found, shortest, asks)
	for l.improve() {
	}
	return l.plan(found)
}

func (d *day) leveller(found, shortest *route.Plan, asks bool) *leveller {
	l := &leveller{d: d, asks: asks, banned: map[move]bool{},
		rows: make([][]int, len(d.crews)), tours: make([]route.Tour, len(d.crews)), work: make([]int64, len(d.crews))}
	for i := range found.Tours {
		t := &found.Tours[i]
		for _, call := range t.Calls {
			if call.Stop >= 0 {
				l.rows[t.Crew] = append(l.rows[t.Crew], call.Stop)
			}
		}
		way, work := d.work(t)
		l.tours[t.Crew], l.work[t.Crew], l.ways, l.going = *t, work, l.ways+way, l.going+1
	}
	for n := range len(d.crews) + 1 {
		l.most = append(l.most, d.longestWays(shortest, n))
	}
	return l
}

// plan is what stands now, with what the plan before left out.
func (l *leveller) plan(before *route.Plan) route.Plan {
	out := route.Plan{LeftOut: slices.Clone(before.LeftOut)}
	for c := range l.rows {
		if len(l.rows[c]) > 0 {
			out.Tours = append(out.Tours, l.tours[c])
		}
	}
	out.Cost, _ = route.Check(&l.d.problem, &out)
	return out
}

// improve makes the best move out of the first crew, the one with most work first,
// that has any; false if there is none.
func (l *leveller) improve() bool {
	order := make([]int, len(l.rows))
	for c := range order {
		order[c] = c
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(l.work[b], l.work[a]) })
	for _, one := range order {
		gains := map[move]int64{}
		for other := range l.rows {
			l.lookFrom(one, other, gains)
		}
		moves := slices.SortedFunc(maps.Keys(gains), func(a, b move) int { return cmp.Or(cmp.Compare(gains[b], gains[a]), a.compare(b)) })
		for _, m := range moves {
			if l.make(m) {
				return true
			}
		}
		if l.looks > levelLooks {
			return false
		}
	}
	return false
}

func (m move) compare(o move) int {
	return cmp.Or(cmp.Compare(m.one, o.one), cmp.Compare(m.other, o.other), cmp.Compare(m.run, o.run), cmp.Compare(m.from, o.from), cmp.Compare(m.at, o.at))
}

// lookFrom notes what the squares would fall by for every move from one crew to another
// (or within it) with which they fall and the ways stay short enough.
func (l *leveller) lookFrom(one, other int, gains map[move]int64) {
	row := l.rows[one]
	for from := range row {
		for run := 1; run <= levelRun && from+run <= len(row); run++ {
			if one != other && !l.may(row[from+run-1], other) {
				break
			}
			for at := 0; at <= len(l.rows[other]); at++ {
				if one != other || at < from || at > from+run {
					l.look(move{one: one, from: from, run: run, other: other, at: at}, gains)
				}
			}
		}
		for at := range l.rows[other] {
			if one != other && l.may(row[from], other) && l.may(l.rows[other][at], one) {
				l.look(move{one: one, from: from, run: 1, other: other, at: at, swap: true}, gains)
			}
		}
	}
}

func (l *leveller) may(stop, crew int) bool {
	only := l.d.problem.Stops[stop].Only
	return len(only) == 0 || slices.Contains(only, crew)
}

// look counts one move, without asking whether its hours fit.
func (l *leveller) look(m move, gains map[move]int64) {
	if l.looks++; l.looks > levelLooks {
		return
	}
	row, to := l.rows[m.one], l.rows[m.other]
	before, first, last, after := l.place(m.one, m.from-1), l.place(m.one, m.from), l.place(m.one, m.from+m.run-1), l.place(m.one, m.from+m.run)
	goes, comes, cut := m.at-1, m.at, int64(0)
	if m.swap {
		comes = m.at + 1
	}
	left, right := l.place(m.other, goes), l.place(m.other, comes)
	inside := l.way(before, first) + l.way(last, after)
	put := l.way(left, first) + l.way(last, right)
	going := l.going
	service := l.served(row[m.from : m.from+m.run])
	var back int64
	if m.swap {
		x := l.place(m.other, m.at)
		cut = l.way(left, x) + l.way(x, right)
		back = l.way(before, x) + l.way(x, after)
		service -= l.served(to[m.at : m.at+1])
	} else {
		if len(to) > 0 {
			cut = l.way(left, right)
		} else {
			going++
		}
		if m.run < len(row) || m.one == m.other {
			back = l.way(before, after)
		} else {
			going--
		}
	}
	ofOne, ofOther := back-inside, put-cut
	if longer := ofOne + ofOther; longer > 0 && l.ways+longer > l.most[going] {
		return
	}
	inner := int64(0) // the ways within the run go with it
	for i := m.from; i+1 < m.from+m.run; i++ {
		inner += l.way(l.place(m.one, i), l.place(m.one, i+1))
	}
	gain := l.fall(m, ofOne-inner-service, ofOther+inner+service)
	if gain > 0 && !l.banned[m] {
		gains[m] = gain
	}
}

// fall is what the squares fall by where the work of two crews grows by so much.
func (l *leveller) fall(m move, one, other int64) int64 {
	square := func(n int64) int64 { return n * n }
	if m.one == m.other {
		return square(l.work[m.one]) - square(l.work[m.one]+one+other)
	}
	return square(l.work[m.one]) + square(l.work[m.other]) - square(l.work[m.one]+one) - square(l.work[m.other]+other)
}

// place is where a crew's visit is made; before its first, where it starts, behind its
// last, where it ends.
func (l *leveller) place(crew, at int) int {
	switch row := l.rows[crew]; {
	case at < 0:
		return l.d.problem.Crews[crew].Start
	case at >= len(row):
		return l.d.problem.Crews[crew].End
	default:
		return l.d.problem.Stops[row[at]].Place
	}
}

func (l *leveller) way(from, to int) int64 {
	return int64(l.d.problem.Travel.Time[from*l.d.problem.Travel.Places+to])
}

func (l *leveller) served(stops []int) (seconds int64) {
	for _, s := range stops {
		seconds += int64(l.d.problem.Stops[s].Service)
	}
	return seconds
}

// make makes a move if the hours of both tours hold and, where they are asked, the
// rules.
func (l *leveller) make(m move) bool {
	rows := map[int][]int{}
	run := l.rows[m.one][m.from : m.from+m.run]
	switch {
	case m.swap:
		rows[m.one], rows[m.other] = slices.Clone(l.rows[m.one]), slices.Clone(l.rows[m.other])
		rows[m.one][m.from], rows[m.other][m.at] = rows[m.other][m.at], rows[m.one][m.from]
	case m.one == m.other:
		at := m.at
		if at > m.from {
			at -= m.run
		}
		rows[m.one] = slices.Insert(slices.Delete(slices.Clone(l.rows[m.one]), m.from, m.from+m.run), at, slices.Clone(run)...)
	default:
		rows[m.one] = slices.Delete(slices.Clone(l.rows[m.one]), m.from, m.from+m.run)
		rows[m.other] = slices.Insert(slices.Clone(l.rows[m.other]), m.at, run...)
	}
	was := *l
	l.rows, l.tours, l.work = slices.Clone(l.rows), slices.Clone(l.tours), slices.Clone(l.work)
	for _, c := range slices.Sorted(maps.Keys(rows)) {
		tour, ok := l.d.timed(c, rows[c])
		if !ok {
			*l = was
			return false
		}
		before, _ := l.d.work(&l.tours[c])
		after, work := l.d.work(&tour)
		l.going += min(1, len(rows[c])) - min(1, len(l.rows[c]))
		l.rows[c], l.tours[c], l.work[c], l.ways = rows[c], tour, work, l.ways+after-before
	}
	if l.asks {
		if was.asked++; was.asked > levelAsked {
			*l = was
			return false
		}
		now := l.plan(&route.Plan{})
		if l.asked = was.asked; len(l.d.refused(&now)) > 0 {
			*l = was
			l.banned[m] = true
			return false
		}
	}
	clear(l.banned) // places have other numbers now
	return true
}
