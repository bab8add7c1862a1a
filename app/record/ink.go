package record

import (
	"math"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// perUnit is tenths of a millimetre in one of Fyne's units, which are 160 to the
// inch where the system tells the density of the screen.
const perUnit = 254.0 / 160

// Strokes are a drawing as an entry holds it. No pressure was measured.
func Strokes(ink widgets.Ink) []visits.Stroke {
	tenths := func(units float32) int64 { return min(visits.InkSide, int64(math.Round(float64(units)*perUnit))) }
	list := make([]visits.Stroke, 0, len(ink.Lines))
	for _, line := range ink.Lines {
		s := visits.Stroke{Points: make([]visits.StrokePoint, 0, len(line))}
		for _, p := range line {
			s.Points = append(s.Points, visits.StrokePoint{X: tenths(p.X), Y: tenths(p.Y), T: min(visits.InkTime, p.After.Milliseconds())})
		}
		list = append(list, s)
	}
	return list
}

// Ink is the drawing of an entry as a screen shows it.
func Ink(strokes []visits.Stroke) widgets.Ink {
	var ink widgets.Ink
	for _, s := range strokes {
		line := make([]widgets.InkPoint, 0, len(s.Points))
		for _, p := range s.Points {
			line = append(line, widgets.InkPoint{X: float32(float64(p.X) / perUnit), Y: float32(float64(p.Y) / perUnit), After: time.Duration(p.T) * time.Millisecond})
		}
		ink.Lines = append(ink.Lines, line)
	}
	return ink
}

// Note shows what a note says: its text, its handwriting, where the handwriting
// is, or that it was erased.
func Note(w *i18n.Words, n visits.NoteLine) fyne.CanvasObject {
	switch {
	case len(n.Strokes) > 0:
		ink := widgets.NewDrawing("ink."+n.Entry.Short(), w.T("ink.handwritten"), Ink(n.Strokes))
		if n.Text == "" {
			return ink
		}
		return widgets.Column(0, widgets.NewText(n.Text), ink)
	case n.Elsewhere > 0:
		return widgets.NewText(w.N("ink.elsewhere", n.Elsewhere))
	case n.Text == "":
		return widgets.NewText(w.T("record.erased"))
	}
	return widgets.NewText(n.Text)
}

// halfDrawn is the handwriting nobody kept as a note before the visit was given
// up; empty for none.
func halfDrawn(v *visits.Visit) widgets.Ink {
	standing, at := checklist.Answers{}, map[string]int64{}
	for _, p := range v.Phases {
		for _, a := range p.Words {
			if fieldwork.OfInk(a.Question) && a.At >= at[a.Question] {
				standing[a.Question], at[a.Question] = checklist.Value{Text: a.Text, Number: a.Number}, a.At
			}
		}
	}
	return Ink(fieldwork.HalfDrawn(standing))
}
