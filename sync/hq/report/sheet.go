package report

import (
	"strings"
	"unicode"

	"fairvisit/sync/hq/report/pdf"
	"fairvisit/sync/typeface"
)

// The margins of a page, and what lies between them, in points.
const (
	left   = 54.0
	right  = pdf.Width - 54
	top    = 58.0
	bottom = pdf.Height - 64
	inside = right - left
)

// The colours of the screens, on white.
const (
	ink       pdf.Color = 0x14202B
	secondary pdf.Color = 0x46535F
	divider   pdf.Color = 0xD5DCE3
	accent    pdf.Color = 0x0B6B63
	ground    pdf.Color = 0xEEF2F5
	accentBg  pdf.Color = 0xDDF1EE
	warning   pdf.Color = 0x764400
	warningBg pdf.Color = 0xFDF0DA
)

// style is how a text looks.
type style struct {
	font *pdf.Font
	size float64
	lead float64 // from one baseline to the next
	c    pdf.Color
}

// sheet is where the next thing goes.
type sheet struct {
	doc  *pdf.Document
	page *pdf.Page
	y    float64 // of the upper edge of what comes next
	// turned is called on each new page while a table is on its way: it writes
	// the table's head again.
	turned func()

	body, strong, small, head, sub, title style
}

func newSheet(doc *pdf.Document) (*sheet, error) {
	regular, err := doc.Font("NotoSansSC-Regular", typeface.Regular(), nil)
	if err != nil {
		return nil, err
	}
	bold, err := doc.Font("NotoSansSC-Bold", typeface.Bold(), regular)
	if err != nil {
		return nil, err
	}
	s := &sheet{doc: doc,
		body: style{regular, 9.5, 14, ink}, strong: style{bold, 9.5, 14, ink}, small: style{regular, 8, 11.5, secondary},
		head: style{bold, 16, 24, ink}, sub: style{bold, 11.5, 18, ink}, title: style{bold, 30, 40, ink}}
	s.turn()
	return s, nil
}

// turn begins a page.
func (s *sheet) turn() {
	s.page, s.y = s.doc.Page(), top
	if head := s.turned; head != nil {
		s.turned = nil
		head()
		s.turned = head
	}
}

// need turns the page unless h more fits on it.
func (s *sheet) need(h float64) {
	if s.y+h > bottom && s.y > top {
		s.turn()
	}
}

func (s *sheet) gap(h float64) { s.y += h }

// line writes one line at x with the current y as its upper edge.
func (s *sheet) line(st style, x float64, text string) { s.write(st, x, s.y, text) }

// write is line at any y.
func (s *sheet) write(st style, x, y float64, text string) {
	s.page.Text(st.font, st.size, x, y+st.lead*0.5+st.size*0.36, st.c, text)
}

// para writes a text between x and x+w.
func (s *sheet) para(st style, x, w float64, text string) {
	for _, l := range wrap(st, w, text) {
		s.need(st.lead)
		s.line(st, x, l)
		s.y += st.lead
	}
}

// heading begins a section, with a line in the outline.
func (s *sheet) heading(text string) {
	s.need(90) // never alone at the foot of a page
	s.doc.Mark(text, s.page, s.y)
	s.para(s.head, left, inside, text)
	s.page.Line(accent, 1.5, pdf.Point{X: left, Y: s.y + 2}, pdf.Point{X: left + 36, Y: s.y + 2})
	s.gap(12)
}

func (s *sheet) subheading(text string) {
	s.gap(8)
	s.need(60)
	s.para(s.sub, left, inside, text)
	s.gap(2)
}

// rule draws a thin line across.
func (s *sheet) rule() {
	s.page.Line(divider, 0.6, pdf.Point{X: left, Y: s.y}, pdf.Point{X: right, Y: s.y})
}

// cell is one column's part of a row: pieces of different looks below each other.
type cell []piece

type piece struct {
	st   style
	text string
}

// column is where a cell stands.
type column struct{ x, w float64 }

// row writes cells beside each other and a line below. It stays on one page if a
// page can hold it; a longer one goes on on the next.
func (s *sheet) row(columns []column, cells ...cell) {
	const pad = 4
	type ready struct {
		st   style
		text string
	}
	lines := make([][]ready, len(cells))
	height := 0.0
	for i, c := range cells {
		h := 0.0
		for _, p := range c {
			for _, l := range wrap(p.st, columns[i].w, p.text) {
				lines[i] = append(lines[i], ready{p.st, l})
				h += p.st.lead
			}
		}
		height = max(height, h)
	}
	if height+2*pad <= bottom-top {
		s.need(height + 2*pad)
	}
	s.gap(pad)
	for written := true; written; {
		written = false
		from, deepest := s.y, s.y
		for i := range lines {
			s.y = from
			for len(lines[i]) > 0 && s.y+lines[i][0].st.lead <= bottom {
				s.line(lines[i][0].st, columns[i].x, lines[i][0].text)
				s.y += lines[i][0].st.lead
				lines[i] = lines[i][1:]
			}
			written = written || len(lines[i]) > 0
			deepest = max(deepest, s.y)
		}
		if s.y = deepest; written {
			s.turn()
		}
	}
	s.gap(pad)
	s.rule()
}

// note is a coloured box with a text that must be seen.
func (s *sheet) note(c, back pdf.Color, paragraphs ...string) {
	const pad = 10
	st := s.body
	st.c = c
	if c == accent {
		st.c = ink
	}
	var lines []string
	for i, p := range paragraphs {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, wrap(st, inside-2*pad-4, p)...)
	}
	for len(lines) > 0 {
		s.need(2*pad + 3*st.lead)
		n := min(len(lines), max(1, int((bottom-s.y-2*pad)/st.lead)))
		h := float64(n)*st.lead + 2*pad
		s.page.Box(left, s.y, inside, h, back)
		s.page.Box(left, s.y, 3, h, c)
		for i, l := range lines[:n] {
			s.write(st, left+pad+4, s.y+pad+float64(i)*st.lead, l)
		}
		s.y += h
		lines = lines[n:]
	}
	s.gap(10)
}

// wrap breaks a text into lines of at most w: at spaces, between Chinese
// characters, and inside of a word that is longer than a line.
func wrap(st style, w float64, text string) []string {
	var lines []string
	for _, p := range strings.Split(text, "\n") {
		lines = append(lines, wrapLine(st, w, strings.TrimRight(p, " \t\r"))...)
	}
	return lines
}

func wrapLine(st style, w float64, text string) []string {
	var lines []string
	runes := []rune(text)
	from, wide, breakAt := 0, 0.0, 0
	for i := 0; i < len(runes); i++ {
		if i > from && mayBreak(runes[i-1], runes[i]) {
			breakAt = i
		}
		wide += st.font.Measure(string(runes[i]), st.size)
		if wide <= w || i == from {
			continue
		}
		if breakAt <= from {
			breakAt = i
		}
		lines = append(lines, strings.TrimRight(string(runes[from:breakAt]), " "))
		from, wide = breakAt, 0
		for from < len(runes) && runes[from] == ' ' {
			from++
		}
		i, breakAt = from-1, from
	}
	return append(lines, string(runes[from:]))
}

// What no line begins with, and what none ends with.
const (
	closing = "，。、；：！？）】》”’」』％,.;:!?)]}·"
	opening = "（【《“‘「『([{"
)

// mayBreak reports whether a line may end between two characters.
func mayBreak(a, b rune) bool {
	if strings.ContainsRune(closing, b) || strings.ContainsRune(opening, a) || b == ' ' {
		return false
	}
	return a == ' ' || wideRune(a) || wideRune(b)
}

func wideRune(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// grouped writes 32 bytes of hex in fours and in two lines, so that a person can
// compare them.
func grouped(hex string) string {
	var b strings.Builder
	for i := 0; i < len(hex); i += 4 {
		switch {
		case i == len(hex)/2:
			b.WriteByte('\n')
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(hex[i:min(i+4, len(hex))])
	}
	return b.String()
}
