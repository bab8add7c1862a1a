package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func inspect(photo []byte) (Facts, error) {
	return Inspect(bytes.NewReader(photo), int64(len(photo)))
}

func TestAPhotoTellsWhatTheCameraWrote(t *testing.T) {
	little, big := yunnan(), yunnan()
	big.order = binary.BigEndian
	south := yunnan()
	south.latRef, south.lonRef, south.offset = "S", "W", ""
	want := Facts{Type: JPEG, Width: 48, Height: 32, Orientation: 6, TakenLocal: "2026-02-11T10:41:07+08:00",
		HasPlace: true, LatE7: 250460333, LonE7: 1027033000}
	wantPNG, wantSouth := want, want
	wantPNG.Type = PNG
	wantSouth.LatE7, wantSouth.LonE7, wantSouth.TakenLocal = -want.LatE7, -want.LonE7, "2026-02-11T10:41:07"
	picture := street(48, 32)
	for name, c := range map[string]struct {
		photo []byte
		want  Facts
	}{
		"little endian": {withEXIF(jpegOf(t, picture), little.tiff()), want},
		"big endian":    {withEXIF(jpegOf(t, picture), big.tiff()), want},
		"south west":    {withEXIF(jpegOf(t, picture), south.tiff()), wantSouth},
		"png":           {withEXIFChunk(pngOf(t, picture), little.tiff()), wantPNG},
		"none":          {jpegOf(t, picture), Facts{Type: JPEG, Width: 48, Height: 32, Orientation: 1}},
	} {
		got, err := inspect(c.photo)
		got.Look = Look{} // what the pixels say is told in look_test.go
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

func TestWhatTheCameraGotWrongIsAbsent(t *testing.T) {
	picture := jpegOf(t, street(48, 32))
	for name, c := range map[string]struct {
		spoil func(*camera)
		want  func(*Facts)
	}{
		"orientation 9":    {func(c *camera) { c.orientation = 9 }, func(f *Facts) { f.Orientation = 1 }},
		"orientation 0":    {func(c *camera) { c.orientation = 0 }, func(f *Facts) { f.Orientation = 1 }},
		"clock never set":  {func(c *camera) { c.taken = "0000:00:00 00:00:00" }, func(f *Facts) { f.TakenLocal = "" }},
		"month 13":         {func(c *camera) { c.taken = "2026:13:01 10:00:00" }, func(f *Facts) { f.TakenLocal = "" }},
		"time with a tail": {func(c *camera) { c.taken += ".5" }, func(f *Facts) { f.TakenLocal = "" }},
		"odd offset":       {func(c *camera) { c.offset = "+8" }, func(f *Facts) { f.TakenLocal = f.TakenLocal[:19] }},
		"no fix": {func(c *camera) { c.lat, c.lon = [3][2]uint32{}, [3][2]uint32{} },
			func(f *Facts) { f.HasPlace, f.LatE7, f.LonE7 = false, 0, 0 }},
		"half a fix":      {func(c *camera) { c.lat = [3][2]uint32{} }, func(f *Facts) { f.HasPlace, f.LatE7, f.LonE7 = false, 0, 0 }},
		"no hemisphere":   {func(c *camera) { c.latRef = "" }, func(f *Facts) { f.HasPlace, f.LatE7, f.LonE7 = false, 0, 0 }},
		"beyond the pole": {func(c *camera) { c.lat[0][0] = 91 }, func(f *Facts) { f.HasPlace, f.LatE7, f.LonE7 = false, 0, 0 }},
	} {
		want, err := inspect(withEXIF(picture, yunnan().tiff()))
		if err != nil {
			t.Fatal(err)
		}
		c.want(&want)
		cam := yunnan()
		c.spoil(&cam)
		if got, err := inspect(withEXIF(picture, cam.tiff())); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
}

// Every byte of the EXIF is broken in turn: the photo stays a photo.
func TestBrokenEXIFNeverCostsThePhoto(t *testing.T) {
	picture, tiff := jpegOf(t, street(16, 16)), yunnan().tiff()
	for i := range tiff {
		for _, b := range []byte{0x00, 0xff, tiff[i] ^ 0x01} {
			broken := bytes.Clone(tiff)
			broken[i] = b
			f, err := inspect(withEXIF(picture, broken))
			if err != nil || f.Width != 16 || f.Orientation < 1 || f.Orientation > 8 {
				t.Fatalf("byte %d = %#x: %+v, %v", i, b, f, err)
			}
		}
	}
}

// badFiles are files that a person may pick by mistake or a stranger may send.
func badFiles(t testing.TB) map[string]struct {
	bytes []byte
	want  error
} {
	idat := pngOf(t, street(30, 30))
	idat[len(idat)-13] ^= 1 // the last byte of the pixels' checksum
	ihdr := pngOf(t, street(30, 30))
	ihdr[ihdrEnd-1] ^= 1
	arithmetic := bytes.Replace(jpegOf(t, street(16, 16)), []byte{0xff, 0xc0}, []byte{0xff, 0xc9}, 1)
	return map[string]struct {
		bytes []byte
		want  error
	}{
		"gif":                         {[]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"), ErrNotAPhoto},
		"text":                        {[]byte("Nobody was at home.\n"), ErrNotAPhoto},
		"html named .jpg":             {[]byte("<!DOCTYPE html><html><body>Please log in</body></html>"), ErrNotAPhoto},
		"empty":                       {nil, ErrEmpty},
		"png, pixels' checksum":       {idat, ErrNotComplete},
		"png, header's checksum":      {ihdr, ErrNotComplete},
		"arithmetic jpeg":             {arithmetic, ErrKind},
		"jpeg of 900 megapixels":      {claimJPEG(t, 30000, 30000), ErrTooManyPixels},
		"png of 900 megapixels":       {claimPNG(t, 30000, 30000), ErrTooManyPixels},
		"png wider than an int32":     {claimPNG(t, 1<<31, 1), ErrNotComplete},
		"jpeg of 99 MP in 1 KB":       {claimJPEG(t, 9999, 9999), ErrNotComplete},
		"png of 99 MP in 1 KB":        {claimPNG(t, 9999, 9999), ErrNotComplete},
		"jpeg without width":          {claimJPEG(t, 0, 16), ErrNotComplete},
		"png that begins with pixels": {append([]byte(pngMagic), idat[ihdrEnd:]...), ErrNotComplete},
	}
}

func TestWhatIsNoPhotoIsRefusedInOneSentence(t *testing.T) {
	f := openFolder(t)
	for name, c := range badFiles(t) {
		_, err := f.Receive(bytes.NewReader(c.bytes), newName())
		if err != c.want {
			t.Errorf("%s: %v; want %v", name, err, c.want)
			continue
		}
		if s := err.Error(); strings.Count(s, ".") != 1 || !strings.HasSuffix(s, "nothing was stored.") {
			t.Errorf("%s: %q is not one sentence that says what is safe", name, s)
		}
		if left := filesIn(t, f); len(left) > 0 {
			t.Fatalf("%s: left behind %v", name, left)
		}
	}
}

// A header's promise is weighed before memory is taken for its pixels.
func TestAClaimOfManyPixelsCostsNothing(t *testing.T) {
	for name, photo := range map[string][]byte{
		"jpeg 900 MP": claimJPEG(t, 30000, 30000), "png 900 MP": claimPNG(t, 30000, 30000),
		"jpeg 99 MP": claimJPEG(t, 9999, 9999), "png 99 MP": claimPNG(t, 9999, 9999),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := inspect(photo); err == nil {
			t.Errorf("%s was accepted", name)
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%s took %d bytes of memory", name, took)
		}
	}
}

func TestAPhotoCutAnywhereIsNeverStored(t *testing.T) {
	f := openFolder(t)
	for name, photo := range samples(t) {
		if _, err := inspect(photo); err != nil {
			t.Fatalf("%s is not whole: %v", name, err)
		}
		cuts := map[int]bool{}
		for percent := range 100 {
			cuts[len(photo)*percent/100] = true
		}
		for last := range 24 {
			cuts[len(photo)-1-last] = true
		}
		for cut := range cuts {
			// A power cut may also leave the length and lose the bytes.
			zeroed := append(bytes.Clone(photo[:cut]), make([]byte, len(photo)-cut)...)
			for _, broken := range [][]byte{photo[:cut], zeroed} {
				_, err := f.Receive(bytes.NewReader(broken), newName())
				if cut > pngHeaderSize && err != ErrNotComplete || err == nil {
					t.Errorf("%s cut at %d of %d: %v", name, cut, len(photo), err)
				}
			}
		}
		if left := filesIn(t, f); len(left) > 0 {
			t.Fatalf("%s: left behind %v", name, left)
		}
	}
}

func TestBytesAfterThePictureAreKept(t *testing.T) {
	f := openFolder(t)
	photo := append(jpegOf(t, street(40, 30)), bytes.Repeat([]byte("film"), 1000)...)
	stored := receive(t, f, photo)
	if got, err := os.ReadFile(f.photoPath(stored.Name)); err != nil || !bytes.Equal(got, photo) {
		t.Errorf("stored %d of %d bytes, %v", len(got), len(photo), err)
	}
}

// A disk that fails is not blamed on the photo.
func TestAReaderThatFailsIsNotABadPhoto(t *testing.T) {
	photo := jpegOf(t, street(160, 120))
	broken := errors.New("input/output error")
	for _, after := range []int{0, 10, 900, len(photo) / 2} {
		r := &failingSeeker{bytes.NewReader(photo), iotest.ErrReader(broken), after}
		if _, err := Inspect(r, int64(len(photo))); !errors.Is(err, ErrNotRead) || !errors.Is(err, broken) {
			t.Errorf("failing after %d bytes: %v", after, err)
		}
	}
}
