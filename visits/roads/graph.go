package roads

import (
	"io"
	"math"
	"slices"

	"fairvisit/visits/route"
)

// place is a point in 1e-7 degrees (WGS 84).
type place struct{ lat, lon int32 }

func (p place) point() route.Point {
	return route.Point{Lat: float64(p.lat) / 1e7, Lon: float64(p.lon) / 1e7}
}

// segment is a road between two points of the map that follow each other.
type segment struct {
	a, b          int32 // nodes
	ms, mm        int32 // of the whole
	forward, back bool  // from a to b, and from b to a
	stop          bool
}

// edge is a segment in one of its directions, listed with the node it leaves.
type edge struct{ to, ms, mm int32 }

// Graph are the roads of one file that a profile may take.
type Graph struct {
	profile  *Profile
	at       []place
	shut     []bool // nodes that let nobody through
	segments []segment
	first    []int32 // edges of node i are first[i] to first[i+1]
	edges    []edge
	town     []bool           // segments that belong together; see main
	near     map[cell][]int32 // segments that come by
}

// Nodes and Roads are how many points and pieces of road the graph has.
func (g *Graph) Nodes() int { return len(g.at) }
func (g *Graph) Roads() int { return len(g.segments) }

// gathered is what the ways of a file say.
type gathered struct {
	refs  []int64 // points of all roads, one after the other
	ends  []int   // of road i, in refs
	roads []road
}

// Read makes the graph of a file. It reads it twice: first the ways, then where
// their points are. ErrCut, ErrDamaged, ErrLarge, ErrNoRoads, or an error of the
// file.
func Read(file io.ReadSeeker, p *Profile) (*Graph, error) { return ReadUpTo(file, p, MaxPoints) }

// ReadUpTo is Read for a machine that has not the memory of MaxPoints: a file whose roads
// have more than so many points is ErrLarge.
func ReadUpTo(file io.ReadSeeker, p *Profile, points int) (*Graph, error) {
	ways, err := gather(file, p, points)
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(ways.refs)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	g := &Graph{profile: p, at: make([]place, len(ids)), shut: make([]bool, len(ids))}
	seen := make([]bool, len(ids))
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var b block
	err = eachBlock(file, func(data []byte) error {
		if err := b.parse(data); err != nil {
			return err
		}
		return b.nodes(func(id int64, at place, t tags) {
			if i, known := slices.BinarySearch(ids, id); known {
				g.at[i], g.shut[i], seen[i] = at, p.shut(t), true
			}
		})
	})
	if err != nil {
		return nil, err
	}
	g.lay(ways, ids, seen)
	if len(g.segments) == 0 {
		return nil, ErrNoRoads
	}
	g.link()
	g.main()
	if err := g.index(); err != nil {
		return nil, err
	}
	return g, nil
}

func gather(file io.ReadSeeker, p *Profile, points int) (*gathered, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var w gathered
	var b block
	err := eachBlock(file, func(data []byte) error {
		if err := b.parse(data); err != nil {
			return err
		}
		return b.ways(func(t tags, refs []int64) error {
			r := p.road(t)
			if r.kmh == 0 || len(refs) < 2 {
				return nil
			}
			if len(w.refs)+len(refs) > min(points, MaxPoints) {
				return ErrLarge
			}
			w.refs, w.roads = append(w.refs, refs...), append(w.roads, r)
			w.ends = append(w.ends, len(w.refs))
			return nil
		})
	})
	return &w, err
}

// longest is a piece of road no map draws without a bend; a longer one is a
// mistake in it.
const longest = 50e6 // mm

// lay makes the segments. Where a point lies outside of the extract its road ends.
func (g *Graph) lay(w *gathered, ids []int64, seen []bool) {
	from := 0
	for i, r := range w.roads {
		last := int32(-1)
		for _, id := range w.refs[from:w.ends[i]] {
			n, _ := slices.BinarySearch(ids, id)
			node := int32(n)
			if !seen[n] {
				last = -1
				continue
			}
			if last >= 0 && last != node {
				mm := route.Metres(g.at[last].point(), g.at[node].point()) * 1000
				if mm <= longest {
					g.segments = append(g.segments, segment{a: last, b: node, mm: int32(math.Round(mm)),
						ms: int32(math.Round(mm * 3.6 / float64(r.kmh))), forward: r.forward, back: r.back, stop: r.stop})
				}
			}
			last = node
		}
		from = w.ends[i]
	}
}

// link lists the edges by the node they leave.
func (g *Graph) link() {
	g.first = make([]int32, len(g.at)+1)
	each := func(f func(from int32, e edge)) {
		for _, s := range g.segments {
			if s.forward {
				f(s.a, edge{s.b, s.ms, s.mm})
			}
			if s.back {
				f(s.b, edge{s.a, s.ms, s.mm})
			}
		}
	}
	each(func(from int32, _ edge) { g.first[from+1]++ })
	for i := range g.at {
		g.first[i+1] += g.first[i]
	}
	g.edges = make([]edge, g.first[len(g.at)])
	next := slices.Clone(g.first)
	each(func(from int32, e edge) { g.edges[next[from]] = e; next[from]++ })
}
