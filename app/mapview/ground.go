package mapview

import (
	"context"
	"image"
	"math"

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
	return picture{t, tiles.Look{Side: m.camera.tileSide(), Scale: m.camera.scale, Chinese: m.words.Lang == i18n.Chinese, Palette: theme.Map()}}
}

// place puts the pictures of what is seen where they belong and gives them, the
// coarse ones that stand in for others below. What is missing comes back too.
func (g *ground) place(m *Map) (objects []fyne.CanvasObject, missing []picture) {
	var under, over []picture
	all := m.camera.tilesSeen()
	for _, t := range all {
		p := m.name(t)
		// What is on the screen must fit, or each picture would push out the next for
		// ever: of screens larger than 3840 by 2160 it may take more than CacheBytes.
		m.cache.limit = max(CacheBytes, (len(all)+atOnce)*4*p.Side*p.Side)
		if m.cache.get(p) != nil {
			over = append(over, p)
			continue
		}
		if !m.failed[p] {
			missing = append(missing, p)
		}
		under = append(under, m.standIns(p)...)
	}
	seen := map[picture]bool{}
	for _, p := range append(under, over...) {
		if seen[p] {
			continue
		}
		seen[p] = true
		o := g.object(p, m.cache.get(p))
		at, size := m.camera.frame(p.Tile)
		o.Move(at)
		o.Resize(size)
		objects = append(objects, o)
	}
	for p, o := range g.used {
		if !seen[p] {
			delete(g.used, p)
			g.free = append(g.free, o)
		}
	}
	return objects, missing
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
	var sides []int
	for d := range 1 + mostDeeper {
		c := m.camera
		c.half = c.half &^ 1
		sides = append(sides, c.sideOf(d))
		c.half++
		sides = append(sides, c.sideOf(d))
	}
	for up := 0; up <= min(4, p.Z); up++ {
		for _, side := range sides {
			q := p
			q.Tile, q.Side = p.Up(up), side
			if m.cache.get(q) != nil {
				return []picture{q}
			}
		}
	}
	var below []picture
	for i := range 4 {
		for _, side := range sides {
			q := p
			q.Tile, q.Side = tiles.Tile{Z: p.Z + 1, X: 2*p.X + i%2, Y: 2*p.Y + i/2}, side
			if m.cache.get(q) != nil {
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
