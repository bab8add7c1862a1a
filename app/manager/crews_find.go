package manager

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits/find"
)

// crewsSeen is how many crews are looked through by eye; with more of them they can be
// searched.
const crewsSeen = 8

// crewsShown are the places, among all crews, of those the plan shows: all of them, or
// those whose names or whose mark each part of what is asked for stands in.
func (m *Manager) crewsShown(crews []Crew) []int {
	parts := strings.Fields(m.crewFind.Query)
	if len(crews) <= crewsSeen {
		parts = nil // nothing on the screen says that they are searched
	}
	var names find.Index
	for i, c := range crews {
		names.Add(evidence.ID{byte(i >> 8), byte(i), 1}, m.branch.names[c.First], m.branch.names[c.Second])
	}
	var list []int
	for i := range crews {
		list = append(list, i)
	}
	for _, part := range parts {
		found := names.Search(part)
		list = slices.DeleteFunc(list, func(i int) bool {
			return !found[evidence.ID{byte(i >> 8), byte(i), 1}] && !strings.EqualFold(part, markOf(i))
		})
	}
	return list
}

// crewFinder is the search of the crews, with how many it shows; nil where there are few.
func (m *Manager) crewFinder(w *i18n.Words, shown, of int) fyne.CanvasObject {
	if of <= crewsSeen {
		return nil
	}
	field := m.crewFind.Field(w.T("find.hint_crew"), w.T("find.done"))
	if m.crewFind.Query == "" {
		return field
	}
	return widgets.Column(theme.Gap4, field, widgets.Small(w.N("find.crews", shown, "of", of)))
}
