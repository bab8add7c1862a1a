// Package pdf writes pages of text, lines and photos as PDF 1.7. It was written
// here because no library for Go embeds OpenType with cubic outlines, which is
// what the bundled face is; because the known ones fail on characters beyond
// U+FFFF, and names have such; and because a report must have the same bytes
// again: nothing here is compressed, dated or random, so that no compressor's
// version and no clock changes one.
package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
)

// Width and Height are an A4 page's, in points of 1/72 inch, as all lengths
// here.
const (
	Width  = 595.28
	Height = 841.89
)

// Objects with a number known before they are written.
const (
	catalogObject = 1 + iota
	pagesObject
	infoObject
	firstFree
)

// About is what the document says of itself.
type About struct {
	Title string
	Lang  string // BCP 47
}

// Document is a PDF on its way out. Photos go out at once; pages are kept until
// Close, so that each can say how many there are.
type Document struct {
	out   io.Writer
	err   error // the first; nothing is written after it
	size  int64
	at    []int64 // of object i+1
	about About
	fonts []*Font
	pages []*Page
	marks []mark
}

// mark is a line of the outline that readers show beside the pages.
type mark struct {
	title string
	page  *Page
	y     float64
}

// New begins a document. Errors of out are told by Close.
func New(out io.Writer, about About) *Document {
	d := &Document{out: out, about: about, at: make([]int64, firstFree-1)}
	d.print("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	return d
}

func (d *Document) print(s string) { d.write([]byte(s)) }

func (d *Document) write(b []byte) {
	if d.err != nil {
		return
	}
	n, err := d.out.Write(b)
	d.size += int64(n)
	d.err = err
}

// object gives the next free number.
func (d *Document) object() int {
	d.at = append(d.at, 0)
	return len(d.at)
}

func (d *Document) begin(object int) {
	d.at[object-1] = d.size
	d.print(strconv.Itoa(object) + " 0 obj\n")
}

func (d *Document) dict(object int, dict string) {
	d.begin(object)
	d.print("<<" + dict + ">>\nendobj\n")
}

func (d *Document) stream(object int, dict string, data []byte) {
	d.begin(object)
	d.print(fmt.Sprintf("<<%s/Length %d>>\nstream\n", dict, len(data)))
	d.write(data)
	d.print("\nendstream\nendobj\n")
}

// Mark puts a line into the outline that leads to y of the page.
func (d *Document) Mark(title string, p *Page, y float64) {
	d.marks = append(d.marks, mark{title, p, y})
}

// Pages lists the pages so far, for what stands on each of them.
func (d *Document) Pages() []*Page { return d.pages }

// Close writes what is left and returns the first error there was.
func (d *Document) Close() error {
	resources := d.object()
	var kids, fonts bytes.Buffer
	for _, p := range d.pages {
		content := d.object()
		d.stream(content, "", p.content.Bytes())
		d.dict(p.object, fmt.Sprintf("/Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R", pagesObject, num(Width), num(Height), resources, content))
		fmt.Fprintf(&kids, "%d 0 R ", p.object)
	}
	for i, f := range d.fonts {
		fmt.Fprintf(&fonts, "/F%d %d 0 R", i, f.object)
		if err := f.finish(d); err != nil {
			return err
		}
	}
	d.dict(resources, "/Font<<"+fonts.String()+">>/XObject<<"+d.images()+">>")
	d.dict(pagesObject, fmt.Sprintf("/Type/Pages/Count %d/Kids[%s]", len(d.pages), bytes.TrimSpace(kids.Bytes())))
	outline := ""
	if len(d.marks) > 0 {
		outline = fmt.Sprintf("/Outlines %d 0 R/PageMode/UseOutlines", d.outline())
	}
	d.dict(catalogObject, fmt.Sprintf("/Type/Catalog/Pages %d 0 R/Lang%s/ViewerPreferences<</DisplayDocTitle true>>%s", pagesObject, text(d.about.Lang), outline))
	d.dict(infoObject, "/Title"+text(d.about.Title)+"/Producer"+text("Fairvisit"))
	d.trailer()
	return d.err
}

func (d *Document) images() string {
	var b bytes.Buffer
	seen := map[int]bool{}
	for _, p := range d.pages {
		for _, object := range p.images {
			if !seen[object] {
				seen[object] = true
				fmt.Fprintf(&b, "/I%d %d 0 R", object, object)
			}
		}
	}
	return b.String()
}

func (d *Document) outline() int {
	root := d.object()
	objects := make([]int, len(d.marks))
	for i := range d.marks {
		objects[i] = d.object()
	}
	for i, m := range d.marks {
		links := ""
		if i > 0 {
			links += fmt.Sprintf("/Prev %d 0 R", objects[i-1])
		}
		if i+1 < len(d.marks) {
			links += fmt.Sprintf("/Next %d 0 R", objects[i+1])
		}
		d.dict(objects[i], fmt.Sprintf("/Title%s/Parent %d 0 R%s/Dest[%d 0 R/XYZ 0 %s 0]", text(m.title), root, links, m.page.object, num(Height-m.y)))
	}
	d.dict(root, fmt.Sprintf("/Type/Outlines/Count %d/First %d 0 R/Last %d 0 R", len(objects), objects[0], objects[len(objects)-1]))
	return root
}

func (d *Document) trailer() {
	table := d.size
	d.print(fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(d.at)+1))
	for _, at := range d.at {
		d.print(fmt.Sprintf("%010d 00000 n \n", at))
	}
	d.print(fmt.Sprintf("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.at)+1, catalogObject, infoObject, table))
}

// num is a length with at most two decimals.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	if s = string(bytes.TrimRight([]byte(s), "0")); s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// text is a string outside of pages.
func text(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}
