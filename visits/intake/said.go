package intake

import (
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
