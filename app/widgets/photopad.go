package widgets

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// PhotoPad is a photo to draw on: each drag from one point to another is told
// when the finger lifts, and what comes of it is the caller's to draw into the
// picture. Like an InkPad it stands on a page that does not scroll.
type PhotoPad struct {
	widget.BaseWidget
	Picture image.Image // nil: not read yet
	Label   string
	Line    bool // the drag is shown as a line and not as a box

	// Drawn is told where a drag began and ended, in parts (0–1) of the picture's
	// width and height. A drag of less than a finger's shaking is none. nil: the
	// photo is only looked at.
	Drawn func(x0, y0, x1, y1 float32)

	id       string
	down     bool
	from, to fyne.Position
}

// NewPhotoPad is a pad without a picture yet.
func NewPhotoPad(id, label string, drawn func(x0, y0, x1, y1 float32)) *PhotoPad {
	p := &PhotoPad{id: id, Label: label, Drawn: drawn}
	p.ExtendBaseWidget(p)
	return p
}

var _ fyne.Draggable = (*PhotoPad)(nil)

// TestID names the pad for tests.
func (p *PhotoPad) TestID() string { return p.id }

// AccessibilityLabel implements fyne.Accessible.
func (p *PhotoPad) AccessibilityLabel() string { return p.Label }

// AccessibilityRole implements fyne.Accessible.
func (p *PhotoPad) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// least is how far in units a drag must go to be one.
const least = 8

// Frame is where the picture lies on the pad: as large as it fits, in the middle.
func (p *PhotoPad) Frame() (at fyne.Position, size fyne.Size) {
	room := p.Size()
	if p.Picture == nil || room.Width <= 0 || room.Height <= 0 {
		return fyne.Position{}, fyne.Size{}
	}
	w, h := float32(p.Picture.Bounds().Dx()), float32(p.Picture.Bounds().Dy())
	scale := min(room.Width/w, room.Height/h)
	size = fyne.NewSize(w*scale, h*scale)
	return fyne.NewPos((room.Width-size.Width)/2, (room.Height-size.Height)/2), size
}

// Dragged implements fyne.Draggable.
func (p *PhotoPad) Dragged(e *fyne.DragEvent) {
	if p.Picture == nil || p.Drawn == nil {
		return
	}
	if !p.down {
		p.down, p.from = true, e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY)
	}
	p.to = e.Position
	p.Refresh()
}

// DragEnd implements fyne.Draggable.
func (p *PhotoPad) DragEnd() {
	if !p.down {
		return
	}
	p.down = false
	p.Refresh()
	dx, dy := p.to.X-p.from.X, p.to.Y-p.from.Y
	if dx*dx+dy*dy < least*least {
		return
	}
	at, size := p.Frame()
	part := func(x, from, length float32) float32 { return min(1, max(0, (x-from)/length)) }
	p.Drawn(part(p.from.X, at.X, size.Width), part(p.from.Y, at.Y, size.Height), part(p.to.X, at.X, size.Width), part(p.to.Y, at.Y, size.Height))
}

// MinSize implements fyne.CanvasObject.
func (p *PhotoPad) MinSize() fyne.Size { return fyne.NewSize(200, 160) }

// CreateRenderer implements fyne.Widget.
func (p *PhotoPad) CreateRenderer() fyne.WidgetRenderer {
	r := &photoPadRenderer{p: p, ground: canvas.NewRectangle(color.Transparent), image: canvas.NewImageFromImage(nil),
		box: canvas.NewRectangle(color.Transparent), line: canvas.NewLine(color.Transparent)}
	r.ground.CornerRadius = theme.Radius
	r.image.FillMode, r.image.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	r.box.StrokeWidth, r.line.StrokeWidth = 3, 3
	r.Refresh()
	return r
}

type photoPadRenderer struct {
	p      *PhotoPad
	ground *canvas.Rectangle
	image  *canvas.Image
	box    *canvas.Rectangle // what is being dragged
	line   *canvas.Line
}

func (r *photoPadRenderer) Destroy()           {}
func (r *photoPadRenderer) MinSize() fyne.Size { return r.p.MinSize() }

func (r *photoPadRenderer) Objects() []fyne.CanvasObject {
	if r.p.Picture == nil {
		return []fyne.CanvasObject{r.ground}
	}
	list := []fyne.CanvasObject{r.ground, r.image}
	switch {
	case !r.p.down:
	case r.p.Line:
		list = append(list, r.line)
	default:
		list = append(list, r.box)
	}
	return list
}

func (r *photoPadRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.image.Resize(s)
	r.Refresh()
}

func (r *photoPadRenderer) Refresh() {
	r.ground.FillColor = fynetheme.Color(theme.Surface2)
	r.image.Image = r.p.Picture
	r.image.Refresh()
	from, to := r.p.from, r.p.to
	r.box.StrokeColor, r.line.StrokeColor = fynetheme.Color(theme.Accent), fynetheme.Color(theme.Accent)
	r.box.Move(fyne.NewPos(min(from.X, to.X), min(from.Y, to.Y)))
	r.box.Resize(fyne.NewSize(max(from.X, to.X)-min(from.X, to.X), max(from.Y, to.Y)-min(from.Y, to.Y)))
	r.line.Position1, r.line.Position2 = from, to
	canvas.Refresh(r.p)
}
