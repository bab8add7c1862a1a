package pdf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"fairvisit/sync/hq/report/pdf"
	"fairvisit/sync/hq/report/pdf/pdftest"
	"fairvisit/sync/typeface"
)

func document(t testing.TB, lines ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	doc := pdf.New(&b, pdf.About{Title: "案卷 (one)", Lang: "zh-Hans"})
	regular, err := doc.Font("Regular", typeface.Regular(), nil)
	if err != nil {
		t.Fatal(err)
	}
	bold, err := doc.Font("Bold", typeface.Bold(), regular)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range lines {
		p := doc.Page()
		doc.Mark(line, p, 10)
		p.Text(bold, 14, 50, 60, 0x14202B, line)
		p.Text(regular, 10, 50, 90, 0x14202B, line)
		p.Box(1, 2, 3, 4, 0xFF0000)
		p.Line(0, 1, pdf.Point{X: float64(i), Y: 2})
		p.Line(0, 1)
	}
	if err := doc.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What was written is read again, whatever characters it has: some only the
// other cut has, some none, some lie beyond U+FFFF, some would turn a line round.
func TestWhatIsWrittenIsRead(t *testing.T) {
	lines := []string{"Li Ming 李明", "龘 is not in the bold cut", "𠮷野家 and 🙂 in neither", "a\u202eb\tc\x00d", "", "— “quoted” — ¥ 12,000.50"}
	r, err := pdftest.Read(document(t, lines...))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Pages) != len(lines) || len(r.Marks) != len(lines) {
		t.Fatalf("%d pages, %d marks", len(r.Pages), len(r.Marks))
	}
	for i, want := range lines {
		want = strings.NewReplacer("\u202e", " ", "\t", " ", "\x00", " ").Replace(want)
		if r.Pages[i] != want+"\n"+want+"\n" {
			t.Errorf("page %d says %q, written was %q", i, r.Pages[i], want)
		}
	}
}

func TestTheSamePagesAreTheSameBytes(t *testing.T) {
	if !bytes.Equal(document(t, "访 a", "b 明"), document(t, "访 a", "b 明")) {
		t.Error("written again they differ")
	}
}

// The face inside is read by a program that knows nothing of ours, and each
// character has the outline of the file it was taken from.
func TestTheFaceInsideIsWhole(t *testing.T) {
	const written = "明访 Fairvisit 龘" // numbered as they come, behind the square
	b := document(t, written)
	chars := []rune("□")
	for _, c := range written {
		if !slices.Contains(chars, c) && c != '龘' {
			chars = append(chars, c)
		}
	}
	// In /F1, the bold cut, all but the last; that is in /F0.
	checkOutlines(t, face(t, b, 0), typeface.Regular(), []rune("□龘"), true)
	checkOutlines(t, face(t, b, 1), typeface.Bold(), chars, false)
}

// face cuts the n-th face out of a document.
func face(t *testing.T, b []byte, n int) []byte {
	t.Helper()
	for ; ; n-- {
		at := bytes.Index(b, []byte("/Subtype/CIDFontType0C"))
		if at < 0 {
			t.Fatal("there is no such face")
		}
		b = b[at:]
		b = b[bytes.Index(b, []byte("stream\n"))+7:]
		if n == 0 {
			return b[:bytes.Index(b, []byte("\nendstream"))]
		}
	}
}

func checkOutlines(t *testing.T, cff, file []byte, chars []rune, among bool) {
	t.Helper()
	whole, err := sfnt.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	n := int(binary.BigEndian.Uint16(cff[bytes.Index(cff, []byte{3, 0, 1, 0, 0, 0})+6:]))
	if !among && n != len(chars) {
		t.Fatalf("%d characters inside, written were %d", n, len(chars))
	}
	part, err := sfnt.Parse(wrapped(t, cff, file, n))
	if err != nil {
		t.Fatalf("the face cannot be read: %v", err)
	}
	var buf sfnt.Buffer
	outline := func(f *sfnt.Font, i sfnt.GlyphIndex) sfnt.Segments {
		s, err := f.LoadGlyph(&buf, i, fixed.I(1000), nil)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Clone(s)
	}
	for i, c := range chars {
		index, err := whole.GlyphIndex(&buf, c)
		if err != nil || index == 0 {
			t.Fatalf("%q: %v", c, err)
		}
		want, found := outline(whole, index), slices.Equal(outline(part, sfnt.GlyphIndex(i)), outline(whole, index))
		for j := 0; among && !found && j < n; j++ {
			found = slices.Equal(outline(part, sfnt.GlyphIndex(j)), want)
		}
		if !found || len(want) == 0 && c != ' ' {
			t.Errorf("%q has not the outline of its file", c)
		}
	}
}

// wrapped makes an OpenType file of a face, with the other tables of file.
func wrapped(t *testing.T, cff, file []byte, n int) []byte {
	t.Helper()
	be := binary.BigEndian
	tables := map[string][]byte{}
	for i := range int(be.Uint16(file[4:])) {
		line := file[12+16*i:]
		at, size := be.Uint32(line[8:]), be.Uint32(line[12:])
		tables[string(line[:4])] = bytes.Clone(file[at : at+size])
	}
	tables["CFF "] = cff
	be.PutUint16(tables["maxp"][4:], uint16(n))
	be.PutUint16(tables["hhea"][34:], 1)
	tables["hmtx"] = make([]byte, 4+2*(n-1))
	head := be.AppendUint16([]byte("OTTO"), uint16(len(tables)))
	head = append(head, make([]byte, 6)...)
	at := len(head) + 16*len(tables)
	var body []byte
	for _, tag := range slices.Sorted(maps.Keys(tables)) {
		head = be.AppendUint32(append(append(head, tag...), 0, 0, 0, 0), uint32(at+len(body)))
		head = be.AppendUint32(head, uint32(len(tables[tag])))
		body = append(body, tables[tag]...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(head, body...)
}

var errFull = errors.New("the disk is full")

// full is a disk with room for so many bytes.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAFullDiskIsTold(t *testing.T) {
	for _, room := range []int{0, 10, 3000} {
		doc := pdf.New(&full{room}, pdf.About{Title: "x", Lang: "en"})
		f, err := doc.Font("Regular", typeface.Regular(), nil)
		if err != nil {
			t.Fatal(err)
		}
		doc.Page().Text(f, 10, 1, 1, 0, "many characters 很多字")
		if err := doc.Close(); !errors.Is(err, errFull) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
	}
}
