package capture

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"sync"
	"time"

	"golang.org/x/image/draw"
)

// Fake is a camera that needs no device: it takes its pictures in turn, and
// after the last the first again. It is for the demo and for tests.
type Fake struct {
	pictures []image.Image

	mu   sync.Mutex
	next int
}

// NewFake makes a camera of these pictures, or of three drawn ones if none is
// given. The same picture always becomes the same JPEG.
func NewFake(pictures ...image.Image) *Fake {
	if len(pictures) == 0 {
		pictures = []image.Image{houseFront(), closedDoor(), letterOnMat()}
	}
	return &Fake{pictures: pictures}
}

func (*Fake) Name() string { return "Demo camera" }
func (*Fake) Ready() error { return nil }

// Preview shows the picture that the next Take will take.
func (f *Fake) Preview(ctx context.Context, show func(image.Image)) error {
	tick := time.NewTicker(previewInterval)
	defer tick.Stop()
	for ctx.Err() == nil {
		show(forPreview(f.picture(0)))
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

func (f *Fake) Take(ctx context.Context) (Shot, error) {
	if err := ctx.Err(); err != nil {
		return Shot{}, err
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, f.picture(1), &jpeg.Options{Quality: 90}); err != nil {
		return Shot{}, &Refusal{Code: CameraFailed, Cause: err}
	}
	return Shot{R: io.NopCloser(&file), Source: fromCamera}, nil
}

// picture is the one whose turn it is; it goes step further afterwards.
func (f *Fake) picture(step int) image.Image {
	f.mu.Lock()
	defer f.mu.Unlock()
	picture := f.pictures[f.next%len(f.pictures)]
	f.next += step
	return picture
}

// canvas is a drawn picture of 1280 by 960 pixels.
type canvas struct{ *image.RGBA }

func newCanvas(background color.RGBA) canvas {
	c := canvas{image.NewRGBA(image.Rect(0, 0, 1280, 960))}
	c.box(0, 0, 1280, 960, background)
	return c
}

func (c canvas) box(x, y, w, h int, fill color.RGBA) {
	draw.Draw(c.RGBA, image.Rect(x, y, x+w, y+h), image.NewUniform(fill), image.Point{}, draw.Src)
}

var (
	sky   = color.RGBA{0xb8, 0xd4, 0xe8, 0xff}
	grass = color.RGBA{0x7a, 0x9a, 0x5c, 0xff}
	brick = color.RGBA{0xa8, 0x5a, 0x44, 0xff}
	joint = color.RGBA{0xc4, 0x90, 0x7c, 0xff}
	roof  = color.RGBA{0x4a, 0x44, 0x48, 0xff}
	wood  = color.RGBA{0x2f, 0x4f, 0x4a, 0xff}
	panel = color.RGBA{0x3c, 0x62, 0x5c, 0xff}
	brass = color.RGBA{0xd0, 0xb0, 0x60, 0xff}
	glass = color.RGBA{0x5c, 0x70, 0x80, 0xff}
	paper = color.RGBA{0xf4, 0xf2, 0xea, 0xff}
	ink   = color.RGBA{0x60, 0x60, 0x60, 0xff}
	mat   = color.RGBA{0x6a, 0x58, 0x40, 0xff}
)

func houseFront() image.Image {
	c := newCanvas(sky)
	c.box(0, 760, 1280, 200, grass)
	c.box(240, 340, 800, 460, brick)
	for row := range 8 { // narrower towards the ridge
		c.box(200+row*48, 340-(row+1)*26, 880-row*96, 26, roof)
	}
	for _, x := range []int{300, 800} {
		c.box(x, 420, 180, 160, paper)
		c.box(x+10, 430, 160, 140, glass)
	}
	c.box(570, 520, 140, 280, wood)
	c.box(685, 660, 12, 12, brass)
	return c.RGBA
}

func closedDoor() image.Image {
	c := newCanvas(brick)
	for y := 0; y < 960; y += 40 {
		c.box(0, y, 1280, 4, joint)
	}
	c.box(390, 60, 500, 900, paper)
	c.box(420, 90, 440, 870, wood)
	for _, y := range []int{130, 560} {
		c.box(470, y, 150, 300, panel)
		c.box(660, y, 150, 300, panel)
	}
	c.box(560, 470, 160, 40, brass)
	c.box(820, 500, 20, 60, brass)
	return c.RGBA
}

func letterOnMat() image.Image {
	c := newCanvas(joint)
	c.box(140, 240, 1000, 560, mat)
	c.box(360, 340, 560, 380, paper)
	for line := range 6 { // writing, but nobody's
		c.box(420, 420+line*40, 440-line%3*70, 10, ink)
	}
	return c.RGBA
}
