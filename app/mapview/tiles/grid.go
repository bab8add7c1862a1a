package tiles

import (
	"context"
	"image"
	"image/draw"
)

// Grid is the source that has no data: squares that tell how far one moved.
type Grid struct{}

var _ Source = Grid{}

// cells is how many squares of the grid a tile is wide.
const cells = 4

// Draw implements Source.
func (Grid) Draw(_ context.Context, t Tile, l Look) (*image.RGBA, error) {
	if err := l.check(t); err != nil {
		return nil, err
	}
	return drawGrid(l), nil
}

func drawGrid(l Look) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, l.Side, l.Side))
	draw.Draw(picture, picture.Rect, image.NewUniform(l.Palette.Land), image.Point{}, draw.Src)
	line := image.NewUniform(l.Palette.Grid)
	width := max(1, int(l.Scale))
	for i := range cells {
		at := i * l.Side / cells
		draw.Draw(picture, image.Rect(at, 0, at+width, l.Side), line, image.Point{}, draw.Src)
		draw.Draw(picture, image.Rect(0, at, l.Side, at+width), line, image.Point{}, draw.Src)
	}
	return picture
}

// About implements Source.
func (Grid) About() About { return About{Most: MaxZoom} }

// Close implements Source.
func (Grid) Close() error { return nil }
