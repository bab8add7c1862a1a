package officer

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// errUncounted refuses to end a day whose cash nobody counted.
var errUncounted = errors.New("cash was taken today and is not counted yet; nothing was changed")

// eveningPage is what must be known before the device is put away; its button makes
// an entry of it.
func (d *Day) eveningPage() *shell.Page {
	return &shell.Page{ID: "evening", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		if !d.loaded {
			return widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(w.T("common.loading")))
		}
		cards := checkCards(w, []check{d.checkSent(w), d.checkDrafts(w), d.checkVisited(w), d.checkHours(w)})
		cards = append(cards, d.lettersCard(w))
		cash, whole := d.saying.cash(d.seen.ending.Cash)
		for _, c := range cash {
			cards = append(cards, d.cashCard(w, c))
		}
		return widgets.Framed(d.shell.Header(v, w.T("officer.evening.title"), w.T("officer.evening.about")),
			d.scroll("evening", d.endedCard(w), widgets.Columns(320, theme.Gap12, cards...)), d.eveningFoot(w, whole))
	}}
}

// eveningFoot has the next thing to do: count, say that the day is over, hand over.
func (d *Day) eveningFoot(w *i18n.Words, whole bool) fyne.CanvasObject {
	end := func(id, label string, kind widgets.ButtonKind) *widgets.Button {
		return widgets.NewButton(id, label, kind, d.endDay).Lock(!whole)
	}
	note := ""
	if !whole {
		note = w.T("day.end.count_first")
	}
	switch t := d.seen.said; {
	case t == nil || t.Ended == nil:
		return d.foot(note, end("day.end", w.T("day.end.do"), widgets.Filled))
	case t.Ended.Carries() && t.Receiver().IsZero():
		return d.foot(note, end("day.end", w.T("day.end.again"), widgets.Outlined), widgets.Primary("hand_over", w.T("day.hand.do"), func() { d.shell.Push(d.receivePage()) }))
	}
	return d.foot(note, end("day.end", w.T("day.end.again"), widgets.Outlined))
}

// endDay writes what is so now, and what was counted, as an entry.
func (d *Day) endDay() {
	k, day, said := d.desk, d.today(), d.saying
	done, stopped := d.seen.tour.count()
	left := len(d.seen.tour.Stops) - done - stopped
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) {
		f, err := k.Officer.Ending(ctx, day)
		if err != nil {
			return struct{}{}, err
		}
		var whole bool
		f.Stops, f.Letters = left, said.Letters
		if f.Cash, whole = said.cash(f.Cash); !whole {
			return struct{}{}, errUncounted
		}
		return struct{}{}, k.Officer.EndTour(ctx, f, k.Second())
	}, d.wrote)
}

// wrote shows what was written, which stands at the head of its page, or why nothing
// was.
func (d *Day) wrote(_ struct{}, err error) {
	delete(d.offsets, "ready")
	delete(d.offsets, "evening")
	if err != nil {
		d.shell.Tell(d.words().T("common.failed", "why", sentence(d.words(), err)), "", nil, told)
	}
	d.reload()
}

// today is the day of the tour now (yyyy-mm-dd).
func (d *Day) today() string { return desk.Day(d.shell.Now(), d.zone()) }

// endedCard is the end of the day as it was written; nil before.
func (d *Day) endedCard(w *i18n.Words) fyne.CanvasObject {
	if d.seen.said == nil || d.seen.said.Ended == nil {
		return nil
	}
	t, e := d.seen.said, d.seen.said.Ended
	parts := []fyne.CanvasObject{widgets.Strong(w.T("day.end.said", "at", moment(w, e.At, d.zone(), d.shell.Now()))), widgets.NewText(i18n.Begin(record.Unsecured(w, &e.EndedFacts)))}
	for _, c := range e.Cash {
		parts = append(parts, widgets.NewText(record.Counted(w, c)))
	}
	ground := theme.GoodGround
	switch who := t.Receiver(); {
	case !e.Carries():
	case who.IsZero():
		ground = theme.WarningGround
		parts = append(parts, widgets.Colored(w.T("day.hand.nobody"), theme.Warning))
	default:
		parts = append(parts, widgets.Colored(w.T("day.hand.received", "name", d.name(who)), theme.Good))
	}
	return widgets.Notice(ground, parts...)
}

// checkHours is from when to when the day's visits were, and what happened.
func (d *Day) checkHours(w *i18n.Words) check {
	e := d.seen.ending
	c := check{title: w.T("day.hours.title"), said: w.T("day.hours.none"), sense: widgets.Good}
	if e.First != 0 {
		now := d.shell.Now()
		c.said = w.T("day.hours.said", "first", moment(w, e.First, d.zone(), now), "last", moment(w, e.Last, d.zone(), now))
	}
	if e.Incidents > 0 {
		c.said, c.sense = c.said+"\n"+w.N("day.hours.incidents", e.Incidents), widgets.Warning
	}
	return c
}

// lettersCard counts the letters that were brought back.
func (d *Day) lettersCard(w *i18n.Words) fyne.CanvasObject {
	n, said := 0, w.T("day.letters.none")
	if d.saying.Letters != nil {
		n = *d.saying.Letters
		said = w.N("day.letters.left", n)
	}
	step := func(id, label string, to int) fyne.CanvasObject {
		return widgets.NewButton(id, label, widgets.Outlined, func() { d.say(func(s *saying) { s.Letters = &to }) })
	}
	return widgets.Card(widgets.Strong(w.T("day.letters.title")), widgets.NewText(said),
		widgets.Wrap(theme.Gap12, step("letters.less", w.T("day.letters.less"), max(0, n-1)), step("letters.more", w.T("day.letters.more"), n+1)))
}

func (d *Day) checkSent(w *i18n.Words) check {
	c := check{title: w.T("officer.evening.sent"), said: w.T("officer.pill.secured"), sense: widgets.Good}
	lost := losses(w, &d.seen)
	switch second := secondCopy(w, &d.seen); {
	case len(lost) > 0:
		c.sense, c.said = widgets.Danger, w.T("officer.evening.lose", "what", join(w, lost))
	case !d.seen.secured():
		c.sense, c.said = widgets.Warning, second
	}
	if c.sense != widgets.Good {
		c.act = widgets.NewButton("sending", w.T("section.sending"), widgets.Outlined, func() { d.shell.Open("sending") })
	}
	return c
}

func (d *Day) checkDrafts(w *i18n.Words) check {
	if n := d.seen.risk.Drafts; n > 0 {
		var on fyne.CanvasObject
		if len(d.seen.tour.Drafts) > 0 {
			oldest := d.seen.tour.Drafts[0]
			on = widgets.NewButton("resume", w.T("officer.case.resume"), widgets.Outlined, func() { d.resume(&oldest) })
		}
		return check{w.T("officer.evening.drafts"), w.N("officer.evening.open", n), widgets.Danger, on}
	}
	return check{w.T("officer.evening.drafts"), w.T("officer.evening.none_open"), widgets.Good, nil}
}

func (d *Day) checkVisited(w *i18n.Words) check {
	done, stopped := d.seen.tour.count()
	if left := len(d.seen.tour.Stops) - done - stopped; left > 0 {
		return check{w.T("officer.evening.tour"), w.N("officer.evening.left", left), widgets.Warning, nil}
	}
	return check{w.T("officer.evening.tour"), w.T("officer.evening.all"), widgets.Good, nil}
}
