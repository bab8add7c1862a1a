package instances

import (
	"errors"
	"fmt"
	"slices"
)

// TSPLIB reads a TSP or ATSP: one vehicle, one tour from the first node.
func TSPLIB(text string) (*Instance, error) {
	lib, err := readLibrary(text)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"TSP", "ATSP"}, lib.keys["TYPE"]) {
		return nil, fmt.Errorf("type %.20q is not read", lib.keys["TYPE"])
	}
	in, err := lib.instance("NODE_COORD_SECTION", "EDGE_WEIGHT_SECTION", "DISPLAY_DATA_SECTION")
	if err != nil {
		return nil, err
	}
	in.Vehicles, in.Capacity = 1, 0
	return in, nil
}

// instance reads what both kinds of file share, and refuses sections not named.
func (l *library) instance(known ...string) (*Instance, error) {
	for s := range l.sections {
		if !slices.Contains(known, s) {
			return nil, fmt.Errorf("section %.30q is not read", s)
		}
	}
	n, err := l.whole("DIMENSION", 1, 0)
	if err != nil || n < 1 || n > maxNodes {
		return nil, errors.Join(err, fmt.Errorf("the dimension is not one up to %d", maxNodes))
	}
	in := &Instance{Name: l.keys["NAME"], Nodes: n}
	switch kind := l.keys["EDGE_WEIGHT_TYPE"]; kind {
	case "EUC_2D", "CEIL_2D":
		if kind == "CEIL_2D" {
			in.Rounding = Up
		}
		xy, err := l.columns("NODE_COORD_SECTION", n, 2)
		if err != nil || xy == nil {
			return nil, errors.Join(err, errors.New("coordinates are expected"))
		}
		in.X, in.Y = xy[0], xy[1]
	case "EXPLICIT":
		if in.Matrix, err = l.matrix(n); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("edge weights %.20q are not read", kind)
	}
	in.Demand = make([]int32, n)
	return in, nil
}

// matrix reads explicit weights, which are whole, in the layouts in use.
func (l *library) matrix(n int) ([]float64, error) {
	v, format := l.sections["EDGE_WEIGHT_SECTION"], l.keys["EDGE_WEIGHT_FORMAT"]
	from := map[string]func(i int) (int, int){
		"FULL_MATRIX":    func(int) (int, int) { return 0, n },
		"LOWER_ROW":      func(i int) (int, int) { return 0, i },
		"LOWER_DIAG_ROW": func(i int) (int, int) { return 0, i + 1 },
		"UPPER_ROW":      func(i int) (int, int) { return i + 1, n },
		"UPPER_DIAG_ROW": func(i int) (int, int) { return i, n },
	}[format]
	if from == nil {
		return nil, fmt.Errorf("edge weight format %.20q is not read", format)
	}
	expected := 0
	for i := range n {
		first, end := from(i)
		expected += end - first
	}
	if len(v) != expected {
		return nil, fmt.Errorf("there are %d edge weights, %d are expected", len(v), expected)
	}
	m, k := make([]float64, n*n), 0
	for i := range n {
		first, end := from(i)
		for j := first; j < end; j++ {
			w := v[k]
			if k++; w < 0 || w != float64(int64(w)) {
				return nil, fmt.Errorf("the weight from node %d to %d is not a whole number", i+1, j+1)
			}
			m[i*n+j] = w
			if format != "FULL_MATRIX" {
				m[j*n+i] = w
			}
		}
	}
	return m, nil
}
