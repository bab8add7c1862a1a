package headquarters

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

func (h *Headquarters) stopsPage() *shell.Page {
	return &shell.Page{ID: "stops", List: true, Build: h.buildStops, Part: func() string { return h.stops.filter }}
}

func (h *Headquarters) buildStops(v shell.View) fyne.CanvasObject {
	w, l := v.Words, h.stops
	list := l.shown()
	var filters []fyne.CanvasObject
	for _, f := range stopFilters {
		label := w.T("hq.all")
		if f != "" {
			label = w.T("stops.filter." + f)
		}
		filters = append(filters, toggle("stops."+f, label, l.filter == f, func() {
			l.filter = f
			h.s.Rebuild()
		}))
	}
	head := widgets.Column(0, h.s.Header(v, w.T("section.stops"), w.N("stops.count", len(list))),
		widgets.Pad(theme.Gap16, 0, widgets.Wrap(theme.Gap8, filters...)), widgets.Pad(0, theme.Gap8, widgets.Rule()))
	switch {
	case l.err != nil:
		return widgets.Framed(head, trouble(w, l.err, h.loadStops), nil)
	case !l.loaded:
		return widgets.Framed(head, padded(w.T("common.loading")), nil)
	case len(list) == 0:
		return widgets.Framed(head, padded(w.T("stops.none")), nil)
	}
	return widgets.Framed(head, widgets.Lines(len(list), func(i int, line *widgets.Line) {
		one := list[i]
		record.FillStop(w, line, one, h.k.Now())
		line.Chosen = one.Flag == l.chosen
		line.OnTapped = func() { h.openStop(one) }
	}), nil)
}

func (h *Headquarters) stopPage() *shell.Page {
	return &shell.Page{ID: "stop", Part: func() string { return h.deciding.flag.String() }, Build: h.buildStop,
		Keys: []shell.Key{{Name: fyne.KeyR, About: "hq.key.reload", Do: h.reloadStops}}}
}

func (h *Headquarters) buildStop(v shell.View) fyne.CanvasObject {
	w, d := v.Words, h.deciding
	if d.rec == nil {
		head := h.s.Header(v, w.T("section.stops"), "")
		if d.trying != nil {
			return widgets.Framed(head, trouble(w, d.trying, h.loadStop), nil)
		}
		return widgets.Framed(head, padded(w.T("common.loading")), nil)
	}
	c := d.rec.Case
	f, lifted, _ := c.FlagOf(d.flag)
	parts := widgets.Column(theme.Gap12)
	if d.trying != nil {
		parts.Add(widgets.Notice(theme.WarningGround, widgets.Strong(w.T("common.failed", "why", d.trying.Error())), widgets.NewText(w.T("hq.nothing_changed"))))
	}
	if d.told {
		parts.Add(widgets.Notice(theme.InfoGround, widgets.NewText(w.T("stops.written"))))
	}
	parts.Add(h.standsCard(w, f, lifted))
	if !d.told {
		if card := h.askedCard(w, f, lifted); card != nil {
			parts.Add(card)
		}
		if f.Code == visits.FlagComplaint {
			parts.Add(h.complaintCard(w, f, lifted))
		}
		parts.Add(h.decideCard(w, lifted))
	}
	parts.Add(h.historyCard(w, f))
	reload := widgets.NewButton("reload", w.T("hq.reload"), widgets.Outlined, h.reloadStops)
	return widgets.Framed(h.s.Header(v, record.Who(c)+" · "+record.Flag(w, f.Code), record.Street(c), reload),
		widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, parts)), nil)
}

// standsCard is how the stop stands, by when somebody must decide, and who raised it.
func (h *Headquarters) standsCard(w *i18n.Words, f visits.Flag, lifted bool) fyne.CanvasObject {
	d := h.deciding
	l := fieldsync.LineOfStop(d.rec.Case, f, h.k.Now().UnixMicro())
	rows := []fyne.CanvasObject{}
	if lifted {
		rows = append(rows, chip(widgets.Good, w.T("stops.lifted")), widgets.NewText(w.T("stops.lifted_means")))
	} else {
		said, sense := record.StopState(w, l)
		rows = append(rows, chip(sense, said), widgets.Strong(i18n.Begin(record.StopDue(w, l.Due, h.thereNow()))), widgets.Muted(w.T("stops.stands_means")))
	}
	rows = append(rows, record.Fact(w.T("stops.raised"), h.thereAt(w, f.At)+" · "+record.SourceOf(w, f.Source, f.By)))
	return widgets.Card(h.withWords(rows, f.Entry)...)
}

// thereNow is now on the wall where the case is, and thereAt a moment there.
func (h *Headquarters) thereNow() time.Time {
	return h.k.Now().In(record.Zone(h.deciding.rec.Case))
}

func (h *Headquarters) thereAt(w *i18n.Words, micro int64) string {
	return w.Moment(record.At(h.deciding.rec.Case, micro), h.thereNow())
}

// withWords adds what was said in words of an entry, if anything was.
func (h *Headquarters) withWords(rows []fyne.CanvasObject, entry evidence.Hash) []fyne.CanvasObject {
	if text := h.deciding.rec.Said[entry.String()]; text != "" {
		rows = append(rows, widgets.Muted("“"+text+"”"))
	}
	return rows
}

func (h *Headquarters) who(w *i18n.Words, s visits.Said) string {
	name := record.Person(w, h.deciding.names[s.Officer], s.Officer)
	if s.Role == "hq" {
		return w.T("stops.by_operator", "name", name)
	}
	return name
}

// askedCard has a second person confirm that the stop is lifted, or let it stand; nil
// where nobody asks.
func (h *Headquarters) askedCard(w *i18n.Words, f visits.Flag, lifted bool) fyne.CanvasObject {
	c := h.deciding.rec.Case
	s := c.Stop(f.Entry)
	asked, answer, is := s.Asked()
	if !is || lifted || len(s.Contested) > 0 {
		return nil
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("stops.asked")), widgets.NewText(w.T("stops.asked_by", "who", h.who(w, asked.Said), "why", record.Coded(w, "stops.reason.", asked.Reason)))}
	rows = h.withWords(rows, asked.Entry)
	switch {
	case answer != nil && answer.Confirmed: // of a complaint that is not answered yet
		return widgets.Notice(theme.InfoGround, append(rows, widgets.NewText(w.T("stops.waits_for_complaint")))...)
	case answer != nil:
		return widgets.Notice(theme.InfoGround, append(rows, widgets.NewText(w.T("stops.declined_by", "who", h.who(w, answer.Said), "why", record.Coded(w, "stops.declined.", answer.Reason))),
			widgets.NewText(w.T("stops.ask_anew")))...)
	case asked.Officer == h.k.Me():
		return widgets.Notice(theme.InfoGround, append(rows, widgets.NewText(w.T("stops.you_asked")))...)
	}
	confirm := widgets.NewButton("confirm", w.T("stops.confirm"), widgets.Filled, func() {
		h.s.Ask(func(w *i18n.Words) shell.Question {
			return shell.Question{Title: w.T("stops.confirm_title"), Body: widgets.NewText(w.T("stops.confirm_words")), Buttons: []*widgets.Button{
				widgets.NewButton("confirm.cancel", w.T("common.cancel"), widgets.Outlined, nil), widgets.Primary("confirm.yes", w.T("stops.confirm_yes"), func() { h.answerRelease("") })}}
		}, nil)
	})
	decline := widgets.NewButton("decline", w.T("stops.decline"), widgets.Outlined, func() {
		h.s.Ask(func(w *i18n.Words) shell.Question {
			buttons := []*widgets.Button{widgets.NewButton("decline.cancel", w.T("common.cancel"), widgets.Quiet, nil)}
			for _, code := range visits.ReleaseDeclineReasons {
				buttons = append(buttons, widgets.NewButton("decline."+code, i18n.Begin(w.T("stops.declined."+code)), widgets.Outlined, func() { h.answerRelease(code) }))
			}
			return shell.Question{Title: w.T("stops.decline_title"), Body: widgets.NewText(w.T("stops.decline_words")), Buttons: buttons}
		}, nil)
	})
	return widgets.Notice(theme.WarningGround, append(rows, widgets.Wrap(theme.Gap24, confirm, decline))...)
}

// choose is a row of choices, of which one may be chosen.
func (h *Headquarters) choose(prefix string, codes []string, chosen string, label func(string) string, pick func(string)) fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, code := range codes {
		list = append(list, toggle(prefix+code, i18n.Begin(label(code)), code == chosen, func() {
			pick(code)
			h.s.Rebuild()
		}))
	}
	return widgets.Wrap(theme.Gap8, list...)
}

// decideCard is what is decided, why and until when.
func (h *Headquarters) decideCard(w *i18n.Words, lifted bool) fyne.CanvasObject {
	d := h.deciding
	decisions := visits.StopDecisions
	if lifted {
		decisions = []string{visits.StopUpheld} // it comes back in force
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("stops.decide")), h.choose("decision.", decisions, d.decision, func(c string) string { return w.T("stops.decision." + c) },
		func(c string) { d.decision, d.reason, d.days = c, "", 0 }), widgets.Muted(w.T("stops.means." + d.decision)), widgets.NewText(w.T("stops.why"))}
	rows = append(rows, h.choose("reason.", visits.StopReasons[d.decision], d.reason, func(c string) string { return w.T("stops.reason." + c) }, func(c string) { d.reason = c }))
	if d.decision != visits.StopRelease {
		var days []string
		if d.decision == visits.StopUpheld {
			days = append(days, "0")
		}
		for _, n := range extendDays {
			days = append(days, strconv.Itoa(n))
		}
		rows = append(rows, widgets.NewText(w.T("stops.until."+d.decision)), h.choose("days.", days, strconv.Itoa(d.days), func(n string) string {
			if n == "0" {
				return w.T("stops.never")
			}
			count, _ := strconv.Atoi(n) // one of ours
			return w.N("stops.days", count)
		}, func(n string) { d.days, _ = strconv.Atoi(n) }))
	}
	ready := d.reason != "" && (d.decision != visits.StopExtended || d.days > 0)
	rows = append(rows, widgets.Muted(w.T("stops.words")), widgets.NewPassage("stop.words", w.T("stops.words"), d.words, 2, func(s string) { d.words = s }), widgets.Small(w.T("stops.words_about")),
		widgets.Actions(widgets.NewButton("decide", w.T("stops.do."+d.decision), widgets.Filled, func() {
			if ready {
				h.decideStop()
			}
		}).Lock(!ready)))
	return widgets.Card(rows...)
}

// historyCard is what was said of the stop, as it came to headquarters.
func (h *Headquarters) historyCard(w *i18n.Words, f visits.Flag) fyne.CanvasObject {
	s := h.deciding.rec.Case.Stop(f.Entry)
	rows := []fyne.CanvasObject{widgets.Title(w.T("stops.history"))}
	if s == nil {
		return widgets.Card(append(rows, widgets.Muted(w.T("stops.nothing_yet")))...)
	}
	at := func(s visits.Said) string { return h.thereAt(w, s.At) + " · " + h.who(w, s) }
	for _, d := range s.Decisions {
		rows = append(rows, widgets.NewText(record.Coded(w, "stops.decision.", d.Decision)+": "+record.Coded(w, "stops.reason.", d.Reason)), widgets.Small(at(d.Said)))
		for _, contested := range s.Contested {
			if contested == d.Entry {
				rows = append(rows, chip(widgets.Danger, w.T("stops.state.conflict")))
			}
		}
		rows = h.withWords(rows, d.Entry)
	}
	for _, a := range s.Answers {
		said := w.T("stops.confirmed")
		if !a.Confirmed {
			said = w.T("stops.let_stand") + ": " + record.Coded(w, "stops.declined.", a.Reason)
		}
		rows = h.withWords(append(rows, widgets.NewText(said), widgets.Small(at(a.Said))), a.Entry)
	}
	return widgets.Card(rows...)
}
