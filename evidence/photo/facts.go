package photo

import (
	"bufio"
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

// The types of a photo, as numbered in the signed header.
const (
	JPEG uint8 = 1
	PNG  uint8 = 2
)

// The types of a sound, which is kept and travels as a photo does (FORMAT.md
// section 17).
const (
	WAV  uint8 = 3 // a piece of a recording made here
	File uint8 = 4 // of another recorder, as it is
)

// IsPicture tells what can be looked at from what is heard.
func IsPicture(kind uint8) bool { return kind == JPEG || kind == PNG }

// Extension is the ending of a file of that type outside of a store.
func Extension(kind uint8) string {
	switch kind {
	case JPEG:
		return "jpg"
	case PNG:
		return "png"
	case WAV:
		return "wav"
	}
	return "bin"
}

// MaxPixels is the largest picture that is decoded at all: 100 megapixels.
const MaxPixels = 100_000_000

// Facts is what a photo's own bytes say about it. Type, Width, Height and Look
// are read from the picture; the rest is what the file claims.
type Facts struct {
	Type          uint8  // JPEG or PNG, by content and never by name; of a sound as its maker says
	Width, Height int    // in pixels as stored, before Orientation
	Orientation   int    // EXIF 1–8; 1 where none is given
	TakenLocal    string // EXIF DateTimeOriginal, yyyy-mm-ddThh:mm:ss[±hh:mm]; "" if none
	HasPlace      bool
	LatE7, LonE7  int64 // degrees × 10⁷, north and east positive
	Look          Look
}

// Inspect says what the picture in r is, and refuses with one sentence what is
// not a whole JPEG or PNG of at most MaxPixels. It decodes every pixel once:
// a header alone also stands at the front of a photo that was cut short.
// Bytes after the end of the picture are allowed, for phones append a preview
// or a film there. Broken EXIF is read as absent.
func Inspect(r io.ReadSeeker, size int64) (Facts, error) {
	if size <= 0 {
		return Facts{}, ErrEmpty
	}
	if size > MaxSize {
		return Facts{}, ErrTooLarge
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Facts{}, because(ErrNotRead, err)
	}
	kind, picture, err := decode(r, size)
	if err != nil {
		return Facts{}, err
	}
	facts := Facts{Type: kind, Width: picture.Bounds().Dx(), Height: picture.Bounds().Dy(), Orientation: 1, Look: lookAt(picture)}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Facts{}, because(ErrNotRead, err)
	}
	facts.readEXIF(r)
	return facts, nil
}

// decode reads one whole picture from the first size bytes of r. What the
// header promises is weighed before any pixel is allocated.
func decode(r io.Reader, size int64) (kind uint8, picture image.Image, err error) {
	source := &faultReader{r: io.LimitReader(r, size)}
	in := bufio.NewReaderSize(source, 64<<10)
	head, _ := in.Peek(pngHeaderSize) // a shorter file shows below as what it is
	if kind = sniff(head); kind == 0 {
		return 0, nil, source.refusal(ErrNotAPhoto)
	}
	// The bytes read for the header are kept and read again: a worker's source
	// need not be one that can seek.
	var seen bytes.Buffer
	config, err := decodeConfig(kind, io.TeeReader(in, &seen))
	if err != nil {
		return 0, nil, source.refusal(refusalOf(err))
	}
	pixels := int64(config.Width) * int64(config.Height)
	if pixels > MaxPixels {
		return 0, nil, ErrTooManyPixels
	}
	if pixels == 0 || size < leastBytes(kind, head, pixels) {
		return 0, nil, ErrNotComplete
	}
	picture, err = decodePixels(kind, io.MultiReader(&seen, in))
	if err != nil {
		return 0, nil, source.refusal(refusalOf(err))
	}
	return kind, picture, nil
}

const (
	jpegMagic = "\xff\xd8\xff"
	pngMagic  = "\x89PNG\r\n\x1a\n"
	// A PNG's first 26 bytes reach to its bit depth and colour type.
	pngHeaderSize = 26
)

func sniff(head []byte) uint8 {
	switch {
	case bytes.HasPrefix(head, []byte(jpegMagic)):
		return JPEG
	case bytes.HasPrefix(head, []byte(pngMagic)):
		return PNG
	}
	return 0
}

func decodeConfig(kind uint8, r io.Reader) (image.Config, error) {
	if kind == JPEG {
		return jpeg.DecodeConfig(r)
	}
	return png.DecodeConfig(r)
}

func decodePixels(kind uint8, r io.Reader) (image.Image, error) {
	if kind == JPEG {
		return jpeg.Decode(r)
	}
	return png.Decode(r)
}

// leastBytes is what a whole picture of so many pixels takes at the very
// least. Without it a file of a hundred bytes that claims 100 megapixels would
// cost hundreds of megabytes before it is found to be cut short.
//
// A JPEG spends at least one bit on each 8×8 block of brightness. A PNG's
// pixels are packed by deflate, which never gains more than 1032 to 1.
func leastBytes(kind uint8, head []byte, pixels int64) int64 {
	if kind == JPEG {
		return pixels / (64 * 8)
	}
	if len(head) < pngHeaderSize || string(head[12:16]) != "IHDR" {
		return MaxSize + 1 // no PNG begins so
	}
	channels := map[byte]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[head[25]]
	return pixels * channels * int64(head[24]) / 8 / 1032
}

// refusalOf says why a decoder stopped. A picture this program cannot check
// (arithmetic coding, 12 bits) is not called cut short: that would send a
// person to look for damage there is none of.
func refusalOf(err error) Refusal {
	switch err.(type) {
	case jpeg.UnsupportedError, png.UnsupportedError:
		return ErrKind
	}
	return ErrNotComplete
}

// faultReader remembers that the source itself failed, so that a bad disk is
// never reported as a bad photo.
type faultReader struct {
	r   io.Reader
	err error
}

func (f *faultReader) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

func (f *faultReader) refusal(otherwise Refusal) error {
	if f.err != nil {
		return because(ErrNotRead, f.err)
	}
	return otherwise
}
