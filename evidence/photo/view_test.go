package photo

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"runtime"
	"strings"
	"testing"
)

var (
	red    = color.RGBA{220, 30, 30, 255}
	green  = color.RGBA{30, 200, 30, 255}
	blue   = color.RGBA{30, 30, 220, 255}
	yellow = color.RGBA{230, 220, 30, 255}
)

// quarters is stored with red at its first row and column, green at the end of
// the first row, blue at the start of the last, yellow at its end.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range []color.RGBA{red, green, blue, yellow} {
		corner := image.Rect(0, 0, w/2, h/2).Add(image.Pt(i%2*w/2, i/2*h/2))
		draw.Draw(img, corner, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

func decodeJPEG(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func near(a color.Color, b color.RGBA) bool {
	r, g, bl, _ := a.RGBA()
	far := func(x uint32, y uint8) bool { return max(int(x>>8)-int(y), int(y)-int(x>>8)) > 40 }
	return !far(r, b.R) && !far(g, b.G) && !far(bl, b.B)
}

// TIFF says where row 0 and column 0 of the stored picture are seen. Red lies
// at both, green at row 0 only, blue at column 0 only.
func TestAThumbnailStandsUpright(t *testing.T) {
	seen := map[int][4]color.RGBA{ // top left, top right, bottom left, bottom right
		1: {red, green, blue, yellow}, // row 0 top, column 0 left
		2: {green, red, yellow, blue}, // top, right
		3: {yellow, blue, green, red}, // bottom, right
		4: {blue, yellow, red, green}, // bottom, left
		5: {red, blue, green, yellow}, // left, top
		6: {blue, red, yellow, green}, // right, top
		7: {yellow, green, blue, red}, // right, bottom
		8: {green, yellow, red, blue}, // left, bottom
	}
	for orientation, corners := range seen {
		cam := yunnan()
		cam.orientation = uint16(orientation)
		photo := withEXIF(jpegOf(t, quarters(640, 400)), cam.tiff())
		facts, err := inspect(photo)
		if err != nil {
			t.Fatal(err)
		}
		thumb, err := Thumbnail(bytes.NewReader(photo), facts, Cover{})
		if err != nil {
			t.Fatal(err)
		}
		img := decodeJPEG(t, thumb)
		w, h := 320, 200
		if orientation >= 5 {
			w, h = h, w
		}
		if img.Bounds() != image.Rect(0, 0, w, h) {
			t.Errorf("orientation %d: %v", orientation, img.Bounds())
		}
		for i, want := range corners {
			x, y := w/8+i%2*w*3/4, h/8+i/2*h*3/4
			if got := img.At(x, y); !near(got, want) {
				t.Errorf("orientation %d, corner %d: %v, want %v", orientation, i, got, want)
			}
		}
	}
}

func TestAThumbnailIsSmallWhateverItShows(t *testing.T) {
	for name, img := range map[string]image.Image{
		"noise": noise(640, 640), "noise of its own size": noise(320, 320), "street": street(1000, 750),
		"thread": noise(5000, 2), "one pixel": noise(1, 1),
	} {
		photo := pngOf(t, img)
		thumb, err := Thumbnail(bytes.NewReader(photo), Facts{Orientation: 1}, Cover{})
		if err != nil || len(thumb) > 20<<10 {
			t.Errorf("%s: %d bytes, %v", name, len(thumb), err)
			continue
		}
		b := decodeJPEG(t, thumb).Bounds()
		if b.Dx() > min(320, img.Bounds().Dx()) || b.Dy() > min(320, img.Bounds().Dy()) {
			t.Errorf("%s: %v of %v", name, b, img.Bounds())
		}
	}
}

func TestATransparentPictureIsSeenOnWhite(t *testing.T) {
	photo := pngOf(t, image.NewNRGBA(image.Rect(0, 0, 900, 700)))
	thumb, err := Thumbnail(bytes.NewReader(photo), Facts{Orientation: 1}, Cover{})
	if err != nil {
		t.Fatal(err)
	}
	if got := decodeJPEG(t, thumb).At(100, 100); !near(got, color.RGBA{255, 255, 255, 255}) {
		t.Errorf("nothing shows as %v", got)
	}
}

// A phone's photo must not take more memory than a cheap tablet has to spare.
func TestAViewOfTwelveMegapixelsNeedsLittleMemory(t *testing.T) {
	photo := jpegOf(t, quarters(4000, 3000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	view, err := ViewCopy(bytes.NewReader(photo), Facts{Orientation: 6}, Cover{})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if got := decodeJPEG(t, view).Bounds(); got != image.Rect(0, 0, 1200, 1600) {
		t.Errorf("view is %v", got)
	}
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
		t.Errorf("took %d MiB", took)
	}
}

func TestAViewThatCannotBeMadeSaysTheOriginalIsSafe(t *testing.T) {
	for name, make := range map[string]func() ([]byte, error){
		"thumbnail": func() ([]byte, error) { return Thumbnail(strings.NewReader("text"), Facts{}, Cover{}) },
		"view":      func() ([]byte, error) { return ViewCopy(strings.NewReader("text"), Facts{}, Cover{}) },
	} {
		if b, err := make(); err != ErrNoView || b != nil {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
}

func TestAWorkerMakesBothViewsAndNothingElse(t *testing.T) {
	f := openFolder(t)
	w := NewWorker(f, 2)
	stored := receive(t, f, withEXIF(jpegOf(t, quarters(2000, 1000)), yunnan().tiff()))
	if err := <-w.Make(stored.Name, stored.Facts); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]image.Rectangle{
		f.ThumbPath(stored.Name): image.Rect(0, 0, 160, 320), f.ViewPath(stored.Name): image.Rect(0, 0, 800, 1600),
	} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		img := decodeJPEG(t, b)
		if img.Bounds() != want || !near(img.At(want.Dx()*7/8, want.Dy()/8), red) {
			t.Errorf("%s: %v, top right %v", path, img.Bounds(), img.At(want.Dx()*7/8, want.Dy()/8))
		}
	}
	if files := filesIn(t, f); len(files) != 3 {
		t.Errorf("files %v", files)
	}
	if err := f.Verify(stored.Name, stored.Salt, stored.Root, stored.Size); err != nil {
		t.Errorf("the original: %v", err)
	}
	if err := <-w.Make(newName(), Facts{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("views of nothing: %v", err)
	}
	torn := newName()
	if err := os.WriteFile(f.photoPath(torn), jpegOf(t, quarters(64, 64))[:300], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := <-w.Make(torn, Facts{}); err != ErrNoView {
		t.Errorf("views of half a photo: %v", err)
	}
	w.Close()
	w.Close()
	if err := <-w.Make(stored.Name, stored.Facts); err != ErrBusy {
		t.Errorf("after Close: %v", err)
	}
}

// A full queue is told at once, and Close waits for what was taken.
func TestAWorkersQueueIsBounded(t *testing.T) {
	f := openFolder(t)
	stored := receive(t, f, jpegOf(t, quarters(1000, 1000)))
	w := NewWorker(f, 1)
	var results []<-chan error
	for range 50 {
		results = append(results, w.Make(stored.Name, stored.Facts))
	}
	w.Close()
	made, busy := 0, 0
	for i, r := range results {
		if len(r) == 0 {
			t.Fatalf("Close returned before order %d had its result", i)
		}
		switch err := <-r; err {
		case nil:
			made++
		case ErrBusy:
			busy++
		default:
			t.Error(err)
		}
	}
	if made == 0 || busy == 0 {
		t.Errorf("%d made, %d told to come again", made, busy)
	}
	if _, err := os.Stat(f.ThumbPath(stored.Name)); err != nil {
		t.Error(err)
	}
}

// A page has only the file to go by: the picture stands as its EXIF says, and is
// no larger than the paper can show.
func TestAPrintedPictureStandsUpright(t *testing.T) {
	cam := yunnan()
	cam.orientation = 6
	picture, w, h, err := Printed(bytes.NewReader(withEXIF(jpegOf(t, quarters(1800, 900)), cam.tiff())))
	if err != nil {
		t.Fatal(err)
	}
	img := decodeJPEG(t, picture)
	if w != 450 || h != 900 || img.Bounds() != image.Rect(0, 0, w, h) || !near(img.At(w/8, h/8), blue) || !near(img.At(w*7/8, h/8), red) {
		t.Errorf("it is %d by %d: %v, %v at the top", w, h, img.At(w/8, h/8), img.At(w*7/8, h/8))
	}
	if _, _, _, err := Printed(strings.NewReader("no picture")); !errors.Is(err, ErrNoView) {
		t.Errorf("of no picture: %v", err)
	}
}
