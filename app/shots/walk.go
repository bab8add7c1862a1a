package shots

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
)

// Show is called for each screen in each variant, while it stands on the stage.
type Show func(screen string, v Variant, s *stage.Stage) error

// base is how the people of the walk hold their devices between pictures.
var base = Variant{fyne.NewSize(800, 1280), shell.Prefs{Lang: i18n.English, Scale: 1}}

// tapTakes is how long a person needs for one tap.
const tapTakes = 2 * time.Second

// Walk goes through all screens once and shows each in all variants: a page is
// built again from its model, so the state that was reached by taps is the same
// in each.
func Walk(b Branch, variants []Variant, show Show) error {
	return (&walk{b: b, variants: variants, show: show}).through()
}

func (w *walk) through() error {
	test.NewApp().Settings().SetTheme(&w.theme)
	for _, part := range []func(*walk){(*walk).words, (*walk).day, (*walk).branch, (*walk).returned, (*walk).headquarters} {
		if part(w); w.err != nil {
			return w.err
		}
	}
	return nil
}

// walk is one person before one device. After the first error nothing happens
// any more, so that a walk reads as what is tapped and shown.
type walk struct {
	b        Branch
	variants []Variant
	show     Show
	drawn    bool // what is shown is drawn, and not only laid out
	err      error

	shell *shell.Shell
	stage *stage.Stage
	desk  *desk.Desk
	theme theme.Theme

	visited evidence.ID // the case of the finished visit
	toEnd   bool        // pages are shown from their end
	toID    string      // or from this thing on
	ready   func()      // does what a variant needs before its picture
}

// sit puts somebody before a device; in is told of the desk they sign in to.
func (w *walk) sit(d *desk.Device, in func(*desk.Desk)) {
	w.shell = shell.New(shell.NewInlineRunner(), base.Prefs, w.b.Clock.Now)
	w.shell.Changed = w.paint
	w.paint(base.Prefs)
	w.stage = stage.New(w.shell, base.Size)
	w.shell.Only(officer.SignIn(w.shell, d, func(k *desk.Desk) {
		k.Client.Now = w.b.Clock.Now
		w.desk = k
		w.fail(k.LoadNames(context.Background()))
		in(k)
	}))
}

// paint changes the theme where it stands. With each theme that is set, even the
// same one, Fyne forgets how wide every word is and reads all letters anew, and its
// shaper keeps the last 32 faces: over a thousand screens that is gigabytes and most
// of the time. Icons alone are kept by the name of their colour, so that a picture
// in the other variant needs a theme that was set.
func (w *walk) paint(p shell.Prefs) {
	other := p.Dark != w.theme.Dark
	w.theme.Dark, w.theme.Scale = p.Dark, p.Scale
	if other && w.drawn {
		fyne.CurrentApp().Settings().SetTheme(&w.theme)
	}
}

// rise ends what sit began.
func (w *walk) rise() {
	w.shell.Run.Close()
	if w.desk != nil {
		w.err = errors.Join(w.err, w.desk.Close())
		w.desk = nil
	}
}

func (w *walk) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *walk) tap(ids ...string) {
	for _, id := range ids {
		if w.err != nil {
			return
		}
		w.b.Clock.Pass(tapTakes)
		w.fail(w.stage.Tap(id))
	}
}

// typed puts words into a field.
func (w *walk) typed(id, words string) {
	if w.err == nil {
		w.fail(w.stage.Type(id, words))
	}
}

// pin types the PIN on keys of that prefix.
func (w *walk) pin(prefix, done string) {
	for _, digit := range PIN {
		w.tap(prefix + string(digit))
	}
	w.tap(done)
}

// row chooses the row of a pooled list: it is scrolled until the row is made.
// The row is tapped as it was found, for looking again lays the list out from
// its top.
func (w *walk) row(id string) {
	for _, o := range w.stage.Objects() {
		list, ok := o.(*widget.List)
		if !ok || w.err != nil {
			continue
		}
		for i := range list.Length() {
			list.ScrollTo(i)
			if found, ok := w.stage.Find(id).(fyne.Tappable); ok {
				w.b.Clock.Pass(tapTakes)
				found.Tapped(nil)
				return
			}
		}
	}
	w.fail(fmt.Errorf("no list has the row %s; there are %v", id, w.stage.IDs()))
}

// sign draws a signature on the pad.
func (w *walk) sign() {
	if w.err != nil {
		return
	}
	pad, ok := w.stage.Find("signature").(*widgets.InkPad)
	if !ok {
		w.fail(fmt.Errorf("there is no field to sign in; there are %v", w.stage.IDs()))
		return
	}
	for n := range 24 {
		i := float32(n)
		at := fyne.NewPos(50+i*9, 60+16*float32(n%4)-8*float32(n%3))
		pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: fyne.NewDelta(4, 4)})
	}
	pad.DragEnd()
}

// sync brings the desk in step with headquarters.
func (w *walk) sync() {
	if w.err == nil {
		w.fail(w.b.Sync(context.Background(), w.desk))
	}
}

// shot shows the screen in all variants and puts it back as it was.
func (w *walk) shot(screen string) { w.asked(screen, nil) }

// end shows a screen scrolled to its end, where what was just opened stands.
func (w *walk) end(screen string) {
	w.toEnd = true
	w.shot(screen)
	w.toEnd = false
}

// from shows a screen from one thing on.
func (w *walk) from(screen, id string) {
	w.toID = id
	w.shot(screen)
	w.toID = ""
}

// bring scrolls the page until the thing stands at its head.
func (w *walk) bring(id string) {
	at, found := w.stage.Where(w.stage.Find(id))
	if !found {
		return
	}
	for _, o := range w.stage.Objects() {
		scroll, ok := o.(*widgets.Scroll)
		if !ok {
			continue
		}
		head, _ := w.stage.Where(scroll)
		if at.X >= head.X && at.X < head.X+scroll.Size().Width {
			scroll.ScrollToOffset(fyne.NewPos(0, scroll.Offset.Y+at.Y-head.Y-theme.Gap16))
		}
	}
}

// asked shows a question above the page. It is asked anew in each variant: what
// stands above a page is made once, for the moment it is answered in.
func (w *walk) asked(screen string, ask func()) {
	for _, v := range w.variants {
		if w.err != nil {
			return
		}
		w.put(v)
		if w.toEnd {
			w.shell.ToEnd()
		}
		w.bring(w.toID)
		if w.ready != nil {
			w.ready()
		}
		if ask != nil {
			ask()
		}
		if w.err == nil {
			w.fail(w.show(screen, v, w.stage))
		}
		if ask != nil {
			w.shell.Back()
		}
	}
	w.put(base)
	software.NewCanvas().Capture() // drawing, were it nothing, has Fyne drop what it does not need any more
}

// phone has what follows tapped on a phone, until the next picture.
func (w *walk) phone() { w.stage.Resize(Sizes[0]) }

// put arranges the stage for a variant. What rows of a list say decides how
// high all rows are, and is known once they were made; so it is built twice.
func (w *walk) put(v Variant) {
	if w.stage.Size() != v.Size {
		w.stage.Resize(v.Size)
	}
	w.shell.Hush()
	w.shell.SetPrefs(v.Prefs)
	if w.stage.Lists() {
		w.shell.Rebuild()
	}
}

// caseOf finds a case of the desk.
func (w *walk) caseOf(which func(order int, state string) bool) evidence.ID {
	if w.err != nil {
		return evidence.ID{}
	}
	all, err := w.desk.Cases(context.Background())
	w.fail(err)
	for i := range all {
		order := 0
		if a, ok := all[i].Assigned(); ok {
			order = a.Order
		}
		if which(order, all[i].State()) {
			return all[i].ID
		}
	}
	w.fail(errors.New("the demo has no such case"))
	return evidence.ID{}
}
