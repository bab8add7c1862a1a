package stage

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// Where is the corner of an object on the stage; ok is false for one that is
// not there.
func (s *Stage) Where(o fyne.CanvasObject) (at fyne.Position, ok bool) {
	return below(s.Shell, o, fyne.Position{})
}

// Lists reports whether a pooled list is on the stage.
func (s *Stage) Lists() bool { return lists(s.Shell) }

func lists(in fyne.CanvasObject) bool {
	if _, is := in.(*widget.List); is {
		return true
	}
	return slices.ContainsFunc(within(in), lists)
}

// within are the objects an object is made of, as they lie now.
func within(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

func below(in, o fyne.CanvasObject, at fyne.Position) (fyne.Position, bool) {
	if in == o {
		return at, true
	}
	for _, c := range within(in) {
		if found, ok := below(c, o, at.Add(c.Position())); ok {
			return found, true
		}
	}
	return fyne.Position{}, false
}
