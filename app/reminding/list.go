package reminding

import (
	"cmp"
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/promise"
	"fairvisit/visits/remind"
)

// task is one line: a payment somebody is to be reminded of.
type task struct {
	remind.Task
	c    *visits.Case
	ways []remind.Way
	mine bool // to be made by who is at the desk
}

// Mine are the reminders of cases that a person is to make.
func Mine(cases []visits.Case, me evidence.ID) int {
	n := 0
	for i := range cases {
		n += len(remind.GivenTo(&cases[i], me))
	}
	return n
}

// List is the page of reminders: of all cases here, or of mine alone. name tells an
// officer's name, done is called when something was said of one.
func List(s *shell.Shell, k *desk.Desk, mine bool, name func(evidence.ID) string, done func()) *shell.Page {
	var tasks []task
	var failed error
	loaded := false
	load := func() {
		shell.Do(s.Run, func(ctx context.Context) ([]task, error) { return tasksOf(ctx, k, mine) }, func(list []task, err error) {
			tasks, failed, loaded = list, err, true
			s.Rebuild()
		})
	}
	load()
	return &shell.Page{ID: "reminders", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		head := s.Header(v, w.T("remind.list"), "")
		switch {
		case failed != nil:
			return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, widgets.NewText(w.T("common.failed", "why", failed.Error()))), nil)
		case !loaded:
			return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(w.T("common.loading"))), nil)
		case len(tasks) == 0:
			return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(w.T("remind.none"))), nil)
		}
		about := w.T("remind.about.branch")
		if mine {
			about = w.T("remind.about.mine")
		}
		rows := widgets.Lines(len(tasks), func(i int, l *widgets.Line) {
			t := &tasks[i]
			t.fill(w, l, k.Device.Now(), name)
			task := *t // rows are recycled
			l.OnTapped = func() {
				if !task.mine {
					s.Push(task.page(s, k, name))
					return
				}
				s.Push(Page(s, k, task.c.ID, task.Claim.Reminder, func() {
					load()
					done()
				}))
			}
		})
		return widgets.Framed(head, rows, widgets.Pad(theme.Gap16, theme.Gap8, widgets.Small(about)))
	}}
}

// page tells of a reminder that is somebody else's: who has it, and the ways there are.
func (t *task) page(s *shell.Shell, k *desk.Desk, name func(evidence.ID) string) *shell.Page {
	return &shell.Page{ID: "reminder." + t.c.ID.Short(), Build: func(v shell.View) fyne.CanvasObject {
		w, now := v.Words, k.Device.Now()
		var l widgets.Line
		t.fill(w, &l, now, name)
		parts := []fyne.CanvasObject{widgets.Strong(l.Title).Sized(theme.Answer), widgets.NewText(w.T("remind.for", "day", l.Mark)), widgets.Wrap(theme.Gap8, widgets.Chip(l.Sense, l.State))}
		if t.Claim != nil && t.Claimed(now) && !t.Claim.Officer.IsZero() {
			parts = append(parts, widgets.NewText(w.T("remind.by", "name", name(t.Claim.Officer))))
		}
		for i := range t.ways {
			parts = append(parts, wayLine(w, &t.ways[i], now, record.Zone(t.c)))
		}
		return widgets.Framed(s.Header(v, w.T("remind.title"), ""), widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(0, widgets.Card(parts...)))), nil)
	}}
}

func tasksOf(ctx context.Context, k *desk.Desk, mine bool) ([]task, error) {
	cases, err := k.Cases(ctx)
	if err != nil {
		return nil, err
	}
	var list []task
	now := k.Device.Now()
	for i := range cases {
		for _, t := range tasksIn(&cases[i], now, k.Me(), mine) {
			if t.mine || !t.Claimed(now) {
				if t.ways, err = k.Officer.ReminderWays(ctx, t.c, &t.Task); err != nil {
					return nil, err
				}
			}
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b task) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), slices.Compare(a.c.ID[:], b.c.ID[:]))
	})
	return list, nil
}

// tasksIn are those of one case: what a person was given, and unless it is mine alone
// the payments that somebody is to be reminded of besides.
func tasksIn(c *visits.Case, now int64, me evidence.ID, mine bool) []task {
	var list []task
	for _, g := range remind.GivenTo(c, me) {
		list = append(list, task{Task: g, c: c, mine: true})
	}
	if mine {
		return list
	}
	for _, r := range remind.Of(c, now, promise.House()) {
		if r.Claim == nil || r.Claim.Result != "" || r.Claim.Officer != me {
			list = append(list, task{Task: r, c: c})
		}
	}
	return list
}

func (t *task) fill(w *i18n.Words, l *widgets.Line, now int64, name func(evidence.ID) string) {
	l.ID, l.Title, l.Mark = "reminder."+t.c.ID.Short()+"."+t.Date, nameOf(w, t.c), record.Date(w, t.Date)
	state, sense := "open", widgets.Warning
	if k := t.Claim; k != nil && (t.mine || t.Claimed(now) || k.Result != "") {
		switch {
		case k.Result != "":
			state = k.Result
		case k.Officer.IsZero():
			state = "taken"
		default:
			state = "given"
		}
		if t.Claimed(now) {
			sense = widgets.Accent
		}
	}
	l.State, l.Sense = w.T("remind.state."+state), sense
	var parts []string
	if state == "given" && !t.mine {
		parts = append(parts, w.T("remind.by", "name", name(t.Claim.Officer)))
	}
	for i := range t.ways {
		if x := &t.ways[i]; !t.mine || x.Channel != visits.ReminderWays[0] { // a message goes out at headquarters
			parts = append(parts, wayText(w, x, now, record.Zone(t.c)))
		}
	}
	l.Detail = joined(w, parts)
}
