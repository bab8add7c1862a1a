// Package reminding is the page of a reminder that somebody was given to make, and
// the list of those there are: an officer's own, or all of a branch for its manager.
package reminding

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/remind"
	"fairvisit/visits/rules"
)

// page is one reminder: when it may be made, and what became of it.
type page struct {
	s      *shell.Shell
	k      *desk.Desk
	of, id evidence.ID
	done   func()
	r      fieldwork.Reminding
	asked  bool
	anyway bool // it was made although the rules close it: only what happened is asked
	busy   bool
	err    error
}

// Page is the reminder of a case that was given to who is at the desk; done is called
// when they said what became of it.
func Page(s *shell.Shell, k *desk.Desk, of, id evidence.ID, done func()) *shell.Page {
	p := &page{s: s, k: k, of: of, id: id, done: done}
	p.ask()
	return &shell.Page{ID: "reminder." + id.Short(), Build: p.build}
}

func (p *page) ask() {
	shell.Do(p.s.Run, func(ctx context.Context) (fieldwork.Reminding, error) {
		return p.k.Officer.AskReminder(ctx, p.of, p.id)
	},
		func(r fieldwork.Reminding, err error) {
			p.r, p.err, p.asked = r, err, true
			p.s.Rebuild()
		})
}

func (p *page) build(v shell.View) fyne.CanvasObject {
	w := v.Words
	head := p.s.Header(v, w.T("remind.title"), "")
	if !p.asked || p.err != nil {
		body := fyne.CanvasObject(widgets.Muted(w.T("common.loading")))
		if p.err != nil {
			body = widgets.Notice(theme.DangerGround, widgets.Strong(w.T("common.failed", "why", p.err.Error())), widgets.NewText(w.T("common.safe")))
		}
		return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, body), nil)
	}
	call, letter := p.r.Way(rules.ChannelCall), p.r.Way(rules.ChannelLetter)
	now := p.k.Device.Now()
	zone := record.Zone(p.r.Case)
	who := []fyne.CanvasObject{widgets.Strong(nameOf(w, p.r.Case)).Sized(theme.Answer), widgets.NewText(w.T("remind.for", "day", record.Date(w, p.r.Line.Date)))}
	if number := p.number(); number != "" && call.Now(now) {
		who = append(who, widgets.Strong(w.T("remind.number", "number", number)))
	}
	parts := []fyne.CanvasObject{widgets.Card(who...),
		widgets.Card(widgets.Muted(w.T("remind.when")), wayLine(w, call, now, zone), wayLine(w, letter, now, zone), widgets.Muted(w.T("remind.counts"))),
		widgets.Card(widgets.Muted(w.T("remind.say")), widgets.NewText(w.T("remind.say.first")), widgets.NewText(w.T("remind.say.others")))}
	if p.anyway {
		parts = append(parts, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("remind.anyway.note"))))
	}
	parts = append(parts, p.answers(w, call, letter, now)...)
	return widgets.Framed(head, widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(theme.Gap12, parts...))), nil)
}

// answers are what can be said now: of a way that is open, or once somebody says that
// it happened all the same, of each.
func (p *page) answers(w *i18n.Words, call, letter *remind.Way, now int64) []fyne.CanvasObject {
	var made []fyne.CanvasObject
	say := func(result string, kind widgets.ButtonKind) fyne.CanvasObject {
		return widgets.NewButton("remind."+result, w.T("remind.did."+result), kind, func() { p.say(result) })
	}
	if call.Now(now) || p.anyway {
		made = append(made, say(visits.ReminderCalled, widgets.Outlined), say(visits.ReminderNotReached, widgets.Outlined))
	}
	if letter.Now(now) || p.anyway {
		made = append(made, say(visits.ReminderLetter, widgets.Outlined))
	}
	last := []fyne.CanvasObject{say(visits.ReminderNotMade, widgets.Quiet)}
	if !p.anyway && !(call.Now(now) && letter.Now(now)) {
		last = append(last, widgets.NewButton("remind.anyway", w.T("remind.anyway"), widgets.Quiet, func() {
			p.anyway = true
			p.s.Rebuild()
		}))
	}
	return []fyne.CanvasObject{widgets.Wrap(theme.Gap8, made...), widgets.Wrap(theme.Gap8, last...)}
}

func (p *page) say(result string) {
	if p.busy {
		return // a second tap is no second word
	}
	p.busy = true
	shell.Do(p.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.k.Officer.Reminded(ctx, p.of, p.id, result)
	}, func(_ struct{}, err error) {
		p.busy = false
		if err != nil {
			p.err = err
			p.s.Rebuild()
			return
		}
		w := p.s.Words()
		p.s.Tell(w.T("remind.noted", "what", w.T("remind.state."+result)), "", nil, 6*time.Second)
		p.s.Pop()
		p.done()
	})
}

// number is where who promised can be called.
func (p *page) number() string {
	if p.r.Case.Words == nil {
		return ""
	}
	for _, x := range p.r.Case.Words.Parties {
		if x.Phone != "" && slices.Contains(p.r.Line.Parties, x.Party) {
			return x.Phone
		}
	}
	return ""
}

func nameOf(w *i18n.Words, c *visits.Case) string {
	if c.Words == nil || len(c.Words.Parties) == 0 {
		return w.T("officer.today.nameless")
	}
	return visits.MaskName(c.Words.Parties[0].Name)
}

// wayLine says of one way whether it is open, from when to when, or why it is not.
func wayLine(w *i18n.Words, x *remind.Way, now int64, zone *time.Location) fyne.CanvasObject {
	sense, sign := widgets.Good, "✓"
	switch {
	case x.From == 0:
		sense, sign = widgets.Danger, "×"
	case !x.Now(now):
		sense, sign = widgets.Warning, "◐"
	}
	return widgets.TopRow(theme.Gap12, widgets.SignChip(sense, "", sign), widgets.Fill(widgets.NewText(wayText(w, x, now, zone))))
}

func wayText(w *i18n.Words, x *remind.Way, now int64, zone *time.Location) string {
	channel := w.T("remind.way." + x.Channel)
	at := func(t int64) string { return w.Moment(time.UnixMicro(t).In(zone), time.UnixMicro(now).In(zone)) }
	why := ""
	if x.Rule != "" {
		why = w.T("remind.by_rule", "rule", x.Rule)
		if key := "remind.why." + x.Code; w.Has(key) {
			why = w.T(key) + " (" + x.Rule + ")"
		}
	}
	switch {
	case x.From == 0:
		return w.T("remind.never", "way", channel, "why", why)
	case x.Now(now):
		return w.T("remind.now", "way", channel, "until", at(x.Until))
	}
	return w.T("remind.later", "way", channel, "from", at(x.From), "until", at(x.Until), "why", why)
}

func joined(w *i18n.Words, parts []string) string {
	return strings.Join(parts, w.T("officer.list_sign"))
}
