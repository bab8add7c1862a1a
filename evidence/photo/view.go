package photo

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"
)

const (
	thumbnailEdge  = 320
	thumbnailBytes = 20 << 10
	viewEdge       = 1600
	viewQuality    = 80
	printedEdge    = 900 // 7.5 cm wide on paper that is 300 dots to the inch
	printedQuality = 75
)

// Thumbnail makes a JPEG of at most 20 KiB and 320 pixels along its longest
// edge, upright. It travels with the feed, so its size is a promise: quality
// goes down first, then size. A thumbnail is never evidence.
// What c hides is burnt in, and Covered tells so.
func Thumbnail(src io.Reader, f Facts, c Cover) ([]byte, error) {
	_, picture, err := decode(src, MaxSize)
	if err != nil {
		return nil, noView(err)
	}
	view := upright(shrink(picture, thumbnailEdge), f.Orientation)
	c.Draw(view)
	name := c.name()
	jpeg, err := thumbnail(view, thumbnailBytes-roomFor(name))
	if err != nil {
		return nil, err
	}
	return signedBy(jpeg, name), nil
}

// ViewCopy makes a JPEG of at most 1600 pixels along its longest edge,
// upright, to be looked at instead of the original, with c burnt in. It is never
// evidence.
func ViewCopy(src io.Reader, f Facts, c Cover) ([]byte, error) {
	_, picture, err := decode(src, MaxSize)
	if err != nil {
		return nil, noView(err)
	}
	view := upright(shrink(picture, viewEdge), f.Orientation)
	c.Draw(view)
	return encode(view, viewQuality)
}

// Printed makes a JPEG for a page of paper, upright as the file itself says, and
// tells its size in pixels. It is never evidence.
func Printed(src io.ReadSeeker) (picture []byte, width, height int, err error) {
	_, whole, err := decode(src, MaxSize)
	if err != nil {
		return nil, 0, 0, noView(err)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, 0, 0, because(ErrNoView, err)
	}
	f := Facts{Orientation: 1}
	f.readEXIF(src)
	small := upright(shrink(whole, printedEdge), f.Orientation)
	picture, err = encode(small, printedQuality)
	return picture, small.Rect.Dx(), small.Rect.Dy(), err
}

// noView drops the words of a refusal to store: the original is stored.
func noView(cause error) error {
	if _, refused := errors.AsType[Refusal](cause); refused {
		return ErrNoView
	}
	return because(ErrNoView, cause)
}

// thumbnail comes to an end: below 32 pixels every picture fits.
func thumbnail(picture *image.RGBA, room int) ([]byte, error) {
	for edge := thumbnailEdge; ; edge = edge * 3 / 4 {
		picture = shrink(picture, edge)
		for _, quality := range []int{80, 65, 50, 40, 30} {
			out, err := encode(picture, quality)
			if err != nil || len(out) <= room || edge < 32 {
				return out, err
			}
		}
	}
}

func encode(picture image.Image, quality int) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// shrink fits the picture into edge by edge pixels, on white where it is
// transparent, and never enlarges it. It halves until the last step is at most
// 2:1, where two pixels each way are all there are to weigh. The better
// kernels were refused: for 12 megapixels they need 150 MB beside the picture.
func shrink(picture image.Image, edge int) *image.RGBA {
	w, h := picture.Bounds().Dx(), picture.Bounds().Dy()
	toW, toH := w, h
	if longest := max(w, h); longest > edge {
		toW, toH = max(1, w*edge/longest), max(1, h*edge/longest)
	}
	for {
		w, h = max(toW, (w+1)/2), max(toH, (h+1)/2)
		step := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.Draw(step, step.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.ApproxBiLinear.Scale(step, step.Bounds(), picture, picture.Bounds(), draw.Over, nil)
		if w == toW && h == toH {
			return step
		}
		picture = step
	}
}

// upright turns a stored picture the way its EXIF orientation says the camera
// was held; a number outside 1–8 leaves it as it is.
func upright(stored *image.RGBA, orientation int) *image.RGBA {
	w, h := stored.Bounds().Dx(), stored.Bounds().Dy()
	var from func(x, y int) (int, int) // the stored pixel that shows at x, y
	switch orientation {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return stored
	}
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	turned := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := from(x, y)
			turned.SetRGBA(x, y, stored.RGBAAt(sx, sy))
		}
	}
	return turned
}
