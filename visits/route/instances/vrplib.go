package instances

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
)

// library is a file of the TSPLIB family: keys with a value, and sections of
// numbers.
type library struct {
	keys     map[string]string
	sections map[string][]float64
	ids      []int       // of the nodes, the depot first
	at       map[int]int // which of them an id is
}

// lineEnds are those of other systems.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func readLibrary(text string) (*library, error) {
	lib := &library{keys: map[string]string{}, sections: map[string][]float64{}}
	section, number := "", 0
	for line := range strings.Lines(lineEnds.Replace(strings.TrimPrefix(text, "\ufeff"))) {
		number++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#': // a remark
		case strings.EqualFold(line, "EOF"):
			return lib, nil
		case isNumber(line):
			if section == "" {
				return nil, fmt.Errorf("line %d: numbers stand outside every section", number)
			}
			most := maxValue
			if section == "EDGE_WEIGHT_SECTION" {
				most = maxWeight
			}
			v, err := numbers(strings.Fields(line), most)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			lib.sections[section] = append(lib.sections[section], v...)
		default:
			var err error
			if section, err = lib.key(line); err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
		}
	}
	return lib, nil
}

// key takes a line that begins no row of numbers, and gives back the section it
// opens, if it does. A comment may stand there as often as it likes.
func (l *library) key(line string) (section string, err error) {
	key, value, colon := strings.Cut(line, ":")
	if remark, is := strings.CutPrefix(line, "COMMENT "); is && !colon {
		key, value, colon = "COMMENT", remark, true
	}
	key = strings.ToUpper(strings.TrimSpace(key))
	_, twice := l.keys[key]
	if _, again := l.sections[key]; (twice || again) && key != "COMMENT" {
		return "", fmt.Errorf("%.30q stands there twice", key)
	}
	if strings.HasSuffix(key, "_SECTION") {
		l.sections[key] = []float64{}
		return key, nil
	}
	if l.keys[key] = strings.TrimSpace(value); !colon {
		return "", errors.New("neither a key, a section nor numbers")
	}
	return "", nil
}

// word is the first word of a key's value, in capitals: "tsp (M. Hahsler)" is TSP.
func (l *library) word(key string) string {
	words := strings.FieldsFunc(strings.ToUpper(l.keys[key]), func(r rune) bool { return unicode.IsSpace(r) || r == '(' })
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// harmless are the keys that say nothing about what is to be solved.
var harmless = []string{"NAME", "COMMENT", "TYPE", "DIMENSION", "EDGE_WEIGHT_TYPE", "EDGE_WEIGHT_FORMAT", "NODE_COORD_TYPE", "DISPLAY_DATA_TYPE"}

// only refuses, by name, the keys and sections that are not among the known ones:
// passed over they would be another problem.
func (l *library) only(keys, sections []string) error {
	for _, k := range slices.Sorted(maps.Keys(l.keys)) {
		if !slices.Contains(harmless, k) && !slices.Contains(keys, k) {
			return fmt.Errorf("the key %.30q is not read, and could make this another problem", k)
		}
	}
	for _, s := range slices.Sorted(maps.Keys(l.sections)) {
		if !slices.Contains(sections, s) {
			return fmt.Errorf("section %.30q is not read", s)
		}
	}
	if kind := l.word("NODE_COORD_TYPE"); kind == "THREED_COORDS" {
		return errors.New("coordinates in three dimensions are not read")
	}
	return nil
}

// whole reads a key that holds a whole number of at least least; a missing one
// is absent.
func (l *library) whole(key string, least, absent int) (int, error) {
	value, ok := l.keys[key]
	if !ok {
		return absent, nil
	}
	v, err := numbers([]string{value}, maxValue)
	if err != nil || v[0] != math.Floor(v[0]) || int(v[0]) < least {
		return 0, fmt.Errorf("%s is not a whole number of at least %d", key, least)
	}
	return int(v[0]), nil
}

// columns reads a section with a row for each node, by the node's number.
func (l *library) columns(section string, n, width int) ([][]float64, error) {
	v, ok := l.sections[section]
	if !ok {
		return nil, nil
	}
	if len(v) == n*(width+1)+1 && v[len(v)-1] == -1 {
		v = v[:len(v)-1] // ended as the section of depots is
	}
	if len(v) != n*(width+1) {
		return nil, fmt.Errorf("%s has not %d rows of %d numbers", section, n, width+1)
	}
	out := make([][]float64, width)
	for k := range out {
		out[k] = make([]float64, n)
	}
	seen := make([]bool, n)
	for i := range n {
		row := v[i*(width+1):]
		at, known := l.at[int(row[0])]
		if !known || row[0] != float64(int(row[0])) || seen[at] {
			return nil, fmt.Errorf("%s: node %g stands there twice or nowhere else", section, row[0])
		}
		seen[at] = true
		for k := range width {
			out[k][at] = row[1+k]
		}
	}
	return out, nil
}

// VRPLIB reads a CVRP or VRPTW with one depot. Other types, unknown keys and
// sections, and anything that contradicts itself are refused, as leaving them aside
// would solve another problem.
func VRPLIB(text string) (*Instance, error) {
	lib, err := readLibrary(text)
	if err != nil {
		return nil, err
	}
	if kind := lib.word("TYPE"); !slices.Contains([]string{"CVRP", "VRPTW", "PCVRPTW"}, kind) {
		return nil, fmt.Errorf("type %.20q is not read", kind)
	}
	if err := lib.only([]string{"CAPACITY", "VEHICLES", "SERVICE_TIME", "DISTANCE"}, []string{"NODE_COORD_SECTION", "EDGE_WEIGHT_SECTION",
		"DISPLAY_DATA_SECTION", "DEMAND_SECTION", "DEPOT_SECTION", "TIME_WINDOW_SECTION", "SERVICE_TIME_SECTION", "PRIZE_SECTION"}); err != nil {
		return nil, err
	}
	depot := lib.sections["DEPOT_SECTION"]
	if n := len(depot); n > 0 && depot[n-1] == -1 { // the end of the list, which some leave out
		depot = depot[:n-1]
	}
	switch {
	case len(depot) != 1:
		return nil, fmt.Errorf("one depot is expected, and the file has %d", len(depot))
	case depot[0] != math.Floor(depot[0]):
		return nil, fmt.Errorf("the depot %g is no number of a node", depot[0])
	}
	in, err := lib.instance(int(depot[0]), true)
	if err != nil {
		return nil, err
	}
	capacity, err := lib.whole("CAPACITY", 1, 0)
	switch {
	case err != nil:
		return nil, errors.New("the capacity is not a whole number of at least 1")
	case capacity == 0:
		return nil, errors.New("the capacity is missing")
	}
	in.Capacity = int32(capacity)
	if in.Vehicles, err = lib.whole("VEHICLES", 1, 0); err != nil || in.Vehicles > maxNodes {
		return nil, fmt.Errorf("the number of vehicles is not a whole number from 1 to %d", maxNodes)
	}
	return in, errors.Join(lib.demands(in), lib.services(in), lib.hours(in), lib.longest(in), lib.prizes(in))
}

func (l *library) demands(in *Instance) error {
	d, err := l.columns("DEMAND_SECTION", in.Nodes, 1)
	if err != nil || d == nil {
		return errors.Join(err, errors.New("demands are expected"))
	}
	for i, v := range d[0] {
		if v < 0 || v != math.Floor(v) {
			return fmt.Errorf("the demand of node %d is not a whole number", in.IDs[i])
		}
		in.Demand[i] = int32(v)
	}
	return nil
}

func (l *library) hours(in *Instance) error {
	w, err := l.columns("TIME_WINDOW_SECTION", in.Nodes, 2)
	if err != nil || w == nil {
		if l.word("TYPE") != "CVRP" {
			return errors.Join(err, errors.New("time windows are expected"))
		}
		return err
	}
	in.Timed, in.Ready, in.Due = true, w[0], w[1]
	if in.Measure == Nearest && len(in.Matrix) == 0 {
		in.Measure = Real // VRPLIB's EUC_2D with hours is not rounded
	}
	for i := range w[0] {
		if w[0][i] < 0 || w[1][i] < w[0][i] {
			return fmt.Errorf("the hours of node %d are out of range", in.IDs[i])
		}
	}
	return nil
}

// services are the times at the customers: one for all, or a section.
func (l *library) services(in *Instance) error {
	every := 0.0
	if value, ok := l.keys["SERVICE_TIME"]; ok {
		v, err := numbers([]string{value}, maxValue)
		if err != nil || v[0] < 0 {
			return errors.New("SERVICE_TIME is not a time")
		}
		every = v[0]
	}
	in.Service = make([]float64, in.Nodes)
	for i := 1; i < in.Nodes; i++ {
		in.Service[i] = every
	}
	s, err := l.columns("SERVICE_TIME_SECTION", in.Nodes, 1)
	if err != nil {
		return err
	}
	if s != nil {
		in.Service = s[0]
	}
	for i, v := range in.Service {
		if v < 0 {
			return fmt.Errorf("the service time of node %d is below 0", in.IDs[i])
		}
	}
	return nil
}

// longest is DISTANCE, the most that a tour with its services may be long.
func (l *library) longest(in *Instance) error {
	value, ok := l.keys["DISTANCE"]
	if !ok {
		return nil
	}
	v, err := numbers([]string{value}, maxWeight)
	switch {
	case err != nil || !(v[0] > 0):
		return errors.New("DISTANCE is not a length above 0")
	case in.Timed:
		return errors.New("DISTANCE beside time windows is not read: waiting makes a tour late and not long")
	}
	in.Longest = v[0]
	return nil
}

func (l *library) prizes(in *Instance) error {
	p, err := l.columns("PRIZE_SECTION", in.Nodes, 1)
	if err != nil || p == nil {
		if l.word("TYPE") == "PCVRPTW" {
			return errors.Join(err, errors.New("prizes are expected"))
		}
		return err
	}
	for i, v := range p[0] {
		if v < 0 {
			return fmt.Errorf("the prize of node %d is below 0", in.IDs[i])
		}
	}
	in.Prize = p[0]
	return nil
}
