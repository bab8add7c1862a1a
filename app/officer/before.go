package officer

import (
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// beforeLines are what the rules counted besides this case's visits, with where
// it comes from and how old the word is.
func (p *casePage) beforeLines(w *i18n.Words) []fyne.CanvasObject {
	c, zone, now := p.c, zoneOf(p.c.Facts.Zone), p.day.desk.Now()
	age := func(said int64) string { return ageText(w, max(0, now.UnixMicro()-said)) }
	day := func(at int64) string { return w.Date(time.UnixMicro(at).In(zone)) }
	var list []fyne.CanvasObject
	add := func(text string) { list = append(list, widgets.NewText(text)) }
	if n := len(c.Outside); n > 0 {
		newest := int64(0)
		for _, o := range c.Outside {
			newest = max(newest, o.Said)
		}
		add(w.N("officer.before.contact", n, "age", age(newest)))
	}
	if n := len(c.Elsewhere); n > 0 {
		add(w.N("officer.before.elsewhere", n))
	}
	for _, n := range c.Notices {
		add(w.T("officer.before.notice", "day", day(n.At), "form", coded(w, "officer.before.form.", n.Form, nil), "age", age(n.Said)))
	}
	if len(c.Notices) == 0 {
		add(w.T("officer.before.no_notice"))
	}
	for _, n := range c.Consents {
		what := coded(w, "officer.consent.", n.Kind, nil)
		if n.For == visits.RelationSpouse { // for another one it lets nobody be spoken to, and says the kind only
			what = coded(w, "officer.consent.for.", n.For, nil)
		}
		switch {
		case n.Entry.IsZero():
			continue // a withdrawal came in first: of what is not known here
		case n.Withdrawn != 0:
			add(w.T("officer.before.withdrawn", "consent", what, "day", day(n.Withdrawn)))
		default:
			add(w.T("officer.before.consent", "consent", what, "day", day(n.At), "form", coded(w, "officer.before.form.", n.Form, nil), "age", age(n.Said)))
		}
	}
	return list
}
