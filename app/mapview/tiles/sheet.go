package tiles

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/protoscan"
)

// The bounds of one vector tile. The largest of a whole country made with
// tilemaker has some 500 kB and 10,000 features.
const (
	maxUnpacked = 4 << 20
	maxFeatures = 60_000
	maxPoints   = 400_000
)

// shape is one thing on the map, in parts of its tile's width.
type shape struct {
	kind kind
	name name
	rank int // of a place: 0 is the largest
	line []orb.LineString
	area []orb.Ring // outer rings run one way, holes the other
	spot orb.Point  // of what is only a name
}

// name is what a thing is called, in its own letters and in the two languages.
type name struct{ own, english, chinese string }

func (n name) in(chinese bool) string {
	first := n.english
	if chinese {
		first = n.chinese
	}
	if first == "" {
		first = n.own
	}
	if r := []rune(first); len(r) > 60 {
		return "" // nobody's name; it would only cost
	}
	return first
}

// sheet is a vector tile that was decoded.
type sheet struct {
	shapes []shape
	bytes  int // about what it holds in memory
}

// margin is how far beyond its tile a shape is kept, in parts of its width: a
// wide street that runs along the edge is seen on both sides.
const margin = 0.06

var kept = orb.Bound{Min: orb.Point{-margin, -margin}, Max: orb.Point{1 + margin, 1 + margin}}

// parse decodes a stored vector tile, which may be gzipped.
func parse(b []byte) (s *sheet, err error) {
	defer caught(&err)
	if b, err = unpack(b); err != nil {
		return nil, err
	}
	if len(b) == 0 {
		return &sheet{}, nil
	}
	if n, err := features(b); err != nil || n > maxFeatures {
		if err == nil {
			return nil, refused(WhyTooLarge, fmt.Errorf("%d things in one tile", n))
		}
		return nil, refused(WhyDamaged, err)
	}
	layers, err := mvt.Unmarshal(b)
	if err != nil {
		return nil, refused(WhyDamaged, err)
	}
	s = &sheet{}
	points := 0
	for _, layer := range layers {
		if layer.Extent == 0 {
			continue
		}
		for _, f := range layer.Features {
			made := shapeOf(layer.Name, f, 1/float64(layer.Extent))
			if made == nil {
				continue
			}
			n := made.points()
			if points += n; points > maxPoints {
				return nil, refused(WhyTooLarge, errors.New("too many points in one tile"))
			}
			s.shapes = append(s.shapes, *made)
			s.bytes += 200 + 16*n
		}
	}
	return s, nil
}

// unpack reads no more than a tile may hold: a kilobyte of gzip can ask for a
// megabyte, and a megabyte for a gigabyte.
func unpack(b []byte) ([]byte, error) {
	if len(b) < 2 || b[0] != 0x1f || b[1] != 0x8b {
		if len(b) > maxUnpacked {
			return nil, refused(WhyTooLarge, nil)
		}
		return b, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, refused(WhyDamaged, err)
	}
	out, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	switch {
	case err != nil:
		return nil, refused(WhyDamaged, err)
	case len(out) > maxUnpacked:
		return nil, refused(WhyTooLarge, nil)
	}
	return out, nil
}

// features counts what a tile holds before anything is made of it: a feature of
// four bytes becomes hundreds in memory.
func features(b []byte) (n int, err error) {
	tile := protoscan.New(b)
	for tile.Next() {
		if tile.FieldNumber() != 3 {
			tile.Skip()
			continue
		}
		layer, err := tile.Message(nil)
		if err != nil {
			return n, err
		}
		for layer.Next() {
			if f := layer.FieldNumber(); f == 2 || f == 3 || f == 4 { // features, keys, values
				n++
			}
			layer.Skip()
		}
		if layer.Err() != nil {
			return n, layer.Err()
		}
	}
	return n, tile.Err()
}

// shapeOf is what of a feature is drawn; nil for what is not.
func shapeOf(layer string, f *geojson.Feature, scale float64) *shape {
	s := &shape{name: nameOf(f.Properties)}
	s.kind, s.rank = kindOf(layer, f.Properties)
	if s.kind == nothing {
		return nil
	}
	switch g := f.Geometry.(type) {
	case orb.Point:
		s.spot = at(g, scale)
		if !s.kind.names() || s.spot[0] < 0 || s.spot[0] >= 1 || s.spot[1] < 0 || s.spot[1] >= 1 {
			return nil // its name is written on the tile it lies in
		}
		return s
	case orb.LineString:
		s.add(g, scale)
	case orb.MultiLineString:
		for _, l := range g {
			s.add(l, scale)
		}
	case orb.Polygon:
		s.fill(g, scale)
	case orb.MultiPolygon:
		for _, p := range g {
			s.fill(p, scale)
		}
	}
	if len(s.line)+len(s.area) == 0 {
		return nil
	}
	return s
}

func at(p orb.Point, scale float64) orb.Point { return orb.Point{p[0] * scale, p[1] * scale} }

// add keeps what of a line lies on the tile.
func (s *shape) add(l orb.LineString, scale float64) {
	if s.kind.filled() {
		return
	}
	scaled := make(orb.LineString, len(l))
	for i, p := range l {
		scaled[i] = at(p, scale)
	}
	for _, part := range clip.LineString(kept, scaled) {
		if len(part) > 1 {
			s.line = append(s.line, part)
		}
	}
}

// fill keeps what of an area lies on the tile; of one that is only a line, its edge.
func (s *shape) fill(p orb.Polygon, scale float64) {
	for n, r := range p {
		scaled := make(orb.Ring, len(r))
		for i, q := range r {
			scaled[i] = at(q, scale)
		}
		if !s.kind.filled() {
			s.add(orb.LineString(r), scale)
			continue
		}
		part := clip.Ring(kept, scaled)
		if len(part) < 3 {
			continue
		}
		// Areas of one colour are drawn in one pass, so all must run one way round,
		// and their holes the other.
		if o := part.Orientation(); n == 0 && o == orb.CW || n > 0 && o == orb.CCW {
			part.Reverse()
		}
		s.area = append(s.area, part)
	}
}

func (s *shape) points() int {
	n := 0
	for _, l := range s.line {
		n += len(l)
	}
	for _, r := range s.area {
		n += len(r)
	}
	return n
}

func nameOf(p geojson.Properties) name {
	text := func(keys ...string) string {
		for _, k := range keys {
			if v, ok := p[k].(string); ok && v != "" {
				return v
			}
		}
		return ""
	}
	return name{own: text("name", "name:latin"), english: text("name:en", "name_en"),
		chinese: text("name:zh-Hans", "name:zh-CN", "name:zh")}
}
