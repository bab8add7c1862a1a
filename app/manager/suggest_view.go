package manager

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// suggestedPage is the plan that is suggested: per crew before and after, each
// visit with what it is worth and why, and what is left out with its reason.
func (m *Manager) suggestedPage() *shell.Page {
	return &shell.Page{ID: "plan.suggested", Build: m.buildSuggested, Left: m.letGo}
}

func (m *Manager) buildSuggested(v shell.View) fyne.CanvasObject {
	w, s := v.Words, m.proposed
	head := m.s.Header(v, w.T("suggest.title"), record.Date(w, m.plan.day))
	back := widgets.NewButton("suggest.back", w.T("plan.back"), widgets.Outlined, func() { m.s.Pop() })
	if s == nil {
		return body(head, empty(w.T("suggest.none")), widgets.Foot(widgets.Actions(back)))
	}
	var cards []fyne.CanvasObject
	buttons := []fyne.CanvasObject{back}
	switch {
	case errors.Is(s.err, errNoZone):
		cards = append(cards, widgets.Notice(theme.WarningGround, widgets.Strong(w.T("suggest.failed")), widgets.NewText(notAsked(w, s.err))))
		buttons = append(buttons, widgets.Primary("zone.say", w.T("roster.zone_say"), func() {
			m.askBranchZone(func(zone string) {
				m.setBranchZone(zone)
				m.s.Pop()
				m.suggest()
			})
		}))
	case s.err != nil:
		cards = append(cards, widgets.Notice(theme.DangerGround, widgets.Strong(w.T("suggest.failed")), widgets.NewText(s.err.Error()), widgets.NewText(w.T("suggest.unchanged"))))
	case s.running:
		cards = append(cards, widgets.Notice(theme.InfoGround, widgets.Strong(w.T("suggest.looking", "n", s.rounds+1, "of", s.thinking.rounds)), widgets.NewText(m.bestSoFar(w, s))))
		if s.best != nil {
			buttons = append(buttons, widgets.NewButton("suggest.stop", w.T("suggest.stop"), widgets.Outlined, func() { s.stopped.Store(true) }))
		}
	case s.best != nil && visitsIn(s.best) > 0:
		buttons = append(buttons, widgets.Primary("suggest.take", w.N("suggest.take", visitsIn(s.best)), m.takeOver))
	}
	if s.best != nil {
		cards = append(cards, m.suggestedCards(w, s.best)...)
	}
	return body(head, widgets.Column(theme.Gap12, cards...), widgets.Foot(widgets.Actions(buttons...)))
}

func visitsIn(p *dayplan.Plan) int {
	n := 0
	for _, t := range p.Tours {
		n += len(t.Stops)
	}
	return n
}

func (m *Manager) bestSoFar(w *i18n.Words, s *suggestion) string {
	if s.best == nil {
		return w.T("suggest.first")
	}
	return m.inFigures(w, s.best)
}

func (m *Manager) inFigures(w *i18n.Words, p *dayplan.Plan) string {
	metres := int64(0)
	for _, t := range p.Tours {
		metres += t.Metres
	}
	return w.N("suggest.figures", len(p.LeftOut), "visits", w.N("suggest.visits", visitsIn(p)), "way", w.Way(metres), "even", strconv.Itoa(int(100*p.Fairness.Even+0.5)))
}

func (m *Manager) suggestedCards(w *i18n.Words, p *dayplan.Plan) []fyne.CanvasObject {
	cards := []fyne.CanvasObject{}
	if n := m.pickedNot(p); n > 0 {
		cards = append(cards, widgets.Notice(theme.InfoGround, widgets.NewText(w.N("suggest.picked_not", n))))
	}
	cards = append(cards, widgets.Card(widgets.Strong(m.inFigures(w, p)),
		widgets.Muted(w.T("suggest.hours", "from", m.roster.Shift.From, "until", m.roster.Shift.Until, "size", p.CrewSize)), m.wentBy(w, p), widgets.Muted(w.T("suggest.why"))))
	for i, t := range p.Tours {
		cards = append(cards, m.tourCard(w, i, &t))
	}
	if len(p.Tours) == 0 {
		cards = append(cards, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("suggest.nobody"))))
	}
	return append(cards, m.leftCard(w, p))
}

// wentBy says by which ways a plan goes.
func (m *Manager) wentBy(w *i18n.Words, p *dayplan.Plan) fyne.CanvasObject {
	switch {
	case p.Travel.Profile != "":
		return widgets.Muted(w.T("ways.went_roads", "roads", p.Travel.Roads, "ways", p.Travel.Ways))
	case m.ways.err != nil:
		return widgets.Notice(theme.WarningGround, widgets.NewText(record.RoadsTrouble(w, m.ways.err, desk.DeskRoads)), widgets.NewText(w.T("ways.estimated_then")))
	}
	return widgets.Muted(w.T("suggest.no_roads"))
}

// stopsShown is how many visits of a tour are listed before the rest is asked for.
const stopsShown = 6

func (m *Manager) tourCard(w *i18n.Words, i int, t *dayplan.Tour) fyne.CanvasObject {
	crew := m.crewOf(t)
	already := m.branch.stops(crew, m.plan.day)
	rows := []fyne.CanvasObject{widgets.Title(m.crewTitle(w, crew)),
		widgets.Strong(w.T("suggest.tour", "before", already.Left, "after", len(t.Stops), "way", w.Way(t.Metres), "minutes", t.Minutes, "finish", t.Finish))}
	if !slices.Contains(m.crews(), crew) {
		rows = append(rows, widgets.Muted(w.T("suggest.day_only")))
	}
	list := "suggest." + strconv.Itoa(i)
	upTo := min(len(t.Stops), stopsShown*(1+m.more[list]))
	for _, s := range t.Stops[:upTo] {
		rows = append(rows, widgets.Rule(), widgets.Strong(strconv.Itoa(s.Order)+" · "+s.Begin+" · "+m.caseTitle(s.Case)), widgets.NewText(pointsIn(w, &s)))
		if moved := m.movedFrom(w, &s, crew); moved != "" {
			rows = append(rows, widgets.Muted(moved))
		}
		if s.Approximate {
			rows = append(rows, widgets.Muted(w.T("suggest.approximate")))
		}
	}
	if rest := len(t.Stops) - upTo; rest > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, widgets.NewButton(list+".more", w.N("plan.more", rest), widgets.Outlined, func() {
			m.more[list] += 5
			m.s.Rebuild()
		})))
	}
	return widgets.Card(rows...)
}

func (m *Manager) caseTitle(id evidence.ID) string {
	c := m.branch.cases[id]
	if c == nil {
		return id.Short()
	}
	return record.Who(c) + " · " + record.Street(c)
}

// movedFrom says who was to go to a case, where that is somebody else.
func (m *Manager) movedFrom(w *i18n.Words, s *dayplan.Stop, crew Crew) string {
	if len(s.Was) == 0 || crew.has(s.Was[0]) {
		return ""
	}
	return w.T("suggest.was", "who", m.name(s.Was[0]))
}

// pointsIn is what a visit is worth, term by term.
func pointsIn(w *i18n.Words, s *dayplan.Stop) string {
	var terms []string
	for _, p := range s.Priority {
		terms = append(terms, w.T("suggest.term."+p.Term, "bucket", s.Treatment.Bucket)+" "+strconv.FormatInt(p.Points, 10))
	}
	if s.Avoids != "" {
		terms = append(terms, w.T("suggest.avoids."+s.Avoids))
	}
	if s.Warns != "" {
		terms = append(terms, w.T("suggest.warns."+s.Warns))
	}
	return w.T("suggest.points", "n", s.Score, "terms", strings.Join(terms, " · "))
}

// pickedNot is how many of the cases that are ticked a plan has in no tour: who ticked
// them looks for them there.
func (m *Manager) pickedNot(p *dayplan.Plan) (n int) {
	for _, list := range [][]dayplan.Left{p.LeftOut, p.Not} {
		for _, l := range list {
			if m.plan.picked[l.Case] {
				n++
			}
		}
	}
	return n
}

// leftShown is how many cases left out are named one by one. The head counts
// them too; those that are not for the day were never in question, and stand apart.
const leftShown = 8

func (m *Manager) leftCard(w *i18n.Words, p *dayplan.Plan) fyne.CanvasObject {
	rows := []fyne.CanvasObject{}
	if len(p.LeftOut) > 0 || len(p.Not) == 0 {
		rows = append(rows, widgets.Title(w.N("suggest.left", len(p.LeftOut))))
	}
	why := func(key string, l *dayplan.Left) string {
		said := w.T(key + l.Why)
		if l.By != nil {
			said = m.byRule(w, l.Case, said, l.By)
		}
		return said
	}
	named := func(key string, l *dayplan.Left) fyne.CanvasObject {
		return widgets.NewText(w.T("plan.of_person", "who", m.caseTitle(l.Case), "what", why(key, l)))
	}
	for i := range p.LeftOut[:min(len(p.LeftOut), leftShown)] {
		rows = append(rows, named("suggest.left.", &p.LeftOut[i]))
	}
	if rest := len(p.LeftOut) - leftShown; rest > 0 {
		rows = append(rows, widgets.Muted(w.N("plan.more", rest)))
	}
	if len(p.Not) == 0 {
		return widgets.Card(rows...)
	}
	if len(rows) > 0 {
		rows = append(rows, widgets.Rule())
	}
	rows = append(rows, widgets.Title(w.N("suggest.not", len(p.Not))))
	n, picked := map[string]int{}, []fyne.CanvasObject{}
	for i := range p.Not {
		l := &p.Not[i]
		n[why("suggest.not.", l)]++
		if m.plan.picked[l.Case] && len(picked) < leftShown { // who ticked it wants to know
			picked = append(picked, named("suggest.not.", l))
		}
	}
	if len(picked) > 0 {
		rows = append(append(rows, widgets.Muted(w.T("suggest.not_picked"))), picked...)
	}
	for _, said := range slices.Sorted(maps.Keys(n)) {
		rows = append(rows, record.Fact(said, strconv.Itoa(n[said])))
	}
	return widgets.Card(rows...)
}
