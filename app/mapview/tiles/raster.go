package tiles

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/jpeg" // what raster files hold
	_ "image/png"

	"golang.org/x/image/draw"
)

// raster is a file of pictures of 256 units.
type raster struct{ *mbtiles }

// maxSide is the largest picture of one tile that is decoded, in pixels.
const maxSide = 1024

// tries is how many zooms above a missing picture another one is looked for.
const tries = 3

// Draw implements Source: four pictures of the file make one tile.
func (r *raster) Draw(ctx context.Context, t Tile, l Look) (*image.RGBA, error) {
	if err := l.check(t); err != nil {
		return nil, err
	}
	tile := drawGrid(l)
	half := l.Side / 2
	for i := range 4 {
		dx, dy := i%2, i/2
		to := image.Rect(dx*half, dy*half, half+dx*(l.Side-half), half+dy*(l.Side-half))
		if err := r.quarter(ctx, Tile{t.Z + 1, 2*t.X + dx, 2*t.Y + dy}, tile, to); err != nil {
			return nil, err
		}
	}
	return tile, nil
}

// quarter draws one tile of the file's own size, or the part of a coarser one
// that covers it.
func (r *raster) quarter(ctx context.Context, t Tile, into *image.RGBA, to image.Rectangle) error {
	for up := max(0, t.Z-r.about.Most); up <= t.Z && up <= max(0, t.Z-r.about.Most)+tries; up++ {
		coarse := t.Up(up)
		b, err := r.blob(ctx, coarse)
		if err != nil {
			return err
		}
		if b == nil {
			continue
		}
		picture, err := decode(b)
		if err != nil {
			return err
		}
		draw.ApproxBiLinear.Scale(into, to, picture, part(picture.Bounds(), t, up), draw.Over, nil)
		return nil
	}
	return nil
}

// part is where in the picture of the tile up zooms above t lies: at least a pixel.
func part(b image.Rectangle, t Tile, up int) image.Rectangle {
	n := 1 << up
	x, y := t.X&(n-1), t.Y&(n-1)
	from := image.Pt(b.Min.X+b.Dx()*x/n, b.Min.Y+b.Dy()*y/n)
	to := image.Pt(b.Min.X+b.Dx()*(x+1)/n, b.Min.Y+b.Dy()*(y+1)/n)
	return image.Rectangle{from, image.Pt(max(to.X, from.X+1), max(to.Y, from.Y+1))}
}

// decode reads a picture after it said how large it is: a few bytes of PNG can
// ask for gigabytes.
func decode(b []byte) (picture image.Image, err error) {
	defer caught(&err)
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, refused(WhyDamaged, err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > maxSide || c.Height > maxSide {
		return nil, refused(WhyTooLarge, fmt.Errorf("a picture of %d × %d", c.Width, c.Height))
	}
	if picture, _, err = image.Decode(bytes.NewReader(b)); err != nil {
		return nil, refused(WhyDamaged, err)
	}
	return picture, nil
}

// caught makes a panic of a decoder over bytes nobody vouches for an error. What
// else panics is a defect of ours and must be seen; so only decoders are guarded.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = refused(WhyDamaged, fmt.Errorf("%v", p))
	}
}
