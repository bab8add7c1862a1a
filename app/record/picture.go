package record

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"

	"fairvisit/evidence/photo"
)

// Decode reads a small JPEG as a thumbnail or a view copy is. It is RGBA then:
// anything else would be converted again at each drawing.
func Decode(b []byte) (image.Image, error) {
	picture, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	rgba := image.NewRGBA(picture.Bounds())
	draw.Draw(rgba, rgba.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return rgba, nil
}

// View makes an original fit to be looked at: upright, and no larger than a
// screen needs, whatever the camera gave.
func View(original []byte) (image.Image, error) {
	facts, err := photo.Inspect(bytes.NewReader(original), int64(len(original)))
	if err != nil {
		return nil, err
	}
	b, err := photo.ViewCopy(bytes.NewReader(original), facts, photo.Cover{})
	if err != nil {
		return nil, err
	}
	return Decode(b)
}
