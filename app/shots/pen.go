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
