package manager

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
)

// checkPage is what stands between a proposal and its decisions: who is
// affected, what may be unsent, and what replaces what.
func (m *Manager) checkPage() *shell.Page {
	return &shell.Page{ID: "plan.check", Build: m.buildCheck, Left: func() { m.plan.checked, m.plan.against, m.plan.err = nil, nil, nil }}
}

func (m *Manager) buildCheck(v shell.View) fyne.CanvasObject {
	w := v.Words
	var cards []fyne.CanvasObject
	if m.plan.err != nil {
		cards = append(cards, widgets.Notice(theme.DangerGround, widgets.Strong(w.T("plan.not_written")), widgets.NewText(m.plan.err.Error())))
	}
	var crews []Crew
	for _, c := range m.plan.checked {
		if !slices.Contains(crews, c.Crew) {
			crews = append(crews, c.Crew)
		}
	}
	if len(m.plan.against) > 0 {
		cards = append(cards, m.againstCard(w))
	}
	cards = append(cards, m.wholeCard(w))
	for _, crew := range crews {
		cards = append(cards, m.checkCard(w, crew))
	}
	back := widgets.NewButton("check.back", w.T("plan.back"), widgets.Outlined, func() { m.s.Pop() })
	buttons := []fyne.CanvasObject{back}
	if m.plan.err == nil && len(m.plan.checked) > 0 {
		buttons = append(buttons, widgets.Primary("write", w.N("plan.write", len(m.plan.checked)), m.write))
	}
	return body(m.s.Header(v, w.T("plan.check_title"), record.Date(w, m.plan.day)), widgets.Column(theme.Gap12, cards...), widgets.Foot(widgets.Actions(buttons...)))
}

// replacedShown bounds how many replaced decisions a card names one by one.
const replacedShown = 12

func (m *Manager) checkCard(w *i18n.Words, crew Crew) fyne.CanvasObject {
	var losing []evidence.ID
	var lines []fyne.CanvasObject
	n, replaced, conflicts := 0, 0, 0
	for _, c := range m.plan.checked {
		if c.Crew != crew {
			continue
		}
		n++
		if len(c.Case.Contested) > 0 {
			conflicts++
		}
		if c.was.Officer.IsZero() {
			continue
		}
		replaced++
		if c.moves() && !slices.Contains(losing, c.was.Officer) {
			losing = append(losing, c.was.Officer)
		}
		if replaced <= replacedShown {
			lines = append(lines, widgets.NewText(w.T("plan.replaces", "case", record.Who(c.Case)+" · "+record.Street(c.Case),
				"was", m.name(c.was.Officer), "day", record.Date(w, c.was.Day), "now", m.name(crew.First))))
		}
	}
	rows := []fyne.CanvasObject{widgets.Title(m.crewTitle(w, crew)), widgets.Strong(w.N("plan.check_cases", n))}
	if conflicts > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, widgets.Chip(widgets.Warning, w.N("plan.check_conflicts", conflicts))))
	}
	affected := []string{m.name(crew.First)}
	for _, who := range append([]evidence.ID{crew.Second}, losing...) {
		if !who.IsZero() {
			affected = append(affected, m.name(who))
		}
	}
	rows = append(rows, record.Fact(w.T("plan.affected"), strings.Join(affected, w.T("officer.list_sign"))))
	rows = append(rows, m.unsentRows(w, crew, losing)...)
	if replaced == 0 {
		rows = append(rows, widgets.Muted(w.T("plan.replaces_none")))
	} else {
		rows = append(append(rows, widgets.Rule(), widgets.Strong(w.N("plan.replaced", replaced))), lines...)
	}
	if replaced > replacedShown {
		rows = append(rows, widgets.Muted(w.N("plan.more", replaced-replacedShown)))
	}
	return widgets.Card(rows...)
}

// unsentRows are what is known of the devices of everybody affected: somebody
// who loses a case may be at its door now, offline.
func (m *Manager) unsentRows(w *i18n.Words, crew Crew, losing []evidence.ID) []fyne.CanvasObject {
	rows := m.deviceRows(w, crew)
	for _, who := range losing {
		rows = append(rows, m.deviceRows(w, Crew{First: who})...)
	}
	if len(losing) > 0 {
		rows = append(rows, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("plan.losing"))))
	}
	return rows
}
