// Package roadstest writes small .osm.pbf files for tests. It shares no code with
// the reader they are for.
package roadstest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
)

// Node is a point of the map; Lat and Lon in 1e-7 degrees, Tags in pairs.
type Node struct {
	ID, Lat, Lon int64
	Tags         []string
}

// Way is a line through nodes; Tags in pairs.
type Way struct {
	Nodes []int64
	Tags  []string
}

// Map is a file's content.
type Map struct {
	Nodes []Node
	Ways  []Way
	Plain bool // nodes one by one instead of in columns, and blocks not pressed
}

// Grid is a town of streets along rows and columns, so many nodes each way, each
// street a residential way; node ids count from 1, row by row.
func Grid(rows, columns int, lat, lon, step int64) Map {
	var m Map
	id := func(r, c int) int64 { return int64(r*columns + c + 1) }
	for r := range rows {
		w := Way{Tags: []string{"highway", "residential"}}
		for c := range columns {
			m.Nodes = append(m.Nodes, Node{ID: id(r, c), Lat: lat + int64(r)*step, Lon: lon + int64(c)*step})
			w.Nodes = append(w.Nodes, id(r, c))
		}
		m.Ways = append(m.Ways, w)
	}
	for c := range columns {
		w := Way{Tags: []string{"highway", "residential"}}
		for r := range rows {
			w.Nodes = append(w.Nodes, id(r, c))
		}
		m.Ways = append(m.Ways, w)
	}
	return m
}

// Blocks are the file's blocks: header, nodes, ways.
func (m *Map) Blocks() [][]byte {
	header := join(text(4, "OsmSchema-V0.6"), text(4, "DenseNodes"))
	return [][]byte{m.block("OSMHeader", header), m.block("OSMData", m.nodes()), m.block("OSMData", m.ways())}
}

// PBF is the file.
func (m *Map) PBF() []byte { return bytes.Join(m.Blocks(), nil) }

func (m *Map) block(kind string, data []byte) []byte {
	blob := field(1, data)
	if !m.Plain {
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		if _, err := w.Write(data); err != nil {
			panic(fmt.Sprint("a buffer refuses: ", err))
		}
		if err := w.Close(); err != nil {
			panic(fmt.Sprint("a buffer refuses: ", err))
		}
		blob = join(number(2, uint64(len(data))), field(3, z.Bytes()))
	}
	head := join(text(1, kind), number(3, uint64(len(blob))))
	return join(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head, blob)
}

// strings numbers texts from 1; 0 ends a list.
type strings struct {
	known map[string]uint64
	table []byte
}

func newStrings() *strings { return &strings{map[string]uint64{}, text(1, "")} }

func (s *strings) number(t string) uint64 {
	if s.known[t] == 0 {
		s.known[t] = uint64(len(s.known) + 1)
		s.table = append(s.table, text(1, t)...)
	}
	return s.known[t]
}

func (s *strings) pairs(tags []string) (keys, vals []byte) {
	for i := 0; i+1 < len(tags); i += 2 {
		keys = binary.AppendUvarint(keys, s.number(tags[i]))
		vals = binary.AppendUvarint(vals, s.number(tags[i+1]))
	}
	return keys, vals
}

func (m *Map) nodes() []byte {
	s := newStrings()
	var group, ids, lats, lons, tags []byte
	var last Node
	for _, n := range m.Nodes {
		if m.Plain {
			keys, vals := s.pairs(n.Tags)
			group = append(group, field(1, join(number(1, zigzag(n.ID)), field(2, keys), field(3, vals), number(8, zigzag(n.Lat)), number(9, zigzag(n.Lon))))...)
			continue
		}
		ids = binary.AppendVarint(ids, n.ID-last.ID)
		lats = binary.AppendVarint(lats, n.Lat-last.Lat)
		lons = binary.AppendVarint(lons, n.Lon-last.Lon)
		last = n
		for _, t := range n.Tags {
			tags = binary.AppendUvarint(tags, s.number(t))
		}
		tags = binary.AppendUvarint(tags, 0)
	}
	if !m.Plain {
		group = field(2, join(field(1, ids), field(8, lats), field(9, lons), field(10, tags)))
	}
	return join(field(1, s.table), field(2, group), number(17, 100))
}

func (m *Map) ways() []byte {
	s := newStrings()
	var group []byte
	for i, w := range m.Ways {
		keys, vals := s.pairs(w.Tags)
		var refs []byte
		last := int64(0)
		for _, id := range w.Nodes {
			refs = binary.AppendVarint(refs, id-last)
			last = id
		}
		group = append(group, field(3, join(number(1, uint64(i+1)), field(2, keys), field(3, vals), field(8, refs)))...)
	}
	return join(field(1, s.table), field(2, group))
}

func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func number(n int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(n)<<3), v)
}

func field(n int, data []byte) []byte {
	return append(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(n)<<3|2), uint64(len(data))), data...)
}

func text(n int, s string) []byte { return field(n, []byte(s)) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
