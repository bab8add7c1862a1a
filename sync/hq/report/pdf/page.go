package pdf

import (
	"bytes"
	"fmt"
)

// Page is one page. Its y grows downwards from the upper edge.
type Page struct {
	doc     *Document
	object  int
	content bytes.Buffer
	images  []int
}

// Page adds a page.
func (d *Document) Page() *Page {
	p := &Page{doc: d, object: d.object()}
	d.pages = append(d.pages, p)
	return p
}

// Color is 0xRRGGBB.
type Color uint32

func (c Color) rgb() string {
	part := func(shift int) string { return num(float64(c>>shift&0xff) / 255) }
	return part(16) + " " + part(8) + " " + part(0)
}

// Point is a place on a page.
type Point struct{ X, Y float64 }

// Text writes one line; y is its baseline. What the face lacks shows as a
// square and is still what a reader copies or searches.
func (p *Page) Text(f *Font, size float64, x, y float64, c Color, s string) {
	fmt.Fprintf(&p.content, "BT %s rg %s %s Td", c.rgb(), num(x), num(Height-y))
	for _, run := range f.runs(s) {
		fmt.Fprintf(&p.content, " /F%d %s Tf <%s> Tj", run.font.index, num(size), run.hex)
	}
	p.content.WriteString(" ET\n")
}

// Box fills a rectangle.
func (p *Page) Box(x, y, w, h float64, c Color) {
	fmt.Fprintf(&p.content, "%s rg %s %s %s %s re f\n", c.rgb(), num(x), num(Height-y-h), num(w), num(h))
}

// Line draws through the points; a single one is a dot.
func (p *Page) Line(c Color, width float64, through ...Point) {
	if len(through) == 0 {
		return
	}
	fmt.Fprintf(&p.content, "%s RG %s w 1 J 1 j", c.rgb(), num(width))
	for i, at := range append(through, through[len(through)-1]) {
		op := "l"
		if i == 0 {
			op = "m"
		}
		fmt.Fprintf(&p.content, " %s %s %s", num(at.X), num(Height-at.Y), op)
	}
	p.content.WriteString(" S\n")
}

// Photo is a picture that stands in the document.
type Photo struct {
	object        int
	Width, Height int // pixels
}

// Photo puts a JPEG of three colours into the document.
func (d *Document) Photo(jpeg []byte, width, height int) *Photo {
	object := d.object()
	d.stream(object, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", width, height), jpeg)
	return &Photo{object, width, height}
}

// Photo shows a picture in that rectangle.
func (p *Page) Photo(photo *Photo, x, y, w, h float64) {
	p.images = append(p.images, photo.object)
	fmt.Fprintf(&p.content, "q %s 0 0 %s %s %s cm /I%d Do Q\n", num(w), num(h), num(x), num(Height-y-h), photo.object)
}
