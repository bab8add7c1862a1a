package record

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// Phases are the phases of a visit, in order.
var Phases = []string{checklist.PhaseBefore, checklist.PhaseDoor, checklist.PhaseTalk, checklist.PhaseClose, checklist.PhaseAfter}

// AnswersCard shows the standing answers by phase, in the words of the list the
// visit was asked by; where that is not here it says in whose words.
func AnswersCard(w *i18n.Words, lists fieldwork.Lists, v *visits.Visit) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("record.answers"))}
	list, here := lists.Of(v)
	if !here {
		rows = append(rows, widgets.Muted(w.T("record.other_list", "version", list.Version)))
	}
	plain := len(rows)
	phase := ""
	for _, t := range Answers(w, list, v) {
		if t.Phase != phase {
			phase = t.Phase
			rows = append(rows, widgets.Rule(), widgets.Strong(known(w, "record.phase.", phase)))
		}
		said := t.Answer
		if t.Corrected {
			said += " " + w.T("record.corrected")
		}
		rows = append(rows, widgets.Column(0, widgets.Muted(t.Title), widgets.NewText(said)))
	}
	for _, n := range v.Notes {
		rows = append(rows, widgets.Rule(), widgets.Column(theme.Gap4, widgets.Muted(w.T("record.note")), Note(w, n)))
	}
	rows = append(rows, incidents(w, v)...)
	if ink := halfDrawn(v); !ink.Empty() {
		rows = append(rows, widgets.Rule(), widgets.Column(theme.Gap4, widgets.Muted(w.T("ink.half_drawn")), widgets.NewDrawing("ink.half_drawn", w.T("ink.handwritten"), ink)))
	}
	if len(rows) == plain {
		rows = append(rows, widgets.Muted(w.T("record.no_answers")))
	}
	return widgets.Card(rows...)
}

// Moment is one line of a timeline.
type Moment struct {
	When, What, More string
	Bad              bool
}

// Timeline shows moments under each other.
func Timeline(w *i18n.Words, moments []Moment) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("record.timeline"))}
	for _, m := range moments {
		what := widgets.NewText(m.What)
		if m.Bad {
			what = widgets.Colored("! "+m.What, theme.Danger)
		}
		said := widgets.Column(0, what)
		if m.More != "" {
			said.Add(widgets.Small(m.More))
		}
		rows = append(rows, widgets.TopRow(theme.Gap12, widgets.Muted(m.When), widgets.Fill(said)))
	}
	if len(moments) == 0 {
		rows = append(rows, widgets.Muted(w.T("record.no_entries")))
	}
	return widgets.Card(rows...)
}

// Fact is a name and a value beside each other; under each other where the
// value is long.
func Fact(name, value string) fyne.CanvasObject {
	return widgets.Wrap(theme.Gap8, widgets.Muted(name), widgets.Strong(value))
}
