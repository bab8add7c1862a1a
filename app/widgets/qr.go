package widgets

import (
	"image"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/skip2/go-qrcode"

	"fairvisit/app/theme"
)

// QR is a code for another device's camera: black on white in both themes, with
// its quiet zone, for a camera reads nothing else for sure.
type QR struct {
	widget.BaseWidget
	id, label string
	dots      [][]bool // with the quiet zone; nil: the text fits no code
}

// Edges of a code, in Fyne's units.
const (
	qrLeast = 240
	qrMost  = 400
)

// NewQR is the code of a text; label says what it is to who cannot see it. A
// text no code can hold leaves the white square empty.
func NewQR(id, text, label string) *QR {
	q := &QR{id: id, label: label}
	// A seventh may be lost: the sun glares on a screen. More repair would make the
	// dots smaller, and small dots are what cameras fail at.
	if code, err := qrcode.New(text, qrcode.Medium); err == nil {
		q.dots = code.Bitmap()
	}
	q.ExtendBaseWidget(q)
	return q
}

// TestID names the code for tests.
func (q *QR) TestID() string { return q.id }

// AccessibilityLabel implements fyne.Accessible.
func (q *QR) AccessibilityLabel() string { return q.label }

// AccessibilityRole implements fyne.Accessible.
func (q *QR) AccessibilityRole() fyne.AccessibleRole {
	return fyne.AccessibleRoleText // Fyne names no role of an image
}

// NaturalWidth is the largest edge.
func (q *QR) NaturalWidth() float32 { return qrMost }

// HeightFor implements Flexible.
func (q *QR) HeightFor(width float32) float32 { return max(qrLeast, min(width, qrMost)) }

// MinSize implements fyne.CanvasObject.
func (q *QR) MinSize() fyne.Size { return fyne.NewSquareSize(qrLeast) }

// CreateRenderer implements fyne.Widget.
func (q *QR) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRaster(q.paint))
}

// paint draws each dot as the same number of points: a dot that is a point wider
// than the next is what makes a code hard to read.
func (q *QR) paint(w, h int) image.Image {
	p := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black})
	if len(q.dots) == 0 {
		return p
	}
	n := len(q.dots)
	dot := min(w, h) / n
	if dot == 0 {
		return p
	}
	x0, y0 := (w-n*dot)/2, (h-n*dot)/2
	for y := range n * dot {
		line := p.Pix[(y0+y)*p.Stride+x0:]
		for x := range n * dot {
			if q.dots[y/dot][x/dot] {
				line[x] = 1
			}
		}
	}
	return p
}

// Groups writes a code in groups of five letters, so that an eye finds its place
// again.
func Groups(code string) string {
	var b strings.Builder
	for i, c := range code {
		if i > 0 && i%5 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// NewCode is a QR code with the same text below, to select and to copy, for a
// device without a camera.
func NewCode(id, text, label string) *fyne.Container {
	words := Groups(text)
	field := NewPassage(id+".text", label, words, 4, nil)
	field.Wrapping = fyne.TextWrapWord // no group is torn apart
	field.OnChanged = func(typed string) {
		if typed != words { // it is there to be read; fields of Fyne that take no letters cannot be selected
			field.SetText(words)
		}
	}
	return Column(theme.Gap12, Limit(qrMost, NewQR(id, text, label)), field)
}
