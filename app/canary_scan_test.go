package app

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// searched are words in every form a careless program leaves them in.
type searched struct {
	words    []string
	patterns [][]byte
	of       []int // which word each is of
}

func searchFor(words []string) *searched {
	s := &searched{words: words}
	for i, w := range words {
		for _, p := range forms(w) {
			s.patterns, s.of = append(s.patterns, p), append(s.of, i)
		}
	}
	return s
}

// forms are a word raw, as UTF-16 of either end, with JSON's escapes, and within
// base64 at each of the three places it can begin at.
func forms(w string) [][]byte {
	units := utf16.Encode([]rune(w))
	list := [][]byte{[]byte(w), nil, nil}
	var escaped strings.Builder
	for _, u := range units {
		list[1] = binary.LittleEndian.AppendUint16(list[1], u)
		list[2] = binary.BigEndian.AppendUint16(list[2], u)
		if u < 0x80 {
			escaped.WriteByte(byte(u))
		} else {
			escaped.WriteString(`\u` + hexOf(u))
		}
	}
	if escaped.String() != w {
		list = append(list, []byte(escaped.String()))
	}
	for shift := range 3 {
		b := base64.StdEncoding.EncodeToString(append(make([]byte, shift), w...))
		// The first and last letters also tell of the neighbours.
		from, to := (shift*8+5)/6, (shift+len(w))*8/6
		list = append(list, []byte(b[from:to]))
		list = append(list, []byte(strings.NewReplacer("+", "-", "/", "_").Replace(b[from:to])))
	}
	return list
}

func hexOf(u uint16) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15]})
}

// in tells which words are in bytes, packed ones too.
func (s *searched) in(b []byte) map[int]bool {
	found := map[int]bool{}
	s.plain(b, found)
	for _, inside := range unpacked(b) {
		s.plain(inside, found)
	}
	return found
}

func (s *searched) plain(b []byte, found map[int]bool) {
	for i, p := range s.patterns {
		if !found[s.of[i]] && bytes.Contains(b, p) {
			found[s.of[i]] = true
		}
	}
}

// mostUnpacked bounds what is read of one packed stretch.
const mostUnpacked = 8 << 20

// unpacked is what DEFLATE, zlib, gzip and the members of ZIP files in b hold,
// wherever they begin: a file within a file too.
func unpacked(b []byte) [][]byte {
	var all [][]byte
	add := func(r io.Reader, err error) {
		if err != nil {
			return
		}
		inside, _ := io.ReadAll(io.LimitReader(r, mostUnpacked)) // what came before a break counts too
		if len(inside) > 3 {
			all = append(all, inside)
		}
	}
	for at := 0; at+4 < len(b); at++ {
		switch {
		case bytes.HasPrefix(b[at:], []byte("PK\x03\x04")) && at+30 < len(b):
			name, extra := int(binary.LittleEndian.Uint16(b[at+26:])), int(binary.LittleEndian.Uint16(b[at+28:]))
			if from := at + 30 + name + extra; binary.LittleEndian.Uint16(b[at+8:]) == 8 && from < len(b) {
				add(flate.NewReader(bytes.NewReader(b[from:])), nil)
			}
		case b[at] == 0x1f && b[at+1] == 0x8b && b[at+2] == 8:
			add(gzip.NewReader(bytes.NewReader(b[at:])))
		case b[at] == 0x78 && slices.Contains([]byte{0x01, 0x5e, 0x9c, 0xda}, b[at+1]):
			add(zlib.NewReader(bytes.NewReader(b[at:])))
		}
	}
	return all
}

// under tells which words are in the files below some folders, names of files
// included, and in which file each was found first.
func (s *searched) under(t *testing.T, roots ...string) map[string]string {
	t.Helper()
	where := map[string]string{}
	for _, root := range roots {
		files := 0
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			for i := range s.in(append([]byte(d.Name()+"\n"), b...)) {
				if _, known := where[s.words[i]]; !known {
					where[s.words[i]] = path
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d files below %s", files, filepath.Base(root))
	}
	return where
}

// The search finds each of its forms, or nothing it did not find would mean
// anything.
func TestTheSearchOfTheCanaryFindsEveryForm(t *testing.T) {
	const word = "王Zqxj042"
	s := searchFor([]string{"李Zqxj041", word})
	units := utf16.Encode([]rune("… " + word + " …"))
	var little, big []byte
	for _, u := range units {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	packed := func(w io.WriteCloser, b *bytes.Buffer) []byte {
		if _, err := io.WriteString(w, "some text, "+word+", and more of it"); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return append([]byte("before"), append(b.Bytes(), "behind"...)...)
	}
	var zb, gb, ab bytes.Buffer
	archive := zip.NewWriter(&ab)
	member, err := archive.Create("a.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(member, word); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"raw": []byte("x" + word), "UTF-16LE": little, "UTF-16BE": big, "JSON": []byte(`"\u738bZqxj042"`),
		"base64": []byte(base64.StdEncoding.EncodeToString([]byte(word + "!"))), "base64, one on": []byte(base64.StdEncoding.EncodeToString([]byte("a" + word))),
		"base64, two on": []byte(base64.RawURLEncoding.EncodeToString([]byte("ab" + word + "c"))),
		"zlib":           packed(zlib.NewWriter(&zb), &zb), "gzip": packed(gzip.NewWriter(&gb), &gb), "ZIP": ab.Bytes(),
	} {
		if found := s.in(b); len(found) != 1 || !found[1] {
			t.Errorf("%s: %v", name, found)
		}
	}
	if found := s.in([]byte("王Zqxj04 2, 王Zqxj")); len(found) != 0 {
		t.Errorf("it finds %v where nothing is", found)
	}
}
