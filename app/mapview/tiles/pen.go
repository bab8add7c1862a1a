package tiles

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// vec is a place on the picture in pixels.
type vec struct{ x, y float64 }

func (a vec) to(b vec) vec               { return vec{b.x - a.x, b.y - a.y} }
func (a vec) along(d vec, n float64) vec { return vec{a.x + d.x*n, a.y + d.y*n} }
func (a vec) length() float64            { return math.Hypot(a.x, a.y) }

// pen draws areas and lines on a picture. Everything of one colour is gathered
// and drawn in one pass, where overlapping parts do not show: a street is one
// band and not a row of boxes.
type pen struct {
	picture *image.RGBA
	r       *vector.Rasterizer
	empty   bool
}

func newPen(picture *image.RGBA) *pen {
	p := &pen{picture: picture, r: vector.NewRasterizer(picture.Rect.Dx(), picture.Rect.Dy())}
	p.reset()
	return p
}

func (p *pen) reset() {
	p.r.Reset(p.picture.Rect.Dx(), p.picture.Rect.Dy())
	p.empty = true
}

// paint draws what was gathered.
func (p *pen) paint(c color.NRGBA) {
	if p.empty {
		return
	}
	p.r.Draw(p.picture, p.picture.Rect, image.NewUniform(c), image.Point{})
	p.reset()
}

// area gathers a closed ring.
func (p *pen) area(ring []vec) {
	if len(ring) < 3 {
		return
	}
	p.empty = false
	p.r.MoveTo(float32(ring[0].x), float32(ring[0].y))
	for _, q := range ring[1:] {
		p.r.LineTo(float32(q.x), float32(q.y))
	}
	p.r.ClosePath()
}

// line gathers a line of a width. Each piece is a box that runs the same way
// round whatever its direction, as do the discs between: pieces then add up and
// never cancel out.
func (p *pen) line(points []vec, width float64) {
	for i := 1; i < len(points); i++ {
		p.box(points[i-1], points[i], width/2)
	}
	if width < 2 {
		return // the gaps at bends are smaller than a pixel
	}
	for _, q := range points {
		p.disc(q, width/2)
	}
}

func (p *pen) box(a, b vec, half float64) {
	d := a.to(b)
	n := d.length()
	if n == 0 {
		return
	}
	side := vec{-d.y / n, d.x / n}
	p.area([]vec{a.along(side, half), b.along(side, half), b.along(side, -half), a.along(side, -half)})
}

func (p *pen) disc(at vec, radius float64) {
	n := min(24, max(8, int(radius*2)))
	ring := make([]vec, n)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		ring[i] = vec{at.x + cos*radius, at.y - sin*radius}
	}
	p.area(ring)
}

// dashed gathers the dashes of a line: as long as the gaps between them.
func (p *pen) dashed(points []vec, width, dash float64) {
	on, left := true, dash
	for i := 1; i < len(points); i++ {
		a, d := points[i-1], points[i-1].to(points[i])
		n := d.length()
		if n == 0 {
			continue
		}
		d = vec{d.x / n, d.y / n}
		for from := 0.0; from < n; {
			step := min(left, n-from)
			if on {
				p.box(a.along(d, from), a.along(d, from+step), width/2)
			}
			from += step
			if left -= step; left <= 0 {
				on, left = !on, dash
			}
		}
	}
}
