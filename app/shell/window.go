package shell

import "fyne.io/fyne/v2"

// Window is the window the shell stands in, for what only a window can open
// (the choice of a file); nil on a stage.
func (s *Shell) Window() fyne.Window {
	c := s.canvas()
	if c == nil {
		return nil
	}
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas() == c {
			return w
		}
	}
	return nil
}

// Drop hands files that were dropped on the window to the page in front; a page
// that takes none lets them lie.
func (s *Shell) Drop(paths []string) {
	if top := s.Top(); top != nil && top.Dropped != nil {
		top.Dropped(paths)
	}
}
