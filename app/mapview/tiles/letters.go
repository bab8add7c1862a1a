package tiles

import (
	"math"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"fairvisit/sync/typeface"
)

// faces are the app's own, so that a map reads like the screen around it. Bold
// lacks rare characters; those are taken from Regular.
var faces = sync.OnceValue(func() (f [2]*sfnt.Font) {
	for i, b := range [][]byte{typeface.Regular(), typeface.Bold()} {
		face, err := sfnt.Parse(b)
		if err != nil {
			panic(err) // the face is part of the program
		}
		f[i] = face
	}
	return f
})

// glyph is one letter: its outline as closed rings around its origin, in pixels,
// and how far the next one is.
type glyph struct {
	rings   [][]vec
	advance float64
}

// word is a name in letters of one size.
type word struct {
	glyphs []glyph
	width  float64
	size   float64
	han    bool // all of it in Chinese characters
}

// typesetter makes words; each goroutine has its own, for the buffer it reads
// outlines into.
type typesetter struct{ buf sfnt.Buffer }

// set makes a word; of letters no face has it makes none.
func (t *typesetter) set(s string, size float64, bold bool) word {
	w := word{size: size, han: true}
	ppem := fixed.Int26_6(size * 64)
	for _, r := range s {
		w.han = w.han && unicode.Is(unicode.Han, r)
		f, i := t.find(r, bold)
		if i == 0 {
			return word{}
		}
		advance, err := f.GlyphAdvance(&t.buf, i, ppem, font.HintingNone)
		if err != nil {
			return word{}
		}
		segments, err := f.LoadGlyph(&t.buf, i, ppem, nil)
		if err != nil {
			return word{}
		}
		g := glyph{rings: flat(segments), advance: float64(advance) / 64}
		w.glyphs = append(w.glyphs, g)
		w.width += g.advance
	}
	return w
}

func (t *typesetter) find(r rune, bold bool) (*sfnt.Font, sfnt.GlyphIndex) {
	both := faces()
	if bold {
		if i, err := both[1].GlyphIndex(&t.buf, r); err == nil && i != 0 {
			return both[1], i
		}
	}
	i, err := both[0].GlyphIndex(&t.buf, r)
	if err != nil {
		return both[0], 0
	}
	return both[0], i
}

// bends is how many pieces a curve of a letter is drawn with.
const bends = 4

// flat makes rings of short lines out of an outline.
func flat(segments sfnt.Segments) [][]vec {
	var rings [][]vec
	var ring []vec
	at := func(p fixed.Point26_6) vec { return vec{float64(p.X) / 64, float64(p.Y) / 64} }
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(ring) > 2 {
				rings = append(rings, ring)
			}
			ring = []vec{at(s.Args[0])}
		case sfnt.SegmentOpLineTo:
			ring = append(ring, at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			a, b, c := ring[len(ring)-1], at(s.Args[0]), at(s.Args[1])
			for i := 1; i <= bends; i++ {
				u := float64(i) / bends
				ring = append(ring, mix(mix(a, b, u), mix(b, c, u), u))
			}
		case sfnt.SegmentOpCubeTo:
			a, b, c, d := ring[len(ring)-1], at(s.Args[0]), at(s.Args[1]), at(s.Args[2])
			for i := 1; i <= bends; i++ {
				u := float64(i) / bends
				ab, bc, cd := mix(a, b, u), mix(b, c, u), mix(c, d, u)
				ring = append(ring, mix(mix(ab, bc, u), mix(bc, cd, u), u))
			}
		}
	}
	if len(ring) > 2 {
		rings = append(rings, ring)
	}
	return rings
}

func mix(a, b vec, u float64) vec { return vec{a.x + (b.x-a.x)*u, a.y + (b.y-a.y)*u} }

// stand is where the origin of a letter stands and how it is turned.
type stand struct {
	at       vec
	sin, cos float64
}

// level are the stands of a word written straight from a point on.
func (w word) level(from vec) []stand {
	list := make([]stand, len(w.glyphs))
	for i, g := range w.glyphs {
		list[i] = stand{from, 0, 1}
		from.x += g.advance
	}
	return list
}

// turned is a ring of a letter where it stands.
func (s stand) turned(ring []vec) []vec {
	out := make([]vec, len(ring))
	for i, p := range ring {
		out[i] = vec{s.at.x + p.x*s.cos - p.y*s.sin, s.at.y + p.x*s.sin + p.y*s.cos}
	}
	return out
}

// box is what a standing word covers.
func (w word) box(stands []stand) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i, g := range w.glyphs {
		for _, p := range stands[i].turned([]vec{{0, -w.size * 0.9}, {g.advance, -w.size * 0.9}, {0, w.size * 0.25}, {g.advance, w.size * 0.25}}) {
			x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
		}
	}
	return x0, y0, x1, y1
}
