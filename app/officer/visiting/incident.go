package visiting

import (
	"context"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// incident is a report that is being made.
type incident struct {
	code, said string
	field      *widgets.Passage // kept through a rebuild, with the cursor in it
	busy       bool
	failed     error
}

// incidentKept is how long it is said that the report is kept.
const incidentKept = 6 * silentRetry

// IncidentPage reports what happened at a visit, under way or over.
func IncidentPage(s *shell.Shell, k *desk.Desk, visit, caseID evidence.ID) *shell.Page {
	in := &incident{}
	report := func() {
		if in.busy || in.code == "" {
			return
		}
		in.busy = true
		code, said := in.code, in.said // what is typed while it is written is not of this report
		shell.Do(s.Run, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, k.Officer.Incident(ctx, visit, caseID, code, said)
		}, func(_ struct{}, err error) {
			in.busy, in.failed = false, err
			if err != nil {
				s.Rebuild()
				return
			}
			if s.Top().ID == "incident" { // nobody went back meanwhile
				s.Pop()
			}
			s.Tell(s.Words().T("safety.incident.kept"), "", nil, incidentKept)
		})
	}
	return &shell.Page{ID: "incident", Whole: true, Build: func(v shell.View) fyne.CanvasObject { return in.build(s, v, report) }}
}

func (in *incident) build(s *shell.Shell, v shell.View, report func()) fyne.CanvasObject {
	w := v.Words
	v.Alone = true
	options := make([]widgets.Option, len(visits.IncidentCodes))
	for i, code := range visits.IncidentCodes {
		options[i] = widgets.Option{Code: "incident." + code, Label: record.Incident(w, code)}
	}
	chosen := ""
	if in.code != "" {
		chosen = "incident." + in.code
	}
	if in.field == nil {
		in.field = widgets.NewPassage("incident.words", w.T("safety.incident.words"), in.said, 3, func(said string) { in.said = said })
	}
	parts := widgets.Column(theme.Gap16, widgets.NewText(w.T("safety.incident.about")))
	if in.failed != nil {
		parts.Add(widgets.Notice(theme.DangerGround, widgets.Colored(w.T("common.failed", "why", in.failed.Error()), theme.Danger), widgets.NewText(w.T("common.safe"))))
	}
	parts.Add(widgets.Answers(options, chosen, func(code string) {
		in.code = code[len("incident."):]
		s.Rebuild()
	}))
	parts.Add(widgets.Column(theme.Gap8, widgets.Muted(w.T("safety.incident.words")), in.field))
	parts.Add(widgets.Muted(w.T("safety.incident.photos")))
	foot := widgets.Column(0, widgets.Rule(), widgets.Bar(s.Actions(widgets.Primary("incident.report", w.T("safety.incident.report"), report).Lock(in.code == ""))))
	return widgets.Framed(s.Header(v, w.T("safety.incident.title"), ""), widgets.NewScroll(widgets.Limit(most, widgets.Pad(theme.Gap16, theme.Gap16, parts))), foot)
}

// incidentButton leads to the report.
func (m *model) incidentButton() fyne.CanvasObject {
	return widgets.Wrap(theme.Gap8, widgets.NewButton("incident", m.w().T("safety.incident.do"), widgets.Outlined, func() {
		m.s.Push(IncidentPage(m.s, m.d, m.v.ID, m.v.Case))
	}))
}
