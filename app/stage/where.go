package stage

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Where is the corner of an object on the stage; ok is false for one that is
// not there.
func (s *Stage) Where(o fyne.CanvasObject) (at fyne.Position, ok bool) {
	return below(s.Shell, o, fyne.Position{})
}

func below(in, o fyne.CanvasObject, at fyne.Position) (fyne.Position, bool) {
	if in == o {
		return at, true
	}
	var list []fyne.CanvasObject
	switch in := in.(type) {
	case *fyne.Container:
		list = in.Objects
	case fyne.Widget:
		list = test.WidgetRenderer(in).Objects()
	}
	for _, c := range list {
		if found, ok := below(c, o, at.Add(c.Position())); ok {
			return found, true
		}
	}
	return fyne.Position{}, false
}
