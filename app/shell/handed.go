package shell

import (
	"slices"

	"fyne.io/fyne/v2"

	"fairvisit/app/widgets"
)

// What lies at the foot of a page is reached with the thumb of the hand that
// holds the device. These two know which hand that is; a page gives what it has
// in the order of a right-handed person, the next allowed action last.

// Actions are the buttons at the foot of a page.
func (s *Shell) Actions(buttons ...fyne.CanvasObject) fyne.CanvasObject {
	if s.Prefs.Left {
		return widgets.LeftActions(buttons...)
	}
	return widgets.Actions(buttons...)
}

// Handed is a widgets.Row whose end lies at the hand.
func (s *Shell) Handed(gap float32, objects ...fyne.CanvasObject) fyne.CanvasObject {
	if s.Prefs.Left {
		objects = slices.Clone(objects)
		slices.Reverse(objects)
	}
	return widgets.Row(gap, objects...)
}
