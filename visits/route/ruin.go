package route

import "slices"

// The published settings: how many stops a ruin takes on average, the longest
// string, how often a string keeps a piece in its middle, and how often a place
// of insertion is overlooked.
const (
	meanRemoved  = 10
	longestPiece = 10
	keepMiddle   = 0.5
	longerMiddle = 0.01
	blinkOneIn   = 100
	reoffered    = 10 // stops left out that are tried again each time
	nearOffered  = 5  // of them, near the centre of the ruin
	neighbours   = 200
	// One in so many times no stop is too dear: one alone may not be worth a tour
	// that several are worth.
	generous = 10
	// One in so many times an idle crew is passed over, where crews differ.
	otherCrew = 10
	// So few tours give several strings each: one out of a single tour would only
	// move stops along it.
	fewTours = 2
)

// findNear lists for each stop the nearest ones, itself first.
func (b *board) findNear() {
	n, k := b.stops, min(b.stops, neighbours)
	b.near = make([][]int32, n)
	all, keys := make([]int32, n*k), make([]int64, n)
	sum, counted := 0.0, 0
	for u := range n {
		row := int(b.nodes[u].place) * b.dim
		away := func(v int) int32 {
			if v == u {
				return -1
			}
			p := row + int(b.nodes[v].place)
			return b.cost[p] + b.costTo[p]
		}
		for v := range keys { // sorted as plain numbers, which takes a quarter of the time
			keys[v] = int64(away(v))<<32 | int64(v)
		}
		slices.Sort(keys)
		b.near[u] = all[u*k : (u+1)*k : (u+1)*k]
		for i := range b.near[u] {
			b.near[u][i] = int32(uint32(keys[i]))
		}
		for _, v := range keys[1:min(n, 4)] {
			if d := int32(v >> 32); d > 0 {
				sum, counted = sum+float64(d)/2, counted+1
				break
			}
		}
	}
	b.scale = 1
	if counted > 0 {
		b.scale = max(1, sum/float64(counted))
	}
}

// ruin takes strings out of rows near a stop drawn by lot, and offers some of
// the stops left out again.
func (b *board) ruin() {
	b.pool = b.pool[:0]
	longest := min(longestPiece, float64(b.placed)/float64(max(b.used, 1)))
	strings := int(1 + b.chance.unit()*(4*meanRemoved/(1+longest)-1))
	centre := b.chance.below(b.stops)
	b.offerAgain(centre)
	for _, c := range b.near[centre] {
		r := b.rowOf[c]
		if r < 0 || b.ruined[r] == b.turn && b.used > fewTours || b.at[c] < b.rows[r].locked {
			continue
		}
		b.ruined[r] = b.turn
		b.removeString(int(r), int(b.at[c]), longest)
		if strings--; strings <= 0 {
			return
		}
	}
}

// offerAgain moves absent nodes to the pool: all that must be, some that may be. Of
// those half lie near the centre of the ruin, as a few stops of one quarter may be worth
// a tour that none of them is worth alone; by lot over a whole district such a few never
// meet. The other half is by lot, so that none waits for a ruin beside it.
func (b *board) offerAgain(centre int) {
	if len(b.absent) == 0 {
		return
	}
	few := len(b.absent) <= reoffered
	if !few {
		wanted := nearOffered
		for _, c := range b.near[centre] {
			if b.rowOf[c] < 0 {
				b.offeredIn[c] = b.turn
				if wanted--; wanted == 0 {
					break
				}
			}
		}
		for range reoffered - nearOffered {
			b.offeredIn[b.absent[b.chance.below(len(b.absent))]] = b.turn
		}
	}
	kept := b.absent[:0]
	for _, u := range b.absent {
		if few || b.offeredIn[u] == b.turn || b.nodes[u].mandatory {
			b.pool = append(b.pool, u)
		} else {
			kept = append(kept, u)
		}
	}
	b.absent = kept
}

func (b *board) removeString(r, at int, longest float64) {
	t := &b.rows[r]
	low, high := int(t.locked), len(t.slots)-1
	free := high - low
	length := int(1 + b.chance.unit()*min(float64(free), longest))
	length = min(length, free)
	middle := 0
	if length > 1 && length < free && b.chance.unit() < keepMiddle {
		for middle = 1; length+middle < free && b.chance.unit() < longerMiddle; {
			middle++
		}
	}
	whole := length + middle
	first, last := max(low, at-whole+1), min(at, high-whole)
	start := first + b.chance.below(last-first+1)
	if middle == 0 {
		b.cut(r, start, start+whole)
		return
	}
	before := 1 + b.chance.below(length-1) // taken before the piece that stays
	b.cut(r, start+before+middle, start+whole)
	b.cut(r, start, start+before)
}
