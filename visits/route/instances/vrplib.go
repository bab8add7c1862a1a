package instances

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// library is a file of the TSPLIB family: keys with a value, and sections of
// numbers.
type library struct {
	keys     map[string]string
	sections map[string][]float64
}

func readLibrary(text string) (*library, error) {
	lib := &library{map[string]string{}, map[string][]float64{}}
	section, number := "", 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case line == "EOF":
			return lib, nil
		case isNumber(line):
			v, err := numbers(strings.Fields(line))
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			if section == "" {
				return nil, fmt.Errorf("line %d: numbers stand outside every section", number)
			}
			lib.sections[section] = append(lib.sections[section], v...)
		default:
			key, value, colon := strings.Cut(line, ":")
			key = strings.ToUpper(strings.TrimSpace(key))
			_, twice := lib.keys[key]
			if _, again := lib.sections[key]; twice || again {
				return nil, fmt.Errorf("line %d: %.30q stands there twice", number, key)
			}
			section = ""
			if strings.HasSuffix(key, "_SECTION") {
				section = key
				lib.sections[key] = []float64{}
			} else if lib.keys[key] = strings.TrimSpace(value); !colon {
				return nil, fmt.Errorf("line %d: neither a key, a section nor numbers", number)
			}
		}
	}
	return lib, nil
}

// whole reads a key that holds a whole number of at least least; a missing one
// is absent.
func (l *library) whole(key string, least, absent int) (int, error) {
	value, ok := l.keys[key]
	if !ok {
		return absent, nil
	}
	v, err := numbers([]string{value})
	if err != nil || v[0] != math.Floor(v[0]) || int(v[0]) < least {
		return 0, fmt.Errorf("%s is not a whole number of at least %d", key, least)
	}
	return int(v[0]), nil
}

// columns reads a section with a row for each node, numbered from 1 in order.
func (l *library) columns(section string, n, width int) ([][]float64, error) {
	v, ok := l.sections[section]
	if !ok {
		return nil, nil
	}
	if len(v) != n*(width+1) {
		return nil, fmt.Errorf("%s has not %d rows of %d numbers", section, n, width+1)
	}
	out := make([][]float64, width)
	for i := range n {
		row := v[i*(width+1):]
		if row[0] != float64(i+1) {
			return nil, fmt.Errorf("%s: node %d is expected", section, i+1)
		}
		for k := range width {
			out[k] = append(out[k], row[1+k])
		}
	}
	return out, nil
}

// VRPLIB reads a CVRP or VRPTW with one depot, the first node. Other types,
// unknown sections and anything that contradicts itself are refused, as leaving
// them aside would solve another problem.
func VRPLIB(text string) (*Instance, error) {
	lib, err := readLibrary(text)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"CVRP", "VRPTW", "PCVRPTW"}, lib.keys["TYPE"]) {
		return nil, fmt.Errorf("type %.20q is not read", lib.keys["TYPE"])
	}
	in, err := lib.instance("NODE_COORD_SECTION", "EDGE_WEIGHT_SECTION", "DEMAND_SECTION", "DEPOT_SECTION",
		"TIME_WINDOW_SECTION", "SERVICE_TIME_SECTION", "PRIZE_SECTION")
	if err != nil {
		return nil, err
	}
	if d := lib.sections["DEPOT_SECTION"]; len(d) != 2 || d[0] != 1 || d[1] != -1 {
		return nil, errors.New("one depot is expected, the first node")
	}
	capacity, err := lib.whole("CAPACITY", 1, 0)
	if err != nil || capacity == 0 {
		return nil, errors.Join(err, errors.New("the capacity is missing"))
	}
	in.Capacity = int32(capacity)
	if in.Vehicles, err = lib.whole("VEHICLES", 1, 0); err != nil || in.Vehicles > maxNodes {
		return nil, errors.Join(err, fmt.Errorf("the number of vehicles is not one up to %d", maxNodes))
	}
	return in, errors.Join(lib.demands(in), lib.hours(in), lib.prizes(in))
}

func (l *library) demands(in *Instance) error {
	d, err := l.columns("DEMAND_SECTION", in.Nodes, 1)
	if err != nil || d == nil {
		return errors.Join(err, errors.New("demands are expected"))
	}
	for i, v := range d[0] {
		if v < 0 || v != math.Floor(v) {
			return fmt.Errorf("the demand of node %d is not a whole number", i+1)
		}
		in.Demand[i] = int32(v)
	}
	return nil
}

func (l *library) hours(in *Instance) error {
	w, err := l.columns("TIME_WINDOW_SECTION", in.Nodes, 2)
	if err != nil || w == nil {
		if l.keys["TYPE"] != "CVRP" {
			return errors.Join(err, errors.New("time windows are expected"))
		}
		return err
	}
	in.Timed, in.Ready, in.Due = true, w[0], w[1]
	if in.Rounding == Nearest && len(in.Matrix) == 0 {
		in.Rounding = Real // VRPLIB's EUC_2D with hours is not rounded
	}
	for i := range w[0] {
		if w[0][i] < 0 || w[1][i] < w[0][i] {
			return fmt.Errorf("the hours of node %d are out of range", i+1)
		}
	}
	every, err := l.whole("SERVICE_TIME", 0, 0)
	if err != nil {
		return err
	}
	s, err := l.columns("SERVICE_TIME_SECTION", in.Nodes, 1)
	if err != nil {
		return err
	}
	in.Service = make([]float64, in.Nodes)
	for i := 1; i < in.Nodes; i++ {
		in.Service[i] = float64(every)
	}
	if s != nil {
		in.Service = s[0]
	}
	for i, v := range in.Service {
		if v < 0 {
			return fmt.Errorf("the service time of node %d is below 0", i+1)
		}
	}
	return nil
}

func (l *library) prizes(in *Instance) error {
	p, err := l.columns("PRIZE_SECTION", in.Nodes, 1)
	if err != nil || p == nil {
		if l.keys["TYPE"] == "PCVRPTW" {
			return errors.Join(err, errors.New("prizes are expected"))
		}
		return err
	}
	for i, v := range p[0] {
		if v < 0 {
			return fmt.Errorf("the prize of node %d is below 0", i+1)
		}
	}
	in.Prize = p[0]
	return nil
}
