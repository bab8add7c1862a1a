package officer

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/askvisit"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

func (p *casePage) build(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	if !p.asked || p.c == nil {
		body := fyne.CanvasObject(widgets.Muted(w.T("common.loading")))
		if p.err != nil {
			body = widgets.Column(theme.Gap12, trouble(w, p.err, p.ask), widgets.NewText(w.T("officer.case.gone")))
		}
		return widgets.Framed(d.shell.Header(v, w.T("section.today"), ""), widgets.Pad(theme.Gap16, theme.Gap16, body), nil)
	}
	name := maskedName(p.c)
	if name == "" {
		name = w.T("officer.today.nameless")
	}
	sub := ""
	if s := p.stop(); s != nil && s.Number > 0 {
		sub = w.T("officer.case.number", "n", s.Number, "all", d.seen.tour.Planned)
	}
	parts := []fyne.CanvasObject{}
	if p.said != "" {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(p.said, theme.Danger)))
	}
	if card := p.warnedCard(w); card != nil {
		parts = append(parts, card) // first: without it the button below does nothing
	}
	// What awaits the crew stands before why it may go; that nothing does, behind.
	first, last := p.hazardsCard(w), fyne.CanvasObject(nil)
	if len(p.c.HazardsOn(today(d, p.c))) == 0 {
		first, last = nil, first
	}
	parts = append(parts, d.returnedCards(w, p.id)...)
	parts = append(parts, p.whereCard(w), first, p.whyCard(w), p.crewCard(w), p.checkinCard(w))
	parts = append(append(parts, p.collateralCards(w)...), last, p.contactsCard(w), p.askCard(w))
	head := d.shell.Header(v, name, sub, p.headChip(w))
	if d.large() {
		// Beside a large name there is no room for the chip, nor at the foot for more
		// than the button.
		parts = append(parts, widgets.Muted(w.T("officer.case.money_hidden")))
		head = widgets.Column(0, d.shell.Header(v, name, sub), widgets.Pad(theme.Gap16, 0, widgets.Wrap(theme.Gap8, p.headChip(w))))
	}
	return widgets.Framed(head, d.scroll("case."+p.id.Short(), parts...), p.caseFoot(w))
}

func (p *casePage) headChip(w *i18n.Words) fyne.CanvasObject {
	if p.err != nil {
		return widgets.Chip(widgets.Danger, w.T("officer.chip.failed"))
	}
	return widgets.Chip(chipOf(w, p.verdict, zoneOf(p.c.Facts.Zone), p.day.shell.Now()))
}

func (p *casePage) whereCard(w *i18n.Words) fyne.CanvasObject {
	kind := coded(w, "officer.place.", p.c.Facts.PlaceKind, nil)
	parts := []fyne.CanvasObject{widgets.Muted(w.T("officer.case.where"))}
	switch words := p.c.Words; {
	case p.c.Stopped() || words == nil || words.Place.Street == "":
		parts = append(parts, widgets.Strong(i18n.Begin(kind)), widgets.Muted(w.T("officer.case.no_address")))
	case p.gone():
		whole := strings.TrimSpace(strings.Join([]string{words.Place.Street, words.Place.District, words.Place.City}, " "))
		parts = append(parts, widgets.Strong(whole).Sized(theme.Answer), widgets.NewText(i18n.Begin(kind)),
			widgets.Muted(w.T("officer.case.going", "time", w.Moment(time.UnixMicro(p.day.seen.going.At).In(p.day.shell.Now().Location()), p.day.shell.Now()))))
	default:
		street := visits.MaskStreet(words.Place.Street)
		if street == "" {
			street = words.Place.District
		}
		parts = append(parts, widgets.Strong(w.T("officer.today.place", "street", street, "kind", kind)).Sized(theme.Answer))
		if s := p.stop(); s == nil || s.Done == 0 {
			parts = append(parts, widgets.Muted(w.T("officer.case.hidden")))
		}
	}
	return widgets.Card(parts...)
}

// line is one thing the rules looked at, with its sign.
func line(sense widgets.Sense, sign string, texts ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.TopRow(theme.Gap12, widgets.SignChip(sense, "", sign), widgets.Fill(widgets.Column(0, texts...)))
}

func (p *casePage) whyCard(w *i18n.Words) fyne.CanvasObject {
	v, zone, now := p.verdict, zoneOf(p.c.Facts.Zone), p.day.shell.Now()
	title := w.T("officer.case.refused")
	switch {
	case v.Decision == rules.Allow:
		title = w.T("officer.case.allowed")
	case v.Decision == rules.Warn:
		title = w.T("officer.case.warned")
	case v.NextAllowed != 0:
		title = w.T("officer.case.opens", "time", moment(w, v.NextAllowed, zone, now))
	}
	parts := []fyne.CanvasObject{widgets.Muted(w.T("officer.case.why")), widgets.Strong(title)}
	for _, same := range alike(w, v.Reasons, zone) {
		parts = append(parts, reasonLine(w, v, same, zone))
	}
	for _, n := range v.Notes {
		parts = append(parts, widgets.NewText(reasonText(w, n, zone)), widgets.Muted(sourceText(w, v, n)))
	}
	if way := p.beaconWay(w); way != nil {
		parts = append(parts, way)
	}
	if way := p.stopWay(w); way != nil {
		parts = append(parts, way)
	}
	parts = append(parts, p.kept(w)...)
	if v.Provisional {
		parts = append(parts, widgets.Muted(w.T("officer.case.provisional")))
	}
	for _, use := range v.Packs {
		parts = append(parts, widgets.Muted(usedText(w, use)))
	}
	return widgets.Card(parts...)
}

// alike groups the reasons of which a screen would say the same: the house and a
// country often ask for one thing, and it is said once, with both rules.
func alike(w *i18n.Words, reasons []rules.Reason, zone *time.Location) (groups [][]rules.Reason) {
	for _, r := range reasons {
		i := slices.IndexFunc(groups, func(g []rules.Reason) bool {
			return g[0].Severity == r.Severity && reasonText(w, g[0], zone) == reasonText(w, r, zone) && slices.Equal(g[0].Instead, r.Instead)
		})
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

func reasonLine(w *i18n.Words, v rules.Verdict, same []rules.Reason, zone *time.Location) fyne.CanvasObject {
	r, sources := same[0], make([]string, len(same))
	for i := range same {
		sources[i] = sourceText(w, v, same[i])
	}
	sense, sign := widgets.Danger, "×"
	if r.Severity == rules.Warn {
		sense, sign = widgets.Warning, "◐"
	}
	texts := []fyne.CanvasObject{widgets.NewText(reasonText(w, r, zone)), widgets.Muted(strings.Join(sources, w.T("officer.list_sign")))}
	if instead := insteadTexts(w, r); len(instead) > 0 {
		texts = append(texts, widgets.NewText(w.T("officer.case.instead", "what", strings.Join(instead, w.T("officer.list_sign")))))
	}
	return line(sense, sign, texts...)
}

// kept are the rules that speak for the visit, as far as the verdict says.
func (p *casePage) kept(w *i18n.Words) []fyne.CanvasObject {
	v, zone := p.verdict, zoneOf(p.c.Facts.Zone)
	var list []fyne.CanvasObject
	if p.c.Stopped() {
		return nil // what else would be in order does not matter
	}
	if v.EndBy != 0 && v.NextAllowed == 0 {
		list = append(list, line(widgets.Good, "✓", widgets.NewText(w.T("officer.case.now", "time", w.Clock(p.day.shell.Now().In(zone)),
			"end", w.Clock(time.UnixMicro(v.EndBy).In(zone))))))
	}
	if who := p.day.desk.Second(); !who.IsZero() && !crewMissing(v) {
		list = append(list, line(widgets.Good, "✓", widgets.NewText(w.T("officer.case.two", "name", p.day.name(who)))))
	}
	if granted := p.slotText(w); granted != nil {
		list = append(list, granted)
	}
	if v.FlagsAge >= 0 {
		list = append(list, line(widgets.Good, "✓", widgets.NewText(w.T("officer.case.no_stop", "age", ageText(w, v.FlagsAge)))))
	}
	return list
}

// ageText is an age in µs; -1 is not known.
func ageText(w *i18n.Words, micros int64) string {
	if micros < 0 {
		return w.T("officer.case.age_unknown")
	}
	return w.Age(time.Duration(micros) * time.Microsecond)
}

func (p *casePage) crewCard(w *i18n.Words) fyne.CanvasObject {
	d := p.day
	planned := w.T("officer.case.crew_unplanned")
	if a, ok := p.c.Assigned(); ok {
		other := a.Second
		if other == d.desk.Me() {
			other = a.Officer
		}
		if !other.IsZero() {
			planned = w.T("officer.case.crew_planned", "name", d.name(other))
		}
	}
	who := d.desk.Second()
	state, label := widgets.Warning, w.T("officer.case.confirm")
	said := w.T("officer.case.crew_missing")
	if !who.IsZero() {
		state, label, said = widgets.Good, w.T("officer.case.change"), w.T("officer.case.crew_confirmed", "name", d.name(who))
	}
	var change fyne.CanvasObject
	if p.next() != stepConfirm && !p.c.Stopped() { // there it is the filled button; here nobody goes
		change = widgets.NewButton("crew", label, widgets.Outlined, p.confirm)
	}
	return widgets.Card(widgets.Muted(w.T("officer.case.crew")), widgets.NewText(planned), widgets.Wrap(theme.Gap8, widgets.Chip(state, said)), wrapped(change))
}

func (p *casePage) confirm() { p.day.shell.Push(p.day.secondPage(zoneOf(p.c.Facts.Zone), p.ask)) }

func (p *casePage) contactsCard(w *i18n.Words) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Muted(w.T("officer.case.contacts"))}
	zone := zoneOf(p.c.Facts.Zone)
	for i := len(p.c.Contacts) - 1; i >= 0; i-- {
		parts = append(parts, p.contact(w, &p.c.Contacts[i], zone))
	}
	if len(p.c.Contacts) == 0 {
		parts = append(parts, widgets.NewText(w.T("officer.case.no_contacts")))
	}
	return widgets.Card(append(append(parts, p.beforeLines(w)...), p.reportWay(w))...)
}

// askCard is what is asked for this case, and the way to ask for a visit.
func (p *casePage) askCard(w *i18n.Words) fyne.CanvasObject {
	d := p.day
	return askvisit.Card(w, p.asks, d.name, func() { d.shell.Push(askvisit.Page(d.shell, d.desk, p.id, evidence.ID{}, "debtor_asked", p.ask)) })
}

func (p *casePage) contact(w *i18n.Words, c *visits.Contact, zone *time.Location) fyne.CanvasObject {
	at := time.UnixMicro(c.First).In(zone)
	said := coded(w, "officer.case.contact.", c.Status, nil)
	if !c.Officer.IsZero() {
		said += " · " + w.T("officer.case.by", "name", p.day.name(c.Officer))
	}
	return widgets.TopRow(theme.Gap12, widgets.Muted(w.Day(at)+" "+w.Clock(at)).OneLine(), widgets.Fill(widgets.NewText(said)))
}

func (p *casePage) caseFoot(w *i18n.Words) fyne.CanvasObject {
	d := p.day
	hidden := ""
	if !d.large() {
		hidden = w.T("officer.case.money_hidden")
	}
	zone, now := zoneOf(p.c.Facts.Zone), d.shell.Now()
	switch p.next() {
	case stepResume:
		s := *p.stop()
		return d.foot("", widgets.Primary("resume", w.T("officer.case.resume"), func() { d.resume(&s) }))
	case stepConfirm:
		return d.foot(hidden, widgets.Primary("confirm", w.T("officer.case.confirm"), p.confirm))
	case stepGo:
		return d.foot(hidden, widgets.Primary("go", w.T("officer.case.go"), p.setOff))
	case stepStart:
		return d.foot(hidden, widgets.Primary("start", w.T("officer.case.start"), p.start))
	case stepWait:
		note := w.T("officer.case.opens", "time", moment(w, p.verdict.NextAllowed, zone, now))
		return d.foot(note, widgets.Primary("start", w.T("officer.case.start"), func() {
			d.shell.Tell(p.refusal()+" "+note, "", nil, told)
		}).Lock(true))
	}
	if s := p.stop(); s != nil && s.Done != 0 {
		return d.foot(w.T("officer.case.done", "time", moment(w, s.Done, zone, now)))
	}
	return nil
}
