package manager

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// metaRoster is where this device keeps its roster, in the form hq plan reads. It
// is no entry: it changes weekly, names staff, and proves nothing that was done.
const metaRoster = "manager roster"

// roster is who works, when and with whom, as the manager of this device keeps it.
type roster struct {
	dayplan.Roster
	loaded bool
	worry  error // it is kept and not understood; it is left as it is until one is begun anew
}

// keptRoster reads the roster; nil: none was kept, or worry says what is wrong.
func keptRoster(ctx context.Context, k *desk.Desk) (r *dayplan.Roster, worry, err error) {
	data, err := k.Journal.Meta(ctx, metaRoster)
	if err != nil || data == nil {
		return nil, nil, err
	}
	kept, worry := dayplan.ParseRoster(data)
	return &kept, worry, nil
}

// take brings in what was read. The roster itself is read once: from then on what
// is on the screen is what is kept, and what was read beside it may be older.
func (r *roster) take(b *Branch) {
	if !r.loaded {
		r.loaded, r.worry, r.Roster = true, b.rosterWorry, usualRoster()
		if b.roster != nil && r.worry == nil {
			r.Roster = *b.roster
		}
	}
	r.settle(b)
}

// usualRoster is what holds before a manager says anything: everybody is there on
// every day, in office hours.
func usualRoster() dayplan.Roster {
	return dayplan.Roster{Schema: "roster/1", Shift: officeHours, Workdays: slices.Clone(weekdays)}
}

// officeHours are what is planned for until the manager says other hours.
var officeHours = dayplan.Hours{From: "09:00", Until: "18:00"}

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
		if people[i].With = names[people[i].With]; people[i].With == "" {
			people[i].Since = ""
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

// keptDays is how long what was said of single days is kept after them: staff's
// absences are nobody's business for longer.
const keptDays = 60

// forget lets go of days that are long over.
func (r *roster) forget(now time.Time) {
	old := now.AddDate(0, 0, -keptDays).Format(time.DateOnly)
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

// changeRoster changes the roster and keeps it at once. Each change is on the disk
// before the next is asked for; one that could not be kept is told.
func (m *Manager) changeRoster(change func(r *roster)) {
	change(&m.roster)
	m.roster.forget(m.k.Now())
	m.plan.regroup(m.crews())
	data, err := json.Marshal(m.roster.Roster)
	if err == nil { // never kept where it could not be read again
		_, err = dayplan.ParseRoster(data)
	}
	if err != nil {
		m.s.Tell(m.s.Words().T("roster.not_kept", "why", err.Error()), "", nil, 12*time.Second)
		return
	}
	m.s.Rebuild()
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.k.Journal.SetMeta(ctx, metaRoster, data)
	}, func(_ struct{}, err error) {
		if err != nil {
			m.s.Tell(m.s.Words().T("roster.not_kept", "why", err.Error()), "", nil, 12*time.Second)
		}
	})
}

// branchNow is the time where most of the branch's cases are, by which hours are
// planned.
func (m *Manager) branchNow() time.Time {
	if at, err := time.LoadLocation(m.branch.zone); err == nil && m.branch.zone != "" {
		return m.k.Now().In(at)
	}
	return m.k.Now()
}

// fromOf is when what is left of a day begins, in seconds from midnight.
func (m *Manager) fromOf(day string) int32 {
	if day != m.today() {
		return 0
	}
	now := m.branchNow()
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

func (m *Manager) lostOn(day string) []lost {
	crews := m.crewsOn(day)
	var list []lost
	for i := range m.branch.Cases {
		c := &m.branch.Cases[i]
		d, ok := c.Assigned()
		done := slices.ContainsFunc(c.Contacts, func(v visits.Contact) bool { return v.Day >= day })
		if !ok || d.Day != day || d.Second.IsZero() || done || c.Stopped() || c.Closed != nil {
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

// pair has two go together: on one day, or from that day on.
func (r *roster) pair(one, other *dayplan.Person, day string, onlyThen bool) {
	r.Pairs = slices.DeleteFunc(r.Pairs, func(p dayplan.Pair) bool {
		return p.Day == day && (p.One == one.Name || p.One == other.Name || p.Other == one.Name || p.Other == other.Name)
	})
	if onlyThen {
		r.Pairs = append(r.Pairs, dayplan.Pair{Day: day, One: one.Name, Other: other.Name})
		return
	}
	for i := range r.People {
		if p := &r.People[i]; p.With == one.Name || p.With == other.Name {
			p.With, p.Since = "", ""
		}
	}
	one.With, one.Since, other.With, other.Since = other.Name, day, one.Name, day
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
