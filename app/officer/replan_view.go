package officer

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/plan"
)

// replanPage shows the rest of the day in the order that was found, and what it
// changes. Nothing is changed before it is taken.
func (d *Day) replanPage() *shell.Page {
	d.replan()
	return &shell.Page{ID: "replan", Build: d.buildReplan, Left: func() { d.replanned = nil }}
}

func (d *Day) buildReplan(v shell.View) fyne.CanvasObject {
	w, r := v.Words, d.replanned
	title := w.T("officer.replan.title")
	if d.large() {
		title = w.T("officer.replan.way")
	}
	head := d.shell.Header(v, title, "")
	keep := widgets.NewButton("replan.keep", w.T("officer.replan.keep"), widgets.Outlined, func() { d.shell.Pop() })
	var planned fyne.CanvasObject
	if d.seen.tour.Own {
		planned = widgets.NewButton("replan.planned", w.T("officer.replan.planned"), widgets.Outlined, func() { d.keepOrder(ownOrder{}) })
	}
	switch {
	case r == nil || r.running:
		return widgets.Framed(head, d.scroll("replan", widgets.NewText(w.T("officer.replan.looking"))), nil)
	case r.err != nil:
		return widgets.Framed(head, d.scroll("replan", trouble(w, r.err, d.replan)), d.foot("", planned, keep))
	case len(r.stops) == 0:
		return widgets.Framed(head, d.scroll("replan", widgets.NewText(w.T("officer.replan.none"))), d.foot("", planned, keep))
	}
	parts := []fyne.CanvasObject{d.replanSummary(w, r), waysWorry(w, r)}
	for i, c := range r.found.Stops {
		parts = append(parts, d.replanRow(w, r, i, &c))
	}
	for _, id := range r.found.Late {
		s := r.stops[id]
		parts = append(parts, widgets.Card(widgets.Strong(d.replanWho(w, &s)), widgets.Wrap(theme.Gap8, widgets.Chip(widgets.Danger, w.T("officer.replan.late")))))
	}
	parts = append(parts, d.waysCard(w, r))
	if !r.found.Changed {
		return widgets.Framed(head, d.scroll("replan", parts...), d.foot("", planned, keep))
	}
	take := widgets.Primary("replan.take", w.T("officer.replan.take"), func() { d.keepOrder(r.order) })
	return widgets.Framed(head, d.scroll("replan", parts...), d.foot("", planned, keep, take))
}

// replanSummary says from where, and what is won.
func (d *Day) replanSummary(w *i18n.Words, r *replanning) fyne.CanvasObject {
	from := w.T("officer.replan.from_first", "time", w.Clock(r.at))
	switch {
	case r.from == nil:
	case r.from.Street == "": // a stop took the address away meanwhile
		from = w.T("officer.replan.from_last", "time", w.Clock(r.at))
	default:
		from = w.T("officer.replan.from", "street", r.from.Street, "time", w.Clock(r.at))
	}
	lines := []fyne.CanvasObject{}
	switch {
	case !r.found.Changed:
		lines = append(lines, widgets.Strong(w.T("officer.replan.same")))
	case r.found.Missed > 0:
		lines = append(lines, widgets.Strong(w.N("officer.replan.saves", r.found.Missed)))
	case r.found.Minutes > 0:
		lines = append(lines, widgets.Strong(w.N("officer.replan.wins", r.found.Minutes)))
	}
	lines = append(lines, widgets.NewText(from))
	if r.found.Changed {
		lines = append(lines, widgets.NewText(w.T("officer.replan.local")))
	}
	return widgets.Card(append(lines, widgets.Muted(w.T("officer.replan.about")))...)
}

func (d *Day) replanWho(w *i18n.Words, s *stop) string {
	name := s.Name
	if name == "" {
		name = w.T("officer.today.nameless")
	}
	if s.Street == "" {
		return name
	}
	return name + " · " + s.Street
}

// replanRow is one stop: its new number, when about, and where it stood.
func (d *Day) replanRow(w *i18n.Words, r *replanning, i int, c *plan.RestCall) fyne.CanvasObject {
	s := r.stops[c.Case]
	y, m, day := r.at.Date()
	begin := time.Date(y, m, day, 0, 0, int(c.Begin), 0, r.at.Location()).In(zoneOf(s.Zone))
	number := s.Number
	if r.found.Changed {
		number = r.begun + i + 1
	}
	var moved fyne.CanvasObject
	if r.found.Changed && c.Was != i { // a stop that is left out moves the others up, and none of them moved
		moved = widgets.Chip(widgets.Accent, w.T("officer.replan.was", "n", s.Number))
	}
	return widgets.Card(widgets.Row(theme.Gap12, widgets.Strong(strconv.Itoa(number)), widgets.Fill(widgets.Strong(d.replanWho(w, &s)))),
		widgets.Wrap(theme.Gap8, widgets.Muted(w.T("officer.replan.at", "time", w.Clock(begin))), moved))
}
