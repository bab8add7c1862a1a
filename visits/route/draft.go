package route

// draft is a plan as the search hands it on: for each crew its nodes in order.
type draft [][]int32

// keep copies the board into d where rows differ from those copied before;
// versions says which.
func (b *board) keep(d draft, versions []uint64) {
	for c := range b.rows {
		t := &b.rows[c]
		if versions[c] == t.version {
			continue
		}
		versions[c] = t.version
		d[c] = d[c][:0]
		for _, s := range t.slots[1 : len(t.slots)-1] {
			d[c] = append(d[c], s.node)
		}
	}
}

// load puts a draft on the board. What does not fit or stands in it twice is
// left off, so a draft made for yesterday's hours is a start too.
func (b *board) load(d draft) {
	b.turnOver()
	for c := range b.rows {
		t := &b.rows[c]
		if len(t.slots) > 2 {
			b.cut(c, 1, len(t.slots)-1)
		}
		t.locked = 1
	}
	b.pool = b.pool[:0]
	seen := make([]bool, len(b.nodes))
	for c := range b.rows {
		for _, s := range b.p.Crews[c].Locked {
			seen[s] = true
			b.append(int32(s), c)
		}
		t := &b.rows[c]
		if t.inTime() {
			t.locked = int32(len(t.slots) - 1)
		}
	}
	for c := range d {
		b.loadRow(d[c], c, seen)
	}
	b.makeRoomForBreaks()
	b.absent = b.absent[:0]
	for u := range b.nodes {
		if b.rowOf[u] < 0 {
			b.absent = append(b.absent, int32(u))
		}
	}
}

// loadRow puts a whole tour: where travel is no triangle, its first half alone
// may be too long a way. If it does not hold, what does not fit is left off.
func (b *board) loadRow(nodes []int32, c int, seen []bool) {
	t := &b.rows[c]
	var fits []int32
	for _, u := range nodes {
		n := &b.nodes[u]
		if !seen[u] && (n.crew == int32(c) || n.crew < 0 && (b.may == nil || b.may[int(u)*b.crews+c])) {
			seen[u] = true
			fits = append(fits, u)
			b.append(u, c)
		}
	}
	if t.inTime() {
		return
	}
	b.cut(c, int(t.locked), len(t.slots)-1)
	for _, u := range fits {
		b.append(u, c)
		if i := len(t.slots) - 2; !t.inTime() {
			b.cut(c, i, i+1)
			seen[u] = false
		}
	}
}

// makeRoomForBreaks empties the rows whose breaks do not fit; fill then begins
// with the breaks.
func (b *board) makeRoomForBreaks() {
	b.full = true
	for u := b.stops; u < len(b.nodes); u++ {
		if b.rowOf[u] >= 0 {
			continue
		}
		if r, at, _ := b.cheapest(int32(u)); r >= 0 {
			b.put(int32(u), r, at)
			b.total -= b.nodes[u].worth
		} else if c := int(b.nodes[u].crew); len(b.rows[c].slots)-1 > int(b.rows[c].locked) {
			b.cut(c, int(b.rows[c].locked), len(b.rows[c].slots)-1)
		}
	}
	b.full = false
}

func (b *board) append(u int32, c int) {
	b.put(u, c, len(b.rows[c].slots)-1)
	b.total -= b.nodes[u].worth
}

// draftOf reads a plan; what names nothing is passed over.
func draftOf(p *Problem, plan *Plan) draft {
	d, first := make(draft, len(p.Crews)), make([]int, len(p.Crews))
	n := len(p.Stops)
	for c := range p.Crews {
		first[c] = n
		n += len(p.Crews[c].Breaks)
	}
	for _, t := range plan.Tours {
		if t.Crew < 0 || t.Crew >= len(d) {
			continue
		}
		for _, call := range t.Calls {
			switch {
			case call.Stop >= 0 && call.Stop < len(p.Stops):
				d[t.Crew] = append(d[t.Crew], int32(call.Stop))
			case call.Stop < 0 && call.Break >= 0 && call.Break < len(p.Crews[t.Crew].Breaks):
				d[t.Crew] = append(d[t.Crew], int32(first[t.Crew]+call.Break))
			}
		}
	}
	return d
}

// plan writes down what is on the board.
func (b *board) plan() Plan {
	out := Plan{Cost: b.total - b.toll*int64(b.used)}
	for c := range b.rows {
		r := &b.rows[c]
		if r.stops == 0 {
			continue
		}
		crew := &b.p.Crews[c]
		t := Tour{Crew: c}
		place, now := crew.Start, crew.Shift.From
		for _, s := range r.slots[1 : len(r.slots)-1] {
			n := &b.nodes[s.node]
			call := Call{Stop: int(s.node), Break: -1, Arrive: now}
			if n.place < 0 {
				call.Stop, call.Break = -1, n.breakNumber
			} else {
				way := place*b.p.Travel.Places + b.p.Stops[s.node].Place
				place = b.p.Stops[s.node].Place
				call.Arrive += b.p.Travel.Time[way]
				t.Distance += int64(b.p.Travel.Distance[way])
			}
			call.Begin = n.begin(call.Arrive)
			call.Leave = call.Begin + n.service
			now = call.Leave
			t.Calls = append(t.Calls, call)
		}
		t.Finish = now
		if crew.End != Open {
			way := place*b.p.Travel.Places + crew.End
			t.Finish += b.p.Travel.Time[way]
			t.Distance += int64(b.p.Travel.Distance[way])
		}
		out.Tours = append(out.Tours, t)
	}
	for _, u := range b.absent {
		n := &b.nodes[u]
		if n.place < 0 {
			out.Cost -= n.worth
			continue // its crew goes nowhere, or the plan is one Check refuses
		}
		if n.mandatory {
			out.Cost += b.p.Stops[u].Prize - n.worth
		}
		out.LeftOut = append(out.LeftOut, b.whyNot(u))
	}
	return out
}

// whyNot looks for the one thing that, were it otherwise, would let u in.
func (b *board) whyNot(u int32) LeftOut {
	n, out := &b.nodes[u], LeftOut{Stop: int(u), Why: NoCrew}
	for c := range b.rows {
		r := &b.rows[c]
		if r.closed || b.may != nil && !b.may[int(u)*b.crews+c] {
			continue
		}
		why := b.hindrance(n, r)
		_, e := b.scan(u, r, false)
		switch {
		case e == never:
		case r.load+n.load > r.capacity:
			why = min(why, FullLoad)
		case out.Why != SmallPrize || int64(e) < out.Extra:
			why, out.Extra = SmallPrize, int64(e)
		}
		out.Why = max(out.Why, why)
	}
	return out
}

// hindrance is what keeps a crew from n even if it had nothing else to do.
func (b *board) hindrance(n *node, r *row) Why {
	if n.load > r.capacity {
		return TooHeavy
	}
	start, end := &r.slots[0], &r.slots[len(r.slots)-1]
	begin := n.begin(start.depart + b.time[int(start.place)*b.dim+int(n.place)])
	if begin == never {
		return NoWindow
	}
	if begin+n.service+b.time[int(n.place)*b.dim+int(end.place)] > end.late {
		return NoReturn
	}
	return FullShift
}
