package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
)

func newName() string { return evidence.NewID().String() }

func openFolder(t testing.TB) *Folder {
	t.Helper()
	f, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// filesIn lists every file of the folder, by its path inside it.
func filesIn(t testing.TB, f *Folder) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(f.dir, path)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func receive(t testing.TB, f *Folder, photo []byte) Stored {
	t.Helper()
	stored, err := f.Receive(bytes.NewReader(photo), newName())
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// street is a picture with large shapes and some noise, as photos have.
func street(w, h int) *image.RGBA {
	rng := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			n := uint8(rng.IntN(24))
			img.SetRGBA(x, y, color.RGBA{uint8(x*200/w) + n, uint8(y*200/h) + n, uint8((x/16+y/16)%2*150) + n, 255})
		}
	}
	return img
}

func noise(w, h int) *image.RGBA {
	rng := rand.NewChaCha8([32]byte{9})
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	rng.Read(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sample(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// samples are whole photos of every form a camera or a picker may hand over.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	gray := image.NewGray(image.Rect(0, 0, 90, 70))
	copy(gray.Pix, street(90, 70).Pix)
	paletted := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.Black, color.White, color.Transparent})
	for i := range paletted.Pix {
		paletted.Pix[i] = uint8(i * i % 3)
	}
	return map[string][]byte{
		"jpeg":             jpegOf(t, street(160, 120)),
		"jpeg with EXIF":   withEXIF(jpegOf(t, street(120, 160)), yunnan().tiff()),
		"gray jpeg":        jpegOf(t, gray),
		"progressive jpeg": sample(t, "progressive.jpg"),
		"restart jpeg":     sample(t, "restart.jpg"),
		"png":              pngOf(t, street(80, 60)),
		"paletted png":     pngOf(t, paletted),
		"noise png":        pngOf(t, noise(50, 40)),
	}
}

// camera is what a phone writes into the EXIF of a photo.
type camera struct {
	order          binary.AppendByteOrder
	orientation    uint16
	taken, offset  string
	latRef, lonRef string
	lat, lon       [3][2]uint32 // degrees, minutes, seconds as fractions
}

func yunnan() camera {
	return camera{binary.LittleEndian, 6, "2026:02:11 10:41:07", "+08:00", "N", "E",
		[3][2]uint32{{25, 1}, {2, 1}, {4572, 100}}, [3][2]uint32{{102, 1}, {42, 1}, {1188, 100}}}
}

type tag struct {
	id, kind uint16
	count    uint32
	value    []byte
}

func (c camera) short(id, v uint16) tag { return tag{id, 3, 1, c.order.AppendUint16(nil, v)} }
func (c camera) long(id uint16, v uint32) tag {
	return tag{id, 4, 1, c.order.AppendUint32(nil, v)}
}
func (c camera) ascii(id uint16, s string) tag {
	return tag{id, 2, uint32(len(s) + 1), []byte(s + "\x00")}
}

func (c camera) angle(id uint16, v [3][2]uint32) tag {
	var b []byte
	for _, f := range v {
		b = c.order.AppendUint32(c.order.AppendUint32(b, f[0]), f[1])
	}
	return tag{id, 5, 3, b}
}

// list is one IFD that stands at byte at of the TIFF: tags, then long values.
func (c camera) list(at int, tags ...tag) []byte {
	out := c.order.AppendUint16(nil, uint16(len(tags)))
	var far []byte
	for _, tg := range tags {
		out = c.order.AppendUint16(out, tg.id)
		out = c.order.AppendUint16(out, tg.kind)
		out = c.order.AppendUint32(out, tg.count)
		if len(tg.value) <= 4 {
			out = append(out, append(tg.value, 0, 0, 0, 0)[:4]...)
			continue
		}
		out = c.order.AppendUint32(out, uint32(at+2+12*len(tags)+4+len(far)))
		far = append(far, tg.value...)
	}
	return append(c.order.AppendUint32(out, 0), far...)
}

func (c camera) tiff() []byte {
	head := append([]byte("II"), 42, 0, 8, 0, 0, 0)
	if c.order.String() == binary.BigEndian.String() {
		head = append([]byte("MM"), 0, 42, 0, 0, 0, 8)
	}
	const exifAt, gpsAt = 100, 200
	main := c.list(8, c.short(0x0112, c.orientation), c.long(0x8769, exifAt), c.long(0x8825, gpsAt))
	exif := c.list(exifAt, c.ascii(0x9003, c.taken), c.ascii(0x9011, c.offset))
	gps := c.list(gpsAt, c.ascii(1, c.latRef), c.angle(2, c.lat), c.ascii(3, c.lonRef), c.angle(4, c.lon))
	out := make([]byte, gpsAt)
	copy(out, head)
	copy(out[8:], main)
	copy(out[exifAt:], exif)
	return append(out, gps...)
}

// withEXIF puts the APP1 segment right after the start of a JPEG.
func withEXIF(photo, tiff []byte) []byte {
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(out, body...), photo[2:]...)
}

// pngChunk is one chunk with its checksum.
func pngChunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

const ihdrEnd = 8 + 12 + 13

// withEXIFChunk puts an eXIf chunk right after the header of a PNG.
func withEXIFChunk(photo, tiff []byte) []byte {
	out := append([]byte{}, photo[:ihdrEnd]...)
	return append(append(out, pngChunk("eXIf", tiff)...), photo[ihdrEnd:]...)
}

// claimJPEG and claimPNG are headers that promise w by h pixels, followed by
// what a small true picture has there.
func claimJPEG(t testing.TB, w, h uint16) []byte {
	out := jpegOf(t, street(16, 16))
	sof := bytes.Index(out, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(out[sof+5:], h)
	binary.BigEndian.PutUint16(out[sof+7:], w)
	return out
}

func claimPNG(t testing.TB, w, h uint32) []byte {
	small := pngOf(t, street(16, 16))
	ihdr := append([]byte{}, small[16:29]...)
	binary.BigEndian.PutUint32(ihdr, w)
	binary.BigEndian.PutUint32(ihdr[4:], h)
	out := append([]byte(pngMagic), pngChunk("IHDR", ihdr)...)
	return append(out, small[ihdrEnd:]...)
}
