package intake

import (
	"maps"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// saidColumns is what a person said about columns, by the file's name folded. A
// column about what nobody may be chosen by cannot be said to be one of ours.
func saidColumns(said map[string]string) (map[string]string, error) {
	given := map[string]string{}
	for name, ours := range said {
		switch _, known := columnNames[folded(ours)]; {
		case ours == "":
		case !known:
			return nil, refused("There is no column %q here, which was said to be the file's %q.", ours, name)
		case Unwanted(name):
			return nil, refused("The column %q says what nobody may be chosen by, or whom a person knows; it cannot stand for %s.", name, ours)
		}
		given[folded(name)] = ours
	}
	return given, nil
}

// remembered is what was said of an earlier file of this head.
func remembered(o Options, head evidence.Hash) ([]visits.ColumnAt, error) {
	if o.Remembered == nil || len(o.Columns) > 0 || head.IsZero() {
		return nil, nil
	}
	return o.Remembered(head)
}

// saidBefore turns places into names again: the head is the same, so the same
// names stand there. A place beyond the header, or a column a later version
// knows, says nothing.
func (h *header) saidBefore(known []visits.ColumnAt) map[string]string {
	given := map[string]string{}
	for _, name := range h.names {
		given[folded(name)] = "" // all that was not said then was none
	}
	for _, k := range known {
		if k.At >= 0 && k.At < len(h.names) && !Unwanted(h.names[k.At]) {
			given[folded(h.names[k.At])] = k.Column
		}
	}
	return given
}

// Heading is one column of a file's header: what the file calls it, and which of
// ours it is taken for; "": none.
type Heading struct{ Name, Column string }

func (h *header) headings() []Heading {
	list := make([]Heading, len(h.names))
	for i, name := range h.names {
		list[i].Name = name
		if c, ok := h.column(name); ok && h.at[c] == i {
			list[i].Column = columns[c].name
		}
	}
	return list
}

// Said is what the columns of f were said to be by a person, now or of an earlier file:
// ours by the file's names, without those that are found by their names.
func (f *File) Said() map[string]string {
	said := map[string]string{}
	for _, h := range f.Header {
		if byName, ours := columnNames[folded(h.Name)]; h.Column != "" && !(ours && columns[byName].name == h.Column) {
			said[h.Name] = h.Column
		}
	}
	return said
}

// absent refuses what was said of a column that the file has not: whoever wrote a name
// wrongly would else be told only that ours is lacking.
func (f *File) absent(said map[string]string) error {
	if len(f.Header) == 0 {
		return nil
	}
	names := make([]string, len(f.Header))
	for i, h := range f.Header {
		names[i] = h.Name
	}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		if said[name] != "" && !slices.ContainsFunc(names, func(have string) bool { return folded(have) == folded(name) }) {
			return refused("The file has no column %q, which was said to be %s; its columns are %s.", clip(name), said[name], listed(names))
		}
	}
	return nil
}

// Column is one of our columns: what a person may say a column of a file is.
type Column struct {
	Name     string
	Required bool
}

// Columns are all of ours, in their order.
func Columns() []Column {
	list := make([]Column, 0, columnCount)
	for _, c := range columns {
		list = append(list, Column{c.name, c.required})
	}
	return list
}

// Take is what a person says of all columns of a file once one of them is another
// of ours: whichever column was taken for that one before is none now. ours is ""
// for none.
func Take(header []Heading, name, ours string) map[string]string {
	said := map[string]string{}
	for _, h := range header {
		switch {
		case h.Name == name:
			said[h.Name] = ours
		case ours != "" && h.Column == ours:
			said[h.Name] = ""
		default:
			said[h.Name] = h.Column
		}
	}
	return said
}

// columnsAt is where each column stands, if a person said so of any; a file whose
// columns have the names we know needs no memory.
func (h *header) columnsAt() []visits.ColumnAt {
	if len(h.given) == 0 {
		return nil
	}
	var list []visits.ColumnAt
	for c, at := range h.at {
		if at >= 0 {
			list = append(list, visits.ColumnAt{Column: columns[c].name, At: at})
		}
	}
	return list
}
