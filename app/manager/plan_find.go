package manager

import (
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/find"
)

// searched are the rows in which each part of the query stands: in what the list shows of
// a case, in its number, or in the names of who goes there. What was picked stays picked
// while it is out of sight, as with a filter.
func (p *plan) searched(b *Branch, rows []*visits.Case, query string) []*visits.Case {
	parts := strings.Fields(query)
	if len(parts) == 0 {
		return rows
	}
	var people find.Index
	for id, name := range b.names {
		people.Add(id, name)
	}
	crews := make(map[evidence.ID]Crew, len(rows))
	for _, c := range rows {
		crews[c.ID], _ = p.goes(c)
	}
	for _, part := range parts {
		cases, who := b.found.Search(part), people.Search(part)
		rows = slices.DeleteFunc(rows, func(c *visits.Case) bool {
			return !cases[c.ID] && !who[crews[c.ID].First] && !who[crews[c.ID].Second]
		})
	}
	return rows
}

// hidden is how many of the picked cases are none of the rows: they are given along, so
// the list says that there are some.
func (p *plan) hidden(rows []*visits.Case) int {
	n := len(p.picked)
	for _, c := range rows {
		if p.picked[c.ID] {
			n--
		}
	}
	return n
}

// leaveSearch closes the search and reports whether there was one to close.
func (m *Manager) leaveSearch() bool {
	if !m.search.Open() {
		return false
	}
	m.search.Stop()
	return true
}
