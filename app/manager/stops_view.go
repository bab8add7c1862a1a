package manager

import (
	"cmp"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// stopsPage is what stops the branch's cases. A manager reads it, for crews ask why
// they may not go; what becomes of a stop is decided at headquarters by people who
// have no tour to fill.
func (m *Manager) stopsPage() *shell.Page {
	return &shell.Page{ID: "stops", List: true, Build: m.buildStops}
}

// stopLine is a stop in force with its case.
type stopLine struct {
	fieldsync.StopLine
	of *visits.Case
}

// inForce are the stops of the branch, those first that must be decided first.
func (b *Branch) inForce(now time.Time) []stopLine {
	var list []stopLine
	for i := range b.Cases {
		if c := &b.Cases[i]; c.Closed == nil && c.State() != "erased" {
			for _, f := range c.Flags {
				list = append(list, stopLine{fieldsync.LineOfStop(c, f, now.UnixMicro()), c})
			}
		}
	}
	slices.SortFunc(list, func(x, y stopLine) int {
		return cmp.Or(compareDue(x.Due, y.Due), cmp.Compare(x.Raised, y.Raised), slices.Compare(x.Flag[:], y.Flag[:]))
	})
	return list
}

// compareDue puts what nobody need decide behind everything.
func compareDue(x, y int64) int {
	if (x == 0) != (y == 0) {
		return cmp.Compare(y, x)
	}
	return cmp.Compare(x, y)
}

func (m *Manager) buildStops(v shell.View) fyne.CanvasObject {
	w := v.Words
	if o := m.state(v); o != nil {
		return widgets.Framed(m.s.Header(v, w.T("section.stops"), ""), o, nil)
	}
	list := m.branch.inForce(m.now())
	head := widgets.Column(0, m.s.Header(v, w.T("section.stops"), w.N("stops.count", len(list))), widgets.Rule())
	if len(list) == 0 {
		return widgets.Framed(head, empty(w.T("stops.none")), nil)
	}
	return widgets.Framed(head, widgets.Lines(len(list), func(i int, line *widgets.Line) {
		one := list[i]
		record.FillStop(w, line, one.StopLine, m.now())
		id, flag := line.ID, one.Flag // rows are recycled: what is tapped must not read the line's id later
		line.Chosen = m.chosen == id
		line.OnTapped = func() {
			m.chosen = id
			m.s.Beside(m.stopPage(flag))
		}
	}), nil)
}

// stopPage is one stop: how it stands, who raised it, and what was decided of it.
func (m *Manager) stopPage(flag evidence.Hash) *shell.Page {
	return &shell.Page{ID: "stop", Part: flag.String, Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		list := m.branch.inForce(m.now())
		i := slices.IndexFunc(list, func(l stopLine) bool { return l.Flag == flag })
		if i < 0 { // lifted while it was looked at
			return widgets.Framed(m.s.Header(v, w.T("section.stops"), ""), empty(w.T("stops.lifted_means")), nil)
		}
		l := list[i]
		head := m.s.Header(v, record.Who(l.of)+" · "+record.Flag(w, l.Code), record.Street(l.of))
		return body(head, widgets.Column(theme.Gap12, m.stopStands(w, &l), m.stopHistory(w, &l)), nil)
	}}
}

func (m *Manager) stopStands(w *i18n.Words, l *stopLine) fyne.CanvasObject {
	said, sense := record.StopState(w, l.StopLine)
	now := m.now().In(record.Zone(l.of))
	raised := w.Moment(record.At(l.of, l.Raised), now) + " · " + record.SourceOf(w, l.Source, l.By)
	return widgets.Card(widgets.Wrap(theme.Gap8, widgets.Chip(sense, said)), widgets.Strong(i18n.Begin(record.StopDue(w, l.Due, now))),
		widgets.Muted(w.T("stops.stands_means")), record.Fact(w.T("stops.raised"), raised), widgets.NewText(w.T("stops.branch_reads")))
}

func (m *Manager) stopHistory(w *i18n.Words, l *stopLine) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("stops.history"))}
	s := l.of.Stop(l.Flag)
	if s == nil || len(s.Decisions)+len(s.Answers) == 0 {
		return widgets.Card(append(rows, widgets.Muted(w.T("stops.nothing_yet")))...)
	}
	now := m.now().In(record.Zone(l.of))
	at := func(micro int64) fyne.CanvasObject { return widgets.Small(w.Moment(record.At(l.of, micro), now)) }
	for _, d := range s.Decisions {
		rows = append(rows, widgets.NewText(record.Coded(w, "stops.decision.", d.Decision)+": "+record.Coded(w, "stops.reason.", d.Reason)), at(d.At))
	}
	for _, a := range s.Answers {
		said := w.T("stops.confirmed")
		if !a.Confirmed {
			said = w.T("stops.let_stand") + ": " + record.Coded(w, "stops.declined.", a.Reason)
		}
		rows = append(rows, widgets.NewText(said), at(a.At))
	}
	return widgets.Card(rows...)
}
