package route

import "slices"

// settle computes a row anew after slot i changed, or was put in or taken out.
func (b *board) settle(r *row, i int) {
	if r.breaks > 0 {
		i = 1 // a break stands where its predecessor is: changes reach further
	}
	b.total -= r.cost
	last := len(r.slots) - 1
	for k := i; k <= last; k++ {
		b.forward(&r.slots[k-1], &r.slots[k])
	}
	if r.breaks > 0 {
		i = last
	}
	for k := min(i, last-1); k >= 1; k-- {
		b.backward(&r.slots[k], &r.slots[k+1])
	}
	r.cost = 0
	if r.stops > 0 {
		r.cost = b.toll
		for k := 1; k <= last; k++ {
			r.cost += int64(r.slots[k].arc)
		}
	}
	b.total += r.cost
	b.versions++
	r.version = b.versions
}

// forward gives s its place, arc and earliest departure after p.
func (b *board) forward(p, s *slot) {
	if s.node >= 0 && b.nodes[s.node].place < 0 {
		n := &b.nodes[s.node]
		s.place, s.arc = p.place, 0
		s.depart = leave(n.begin(p.depart), n.service)
		return
	}
	way := int(p.place)*b.dim + int(s.place)
	s.arc = b.cost[way]
	arrival := p.depart + b.time[way]
	if s.node < 0 {
		s.depart = arrival
		return
	}
	n := &b.nodes[s.node]
	s.depart = leave(n.begin(arrival), n.service)
}

func leave(begin, service int32) int32 {
	if begin == never {
		return maxTime * 2
	}
	return begin + service
}

func (b *board) backward(s, next *slot) {
	n := &b.nodes[s.node]
	way := int32(0)
	if next.node < 0 || b.nodes[next.node].place >= 0 {
		way = b.time[int(s.place)*b.dim+int(next.place)]
	}
	s.late = n.latest(next.late - way - n.service)
}

// inTime reports whether a row keeps all its hours: needed only for rows that
// were not made by insertions that fit.
func (r *row) inTime() bool {
	if r.stops == 0 && r.breaks == 0 {
		return true
	}
	return r.slots[1].late >= 0 && r.slots[len(r.slots)-1].depart <= r.slots[len(r.slots)-1].late && r.load <= r.capacity
}

// turnOver begins a change that undo can take back.
func (b *board) turnOver() {
	b.turn++
	b.savedRows = b.savedRows[:0]
	b.savedAbsent = append(b.savedAbsent[:0], b.absent...)
	b.savedTotal, b.savedPlaced, b.savedUsed = b.total, b.placed, b.used
}

// touch keeps a row as it is before its first change in this turn.
func (b *board) touch(r int) {
	if b.touched[r] == b.turn {
		return
	}
	b.touched[r] = b.turn
	k := len(b.savedRows)
	b.savedRows = append(b.savedRows, r)
	if k == len(b.saved) {
		b.saved = append(b.saved, row{})
	}
	kept := b.saved[k].slots[:0]
	b.saved[k] = b.rows[r]
	b.saved[k].slots = append(kept, b.rows[r].slots...)
}

func (b *board) undo() {
	for k, r := range b.savedRows {
		old := b.rows[r].slots
		b.rows[r] = b.saved[k]
		b.saved[k].slots = old
		b.number(int32(r), 1)
	}
	b.absent = append(b.absent[:0], b.savedAbsent...)
	for _, u := range b.absent {
		b.rowOf[u] = -1
	}
	b.total, b.placed, b.used = b.savedTotal, b.savedPlaced, b.savedUsed
}

func (b *board) number(r int32, from int) {
	slots := b.rows[r].slots
	for k := from; k < len(slots)-1; k++ {
		b.rowOf[slots[k].node], b.at[slots[k].node] = r, int32(k)
	}
}

// put inserts u into row r before slot i.
func (b *board) put(u int32, r, i int) {
	b.touch(r)
	t, n := &b.rows[r], &b.nodes[u]
	t.slots = slices.Insert(t.slots, i, slot{node: u, place: n.place})
	t.load += n.load
	if n.place < 0 {
		t.breaks++
	} else {
		if t.stops++; t.stops == 1 {
			b.used++
		}
		b.placed++
	}
	b.settle(t, i)
	b.number(int32(r), i)
}

// cut takes slots i to j−1 out of row r, into the pool.
func (b *board) cut(r, i, j int) {
	b.touch(r)
	t := &b.rows[r]
	for _, s := range t.slots[i:j] {
		n := &b.nodes[s.node]
		t.load -= n.load
		if n.place < 0 {
			t.breaks--
		} else {
			if t.stops--; t.stops == 0 {
				b.used--
			}
			b.placed--
		}
		b.total += n.worth
		b.rowOf[s.node] = -1
		b.pool = append(b.pool, s.node)
	}
	t.slots = slices.Delete(t.slots, i, j)
	b.settle(t, i)
	b.number(int32(r), i)
}
