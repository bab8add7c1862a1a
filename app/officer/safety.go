package officer

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/officer/visiting"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/safety"
)

// policy is how long crews may be silent, and for how long hazards are noted.
var policy = safety.House()

// checkinCard lets a shorter check-in time be chosen before the visit starts; nil
// where nothing can be started.
func (p *casePage) checkinCard(w *i18n.Words) fyne.CanvasObject {
	if next := p.next(); next != stepStart && next != stepWait {
		return nil
	}
	chosen := policy.CheckIn[0]
	if p.checkIn != 0 {
		chosen = p.checkIn
	}
	var choices []fyne.CanvasObject
	for _, n := range policy.CheckIn {
		b := widgets.NewButton("checkin."+strconv.Itoa(n), w.T("safety.minutes", "n", n), widgets.Outlined, func() {
			p.checkIn = n
			p.day.rebuild()
		})
		if n == chosen {
			b.WithIcon(fynetheme.ConfirmIcon())
		}
		choices = append(choices, b)
	}
	return widgets.Card(widgets.Muted(w.T("safety.checkin")), widgets.NewText(w.T("safety.checkin_about")), widgets.Wrap(theme.Gap12, choices...))
}

// within is the check-in time that was chosen; 0: the usual one.
func (p *casePage) within() time.Duration { return time.Duration(p.checkIn) * time.Minute }

// nextCheckin is how the visit under way stands whose check-in is due first.
type nextCheckin struct {
	safety.Watch
	zone string // at the place
}

func nextCheckinOf(cases []visits.Case, known []visits.Visit, drafts []journal.Draft, now int64) nextCheckin {
	var next nextCheckin
	for i := range known {
		v := &known[i]
		if !slices.ContainsFunc(drafts, func(d journal.Draft) bool { return d.Visit == v.ID }) {
			continue
		}
		if w := policy.Own(v, now); w.State != safety.Unwatched && (next.State == safety.Unwatched || w.Due < next.Due) {
			next = nextCheckin{Watch: w}
			if at := slices.IndexFunc(cases, func(c visits.Case) bool { return c.ID == v.Case }); at >= 0 {
				next.zone = cases[at].Facts.Zone
			}
		}
	}
	return next
}

// checkinChip says on the tour that a check-in is near or past; nil while none is.
func (d *Day) checkinChip(w *i18n.Words) fyne.CanvasObject {
	next := d.seen.checkin
	switch due := moment(w, next.Due, zoneOf(next.zone), d.shell.Now()); next.State {
	case safety.Near:
		return widgets.Chip(widgets.Warning, w.T("safety.near", "time", due))
	case safety.Due, safety.Overdue:
		return widgets.Chip(widgets.Warning, w.T("safety.due", "time", due))
	}
	return nil
}

// safetyPage tells an officer how they are looked after, and what no other screen
// shows: how help is asked for silently.
func (d *Day) safetyPage() *shell.Page {
	return &shell.Page{ID: "safety", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		card := func(title string, texts ...string) fyne.CanvasObject {
			parts := []fyne.CanvasObject{widgets.Strong(title)}
			for _, t := range texts {
				parts = append(parts, widgets.NewText(t))
			}
			return widgets.Card(parts...)
		}
		return widgets.Framed(d.shell.Header(v, w.T("safety.title"), ""), d.scroll("safety",
			card(w.T("common.help"), w.T("safety.about.help")),
			card(w.T("safety.about.silent_title"), w.T("safety.about.silent"), w.T("safety.about.silent_test")),
			card(w.T("safety.checkin"), w.T("safety.about.checkin", "n", policy.CheckIn[0], "near", policy.Near, "grace", policy.Grace)),
			card(w.T("safety.incident.title"), w.T("safety.about.incident")),
			card(w.T("safety.hazard.title"), w.T("safety.about.hazard"))), nil)
	}}
}

// hazardsOf are the codes of the hazards that hold at a case on a day.
func hazardsOf(c *visits.Case, day string) []string {
	var codes []string
	for _, h := range c.HazardsOn(day) {
		codes = append(codes, h.Code)
	}
	return codes
}

// hazardChip is what a row says of hazards; "" for none.
func hazardChip(w *i18n.Words, codes []string) string {
	switch len(codes) {
	case 0:
		return ""
	case 1:
		return record.Hazard(w, codes[0])
	}
	return w.T("safety.hazard.more", "what", record.Hazard(w, codes[0]), "n", len(codes)-1)
}

// hazard is one that is being noted.
type hazard struct {
	code, said string
	days       int
	field      *widgets.Passage // kept through a rebuild, with the cursor in it
	busy       bool
	failed     error
}

// hazardsCard is what awaits a crew at the place, and the way to note it.
func (p *casePage) hazardsCard(w *i18n.Words) fyne.CanvasObject {
	d := p.day
	parts := []fyne.CanvasObject{widgets.Muted(w.T("safety.hazard.title"))}
	held := p.c.HazardsOn(today(d, p.c))
	for _, h := range held {
		texts := []fyne.CanvasObject{widgets.Strong(record.Hazard(w, h.Code))}
		if h.Said != "" {
			texts = append(texts, widgets.NewText(h.Said))
		}
		texts = append(texts, widgets.Muted(w.T("safety.hazard.until", "day", record.Date(w, h.Until))),
			wrapped(widgets.NewButton("hazard.over."+h.Code, w.T("safety.hazard.over"), widgets.Quiet, func() { p.hazardOver(h.Code) })))
		parts = append(parts, line(widgets.Warning, "!", texts...))
	}
	if len(held) == 0 {
		parts = append(parts, widgets.NewText(w.T("safety.hazard.none")))
	}
	if p.over.failed != nil {
		parts = append(parts, trouble(w, p.over.failed, nil))
	}
	return widgets.Card(append(parts, wrapped(widgets.NewButton("hazard", w.T("safety.hazard.do"), widgets.Outlined, func() { d.shell.Push(p.hazardPage()) })))...)
}

// today is the day at a case's place.
func today(d *Day, c *visits.Case) string {
	return d.shell.Now().In(zoneOf(c.Facts.Zone)).Format(time.DateOnly)
}

// hazardOver says that a hazard is no more.
func (p *casePage) hazardOver(code string) {
	if p.over.busy {
		return // a second tap must not write it twice
	}
	p.over = hazard{code: code}
	p.note(&p.over, func() {})
}

// errLongHazard refuses a hazard that is said at length.
var errLongHazard = errors.New("a hazard is said in too many characters")

// note writes a hazard down and asks the case again.
func (p *casePage) note(h *hazard, then func()) {
	if h.busy || h.code == "" {
		return
	}
	if utf8.RuneCountInString(strings.TrimSpace(h.said)) > visits.HazardWordsMost {
		h.failed = errLongHazard // asked here: the record's own refusal is in one language
		p.day.shell.Rebuild()
		return
	}
	h.busy = true
	d, code, said, days := p.day, h.code, h.said, h.days // what is typed while it is written is not of this hazard
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, d.desk.Officer.Hazard(ctx, p.id, code, said, days)
	}, func(_ struct{}, err error) {
		h.busy, h.failed = false, err
		if err != nil {
			d.shell.Rebuild()
			return
		}
		then()
		d.reload()
		p.ask()
	})
}

func (p *casePage) hazardPage() *shell.Page {
	d, h := p.day, &hazard{days: policy.HazardDays[0]}
	return &shell.Page{ID: "hazard", Whole: true, Build: func(v shell.View) fyne.CanvasObject {
		v.Alone = true
		w := v.Words
		parts := []fyne.CanvasObject{widgets.NewText(w.T("safety.hazard.about"))}
		if h.failed != nil {
			parts = append(parts, trouble(w, h.failed, nil))
		}
		parts = append(parts, h.form(d, w)...)
		foot := d.foot("", widgets.Primary("hazard.keep", w.T("safety.hazard.keep"), func() {
			p.note(h, func() {
				if d.shell.Top().ID == "hazard" { // nobody went back meanwhile
					d.shell.Pop()
				}
			})
		}).Lock(h.code == ""))
		return widgets.Framed(d.shell.Header(v, w.T("safety.hazard.do"), ""), d.scroll("hazard", parts...), foot)
	}}
}

func (h *hazard) form(d *Day, w *i18n.Words) []fyne.CanvasObject {
	var codes, days []widgets.Option
	for _, code := range visits.HazardCodes {
		codes = append(codes, widgets.Option{Code: "hazard." + code, Label: record.Hazard(w, code)})
	}
	for _, n := range policy.HazardDays {
		days = append(days, widgets.Option{Code: "days." + strconv.Itoa(n), Label: w.N("safety.days", n)})
	}
	chosen := ""
	if h.code != "" {
		chosen = "hazard." + h.code
	}
	if h.field == nil {
		h.field = widgets.NewPassage("hazard.words", w.T("safety.hazard.words"), h.said, 2, func(s string) { h.said = s })
	}
	return []fyne.CanvasObject{
		group(w.T("safety.hazard.what"), codes, chosen, func(code string) {
			h.code = strings.TrimPrefix(code, "hazard.")
			d.shell.Rebuild()
		}),
		widgets.Column(theme.Gap8, widgets.Muted(w.T("safety.hazard.words")), h.field),
		group(w.T("safety.hazard.how_long"), days, "days."+strconv.Itoa(h.days), func(code string) {
			if n, err := strconv.Atoi(strings.TrimPrefix(code, "days.")); err == nil {
				h.days = n
			}
			d.shell.Rebuild()
		}),
	}
}

// reportWay leads to the report of an incident at the newest visit of this
// officer; nil where there was none.
func (p *casePage) reportWay(w *i18n.Words) fyne.CanvasObject {
	d := p.day
	for i := len(p.c.Contacts) - 1; i >= 0; i-- {
		if v := p.c.Contacts[i]; v.Officer == d.desk.Me() {
			return wrapped(widgets.NewButton("incident", w.T("safety.incident.do"), widgets.Outlined, func() {
				d.shell.Push(visiting.IncidentPage(d.shell, d.desk, v.Visit, p.id))
			}))
		}
	}
	return nil
}
