package photo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// What is hidden is in no pixel of the copies that are looked at, however the
// camera was held; the rest is there, and so is the original to the byte.
func TestWhatIsHiddenIsInNoCopy(t *testing.T) {
	// A red face on a green door, a third in from the left of the upright picture.
	upImage := image.NewRGBA(image.Rect(0, 0, 900, 600))
	face := image.Rect(300, 150, 390, 300)
	for y := range 600 {
		for x := range 900 {
			c := color.RGBA{40, 140, 60, 255}
			if image.Pt(x, y).In(face) {
				c = color.RGBA{230, 30, 30, 255}
			}
			upImage.SetRGBA(x, y, c)
		}
	}
	hide := Cover{Hide: []Area{{3300, 2450, 4350, 5050}}}
	for _, held := range []int{1, 3, 6, 8} {
		back := map[int]int{1: 1, 3: 3, 6: 8, 8: 6}[held]
		file := jpegOf(t, upright(upImage, back))
		f := Facts{Orientation: held}
		before := bytes.Clone(file)
		for name, make := range map[string]func() ([]byte, error){
			"view":      func() ([]byte, error) { return ViewCopy(bytes.NewReader(file), f, hide) },
			"thumbnail": func() ([]byte, error) { return Thumbnail(bytes.NewReader(file), f, hide) },
		} {
			b, err := make()
			if err != nil {
				t.Fatal(err)
			}
			copied, err := jpeg.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			w, h := copied.Bounds().Dx(), copied.Bounds().Dy()
			for y := range h {
				for x := range w {
					if r, g, _, _ := copied.At(x, y).RGBA(); r>>8 > 100 && g>>8 < 100 {
						t.Fatalf("%s, held %d: a pixel of the face at %d, %d of %dx%d", name, held, x, y, w, h)
					}
				}
			}
			if !near(copied.At(w/10, h/10), color.RGBA{40, 140, 60, 255}) || !near(copied.At(w*38/100, h*37/100), hidden) {
				t.Errorf("%s, held %d: the door is %v, the mask %v", name, held, copied.At(w/10, h/10), copied.At(w*38/100, h*37/100))
			}
		}
		if !bytes.Equal(file, before) {
			t.Error("the original was changed")
		}
	}
}

// A thumbnail tells which cover it was made with; without one it is what it was
// before there were covers, and it keeps its bound either way.
func TestAThumbnailTellsItsCover(t *testing.T) {
	file, f := jpegOf(t, noise(900, 700)), Facts{Orientation: 1}
	one, two := Cover{Hide: []Area{{0, 0, 100, 100}}}, Cover{Hide: []Area{{0, 0, 100, 101}}}
	make := func(c Cover) []byte {
		b, err := Thumbnail(bytes.NewReader(file), f, c)
		if err != nil || len(b) > 20<<10 {
			t.Fatal(len(b), err)
		}
		return b
	}
	plain, covered := make(Cover{}), make(one)
	for name, c := range map[string]struct {
		jpeg []byte
		c    Cover
		want bool
	}{"plain, none": {plain, Cover{}, true}, "plain, one": {plain, one, false}, "covered, it": {covered, one, true},
		"covered, another": {covered, two, false}, "covered, none": {covered, Cover{}, false}, "torn": {covered[:20], one, false}, "nothing": {nil, Cover{}, true}} {
		if got := Covered(c.jpeg, c.c); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if bytes.Contains(plain, []byte(coverMagic)) {
		t.Error("a thumbnail without a cover names one")
	}
	if _, err := jpeg.Decode(bytes.NewReader(covered)); err != nil {
		t.Error(err)
	}
}

func TestMarksAreSeenAndStayOnThePicture(t *testing.T) {
	for name, m := range map[string]Mark{"arrow": {MarkArrow, Area{9000, 9000, 9990, 9990}}, "arrow back": {MarkArrow, Area{9000, 2000, 10, 10}}, "ellipse": {MarkEllipse, Area{0, 0, AreaFull, AreaFull}}} {
		for _, ground := range []color.RGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, markInk} {
			view := image.NewRGBA(image.Rect(0, 0, 320, 240))
			for i := range view.Pix {
				view.Pix[i] = []uint8{ground.R, ground.G, ground.B, 255}[i%4]
			}
			Cover{Marks: []Mark{m}}.Draw(view)
			changed := 0
			for i := 0; i < len(view.Pix); i += 4 {
				if view.Pix[i] != ground.R || view.Pix[i+1] != ground.G || view.Pix[i+2] != ground.B {
					changed++
				}
			}
			if changed < 60 || changed > 320*240/4 {
				t.Errorf("%s on %v changes %d pixels", name, ground, changed)
			}
		}
	}
}

func TestACoverBesideThePictureIsRefused(t *testing.T) {
	for name, c := range map[string]Cover{
		"outside":         {Hide: []Area{{0, 0, AreaFull + 1, 10}}},
		"before":          {Hide: []Area{{-1, 0, 10, 10}}},
		"empty":           {Hide: []Area{{10, 10, 10, 20}}},
		"turned over":     {Hide: []Area{{20, 10, 10, 20}}},
		"arrow to itself": {Marks: []Mark{{MarkArrow, Area{5, 5, 5, 5}}}},
		"flat ellipse":    {Marks: []Mark{{MarkEllipse, Area{5, 5, 9, 5}}}},
		"unknown mark":    {Marks: []Mark{{"star", Area{1, 1, 9, 9}}}},
		"a flood":         {Hide: make([]Area, MaxCover+1)},
	} {
		if c.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
	good := Cover{Hide: []Area{{0, 0, AreaFull, AreaFull}}, Marks: []Mark{{MarkArrow, Area{9, 9, 5, 9}}, {MarkEllipse, Area{1, 1, 2, 2}}}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}
