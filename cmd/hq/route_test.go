package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/visits/route"
	"fairvisit/visits/route/instances"
)

// A planner asks for routes and gets them with the checker's verdict; a customer
// nobody can reach is named and fails the command.
func TestTheRouteCommand(t *testing.T) {
	files := filepath.Join("..", "..", "visits", "route", "instances", "testdata")
	eight := filepath.Join(files, "eight.txt")
	ask := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := run(context.Background(), append([]string{"route", "-iterations", "2000"}, args...), nil, &out, &errs)
		return code, out.String(), errs.String()
	}
	var a routeAnswer
	code, out, errs := ask("-solomon", eight, "-json")
	if err := json.Unmarshal([]byte(out), &a); err != nil || code != 0 {
		t.Fatalf("%d %s %s %v", code, out, errs, err)
	}
	if !a.Accepted || a.Vehicles != 3 || len(a.Routes) != 3 || a.Cost <= a.CostTrunc || a.CostTrunc < 100 || a.Objective != "distance" || len(a.LeftOut) != 0 {
		t.Errorf("%+v", a)
	}
	if code, out, _ := ask("-vrplib", filepath.Join(files, "eight.vrp"), "-objective", "vehicles"); code != 0 || !strings.Contains(out, "cost 137.00") {
		t.Errorf("%d %s", code, out)
	}
	if code, out, _ := ask("-tsplib", filepath.Join(files, "five.tsp")); code != 0 || !strings.Contains(out, "Route #1: ") || !strings.Contains(out, "cost 16.00") {
		t.Errorf("%d %s", code, out)
	}

	text, err := os.ReadFile(eight)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	late := filepath.Join(folder, "late.txt")
	if err := os.WriteFile(late, bytes.Replace(text, []byte("20        120"), []byte(" 0          5"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs = ask("-solomon", late)
	if code != 1 || !strings.Contains(out, "left out 1: no window reached") || !strings.Contains(errs, "no plan was found that visits every node; what was found leaves out 1 (no window reached)") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	for _, wrong := range [][]string{{}, {"-solomon", eight, "-tsplib", late}, {"-solomon", filepath.Join(folder, "none.txt")},
		{"-vrplib", eight}, {"-solomon", eight, "-objective", "joy"}, {"-solomon", eight, "-iterations", "-1"}} {
		if code, _, errs := ask(wrong...); code != 1 || errs == "" {
			t.Errorf("%v: %d %s", wrong, code, errs)
		}
	}
}

// Nodes are named by the file's numbers, wherever its depot stands. A budget that
// is over before the search begins still gives a plan.
func TestRoutesNameTheFilesNodes(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "visits", "route", "instances", "testdata", "eight.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var head, rows []string
	for line := range strings.Lines(string(text)) {
		var id int
		f := strings.Fields(line)
		if len(f) != 7 {
			head = append(head, line)
			continue
		}
		if _, err := fmt.Sscan(f[0], &id); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, fmt.Sprintln(90-10*id, strings.Join(f[1:], " ")))
	}
	slices.Reverse(rows)
	name := filepath.Join(t.TempDir(), "turned.txt")
	if err := os.WriteFile(name, []byte(strings.Join(slices.Concat(head, rows), "")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, seconds := range []string{"1e-9", "0.05"} {
		var out, errs bytes.Buffer
		var a routeAnswer
		code := run(context.Background(), []string{"route", "-seconds", seconds, "-solomon", name, "-json"}, nil, &out, &errs)
		if err := json.Unmarshal(out.Bytes(), &a); err != nil || code != 0 {
			t.Fatalf("%d %s %s %v", code, out.String(), errs.String(), err)
		}
		var served []int
		for _, r := range a.Routes {
			served = append(served, r...)
		}
		slices.Sort(served)
		if !a.Accepted || a.Depot != 90 || !slices.Equal(served, []int{10, 20, 30, 40, 50, 60, 70, 80}) {
			t.Errorf("depot %d, served %v, %+v", a.Depot, served, a)
		}
	}
}

// Faults name the file's nodes, as left_out does, and no crew where none is meant.
func TestFaultsNameTheFilesNodes(t *testing.T) {
	in := &instances.Instance{IDs: []int{90, 10, 20}}
	for want, f := range map[string]route.Fault{
		"mandatory stop left out (node 20)":              {Name: route.LeftOutMandatory, Crew: -1, Stop: 1},
		"crew may not visit this stop (crew 0, node 10)": {Name: route.WrongCrew, Crew: 0, Stop: 0},
		"stated cost is wrong":                           {Name: route.WrongCost, Crew: -1, Stop: -1},
		"unknown stop (crew 2)":                          {Name: route.UnknownStop, Crew: 2, Stop: 7},
	} {
		if got := faultOf(in, f); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Nodes that are left out are named with why; any other fault is the checker's own.
func TestARefusalSaysWhatIsWrong(t *testing.T) {
	a := routeAnswer{LeftOut: []int{7}, Why: []string{"too heavy"}, Faults: []string{"mandatory stop left out (node 7)"}}
	if got := a.refusal().Error(); got != "no plan was found that visits every node; what was found leaves out 7 (too heavy)" {
		t.Error(got)
	}
	for i := range 11 {
		a.LeftOut, a.Why = append(a.LeftOut, 100+i), append(a.Why, "shifts are full")
	}
	if got := a.refusal().Error(); !strings.HasSuffix(got, "108 (shifts are full), and 2 more") {
		t.Error(got)
	}
	a.Faults = append(a.Faults, "late (crew 1, node 3)")
	if got := a.refusal().Error(); !strings.HasPrefix(got, "the checker refuses this plan: ") || !strings.Contains(got, "late (crew 1, node 3)") {
		t.Error(got)
	}
}

// A file with one customer, or none, has nothing to search: its answer is there long
// before an hour is over, and the customer is visited.
func TestNothingToSearchEndsAtOnce(t *testing.T) {
	head := "one\n\nVEHICLE\nNUMBER CAPACITY\n2 10\n\nCUSTOMER\nCUST NO. XCOORD. YCOORD. DEMAND READY DUE SERVICE\n7 0 0 0 0 100 0\n"
	for want, rows := range map[string]string{"Route #1: 9\n": "9 3 4 1 0 50 5\n", "0 vehicles, cost 0.00": ""} {
		name := filepath.Join(t.TempDir(), "one.txt")
		if err := os.WriteFile(name, []byte(head+rows), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
		var out, errs bytes.Buffer
		code := run(ctx, []string{"route", "-seconds", "3600", "-solomon", name}, nil, &out, &errs)
		if code != 0 || !strings.Contains(out.String(), want) || ctx.Err() != nil {
			t.Errorf("%d %s %s %v", code, out.String(), errs.String(), ctx.Err())
		}
		stop()
	}
}

// Who stops a search has seen enough: what was found until then is the answer, and
// the checker's verdict with it. A folder's gaps then have no mean.
func TestWhoStopsASearchGetsWhatWasFound(t *testing.T) {
	files := filepath.Join("..", "..", "visits", "route", "instances", "testdata")
	ask := func(args ...string) (int, string, string) {
		ctx, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer stop()
		var out, errs bytes.Buffer
		code := run(ctx, append([]string{"route", "-seconds", "3600"}, args...), nil, &out, &errs)
		return code, out.String(), errs.String()
	}
	if code, out, errs := ask("-solomon", filepath.Join(files, "eight.txt")); code != 0 || !strings.Contains(out, "accepted: true") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, out, errs := ask("-bench", files); code != 1 || !strings.Contains(errs, "stopped at ") || strings.Contains(out, "mean gap") {
		t.Errorf("%d %s %s", code, out, errs)
	}
}

// The gaps of a folder are to the values of the tables beside it.
func TestRouteGapsOfAFolder(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"eight.vrp", "five.tsp"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "visits", "route", "instances", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		write(name, string(text))
	}
	write("best.csv", "instance,optimum,veh_hier\nFIVE,16\r,1\n" /* made by two hands */)
	write("other.csv", "place,people\nA,3\n")
	write("eight.sol", "Route #1: 1 2\nCost 100\n")
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"route", "-iterations", "2000", "-bench", folder, "-seeds", "2"}, nil, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	if got := out.String(); strings.Count(got, "    0.00") != 2 || strings.Count(got, "   37.00") != 2 || !strings.Contains(got, "over 4 runs") {
		t.Errorf("%s", got)
	}
}
