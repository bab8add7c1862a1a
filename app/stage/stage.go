// Package stage puts a shell before no audience: tests tap what a person would
// tap and read what a person would read, and the pictures of all screens are
// drawn, without a window.
package stage

import (
	"fmt"
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/shell"
	"fairvisit/app/widgets"
)

// Stage is one shell at one size.
type Stage struct {
	Shell  *shell.Shell
	canvas software.WindowlessCanvas
}

// New lays the shell out at a size.
func New(s *shell.Shell, size fyne.Size) *Stage {
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(s)
	c.Resize(size)
	return &Stage{Shell: s, canvas: c}
}

// Resize changes the size, as turning a tablet does.
func (s *Stage) Resize(size fyne.Size) { s.canvas.Resize(size) }

// Size is the size of the stage.
func (s *Stage) Size() fyne.Size { return s.canvas.Size() }

// Picture is what is seen now.
func (s *Stage) Picture() image.Image { return s.canvas.Capture() }

// Objects are all objects that are laid out and visible, parents before what
// they hold.
func (s *Stage) Objects() []fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, o := range test.LaidOutObjects(s.Shell) {
		if o.Visible() {
			list = append(list, o)
		}
	}
	return list
}

// named is a widget that tests can find.
type named interface{ TestID() string }

// ID is by what tests find an object; empty if they cannot.
func ID(o fyne.CanvasObject) string {
	if n, ok := o.(named); ok {
		return n.TestID()
	}
	return ""
}

// Find is the object with that id; nil if it is not on the stage.
func (s *Stage) Find(id string) fyne.CanvasObject {
	for _, o := range s.Objects() {
		if id != "" && ID(o) == id {
			return o
		}
	}
	return nil
}

// Tap taps the object with that id. The error tells what could have been
// tapped instead.
func (s *Stage) Tap(id string) error {
	o := s.Find(id)
	t, ok := o.(fyne.Tappable)
	if !ok {
		return fmt.Errorf("%s is not on the stage; there are %s", id, strings.Join(s.IDs(), ", "))
	}
	t.Tapped(&fyne.PointEvent{Position: fyne.NewPos(o.Size().Width/2, o.Size().Height/2)})
	return nil
}

// Type types into the entry with that id.
func (s *Stage) Type(id, words string) error {
	o := s.Find(id)
	e, ok := o.(interface{ SetText(string) })
	if !ok {
		return fmt.Errorf("%s takes no words; there are %s", id, strings.Join(s.IDs(), ", "))
	}
	e.SetText(words)
	return nil
}

// IDs are the ids of what can be found.
func (s *Stage) IDs() []string {
	var list []string
	for _, o := range s.Objects() {
		if id := ID(o); id != "" {
			list = append(list, id)
		}
	}
	return list
}

// Reads is all text that is seen, a line for each piece.
func (s *Stage) Reads() string { return Text(s.Objects()) }

// Text is all text in objects, a line for each piece.
func Text(objects []fyne.CanvasObject) string {
	var b strings.Builder
	for _, o := range objects {
		switch o := o.(type) {
		case *widgets.Text:
			b.WriteString(o.Text + "\n")
		case *widget.Entry:
			b.WriteString(o.Text + "\n")
		case *widgets.Passage:
			b.WriteString(o.Text + "\n")
		case *canvas.Text:
			continue // the lines of a Text
		}
	}
	return b.String()
}

// Says reports whether some text on the stage contains words.
func (s *Stage) Says(words string) bool { return strings.Contains(s.Reads(), words) }
