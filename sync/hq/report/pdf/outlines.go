package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"golang.org/x/image/font/sfnt"
)

// program is the face's program in CFF (Adobe's technical note 5176), CID-keyed,
// with the used characters alone. It is made anew from outlines: to cut it out
// of the file's own would mean to follow its shared pieces, and a character that
// nobody used would be carried with them. box is what all of them fit in.
func (f *Font) program() (cff []byte, box [4]int, err error) {
	outlines := make([][]byte, len(f.glyphs))
	for i, g := range f.glyphs {
		if outlines[i], err = f.outline(g, &box); err != nil {
			return nil, box, fmt.Errorf("the character %q of %s cannot be drawn: %w", g.char, f.name, err)
		}
	}
	n := len(f.glyphs)
	head := []byte{1, 0, 4, 4}
	names, strings, shared := cffIndex([]byte(f.subsetName())), cffIndex([]byte("Adobe"), []byte("Identity")), cffIndex()
	charset := binary.BigEndian.AppendUint16([]byte{2, 0, 1}, uint16(n-2)) // one range: 1 to n-1
	if n == 1 {
		charset = []byte{2}
	}
	selected := binary.BigEndian.AppendUint16([]byte{3, 0, 1, 0, 0, 0}, uint16(n)) // all are of font 0
	shapes, private := cffIndex(outlines...), cffDict(cffEntry{[]byte{20}, []int{0}}, cffEntry{[]byte{21}, []int{0}})
	// Offsets are written in five bytes each, whatever they are: so the length
	// of what holds them is known before they are.
	var top []byte
	fonts := func(at int) []byte { return cffIndex(cffDict(cffEntry{[]byte{18}, []int{len(private), at}})) }
	for range 2 {
		at := len(head) + len(names) + len(cffIndex(top)) + len(strings) + len(shared)
		charsetAt := at
		selectAt := charsetAt + len(charset)
		shapesAt := selectAt + len(selected)
		privateAt := shapesAt + len(shapes)
		fontsAt := privateAt + len(private)
		top = cffDict(cffEntry{[]byte{12, 30}, []int{391, 392, 0}}, cffEntry{[]byte{5}, box[:]}, cffEntry{[]byte{12, 34}, []int{n}},
			cffEntry{[]byte{15}, []int{charsetAt}}, cffEntry{[]byte{12, 37}, []int{selectAt}}, cffEntry{[]byte{17}, []int{shapesAt}}, cffEntry{[]byte{12, 36}, []int{fontsAt}})
		cff = bytes.Join([][]byte{head, names, cffIndex(top), strings, shared, charset, selected, shapes, private, fonts(privateAt)}, nil)
	}
	return cff, box, nil
}

// outline is a character in the operators of Type 2 (technical note 5177).
func (f *Font) outline(g glyph, box *[4]int) ([]byte, error) {
	segments, err := f.face.LoadGlyph(&f.buf, g.index, f.scale(), nil)
	if err != nil {
		return nil, err
	}
	var b []byte
	x, y := 0, 0
	to := func(s *sfnt.Segment, n int) {
		for _, p := range s.Args[:n] {
			px, py := p.X.Round()*1000/f.units, -p.Y.Round()*1000/f.units
			b = cffNumber(cffNumber(b, px-x), py-y)
			x, y = px, py
			box[0], box[1], box[2], box[3] = min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y)
		}
	}
	if g.width != 0 {
		b = cffNumber(b, g.width) // the first operator takes it
	}
	for i := range segments {
		s := &segments[i]
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			to(s, 1)
			b = append(b, 21)
		case sfnt.SegmentOpLineTo:
			to(s, 1)
			b = append(b, 5)
		case sfnt.SegmentOpCubeTo:
			to(s, 3)
			b = append(b, 8)
		default:
			return nil, fmt.Errorf("its outline is not cubic")
		}
	}
	return append(b, 14), nil
}

// cffNumber writes a number as outlines do.
func cffNumber(b []byte, v int) []byte {
	switch {
	case -107 <= v && v <= 107:
		return append(b, byte(v+139))
	case 108 <= v && v <= 1131:
		return append(b, byte((v-108)>>8+247), byte(v-108))
	case -1131 <= v && v <= -108:
		return append(b, byte((-v-108)>>8+251), byte(-v-108))
	}
	return binary.BigEndian.AppendUint16(append(b, 28), uint16(int16(v)))
}

// cffEntry is an operator of a dictionary with its numbers.
type cffEntry struct {
	operator []byte
	numbers  []int
}

func cffDict(entries ...cffEntry) []byte {
	var b []byte
	for _, e := range entries {
		for _, v := range e.numbers {
			b = binary.BigEndian.AppendUint32(append(b, 29), uint32(int32(v)))
		}
		b = append(b, e.operator...)
	}
	return b
}

func cffIndex(items ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(items)))
	if len(items) == 0 {
		return b
	}
	b = append(b, 4) // bytes of an offset
	at := uint32(1)
	for _, item := range items {
		b = binary.BigEndian.AppendUint32(b, at)
		at += uint32(len(item))
	}
	b = binary.BigEndian.AppendUint32(b, at)
	return append(b, bytes.Join(items, nil)...)
}
