package shots

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"

	"fairvisit/app/widgets"
)

// write writes two lines of joined letters on the page for notes.
func (w *walk) write() {
	if w.err != nil {
		return
	}
	pad, ok := w.stage.Find("note_ink").(*widgets.InkPad)
	if !ok {
		w.fail(fmt.Errorf("there is no page to write on; there are %v", w.stage.IDs()))
		return
	}
	for _, word := range []struct{ x, y, letters float64 }{{40, 52, 5}, {178, 52, 4}, {40, 108, 3}, {130, 108, 6}} {
		for i := range int(word.letters * 16) {
			turn := float64(i) / 16 * 2 * math.Pi
			high := 9 + 6*math.Sin(word.x+math.Floor(turn/2/math.Pi)*2.3)
			x, y := word.x+turn*3.4-7*math.Sin(turn), word.y-high*(1-math.Cos(turn))
			pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(float32(x), float32(y))}, Dragged: fyne.NewDelta(0.5, 0.5)})
		}
		pad.DragEnd()
	}
}

// cover hides a window of the demo's house, points at its door and draws round
// the other window.
func (w *walk) cover() {
	for _, with := range []struct {
		tool string
		drag [4]float32
	}{{"hide", [4]float32{0.22, 0.42, 0.39, 0.62}}, {"arrow", [4]float32{0.3, 0.92, 0.43, 0.75}}, {"ellipse", [4]float32{0.6, 0.4, 0.8, 0.64}}} {
		drag := with.drag
		w.tap("tool." + with.tool)
		if w.err != nil {
			return
		}
		pad, ok := w.stage.Find("photo_pad").(*widgets.PhotoPad)
		if !ok {
			w.fail(fmt.Errorf("there is no photo to draw on; there are %v", w.stage.IDs()))
			return
		}
		at, size := pad.Frame()
		from, to := at.AddXY(drag[0]*size.Width, drag[1]*size.Height), at.AddXY(drag[2]*size.Width, drag[3]*size.Height)
		pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}, Dragged: fyne.NewDelta(to.X-from.X, to.Y-from.Y)})
		pad.DragEnd()
	}
}
