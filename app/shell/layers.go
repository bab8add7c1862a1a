package shell

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// layers are the pages, a question above them, and a short message above all.
// They are the shell's own and not the window's overlays: those are not drawn
// by the software driver's canvas, and Back does not close them by itself.
type layers struct {
	widget.BaseWidget
	base, asked, told fyne.CanvasObject
	onDismiss         func()
	stack             *fyne.Container
}

func newLayers() *layers {
	l := &layers{stack: container.New(layersLayout{})}
	l.ExtendBaseWidget(l)
	return l
}

func (l *layers) setBase(o fyne.CanvasObject) { l.base = o; l.fill() }

func (l *layers) fill() {
	list := []fyne.CanvasObject{}
	for _, o := range []fyne.CanvasObject{l.base, l.asked, l.told} {
		if o != nil {
			list = append(list, o)
		}
	}
	l.stack.Objects = list
	l.stack.Layout.Layout(list, l.Size())
	l.stack.Refresh()
}

// dismiss closes the question, as Back does; it reports whether one was open.
func (l *layers) dismiss() bool {
	if l.asked == nil {
		return false
	}
	l.asked = nil
	f := l.onDismiss
	l.onDismiss = nil
	l.fill()
	if f != nil {
		f()
	}
	return true
}

// MinSize implements fyne.CanvasObject.
func (l *layers) MinSize() fyne.Size { return fyne.NewSize(320, 320) }

// CreateRenderer implements fyne.Widget.
func (l *layers) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.stack) }

type layersLayout struct{}

func (layersLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (layersLayout) Layout(list []fyne.CanvasObject, size fyne.Size) {
	for _, o := range list {
		o.Resize(size)
	}
}

// Ask puts a question above the pages: a title, what it is about, and buttons of
// which each closes it first. dismissed, if not nil, is called when it is closed
// without a button.
func (s *Shell) Ask(title string, body fyne.CanvasObject, dismissed func(), buttons ...*widgets.Button) {
	row := make([]fyne.CanvasObject, len(buttons))
	for i, b := range buttons {
		tapped := b.OnTapped
		b.OnTapped = func() {
			s.layers.onDismiss = nil
			s.layers.dismiss()
			if tapped != nil {
				tapped()
			}
		}
		row[i] = b
	}
	card := widgets.Card(widgets.Title(title), body, widgets.Actions(row...))
	room := middle{}.room(s.Size())
	long := s.built && widgets.HeightFor(card, room.Width) > room.Height
	if long { // with large letters on a phone; the buttons stay in sight
		card = widgets.Ground(theme.Surface, widgets.Pad(theme.Gap16, theme.Gap16,
			widgets.Framed(widgets.Title(title), widgets.NewScroll(widgets.Pad(0, theme.Gap12, body)), widgets.Actions(row...))))
	}
	scrim := newScrim(func() { s.layers.dismiss() })
	s.layers.asked = container.New(middle{long}, scrim, card)
	s.layers.onDismiss = dismissed
	s.layers.fill()
}

// Asking reports whether a question is open.
func (s *Shell) Asking() bool { return s.layers.asked != nil }

// Tell shows a short message at the foot for a while, with an action beside it
// if label is not "".
func (s *Shell) Tell(words, label string, action func(), while time.Duration) {
	var button fyne.CanvasObject
	close := func() { s.layers.told = nil; s.layers.fill() }
	if label != "" {
		button = widgets.NewButton("toast", label, widgets.Outlined, func() { close(); action() })
	}
	card := widgets.Card(widgets.Row(theme.Gap12, widgets.Fill(widgets.Strong(words)), button))
	card.Edge, card.Width = theme.Edge, 2
	told := container.New(foot{}, card)
	s.layers.told = told
	s.layers.fill()
	s.Run.After(while, func() {
		if s.layers.told == told {
			close()
		}
	})
}

func (s *Shell) showKeys() {
	rows := []fyne.CanvasObject{widgets.NewText("Esc  " + s.words.T("common.back"))}
	for _, p := range s.visible() {
		for _, k := range p.Keys {
			rows = append(rows, widgets.NewText(string(k.Name)+"  "+s.words.T(k.About)))
		}
	}
	s.Ask(s.words.T("common.keys"), widgets.Column(theme.Gap8, rows...), nil, widgets.Primary("close", s.words.T("common.close"), nil))
}

// scrim darkens what lies below a question and swallows its taps.
type scrim struct {
	widget.BaseWidget
	tapped func()
}

func newScrim(tapped func()) *scrim {
	s := &scrim{tapped: tapped}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped implements fyne.Tappable.
func (s *scrim) Tapped(*fyne.PointEvent) { s.tapped() }

// CreateRenderer implements fyne.Widget.
func (s *scrim) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.NRGBA{A: 0x80}))
}

// middle lays a card in the middle of the first object; a long one gets all the
// room there is.
type middle struct{ long bool }

// room is what a card has.
func (middle) room(size fyne.Size) fyne.Size {
	return fyne.NewSize(min(size.Width-2*theme.Gap16, 520), size.Height-2*theme.Gap16)
}

func (middle) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l middle) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	room := l.room(size)
	w, h := room.Width, room.Height
	if !l.long {
		h = min(widgets.HeightFor(o[1], w), h)
	}
	o[1].Move(fyne.NewPos((size.Width-w)/2, (size.Height-h)/2))
	o[1].Resize(fyne.NewSize(w, h))
}

// foot lays a card at the foot.
type foot struct{}

func (foot) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (foot) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width-2*theme.Gap16, 640)
	h := widgets.HeightFor(o[0], w)
	o[0].Move(fyne.NewPos((size.Width-w)/2, size.Height-h-80))
	o[0].Resize(fyne.NewSize(w, h))
}
