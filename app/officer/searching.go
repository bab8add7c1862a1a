package officer

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/find"
)

// indexOf is what the officer's own cases are found by: the names of all their
// persons, and the street as a list shows it. Where a stop took the address away
// the street does not find the case either, or a search would tell it.
func indexOf(cases []visits.Case, me evidence.ID) *find.Index {
	x := &find.Index{}
	for i := range cases {
		c := &cases[i]
		if d, ok := c.Assigned(); c.Words == nil || !ok || d.Officer != me && d.Second != me {
			continue
		}
		var words []string
		for _, p := range c.Words.Parties {
			words = append(words, p.Name)
		}
		if !c.Stopped() {
			words = append(words, visits.MaskStreet(c.Words.Place.Street), c.Words.Place.District, c.Words.Place.City)
		}
		x.Add(c.ID, words...)
	}
	return x
}

// searched are the stops that fit the query, those of today first.
func (t *tour) searched(found map[evidence.ID]bool) []*stop {
	var list []*stop
	for _, part := range [][]stop{t.Drafts, t.Stops, t.Elsewhere} {
		for i := range part {
			if found[part[i].Case] {
				list = append(list, &part[i])
			}
		}
	}
	return list
}

// searchHead stands in the place of the day's head, so that a phone with its
// keyboard up has room for what is found.
func (d *Day) searchHead(v shell.View) fyne.CanvasObject {
	w := v.Words
	return widgets.Pad(theme.Gap16, theme.Gap8, d.search.Field(w.T("find.hint"), w.T("find.done")))
}

// nothingFound says so, and what else may help.
func (d *Day) nothingFound(v shell.View) fyne.CanvasObject {
	w := v.Words
	return widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap16, widgets.Column(theme.Gap12, widgets.Title(w.T("find.none")), widgets.NewText(w.T("find.none_do")))))
}
