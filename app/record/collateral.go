package record

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// CollateralCard is what a debt is secured by and what is known of its papers; nil
// where there is none. Whether whoever looks may see it at all, the page decides; open
// shows what tells it apart, which other people's screens mask.
func CollateralCard(w *i18n.Words, c *visits.Case, open bool) fyne.CanvasObject {
	f := c.Facts.Collateral
	if f == nil {
		return nil
	}
	kind := f.Kind
	if !slices.Contains(visits.CollateralKinds, kind) {
		kind = "other"
	}
	parts := []fyne.CanvasObject{widgets.Muted(w.T("officer.collateral.title")), widgets.Strong(i18n.Begin(w.T("officer.collateral.kind." + kind)))}
	if said := described(c.Words, open); said != "" {
		parts = append(parts, widgets.NewText(said))
	}
	for _, paper := range f.Papers() {
		parts = append(parts, paperLine(w, paper))
	}
	return widgets.Card(parts...)
}

// described is what tells a piece of collateral apart; masked, the last characters of
// its plate alone, for what a file calls it may name its owner.
func described(words *visits.CaseWords, open bool) string {
	switch {
	case words == nil || words.Collateral == nil:
		return ""
	case open:
		return strings.TrimSpace(words.Collateral.What + "  " + words.Collateral.Mark)
	case words.Collateral.Mark == "":
		return ""
	}
	return visits.MaskNumber(words.Collateral.Mark)
}

func paperLine(w *i18n.Words, paper visits.Paper) fyne.CanvasObject {
	sense, sign, said := widgets.Warning, "?", "unknown"
	switch paper.State {
	case "yes":
		sense, sign, said = widgets.Good, "✓", "yes"
	case "no":
		sense, sign, said = widgets.Danger, "×", "no"
	}
	return widgets.TopRow(theme.Gap12, widgets.SignChip(sense, "", sign), widgets.Fill(widgets.NewText(w.T("officer.collateral."+paper.Code+"."+said))))
}
