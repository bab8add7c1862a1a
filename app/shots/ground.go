package shots

import (
	"context"
	"image"

	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
)

// ground opens the map of a device. Where screens are only laid out it is of squares:
// nothing is measured on a tile, and to draw the names of streets takes as long as to
// lay out half of all screens.
func (w *walk) ground(folder string) (tiles.Source, error) {
	source, why := mapview.OpenIn(folder)
	if w.drawn {
		return source, why
	}
	return squares{source}, why
}

// squares is a source that says of itself what another does.
type squares struct{ tiles.Source }

// Draw implements tiles.Source.
func (squares) Draw(ctx context.Context, t tiles.Tile, l tiles.Look) (*image.RGBA, error) {
	return tiles.Grid{}.Draw(ctx, t, l)
}
