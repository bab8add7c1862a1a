package manager

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// The traits by which the plan's list is narrowed.
const (
	traitBucket   = "bucket"
	traitStep     = "step"
	traitDistrict = "district"
)

var traits = []string{traitBucket, traitStep, traitDistrict}

// traitsShown is how many values of a trait are offered: a branch has a dozen districts.
const traitsShown = 24

// traitOf is a case's value of a trait; "" where it has none.
func (m *Manager) traitOf(c *visits.Case, trait string) string {
	switch {
	case trait == traitBucket:
		return c.Facts.Bucket
	case trait == traitStep:
		return m.branch.appraisals(m.plan.day)[c.ID].Step
	case c.Words != nil:
		return c.Words.Place.District
	}
	return ""
}

// narrowed are the rows that have one of the values asked for, of every trait of which
// one is. What was picked stays picked while it is out of sight, as with a search.
func (m *Manager) narrowed(rows []*visits.Case) []*visits.Case {
	return slices.DeleteFunc(rows, func(c *visits.Case) bool {
		for trait, values := range m.plan.narrow {
			if len(values) > 0 && !slices.Contains(values, m.traitOf(c, trait)) {
				return true
			}
		}
		return false
	})
}

// shown are the rows of the plan's list as it stands on the screen.
func (m *Manager) shown() []*visits.Case {
	return m.narrowed(m.plan.searched(&m.branch, m.plan.rows(&m.branch, m.now()), m.search.Query))
}

func (m *Manager) toggleTrait(trait, value string) {
	values := m.plan.narrow[trait]
	if i := slices.Index(values, value); i >= 0 {
		values = slices.Delete(slices.Clone(values), i, i+1)
	} else {
		values = append(slices.Clone(values), value)
	}
	m.plan.narrow[trait] = values
	m.s.Rebuild()
}

func (m *Manager) widen() {
	m.plan.narrow = map[string][]string{}
	m.s.Rebuild()
}

// narrowedBy is how many values are asked for.
func (m *Manager) narrowedBy() int {
	n := 0
	for _, values := range m.plan.narrow {
		n += len(values)
	}
	return n
}

// narrowButton opens the traits, and says whether any is asked for.
func (m *Manager) narrowButton(w *i18n.Words) fyne.CanvasObject {
	label := w.T("narrow.open")
	if m.narrowedBy() > 0 {
		label = "✓ " + label
	}
	return m.tool("narrow", label, narrowIcon, m.openNarrow)
}

func (m *Manager) openNarrow() {
	if top := m.s.Top(); top != nil && top.ID == "plan.narrow" {
		m.s.Pop()
		return
	}
	m.s.Push(m.narrowPage())
}

// narrowPage offers the values that the cases of the filter have, with how many have
// each; where there is room the list stands beside it and follows.
func (m *Manager) narrowPage() *shell.Page {
	return &shell.Page{ID: "plan.narrow", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		all := m.plan.rows(&m.branch, m.now())
		var cards []fyne.CanvasObject
		for _, trait := range traits {
			if o := m.traitCard(w, trait, all); o != nil {
				cards = append(cards, o)
			}
		}
		wide := widgets.NewButton("narrow.none", w.T("narrow.none"), widgets.Outlined, m.widen)
		done := widgets.Primary("narrow.done", w.N("narrow.done", len(m.shown())), func() { m.s.Pop() })
		return body(m.s.Header(v, w.T("narrow.title"), w.T("narrow.of", "n", len(m.shown()), "of", len(all))), widgets.Column(theme.Gap12, cards...), widgets.Foot(widgets.Actions(wide, done)))
	}}
}

func (m *Manager) traitCard(w *i18n.Words, trait string, all []*visits.Case) fyne.CanvasObject {
	n := map[string]int{}
	var values []string
	for _, c := range all {
		v := m.traitOf(c, trait)
		if n[v]++; n[v] == 1 {
			values = append(values, v)
		}
	}
	if len(values) < 2 && len(m.plan.narrow[trait]) == 0 {
		return nil // there is nothing to choose between
	}
	slices.Sort(values)
	var buttons []fyne.CanvasObject
	for i, v := range values[:min(len(values), traitsShown)] {
		label := w.T("narrow.value", "value", traitWords(w, trait, v), "n", n[v])
		buttons = append(buttons, toggle("narrow."+trait+"."+strconv.Itoa(i), label, slices.Contains(m.plan.narrow[trait], v), func() { m.toggleTrait(trait, v) }))
	}
	return widgets.Card(widgets.Title(w.T("narrow.trait."+trait)), widgets.Wrap(theme.Gap8, buttons...))
}

func traitWords(w *i18n.Words, trait, value string) string {
	switch {
	case value == "":
		return w.T("narrow.without")
	case trait == traitStep && value == "visit":
		return w.T("narrow.visit")
	case trait == traitStep && w.Has("plan.step."+value):
		return i18n.Begin(w.T("plan.step." + value))
	}
	return value
}

// pickable are the rows shown that may be selected: one that is stopped may not.
func (m *Manager) pickable() []*visits.Case {
	return slices.DeleteFunc(m.shown(), (*visits.Case).Stopped)
}

// alsoShown counts the rows shown that do not wait for a crew, by why: more are shown, and
// selected with one key, than wait.
func (m *Manager) alsoShown(w *i18n.Words, rows []*visits.Case) string {
	wait, n, until := map[evidence.ID]bool{}, map[string]int{}, m.branch.promised(m.plan.day)
	for _, id := range m.plan.next(&m.branch, m.now()) {
		wait[id] = true
	}
	for _, c := range rows {
		_, proposed := m.plan.proposedTo(c.ID)
		switch {
		case wait[c.ID]:
		case c.Stopped():
			n["stopped"]++
		case proposed:
			n["proposed"]++
		case !waits(c, m.now()):
			n["assigned"]++
		case until[c.ID] >= m.plan.day:
			n["promised"]++
		default:
			n["step"]++
		}
	}
	var said []string
	for _, why := range []string{"step", "promised", "proposed", "assigned", "stopped"} {
		if n[why] > 0 {
			said = append(said, w.N("plan.also."+why, n[why]))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return w.T("plan.also", "list", strings.Join(said, w.T("common.list")))
}

// pickShown picks all that the list shows and may be visited, or lets go of them where
// all of them were picked.
func (m *Manager) pickShown() {
	var ids []string
	for _, c := range m.pickable() {
		ids = append(ids, c.ID.String())
	}
	m.carried = nil
	m.pickAll(ids)
}

// pickEvery picks all that the list shows and may be visited, whatever of it was picked.
func (m *Manager) pickEvery() {
	m.carried = nil
	for _, c := range m.pickable() {
		m.plan.picked[c.ID] = true
	}
	m.s.Rebuild()
}

// pickTo picks from the row tapped last to this one, as shift and a click do in any
// list; what is stopped between them is passed over.
func (m *Manager) pickTo(to evidence.ID) {
	rows := m.shown()
	at := func(id evidence.ID) int {
		return slices.IndexFunc(rows, func(c *visits.Case) bool { return c.ID == id })
	}
	from, until := at(m.plan.anchor), at(to)
	if from < 0 {
		from = until
	}
	if from > until {
		from, until = until, from
	}
	if from < 0 {
		return
	}
	for _, c := range rows[from : until+1] {
		if !c.Stopped() {
			m.plan.picked[c.ID] = true
		}
	}
}
