package instances

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fairvisit/visits/route"
)

// tsp is a TSPLIB file of points.
func tsp(kind string, points ...float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "NAME: points\nTYPE: TSP\nDIMENSION: %d\nEDGE_WEIGHT_TYPE: %s\nNODE_COORD_SECTION\n", len(points)/2, kind)
	for i := 0; i < len(points); i += 2 {
		fmt.Fprintln(&b, i/2+1, points[i], points[i+1])
	}
	return b.String() + "EOF\n"
}

// By hand, from the definitions of TSPLIB 95.
func TestEachMeasureIsTSPLIBs(t *testing.T) {
	for _, tt := range []struct {
		kind           string
		x1, y1, x2, y2 float64
		want           float64
	}{
		{"EUC_2D", 0, 0, 1, 2, 2},                // 2.236
		{"EUC_2D", 0, 0, 2, 3, 4},                // 3.606
		{"CEIL_2D", 0, 0, 1, 2, 3},               // 2.236
		{"CEIL_2D", 0, 0, 3, 4, 5},               // 5
		{"FLOOR_2D", 0, 0, 2, 3, 3},              // 3.606
		{"FLOOR_2D", 0, 0, 3, 4, 5},              // 5
		{"EXACT_2D", 0, 0, 1, 2, math.Sqrt(5)},   // 2.236
		{"MAN_2D", 1, 1, 2.2, 3.2, 3},            // 3.4
		{"MAN_2D", 5, 5, 1, 8.5, 8},              // 7.5
		{"MAX_2D", 0, 0, 2.4, 3.6, 4},            // 2 and 4
		{"MAX_2D", 0, 0, 7.5, -3, 8},             // 8 and 3
		{"ATT", 0, 0, 10, 0, 4},                  // 3.162: its nearest is below it, so one more
		{"ATT", 0, 0, 12, 0, 4},                  // 3.795: its nearest is above it
		{"ATT", 0, 0, 30, 10, 10},                // exactly 10
		{"GEO", 0, 0, 0, 0, 1},                   // even of one place to itself
		{"GEO", 0, 0, 0, 90, 10020},              // a quarter of the equator, 10019.15
		{"GEO", 0, 0, 0, 0.30, 56},               // half a degree, 55.66
		{"GEO", 16.47, 96.10, 16.47, 94.44, 153}, // of burma14, as its matrix is printed
		{"GEO", 16.47, 96.10, 20.09, 92.54, 510},
	} {
		in, err := TSPLIB(tsp(tt.kind, tt.x1, tt.y1, tt.x2, tt.y2))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := in.Distance(0, 1), in.Distance(1, 0); a != tt.want || b != tt.want {
			t.Errorf("%s from %g,%g to %g,%g is %g and back %g, want %g", tt.kind, tt.x1, tt.y1, tt.x2, tt.y2, a, b, tt.want)
		}
	}
}

// Two tours whose optimal length is printed in TSPLIB: were a coordinate or a
// formula wrong, they would come out otherwise.
func TestKnownToursHaveTheirKnownLength(t *testing.T) {
	burma := []float64{16.47, 96.10, 16.47, 94.44, 20.09, 92.54, 22.39, 93.37, 25.23, 97.24, 22.00, 96.05, 20.47, 97.02, 17.20, 96.29, 16.30, 97.38,
		14.05, 98.12, 16.53, 97.38, 21.52, 95.59, 19.41, 97.13, 20.09, 94.55}
	att := []float64{6734, 1453, 2233, 10, 5530, 1424, 401, 841, 3082, 1644, 7608, 4458, 7573, 3716, 7265, 1268, 6898, 1885, 1112, 2049, 5468, 2606,
		5989, 2873, 4706, 2674, 4612, 2035, 6347, 2683, 6107, 669, 7611, 5184, 7462, 3590, 7732, 4723, 5900, 3561, 4483, 3369, 6101, 1110, 5199, 2182,
		1633, 2809, 4307, 2322, 675, 1006, 7555, 4819, 7541, 3981, 3177, 756, 7352, 4506, 7545, 2801, 3245, 3305, 6426, 3173, 4608, 1198, 23, 2216,
		7248, 3779, 7762, 4595, 7392, 2244, 3484, 2829, 6271, 2135, 4985, 140, 1916, 1569, 7280, 4899, 7509, 3239, 10, 2676, 6807, 2993, 5185, 3258, 3023, 1942}
	for _, tt := range []struct {
		name, text string
		want       float64
	}{{"burma14", tsp("GEO", burma...), 3323}, {"att48", tsp("ATT", att...), 10628}} {
		in, err := TSPLIB(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		p, err := in.Problem(in.Scale(false))
		if err != nil {
			t.Fatal(err)
		}
		best := math.Inf(1)
		for seed := range uint64(3) {
			plan, err := route.Solve(p, route.Options{Seed: seed, Iterations: 20000})
			if err != nil {
				t.Fatal(err)
			}
			own, _ := in.Lengths(&plan)
			best = min(best, own)
		}
		if best != tt.want {
			t.Errorf("%s: the best of three seeds is %g long, the optimum is %g", tt.name, best, tt.want)
		}
	}
}

// A tour may only be so long, services added: in a CVRP a key says it.
func TestTheLongestTourIsKeptTo(t *testing.T) {
	base := strings.Replace(text(t, "eight.vrp"), "CAPACITY", "SERVICE_TIME : 2.5\nDISTANCE : 56.5\nCAPACITY", 1)
	in, err := VRPLIB(base)
	own, _, plan := solved(t, in, err, false)
	if in.Longest != 56.5 || in.Scale(false) != 10 || own <= 137 {
		t.Errorf("counted in 1/%d, %g long", in.Scale(false), own)
	}
	for _, tour := range plan.Tours {
		one, _ := in.Lengths(&route.Plan{Tours: []route.Tour{tour}})
		if one += 2.5 * float64(len(tour.Calls)); one > 56.5 {
			t.Errorf("a tour with its services is %g long", one)
		}
	}
	if in, err = VRPLIB(strings.Replace(base, ": 56.5", ": 100000000", 1)); err != nil {
		t.Fatal(err)
	}
	if own, _, _ := solved(t, in, nil, false); own != 137 {
		t.Errorf("without a limit that binds it is %g long", own)
	}
	if in, err = VRPLIB(strings.Replace(base, ": 56.5", ": 20", 1)); err != nil {
		t.Fatal(err)
	}
	p, err := in.Problem(in.Scale(false))
	if err != nil {
		t.Fatal(err)
	}
	if plan, err := route.Solve(p, route.Options{Iterations: 50}); err != nil || len(plan.LeftOut) == 0 {
		t.Errorf("where nobody can be reached: %+v, %v", plan.LeftOut, err)
	}
}

// What a matrix file says of times is counted, not cut: a service of 10.6 that
// counted as 10 would let a plan hold that does not.
func TestTimesBesideAMatrixAreNotCut(t *testing.T) {
	file := func(service, due string) string {
		return "TYPE: VRPTW\nDIMENSION: 3\nVEHICLES: 1\nCAPACITY: 9\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 5 5\n5 0 5\n5 5 0\n" +
			"DEMAND_SECTION\n1 0\n2 1\n3 1\nTIME_WINDOW_SECTION\n1 0 100\n2 0 5\n3 0 " + due + "\nSERVICE_TIME_SECTION\n1 0\n2 " + service + "\n3 0\nDEPOT_SECTION\n1\n-1\nEOF\n"
	}
	for _, tt := range []struct {
		service, due string
		reached      bool
		scale        Scale
	}{{"10", "20", true, 1}, {"10.6", "20", false, 10}, {"10.6", "20.6", true, 10}, {"10.625", "20.6249", false, 10000}, {"10.625", "20.625", true, 1000}} {
		in, err := VRPLIB(file(tt.service, tt.due))
		if err != nil {
			t.Fatal(err)
		}
		p, err := in.Problem(in.Scale(false))
		if err != nil {
			t.Fatal(err)
		}
		plan, err := route.Solve(p, route.Options{Iterations: 200})
		if err != nil || in.Scale(false) != tt.scale || (len(plan.LeftOut) == 0) != tt.reached {
			t.Errorf("service %s, due %s: in 1/%d, left out %v, %v", tt.service, tt.due, in.Scale(false), plan.LeftOut, err)
		}
	}
	in, err := VRPLIB(file("10.12345", "20"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Problem(in.Scale(false)); err == nil {
		t.Error("five decimals were cut to four")
	}
}

// shuffled gives the rows of each section other numbers and another order.
func shuffled(text string, id func(int) int, r *rand.Rand) string {
	var out, rows []string
	section := ""
	flush := func() {
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		out, rows = append(out, rows...), nil
	}
	for line := range strings.Lines(text) {
		var k int
		line = strings.TrimSpace(line)
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
		case !isNumber(line):
			flush()
			out, section = append(out, line), line
		case section == "DEPOT_SECTION" && line == "-1", section == "NUMBER     CAPACITY":
			out = append(out, line)
		default:
			fmt.Sscan(f[0], &k)
			f[0] = fmt.Sprint(id(k))
			rows = append(rows, strings.Join(f, " "))
		}
	}
	flush()
	return strings.Join(out, "\n") + "\n"
}

// The depot need not be the first node, nor need numbers begin anywhere or follow
// each other: the same plans come out, in the file's own numbers.
func TestNumbersOfNodesAreTheFiles(t *testing.T) {
	ids := map[string]func(int) int{"from 0": func(k int) int { return k - 1 }, "gaps": func(k int) int { return k * 7 }, "turned": func(k int) int { return 100 - k }}
	for name, id := range ids {
		r := rand.New(rand.NewPCG(1, 2))
		file := shuffled(text(t, "eight.vrp"), id, r)
		file = strings.Replace(file, "COMMENT : invented", "COMMENT : invented\nCOMMENT : and turned", 1)
		file = strings.Replace(file, "\n-1\n", "\n", 1)
		in, err := VRPLIB(strings.ToLower(strings.ReplaceAll(file, "TYPE : CVRP", "TYPE : CVRP (of a kind)")))
		if own, _, _ := solved(t, in, err, false); own != 137 || in.IDs[0] != id(1) {
			t.Errorf("%s: %g long from depot %d", name, own, in.IDs[0])
		}
		for i, number := range in.IDs {
			for k := 1; k <= 9; k++ {
				if number == id(k) && in.Demand[i] != []int32{0, 5, 6, 4, 7, 3, 8, 5, 6}[k-1] {
					t.Errorf("%s: node %d carries %d", name, number, in.Demand[i])
				}
			}
		}
	}
	plain, err := Solomon(text(t, "eight.txt"))
	want, _, _ := solved(t, plain, err, false)
	for name, id := range map[string]func(int) int{"from 1": func(k int) int { return k + 1 }, "gaps": func(k int) int { return 5 + k*7 }, "turned": func(k int) int { return 100 - k }, "as it is": func(k int) int { return k }} {
		in, err := Solomon("\ufeff" + shuffled(text(t, "eight.txt"), id, rand.New(rand.NewPCG(3, 4))))
		if got, _, _ := solved(t, in, err, false); got != want || in.IDs[0] != id(0) || in.Name != "EIGHT" || !slices.Contains(in.IDs, id(8)) {
			t.Errorf("Solomon, %s: %q %g long from %v, want %g", name, in.Name, got, in.IDs, want)
		}
	}
	// A matrix's rows stand by number, whichever node is the depot.
	in, err := VRPLIB("TYPE: CVRP\nDIMENSION: 3\nCAPACITY: 9\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 1 2\n3 0 4\n5 6 0\n" +
		"DEMAND_SECTION\n30 1\n10 1\n20 0\nDEPOT_SECTION\n20\n-1\nEOF\n")
	if err != nil || !slices.Equal(in.IDs, []int{20, 10, 30}) || in.Distance(0, 1) != 3 || in.Distance(0, 2) != 4 || in.Distance(1, 0) != 1 || in.Distance(2, 1) != 5 || in.Demand[0] != 0 {
		t.Errorf("%+v, %v", in, err)
	}
}

// For the fewest vehicles times are counted as finely as the day allows.
func TestAWholeDayFitsTheUnits(t *testing.T) {
	day := strings.NewReplacer("400 ", "86400 ", "300 ", "43200 ").Replace(text(t, "eight.txt"))
	in, err := Solomon(day)
	if in.Scale(true) != 1000 {
		t.Errorf("a day of seconds is counted in 1/%d", in.Scale(true))
	}
	solved(t, in, err, true)
}
