// Package pdftest reads what package pdf wrote, for tests: what a person who
// copies from a page, or looks into the file, would find there.
package pdftest

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Reading is a document taken apart.
type Reading struct {
	Pages  []string // the text of each, a line for each piece of text
	Photos int      // pictures that stand in the file, shown or not
	Marks  []string // the outline
}

// Text is the text of all pages.
func (r Reading) Text() string { return strings.Join(r.Pages, "\n") }

var (
	objects  = regexp.MustCompile(`(?m)^(\d+) 0 obj\n`)
	length   = regexp.MustCompile(`/Length (\d+)>>\nstream\n`)
	fonts    = regexp.MustCompile(`/F(\d+) (\d+) 0 R`)
	unicodes = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	pair     = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>`)
	contents = regexp.MustCompile(`/Type/Page/.*/Contents (\d+) 0 R`)
	shown    = regexp.MustCompile(`/F(\d+) [0-9.]+ Tf <([0-9A-F]*)> Tj`)
	titles   = regexp.MustCompile(`^<</Title<FEFF([0-9A-F]*)>/Parent`)
)

// Read takes a document apart. An error says that a reader could not show it:
// the table of objects is wrong, or a character stands for nothing.
func Read(b []byte) (r Reading, err error) {
	bodies, err := table(b)
	if err != nil {
		return r, err
	}
	chars := map[string]map[string]string{}
	for _, body := range bodies {
		if !bytes.HasPrefix(body, []byte("<</Font<<")) {
			continue
		}
		for _, f := range fonts.FindAllSubmatch(body, -1) {
			if chars[string(f[1])], err = characters(bodies, string(f[2])); err != nil {
				return r, err
			}
		}
	}
	for n := 1; n <= len(bodies); n++ {
		body := bodies[n]
		if bytes.HasPrefix(body, []byte("<</Type/XObject/Subtype/Image")) {
			r.Photos++
		}
		if m := titles.FindSubmatch(body); m != nil {
			r.Marks = append(r.Marks, decode(string(m[1])))
		}
		if m := contents.FindSubmatch(body); m != nil {
			page, err := text(bodies[number(m[1])], chars)
			if err != nil {
				return r, err
			}
			r.Pages = append(r.Pages, page)
		}
	}
	return r, nil
}

// table reads the objects by the table at the end, as a reader does.
func table(b []byte) (map[int][]byte, error) {
	end := bytes.LastIndex(b, []byte("startxref\n"))
	if !bytes.HasPrefix(b, []byte("%PDF-1.7\n")) || end < 0 {
		return nil, fmt.Errorf("no PDF of %d bytes", len(b))
	}
	var at, n int
	if _, err := fmt.Sscanf(string(b[end:]), "startxref\n%d\n%%%%EOF\n", &at); err != nil || at >= len(b) {
		return nil, fmt.Errorf("no place of the table: %w", err)
	}
	if _, err := fmt.Sscanf(string(b[at:]), "xref\n0 %d\n", &n); err != nil {
		return nil, fmt.Errorf("no table of objects at %d: %w", at, err)
	}
	lines := bytes.Split(b[at:], []byte("\n"))[3:]
	bodies := map[int][]byte{}
	for i := 1; i < n; i++ {
		from := number(lines[i-1][:10])
		if !bytes.HasPrefix(b[from:], []byte(strconv.Itoa(i)+" 0 obj\n")) || string(lines[i-1][10:]) != " 00000 n " {
			return nil, fmt.Errorf("object %d does not stand at %d", i, from)
		}
		body := b[from+len(strconv.Itoa(i))+len(" 0 obj\n"):]
		if m := length.FindSubmatchIndex(body); m != nil && m[0] < len(body) && bytes.IndexByte(body, '\n') > m[0] {
			body = body[:m[1]+number(body[m[2]:m[3]])]
		} else {
			body = body[:bytes.Index(body, []byte("\nendobj\n"))]
		}
		bodies[i] = body
	}
	if found := objects.FindAll(b, -1); len(found) < n-1 {
		return nil, fmt.Errorf("%d objects, the table has %d", len(found), n-1)
	}
	return bodies, nil
}

func number(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil {
		return 0 // no object has it
	}
	return n
}

func characters(bodies map[int][]byte, font string) (map[string]string, error) {
	m := unicodes.FindSubmatch(bodies[number([]byte(font))])
	if m == nil {
		return nil, fmt.Errorf("font %s does not say what its characters are", font)
	}
	chars := map[string]string{}
	for _, p := range pair.FindAllSubmatch(bodies[number(m[1])], -1) {
		chars[string(p[1])] = decode(string(p[2]))
	}
	return chars, nil
}

func decode(hex string) string {
	var units []uint16
	for i := 0; i+4 <= len(hex); i += 4 {
		u, err := strconv.ParseUint(hex[i:i+4], 16, 16)
		if err != nil {
			return ""
		}
		units = append(units, uint16(u))
	}
	return string(utf16.Decode(units))
}

func text(content []byte, chars map[string]map[string]string) (string, error) {
	var b strings.Builder
	for line := range strings.Lines(string(content)) {
		if !strings.HasPrefix(line, "BT ") {
			continue
		}
		for _, m := range shown.FindAllStringSubmatch(line, -1) {
			for i := 0; i+4 <= len(m[2]); i += 4 {
				c, known := chars[m[1]][m[2][i:i+4]]
				if !known {
					return "", fmt.Errorf("character %s of font %s stands for nothing", m[2][i:i+4], m[1])
				}
				b.WriteString(c)
			}
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}
