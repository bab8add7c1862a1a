package tiles

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// vectors is a file of vector tiles, drawn in the app's own style: calm, so that
// pins and routes stand out.
type vectors struct {
	*mbtiles

	mu      sync.Mutex
	decoded map[Tile]*sheet
	order   []Tile // oldest first
	bytes   int
}

// SheetBytes bounds the decoded tiles that are kept: beyond the deepest zoom of a
// file many tiles are drawn from one of its own.
const SheetBytes = 12 << 20

func newVector(m *mbtiles) *vectors { return &vectors{mbtiles: m, decoded: map[Tile]*sheet{}} }

// Draw implements Source.
func (v *vectors) Draw(ctx context.Context, t Tile, l Look) (*image.RGBA, error) {
	if err := l.check(t); err != nil {
		return nil, err
	}
	up := max(0, t.Z-v.about.Most)
	s, err := v.sheet(ctx, t.Up(up))
	if err != nil {
		return nil, err
	}
	if s == nil {
		return drawGrid(l), nil
	}
	d := newDrawing(l, l.zoom(t), t, up)
	d.draw(s)
	return d.pen.picture, ctx.Err()
}

// sheet is a tile of the file, decoded; nil where it has none.
func (v *vectors) sheet(ctx context.Context, t Tile) (*sheet, error) {
	v.mu.Lock()
	s, ok := v.decoded[t]
	v.mu.Unlock()
	if ok {
		return s, nil
	}
	b, err := v.blob(ctx, t)
	if err != nil || b == nil {
		return nil, err
	}
	if s, err = parse(b); err != nil {
		return nil, err
	}
	v.keep(t, s)
	return s, nil
}

func (v *vectors) keep(t Tile, s *sheet) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.decoded[t]; ok {
		return // another worker was faster
	}
	v.decoded[t] = s
	v.order = append(v.order, t)
	v.bytes += s.bytes
	for v.bytes > SheetBytes && len(v.order) > 1 {
		oldest := v.order[0]
		v.order = v.order[1:]
		v.bytes -= v.decoded[oldest].bytes
		delete(v.decoded, oldest)
	}
}

// drawing is one tile while it is drawn.
type drawing struct {
	pen    *pen
	look   Look
	zoom   float64
	corner orb.Point // of the picture, in parts of the sheet
	scale  float64   // pixels a sheet's width
	seen   orb.Bound // of the sheet, with a margin
}

func newDrawing(l Look, zoom float64, t Tile, up int) *drawing {
	picture := image.NewRGBA(image.Rect(0, 0, l.Side, l.Side))
	draw.Draw(picture, picture.Rect, image.NewUniform(l.Palette.Land), image.Point{}, draw.Src)
	n := float64(int(1) << up)
	mask := 1<<up - 1
	d := &drawing{pen: newPen(picture), look: l, zoom: zoom, scale: float64(l.Side) * n,
		corner: orb.Point{float64(t.X&mask) / n, float64(t.Y&mask) / n}}
	d.seen = orb.Bound{Min: orb.Point{d.corner[0] - margin/n, d.corner[1] - margin/n},
		Max: orb.Point{d.corner[0] + (1+margin)/n, d.corner[1] + (1+margin)/n}}
	return d
}

// pixel is where a place of the sheet lies on the picture.
func (d *drawing) pixel(p orb.Point) vec {
	return vec{(p[0] - d.corner[0]) * d.scale, (p[1] - d.corner[1]) * d.scale}
}

func (d *drawing) draw(s *sheet) {
	for _, f := range fills {
		if d.zoom < f.from {
			continue
		}
		for i := range s.shapes {
			if s.shapes[i].kind == f.kind {
				d.areas(s.shapes[i].area)
			}
		}
		d.pen.paint(f.color(d.look.Palette))
		if f.kind == water {
			d.ways(s, stroke{kind: river, width: 2.5, from: 9}, d.look.Palette.Water, 0)
		}
	}
	for _, w := range strokes {
		if w.cased {
			d.ways(s, w, d.look.Palette.Casing, 1.2)
		}
	}
	for _, w := range strokes {
		d.ways(s, w, w.color(d.look.Palette), 0)
	}
	newLettering(d).write(s)
}

func (d *drawing) areas(rings []orb.Ring) {
	for _, r := range rings {
		if !r.Bound().Intersects(d.seen) {
			continue
		}
		part := clip.Ring(d.seen, r.Clone()) // it uses what it is given up
		ring := make([]vec, len(part))
		for i, p := range part {
			ring[i] = d.pixel(p)
		}
		d.pen.area(ring)
	}
}

// ways draws all lines of one kind; edge units are added on either side.
func (d *drawing) ways(s *sheet, w stroke, c color.NRGBA, edge float64) {
	if d.zoom < w.from {
		return
	}
	width := (wide(w.width, d.zoom) + 2*edge) * d.look.Scale
	for i := range s.shapes {
		if s.shapes[i].kind != w.kind {
			continue
		}
		for _, l := range s.shapes[i].line {
			d.way(l, width, w.dash*d.look.Scale)
		}
	}
	d.pen.paint(c)
}

func (d *drawing) way(l orb.LineString, width, dash float64) {
	if !l.Bound().Intersects(d.seen) {
		return
	}
	for _, part := range clip.LineString(d.seen, l) {
		points := make([]vec, len(part))
		for i, p := range part {
			points[i] = d.pixel(p)
		}
		if dash > 0 {
			d.pen.dashed(points, width, dash)
		} else {
			d.pen.line(points, width)
		}
	}
}

// wide is how wide a way of that width at zoom 14 is at another zoom: it grows
// with the map, but slower, so that a street is a line from far and a band from near.
func wide(at14, zoom float64) float64 {
	return max(0.7, at14*math.Pow(1.55, zoom-14))
}
