package instances

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Solomon reads the text table of Solomon, and of Gehring and Homberger. Rows may
// stand in any order and have any numbers, each once. The depot is the only row
// without demand and service; where there are several or none it is number 0, or
// the lowest. A row that is not seven numbers is refused by line,
// one whose first is a name among them; headings and remarks have no numbers.
func Solomon(text string) (*Instance, error) {
	in := &Instance{Measure: Real, Timed: true}
	var rows [][]float64
	named, fleet := false, false
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
			continue
		case !named:
			named = in.title(f)
			continue
		case !isNumber(f[0]):
			if fleet && hasNumber(f) {
				return nil, fmt.Errorf("line %d: %.20q is no number of a customer, and routes name customers by their numbers", number, f[0])
			}
			continue
		}
		v, err := numbers(f, maxValue)
		switch {
		case err != nil:
		case !fleet:
			fleet = true
			err = in.fleet(v)
		case len(rows) == maxNodes:
			err = fmt.Errorf("more than %d customers", maxNodes)
		default:
			err = validRow(v)
			rows = append(rows, v)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if len(rows) == 0 {
		return nil, errors.New("the file has no depot")
	}
	return in, in.take(rows)
}

// title looks for the name in what stands above the vehicles, and reports whether that
// is over. The name is one word; remarks stand above it in some files, with a mark or
// as sentences. Where every line is one, the first is all there is to call the file by.
func (in *Instance) title(line []string) (over bool) {
	switch {
	case strings.EqualFold(line[0], "VEHICLE"):
		return true
	case strings.ContainsAny(line[0][:1], "#;%!/*"):
		return false
	case in.Name == "" || len(line) == 1:
		in.Name = line[0]
	}
	return len(line) == 1
}

func (in *Instance) fleet(v []float64) error {
	switch {
	case len(v) != 2:
		return errors.New("number and capacity of the vehicles are expected")
	case v[0] < 1 || v[0] > maxNodes || v[0] != math.Floor(v[0]):
		return fmt.Errorf("the number of vehicles is not a whole number from 1 to %d", maxNodes)
	case v[1] < 1 || v[1] != math.Floor(v[1]):
		return errors.New("the capacity is not a whole number of at least 1")
	}
	in.Vehicles, in.Capacity = int(v[0]), int32(v[1])
	return nil
}

func validRow(v []float64) error {
	switch {
	case len(v) != 7:
		return errors.New("a customer has seven columns")
	case v[0] < 0 || v[0] != math.Floor(v[0]):
		return fmt.Errorf("%g is no number of a customer", v[0])
	case v[3] != math.Floor(v[3]):
		return fmt.Errorf("the demand %g is not a whole number", v[3])
	case v[3] < 0 || v[4] < 0 || v[5] < v[4] || v[6] < 0:
		return errors.New("demand, hours or service are out of range")
	}
	return nil
}

// take puts the depot first and the customers behind it by their numbers.
func (in *Instance) take(rows [][]float64) error {
	idle := func(v []float64) bool { return v[3] == 0 && v[6] == 0 }
	slices.SortStableFunc(rows, func(a, b []float64) int { return cmp.Compare(a[0], b[0]) })
	if depot := slices.IndexFunc(rows, idle); depot > 0 && !slices.ContainsFunc(rows[depot+1:], idle) {
		row := rows[depot]
		rows = slices.Insert(slices.Delete(rows, depot, depot+1), 0, row)
	}
	for _, v := range rows {
		id := int(v[0])
		if slices.Contains(in.IDs, id) {
			return fmt.Errorf("customer %d stands there twice", id)
		}
		in.IDs = append(in.IDs, id)
		in.X, in.Y = append(in.X, v[1]), append(in.Y, v[2])
		in.Demand = append(in.Demand, int32(v[3]))
		in.Ready, in.Due, in.Service = append(in.Ready, v[4]), append(in.Due, v[5]), append(in.Service, v[6])
	}
	in.Nodes = len(rows)
	return nil
}

// hasNumber tells a customer who has a name for a number from a heading: passed over as
// one, it would be missing from a plan that is called complete.
func hasNumber(line []string) bool {
	return !strings.ContainsAny(line[0][:1], "#;%!/*") && slices.ContainsFunc(line, func(s string) bool {
		_, err := strconv.ParseFloat(s, 64)
		return err == nil
	})
}

func isNumber(s string) bool { return strings.ContainsRune("+-.0123456789", rune(s[0])) }

// numbers reads finite numbers of up to most.
func numbers(fields []string, most float64) ([]float64, error) {
	v := make([]float64, len(fields))
	for i, f := range fields {
		x, err := strconv.ParseFloat(f, 64)
		if err != nil || !(math.Abs(x) <= most) {
			return nil, fmt.Errorf("%.20q is not a number up to %d", f, int(most))
		}
		v[i] = x
	}
	return v, nil
}
