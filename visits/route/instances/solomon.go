package instances

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Solomon reads the text table of Solomon, and of Gehring and Homberger. A row
// that is not seven numbers, or customers out of order, are refused by line.
func Solomon(text string) (*Instance, error) {
	in := &Instance{Rounding: Real, Timed: true}
	fleet := false
	number := 0
	for line := range strings.Lines(text) {
		number++
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
			continue
		case in.Name == "":
			in.Name = f[0]
			continue
		case !isNumber(f[0]):
			continue
		}
		v, err := numbers(f)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if !fleet {
			fleet = true
			err = in.fleet(v)
		} else {
			err = in.customer(v)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if in.Nodes == 0 {
		return nil, errors.New("the file has no depot")
	}
	return in, nil
}

func (in *Instance) fleet(v []float64) error {
	if len(v) != 2 || v[0] < 1 || v[0] > maxNodes || v[1] < 0 || v[0] != math.Floor(v[0]) || v[1] != math.Floor(v[1]) {
		return errors.New("number and capacity of the vehicles are expected, both whole")
	}
	in.Vehicles, in.Capacity = int(v[0]), int32(v[1])
	return nil
}

func (in *Instance) customer(v []float64) error {
	switch {
	case len(v) != 7:
		return errors.New("a customer has seven columns")
	case int(v[0]) != in.Nodes || v[0] != math.Floor(v[0]):
		return fmt.Errorf("customer %d is expected", in.Nodes)
	case in.Nodes == maxNodes:
		return fmt.Errorf("more than %d customers", maxNodes)
	case v[3] < 0 || v[3] != math.Floor(v[3]) || v[4] < 0 || v[5] < v[4] || v[6] < 0:
		return errors.New("demand, hours or service are out of range")
	}
	in.X, in.Y = append(in.X, v[1]), append(in.Y, v[2])
	in.Demand = append(in.Demand, int32(v[3]))
	in.Ready, in.Due, in.Service = append(in.Ready, v[4]), append(in.Due, v[5]), append(in.Service, v[6])
	in.Nodes++
	return nil
}

func isNumber(s string) bool { return strings.ContainsRune("+-.0123456789", rune(s[0])) }

// numbers reads finite numbers of up to a million.
func numbers(fields []string) ([]float64, error) {
	v := make([]float64, len(fields))
	for i, f := range fields {
		x, err := strconv.ParseFloat(f, 64)
		if err != nil || !(math.Abs(x) <= maxValue) {
			return nil, fmt.Errorf("%.20q is not a number up to %d", f, int(maxValue))
		}
		v[i] = x
	}
	return v, nil
}
