package instances

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/visits/route"
)

func text(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// solved reads, plans and checks an instance.
func solved(t *testing.T, in *Instance, err error, fewest bool) (own, cut float64, plan route.Plan) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	p, err := in.Problem(in.Scale(fewest))
	if err != nil {
		t.Fatal(err)
	}
	plan, err = route.Solve(p, route.Options{Seed: 1, Iterations: 3000, Fewest: fewest})
	if err != nil {
		t.Fatal(err)
	}
	if _, faults := route.Check(p, &plan); len(faults) > 0 {
		t.Errorf("%s: %v", in.Name, faults)
	}
	own, cut = in.Lengths(&plan)
	return own, cut, plan
}

func TestEachLayoutIsReadAndPlanned(t *testing.T) {
	in, err := Solomon(text(t, "eight.txt"))
	own, cut, plan := solved(t, in, err, false)
	if in.Nodes != 9 || in.Vehicles != 3 || in.Capacity != 20 || in.Due[5] != 260 || in.Demand[8] != 6 || in.Service[1] != 10 {
		t.Errorf("read as %+v", in)
	}
	if own <= cut || own > cut+1.2 || len(plan.Tours) != 3 {
		t.Errorf("length %v, cut %v, %d tours", own, cut, len(plan.Tours))
	}
	if _, _, plan := solved(t, in, err, true); len(plan.Tours) != 3 {
		t.Errorf("44 loads in twenties took %d crews", len(plan.Tours))
	}

	in, err = VRPLIB(text(t, "eight.vrp"))
	if own, _, _ := solved(t, in, err, false); own != 137 { // by trying all divisions and orders
		t.Errorf("the CVRP costs %v", own)
	}
	in, err = TSPLIB(text(t, "five.tsp"))
	if own, _, _ := solved(t, in, err, false); own != 16 { // by trying all orders
		t.Errorf("the tour is %v long", own)
	}
	in, err = VRPLIB(text(t, "prizes.vrp"))
	_, _, plan = solved(t, in, err, false)
	if len(plan.LeftOut) != 1 || plan.LeftOut[0].Stop != 4 || plan.LeftOut[0].Why != route.SmallPrize || in.Missed(&plan) != 5 {
		t.Errorf("left out: %v", plan.LeftOut)
	}
}

// Each layout of explicit weights says the same matrix, whatever its diagonal says.
func TestExplicitWeights(t *testing.T) {
	for format, weights := range map[string]string{
		"FULL_MATRIX": "9999999 3 4 6 3 100000000 5 7 4 5 0 8 6 7 8 -1", "LOWER_ROW": "3 4 5 6 7 8", "LOWER_DIAG_ROW": "0 3 9999999 4 5 0 6 7 8 0",
		"UPPER_ROW": "3 4 6 5 7 8", "UPPER_DIAG_ROW": "0 3 4 6 0 5 7 0 8 0",
		"UPPER_COL": "3 4 5 6 7 8", "UPPER_DIAG_COL": "0 3 0 4 5 0 6 7 8 0", "LOWER_COL": "3 4 6 5 7 8", "LOWER_DIAG_COL": "0 3 4 6 0 5 7 0 8 0",
	} {
		in, err := TSPLIB("type: tsp (a small one)\nDIMENSION: 4\nEDGE_WEIGHT_TYPE: explicit\nEDGE_WEIGHT_FORMAT: " + strings.ToLower(format) + "\nEDGE_WEIGHT_SECTION\n" + weights + "\neof\n")
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		for i, row := range [][]float64{{0, 3, 4, 6}, {3, 0, 5, 7}, {4, 5, 0, 8}, {6, 7, 8, 0}} {
			for j, want := range row {
				if i != j && in.Distance(i, j) != want {
					t.Errorf("%s: from %d to %d it is %v", format, i, j, in.Distance(i, j))
				}
			}
		}
		if _, err := in.Problem(in.Scale(false)); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// Files of other hands have remarks, other line ends, and sections that are ended.
func TestAFileOfAnotherHandIsTheSameInstance(t *testing.T) {
	vrp := text(t, "eight.vrp")
	want, err := VRPLIB(vrp)
	if err != nil {
		t.Fatal(err)
	}
	for what, other := range map[string]string{
		"remarks":          "# turned by hand\n" + strings.Replace(vrp, "DEMAND_SECTION", "# demands\nDEMAND_SECTION", 1),
		"a bare comment":   "COMMENT made by hand\n" + vrp,
		"line ends of DOS": strings.ReplaceAll(vrp, "\n", "\r\n"),
		"bare returns":     strings.ReplaceAll(vrp, "\n", "\r"),
		"ended demands":    strings.Replace(vrp, "DEPOT_SECTION", "-1\nDEPOT_SECTION", 1),
	} {
		got, err := VRPLIB(other)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// What would be another problem if it were passed over is refused.
func TestFilesThatContradictThemselvesAreRefused(t *testing.T) {
	eight, prizes, vrp, tsp := text(t, "eight.txt"), text(t, "prizes.vrp"), text(t, "eight.vrp"), text(t, "five.tsp")
	for what, err := range map[string]error{
		"no depot":             errorOf(Solomon("NAME\n\n  3 20\n")),
		"six columns":          errorOf(Solomon(strings.Replace(eight, "120         10", "120", 1))),
		"a customer twice":     errorOf(Solomon(strings.Replace(eight, "    4      62", "    5      62", 1))),
		"a customer by a name": errorOf(Solomon(strings.Replace(eight, "    4      62", "   c4      62", 1))),
		"half a demand":        errorOf(Solomon(eight + "  99 62 5 2.5 0 120 10\n")),
		"half a number":        errorOf(Solomon(strings.Replace(eight, "    4      62", "  4.5      62", 1))),
		"hours backwards":      errorOf(Solomon(strings.Replace(eight, "20        120", "120       20", 1))),
		"not a number":         errorOf(Solomon(strings.Replace(eight, "  52 ", "  5x ", 1))),
		"infinite":             errorOf(Solomon(strings.Replace(eight, "  52  ", "  1e9 ", 1))),
		"half a vehicle":       errorOf(Solomon(strings.Replace(eight, "   3    ", "   3.5  ", 1))),
		"a tour as a CVRP":     errorOf(VRPLIB(tsp)),
		"a CVRP as a tour":     errorOf(TSPLIB(vrp)),
		"two depots":           errorOf(VRPLIB(strings.Replace(vrp, "\n1\n-1", "\n1\n2\n-1", 1))),
		"no capacity":          errorOf(VRPLIB(strings.Replace(vrp, "CAPACITY : 20\n", "", 1))),
		"a row too few":        errorOf(VRPLIB(strings.Replace(vrp, "9 6\nDEPOT", "DEPOT", 1))),
		"an unknown section":   errorOf(VRPLIB(strings.Replace(vrp, "EOF", "LINEHAUL_SECTION\n1 2\nEOF", 1))),
		"a section twice":      errorOf(VRPLIB(strings.Replace(vrp, "EOF", "DEMAND_SECTION\n1 2\nEOF", 1))),
		"no prizes":            errorOf(VRPLIB(prizes[:strings.Index(prizes, "PRIZE")] + prizes[strings.Index(prizes, "DEPOT"):])),
		"no hours":             errorOf(VRPLIB(prizes[:strings.Index(prizes, "TIME_W")] + prizes[strings.Index(prizes, "PRIZE"):])),
		"numbers in the head":  errorOf(VRPLIB("3 4\n" + vrp)),
		"words without colon":  errorOf(VRPLIB("HELLO\n" + vrp)),
		"a weight too few":     errorOf(TSPLIB(strings.Replace(tsp, "4 0\nEOF", "4\nEOF", 1))),
		"a weight below 0":     errorOf(TSPLIB(strings.Replace(tsp, "8 2", "8 -2", 1))),
		"geographic weights":   errorOf(TSPLIB(strings.Replace(tsp, "EXPLICIT", "GEO", 1))),
		"too many nodes":       errorOf(TSPLIB(strings.Replace(tsp, "N: 5", "N: 50000", 1))),
		"an unknown key":       errorOf(VRPLIB("RELEASE_TIME : 7\n" + vrp)),
		"a load for a tour":    errorOf(TSPLIB("CAPACITY : 7\n" + tsp)),
		"three dimensions":     errorOf(VRPLIB("NODE_COORD_TYPE : THREED_COORDS\n" + vrp)),
		"a limit with hours":   errorOf(VRPLIB("DISTANCE : 300\n" + prizes)),
		"no limit":             errorOf(VRPLIB("DISTANCE : 0\n" + vrp)),
		"a node twice":         errorOf(VRPLIB(strings.Replace(vrp, "4 60 60", "5 60 60", 1))),
		"a demand of nobody":   errorOf(VRPLIB(strings.Replace(vrp, "4 4\n", "40 4\n", 1))),
		"a depot of nobody":    errorOf(VRPLIB(strings.Replace(vrp, "\n1\n-1", "\n77\n-1", 1))),
		"half a node":          errorOf(VRPLIB(strings.Replace(vrp, "4 60 60", "4.5 60 60", 1))),
		"an unknown row order": errorOf(TSPLIB(strings.Replace(tsp, "LOWER_DIAG", "LOWER_COL", 1))),
	} {
		if err == nil {
			t.Errorf("%s: it was read", what)
		}
	}
}

// A number of vehicles, depots or a capacity that cannot be gets one sentence that names it, in
// either layout.
func TestVehiclesThatCannotBe(t *testing.T) {
	eight, vrp := text(t, "eight.txt"), text(t, "eight.vrp")
	for _, c := range []struct {
		err  error
		want string
	}{
		{errorOf(Solomon(strings.Replace(eight, "   3          20", "   3           0", 1))), "line 5: the capacity is not a whole number of at least 1"},
		{errorOf(Solomon(strings.Replace(eight, "   3          20", "   0          20", 1))), "line 5: the number of vehicles is not a whole number from 1 to 4000"},
		{errorOf(VRPLIB(strings.Replace(vrp, "CAPACITY : 20", "CAPACITY : 0", 1))), "the capacity is not a whole number of at least 1"},
		{errorOf(VRPLIB(strings.Replace(vrp, "\n1\n-1", "\n1\n2\n7\n-1", 1))), "one depot is expected, and the file has 3"},
		{errorOf(VRPLIB(strings.Replace(vrp, "\n1\n-1", "\n-1", 1))), "one depot is expected, and the file has 0"},
		{errorOf(VRPLIB(strings.Replace(vrp, "\n1\n-1", "\n1.5\n-1", 1))), "the depot 1.5 is no number of a node"},
		{errorOf(VRPLIB("VEHICLES : 0\n" + vrp)), "the number of vehicles is not a whole number from 1 to 4000"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
}

// Remarks above the name are not the name; a file whose name is missing is read too.
func TestRemarksAboveTheNameOfASolomonFile(t *testing.T) {
	eight := text(t, "eight.txt")
	for head, want := range map[string]string{"": "EIGHT", "# made by hand\n": "EIGHT", "#made\n\n// of eight\n": "EIGHT", "Eight customers, by hand\n": "EIGHT", "EIGHT again\n\nVEHICLE": "EIGHT", "VEHICLE": ""} {
		file := head + eight
		if strings.HasSuffix(head, "VEHICLE") {
			file = strings.Replace(eight, "EIGHT\n\nVEHICLE", head, 1)
		}
		in, err := Solomon(file)
		if err != nil || in.Name != want || in.Nodes != 9 || in.Vehicles != 3 {
			t.Errorf("%q: %v, %+v", head, err, in)
		}
	}
}

func errorOf(_ *Instance, err error) error { return err }

func FuzzSolomon(f *testing.F) {
	f.Add(text(f, "eight.txt"))
	fuzz(f, Solomon)
}

func FuzzVRPLIB(f *testing.F) {
	f.Add(text(f, "eight.vrp"))
	f.Add(text(f, "prizes.vrp"))
	fuzz(f, VRPLIB)
}

func FuzzTSPLIB(f *testing.F) {
	f.Add(text(f, "five.tsp"))
	fuzz(f, TSPLIB)
}

// Whatever a reader takes can be planned or is refused; a plan of it holds, but
// for customers nobody can reach.
func fuzz(f *testing.F, read func(string) (*Instance, error)) {
	f.Fuzz(func(t *testing.T, text string) {
		in, err := read(text)
		if err != nil || in.Nodes > 30 || in.Vehicles > 30 {
			return
		}
		p, err := in.Problem(in.Scale(false))
		if err != nil {
			return
		}
		plan, err := route.Solve(p, route.Options{Iterations: 20})
		if err != nil {
			t.Fatal(err)
		}
		_, faults := route.Check(p, &plan)
		for _, fault := range faults {
			if fault.Name != route.LeftOutMandatory {
				t.Errorf("%v", fault)
			}
		}
	})
}
