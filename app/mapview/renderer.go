package mapview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/theme"
)

// renderer holds the objects of a map: what moves with it, clipped, and what
// stands in its corners.
type renderer struct {
	m       *Map
	back    *canvas.Rectangle
	scene   *fyne.Container
	clip    *container.Clip
	ground  ground
	routes  routes
	markers markers
	corner  corners
	frame   *canvas.Rectangle // of the keyboard
	drawn   *canvas.Rectangle // the rectangle that is being drawn
	list    []fyne.CanvasObject
}

// CreateRenderer implements fyne.Widget.
func (m *Map) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{m: m, back: canvas.NewRectangle(color.Transparent), scene: container.NewWithoutLayout(),
		frame: canvas.NewRectangle(color.Transparent), drawn: canvas.NewRectangle(color.Transparent)}
	r.clip = container.NewClip(r.scene)
	r.corner.make(m)
	r.frame.StrokeWidth, r.drawn.StrokeWidth = 3, 2
	m.r = r
	r.Refresh()
	return r
}

// Destroy implements fyne.WidgetRenderer.
func (r *renderer) Destroy() {
	if r.m.r == r {
		r.m.r = nil
	}
}

// MinSize implements fyne.WidgetRenderer.
func (r *renderer) MinSize() fyne.Size { return r.m.MinSize() }

// Objects implements fyne.WidgetRenderer.
func (r *renderer) Objects() []fyne.CanvasObject { return r.list }

// Layout implements fyne.WidgetRenderer.
func (r *renderer) Layout(s fyne.Size) {
	r.back.Resize(s)
	r.frame.Resize(s)
	r.clip.Resize(s)
	r.m.camera.size = s
	r.place()
}

// Refresh implements fyne.WidgetRenderer: for another language, theme or content.
func (r *renderer) Refresh() {
	r.back.FillColor = theme.Map().Land
	r.frame.StrokeColor = fynetheme.Color(theme.Info)
	r.drawn.StrokeColor = fynetheme.Color(theme.Accent)
	fill := color.NRGBAModel.Convert(fynetheme.Color(theme.Accent)).(color.NRGBA)
	fill.A = 0x30
	r.drawn.FillColor = fill
	r.corner.make(r.m)
	r.place()
	canvas.Refresh(r.m)
}

// place puts everything where the camera sees it.
func (r *renderer) place() {
	m := r.m
	if s := m.Size(); s.Width < 1 || s.Height < 1 {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil && c.Scale() > 0 {
		m.camera.scale = float64(c.Scale())
	}
	objects, missing := r.ground.place(m)
	objects = append(objects, r.routes.place(m)...)
	objects = append(objects, r.markers.place(m)...)
	r.scene.Objects = objects
	r.corners()
	m.load(missing)
}

// corners arranges what does not move with the map.
func (r *renderer) corners() {
	m := r.m
	list := append([]fyne.CanvasObject{r.back, r.clip}, r.corner.place(m)...)
	if m.region != nil {
		a, b := m.region.from, m.region.to
		r.drawn.Move(fyne.NewPos(min(a.X, b.X), min(a.Y, b.Y)))
		r.drawn.Resize(fyne.NewSize(max(a.X, b.X)-min(a.X, b.X), max(a.Y, b.Y)-min(a.Y, b.Y)))
		list = append(list, r.drawn)
	}
	if m.focused {
		list = append(list, r.frame)
	}
	r.list = list
	canvas.Refresh(m)
}
