package manager

import (
	"maps"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/ruling"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
	"fairvisit/visits/rules"
)

// against is a proposed visit that the rules, the roster or a lack stand against.
type against struct {
	change
	why dayplan.Barred
}

// askRules asks of cases what stands against a crew's going there on the planned day.
// One whose words are gone is answered here: nobody could be told where to go.
func (m *Manager) askRules(crew Crew, ids []evidence.ID) (map[evidence.ID]dayplan.Barred, error) {
	gone := map[evidence.ID]dayplan.Barred{}
	var told []evidence.ID
	for _, id := range ids {
		if c := m.branch.cases[id]; c != nil && c.Words != nil {
			told = append(told, id)
		} else {
			gone[id] = dayplan.Barred{Why: dayplan.WordsGone}
		}
	}
	if len(told) == 0 {
		return gone, nil
	}
	bars, err := m.bars(crew, told, m.plan.day)
	if err != nil {
		return nil, err
	}
	maps.Copy(bars, gone)
	return bars, nil
}

// sendable answers what a crew may be sent to, what can still be mended with it as for a
// drop by hand: a file that came today has no notices yet, and the check leaves those out
// unless they are taken along. It keeps what it heard against the rest
// and whether the rules could not be asked: then nobody is sent anywhere.
type sendable struct {
	m   *Manager
	why map[evidence.ID]dayplan.Barred
	err error
}

func (m *Manager) sendable() *sendable {
	return &sendable{m: m, why: map[evidence.ID]dayplan.Barred{}}
}

func (s *sendable) may(crew Crew, ids []evidence.ID) (can []evidence.ID) {
	if s.err != nil || len(ids) == 0 {
		return nil
	}
	bars, err := s.m.askRules(crew, ids)
	if s.err = err; err != nil {
		return nil
	}
	for _, id := range ids {
		if why, barred := bars[id]; barred && !why.Mendable {
			s.why[id] = why
		} else {
			can = append(can, id)
		}
	}
	return can
}

// tell says which cases nobody was given, and why the first of them.
func (s *sendable) tell(passed []evidence.ID) {
	w := s.m.s.Words()
	switch {
	case s.err != nil:
		s.m.tellNotAsked(s.err)
	case len(passed) > 0:
		first := passed[0]
		s.m.s.Tell(w.N("against.passed", len(passed), "who", s.m.caseTitle(first), "why", s.m.againstWords(w, first, s.why[first])), "", nil, 12*time.Second)
	}
}

// share proposes what waits to all crews, as far as they may go there.
func (m *Manager) share() {
	if crews := m.crews(); len(crews) > 0 {
		m.plan.remember()
		ask := m.sendable()
		ask.tell(m.plan.share(&m.branch, crews, m.now(), ask.may))
	}
	m.s.Rebuild()
}

// giveNext proposes the next cases for a crew, as far as it may go there.
func (m *Manager) giveNext(c Crew) {
	m.plan.remember()
	ask := m.sendable()
	ask.tell(m.plan.giveNext(&m.branch, c, m.now(), ask.may))
	m.s.Rebuild()
}

// recheck is what the proposal would write now. What something stands against is out,
// unless it can still be mended and is taken along; the stops behind it move up.
func (m *Manager) recheck() {
	all := m.plan.check(&m.branch, m.crews())
	of := map[Crew][]evidence.ID{}
	for _, c := range all {
		of[c.Crew] = append(of[c.Crew], c.Case.ID)
	}
	bars := map[evidence.ID]dayplan.Barred{}
	m.plan.checked, m.plan.against = nil, nil
	for crew, ids := range of {
		found, err := m.askRules(crew, ids)
		if err != nil { // what nobody asked about is not written
			m.tellNotAsked(err)
			return
		}
		maps.Copy(bars, found)
	}
	up := map[Crew]int{}
	for _, c := range all {
		why, barred := bars[c.Case.ID]
		if barred {
			m.plan.against = append(m.plan.against, against{c, why})
		}
		if barred && !(why.Mendable && m.plan.along) {
			up[c.Crew]++
			continue
		}
		c.Order -= up[c.Crew]
		m.plan.checked = append(m.plan.checked, c)
	}
}

// out reports that the check leaves a case as it is.
func (p *plan) out(id evidence.ID) bool {
	return slices.ContainsFunc(p.against, func(a against) bool { return a.Case.ID == id && !(a.why.Mendable && p.along) })
}

// againstShown bounds how many cases the check names that stay out; the rest is counted.
const againstShown = 40

// againstCard says of each case what stands against it, and takes along what can still
// be mended.
func (m *Manager) againstCard(w *i18n.Words) fyne.CanvasObject {
	mendable := 0
	var lines []fyne.CanvasObject
	for i, a := range m.plan.against {
		said := "against.out"
		if a.why.Mendable {
			mendable++
			if said = "against.mend"; m.plan.along {
				said = "against.along"
			}
		}
		if i < againstShown {
			lines = append(lines, widgets.Rule(), widgets.Strong(m.caseTitle(a.Case.ID)),
				widgets.NewText(w.T(said, "crew", m.crewMark(a.Crew), "why", m.againstWords(w, a.Case.ID, a.why))))
		}
	}
	out := len(m.plan.against)
	if m.plan.along {
		out -= mendable
	}
	rows := append([]fyne.CanvasObject{widgets.Strong(w.N("against.title", out))}, lines...)
	if rest := len(m.plan.against) - againstShown; rest > 0 {
		rows = append(rows, widgets.Muted(w.N("plan.more", rest)))
	}
	if mendable > 0 {
		id, label := "check.along", w.N("against.take", mendable)
		if m.plan.along {
			id, label = "check.out", w.N("against.leave", mendable)
		}
		rows = append(rows, widgets.Wrap(theme.Gap8, widgets.NewButton(id, label, widgets.Outlined, func() {
			m.plan.along = !m.plan.along
			m.recheck()
			m.s.Rebuild()
		})))
	}
	return widgets.Notice(theme.WarningGround, rows...)
}

// againstWords say what stands against a visit as the suggested plan and hq plan do.
func (m *Manager) againstWords(w *i18n.Words, id evidence.ID, b dayplan.Barred) string {
	switch {
	case b.By != nil:
		return m.byRule(w, id, w.T("suggest.not."+dayplan.NotAllowed), b.By)
	case b.Why == dayplan.WordsGone:
		return w.T("suggest.not." + b.Why)
	}
	return barredWords(w, b)
}

// byRule adds to what is said of a case which rule it is by, on the case's clock.
func (m *Manager) byRule(w *i18n.Words, id evidence.ID, said string, by *rules.Reason) string {
	zone := m.now().Location()
	if c := m.branch.cases[id]; c != nil && c.Facts.Zone != "" {
		if at, err := time.LoadLocation(c.Facts.Zone); err == nil {
			zone = at
		}
	}
	return w.T("suggest.by_rule", "what", said, "why", ruling.Text(w, *by, zone), "rule", by.Rule)
}
