package manager

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// leaveRows are the leaves of somebody, with what can be done about each.
func (m *Manager) leaveRows(w *i18n.Words, p *dayplan.Person) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	who := p.ID
	for i, l := range p.Leave {
		id := "leave." + strconv.Itoa(i)
		change := widgets.NewButton(id+".change", w.T("roster.leave_change"), widgets.Outlined, func() { m.s.Push(m.leavePage(who, l)) })
		drop := widgets.NewButton(id+".drop", w.T("roster.leave_drop"), widgets.Outlined, func() {
			m.changePerson(who, func(p *dayplan.Person) { p.Leave = withoutLeave(p.Leave, l) })
		})
		rows = append(rows, widgets.NewText(m.leaveSaid(w, l)), widgets.Wrap(theme.Gap8, change, drop))
	}
	return rows
}

func (m *Manager) leaveSaid(w *i18n.Words, l dayplan.Days) string {
	if l.From == l.Until {
		return w.T("roster.leave_one", "day", record.Date(w, l.From))
	}
	return w.T("roster.leave", "from", record.Date(w, l.From), "until", record.Date(w, l.Until))
}

// leavePage asks for the first and the last day of a leave. was is the leave that is
// changed; zero: a new one, from the roster's day on. Nothing is written before the whole
// range is said: each day for itself would be an entry.
func (m *Manager) leavePage(who evidence.ID, was dayplan.Days) *shell.Page {
	now := was
	if now == (dayplan.Days{}) {
		now = dayplan.Days{From: m.rosterOn, Until: m.rosterOn}
	}
	return &shell.Page{ID: "roster.leave", Build: func(v shell.View) fyne.CanvasObject {
		w, p := v.Words, m.roster.person(who)
		back := widgets.NewButton("leave.cancel", w.T("common.cancel"), widgets.Outlined, func() { m.s.Pop() })
		if p == nil {
			return body(m.s.Header(v, w.T("roster.leave_title"), ""), empty(w.T("roster.left")), widgets.Foot(widgets.Actions(back)))
		}
		rows := []fyne.CanvasObject{widgets.Card(widgets.Columns(320, theme.Gap12,
			m.leaveEnd(w, "first", now.From, func(d string) { now.From, now.Until = d, max(d, now.Until) }),
			m.leaveEnd(w, "last", now.Until, func(d string) { now.From, now.Until = min(d, now.From), d })),
			widgets.Strong(w.N("roster.leave_days", daysOf(now))))}
		if n := m.decidedFor(who, now); n > 0 {
			rows = append(rows, widgets.Notice(theme.WarningGround, widgets.NewText(w.N("roster.leave_visits", n, "who", p.Name))))
		}
		keep := widgets.Primary("leave.keep", w.T("roster.leave_keep"), func() {
			m.s.Pop()
			m.changePerson(who, func(p *dayplan.Person) { p.Leave = withLeave(withoutLeave(p.Leave, was), now) })
		})
		return body(m.s.Header(v, w.T("roster.leave_title"), p.Name), widgets.Column(theme.Gap12, rows...), widgets.Foot(widgets.Actions(back, keep)))
	}}
}

func (m *Manager) leaveEnd(w *i18n.Words, id, day string, set func(string)) fyne.CanvasObject {
	name := w.T("roster.leave_" + id)
	return daySteps(w, id, name, w.T("roster.leave_end", "name", name, "day", record.Date(w, day)),
		[]dayStep{{"week_back", 0, -7}, {"day_back", 0, -1}, {"day_on", 0, 1}, {"week_on", 0, 7}},
		func(_, days int) {
			set(dayAfter(day, days))
			m.s.Rebuild()
		})
}

// daysOf is how many days of the calendar a leave has.
func daysOf(l dayplan.Days) int {
	from, err := time.Parse(time.DateOnly, l.From)
	until, worse := time.Parse(time.DateOnly, l.Until)
	if err != nil || worse != nil {
		return 0
	}
	return int(until.Sub(from)/(24*time.Hour)) + 1
}

// decidedFor is how many visits of days that are not over somebody still has to make
// within a leave.
func (m *Manager) decidedFor(who evidence.ID, l dayplan.Days) int {
	n := 0
	for i := range m.branch.Cases {
		d, ok := toGo(&m.branch.Cases[i])
		if ok && (d.Officer == who || d.Second == who) && d.Day >= max(l.From, m.today()) && d.Day <= l.Until {
			n++
		}
	}
	return n
}

func withoutLeave(list []dayplan.Days, one dayplan.Days) []dayplan.Days {
	return slices.DeleteFunc(slices.Clone(list), func(l dayplan.Days) bool { return l == one })
}

// withLeave adds a leave to others; those it overlaps or follows without a day between
// become one with it, so that "until" names the day after which somebody is back.
func withLeave(list []dayplan.Days, l dayplan.Days) []dayplan.Days {
	for again := true; again; {
		again = false
		for _, o := range list {
			if o.From <= dayAfter(l.Until, 1) && l.From <= dayAfter(o.Until, 1) {
				l = dayplan.Days{From: min(o.From, l.From), Until: max(o.Until, l.Until)}
				list, again = withoutLeave(list, o), true
				break
			}
		}
	}
	return append(slices.Clone(list), l)
}
