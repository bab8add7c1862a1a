package manager

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// decidedOn are the stops decided for a crew on the planned day, in their order.
func (m *Manager) decidedOn(crew Crew) []*visits.Case {
	var list []*visits.Case
	for i := range m.branch.Cases {
		c := &m.branch.Cases[i]
		if d, ok := c.Assigned(); ok && d.Day == m.plan.day && crew.has(d.Officer) && !c.Stopped() {
			list = append(list, c)
		}
	}
	order := func(c *visits.Case) int { d, _ := c.Assigned(); return d.Order }
	slices.SortStableFunc(list, func(a, b *visits.Case) int { return cmp.Compare(order(a), order(b)) })
	return list
}

// loads are a crew's day as it is decided, and as it would be with the proposal: with
// what it is given, and without what another crew would take from it.
func (m *Manager) loads(crew Crew) (before, after dayplan.Load, err error) {
	decided := m.decidedOn(crew)
	would := slices.DeleteFunc(slices.Clone(decided), func(c *visits.Case) bool {
		_, moved := m.plan.proposedTo(c.ID)
		return moved && !m.plan.out(c.ID)
	})
	for _, id := range m.plan.proposal[crew] {
		if c := m.branch.cases[id]; c != nil && !c.Stopped() && !m.plan.out(id) {
			would = append(would, c)
		}
	}
	if before, err = dayplan.LoadOf(decided, m.roster.Start, m.branch.policy.ServiceMinutes); err != nil {
		return before, after, err
	}
	after, err = dayplan.LoadOf(would, m.roster.Start, m.branch.policy.ServiceMinutes)
	return before, after, err
}

// loadRows say how long a crew's day is as it is decided, and with the proposal where
// that is another. Nothing is said of a day without visits.
func (m *Manager) loadRows(w *i18n.Words, crew Crew) []fyne.CanvasObject {
	before, after, err := m.loads(crew)
	switch {
	case err != nil:
		return []fyne.CanvasObject{widgets.Small(w.T("load.unknown"))}
	case before.Visits+after.Visits == 0:
		return nil
	}
	said := w.T("load.decided", "load", loadWords(w, before))
	switch {
	case before.Visits == 0:
		said = w.T("load.with", "load", loadWords(w, after))
	case before != after:
		said = w.T("load.decided_with", "before", loadWords(w, before), "after", loadWords(w, after))
	}
	rows := []fyne.CanvasObject{widgets.NewText(said)}
	if after.Unplaced > 0 {
		rows = append(rows, widgets.Small(w.N("load.unplaced", after.Unplaced)))
	}
	return rows
}

func loadWords(w *i18n.Words, l dayplan.Load) string {
	if l.Visits == 0 {
		return w.T("load.none")
	}
	return w.N("load.of", l.Visits, "way", w.Way(l.Metres), "hours", l.Minutes/60, "minutes", l.Minutes%60)
}

// wholeCard is the whole branch before and after the proposal, above what each crew
// would have: what a manager decides by.
func (m *Manager) wholeCard(w *i18n.Words) fyne.CanvasObject {
	var before, after dayplan.Load
	add := func(sum *dayplan.Load, l dayplan.Load) {
		sum.Visits, sum.Metres, sum.Minutes, sum.Unplaced = sum.Visits+l.Visits, sum.Metres+l.Metres, sum.Minutes+l.Minutes, sum.Unplaced+l.Unplaced
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("load.whole"))}
	var crews []fyne.CanvasObject
	for _, c := range m.crews() {
		b, a, err := m.loads(c)
		if err != nil {
			return widgets.Card(append(rows, widgets.Muted(w.T("load.unknown")))...)
		}
		add(&before, b)
		add(&after, a)
		if a != b {
			crews = append(crews, widgets.Rule(), widgets.Strong(m.crewTitle(w, c)), widgets.NewText(w.T("load.change", "before", loadWords(w, b), "after", loadWords(w, a))))
		}
	}
	rows = append(rows, widgets.Strong(w.T("load.change", "before", loadWords(w, before), "after", loadWords(w, after))))
	why := "load.why"
	if m.roster.Start != nil {
		why = "load.why_home"
	}
	return widgets.Card(append(append(rows, crews...), widgets.Small(w.T(why)))...)
}

// undoButton stands where the proposal is: whatever was done to it by
// button, drag or key can be taken back there.
func (m *Manager) undoButton(w *i18n.Words) fyne.CanvasObject {
	if len(m.plan.before) == 0 {
		return nil
	}
	return widgets.NewButton("plan.undo", w.T("plan.undo"), widgets.Outlined, m.undo)
}
