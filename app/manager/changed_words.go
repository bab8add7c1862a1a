package manager

import (
	"strconv"
	"strings"

	"fairvisit/app/i18n"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// changeSaid is one change of a held case as a person reads it. Where a place moved, what
// it was before is not told: how far says all that may be seen of it. Another house number
// leaves a masked street as it was: an arrow between two equal values would be read as no
// change.
func changeSaid(w *i18n.Words, ch intake.Change, c *visits.Case) string {
	field, now := w.T("import.field."+ch.Field), said(w, ch.Field, ch.Now, c)
	if strings.HasPrefix(ch.Now, intake.Moved) {
		return w.T("import.change_now", "field", field, "now", now)
	}
	was := said(w, ch.Field, ch.Was, c)
	if was == now {
		return w.T("import.change_masked", "field", field, "shown", now)
	}
	return w.T("import.change", "field", field, "was", was, "now", now)
}

// coded are the fields whose values are codes, with what the keys of their words begin
// with.
var coded = map[string]string{"point": "import.value.point.", "place_kind": "officer.place.", "collateral_kind": "officer.collateral.kind.",
	"collateral": "import.value.", "default_notice": "import.value.", "notice_period_over": "import.value.", "repossession_clause": "import.value.", "permit_or_order": "import.value."}

// said is a value as a person reads it: no code, and "–" for none.
func said(w *i18n.Words, field, value string, c *visits.Case) string {
	if minor, err := strconv.ParseInt(value, 10, 64); err == nil && field == "amount" {
		return w.Money(minor, c.Facts.Currency)
	}
	if value == "" {
		return "–"
	}
	if far, moved := strings.CutPrefix(value, intake.Moved); moved && field == "point" {
		return w.T("import.moved", "far", far)
	}
	switch prefix, is := coded[field]; {
	case is && w.Has(prefix+value):
		return w.T(prefix + value)
	case field == "language":
		return language(w, value)
	case field == "party":
		parts := strings.Split(value, ", ") // the name, and what the person is of the case
		for i, role := range parts[1:] {
			if key := "officer.role." + role; w.Has(key) {
				parts[i+1] = w.T(key)
			}
		}
		return strings.Join(parts, w.T("common.list"))
	}
	return value
}
