package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"fairvisit/visits/route"
	"fairvisit/visits/route/instances"
)

// routeAnswer is what hq route prints, and with -json exactly this.
type routeAnswer struct {
	Instance  string   `json:"instance"`
	Objective string   `json:"objective"`
	Seed      uint64   `json:"seed"`
	Seconds   float64  `json:"seconds"`
	Depot     int      `json:"depot"`  // where each route begins and ends, by the file's number
	Routes    [][]int  `json:"routes"` // of the nodes between, by the file's numbers
	Crews     []int    `json:"crews"`
	LeftOut   []int    `json:"left_out"` // likewise
	Why       []string `json:"why"`
	Vehicles  int      `json:"vehicles"`
	Cost      float64  `json:"cost"`       // by the file's own measure, and the prizes missed
	CostTrunc float64  `json:"cost_trunc"` // every arc cut to one decimal
	Counted   string   `json:"counted"`    // what the search and the checker counted in
	Accepted  bool     `json:"accepted"`
	Faults    []string `json:"faults"`
}

// counted names the units of a search.
func counted(in *instances.Instance, scale instances.Scale) string {
	switch {
	case in.Measure != instances.Real && scale == instances.Whole:
		return "whole distances"
	case in.Measure != instances.Real:
		return fmt.Sprintf("exactly, in units of 1/%d", scale)
	case scale == instances.Tenths:
		return "arcs and times cut to one decimal"
	}
	return fmt.Sprintf("arcs and times rounded to units of 1/%d", scale)
}

// runRoute plans a benchmark instance. The checker, not the search, says whether
// the plan holds; if it does not, the answer is printed all the same and hq fails.
func runRoute(ctx context.Context, c *call) error {
	solomon := c.flags.String("solomon", "", "a file in Solomon's layout")
	vrplib := c.flags.String("vrplib", "", "a VRPLIB file: CVRP, VRPTW, PCVRPTW; routes name nodes by the file's own numbers, here as with the others")
	tsplib := c.flags.String("tsplib", "", "a TSPLIB file")
	seconds := c.flags.Float64("seconds", 5, "time to search")
	iterations := c.flags.Int("iterations", 0, "search so many iterations instead, the same on every machine of a kind")
	seed := c.flags.Uint64("seed", 1, "seed of the search")
	objective := c.flags.String("objective", "distance", "distance, or vehicles: the fewest of them first")
	folder := c.flags.String("bench", "", "solve every instance of a folder instead and print the gaps to its best-known values")
	seeds := c.flags.Int("seeds", 1, "with -bench: seeds for each instance, from -seed on")
	asJSON := c.flags.Bool("json", false, "the answer as one JSON object")
	roads := c.flags.String("roads", "", "print the ways by the roads of a file, .osm.pbf, between the places of -points instead, as hq plan -travel reads them")
	by := c.flags.String("by", "car", "with -roads: car or foot")
	points := c.flags.String("points", "", "with -roads: places, CSV: name,lat,lon")
	if err := c.parse(); err != nil {
		return err
	}
	switch {
	case (*roads == "") != (*points == ""):
		return errors.New("-roads and -points go together; nothing was printed")
	case *roads != "":
		return c.tableOfWays(*roads, *by, *points)
	}
	ask := routeAsk{*seconds, *iterations, *seed, *objective == "vehicles"}
	switch {
	case *objective != "distance" && *objective != "vehicles":
		return errors.New("-objective is distance or vehicles")
	case *iterations < 0 || *iterations == 0 && !(*seconds > 0 && *seconds <= 86400):
		return errors.New("-seconds is above 0 and at most a day, -iterations not below 0")
	case *folder != "":
		return benchRoutes(ctx, c, *folder, *seeds, ask)
	}
	name, read, err := oneInstance(map[string]func(string) (*instances.Instance, error){
		*solomon: instances.Solomon, *vrplib: instances.VRPLIB, *tsplib: instances.TSPLIB})
	if err != nil {
		return err
	}
	in, err := readInstance(name, read)
	if err != nil {
		return err
	}
	a, err := ask.answer(ctx, in)
	if err != nil {
		return err
	}
	if *asJSON {
		err = c.json(a)
	} else {
		a.print(c)
	}
	if err == nil && !a.Accepted {
		err = a.refusal()
	}
	return err
}

// refusal is why the checker does not accept the answer. Where all that is wrong is that
// nodes were left out, the file may ask for what cannot be, so it says which and why.
func (a *routeAnswer) refusal() error {
	left := fmt.Sprintf("%s (", route.LeftOutMandatory)
	if len(a.LeftOut) == 0 || slices.ContainsFunc(a.Faults, func(fault string) bool { return !strings.HasPrefix(fault, left) }) {
		return errors.New("the checker refuses this plan: " + strings.Join(a.Faults, "; "))
	}
	const named = 10
	var nodes []string
	for i, node := range a.LeftOut[:min(len(a.LeftOut), named)] {
		nodes = append(nodes, fmt.Sprintf("%d (%s)", node, a.Why[i]))
	}
	if more := len(a.LeftOut) - named; more > 0 {
		nodes = append(nodes, fmt.Sprintf("and %d more", more))
	}
	return fmt.Errorf("no plan was found that visits every node; what was found leaves out %s", strings.Join(nodes, ", "))
}

func oneInstance(files map[string]func(string) (*instances.Instance, error)) (string, func(string) (*instances.Instance, error), error) {
	delete(files, "")
	if len(files) != 1 {
		return "", nil, errors.New("one of -solomon, -vrplib, -tsplib names a file, or -bench a folder")
	}
	for name, read := range files {
		return name, read, nil
	}
	return "", nil, nil
}

func readInstance(name string, read func(string) (*instances.Instance, error)) (*instances.Instance, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	in, err := read(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s is not an instance that is read: %w", name, err)
	}
	return in, nil
}

// searching is the clock of a search, in seconds. Who stops the program has seen
// enough: the time is over, and what was found until then is the answer.
func searching(ctx context.Context) func() float64 {
	begun := time.Now()
	return func() float64 {
		if ctx.Err() != nil {
			return math.Inf(1)
		}
		return time.Since(begun).Seconds()
	}
}

// routeAsk is how to search.
type routeAsk struct {
	seconds    float64
	iterations int
	seed       uint64
	fewest     bool
}

func (ask routeAsk) answer(ctx context.Context, in *instances.Instance) (*routeAnswer, error) {
	begun, elapsed := time.Now(), searching(ctx)
	scale := in.Scale(ask.fewest)
	p, err := in.Problem(scale)
	if err != nil {
		return nil, err
	}
	o := route.Options{Seed: ask.seed, Iterations: ask.iterations, Seconds: ask.seconds - elapsed(), Elapsed: elapsed, Fewest: ask.fewest}
	if !(o.Seconds > 0) {
		o.Iterations = max(1, o.Iterations) // laying the problem took all the time: the first plan that is found
	}
	if len(p.Stops) < 2 && o.Iterations == 0 {
		o.Iterations = soon
	}
	plan, err := route.Solve(p, o)
	if err != nil {
		return nil, err
	}
	a := &routeAnswer{Instance: in.Name, Objective: "distance", Seed: ask.seed, Seconds: time.Since(begun).Seconds(), Counted: counted(in, scale), Depot: in.IDs[0],
		Vehicles: len(plan.Tours), Routes: [][]int{}, Crews: []int{}, LeftOut: []int{}, Why: []string{}, Faults: []string{}}
	if ask.fewest {
		a.Objective = "vehicles"
	}
	for _, t := range plan.Tours {
		var nodes []int
		for _, call := range t.Calls {
			nodes = append(nodes, in.IDs[call.Stop+1])
		}
		a.Routes, a.Crews = append(a.Routes, nodes), append(a.Crews, t.Crew)
	}
	for _, l := range plan.LeftOut {
		a.LeftOut, a.Why = append(a.LeftOut, in.IDs[l.Stop+1]), append(a.Why, l.Why.String())
	}
	a.Cost, a.CostTrunc = in.Lengths(&plan)
	a.Cost += in.Missed(&plan)
	a.CostTrunc += in.Missed(&plan)
	_, faults := route.Check(p, &plan)
	for _, f := range faults {
		a.Faults = append(a.Faults, faultOf(in, f))
	}
	a.Accepted = len(faults) == 0
	return a, nil
}

// faultOf names a fault by the file's number of its node, and by its crew only where it
// is one's: the checker counts stops from 0 and has -1 for none.
func faultOf(in *instances.Instance, f route.Fault) string {
	var where []string
	if f.Crew >= 0 {
		where = append(where, fmt.Sprintf("crew %d", f.Crew))
	}
	if at := f.Stop + 1; f.Stop >= 0 && at < len(in.IDs) {
		where = append(where, fmt.Sprintf("node %d", in.IDs[at]))
	}
	if len(where) == 0 {
		return string(f.Name)
	}
	return fmt.Sprintf("%s (%s)", f.Name, strings.Join(where, ", "))
}

// soon is how many iterations end a search that has nothing to look for: one customer
// is where the first plan puts it, and more time would be waited for nothing.
const soon = 100

func (a *routeAnswer) print(c *call) {
	for i, r := range a.Routes {
		fmt.Fprintf(c.out, "Route #%d: %s\n", i+1, strings.Trim(fmt.Sprint(r), "[]"))
	}
	for i, s := range a.LeftOut {
		fmt.Fprintf(c.out, "left out %d: %s\n", s, a.Why[i])
	}
	fmt.Fprintf(c.out, "%s: %d vehicles, cost %.2f, cut to one decimal %.1f, accepted: %v\n", a.Instance, a.Vehicles, a.Cost, a.CostTrunc, a.Accepted)
}
