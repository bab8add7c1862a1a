package manager

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
)

// pointed is a manager before a window of the test driver: objects have places there,
// and a hand that drags is told of as the driver of a desktop tells it.
type pointed struct {
	*desktop
	w fyne.Window
}

func point(t *testing.T, k *desk.Desk, size fyne.Size, prefs shell.Prefs, file *string) *pointed {
	t.Helper()
	d := sit(t, k, size, prefs, file)
	w := test.NewTempWindow(t, d.Shell)
	w.SetPadded(false)
	w.Resize(size)
	return &pointed{d, w}
}

// seen are the objects that lie on the window: those of the renderers it is painted
// by, where the stage makes others.
func (p *pointed) seen() (list []fyne.CanvasObject) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		list = append(list, o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c)
			}
		}
	}
	walk(p.w.Content())
	return list
}

// on is the object with an id.
func (p *pointed) on(id string) fyne.CanvasObject {
	p.t.Helper()
	var ids []string
	for _, o := range p.seen() {
		if stage.ID(o) == id {
			return o
		}
		if stage.ID(o) != "" {
			ids = append(ids, stage.ID(o))
		}
	}
	p.t.Fatalf("%s is not on the window; there are %s", id, strings.Join(ids, ", "))
	return nil
}

func (p *pointed) tap(ids ...string) {
	p.t.Helper()
	for _, id := range ids {
		p.on(id).(fyne.Tappable).Tapped(&fyne.PointEvent{})
	}
}

func (p *pointed) says(all ...string) {
	p.t.Helper()
	read := stage.Text(p.seen())
	for _, words := range all {
		if !strings.Contains(read, words) {
			p.t.Errorf("nothing says %q; the screen reads\n%s", words, read)
		}
	}
}

func at(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
}

// middle is a place within an object.
func middle(o fyne.CanvasObject) fyne.Position {
	return at(o).AddXY(o.Size().Width/2, min(o.Size().Height/2, 20))
}

// over is a place on a crew's card, which is scrolled into sight: near an edge the
// crews creep below a hand that holds something.
func (p *pointed) over(crew int) fyne.Position {
	p.m.lanes.scroll.ScrollToOffset(fyne.NewPos(0, p.m.lanes.cards[crew].Position().Y-200))
	return middle(p.m.lanes.cards[crew])
}

// hold drags an object to a place in steps, and does not let go: each event says where
// the pointer is from the corner the object had, and how far it came since the last.
func (p *pointed) hold(from fyne.CanvasObject, to fyne.Position) fyne.Draggable {
	p.t.Helper()
	o, ok := from.(fyne.Draggable)
	if !ok {
		p.t.Fatalf("%T cannot be dragged", from)
	}
	corner, stood, pos := at(from), from.Position(), middle(from)
	const steps = 6
	d := fyne.NewDelta((to.X-pos.X)/steps, (to.Y-pos.Y)/steps)
	for range steps {
		pos = pos.AddXY(d.DX, d.DY)
		o.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: pos.Subtract(corner).Add(stood.Subtract(from.Position()))}, Dragged: d})
	}
	return o
}

func (p *pointed) drag(from fyne.CanvasObject, to fyne.Position) { p.hold(from, to).DragEnd() }

// keep writes what is seen where somebody asked for pictures.
func (p *pointed) keep(name string) {
	p.t.Helper()
	dir := os.Getenv("FAIRVISIT_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := png.Encode(f, p.w.Canvas().Capture()); err != nil {
		p.t.Error(err)
	}
	if err := f.Close(); err != nil {
		p.t.Error(err)
	}
}
