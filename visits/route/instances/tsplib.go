package instances

import (
	"errors"
	"fmt"
	"slices"
)

// TSPLIB reads a TSP or ATSP: one vehicle, one tour from the node with the lowest
// number.
func TSPLIB(text string) (*Instance, error) {
	lib, err := readLibrary(text)
	if err != nil {
		return nil, err
	}
	if kind := lib.word("TYPE"); !slices.Contains([]string{"TSP", "ATSP"}, kind) {
		return nil, fmt.Errorf("type %.20q is not read", kind)
	}
	if err := lib.only([]string{}, []string{"NODE_COORD_SECTION", "EDGE_WEIGHT_SECTION", "DISPLAY_DATA_SECTION"}); err != nil {
		return nil, err
	}
	in, err := lib.instance(0, false)
	if err != nil {
		return nil, err
	}
	in.Vehicles, in.Capacity = 1, 0
	return in, nil
}

// instance reads what both kinds of file share. The depot is the node of that
// number in the file, or the first.
func (l *library) instance(depot int, named bool) (*Instance, error) {
	n, err := l.whole("DIMENSION", 1, 0)
	if err != nil || n < 1 || n > maxNodes {
		return nil, errors.Join(err, fmt.Errorf("the dimension is not one up to %d", maxNodes))
	}
	in := &Instance{Name: l.keys["NAME"], Nodes: n, Demand: make([]int32, n)}
	row, err := l.number(n, depot, named)
	if err != nil {
		return nil, err
	}
	in.IDs = l.ids
	kind := l.word("EDGE_WEIGHT_TYPE")
	if kind == "EXPLICIT" {
		m, err := l.matrix(n)
		if err != nil {
			return nil, err
		}
		in.Matrix = make([]float64, n*n)
		for i := range n {
			for j := range n {
				in.Matrix[i*n+j] = m[row[i]*n+row[j]]
			}
		}
		return in, nil
	}
	measure, ok := measures[kind]
	if !ok {
		return nil, fmt.Errorf("edge weights %.20q are not read", kind)
	}
	in.Measure = measure
	xy, err := l.columns("NODE_COORD_SECTION", n, 2)
	if err != nil || xy == nil {
		return nil, errors.Join(err, errors.New("coordinates are expected"))
	}
	in.X, in.Y = xy[0], xy[1]
	return in, nil
}

// number finds the file's numbers of its nodes, which may stand in any order, begin
// anywhere and have gaps, and puts the depot first. row says which row of an
// explicit matrix each node has: they stand by number.
func (l *library) number(n, depot int, named bool) (row []int, err error) {
	sorted := make([]int, 0, n)
	for _, section := range []string{"NODE_COORD_SECTION", "DEMAND_SECTION"} {
		v, width := l.sections[section], map[string]int{"NODE_COORD_SECTION": 3, "DEMAND_SECTION": 2}[section]
		if v == nil {
			continue
		}
		if len(v) != n*width {
			return nil, fmt.Errorf("%s has not %d rows of %d numbers", section, n, width)
		}
		for i := 0; i < len(v); i += width {
			if v[i] < 0 || v[i] != float64(int(v[i])) {
				return nil, fmt.Errorf("%s: %g is no number of a node", section, v[i])
			}
			sorted = append(sorted, int(v[i]))
		}
		break
	}
	for i := len(sorted); i < n; i++ { // a matrix alone
		sorted = append(sorted, i+1)
	}
	slices.Sort(sorted)
	first := 0
	if named {
		if first = slices.Index(sorted, depot); first < 0 {
			return nil, fmt.Errorf("the depot %d is no node", depot)
		}
	}
	l.ids, l.at = []int{sorted[first]}, map[int]int{sorted[first]: 0}
	row = []int{first}
	for i, id := range sorted {
		if i == first {
			continue
		}
		if _, twice := l.at[id]; twice {
			return nil, fmt.Errorf("node %d stands there twice", id)
		}
		l.at[id] = len(l.ids)
		l.ids, row = append(l.ids, id), append(row, i)
	}
	return row, nil
}

// layouts say which columns of row i an explicit matrix has. What is listed by
// columns below the diagonal is, by symmetry, what is listed by rows above it.
var layouts = map[string]func(i, n int) (first, end int){
	"FULL_MATRIX":    func(_, n int) (int, int) { return 0, n },
	"LOWER_ROW":      func(i, _ int) (int, int) { return 0, i },
	"UPPER_COL":      func(i, _ int) (int, int) { return 0, i },
	"LOWER_DIAG_ROW": func(i, _ int) (int, int) { return 0, i + 1 },
	"UPPER_DIAG_COL": func(i, _ int) (int, int) { return 0, i + 1 },
	"UPPER_ROW":      func(i, n int) (int, int) { return i + 1, n },
	"LOWER_COL":      func(i, n int) (int, int) { return i + 1, n },
	"UPPER_DIAG_ROW": func(i, n int) (int, int) { return i, n },
	"LOWER_DIAG_COL": func(i, n int) (int, int) { return i, n },
}

// matrix reads explicit weights. What stands on the diagonal says nothing.
func (l *library) matrix(n int) ([]float64, error) {
	v, format := l.sections["EDGE_WEIGHT_SECTION"], l.word("EDGE_WEIGHT_FORMAT")
	of := layouts[format]
	if of == nil {
		return nil, fmt.Errorf("edge weight format %.20q is not read", format)
	}
	expected := 0
	for i := range n {
		first, end := of(i, n)
		expected += end - first
	}
	if len(v) != expected {
		return nil, fmt.Errorf("there are %d edge weights, %d are expected", len(v), expected)
	}
	m, k := make([]float64, n*n), 0
	for i := range n {
		first, end := of(i, n)
		for j := first; j < end; j++ {
			w := v[k]
			if k++; i == j {
				continue
			}
			if w < 0 {
				return nil, fmt.Errorf("the weight from row %d to %d is below 0", i+1, j+1)
			}
			m[i*n+j] = w
			if format != "FULL_MATRIX" {
				m[j*n+i] = w
			}
		}
	}
	return m, nil
}
