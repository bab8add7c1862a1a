package officer

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/reminding"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/fieldwork"
)

// Widths of the pane a list stands in beside its details; see shell.
const (
	paneMedium float32 = 320
	paneWide   float32 = 440
)

func (d *Day) todayPage() *shell.Page {
	d.reload()
	return &shell.Page{ID: "today", List: true, Build: d.buildToday, Detail: d.readyPage, Part: func() string { return d.search.Query },
		Keys: []shell.Key{{Name: fyne.KeyF3, About: "find.key", Do: func() { d.search.Start() }}}}
}

func (d *Day) pane(v shell.View) float32 {
	switch v.Width {
	case shell.Narrow:
		return d.shell.Size().Width
	case shell.Medium:
		return paneMedium
	}
	return paneWide
}

func (d *Day) buildToday(v shell.View) fyne.CanvasObject {
	d.fresh()
	w := v.Words
	top := d.todayHead
	if d.search.Open() {
		top = d.searchHead
	}
	head := widgets.Column(0, top(v), widgets.Rule())
	var body fyne.CanvasObject
	switch {
	case d.failed != nil:
		body = widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap16, trouble(w, d.failed, d.reload)))
	case !d.loaded:
		body = widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(w.T("common.loading")))
	case d.tour.length() == 0 && d.search.Query != "":
		body = d.nothingFound(v)
	case d.tour.length() == 0:
		body = d.emptyTour(v)
	default:
		body = d.tour.object(d.pane(v))
	}
	return widgets.Framed(head, body, d.todayFoot(v))
}

func (d *Day) todayHead(v shell.View) fyne.CanvasObject {
	w, now := v.Words, d.shell.Now()
	title := widgets.Row(theme.Gap12, widgets.Headline(w.T("section.today")).OneLine(), widgets.Fill(widgets.Muted(w.Date(now))), d.search.Button(w.T("find.key")))
	var about fyne.CanvasObject
	if !d.tight(v) {
		about = widgets.Muted(d.about(v))
	}
	return widgets.Pad(0, theme.Gap8, widgets.Column(theme.Gap4, widgets.Inset(theme.Gap16, theme.Gap4, 0, title),
		widgets.Pad(theme.Gap16, 0, widgets.Column(theme.Gap4, widgets.Wrap(theme.Gap4, append(d.pill(), d.checkinChip(w), d.unsaidChip(w))...), about))))
}

// tight reports that the tour needs the height: on a phone with large letters.
func (d *Day) tight(v shell.View) bool { return v.Width == shell.Narrow && d.large() }

// about is the tour in one line: with whom, how many, how many done.
func (d *Day) about(v shell.View) string {
	w := v.Words
	done, stopped := d.seen.tour.count()
	parts := []string{w.T("officer.today.alone")}
	if who := d.desk.Second(); !who.IsZero() {
		parts[0] = w.T("officer.today.crew", "name", d.name(who))
	}
	parts = append(parts, w.N("officer.today.stops", d.seen.tour.Planned))
	if done > 0 {
		parts = append(parts, w.N("officer.today.done", done))
	}
	if stopped > 0 {
		parts = append(parts, w.N("officer.today.stopped", stopped))
	}
	if d.seen.tour.Own {
		parts = append(parts, w.T("officer.replan.own"))
	}
	return strings.Join(parts, " · ")
}

func (d *Day) emptyTour(v shell.View) fyne.CanvasObject {
	w := v.Words
	parts := []fyne.CanvasObject{widgets.Title(w.T("officer.today.empty")), widgets.NewText(w.T("officer.today.empty_do"))}
	if at, err := time.Parse(time.DateOnly, d.seen.tour.Next); err == nil {
		parts = append(parts, widgets.Strong(w.T("officer.today.next", "day", w.Date(at))))
	}
	return widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap24, widgets.Column(theme.Gap12, parts...)))
}

// aside are the ways to what stands apart from the tour: promises of today, and
// the checks before and after it.
func (d *Day) aside(v shell.View, kind widgets.ButtonKind) []fyne.CanvasObject {
	w := v.Words
	way := func(id, label string, page func() *shell.Page) fyne.CanvasObject {
		return widgets.NewButton(id, label, kind, func() { d.shell.Beside(page()) })
	}
	list := []fyne.CanvasObject{way("tour.map", w.T("map.show"), d.mapPage)}
	if d.seen.tour.Own || len(d.seen.tour.left()) > 1 {
		list = append(list, way("replan", w.T("officer.replan.way"), d.replanPage))
	}
	if n := len(d.seen.tour.Promises); n > 0 {
		list = append(list, way("promises", w.N("officer.today.promises", n), d.promisesPage))
	}
	return append(list, way("ready", w.T("officer.today.ready"), d.readyPage), way("evening", w.T("officer.today.evening"), d.eveningPage))
}

// todayFoot leads to what stands apart, in one line: what does not fit beside the
// list stands behind a button for the rest. With large letters that button is
// alone, for the tour needs the height.
func (d *Day) todayFoot(v shell.View) fyne.CanvasObject {
	list := d.aside(v, widgets.Quiet)
	rest := widgets.NewButton("aside", v.Words.T("officer.today.aside"), widgets.Quiet, func() { d.shell.Beside(d.asidePage()) })
	switch {
	case d.large():
		list = []fyne.CanvasObject{rest}
	case v.Width == shell.Narrow:
		list = []fyne.CanvasObject{list[0], rest}
	default:
		list = oneLine(list, rest, d.pane(v)-2*theme.Gap8)
	}
	return widgets.Column(0, widgets.Rule(), d.returnedWay(v.Words), d.reminderWay(v.Words), widgets.Pad(theme.Gap8, theme.Gap4, widgets.Wrap(0, list...)))
}

// reminderWay leads to the reminders there are to make, in a line of its own: they have
// an hour, and must not be behind the button for the rest. nil: there is none.
func (d *Day) reminderWay(w *i18n.Words) fyne.CanvasObject {
	n := d.seen.tour.Reminders
	if n == 0 {
		return nil
	}
	return widgets.Pad(theme.Gap16, theme.Gap8, widgets.Wrap(0, widgets.NewButton("reminders", w.N("officer.today.reminders", n), widgets.Outlined, func() { d.shell.Beside(d.remindersPage()) })))
}

// oneLine is the list where it fits a width, else its first ones that do with rest
// behind them.
func oneLine(list []fyne.CanvasObject, rest *widgets.Button, width float32) []fyne.CanvasObject {
	needs := func(some []fyne.CanvasObject) (w float32) {
		for _, o := range some {
			w += o.(*widgets.Button).NaturalWidth() // with air of its own
		}
		return w
	}
	if needs(list) <= width {
		return list
	}
	for len(list) > 1 && needs(list)+rest.NaturalWidth() > width {
		list = list[:len(list)-1]
	}
	return append(slices.Clip(list), rest)
}

func (d *Day) asidePage() *shell.Page {
	return &shell.Page{ID: "aside", Build: func(v shell.View) fyne.CanvasObject {
		parts := append([]fyne.CanvasObject{widgets.NewText(d.about(v))}, d.aside(v, widgets.Outlined)...)
		return widgets.Framed(d.shell.Header(v, v.Words.T("officer.today.aside"), ""), d.scroll("aside", parts...), nil)
	}}
}

// choose opens what a row stands for: the visit that was left open, or the case.
func (d *Day) choose(s *stop) {
	if !s.Draft.IsZero() {
		d.resume(s)
		return
	}
	d.shell.Beside(d.casePage(s.Case))
	d.tour.refresh()
}

func (d *Day) resume(s *stop) {
	k, visit := d.desk, s.Draft
	shell.Do(d.shell.Run, func(ctx context.Context) (*fieldwork.Visit, error) { return k.Officer.Resume(ctx, visit) },
		func(v *fieldwork.Visit, err error) {
			if err != nil {
				d.reload()
				d.shell.Tell(d.words().T("common.failed", "why", err.Error()), "", nil, told)
				return
			}
			d.hooks.ResumeVisit(k, v)
		})
}

// told is how long a short message stands.
const told = 6 * time.Second

func (d *Day) promisesPage() *shell.Page {
	return &shell.Page{ID: "promises", Build: func(v shell.View) fyne.CanvasObject {
		parts := []fyne.CanvasObject{widgets.NewText(v.Words.T("officer.promises.about"))}
		for _, p := range d.seen.tour.Promises {
			name := p.Name
			if name == "" {
				name = v.Words.T("officer.today.nameless")
			}
			parts = append(parts, widgets.Card(widgets.Strong(name), widgets.NewText(dueWords(v.Words, p, d.shell.Now().Format(time.DateOnly)))))
		}
		return widgets.Framed(d.shell.Header(v, v.Words.T("officer.promises.title"), ""), d.scroll("promises", parts...), nil)
	}}
}

// remindersPage are the reminders this officer is to make.
func (d *Day) remindersPage() *shell.Page {
	return reminding.List(d.shell, d.desk, true, d.name, d.reload)
}

// dueWords say when a payment is due, and until when nobody goes.
func dueWords(w *i18n.Words, p due, today string) string {
	day := func(s string) string {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return s
		}
		return w.Date(t)
	}
	switch {
	case p.Date == today:
		return w.T("officer.promises.today")
	case p.Date > today:
		return w.T("officer.promises.tomorrow")
	}
	return w.T("officer.promises.grace", "day", day(p.Date), "until", day(p.Until))
}
