package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Font is a face of which the document gets the characters it used, each under
// the number in which it came up first.
type Font struct {
	doc    *Document
	index  int // /F in the pages' resources
	object int
	name   string
	face   *sfnt.Font
	buf    sfnt.Buffer
	other  *Font // has what this one lacks; nil: nothing has
	number map[rune]int
	glyphs []glyph // by number; 0 is a square
	units  int     // of an em
}

// glyph is a character as the font holds it.
type glyph struct {
	char  rune
	index sfnt.GlyphIndex
	width int // in thousandths of the size
}

// square stands for what no face has.
const square = '□'

// Font adds a face from an OpenType file with cubic outlines. What it lacks is
// taken from other, if that is not nil.
func (d *Document) Font(name string, otf []byte, other *Font) (*Font, error) {
	face, err := sfnt.Parse(otf)
	if err != nil {
		return nil, fmt.Errorf("the face %s cannot be read: %w", name, err)
	}
	f := &Font{doc: d, index: len(d.fonts), object: d.object(), name: name, face: face, other: other, number: map[rune]int{}, units: int(face.UnitsPerEm())}
	f.glyphs = []glyph{f.find(square)}
	d.fonts = append(d.fonts, f)
	return f, nil
}

// find looks a character up; index 0: the face lacks it.
func (f *Font) find(c rune) glyph {
	index, err := f.face.GlyphIndex(&f.buf, c)
	if err != nil {
		index = 0
	}
	g := glyph{char: c, index: index}
	if advance, err := f.face.GlyphAdvance(&f.buf, index, f.scale(), 0); err == nil {
		g.width = (advance.Round()*1000 + f.units/2) / f.units
	}
	return g
}

// scale gives lengths in the face's own units.
func (f *Font) scale() fixed.Int26_6 { return fixed.I(f.units) }

// use is the face that shows a character, and its number there.
func (f *Font) use(c rune) (*Font, int) {
	if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == unicode.ReplacementChar {
		c = ' ' // nothing may turn the direction of a line, or hide
	}
	if n, known := f.number[c]; known {
		return f, n
	}
	g := f.find(c)
	if g.index == 0 && f.other != nil {
		return f.other.use(c)
	}
	if g.index == 0 {
		g = glyph{char: c, index: f.glyphs[0].index, width: f.glyphs[0].width}
	}
	n := len(f.glyphs)
	f.number[c], f.glyphs = n, append(f.glyphs, g)
	return f, n
}

// run is a piece of text in one face.
type run struct {
	font *Font
	hex  string
}

func (f *Font) runs(s string) []run {
	var all []run
	var hex strings.Builder
	var now *Font
	flush := func() {
		if hex.Len() > 0 {
			all = append(all, run{now, hex.String()})
			hex.Reset()
		}
	}
	for _, c := range s {
		font, n := f.use(c)
		if font != now {
			flush()
			now = font
		}
		fmt.Fprintf(&hex, "%04X", n)
	}
	flush()
	return all
}

// Measure is how wide a line of s is.
func (f *Font) Measure(s string, size float64) float64 {
	sum := 0
	for _, c := range s {
		font, n := f.use(c)
		sum += font.glyphs[n].width
	}
	return float64(sum) * size / 1000
}

// finish writes what the document needs of the face.
func (f *Font) finish(d *Document) error {
	program, box, err := f.program()
	if err != nil {
		return err
	}
	descendant, descriptor, file, unicodes := d.object(), d.object(), d.object(), d.object()
	name := f.subsetName()
	d.dict(f.object, fmt.Sprintf("/Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R", name, descendant, unicodes))
	widths := make([]string, len(f.glyphs))
	for i, g := range f.glyphs {
		widths[i] = fmt.Sprint(g.width)
	}
	d.dict(descendant, fmt.Sprintf("/Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[0[%s]]",
		name, descriptor, strings.Join(widths, " ")))
	d.dict(descriptor, fmt.Sprintf("/Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 733/StemV 80/FontFile3 %d 0 R",
		name, box[0], box[1], box[2], box[3], file))
	d.stream(file, "/Subtype/CIDFontType0C", program)
	d.stream(unicodes, "", f.toUnicode())
	return nil
}

// subsetName has the six letters that say that a face is not whole.
func (f *Font) subsetName() string { return "FVISIT+" + f.name }

// toUnicode says which character each number is, for who copies or searches.
func (f *Font) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	const most = 100 // in one list, says the format
	for from := 0; from < len(f.glyphs); from += most {
		part := f.glyphs[from:min(from+most, len(f.glyphs))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, g := range part {
			fmt.Fprintf(&b, "<%04X> <", from+i)
			for _, u := range utf16.AppendRune(nil, g.char) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict /CMap defineresource pop end end\n")
	return b.Bytes()
}
