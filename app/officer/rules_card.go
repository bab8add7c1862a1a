package officer

import (
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// rulesCard lists the packs in force for the branch: from whom, how old, and
// whether counsel read them.
func (d *Day) rulesCard(w *i18n.Words) fyne.CanvasObject {
	now := d.shell.Now()
	parts := []fyne.CanvasObject{widgets.Muted(w.T("officer.rules.title"))}
	for _, p := range d.seen.rules {
		parts = append(parts, widgets.Strong(w.Pick(p.Title)), widgets.NewText(ruleText(w, p, d.seen.heard, now)))
		switch days := ruleAge(p, d.seen.heard, now); {
		case days > p.StaleAfter:
			parts = append(parts, widgets.Colored(w.T("officer.rules.stale", "limit", p.StaleAfter), theme.Danger))
		case !p.Published:
			parts = append(parts, widgets.Muted(w.T("officer.rules.born")))
		}
	}
	if d.seen.unread > 0 {
		parts = append(parts, widgets.Colored(w.T("officer.rules.unread"), theme.Danger))
	}
	if len(d.seen.rules) == 0 {
		parts = append(parts, widgets.Colored(w.T("officer.rules.none"), theme.Danger))
	}
	return widgets.Card(append(parts, d.listInForce(w)...)...)
}

// listInForce is the checklist that a new visit is asked, and from whom it is.
func (d *Day) listInForce(w *i18n.Words) []fyne.CanvasObject {
	l := d.seen.list
	from := "officer.rules.list_born"
	if l.Published {
		from = "officer.rules.list_published"
	}
	parts := []fyne.CanvasObject{widgets.Strong(w.T("officer.rules.list", "version", l.Version)), widgets.Muted(w.T(from))}
	if l.Unread != "" {
		parts = append(parts, widgets.Colored(w.T("officer.rules.list_unread", "version", l.Unread, "asked", l.Version), theme.Warning))
	}
	return parts
}

// ruleAge is for how many days nobody said that the pack is in force: since it
// was issued, or headquarters was last heard, whichever is later.
func ruleAge(p fieldwork.Shelved, heard int64, now time.Time) int {
	since := max(int64(p.Issued)*(24*time.Hour).Microseconds(), heard)
	return int(max(0, now.UnixMicro()-since) / (24 * time.Hour).Microseconds())
}

// usedText names a pack a verdict was judged by: version, age in days, counsel.
func usedText(w *i18n.Words, use rules.PackUse) string {
	status := coded(w, "officer.case.status.", use.Status, nil)
	if use.Age < 0 {
		return w.T("officer.case.pack_ageless", "pack", use.ID, "version", use.Version, "status", status)
	}
	return w.N("officer.case.pack", int(use.Age/(24*time.Hour).Microseconds()), "pack", use.ID, "version", use.Version, "status", status)
}

func ruleText(w *i18n.Words, p fieldwork.Shelved, heard int64, now time.Time) string {
	days := ruleAge(p, heard, now)
	return w.N("officer.rules.pack", days, "pack", p.ID, "version", p.Version, "status", coded(w, "officer.case.status.", p.Status, nil))
}
