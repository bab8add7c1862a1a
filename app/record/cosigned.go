package record

import (
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// Cosigned are lines on who signed for a visit besides the acting officer: whom,
// when and how, and what does not hold. name tells a person's, zone the
// visit's. Nil where nobody did and nobody went along.
func Cosigned(w *i18n.Words, v *visits.Visit, name func(evidence.ID) string, zone *time.Location, now time.Time) []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	signed := false
	for _, c := range v.Cosigners() {
		signed = signed || c.Officer == v.Second && c.Fault == ""
		lines = append(lines, cosigner(w, c, name, zone, now))
	}
	if !signed && !v.Second.IsZero() {
		lines = append(lines, widgets.Muted(w.T("cosign.not_yet", "name", name(v.Second))))
	}
	return lines
}

func cosigner(w *i18n.Words, c visits.Cosigner, name func(evidence.ID) string, zone *time.Location, now time.Time) fyne.CanvasObject {
	at := w.Moment(time.UnixMicro(c.At).In(zone), now.In(zone))
	if c.Fault != "" {
		return widgets.Column(theme.Gap4, widgets.Colored("! "+w.T("cosign.broken", "name", name(c.Officer)), theme.Danger), widgets.NewText(CosignFault(w, c.Fault)))
	}
	said := widgets.Column(0, widgets.Strong("✓ "+w.T("cosign.signed", "name", name(c.Officer), "time", at)), widgets.NewText(known(w, "cosign.how.", c.Method)))
	switch {
	case !c.Given:
		said.Add(widgets.Muted(w.T("cosign.awaited")))
	case !c.Taken:
		said.Add(widgets.Muted(w.T("cosign.not_taken")))
	}
	if !c.All {
		said.Add(widgets.Muted(w.T("cosign.later")))
	}
	return said
}

// ClockClass is how well the time was known when a visit began, in words.
func ClockClass(w *i18n.Words, class string) string { return known(w, "strip.class.", class) }

// CosignFault is why a second officer's signature does not hold, in words.
func CosignFault(w *i18n.Words, code string) string { return known(w, "cosign.fault.", code) }
