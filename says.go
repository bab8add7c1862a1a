package main

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/shell"
	"fairvisit/app/stage"
)

// saysFlag declares -says. The func it returns is called once the window stands.
// The app works with invented people only; the flag has to go, or be refused,
// when it takes real ones: what the window says is somebody's affairs.
func saysFlag() func(*shell.Runner, fyne.Window) {
	file := flag.String("says", "", "file that is told what the window says and where what can be tapped lies, for a program that drives it from outside")
	return func(run *shell.Runner, w fyne.Window) {
		if *file != "" {
			tell(run, w, *file)
		}
	}
}

// tellEvery is how often the window is looked at.
const tellEvery = 200 * time.Millisecond

// tell has a file kept at what the window says.
func tell(run *shell.Runner, w fyne.Window, file string) {
	before := ""
	run.Every(tellEvery, func() {
		now := said(w)
		if now == before {
			return
		}
		before = now
		err := os.WriteFile(file+".new", []byte(now), 0o600)
		if err == nil {
			err = os.Rename(file+".new", file)
		}
		if err != nil {
			slog.Error("what the window says could not be written", "error", err)
		}
	})
}

// said is a line for each thing that can be found and seen, its id and the pixel
// of its middle, then an empty line and all text.
func said(w fyne.Window) string {
	var b strings.Builder
	c := w.Canvas()
	var objects []fyne.CanvasObject
	eachSeen(c.Content(), frame{bottomRight: fyne.NewPos(c.Size().Width, c.Size().Height)}, func(o fyne.CanvasObject, in frame) {
		objects = append(objects, o)
		if id := stage.ID(o); id != "" && in.middle() {
			fmt.Fprintf(&b, "%s\t%.0f\t%.0f\n", id, (in.at.X+in.size.Width/2)*c.Scale(), (in.at.Y+in.size.Height/2)*c.Scale())
		}
	})
	return b.String() + "\n" + stage.Text(objects)
}

// frame is where an object lies in the window, and what of the window it is
// seen through.
type frame struct {
	at          fyne.Position
	size        fyne.Size
	topLeft     fyne.Position // of what it is seen through
	bottomRight fyne.Position
}

// middle reports that an object's middle is seen.
func (f frame) middle() bool {
	x, y := f.at.X+f.size.Width/2, f.at.Y+f.size.Height/2
	return x > f.topLeft.X && x < f.bottomRight.X && y > f.topLeft.Y && y < f.bottomRight.Y
}

// eachSeen calls f for every visible object below root, parents first. Unlike
// the stage it lays nothing out: the window goes on as it is.
func eachSeen(o fyne.CanvasObject, in frame, f func(fyne.CanvasObject, frame)) {
	if o == nil || !o.Visible() {
		return
	}
	in.at, in.size = in.at.Add(o.Position()), o.Size()
	f(o, in)
	var inner []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inner = o.Objects
	case fyne.Widget:
		inner = test.WidgetRenderer(o).Objects()
	}
	if _, ok := o.(interface{ ScrollToTop() }); ok {
		end := in.at.Add(in.size)
		in.topLeft = fyne.NewPos(max(in.at.X, in.topLeft.X), max(in.at.Y, in.topLeft.Y))
		in.bottomRight = fyne.NewPos(min(end.X, in.bottomRight.X), min(end.Y, in.bottomRight.Y))
	}
	for _, i := range inner {
		eachSeen(i, in, f)
	}
}
