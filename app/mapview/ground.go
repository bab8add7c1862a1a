package mapview

import (
	"context"
	"image"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
)

// ground is the tiles that are seen, each in a picture object of its own that is
// moved with the map and used again for another tile when it leaves.
type ground struct {
	used map[picture]*canvas.Image
	free []*canvas.Image
}

// atOnce is how many tiles are read and drawn beside the screen at once.
const atOnce = 2

// name is the picture of a tile as it would be drawn now.
func (m *Map) name(t tiles.Tile) picture {
	side, scale := m.camera.drawnAs(m.camera.deeper())
	return picture{t, tiles.Look{Side: side, Scale: scale, Chinese: m.words.Lang == i18n.Chinese, Palette: theme.Map()}}
}

// place puts the pictures of what is seen where they belong and gives them, the
// coarse ones that stand in for others below. What is missing comes back too.
func (g *ground) place(m *Map) (objects []fyne.CanvasObject, missing []picture) {
	var under, over []picture
	for _, t := range m.camera.tilesSeen() {
		p := m.name(t)
		if m.cache.get(p) != nil {
			over = append(over, p)
			continue
		}
		if !m.failed[p] {
			missing = append(missing, p)
		}
		under = append(under, m.standIns(p)...)
	}
	seen, textures := g.fitting(m, under, over)
	g.letGo(seen)
	for _, p := range append(under, over...) {
		if !seen[p] {
			continue
		}
		o := g.object(p, m.cache.get(p))
		at, size := m.camera.frame(p.Tile)
		o.Move(at)
		o.Resize(size)
		if !slices.Contains(objects, fyne.CanvasObject(o)) {
			objects = append(objects, o)
		}
	}
	m.cache.limit = pictureBytes - textures - m.beingDrawn()
	m.cache.trim()
	return objects, missing
}

// fitting are the pictures that are shown, and what their textures take: all that
// belong there, and of those that stand in as many as there is memory for, since each
// is there twice.
func (g *ground) fitting(m *Map, under, over []picture) (seen map[picture]bool, textures int) {
	seen = map[picture]bool{}
	room := (pictureBytes - m.beingDrawn()) / 2
	for _, p := range append(slices.Clone(over), under...) {
		if bytes := p.bytes(); !seen[p] && textures+bytes <= room {
			seen[p] = true
			textures += bytes
		}
	}
	return seen, textures
}

// beingDrawn is what the pictures take that are drawn at once, at most.
func (m *Map) beingDrawn() int {
	side, _ := m.camera.drawnAs(m.camera.deeper())
	for p := range m.loading {
		side = max(side, p.Side) // begun at another zoom
	}
	return atOnce * 4 * side * side
}

func (p picture) bytes() int { return 4 * p.Side * p.Side }

// letGo empties the objects of what is seen no more: one that waited with its picture
// would keep it, and its texture, beyond the cache.
func (g *ground) letGo(seen map[picture]bool) {
	for p, o := range g.used {
		if !seen[p] {
			delete(g.used, p)
			o.Image = nil
			o.Refresh()
			g.free = append(g.free, o)
		}
	}
}

func (g *ground) object(p picture, i *image.RGBA) *canvas.Image {
	if o := g.used[p]; o != nil {
		return o
	}
	var o *canvas.Image
	if n := len(g.free); n > 0 {
		o, g.free = g.free[n-1], g.free[:n-1]
	} else {
		o = canvas.NewImageFromImage(nil)
		o.FillMode, o.ScaleMode = canvas.ImageFillStretch, canvas.ImageScaleFastest
	}
	o.Image = i
	o.Refresh()
	if g.used == nil {
		g.used = map[picture]*canvas.Image{}
	}
	g.used[p] = o
	return o
}

// standIns are kept pictures that show at least roughly what a missing one will:
// of the same tile at the other half step, of one above, or of those below.
func (m *Map) standIns(p picture) []picture {
	var looks []tiles.Look
	for d := range 1 + mostDeeper {
		for odd := range 2 {
			c := m.camera
			c.half = c.half&^1 + odd
			look := p.Look
			look.Side, look.Scale = c.drawnAs(d)
			looks = append(looks, look)
		}
	}
	for up := 0; up <= min(4, p.Z); up++ {
		for _, look := range looks {
			if q := (picture{p.Up(up), look}); m.cache.get(q) != nil {
				return []picture{q}
			}
		}
	}
	var below []picture
	for i := range 4 {
		for _, look := range looks {
			if q := (picture{tiles.Tile{Z: p.Z + 1, X: 2*p.X + i%2, Y: 2*p.Y + i/2}, look}); m.cache.get(q) != nil {
				below = append(below, q)
				break
			}
		}
	}
	return below
}

// load has missing tiles read and drawn, those nearest to the middle first. A tile
// that was wanted and is out of sight again when its turn comes is not drawn.
func (m *Map) load(missing []picture) {
	if m.filling {
		return // an inline runner has drawn while it was asked; the loop below goes on
	}
	m.filling = true
	came := false
	for len(missing) > 0 && len(m.loading) < atOnce {
		i := m.nearest(missing)
		p := missing[i]
		missing = append(missing[:i:i], missing[i+1:]...)
		if m.loading[p] {
			continue
		}
		m.loading[p] = true
		source := m.source
		shell.Do(m.run, func(ctx context.Context) (*image.RGBA, error) { return source.Draw(ctx, p.Tile, p.Look) }, func(i *image.RGBA, err error) {
			delete(m.loading, p)
			if err != nil {
				m.failed[p] = true
				m.worry = err
			} else {
				m.cache.put(p, i)
			}
			if came = true; !m.filling {
				m.update()
			}
		})
	}
	if m.filling = false; came {
		m.update()
	}
}

func (m *Map) nearest(list []picture) int {
	best, least := 0, math.Inf(1)
	for i, p := range list {
		at := p.Corner()
		half := 0.5 / float64(int(1)<<p.Z)
		if d := math.Hypot(at.X+half-m.camera.middle.X, at.Y+half-m.camera.middle.Y); d < least {
			best, least = i, d
		}
	}
	return best
}
