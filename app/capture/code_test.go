package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
	"golang.org/x/image/draw"
)

// shown is a picture with the code of a text somewhere in it.
func shown(t *testing.T, text string, size, edge int) image.Image {
	t.Helper()
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	picture := image.NewRGBA(image.Rect(0, 0, size, size*3/4))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.Gray{90}), image.Point{}, draw.Src)
	at := image.Rect(0, 0, edge, edge).Add(image.Pt(size/5, size/12))
	draw.BiLinear.Scale(picture, at, code.Image(512), image.Rect(0, 0, 512, 512), draw.Src, nil)
	return picture
}

func TestACodeIsReadNearAndFar(t *testing.T) {
	long := strings.Repeat("FAIRVISIT 2026 ", 32) // as long as an answer of a crew
	for _, c := range []struct {
		text       string
		size, edge int
	}{{"A", 640, 200}, {long, 640, 400}, {long, 1280, 700}, {long, 4000, 900}, {"FVCREW1:AB", 4000, 2200}} {
		text, err := ReadCode(shown(t, c.text, c.size, c.edge))
		if err != nil || text != c.text {
			t.Errorf("a code of %d letters, %d of %d points wide: read %q, %v", len(c.text), c.edge, c.size, text, err)
		}
	}
}

func TestAFileWithoutACodeIsRefused(t *testing.T) {
	var code, front bytes.Buffer
	if err := png.Encode(&code, shown(t, "hello", 640, 300)); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&front, houseFront(), nil); err != nil {
		t.Fatal(err)
	}
	if text, err := ReadCodeFrom(t.Context(), bytes.NewReader(code.Bytes())); err != nil || text != "hello" {
		t.Errorf("%q, %v", text, err)
	}
	for name, b := range map[string][]byte{"empty": nil, "text": []byte("hello"), "cut": code.Bytes()[:code.Len()/2], "a house": front.Bytes()} {
		if text, err := ReadCodeFrom(t.Context(), bytes.NewReader(b)); !errors.Is(err, ErrNoCode) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// A few hundred bytes that promise a picture of a gigapixel cost no memory.
func TestAHugePictureIsNotUnpacked(t *testing.T) {
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	huge := file.Bytes()
	copy(huge[16:24], []byte{0, 0, 128, 0, 0, 0, 128, 0}) // width and height in the header
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if text, err := ReadCodeFrom(t.Context(), bytes.NewReader(huge)); !errors.Is(err, ErrNoCode) {
		t.Errorf("%q, %v", text, err)
	}
	runtime.ReadMemStats(&after)
	if cost := after.TotalAlloc - before.TotalAlloc; cost > 16<<20 {
		t.Errorf("it cost %d bytes", cost)
	}
}

// Whatever a camera sees, the app goes on.
func TestNoiseIsNoCode(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		noise := image.NewGray(image.Rect(0, 0, r.IntN(90), r.IntN(90)))
		for i := range noise.Pix {
			noise.Pix[i] = uint8(r.IntN(2) * 255)
		}
		if text, err := ReadCode(noise); !errors.Is(err, ErrNoCode) {
			t.Errorf("noise reads %q, %v", text, err)
		}
	}
}
