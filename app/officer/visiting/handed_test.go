package visiting

import (
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/stage"
	"fairvisit/app/widgets"
)

// primary is where the middle of the filled button lies across the window, 0 to 1;
// ok is whether there is one.
func primary(s *stage.Stage, width float32) (at float32, ok bool) {
	for _, o := range s.Objects() {
		if b, is := o.(*widgets.Button); is && b.Kind == widgets.Filled {
			from, on := s.Where(b)
			return (from.X + b.Size().Width/2) / width, on
		}
	}
	return 0, false
}

// On every page the next allowed action lies at the hand that was chosen.
func TestThePrimaryControlLiesAtTheHand(t *testing.T) {
	s := atTheDoor(t)
	seen := 0
	look := func(where string) {
		t.Helper()
		for _, size := range []fyne.Size{fyne.NewSize(800, 1280), fyne.NewSize(1280, 800), fyne.NewSize(360, 780)} {
			s.stage.Resize(size)
			for _, left := range []bool{false, true} {
				for _, scale := range []float32{1, 2} {
					p := s.stage.Shell.Prefs
					p.Left, p.Scale = left, scale
					s.stage.Shell.SetPrefs(p)
					at, ok := primary(s.stage, size.Width)
					if !ok {
						continue
					}
					seen++
					// Where buttons lie under each other each is as wide as the page.
					if at > 0.5 == left && at != 0.5 {
						t.Errorf("%s, %v, left %v, letters %v: the primary control lies at %.2f of the width", where, size, left, scale, at)
					}
				}
			}
		}
		s.stage.Resize(s.size)
		s.stage.Shell.SetPrefs(s.prefs)
	}
	look("before")
	s.toTheDoor()
	look("door")
	s.tap("note")
	look("note")
	s.tap("by_hand")
	look("ink")
	s.tap("to_question", "photo")
	look("photo")
	s.tap("to_question", "answer.d6.nobody", "take", "answer.c3.sealed")
	look("second signs")
	s.draw()
	s.tap("sign_now")
	look("going")
	if seen < 40 {
		t.Errorf("only %d filled buttons were seen", seen)
	}
}
