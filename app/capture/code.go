package capture

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"

	"fairvisit/evidence/photo"
)

// ErrNoCode means that a picture shows no QR code that can be read.
var ErrNoCode = errors.New("capture: no code can be read in this picture")

// Edges a picture is looked at in, the longest in points, one after the other: a
// code that fills the picture is found in the small one, a far one in the large.
var codeEdges = []int{900, 2000, 450}

// ReadCode is the text of the QR code in a picture, or ErrNoCode. It takes tens
// of milliseconds: never on the goroutine that draws.
func ReadCode(picture image.Image) (text string, err error) {
	// What a camera sees is nobody's to choose: a picture the reader stumbles over
	// is one without a code, not the end of the app.
	defer func() {
		if recover() != nil {
			text, err = "", ErrNoCode
		}
	}()
	longest, seen := max(picture.Bounds().Dx(), picture.Bounds().Dy()), map[int]bool{}
	for _, edge := range codeEdges {
		if edge = min(edge, longest); edge == 0 || seen[edge] {
			continue
		}
		seen[edge] = true
		if text, ok := readAt(picture, edge, longest); ok {
			return text, nil
		}
	}
	return "", ErrNoCode
}

func readAt(picture image.Image, edge, longest int) (string, bool) {
	b := picture.Bounds()
	grey := image.NewGray(image.Rect(0, 0, max(1, b.Dx()*edge/longest), max(1, b.Dy()*edge/longest)))
	draw.ApproxBiLinear.Scale(grey, grey.Bounds(), picture, b, draw.Src, nil)
	source := gozxing.NewLuminanceSourceFromImage(grey)
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
		bits, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue
		}
		if found, err := qrcode.NewQRCodeReader().Decode(bits, hints); err == nil {
			return found.GetText(), true
		}
	}
	return "", false
}

// ReadCodeFrom is the text of the QR code in a JPEG or PNG file, or ErrNoCode,
// for a file that is no picture too. It reads at most photo.MaxSize bytes.
func ReadCodeFrom(ctx context.Context, r io.Reader) (string, error) {
	in := bufio.NewReaderSize(io.LimitReader(r, photo.MaxSize), 64<<10)
	decode, config := jpeg.Decode, jpeg.DecodeConfig
	head, _ := in.Peek(8) // a shorter file is no picture, as its decoder will say
	if string(head) == "\x89PNG\r\n\x1a\n" {
		decode, config = png.Decode, png.DecodeConfig
	}
	// A small file may unpack to a huge picture: its size is asked for first.
	var begin bytes.Buffer
	c, err := config(io.TeeReader(in, &begin))
	if err != nil || int64(c.Width)*int64(c.Height) > photo.MaxPixels {
		return "", ErrNoCode
	}
	picture, err := decode(io.MultiReader(&begin, in))
	if err != nil {
		return "", ErrNoCode
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return ReadCode(picture)
}
