package officer

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// Asked is of how many stops the rules were asked so far.
func (d *Day) Asked() int { return len(d.tour.verdicts) }

// Pasted is what stands in the field of an invitation.
func Pasted(o fyne.CanvasObject) string { return o.(*paper).Text }

// Chip is what is drawn of the chip of a row, line after line.
func Chip(o fyne.CanvasObject) string {
	var lines []string
	for _, line := range test.WidgetRenderer(o.(*stopRow).said).Objects() {
		lines = append(lines, line.(*canvas.Text).Text)
	}
	return strings.Join(lines, " ")
}
