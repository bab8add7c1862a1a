package manager

import (
	"errors"
	"slices"
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/assets"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// carry is cases on their way to a crew: a hand drags them, or keys aim them.
type carry struct {
	ids    []evidence.ID // in the order of the list
	over   int           // the crew that would get them; nobody: none
	at     int           // its place in the proposal, from 0; atEnd: behind all
	locked bool          // the pointer is over what is decided and keeps its place
	byKeys bool
	would  map[int]effect // what each crew's getting them would do, asked once
}

const (
	nobody = -1
	atEnd  = -1
)

// effect is what a drop would do, known before it is made.
type effect struct {
	goes     []evidence.ID // who would be proposed
	stays    []stays       // those the crew may not be sent to
	waiting  int           // of goes, those nobody was to go to
	crews    []Crew        // those it takes a proposal from
	decided  []decidedFor  // whose decision it would replace
	promised int           // a promise of theirs runs that day
	lacking  []stays       // those that go, and lack what has to be done before
	err      error         // the rules could not be asked, so nothing is taken
}

type stays struct {
	id  evidence.ID
	why dayplan.Barred
}

type decidedFor struct {
	who evidence.ID
	day string
	n   int
}

// mayLift are the cases that a drag of one takes along: all that are picked if it is,
// else itself; a stopped one nobody may be sent to.
func (m *Manager) mayLift(id evidence.ID) []evidence.ID {
	if !m.plan.picked[id] {
		if c := m.branch.cases[id]; c == nil || c.Stopped() {
			return nil
		}
		return []evidence.ID{id}
	}
	return m.pickedInOrder()
}

// pickedInOrder are the picked cases in the order of the whole list, so that a filter
// changes nothing of what is carried.
func (m *Manager) pickedInOrder() []evidence.ID {
	all := *m.plan
	all.filter = showAll
	var ids []evidence.ID
	for _, c := range all.rows(&m.branch, m.now()) {
		if m.plan.picked[c.ID] && !c.Stopped() {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// effectOn is what it would do to propose what is carried for a crew.
func (m *Manager) effectOn(crew int) effect {
	c := m.carried
	if e, ok := c.would[crew]; ok {
		return e
	}
	e := m.wouldDo(m.crews()[crew], c.ids)
	c.would[crew] = e
	return e
}

func (m *Manager) wouldDo(crew Crew, ids []evidence.ID) effect {
	var e effect
	bars, err := m.bars(crew, ids, m.plan.day)
	if err != nil {
		return effect{err: err}
	}
	until := m.branch.promised(m.plan.day)
	for _, id := range ids {
		switch why, barred := bars[id]; {
		case barred && why.Mendable:
			e.lacking = append(e.lacking, stays{id, why})
		case barred:
			e.stays = append(e.stays, stays{id, why})
			continue
		}
		e.goes = append(e.goes, id)
		if until[id] >= m.plan.day {
			e.promised++
		}
		from, proposed := m.plan.proposedTo(id)
		if proposed && from != crew && !slices.Contains(e.crews, from) {
			e.crews = append(e.crews, from)
		}
		d, decided := m.branch.cases[id].Assigned()
		switch {
		case decided && !crew.has(d.Officer):
			i := slices.IndexFunc(e.decided, func(o decidedFor) bool { return o.who == d.Officer && o.day == d.Day })
			if i < 0 {
				i, e.decided = len(e.decided), append(e.decided, decidedFor{who: d.Officer, day: d.Day})
			}
			e.decided[i].n++
		case !decided && !proposed:
			e.waiting++
		}
	}
	return e
}

var errGone = errors.New("a case is here no more")

// bars asks the rules in force, the roster and the skills of the crew; errNoZone where
// nothing says by which clock.
func (m *Manager) bars(crew Crew, ids []evidence.ID, day string) (map[evidence.ID]dayplan.Barred, error) {
	zone := m.planZone()
	if zone == "" {
		return nil, errNoZone
	}
	policy, err := dayplan.ParsePolicy(assets.HousePlan())
	if err != nil {
		return nil, err
	}
	in := &dayplan.Input{Day: day, Today: m.today(), Policy: policy, Law: m.branch.law, Zone: zone, Roster: m.roster.copied()}
	in.Roster.Zone = zone // its own may be one that m.zone passed over
	if day == in.Today {
		in.From = m.now().Format("15:04") // hours that have passed are open to nobody
	}
	for _, id := range ids {
		c := m.branch.cases[id]
		if c == nil || c.Words == nil {
			return nil, errGone
		}
		in.Cases = append(in.Cases, dayplan.Case{Case: *c})
	}
	members := []evidence.ID{crew.First}
	if !crew.Second.IsZero() {
		members = append(members, crew.Second)
	}
	return dayplan.Bars(in, members)
}

// wouldSay is what a drop would do, line by line: who gets what, from whom, who is
// affected, and what stays where it is because it may not go there.
func (m *Manager) wouldSay(w *i18n.Words, c *carry) (lines []string, refused bool) {
	if c.over == nobody {
		return []string{w.N("drag.carried", len(c.ids)), w.T("drag.nowhere")}, false
	}
	crew := m.crews()[c.over]
	e := m.effectOn(c.over)
	if e.err != nil {
		return []string{notAsked(w, e.err)}, true
	}
	if c.locked {
		return []string{w.T("drag.locked", "crew", m.crewTitle(w, crew))}, true
	}
	if len(e.goes) > 0 {
		line := w.N("drag.to", len(e.goes), "crew", m.crewTitle(w, crew))
		if c.at != atEnd {
			line = w.N("drag.to_place", len(e.goes), "crew", m.crewMark(crew), "place", m.lastDecided(crew)+c.at+1)
		}
		lines = append(append(lines, line), m.saidFrom(w, crew, &e)...)
	}
	for i, s := range e.stays {
		if i == barredShown {
			lines = append(lines, w.N("plan.more", len(e.stays)-barredShown))
			break
		}
		lines = append(lines, w.T("drag.stays", "who", m.caseTitle(s.id), "why", barredWords(w, s.why)))
	}
	return lines, len(e.goes) == 0
}

// barredShown is how many refusals a drop names one by one.
const barredShown = 3

// saidFrom is from where cases come, and whom that affects.
func (m *Manager) saidFrom(w *i18n.Words, crew Crew, e *effect) []string {
	var from, losing []string
	if e.waiting > 0 {
		from = append(from, w.T("drag.from_waiting"))
	}
	for _, c := range e.crews {
		from = append(from, w.T("drag.from_crew", "crew", m.crewMark(c)))
	}
	for _, d := range e.decided {
		from = append(from, w.T("drag.from_decided", "who", m.name(d.who), "day", record.Date(w, d.day)))
		losing = append(losing, w.N("drag.loses", d.n, "who", m.name(d.who)))
	}
	var lines []string
	if len(from) > 0 {
		lines = append(lines, w.T("drag.from", "list", strings.Join(from, w.T("officer.list_sign"))))
	}
	affected := []string{m.name(crew.First)}
	if !crew.Second.IsZero() {
		affected = append(affected, m.name(crew.Second))
	}
	lines = append(lines, w.T("drag.affected", "list", strings.Join(append(affected, losing...), w.T("officer.list_sign"))))
	if len(losing) > 0 {
		lines = append(lines, w.T("plan.losing"))
	}
	if e.promised > 0 {
		lines = append(lines, w.N("drag.promised", e.promised))
	}
	if n := len(e.lacking); n > 0 {
		lines = append(lines, w.N("drag.lacking", n, "why", ruleWords(w, e.lacking[0].why)))
	}
	return lines
}

// barredWords say why a crew may not be sent somewhere.
func barredWords(w *i18n.Words, b dayplan.Barred) string {
	switch b.Why {
	case dayplan.BarredAway:
		return w.T("drag.away", "who", b.Name)
	case dayplan.BarredLacks:
		return w.T("drag.lacks", "what", b.Name)
	}
	return w.T("drag.rules", "why", ruleWords(w, b))
}

// ruleWords name a rule and what it has against a visit.
func ruleWords(w *i18n.Words, b dayplan.Barred) string {
	why := b.Code
	if key := "drag.why." + b.Code; w.Has(key) {
		why = w.T(key)
	}
	return w.T("drag.rule", "rule", b.Rule, "why", why)
}

// givePicked proposes what is picked for a crew, as a drag would.
func (m *Manager) givePicked(crew int) {
	m.carried = &carry{ids: m.pickedInOrder(), over: crew, at: atEnd, would: map[int]effect{}}
	m.drop()
}

// lastDecided is the number of the last stop that is decided for the day: what is
// proposed goes on behind it.
func (m *Manager) lastDecided(crew Crew) int {
	last := 0
	for i := range m.branch.Cases {
		if d, ok := m.branch.Cases[i].Assigned(); ok && d.Day == m.plan.day && crew.has(d.Officer) {
			last = max(last, d.Order)
		}
	}
	return last
}

// drop proposes what is carried for the crew it is over, and says so with a way back.
func (m *Manager) drop() {
	c := m.carried
	if m.carried = nil; c == nil {
		return
	}
	defer m.s.Rebuild()
	if c.over == nobody || c.over >= len(m.crews()) {
		return
	}
	w := m.s.Words()
	m.carried = c // what is said is about what is carried
	lines, refused := m.wouldSay(w, c)
	e := m.effectOn(c.over)
	m.carried = nil
	switch {
	case e.err != nil:
		m.tellNotAsked(e.err)
		return
	case refused:
		m.s.Tell(strings.Join(lines, " "), "", nil, 12*time.Second)
		return
	}
	crew := m.crews()[c.over]
	m.plan.remember()
	m.plan.insert(crew, c.at, e.goes...)
	said := w.N("drag.done", len(e.goes), "crew", m.crewMark(crew))
	if len(e.stays) > 0 {
		said += " " + w.T("drag.stays", "who", m.caseTitle(e.stays[0].id), "why", barredWords(w, e.stays[0].why))
	}
	m.s.Tell(said, w.T("drag.undo"), m.undo, 12*time.Second)
}

// undo takes the last change of the proposal back.
func (m *Manager) undo() {
	if m.plan.takeBack() {
		m.plan.drop(m.branch, m.crews())
		m.carried = nil
		m.s.Rebuild()
	}
}

// aim has the picked cases point at a crew without a hand: the card says what Enter
// would do, and the same number again lets it be.
func (m *Manager) aim(crew int) {
	ids := m.pickedInOrder()
	switch {
	case crew < 0 || crew >= len(m.crews()):
		return
	case m.carried != nil && m.carried.over == crew:
		m.carried = nil
	case len(ids) == 0:
		m.s.Tell(m.s.Words().T("drag.pick_first"), "", nil, 6*time.Second)
		return
	default:
		m.carried = &carry{ids: ids, over: crew, at: atEnd, byKeys: true, would: map[int]effect{}}
	}
	if !slices.Contains(m.crewsShown(m.crews()), crew) {
		m.crewFind.Stop() // what is aimed at must be seen
	}
	m.s.Rebuild()
	m.lanes.show(crew)
}

// aimNext goes to the next crew that is shown, or to the one before.
func (m *Manager) aimNext(by int) {
	shown := m.crewsShown(m.crews())
	n := len(shown)
	switch {
	case n == 0:
	case m.carried == nil && by < 0:
		m.aim(shown[n-1])
	case m.carried == nil:
		m.aim(shown[0])
	default:
		m.aim(shown[(max(0, slices.Index(shown, m.carried.over))+by+n)%n])
	}
}

// give is Enter: what is aimed at is done.
func (m *Manager) give() {
	if m.carried != nil && m.carried.byKeys {
		m.drop()
	}
}
