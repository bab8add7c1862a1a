package shell

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// layers are the pages, a question above them, a short message above those, and what
// a hand carries above all.
// They are the shell's own and not the window's overlays: those are not drawn
// by the software driver's canvas, and Back does not close them by itself.
type layers struct {
	widget.BaseWidget
	base, asked, told fyne.CanvasObject
	carried           fyne.CanvasObject
	hand              *hand  // where carried lies
	question          func() // asks again what is asked, in the words of now
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
	for _, o := range []fyne.CanvasObject{l.base, l.asked, l.told, l.carried} {
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
	l.asked, l.question = nil, nil
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

// Question is what stands above the pages until it is answered: a title, what it
// is about, and buttons of which each closes it first.
type Question struct {
	Title   string
	Body    fyne.CanvasObject
	Buttons []*widgets.Button
}

// Ask puts a question above the pages. made is called again when the language,
// the letters or the window change while it stands there, like a page's Build.
// dismissed, if not nil, is called when it is closed without a button.
func (s *Shell) Ask(made func(*i18n.Words) Question, dismissed func()) {
	s.layers.question = func() { s.pose(made(s.words)) }
	s.layers.onDismiss = dismissed
	s.layers.question()
}

func (s *Shell) pose(q Question) {
	var row []fyne.CanvasObject
	for i, b := range q.Buttons {
		if i > 0 && (b.Kind == widgets.Destructive || q.Buttons[i-1].Kind == widgets.Destructive) {
			row = append(row, widgets.Space()) // what cannot be taken back stands apart by two gaps
		}
		tapped := b.OnTapped
		b.OnTapped = func() {
			s.layers.onDismiss = nil
			s.layers.dismiss()
			if tapped != nil {
				tapped()
			}
		}
		row = append(row, b)
	}
	card := widgets.Card(widgets.Title(q.Title), widgets.Pad(0, theme.Gap4, q.Body), s.Actions(row...))
	room := middle{}.room(s.Size())
	long := s.built && widgets.HeightFor(card, room.Width) > room.Height
	if long { // with large letters on a phone; the buttons stay in sight
		card = widgets.Ground(theme.Surface, widgets.Pad(theme.Gap16, theme.Gap16,
			widgets.Framed(widgets.Title(q.Title), widgets.NewScroll(widgets.Pad(0, theme.Gap12, q.Body)), s.Actions(row...))))
	}
	scrim := newScrim(func() { s.layers.dismiss() })
	s.layers.asked = container.New(middle{long}, scrim, card)
	s.layers.fill()
}

// askAgain builds the question that stands there, if one does, in the words and
// for the window of now.
func (s *Shell) askAgain() {
	if s.layers.question != nil {
		s.layers.question()
	}
}

// Asking reports whether a question is open.
func (s *Shell) Asking() bool { return s.layers.asked != nil }

// Tell shows a short message at the foot for a while, with an action beside it
// if label is not "". What it says is in the language of now: a switch of the
// language takes it away.
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

// showKeys tells which keys there are: those of every page, then those of what
// is seen.
func (s *Shell) showKeys() {
	s.Ask(func(w *i18n.Words) Question {
		names, does := []string{"Esc", "Tab", "Enter"}, []string{w.T("common.back"), w.T("common.key_next"), w.T("common.key_press")}
		for _, p := range s.visible() {
			for i := 0; i < len(p.Keys); {
				first, name := p.Keys[i], string(p.Keys[i].Name)
				for i++; i < len(p.Keys) && p.Keys[i].About == first.About; i++ {
					name = string(first.Name) + " … " + string(p.Keys[i].Name) // the ten digits are one line
				}
				names, does = append(names, name), append(does, w.T(first.About))
			}
		}
		return Question{w.T("common.keys"), keyTable(names, does), []*widgets.Button{widgets.Primary("close", w.T("common.close"), nil)}}
	}, nil)
}

// keyTable puts what keys do beside their names, which are all as wide as the
// widest.
func keyTable(names, does []string) fyne.CanvasObject {
	caps, size := make([]fyne.CanvasObject, len(names)), fyne.Size{}
	for i, name := range names {
		c := widgets.SignChip(widgets.Neutral, "", name)
		c.Content.(*widgets.Text).Centred()
		caps[i], size = c, size.Max(fyne.NewSize(c.NaturalWidth(), c.MinSize().Height))
	}
	rows := make([]fyne.CanvasObject, len(names))
	for i, c := range caps {
		rows[i] = widgets.Row(theme.Gap12, container.NewGridWrap(size, c), widgets.Fill(widgets.NewText(does[i])))
	}
	return widgets.Column(theme.Gap8, rows...)
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
func (s *scrim) Tapped(*fyne.PointEvent) {
	widgets.Touched()
	s.tapped()
}

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

// Carry shows what somebody drags, beside the pointer and within the window: at is
// from the corner of the shell. nil ends it. A drag that goes on moves what is there.
func (s *Shell) Carry(o fyne.CanvasObject, at fyne.Position) {
	l := s.layers
	if o == nil {
		l.carried, l.hand = nil, nil
	} else {
		l.hand = &hand{at}
		l.carried = container.New(l.hand, o)
	}
	l.fill()
}

// Carrying reports whether something is carried.
func (s *Shell) Carrying() bool { return s.layers.hand != nil }

// CarryTo moves what is carried, if anything is.
func (s *Shell) CarryTo(at fyne.Position) {
	if l := s.layers; l.hand != nil {
		l.hand.at = at
		l.carried.Refresh()
	}
}

// hand lays what is carried right below a pointer, or beside it where that is out of
// the window: the finger covers what lies under it.
type hand struct{ at fyne.Position }

func (*hand) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l *hand) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const away, most = 18, 360
	w := min(size.Width-2*theme.Gap16, most)
	h := min(widgets.HeightFor(o[0], w), size.Height)
	x, y := l.at.X+away, l.at.Y+away
	if x+w > size.Width {
		x = max(0, l.at.X-away-w)
	}
	if y+h > size.Height {
		y = max(0, l.at.Y-away-h)
	}
	o[0].Move(fyne.NewPos(x, y))
	o[0].Resize(fyne.NewSize(w, h))
}
