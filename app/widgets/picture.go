package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Picture is a photo of a record, small enough to be held whole, with words
// below. A photo that is not here yet is a ground with the words that say so.
type Picture struct {
	widget.BaseWidget
	ID       string
	Image    image.Image // nil: not here
	Height   float32
	Missing  string // why there is no image
	OnTapped func()

	under *Text
}

// NewPicture is a photo with words below.
func NewPicture(id string, img image.Image, under, missing string, height float32, tapped func()) *Picture {
	p := &Picture{ID: id, Image: img, Missing: missing, Height: max(theme.Target, height), OnTapped: tapped, under: Small(under)}
	p.ExtendBaseWidget(p)
	return p
}

// TestID names the picture for tests.
func (p *Picture) TestID() string { return p.ID }

// AccessibilityLabel implements fyne.Accessible.
func (p *Picture) AccessibilityLabel() string { return p.under.Text + " " + p.Missing }

// AccessibilityRole implements fyne.Accessible.
func (p *Picture) AccessibilityRole() fyne.AccessibleRole {
	if p.OnTapped == nil {
		return fyne.AccessibleRoleText // Fyne names no role of an image
	}
	return fyne.AccessibleRoleButton
}

// Tapped implements fyne.Tappable.
func (p *Picture) Tapped(*fyne.PointEvent) {
	Touched()
	if p.OnTapped != nil {
		p.OnTapped()
	}
}

// HeightFor implements Flexible.
func (p *Picture) HeightFor(width float32) float32 {
	return p.Height + theme.Gap4 + p.under.HeightFor(width)
}

// MinSize implements fyne.CanvasObject.
func (p *Picture) MinSize() fyne.Size {
	return fyne.NewSize(120, p.Height+theme.Gap4+p.under.MinSize().Height)
}

// CreateRenderer implements fyne.Widget.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	r := &pictureRenderer{p: p, ground: canvas.NewRectangle(fynetheme.Color(theme.Surface2)), missing: Small(p.Missing).Centred()}
	r.ground.CornerRadius = theme.Radius
	if p.Image != nil {
		r.image = canvas.NewImageFromImage(p.Image)
		r.image.FillMode, r.image.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	}
	return r
}

type pictureRenderer struct {
	p       *Picture
	ground  *canvas.Rectangle
	image   *canvas.Image
	missing *Text
}

func (r *pictureRenderer) Destroy()           {}
func (r *pictureRenderer) MinSize() fyne.Size { return r.p.MinSize() }
func (r *pictureRenderer) Objects() []fyne.CanvasObject {
	if r.image == nil {
		return []fyne.CanvasObject{r.ground, r.missing, r.p.under}
	}
	return []fyne.CanvasObject{r.ground, r.image, r.p.under}
}

func (r *pictureRenderer) Layout(s fyne.Size) {
	h := r.p.under.HeightFor(s.Width)
	room := max(0, s.Height-h-theme.Gap4)
	place(r.ground, 0, 0, s.Width, room)
	if r.image != nil {
		place(r.image, 0, 0, s.Width, room)
	} else {
		mh := r.missing.HeightFor(s.Width - 2*theme.Gap8)
		place(r.missing, theme.Gap8, max(0, (room-mh)/2), s.Width-2*theme.Gap8, mh)
	}
	place(r.p.under, 0, room+theme.Gap4, s.Width, h)
}

func (r *pictureRenderer) Refresh() {
	r.ground.FillColor = fynetheme.Color(theme.Surface2)
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}
