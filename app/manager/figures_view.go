package manager

import (
	"context"
	"io"
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/outcome"
)

var figuresIcon = fyne.NewStaticResource("figures.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#000000" d="M3 20h18v2H3zM4 12h4v7H4zM10 7h4v12h-4zM16 3h4v16h-4z"/></svg>`))

func (m *Manager) figuresPage() *shell.Page {
	return &shell.Page{ID: "figures", Build: m.buildFigures, Part: func() string { return m.figures.period }}
}

func (m *Manager) buildFigures(v shell.View) fyne.CanvasObject {
	w := v.Words
	if o := m.state(v); o != nil {
		return widgets.Framed(m.s.Header(v, w.T("section.figures"), ""), o, nil)
	}
	from, to := m.figures.days(m.today())
	t := m.branch.figures(m.k.Journal.Identity().Unit, from, to)
	sub := record.Date(w, from)
	if from != to {
		sub = w.T("figures.from_to", "from", record.Date(w, from), "to", record.Date(w, to))
	}
	var choices []fyne.CanvasObject
	for _, p := range periods {
		choices = append(choices, toggle("period."+p, w.T("figures.period."+p), m.figures.period == p, func() {
			if p == ofOwn {
				m.figures.own(m.today())
			}
			m.figures.period = p
			m.s.Rebuild()
		}))
	}
	cards := []fyne.CanvasObject{widgets.Wrap(theme.Gap8, choices...)}
	if m.figures.period == ofOwn {
		cards = append(cards, m.ownPeriod(w))
	}
	if t.Conduct.Visits == 0 && t.Conduct.Complaints == 0 {
		cards = append(cards, widgets.Muted(w.T("figures.empty")))
	} else {
		cards = append(cards, widgets.Columns(380, theme.Gap12, m.conductCard(w, t), m.ratesCard(w, t)),
			widgets.Columns(380, theme.Gap12, m.classesCard(w, t), m.crewsCard(w, t)))
	}
	cards = append(cards, widgets.Small(w.T("figures.held")))
	save := widgets.NewButton("figures.save", w.T("figures.save"), widgets.Outlined, func() { m.saveFigures(t) })
	return body(m.s.Header(v, w.T("section.figures"), sub), widgets.Column(theme.Gap12, cards...), widgets.Foot(widgets.Actions(save)))
}

// ownPeriod moves the two ends of an own period.
func (m *Manager) ownPeriod(w *i18n.Words) fyne.CanvasObject {
	f := &m.figures
	row := func(id string, end *string) fyne.CanvasObject {
		name := w.T("figures." + id)
		said := w.T("figures.end", "name", name, "day", record.Date(w, *end), "year", (*end)[:min(4, len(*end))])
		return daySteps(w, id, name, said, []dayStep{{"month_back", -1, 0}, {"day_back", 0, -1}, {"day_on", 0, 1}, {"month_on", 1, 0}}, func(months, days int) {
			f.move(end, months, days, m.today())
			m.s.Rebuild()
		})
	}
	month := func(id string, by int) fyne.CanvasObject {
		return widgets.NewButton("figures."+id, w.T("figures."+id), widgets.Outlined, func() {
			f.wholeMonth(by, m.today())
			m.s.Rebuild()
		})
	}
	return widgets.Card(widgets.Wrap(theme.Gap8, month("whole_before", -1), month("whole_after", 1)),
		widgets.Columns(320, theme.Gap12, row("first", &f.from), row("last", &f.to)))
}

// figure is one figure: its share as a bar and in words, and what it means when asked.
func (m *Manager) figure(w *i18n.Words, id string, n, of int, sense widgets.Sense) fyne.CanvasObject {
	rows := []fyne.CanvasObject{m.figureHead(w, id, w.T("figures.no_share"))}
	if of > 0 {
		rows[0] = m.figureHead(w, id, strconv.Itoa((100*n+of/2)/of)+" %")
		rows = append(rows, widgets.NewProgress(float32(n)/float32(of), sense))
	}
	rows = append(rows, widgets.Muted(w.T("figures.of."+id, "n", n, "of", of)))
	return m.withMeaning(w, id, rows)
}

// count is one figure that is a share of nothing.
func (m *Manager) count(w *i18n.Words, id string, n int) fyne.CanvasObject {
	return m.withMeaning(w, id, []fyne.CanvasObject{m.figureHead(w, id, strconv.Itoa(n))})
}

func (m *Manager) figureHead(w *i18n.Words, id, value string) fyne.CanvasObject {
	label := w.T("figures.what")
	if m.figures.defined == id {
		label = w.T("figures.what_hide")
	}
	what := widgets.NewButton("what."+id, label, widgets.Quiet, func() {
		if m.figures.defined == id {
			id = ""
		}
		m.figures.defined = id
		m.s.Rebuild()
	}).Tight()
	what.Spoken = label + " " + w.T("figures.name."+id)
	return widgets.Row(theme.Gap8, widgets.Fill(widgets.Strong(w.T("figures.line", "name", w.T("figures.name."+id), "value", value))), what)
}

func (m *Manager) withMeaning(w *i18n.Words, id string, rows []fyne.CanvasObject) fyne.CanvasObject {
	if m.figures.defined == id {
		rows = append(rows, widgets.Notice(theme.InfoGround, widgets.NewText(w.T("figures.means."+id))))
	}
	return widgets.Column(theme.Gap4, rows...)
}

// conductCard stands first: how the visits were made, and what people say of it.
func (m *Manager) conductCard(w *i18n.Words, t *told) fyne.CanvasObject {
	c := &t.Conduct
	sense := widgets.Good
	if c.Clean < c.Visits {
		sense = widgets.Warning
	}
	return widgets.Card(widgets.Title(w.T("figures.conduct")), m.figure(w, "clean", c.Clean, c.Visits, sense),
		widgets.Rule(), m.count(w, "findings", c.Findings),
		widgets.Rule(), m.figure(w, "unanswered", c.Unanswered, c.Complaints, widgets.Warning),
		widgets.Rule(), m.count(w, "upheld", c.Upheld))
}

func (m *Manager) ratesCard(w *i18n.Words, t *told) fyne.CanvasObject {
	return widgets.Card(widgets.Title(w.T("figures.rates")), m.figure(w, "contact", t.Contact, t.Attempts, widgets.Accent),
		widgets.Rule(), m.figure(w, "right", t.RightParty, t.Attempts, widgets.Accent),
		widgets.Rule(), m.figure(w, "right_contact", t.RightParty, t.Contact, widgets.Accent),
		widgets.Rule(), m.figure(w, "promise", t.Promises, t.RightParty, widgets.Accent),
		widgets.Rule(), m.figure(w, "first", t.FirstRight, t.First, widgets.Accent))
}

// classesCard is the chart: what the visits came to, by class of the outcome table.
func (m *Manager) classesCard(w *i18n.Words, t *told) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("figures.classes")), widgets.Muted(w.T("figures.attempts", "n", t.Attempts, "left", t.Excluded, "open", t.Open))}
	most := 0
	for _, class := range outcome.Classes {
		most = max(most, t.ByClass[class])
	}
	for _, class := range outcome.Classes {
		if n := t.ByClass[class]; n > 0 {
			rows = append(rows, widgets.Row(theme.Gap8, widgets.Fill(widgets.NewText(w.T("figures.class."+class))), widgets.Strong(strconv.Itoa(n))),
				widgets.NewProgress(float32(n)/float32(most), widgets.Info))
		}
	}
	return widgets.Card(rows...)
}

// crewsCard is by crew only what tells a manager where to look: no rate of contacts or
// promises, and in the order of names. See outcome.Crew.
func (m *Manager) crewsCard(w *i18n.Words, t *told) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("figures.crews")), widgets.Muted(w.T("figures.crews_why"))}
	for _, c := range m.crewsByName(t) {
		rows = append(rows, widgets.Rule(), widgets.Strong(m.whoWent(c)), widgets.Muted(w.N("figures.crew", c.Visits, "clean", c.Clean)))
	}
	return widgets.Card(rows...)
}

// saveFigures writes the figures where the manager says.
func (m *Manager) saveFigures(t *told) {
	m.saveAs("fairvisit-figures-"+t.from+"-"+t.to+".csv", m.s.Words().T("figures.saved"), func(ctx context.Context, file io.WriteCloser) error {
		return exportFigures(ctx, m.k.Journal, t, file)
	})
}
