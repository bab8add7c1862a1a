package headquarters

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

func (h *Headquarters) toursPage() *shell.Page {
	return &shell.Page{ID: "tours", List: true, Build: h.buildTours, Part: func() string { return h.tours.day },
		Keys: []shell.Key{{Name: fyne.KeyR, About: "hq.key.reload", Do: h.loadTours}}}
}

func (h *Headquarters) buildTours(v shell.View) fyne.CanvasObject {
	w, t := v.Words, h.tours
	sub, days := "", []fyne.CanvasObject{}
	if t.read != nil {
		sub = w.N("tours.officers", len(t.read.Tours))
		step := func(id, label, day string) {
			days = append(days, widgets.NewButton(id, label, widgets.Outlined, func() { h.showTours(day) }).Lock(day == ""))
		}
		step("tours.earlier", w.T("tours.earlier"), t.read.Earlier)
		step("tours.later", w.T("tours.later"), t.read.Later)
	}
	head := widgets.Column(0, h.s.Header(v, record.Date(w, t.day), sub),
		widgets.Pad(theme.Gap16, 0, widgets.Wrap(theme.Gap8, days...)), widgets.Pad(0, theme.Gap8, widgets.Rule()))
	switch {
	case t.err != nil:
		return widgets.Framed(head, trouble(w, t.err, h.loadTours), nil)
	case t.read == nil:
		return widgets.Framed(head, padded(w.T("common.loading")), nil)
	case len(t.read.Tours) == 0:
		return widgets.Framed(head, padded(w.T("tours.none")), nil)
	}
	return widgets.Framed(head, widgets.Lines(len(t.read.Tours), func(i int, line *widgets.Line) {
		one := &t.read.Tours[i]
		s := h.tourState(one)
		line.ID, line.Title = "tour."+one.Officer.String(), record.Person(w, t.read.Name(one.Officer), one.Officer)
		line.State, line.Sense = w.T("tours.state."+s.key), s.sense
		line.Detail = h.tourDetail(w, one)
		line.Chosen = one.Officer == t.chosen
		line.OnTapped = func() { h.openTour(one.Officer) }
	}), nil)
}

// tourDetail is when a day began and ended, and how many visits it had.
func (h *Headquarters) tourDetail(w *i18n.Words, l *fieldsync.TourLine) string {
	var list []string
	if l.Ready != nil {
		list = append(list, w.T("tours.ready", "at", h.tourAt(w, l, l.Ready.At)))
	}
	if l.Ended != nil {
		list = append(list, w.T("tours.ended", "at", h.tourAt(w, l, l.Ended.At)))
	}
	return strings.Join(append(list, w.N("tours.visits", l.Visits)), " · ")
}

func (h *Headquarters) tourAt(w *i18n.Words, l *fieldsync.TourLine, micro int64) string {
	at, now := h.tourMoment(l, micro)
	if at.Format(time.DateOnly) == l.Day {
		return w.Clock(at) // the day stands above it
	}
	return w.Moment(at, now)
}

func (h *Headquarters) tourPage() *shell.Page {
	return &shell.Page{ID: "tour", Part: func() string { return h.tours.day + h.tours.chosen.String() }, Build: h.buildTour}
}

func (h *Headquarters) buildTour(v shell.View) fyne.CanvasObject {
	w, l := v.Words, h.tours.tour()
	if l == nil { // read again, and headquarters has it no more
		return widgets.Framed(h.s.Header(v, w.T("section.tours"), ""), padded(w.T("tours.none")), nil)
	}
	s := h.tourState(l)
	parts := widgets.Column(theme.Gap12, chip(s.sense, w.T("tours.state."+s.key)), h.readyCard(w, l), h.endedCard(w, l), h.cashCard(w, l))
	name := record.Person(w, h.tours.read.Name(l.Officer), l.Officer)
	return widgets.Framed(h.s.Header(v, name, record.Date(w, l.Day)), widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, parts)), nil)
}

// readyCard is what was so before the tour, as the officer's device wrote it.
func (h *Headquarters) readyCard(w *i18n.Words, l *fieldsync.TourLine) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("officer.ready.title"))}
	r := l.Ready
	if r == nil {
		return widgets.Card(append(rows, widgets.NewText(w.T("tours.ready_unsaid")))...)
	}
	if less := record.Unready(w, r); len(less) > 0 {
		rows = append(rows, widgets.Colored(i18n.Begin(strings.Join(less, w.T("officer.list_sign"))), theme.Warning))
	}
	fact := func(key, value string) { rows = append(rows, record.Fact(w.T("tours."+key), value)) }
	fact("said", h.tourAt(w, l, r.At))
	if !r.Second.IsZero() {
		fact("second", record.Person(w, h.tours.read.Name(r.Second), r.Second))
	}
	fact("planned", w.N("tours.stops", r.Stops))
	if r.Age >= 0 {
		fact("heard", w.Age(time.Duration(r.Age)*time.Microsecond))
	}
	if r.Battery != nil {
		fact("battery", w.T("day.battery.said", "n", *r.Battery))
	}
	if r.Free >= 0 {
		fact("free", w.Bytes(r.Free))
	}
	rows = append(rows, widgets.NewText(record.Carried(w, r.Carried)))
	if r.Sound != "" {
		rows = append(rows, record.Fact(w.T("day.sound.title"), record.Recording(w, r.Sound)))
	}
	return widgets.Card(rows...)
}

// endedCard is what was so when the tour was over. What was on the tablet alone then
// may have come in since.
func (h *Headquarters) endedCard(w *i18n.Words, l *fieldsync.TourLine) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("officer.evening.title"))}
	e := l.Ended
	if e == nil {
		return widgets.Card(append(rows, widgets.NewText(w.T("tours.end_unsaid")), record.Fact(w.T("tours.held"), w.N("tours.visits", l.Visits)))...)
	}
	rows = append(rows, record.Fact(w.T("tours.said"), h.tourAt(w, l, e.At)))
	if e.First != 0 {
		rows = append(rows, widgets.NewText(w.T("day.hours.said", "first", h.tourAt(w, l, e.First), "last", h.tourAt(w, l, e.Last))))
	}
	rows = append(rows, record.Fact(w.T("tours.done"), w.N("tours.visits", e.Done)), record.Fact(w.T("tours.held"), w.N("tours.visits", l.Visits)),
		record.Fact(w.T("tours.then"), i18n.Begin(record.Unsecured(w, &e.EndedFacts))))
	return widgets.Card(rows...)
}

// cashCard is what was counted, what the visits say by now, and who received it.
func (h *Headquarters) cashCard(w *i18n.Words, l *fieldsync.TourLine) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("day.cash.title"))}
	if len(l.Cash) == 0 {
		return widgets.Card(append(rows, widgets.NewText(w.T("tours.cash_none")))...)
	}
	for _, c := range l.Cash {
		rows = append(rows, record.Fact(w.T("tours.taken"), w.Money(c.Taken, c.Currency)))
		if l.Ended == nil {
			rows = append(rows, widgets.Colored(w.T("tours.uncounted"), theme.Warning))
			continue
		}
		if c.Differs() {
			rows = append(rows, widgets.Colored("! "+record.Counted(w, c), theme.Danger))
		} else {
			rows = append(rows, widgets.NewText(record.Counted(w, c)))
		}
	}
	return widgets.Card(append(rows, h.handed(w, l)...)...)
}

// handed is who received the cash, or that nobody says so.
func (h *Headquarters) handed(w *i18n.Words, l *fieldsync.TourLine) (rows []fyne.CanvasObject) {
	if l.Ended == nil || !l.Ended.Carries() {
		return nil
	}
	if who := l.Receiver(); who.IsZero() {
		rows = append(rows, widgets.Colored("! "+w.T("day.hand.nobody"), theme.Warning))
	} else {
		i := slices.IndexFunc(l.Received, func(r visits.ReceivedLine) bool { return r.Ended == l.Ended.Entry && r.Fault == "" })
		rows = append(rows, widgets.Colored(w.T("day.hand.received", "name", record.Person(w, h.tours.read.Name(who), who)), theme.Good),
			record.Fact(w.T("tours.said"), h.tourAt(w, l, l.Received[i].At)))
	}
	if slices.ContainsFunc(l.Received, func(r visits.ReceivedLine) bool { return r.Fault != "" }) {
		rows = append(rows, widgets.Colored("! "+w.T("tours.broken"), theme.Danger))
	}
	return rows
}
