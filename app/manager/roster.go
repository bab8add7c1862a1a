package manager

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// metaRoster is where a device kept a roster of its own before the branch had one, in
// the form hq plan reads: it is moved into the branch's once. metaRosterSeen is what the
// branch's said when somebody here last said that they have seen it, and metaForgottenSeen
// who of it was forgotten by then: a part that is gone has no field that could say so.
const (
	metaRoster        = "manager roster"
	metaRosterSeen    = "manager roster seen"
	metaForgottenSeen = "manager roster forgotten seen"
)

// roster is who works, when and with whom, as the managers of this branch keep it.
type roster struct {
	dayplan.Roster
	worry error // it is kept and not understood; it is left as it is until one is begun anew

	// What is written by now, and what is to be; nil: nothing is. One writer at a time
	// takes the newest: two side by side could leave the older one.
	written, next dayplan.Fields
	writing       bool
}

// keptRoster is what a device knows of its branch's roster.
type keptRoster struct {
	parts []visits.RosterPart
	file  error          // a roster of this device alone is there and not understood
	seen  dayplan.Fields // what this device's manager has seen of it

	forgotten     map[evidence.ID]bool // of whom nothing is kept any more
	forgottenSeen []evidence.ID        // of whom this device's manager has seen that
}

// readRoster reads the branch's roster, after it moved one of this device alone into it.
func readRoster(ctx context.Context, k *desk.Desk) (r keptRoster, err error) {
	data, err := k.Journal.Meta(ctx, metaRoster)
	if err != nil {
		return r, err
	}
	if len(data) > 0 {
		var own dayplan.Roster
		if own, r.file = dayplan.ParseRoster(data); r.file == nil {
			if err := k.Officer.MoveRoster(ctx, &own, metaRoster, metaRosterSeen); err != nil {
				return r, err
			}
		}
	}
	if r.parts, err = k.Journal.RosterParts(ctx); err != nil {
		return r, err
	}
	unit := k.Journal.Identity().Unit
	r.parts = slices.DeleteFunc(r.parts, func(p visits.RosterPart) bool { return p.Unit != unit })
	seen, err := k.Journal.Meta(ctx, metaRosterSeen)
	if err != nil {
		return r, err
	}
	if len(seen) > 0 && json.Unmarshal(seen, &r.seen) == nil {
		if !r.seen.Keep(r.parts) {
			return r, nil
		}
		return r, keepSeen(ctx, k, r.seen)
	}
	r.seen = dayplan.FieldsOf(r.parts) // who sees it for the first time sees all of it
	if len(r.parts) == 0 {
		return r, nil
	}
	return r, keepSeen(ctx, k, r.seen)
}

// readForgotten reads of whom of the branch the roster says nothing any more, and of
// whom that was seen here.
func (r *keptRoster) readForgotten(ctx context.Context, k *desk.Desk, persons []visits.Person) error {
	var ids []evidence.ID
	for _, p := range persons {
		ids = append(ids, p.ID)
	}
	var err error
	if r.forgotten, err = k.Journal.RosterForgotten(ctx, k.Journal.Identity().Unit, ids); err != nil {
		return err
	}
	seen, err := k.Journal.Meta(ctx, metaForgottenSeen)
	if err != nil || len(seen) > 0 && json.Unmarshal(seen, &r.forgottenSeen) == nil {
		return err
	}
	r.forgottenSeen = slices.Collect(maps.Keys(r.forgotten)) // who looks for the first time has seen all of it
	return keepForgottenSeen(ctx, k, r.forgottenSeen)
}

func keepForgottenSeen(ctx context.Context, k *desk.Desk, seen []evidence.ID) error {
	data, err := json.Marshal(append([]evidence.ID{}, seen...)) // [] for nobody, and not null: it was looked at
	if err != nil {
		return err
	}
	return k.Journal.SetMeta(ctx, metaForgottenSeen, data)
}

func keepSeen(ctx context.Context, k *desk.Desk, seen dayplan.Fields) error {
	data, err := json.Marshal(seen)
	if err != nil {
		return err
	}
	return k.Journal.SetMeta(ctx, metaRosterSeen, data)
}

// take brings in what was read; what is being written is newer and stays.
func (r *roster) take(b *Branch) {
	if !r.writing && r.next == nil {
		r.Roster, r.worry, r.written = dayplan.UsualRoster(), b.rosterKept.file, nil
		if len(b.rosterKept.parts) > 0 && r.worry == nil {
			kept, err := dayplan.RosterOf(b.rosterKept.parts, b.free(nil))
			if r.worry = err; err == nil {
				r.Roster = kept
			}
		}
	}
	r.settle(b)
	if !r.writing && r.next == nil && len(b.rosterKept.parts) > 0 {
		r.written = r.Fields()
	}
}

var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// settle brings the roster's people in line with the officers of the branch: who is
// new is there, who left goes, who has another name now has it everywhere.
func (r *roster) settle(b *Branch) {
	names := map[string]string{} // before, now
	var people []dayplan.Person
	for _, o := range b.free(nil) {
		p := dayplan.Person{ID: o.ID}
		if i := slices.IndexFunc(r.People, func(p dayplan.Person) bool { return p.ID == o.ID }); i >= 0 {
			p = r.People[i]
		}
		now := cmp.Or(o.Name, o.ID.Short())
		if slices.ContainsFunc(people, func(q dayplan.Person) bool { return q.Name == now }) {
			now += " " + o.ID.Short()
		}
		if p.Name != "" {
			names[p.Name] = now
		}
		p.Name, p.Papers = now, b.papers(o.ID)
		people = append(people, p)
	}
	for i := range people {
		p := &people[i]
		if p.With, p.Before = names[p.With], names[p.Before]; p.With == "" && p.Before == "" {
			p.Since = ""
		}
	}
	r.People = people
	for i := range r.Swaps {
		r.Swaps[i].One, r.Swaps[i].Other = names[r.Swaps[i].One], names[r.Swaps[i].Other]
	}
	for i := range r.Pairs {
		r.Pairs[i].One, r.Pairs[i].Other = names[r.Pairs[i].One], names[r.Pairs[i].Other]
	}
	r.Swaps = slices.DeleteFunc(r.Swaps, func(s dayplan.Swap) bool { return s.One == "" || s.Other == "" })
	r.Pairs = slices.DeleteFunc(r.Pairs, func(p dayplan.Pair) bool { return p.One == "" || p.Other == "" })
}

// person is somebody of the roster; nil: nobody.
func (r *roster) person(id evidence.ID) *dayplan.Person {
	if i := slices.IndexFunc(r.People, func(p dayplan.Person) bool { return p.ID == id }); i >= 0 {
		return &r.People[i]
	}
	return nil
}

// forget lets go of days that are long over.
func (r *roster) forget(now time.Time) {
	old := visits.RosterLongOver(now)
	r.Swaps = slices.DeleteFunc(r.Swaps, func(s dayplan.Swap) bool { return s.Day < old })
	r.Pairs = slices.DeleteFunc(r.Pairs, func(p dayplan.Pair) bool { return p.Day < old })
	r.Holidays = slices.DeleteFunc(r.Holidays, func(d string) bool { return d < old })
	r.MakeUp = slices.DeleteFunc(r.MakeUp, func(d string) bool { return d < old })
	for i := range r.People {
		p := &r.People[i]
		p.Leave = slices.DeleteFunc(p.Leave, func(l dayplan.Days) bool { return l.Until < old })
		if p.OffOn != "" && p.OffOn < old {
			p.Off, p.OffOn = "", ""
		}
	}
}

// changeRoster changes the roster and keeps it at once; one that could not be kept
// is told. One that is not understood is not written over by a tap that meant
// something else: it is begun anew first.
func (m *Manager) changeRoster(change func(r *roster)) {
	if m.roster.worry != nil {
		m.s.Tell(m.s.Words().T("roster.anew_first"), "", nil, 12*time.Second)
		return
	}
	change(&m.roster)
	m.roster.forget(m.now())
	m.plan.regroup(m.crews())
	data, err := json.Marshal(m.roster.Roster)
	if err == nil { // never kept where it could not be read again
		_, err = dayplan.ParseRoster(data)
	}
	if err != nil {
		m.s.Tell(m.s.Words().T("roster.not_kept", "why", err.Error()), "", nil, 12*time.Second)
		return
	}
	m.roster.next = m.roster.Fields()
	m.s.Rebuild()
	if !m.roster.writing {
		m.keepRoster()
	}
}

// keepRoster writes what changed, and again while more did meanwhile. What another
// manager said of other fields since stays as they said it.
func (m *Manager) keepRoster() {
	was, now := m.roster.written, m.roster.next
	m.roster.next, m.roster.writing = nil, true
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.k.Officer.KeepRoster(ctx, was, now)
	}, func(_ struct{}, err error) {
		m.roster.writing = false
		if err != nil {
			m.s.Tell(m.s.Words().T("roster.not_kept", "why", err.Error()), "", nil, 12*time.Second)
		} else {
			m.roster.written = now
		}
		if m.roster.next != nil {
			m.keepRoster()
			return
		}
		m.Reload()
	})
}

// rosterAnew lets go of a roster that is not understood and begins one.
func (m *Manager) rosterAnew() {
	all := dayplan.FieldsOf(m.branch.rosterKept.parts)
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.k.Journal.SetMeta(ctx, metaRoster, []byte{})
	}, func(_ struct{}, err error) {
		if err != nil {
			m.s.Tell(m.s.Words().T("roster.not_kept", "why", err.Error()), "", nil, 12*time.Second)
			return
		}
		if m.branch.rosterKept.file != nil && len(all) > 0 {
			m.Reload() // the branch has one, which this device's own must not take from everybody
			return
		}
		m.roster.worry, m.roster.written = nil, all
		m.changeRoster(func(*roster) {})
	})
}

// fromOf is when what is left of a day begins, in seconds from midnight.
func (m *Manager) fromOf(day string) int32 {
	if day != m.today() {
		return 0
	}
	now := m.now()
	return int32(now.Hour()*3600 + now.Minute()*60)
}

// away are those who do not go on a day any more, by their ids.
func (m *Manager) away(day string) map[evidence.ID]dayplan.Off {
	away := map[evidence.ID]dayplan.Off{}
	for _, o := range m.roster.Away(day, m.fromOf(day)) {
		away[o.ID] = o
	}
	return away
}

// crews are those of the planned day.
func (m *Manager) crews() []Crew { return m.crewsOn(m.plan.day) }

// crewsOn are who goes together on a day and is there: as the roster says, and for
// whom it says nothing as the decisions in force do.
func (m *Manager) crewsOn(day string) []Crew {
	var known [][]evidence.ID
	for _, c := range m.branch.crews(nil) {
		known = append(known, []evidence.ID{c.First, c.Second})
	}
	pairs := m.roster.Together(day, m.fromOf(day), known)
	crews := make([]Crew, len(pairs))
	for i, p := range pairs {
		crews[i] = Crew{p[0], p[1]}
	}
	slices.SortFunc(crews, func(x, y Crew) int {
		return cmp.Or(strings.Compare(m.branch.names[x.First], m.branch.names[y.First]), slices.Compare(x.First[:], y.First[:]))
	})
	return crews
}

// goesAlone are those who are there on a day and have nobody to go with: they do
// not go.
func (m *Manager) goesAlone(day string) []visits.Person {
	away := m.away(day)
	return slices.DeleteFunc(m.branch.free(m.crewsOn(day)), func(p visits.Person) bool { return away[p.ID].Code != "" })
}

// lost are the visits of a day that nobody makes as it was decided: the crew that
// was to go there is none on that day any more.
type lost struct {
	Crew
	cases []evidence.ID
}

// toGo is the decision by which somebody still has to go to a case; false where none is,
// where somebody was there since, and of one that is stopped or closed.
func toGo(c *visits.Case) (visits.Decision, bool) {
	d, ok := c.Assigned()
	done := slices.ContainsFunc(c.Contacts, func(v visits.Contact) bool { return v.Day >= d.Day })
	return d, ok && !done && !c.Stopped() && c.Closed == nil
}

// lostOn are those of a day that is not over: what nobody made on an earlier one
// waits for another day like any other visit.
func (m *Manager) lostOn(day string) []lost {
	if day < m.today() {
		return nil
	}
	crews := m.crewsOn(day)
	var list []lost
	for i := range m.branch.Cases {
		c := &m.branch.Cases[i]
		d, ok := toGo(c)
		if !ok || d.Day != day || d.Second.IsZero() {
			continue
		}
		if slices.ContainsFunc(crews, func(c Crew) bool { return c.has(d.Officer) && c.has(d.Second) }) {
			continue
		}
		at := slices.IndexFunc(list, func(l lost) bool { return l.has(d.Officer) && l.has(d.Second) })
		if at < 0 {
			at, list = len(list), append(list, lost{Crew: Crew{d.Officer, d.Second}})
		}
		list[at].cases = append(list[at].cases, c.ID)
	}
	return list
}

// pair has two go together on one day, whoever their partners are.
func (r *roster) pair(one, other *dayplan.Person, day string) {
	r.unpair(one, other, day)
	r.Pairs = append(r.Pairs, dayplan.Pair{Day: day, One: one.Name, Other: other.Name})
}

// partner has two go together from a day on, and whom they leave with nobody.
func (r *roster) partner(one, other *dayplan.Person, from, today string) {
	r.unpair(one, other, from)
	for i := range r.People {
		if p := &r.People[i]; p != one && p != other && (p.With == one.Name || p.With == other.Name) {
			goWith(p, "", from, today)
		}
	}
	goWith(one, other.Name, from, today)
	goWith(other, one.Name, from, today)
}

func (r *roster) unpair(one, other *dayplan.Person, day string) {
	r.Pairs = slices.DeleteFunc(r.Pairs, func(p dayplan.Pair) bool {
		return p.Day == day && (p.One == one.Name || p.One == other.Name || p.Other == one.Name || p.Other == other.Name)
	})
}

// goWith gives somebody a partner from a day on, "" for none; until then today's
// stays. Of two changes that are both to come the one said last holds alone.
func goWith(p *dayplan.Person, partner, from, today string) {
	if p.Since <= today && p.Since < from {
		p.Before = p.With
	}
	p.With, p.Since = partner, from
}

// copied is the roster for a search that runs beside the screen, on which it may
// be changed meanwhile.
func (r *roster) copied() dayplan.Roster {
	of := r.Roster
	of.People = slices.Clone(r.People)
	for i := range of.People {
		p := &of.People[i]
		p.Leave, p.Workdays, p.Skills, p.Languages = slices.Clone(p.Leave), slices.Clone(p.Workdays), slices.Clone(p.Skills), slices.Clone(p.Languages)
	}
	of.Swaps, of.Pairs, of.Needs = slices.Clone(r.Swaps), slices.Clone(r.Pairs), slices.Clone(r.Needs)
	of.Holidays, of.MakeUp, of.Workdays = slices.Clone(r.Holidays), slices.Clone(r.MakeUp), slices.Clone(r.Workdays)
	return of
}
