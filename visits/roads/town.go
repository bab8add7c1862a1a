package roads

// main marks the roads that belong together: those from which one comes to all the
// others and back, which are most of a town. What a place is nearest to may be a
// car park that the extract cut off, or a lane whose way out is beyond its edge; a
// road of the town within reach is taken before it.
func (g *Graph) main() {
	node := g.largest()
	g.town = make([]bool, len(g.segments))
	for i, s := range g.segments {
		out := s.forward && node[s.b] || s.back && node[s.a]
		in := s.forward && node[s.a] || s.back && node[s.b]
		g.town[i] = out && in
	}
}

// largest are the nodes of the largest part of which each reaches each other
// (Tarjan, Depth-First Search and Linear Graph Algorithms, 1972), without its
// recursion: a long road would be as deep.
func (g *Graph) largest() []bool {
	n := len(g.at)
	order, low := make([]int32, n), make([]int32, n) // from 1; 0: not seen
	next := make([]int32, n)                         // edge to look at
	part := make([]int32, n)                         // from 1
	copy(next, g.first)
	var path, open []int32
	number := int32(0)
	var sizes []int
	for root := range n {
		if order[root] != 0 {
			continue
		}
		for path = append(path[:0], int32(root)); len(path) > 0; {
			v := path[len(path)-1]
			if order[v] == 0 {
				number++
				order[v], low[v] = number, number
				open = append(open, v)
			}
			if next[v] < g.first[v+1] && !g.shut[v] {
				to := g.edges[next[v]].to
				next[v]++
				switch {
				case order[to] == 0:
					path = append(path, to)
				case part[to] == 0:
					low[v] = min(low[v], order[to])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1]
				low[up] = min(low[up], low[v])
			}
			if low[v] != order[v] {
				continue
			}
			sizes = append(sizes, 0)
			for last := int32(-1); last != v; sizes[len(sizes)-1]++ {
				last = open[len(open)-1]
				open = open[:len(open)-1]
				part[last] = int32(len(sizes))
			}
		}
	}
	best := 0
	for i, size := range sizes {
		if size > sizes[best] {
			best = i
		}
	}
	in := make([]bool, n)
	for i, p := range part {
		in[i] = p == int32(best+1)
	}
	return in
}
