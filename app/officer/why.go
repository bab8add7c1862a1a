package officer

import (
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// warned is what an officer says of a warning, before the visit begins.
type warned struct {
	why   fieldwork.Why
	field *widgets.Passage // kept through a rebuild, with the cursor in it
}

// warnedCard asks why the crew goes in spite of a warning; nil where there is
// none, or the visit cannot begin yet.
func (p *casePage) warnedCard(w *i18n.Words) fyne.CanvasObject {
	if p.verdict.Decision != rules.Warn || p.next() != stepStart {
		return nil
	}
	options := make([]widgets.Option, len(fieldwork.Reasons))
	for i, code := range fieldwork.Reasons {
		options[i] = widgets.Option{Code: "why." + code, Label: w.T("officer.why." + code)}
	}
	chosen := ""
	if p.warned.why.Code != "" {
		chosen = "why." + p.warned.why.Code
	}
	card := []fyne.CanvasObject{widgets.Title(w.T("officer.why.title")), widgets.Muted(w.T("officer.why.kept")),
		widgets.Answers(options, chosen, func(code string) {
			p.warned.why.Code = strings.TrimPrefix(code, "why.")
			p.said = ""
			p.day.rebuild()
		})}
	if p.warned.why.Code == "other" {
		if p.warned.field == nil {
			p.warned.field = widgets.NewPassage("why.words", w.T("officer.why.words"), p.warned.why.Said, 3, func(s string) { p.warned.why.Said = strings.TrimSpace(s) })
		}
		card = append(card, widgets.Column(theme.Gap8, widgets.Muted(w.T("officer.why.words")), p.warned.field))
	}
	return widgets.Card(card...)
}

// reason is what goes with the start: words only where they are the reason.
func (p *casePage) reason() fieldwork.Why {
	why := p.warned.why
	if why.Code != "other" {
		why.Said = ""
	}
	return why
}
