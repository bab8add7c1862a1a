package officer

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/capture"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
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

// Shown is the text of a code.
func Shown(o fyne.CanvasObject) string { return o.(*widgets.Passage).Text }

// AnswerRefusal is why nobody goes along by an answer.
func AnswerRefusal(w *i18n.Words, err error) string { return answerRefusal(w, err) }

// CosignRefusal is why nobody signed for a visit.
func CosignRefusal(w *i18n.Words, err error) string { return cosignRefusal(w, err) }

// BeaconRefusal is why a colleague's time is not taken.
func BeaconRefusal(w *i18n.Words, err error) string { return beaconRefusal(w, err) }

// StopRefusal is why a colleague's stop is not taken.
func StopRefusal(w *i18n.Words, err error) string { return stopRefusal(w, err) }

// Sentence is why something was not done.
func Sentence(w *i18n.Words, err error) string { return sentence(w, err) }

// OwnRefusals are the day's own.
var OwnRefusals = []error{errTooMany, errLongHazard}

// Scan looks for a code until the runner of s is closed.
func Scan(s *shell.Shell, camera capture.Camera, take func(string)) {
	(&scanner{shell: s, camera: camera, take: take}).start()
}
