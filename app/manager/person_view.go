package manager

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
	"fairvisit/visits/rules"
)

// personPage is what the roster says of one officer, and changes it.
func (m *Manager) personPage(who evidence.ID) *shell.Page {
	return &shell.Page{ID: "roster.person", Build: func(v shell.View) fyne.CanvasObject {
		w, p := v.Words, m.roster.person(who)
		back := widgets.NewButton("person.back", w.T("common.back"), widgets.Outlined, func() { m.s.Pop() })
		if p == nil {
			return body(m.s.Header(v, w.T("section.roster"), ""), empty(w.T("roster.left")), widgets.Foot(widgets.Actions(back)))
		}
		if m.branch.rosterKept.forgotten[who] {
			return body(m.s.Header(v, p.Name, ""), widgets.Notice(theme.WarningGround, widgets.Strong(w.T("roster.forgotten", "who", p.Name)), widgets.NewText(w.T("roster.forgotten_what"))), widgets.Foot(widgets.Actions(back)))
		}
		cards := []fyne.CanvasObject{m.absenceCard(w, p), m.partnerCard(w, p), m.shiftCard(w, p), m.skillsCard(w, p)}
		return body(m.s.Header(v, p.Name, w.T("roster.on", "day", record.Date(w, m.rosterOn))), widgets.Columns(360, theme.Gap12, cards...), widgets.Foot(widgets.Actions(back)))
	}}
}

// changePerson changes what the roster says of somebody.
func (m *Manager) changePerson(who evidence.ID, change func(p *dayplan.Person)) {
	m.changeRoster(func(r *roster) {
		if p := r.person(who); p != nil {
			change(p)
		}
	})
}

// changePair changes what the roster says of two people. One of them may have left
// while the page stood open: then nothing is changed.
func (m *Manager) changePair(who, with evidence.ID, change func(r *roster, one, other *dayplan.Person)) {
	if m.roster.person(who) == nil || m.roster.person(with) == nil {
		m.s.Rebuild()
		return
	}
	m.changeRoster(func(r *roster) { change(r, r.person(who), r.person(with)) })
}

// absenceCard says when somebody is not there: from now on, on the day that is
// looked at, or for longer.
func (m *Manager) absenceCard(w *i18n.Words, p *dayplan.Person) fyne.CanvasObject {
	day, who := m.rosterOn, p.ID
	rows := append([]fyne.CanvasObject{widgets.Title(w.T("roster.absence"))}, m.leaveRows(w, p)...)
	if p.Off != "" && p.OffOn == day {
		rows = append(rows, widgets.NewText(w.T("roster.off.gone", "from", p.Off)), widgets.Wrap(theme.Gap8, widgets.NewButton("here", w.T("roster.here"), widgets.Outlined, func() {
			m.changePerson(who, func(p *dayplan.Person) { p.Off, p.OffOn = "", "" })
		})))
	}
	var buttons []fyne.CanvasObject
	if day == m.today() && (p.Off == "" || p.OffOn != day) {
		now := m.now().Format("15:04")
		buttons = append(buttons, widgets.NewButton("gone", w.T("roster.gone_now", "now", now), widgets.Outlined, func() {
			m.changePerson(who, func(p *dayplan.Person) { p.Off, p.OffOn = now, day })
			m.s.PopTo("roster") // what is lost by it stands there
		}))
	}
	if !slices.ContainsFunc(p.Leave, func(l dayplan.Days) bool { return l.From <= day && day <= l.Until }) {
		buttons = append(buttons, widgets.NewButton("leave", w.T("roster.leave_from"), widgets.Outlined, func() { m.s.Push(m.leavePage(who, dayplan.Days{})) }))
	}
	if len(rows) == 1 {
		rows = append(rows, widgets.Muted(w.T("roster.is_there")))
	}
	return widgets.Card(append(rows, widgets.Wrap(theme.Gap8, buttons...))...)
}

func dayAfter(day string, days int) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return d.AddDate(0, 0, days).Format(time.DateOnly)
}

// partnerCard says with whom somebody goes, and changes it: from the day on, for
// that day, or the whole day with somebody else's.
func (m *Manager) partnerCard(w *i18n.Words, p *dayplan.Person) fyne.CanvasObject {
	said := w.T("roster.no_partner")
	switch {
	case p.With != "" && p.Since != "":
		said = w.T("roster.partner_since", "who", p.With, "day", record.Date(w, p.Since))
	case p.With != "":
		said = w.T("roster.partner", "who", p.With)
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("roster.with")), widgets.NewText(said)}
	for _, c := range m.crewsOn(m.rosterOn) {
		if other := c.other(p.ID); !other.IsZero() {
			rows = append(rows, widgets.Muted(w.T("roster.that_day", "who", m.name(other))))
		}
	}
	pick := func(id, title, why string, chosen func(*roster, *dayplan.Person, *dayplan.Person)) *widgets.Button {
		return widgets.NewButton(id, w.T(title), widgets.Outlined, func() { m.s.Push(m.choosePerson(p.ID, title, why, chosen)) })
	}
	rows = append(rows, widgets.Wrap(theme.Gap8,
		pick("partner.day", "roster.pair_day", "roster.pair_day_why", func(r *roster, one, other *dayplan.Person) { r.pair(one, other, m.rosterOn) }),
		pick("partner", "roster.pair", "roster.pair_why", func(r *roster, one, other *dayplan.Person) { r.partner(one, other, m.rosterOn, m.today()) }),
		pick("swap", "roster.swap", "roster.swap_why", func(r *roster, one, other *dayplan.Person) {
			r.Swaps = append(r.Swaps, dayplan.Swap{Day: m.rosterOn, One: one.Name, Other: other.Name})
			m.s.PopTo("roster") // it waits there for a yes
		})))
	return widgets.Card(rows...)
}

// other is who goes with somebody of the crew; zero for who is not of it.
func (c Crew) other(who evidence.ID) evidence.ID {
	switch who {
	case c.First:
		return c.Second
	case c.Second:
		return c.First
	}
	return evidence.ID{}
}

// choosePerson asks for a colleague, those who have nobody to go with first.
func (m *Manager) choosePerson(who evidence.ID, title, why string, chosen func(r *roster, one, other *dayplan.Person)) *shell.Page {
	return &shell.Page{ID: "roster.choose", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		away, free := m.away(m.rosterOn), m.goesAlone(m.rosterOn)
		var first, rest []fyne.CanvasObject
		for i := range m.roster.People {
			p := &m.roster.People[i]
			if p.ID == who {
				continue
			}
			single := slices.ContainsFunc(free, func(o visits.Person) bool { return o.ID == p.ID })
			detail := ""
			if o, is := away[p.ID]; is {
				detail = m.absence(w, m.rosterOn, p.ID, o)
			} else if single {
				detail = w.T("roster.is_free")
			} else {
				detail = m.goesNow(w, who, p.ID, title != "roster.swap")
			}
			answer := widgets.NewAnswer(widgets.Option{Code: p.ID.String(), Label: p.Name, Detail: detail}, false, func() {
				m.s.Pop()
				m.changePair(who, p.ID, chosen)
			})
			if single {
				first = append(first, answer)
			} else {
				rest = append(rest, answer)
			}
		}
		back := widgets.NewButton("choose.back", w.T("common.cancel"), widgets.Outlined, func() { m.s.Pop() })
		return body(m.s.Header(v, w.T(title), w.T(why)), widgets.Column(theme.Gap12, append(first, rest...)...), widgets.Foot(widgets.Actions(back)))
	}}
}

// goesNow says in which crew somebody goes on the roster's day, and, where who chooses
// them takes them from it, whom the choice leaves with nobody: their partner, and the
// partner of who chooses.
func (m *Manager) goesNow(w *i18n.Words, who, chosen evidence.ID, takes bool) string {
	var with, left evidence.ID
	mark := ""
	for _, c := range m.crewsOn(m.rosterOn) {
		if other := c.other(chosen); !other.IsZero() {
			with, mark = other, m.name(c.First)+" + "+m.name(c.Second)
		}
		if other := c.other(who); !other.IsZero() {
			left = other
		}
	}
	switch {
	case with.IsZero():
		return ""
	case with == who:
		return w.T("roster.goes_already", "who", m.name(who))
	case !takes:
		return w.T("roster.goes_in", "crew", mark)
	case left.IsZero():
		return w.T("roster.leaves_one", "crew", mark, "one", m.name(with))
	}
	return w.T("roster.leaves_two", "crew", mark, "one", m.name(with), "other", m.name(left))
}

// shiftCard is a person's own hours and days of the week.
func (m *Manager) shiftCard(w *i18n.Words, p *dayplan.Person) fyne.CanvasObject {
	who, own := p.ID, p.Shift != (dayplan.Hours{}) || len(p.Workdays) > 0
	said, days := w.T("roster.shift_usual"), m.roster.Week()
	if own {
		said = w.T("roster.shift_own")
	}
	if len(p.Workdays) > 0 {
		days = p.Workdays
	}
	hours := m.roster.Shift
	if p.Shift != (dayplan.Hours{}) {
		hours = p.Shift
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("roster.shift")), widgets.NewText(said)}
	rows = append(rows, m.hoursRows(w, hours, days, func(h dayplan.Hours, days []string) {
		m.changePerson(who, func(p *dayplan.Person) { p.Shift, p.Workdays = h, days })
	})...)
	if own {
		rows = append(rows, widgets.Wrap(theme.Gap8, widgets.NewButton("shift.usual", w.T("roster.as_usual"), widgets.Outlined, func() {
			m.changePerson(who, func(p *dayplan.Person) { p.Shift, p.Workdays = dayplan.Hours{}, nil })
		})))
	}
	return widgets.Card(rows...)
}

// hoursRows are steppers of half an hour, and the days of the week.
func (m *Manager) hoursRows(w *i18n.Words, h dayplan.Hours, days []string, set func(dayplan.Hours, []string)) []fyne.CanvasObject {
	step := func(id string, from, until int) *widgets.Button {
		next := dayplan.Hours{From: halfHours(h.From, from), Until: halfHours(h.Until, until)}
		return widgets.NewButton(id, w.T("roster."+id), widgets.Outlined, func() { set(next, slices.Clone(days)) }).Lock(next.From >= next.Until || next == h)
	}
	rows := []fyne.CanvasObject{widgets.Strong(h.From + "–" + h.Until),
		widgets.Wrap(theme.Gap8, step("from.earlier", -1, 0), step("from.later", 1, 0), step("until.earlier", 0, -1), step("until.later", 0, 1))}
	var week []fyne.CanvasObject
	for _, d := range weekdays {
		on := slices.Contains(days, d)
		next := slices.DeleteFunc(slices.Clone(days), func(x string) bool { return x == d })
		if !on {
			next = append(next, d)
		}
		label := w.T("roster.weekday." + d)
		if on {
			label = "✓ " + label
		}
		week = append(week, widgets.NewButton("day."+d, label, widgets.Outlined, func() { set(h, next) }).Lock(len(next) == 0))
	}
	return append(rows, widgets.Wrap(theme.Gap8, week...))
}

// halfHours moves a time of the day, within the day.
func halfHours(at string, by int) string {
	t, err := time.Parse("15:04", at)
	if err != nil {
		return at
	}
	next := t.Add(time.Duration(by) * 30 * time.Minute)
	if next.Day() != t.Day() {
		return at
	}
	return next.Format("15:04")
}

// skillsCard is what somebody speaks and can, and the papers headquarters gave.
func (m *Manager) skillsCard(w *i18n.Words, p *dayplan.Person) fyne.CanvasObject {
	who := p.ID
	toggles := func(kind string, all, have []string, label func(string) string, set func(p *dayplan.Person, list []string)) fyne.CanvasObject {
		var row []fyne.CanvasObject
		for i, one := range all {
			is := func(x string) bool { return x == one || kind == "language" && dayplan.SameLanguage(x, one) }
			on := slices.ContainsFunc(have, is)
			row = append(row, toggle(kind+"."+strconv.Itoa(i), label(one), on, func() {
				next := slices.DeleteFunc(slices.Clone(have), is)
				if !on {
					next = append(next, one)
				}
				m.changePerson(who, func(p *dayplan.Person) { set(p, next) })
			}))
		}
		return widgets.Wrap(theme.Gap8, row...)
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("roster.languages")),
		toggles("language", m.languages(), p.Languages, func(code string) string { return language(w, code) }, func(p *dayplan.Person, l []string) { p.Languages = l })}
	if len(m.roster.Needs) > 0 {
		var skills []string
		for _, n := range m.roster.Needs {
			skills = append(skills, n.Skill)
		}
		rows = append(rows, widgets.Title(w.T("roster.skills")), toggles("skill", skills, p.Skills, func(s string) string { return s }, func(p *dayplan.Person, l []string) { p.Skills = l }))
	}
	rows = append(rows, widgets.Title(w.T("roster.papers")))
	for _, c := range p.Papers {
		said, over := m.paperSaid(w, c, m.rosterOn)
		if over {
			rows = append(rows, widgets.Wrap(theme.Gap4, widgets.Chip(widgets.Danger, said)))
		} else {
			rows = append(rows, widgets.NewText(said))
		}
	}
	if len(p.Papers) == 0 {
		rows = append(rows, widgets.NewText(w.T("roster.no_papers")))
	}
	return widgets.Card(append(rows, widgets.Muted(w.T("roster.papers_from")))...)
}

// languages are those that debtors of the branch speak, and the two of this app, each
// once however files write it.
func (m *Manager) languages() []string {
	list := []string{"zh-Hans", "en"}
	for i := range m.branch.Cases {
		if words := m.branch.Cases[i].Words; words != nil && len(words.Parties) > 0 {
			l := words.Parties[0].Language
			if l != "" && !slices.ContainsFunc(list, func(have string) bool { return dayplan.SameLanguage(have, l) }) {
				list = append(list, l)
			}
		}
	}
	slices.Sort(list[2:])
	return list
}

func language(w *i18n.Words, code string) string {
	if key := "roster.language." + strings.ToLower(code); w.Has(key) {
		return w.T(key)
	}
	return code
}

func paper(w *i18n.Words, kind string) string {
	if key := "roster.paper." + kind; w.Has(key) {
		return w.T(key)
	}
	return kind
}

// paperSaid says until when a certificate holds, and whether it is over on a day.
func (m *Manager) paperSaid(w *i18n.Words, c rules.Certificate, day string) (string, bool) {
	until := time.UnixMicro(c.Until).In(m.now().Location())
	key, over := "roster.paper", until.Format(time.DateOnly) < day
	if over {
		key = "roster.paper_over"
	}
	return w.T(key, "kind", paper(w, c.Kind), "day", w.YearDay(until)), over
}

// usualPage is what holds for everybody of whom nothing else is said, and which
// products take a skill.
func (m *Manager) usualPage() *shell.Page {
	return &shell.Page{ID: "roster.usual", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		rows := []fyne.CanvasObject{widgets.Title(w.T("roster.shift")), widgets.NewText(w.T("roster.usual_why"))}
		rows = append(rows, m.hoursRows(w, m.roster.Shift, m.roster.Week(), func(h dayplan.Hours, days []string) {
			m.changeRoster(func(r *roster) { r.Shift, r.Workdays = h, days })
		})...)
		cards := []fyne.CanvasObject{widgets.Card(rows...), m.breakCard(w)}
		needs := []fyne.CanvasObject{widgets.Title(w.T("roster.needs")), widgets.NewText(w.T("roster.needs_why"))}
		var products []fyne.CanvasObject
		for i, product := range m.products() {
			at := slices.IndexFunc(m.roster.Needs, func(n dayplan.Need) bool { return n.Product == product })
			products = append(products, toggle("need."+strconv.Itoa(i), product, at >= 0, func() {
				m.changeRoster(func(r *roster) {
					if at >= 0 {
						r.Needs = slices.Delete(r.Needs, at, at+1)
					} else {
						r.Needs = append(r.Needs, dayplan.Need{Product: product, Skill: product})
					}
				})
			}))
		}
		if len(products) > 0 {
			cards = append(cards, widgets.Card(append(needs, widgets.Wrap(theme.Gap8, products...))...))
		}
		back := widgets.NewButton("usual.back", w.T("common.back"), widgets.Outlined, func() { m.s.Pop() })
		return body(m.s.Header(v, w.T("roster.usual"), ""), widgets.Columns(360, theme.Gap12, cards...), widgets.Foot(widgets.Actions(back)))
	}}
}

// productsShown is how many products can be given a skill: a bank has a handful.
const productsShown = 30

// products are those of the branch's cases, by name.
func (m *Manager) products() []string {
	var list []string
	for i := range m.branch.Cases {
		if words := m.branch.Cases[i].Words; words != nil && words.Product != "" && !slices.Contains(list, words.Product) && len(list) < productsShown {
			list = append(list, words.Product)
		}
	}
	slices.Sort(list)
	return list
}
