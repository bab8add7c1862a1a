package manager

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/reminding"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/assets"
	dayplan "fairvisit/visits/plan"
	"fairvisit/visits/promise"
)

func (m *Manager) promisesPage() *shell.Page {
	return &shell.Page{ID: "promises", List: true, Build: m.buildPromises, Detail: m.monthPage,
		Part: func() string { return m.dueOn },
		Keys: []shell.Key{{Name: fyne.KeyA, About: "promises.key.all", Do: func() { m.listDueOn("") }}}}
}

// senses are the colours of how a payment stands; each has its sign and word too.
var senses = map[promise.State]widgets.Sense{promise.Open: widgets.Accent, promise.Due: widgets.Warning, promise.Kept: widgets.Good,
	promise.Part: widgets.Warning, promise.Broken: widgets.Danger, promise.Replaced: widgets.Neutral}

func (m *Manager) buildPromises(v shell.View) fyne.CanvasObject {
	w := v.Words
	if o := m.state(v); o != nil {
		return widgets.Framed(m.s.Header(v, w.T("section.promises"), ""), o, nil)
	}
	list := dueOn(m.branch.promises(m.now()), m.dueOn)
	said := w.N("promises.count", len(list))
	if m.dueOn != "" {
		said = record.Date(w, m.dueOn) + " · " + said
	}
	if n := missed(list); n > 0 {
		said += " · " + w.N("promises.missed", n)
	}
	head := m.s.Header(v, w.T("section.promises"), said)
	if len(list) == 0 && m.dueOn == "" {
		return widgets.Framed(head, empty(w.T("promises.empty")), nil)
	}
	ladder := m.ladder()
	rows := empty(w.T("promises.none_on", "day", record.Date(w, m.dueOn)))
	if len(list) > 0 {
		rows = widgets.Lines(len(list), func(i int, l *widgets.Line) { m.fillPromise(w, l, &list[i], i, ladder) })
	}
	var ways []fyne.CanvasObject
	if m.dueOn != "" {
		ways = append(ways, widgets.Primary("promises.all", w.T("promises.all"), func() { m.listDueOn("") }))
	}
	ways = append(ways, widgets.NewButton("reminders", w.T("promises.reminders"), widgets.Outlined, func() { m.s.Beside(m.remindersPage()) }))
	if v.Width == shell.Narrow {
		ways = append(ways, widgets.NewButton("calendar", w.T("promises.calendar"), widgets.Outlined, func() { m.s.Push(m.monthPage()) }))
	}
	foot := widgets.Column(0, widgets.Rule(), widgets.Bar(widgets.Actions(ways...)))
	if v.Width != shell.Narrow {
		foot = widgets.Column(0, widgets.Pad(theme.Gap16, theme.Gap8, widgets.Small(w.T("promises.note"))), foot)
	}
	return widgets.Framed(head, rows, foot)
}

// dueOn are the payments promised for a day; "": for any.
func dueOn(list []Due, day string) []Due {
	if day == "" {
		return list
	}
	return slices.DeleteFunc(list, func(d Due) bool { return d.Date != day })
}

// listDueOn lists the promises of a day alone; "": all again.
func (m *Manager) listDueOn(day string) {
	m.dueOn, m.chosen = day, ""
	m.s.Rebuild()
}

// tapDay is a day of the calendar: it alone is listed, and tapped again all are. On a
// phone the list is the page before the calendar.
func (m *Manager) tapDay(day string, alone bool) {
	if day == m.dueOn {
		day = ""
	}
	if alone {
		m.s.Pop()
	}
	m.listDueOn(day)
}

// remindersPage are all reminders of the branch, with who has each.
func (m *Manager) remindersPage() *shell.Page {
	return reminding.List(m.s, m.k, false, m.name, m.Reload)
}

// monthPage is the calendar: it stands beside the list where there is room.
func (m *Manager) monthPage() *shell.Page {
	return &shell.Page{ID: "promises.month", Build: func(v shell.View) fyne.CanvasObject {
		head := m.s.Header(v, v.Words.T("promises.calendar"), "")
		if o := m.state(v); o != nil {
			return widgets.Framed(head, o, nil)
		}
		return widgets.Framed(head, widgets.NewScroll(widgets.Pad(0, theme.Gap8, m.month(v, m.branch.promises(m.now())))), nil)
	}}
}

// ladder is the house's; nil only where the program was made without one.
func (m *Manager) ladder() *dayplan.Policy {
	p, err := dayplan.ParsePolicy(assets.HousePlan())
	if err != nil {
		m.k.Device.Log.Warn("what follows a missed promise is not shown", "error", err)
		return nil
	}
	return &p
}

func (m *Manager) fillPromise(w *i18n.Words, l *widgets.Line, d *Due, i int, ladder *dayplan.Policy) {
	state := d.shown()
	l.ID, l.Title = "promise."+strconv.Itoa(i), w.Money(d.Amount, d.Of.Currency)+" · "+record.Who(d.Case)
	l.Mark = record.Date(w, d.Date)
	l.State, l.Sense = w.T("promises.state."+string(state)), senses[state]
	parts := []string{}
	if n := len(d.Of.Parts); n > 1 {
		parts = append(parts, w.T("promises.part_of", "n", d.N, "of", n))
	}
	if ladder != nil && (state == promise.Part || state == promise.Broken) && d.Case.Closed == nil {
		if latest := promise.Latest(d.Case, dayAt(d.Case, m.now()), promise.House()); latest.Visit == d.Of.Visit {
			if t, err := ladder.Treat(d.Case, dayAt(d.Case, m.now())); err == nil && w.Has("promises.next."+t.Step) {
				parts = append(parts, w.T("promises.next."+t.Step))
			}
		}
	}
	if d.Paid > 0 && state != promise.Kept {
		parts = append(parts, w.T("promises.came", "amount", w.Money(d.Paid, d.Of.Currency)))
	}
	if d.Visit != nil {
		parts = append(parts, w.T("promises.made", "who", m.name(d.Visit.Officer), "day", record.Date(w, d.Of.Made), "channel", record.Channel(w, d.Of.Channel)))
		l.Chosen = m.chosen == l.ID
		line, visit := l.ID, d.Visit.ID // rows are recycled: what is tapped must not read the line's id later
		l.OnTapped = func() {
			m.chosen = line
			m.s.Beside(m.visitPage(visit))
		}
	}
	l.Detail = strings.Join(parts, " · ")
}

// month is the calendar of one month, a week a row: how many payments of each day
// stand how.
func (m *Manager) month(v shell.View, list []Due) fyne.CanvasObject {
	w, first := v.Words, m.monthShown()
	signs := v.Width != shell.Wide // a seventh of the page has no room for words
	turn := func(id, label string, by int) fyne.CanvasObject {
		return widgets.NewButton(id, label, widgets.Outlined, func() {
			m.calendar = first.AddDate(0, by, 0)
			m.s.Rebuild()
		})
	}
	head := widgets.Row(theme.Gap8, turn("month.back", "‹", -1), widgets.Fill(widgets.Title(w.Month(first)).Centred()), turn("month.on", "›", 1))
	cells := make([]fyne.CanvasObject, 0, 49)
	for _, d := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		cells = append(cells, widgets.Small(w.T("officer.day."+d)))
	}
	for _, day := range weeksOf(first) {
		cells = append(cells, m.dayCell(v, list, day, first.Month(), signs))
	}
	side, gap := theme.Gap16, theme.Gap4
	if v.Width == shell.Narrow { // a seventh of a phone is hardly wider than a finger
		side, gap = theme.Gap4/2, theme.Gap4/2
	}
	month := widgets.Column(theme.Gap12, widgets.Pad(theme.Gap16, 0, head), widgets.Pad(side, 0, widgets.Grid(7, gap, cells...)))
	if signs {
		var legend []fyne.CanvasObject
		for _, s := range worstFirst {
			legend = append(legend, stateChip(s, w.T("promises.state."+string(s))))
		}
		month.Add(widgets.Pad(theme.Gap16, 0, widgets.Wrap(theme.Gap4, legend...)))
	}
	return month
}

// weeksOf are the days of the weeks a month touches, from a Monday to a Sunday: 28 to
// 42, of which the first and the last may be the neighbours'.
func weeksOf(first time.Time) []time.Time {
	var days []time.Time
	day, next := first.AddDate(0, 0, -(int(first.Weekday())+6)%7), first.AddDate(0, 1, 0)
	for day.Before(next) || len(days)%7 != 0 {
		days, day = append(days, day), day.AddDate(0, 0, 1)
	}
	return days
}

var worstFirst = []promise.State{promise.Broken, promise.Part, promise.Due, promise.Open, promise.Kept, promise.Replaced}

// monthShown is the first day of the month that is looked at: this one to begin with.
func (m *Manager) monthShown() time.Time {
	at := m.calendar
	if at.IsZero() {
		at = m.now()
	}
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// stateChip is how a payment stands in the calendar. Due and paid in part have one
// colour, and where there is no room for words a sign of its own tells them apart.
func stateChip(s promise.State, words string) *widgets.Box {
	if s == promise.Due {
		return widgets.SignChip(senses[s], "!", words)
	}
	return widgets.Chip(senses[s], words)
}

func (m *Manager) dayCell(v shell.View, list []Due, day time.Time, month time.Month, signs bool) fyne.CanvasObject {
	w, all := v.Words, 0
	date, number := day.Format(time.DateOnly), strconv.Itoa(day.Day())
	title, ground := widgets.NewText(number), theme.Surface
	if day.Month() != month { // dimmed, and whole: what is due on the first stands in this month's last week
		title, ground = widgets.Small(number), theme.Background
	}
	if date == m.today() {
		title = widgets.Strong("● " + number)
	}
	cell := widgets.Column(theme.Gap4, title)
	for _, s := range worstFirst {
		n := 0
		for i := range list {
			if list[i].Date == date && list[i].shown() == s {
				n++
			}
		}
		if all += n; n > 0 {
			words := strconv.Itoa(n)
			if !signs {
				words = w.T("promises.state." + string(s))
				if n > 1 {
					words += " " + strconv.Itoa(n)
				}
			}
			cell.Add(stateChip(s, words))
		}
	}
	spoken := record.Date(w, date) + " · " + w.N("promises.count", all)
	return widgets.NewCell("due."+date, spoken, ground, date == m.dueOn, cell, func() { m.tapDay(date, v.Width == shell.Narrow) })
}
