package tiles

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// lettering writes the names on one tile. A name is written where it fits on its
// tile as a whole and lies on no other: names that run over an edge would need
// the neighbours to agree.
type lettering struct {
	*drawing
	set   typesetter
	taken []box
	names map[string]int // how often each stands on the tile
}

type box struct{ x0, y0, x1, y1 float64 }

func (a box) meets(b box) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

func newLettering(d *drawing) *lettering { return &lettering{drawing: d, names: map[string]int{}} }

// maxNames is how many names are tried on one tile.
const maxNames = 400

func (l *lettering) write(s *sheet) {
	var named []*shape
	for i := range s.shapes {
		if s.shapes[i].kind.names() {
			named = append(named, &s.shapes[i])
		}
	}
	slices.SortStableFunc(named, func(a, b *shape) int {
		return cmp.Or(cmp.Compare(b.kind, a.kind), cmp.Compare(a.rank, b.rank))
	})
	for _, n := range named[:min(len(named), maxNames)] {
		text := n.name.in(l.look.Chinese)
		if text == "" {
			continue
		}
		switch n.kind {
		case place:
			l.place(n, text)
		case streetName:
			l.street(n, text)
		default:
			l.other(n, text)
		}
	}
}

func (l *lettering) place(n *shape, text string) {
	if l.zoom < placeFrom[n.rank] || len(n.line) > 0 || n.rank == 2 && l.zoom > 15.5 {
		return
	}
	p := l.look.Palette
	l.centred(text, l.pixel(n.spot), placeSize[n.rank], n.rank <= 4, p.Label)
}

// other are waters and parks: on a line as a street is, at a point as a place is.
func (l *lettering) other(n *shape, text string) {
	c := l.look.Palette.WaterLabel
	if n.kind == greenName {
		c = l.look.Palette.GreenLabel
	}
	if len(n.line) == 0 {
		if l.zoom >= 11.5 {
			l.centred(text, l.pixel(n.spot), 13, false, c)
		}
		return
	}
	for _, part := range n.line {
		l.along(part, text, 14, c)
	}
}

func (l *lettering) street(n *shape, text string) {
	if from := [...]float64{10, 11, 12, 12.8, 13.3, 14.5}[min(5, n.rank)]; l.zoom < from {
		return
	}
	for _, part := range n.line {
		l.along(part, text, 12.5, l.look.Palette.StreetLabel)
	}
}

// centred writes a name around a place. One that would run over the edge is moved
// inwards, but not away from what it names.
func (l *lettering) centred(text string, at vec, size float64, bold bool, c color.NRGBA) {
	side := float64(l.look.Side)
	if at.x < 0 || at.y < 0 || at.x >= side || at.y >= side {
		return
	}
	w := l.set.set(text, size*l.look.Scale, bold)
	if len(w.glyphs) == 0 || w.width > side-8 {
		return
	}
	edge := 4.0
	x := min(side-edge-w.width, max(edge, at.x-w.width/2))
	y := min(side-edge-w.size*0.25, max(edge+w.size*0.9, at.y+w.size*0.35))
	l.put(w, w.level(vec{x, y}), c, text)
}

// along writes a name on a line where it is long and straight enough.
func (l *lettering) along(line orb.LineString, text string, size float64, c color.NRGBA) {
	if l.names[text] >= 2 || !line.Bound().Intersects(l.seen) {
		return
	}
	var w word
	for _, part := range clip.LineString(l.seen, line) {
		points := make([]vec, len(part))
		for i, p := range part {
			points[i] = l.pixel(p)
		}
		total := length(points)
		if total < size*l.look.Scale*float64(len([]rune(text)))*0.4 {
			continue
		}
		if w.glyphs == nil {
			if w = l.set.set(text, size*l.look.Scale, false); w.glyphs == nil {
				return
			}
		}
		if total < w.width+4 {
			continue
		}
		for _, share := range [...]float64{0.5, 0.3, 0.7, 0.1, 0.9} { // the middle is where one looks
			if stands := w.on(points, (total-w.width)*share); stands != nil && l.put(w, stands, c, text) {
				break
			}
		}
	}
}

func length(points []vec) float64 {
	n := 0.0
	for i := 1; i < len(points); i++ {
		n += points[i-1].to(points[i]).length()
	}
	return n
}

// bend is how far a line may turn under a name, in radians.
const bend = 0.6

// on are the stands of a word along a line, beginning that far along it; nil
// where the line turns too much. A word that would stand on its head is written
// from the other end; one in Chinese stands upright on a line that runs down.
func (w word) on(points []vec, from float64) []stand {
	a, _ := spot(points, from)
	b, _ := spot(points, from+w.width)
	upright := w.han && math.Abs(b.y-a.y) > 1.7*math.Abs(b.x-a.x)
	if upright && b.y < a.y || !upright && b.x < a.x {
		points = slices.Clone(points)
		slices.Reverse(points)
		from = length(points) - from - w.width
		a, b = b, a
	}
	whole := a.to(b)
	stands := make([]stand, len(w.glyphs))
	for i, g := range w.glyphs {
		at, d := spot(points, from+g.advance/2)
		turn := math.Abs(math.Remainder(math.Atan2(d.y, d.x)-math.Atan2(whole.y, whole.x), 2*math.Pi))
		if turn > bend {
			return nil
		}
		if upright {
			stands[i] = stand{vec{at.x - g.advance/2, at.y + w.size*0.35}, 0, 1}
		} else {
			stands[i] = stand{at.along(d, -g.advance/2).along(vec{-d.y, d.x}, w.size*0.35), d.y, d.x}
		}
		from += g.advance
	}
	return stands
}

// spot is the point that far along a line, and the direction there.
func spot(points []vec, along float64) (at, direction vec) {
	at, direction = points[0], vec{1, 0}
	for i := 1; i < len(points); i++ {
		d := points[i-1].to(points[i])
		n := d.length()
		if n == 0 {
			continue
		}
		direction = vec{d.x / n, d.y / n}
		at = points[i-1].along(direction, min(along, n))
		if along <= n {
			break
		}
		along -= n
	}
	return at, direction
}

// put writes a word where nothing stands yet, with light around its letters, and
// reports whether.
func (l *lettering) put(w word, stands []stand, c color.NRGBA, text string) bool {
	var b box
	b.x0, b.y0, b.x1, b.y1 = w.box(stands)
	side, air := float64(l.look.Side), 6*l.look.Scale
	if b.x0 < 1 || b.y0 < 1 || b.x1 > side-1 || b.y1 > side-1 {
		return false
	}
	wide := box{b.x0 - air, b.y0 - air, b.x1 + air, b.y1 + air}
	if slices.ContainsFunc(l.taken, wide.meets) {
		return false
	}
	l.taken = append(l.taken, wide)
	l.names[text]++
	for i, g := range w.glyphs {
		for _, ring := range g.rings {
			ring = stands[i].turned(ring)
			l.pen.line(append(ring, ring[0]), 3*l.look.Scale)
		}
	}
	l.pen.paint(l.look.Palette.Halo)
	for i, g := range w.glyphs {
		for _, ring := range g.rings {
			l.pen.area(stands[i].turned(ring))
		}
	}
	l.pen.paint(c)
	return true
}
