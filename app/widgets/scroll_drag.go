//go:build ci || no_glfw || android || ios || mobile

package widgets

import "fyne.io/fyne/v2"

// Dragged implements fyne.Draggable where Fyne's own scroll does: with a mouse
// one turns the wheel.
func (s *Scroll) Dragged(e *fyne.DragEvent) {
	Touched()
	s.Scroll.Dragged(e)
}
