package photo

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"

	"fairvisit/evidence"
)

// Area is a rectangle, or two points, in 1/10000 of the width and height of a
// picture held upright.
type Area struct {
	X0 int `json:"x0"`
	Y0 int `json:"y0"`
	X1 int `json:"x1"`
	Y1 int `json:"y1"`
}

// Mark points something out on a picture.
type Mark struct {
	Kind string `json:"kind"` // MarkArrow, MarkEllipse
	At   Area   `json:"at"`   // an arrow goes from the first point to the second
}

// The kinds of Mark.
const (
	MarkArrow   = "arrow"
	MarkEllipse = "ellipse"
)

// Cover is what is shown of a photo instead of all of it: the rectangles of Hide
// are filled, the marks are drawn over it. The photo itself is never changed.
type Cover struct {
	Hide  []Area `json:"hide,omitempty"`
	Marks []Mark `json:"marks,omitempty"`
}

// AreaFull is the width and the height of a whole picture, MaxCover the most
// rectangles and marks of one Cover.
const (
	AreaFull = 10_000
	MaxCover = 64
)

// ErrCover refuses a cover of another form than evidence/FORMAT.md section 6
// says; nothing was changed.
var ErrCover = errors.New("photo: these masks or marks do not lie on a picture")

// Check refuses with ErrCover what cannot be drawn.
func (c Cover) Check() error {
	if len(c.Hide)+len(c.Marks) > MaxCover {
		return ErrCover
	}
	for _, a := range c.Hide {
		if !a.inside() || !a.isBox() {
			return ErrCover
		}
	}
	for _, m := range c.Marks {
		arrow := m.Kind == MarkArrow && (m.At.X0 != m.At.X1 || m.At.Y0 != m.At.Y1)
		if !m.At.inside() || !arrow && (m.Kind != MarkEllipse || !m.At.isBox()) {
			return ErrCover
		}
	}
	return nil
}

func (a Area) inside() bool {
	return min(a.X0, a.X1, a.Y0, a.Y1) >= 0 && max(a.X0, a.X1, a.Y0, a.Y1) <= AreaFull
}

func (a Area) isBox() bool { return a.X0 < a.X1 && a.Y0 < a.Y1 }

// Empty reports whether the whole photo is shown as it is.
func (c Cover) Empty() bool { return len(c.Hide)+len(c.Marks) == 0 }

// name tells one cover from another; "" for an empty one.
func (c Cover) name() string {
	if c.Empty() {
		return ""
	}
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // integers and two words can be written
	}
	return coverMagic + evidence.Hash(sha256.Sum256(b)).String()
}

// Draw burns the cover into a copy that is held upright. What is hidden is
// filled and not made coarse: a plate of letters can be read back from coarse
// squares (Hill and others, On the (In)effectiveness of Mosaicing and Blurring,
// PoPETs 2016).
func (c Cover) Draw(view *image.RGBA) {
	w, h := view.Rect.Dx(), view.Rect.Dy()
	for _, a := range c.Hide {
		// Outwards to whole pixels: half a pixel of a face is not left at an edge.
		box := image.Rect(a.X0*w/AreaFull, a.Y0*h/AreaFull, (a.X1*w+AreaFull-1)/AreaFull, (a.Y1*h+AreaFull-1)/AreaFull)
		draw.Draw(view, box.Add(view.Rect.Min), image.NewUniform(hidden), image.Point{}, draw.Src)
	}
	for _, m := range c.Marks {
		lines := m.lines(float64(w), float64(h))
		pen := max(1.5, float64(max(w, h))/320)
		for _, p := range []struct {
			color color.RGBA
			width float64
		}{{markEdge, 2 * pen}, {markInk, pen}} { // seen on any ground
			for _, l := range lines {
				stroke(view, l, p.width, p.color)
			}
		}
	}
}

var (
	hidden   = color.RGBA{28, 32, 38, 255}
	markEdge = color.RGBA{255, 255, 255, 255}
	markInk  = color.RGBA{200, 24, 24, 255}
)

type segment struct{ x0, y0, x1, y1 float64 }

// lines are the strokes of a mark on a picture of that size.
func (m Mark) lines(w, h float64) []segment {
	x0, y0, x1, y1 := float64(m.At.X0)*w/AreaFull, float64(m.At.Y0)*h/AreaFull, float64(m.At.X1)*w/AreaFull, float64(m.At.Y1)*h/AreaFull
	if m.Kind == MarkArrow {
		list := []segment{{x0, y0, x1, y1}}
		back, head := math.Atan2(y0-y1, x0-x1), max(w, h)/28
		for _, turn := range []float64{-math.Pi / 7, math.Pi / 7} {
			list = append(list, segment{x1, y1, x1 + head*math.Cos(back+turn), y1 + head*math.Sin(back+turn)})
		}
		return list
	}
	const parts = 48
	var list []segment
	at := func(i int) (float64, float64) {
		angle := 2 * math.Pi * float64(i) / parts
		return (x0+x1)/2 + (x1-x0)/2*math.Cos(angle), (y0+y1)/2 + (y1-y0)/2*math.Sin(angle)
	}
	for i := range parts {
		ax, ay := at(i)
		bx, by := at(i + 1)
		list = append(list, segment{ax, ay, bx, by})
	}
	return list
}

// stroke colours each pixel that lies within width of the line.
func stroke(view *image.RGBA, l segment, width float64, c color.RGBA) {
	box := image.Rect(int(min(l.x0, l.x1)-width), int(min(l.y0, l.y1)-width), int(max(l.x0, l.x1)+width)+2, int(max(l.y0, l.y1)+width)+2)
	box = box.Add(view.Rect.Min).Intersect(view.Rect)
	dx, dy := l.x1-l.x0, l.y1-l.y0
	length := max(dx*dx+dy*dy, 1e-9)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			px, py := float64(x-view.Rect.Min.X)+0.5-l.x0, float64(y-view.Rect.Min.Y)+0.5-l.y0
			along := max(0, min(1, (px*dx+py*dy)/length))
			if math.Hypot(px-along*dx, py-along*dy) <= width {
				view.SetRGBA(x, y, c)
			}
		}
	}
}

// A thumbnail that a cover was burnt into says which, in a JPEG comment right
// after its beginning: who holds one can tell whether it is the one to be shown.
const (
	coverMagic = "fv-cover-v1 "
	startOf    = "\xff\xd8"
	commentOf  = "\xff\xfe"
)

// roomFor is how many bytes longer a name makes a JPEG.
func roomFor(name string) int {
	if name == "" {
		return 0 // what was made before there were covers stays the same to the byte
	}
	return len(commentOf) + 2 + len(name)
}

func signedBy(jpeg []byte, name string) []byte {
	if name == "" {
		return jpeg
	}
	size := len(name) + 2
	return bytes.Join([][]byte{jpeg[:2], []byte(commentOf), {byte(size >> 8), byte(size)}, []byte(name), jpeg[2:]}, nil)
}

// Covered reports whether a thumbnail has just this cover burnt in.
func Covered(thumbnail []byte, c Cover) bool {
	had := ""
	if len(thumbnail) > 6 && string(thumbnail[:4]) == startOf+commentOf {
		if end := 4 + int(thumbnail[4])<<8 + int(thumbnail[5]); end <= len(thumbnail) {
			had = string(thumbnail[6:end])
		}
	}
	return had == c.name()
}
