package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fairvisit/visits/route/instances"
)

// bestKnown is what the best published plan of an instance costs; 0 where a file
// does not say.
type bestKnown struct {
	cut, own float64 // least distance, cut to one decimal or by the file's measure
	file     float64 // what a .sol file says, in units that depend on the instance
	vehicles int     // fewest, and the least distance with so few
	hier     float64
}

// gap is by how many per cent a is longer than the best known; ok is false where
// there is none.
func (b bestKnown) gap(a *routeAnswer, in *instances.Instance) (percent float64, ok bool) {
	cost, best := a.Cost, b.own
	switch {
	case a.Objective == "vehicles":
		best = b.hier
	case b.file > 0 && len(in.Prize) > 0: // in tenths
		cost, best = a.CostTrunc, b.file/10
	case b.file > 0:
		best = b.file
		if in.Measure == instances.Real {
			cost = a.CostTrunc
		}
	case b.cut > 0:
		cost, best = a.CostTrunc, b.cut
	}
	return 100 * (cost/best - 1), best > 0
}

// benchRoutes solves every instance below a folder, one after the other, and
// prints the gap of each seed to the best-known values of the tables there:
// *_bks.csv, *_opt.csv, and .sol files beside instances. A refused plan fails it.
func benchRoutes(ctx context.Context, c *call, folder string, seeds int, ask routeAsk) error {
	files, best, err := routeFolder(folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%-24s %5s %9s %12s %12s %8s\n", "instance", "seed", "vehicles", "cost", "cut", "gap %")
	refused := 0
	sums, counts := map[string]float64{}, map[string]int{}
	var apart spread
	for _, name := range files {
		in, err := readInstance(name, readerFor(name))
		if err != nil {
			return err
		}
		key := instanceKey(name)
		for s := range max(1, seeds) {
			ask := ask
			ask.seed += uint64(s)
			a, err := ask.answer(ctx, in)
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			if ctx.Err() != nil {
				return fmt.Errorf("stopped at %s, so there is no mean", key)
			}
			note := ""
			if percent, ok := best[key].gap(a, in); ok {
				note = fmt.Sprintf("%8.2f", percent)
				group := filepath.Base(filepath.Dir(name))
				sums[group] += percent
				counts[group]++
			} else {
				apart.add(key, a.Cost)
			}
			if b := best[key]; ask.fewest && b.vehicles > 0 {
				note += fmt.Sprintf("  best %d vehicles", b.vehicles)
			}
			if !a.Accepted {
				refused++
				note += "  REFUSED: " + strings.Join(a.Faults, "; ")
			}
			fmt.Fprintf(c.out, "%-24s %5d %9d %12.2f %12.1f %s\n", key, a.Seed, a.Vehicles, a.Cost, a.CostTrunc, note)
		}
	}
	for group, n := range counts {
		fmt.Fprintf(c.out, "mean gap %s: %.3f %% over %d runs\n", group, sums[group]/float64(n), n)
	}
	if n, mean := apart.mean(); n > 0 {
		fmt.Fprintf(c.out, "no best value in the tables: each seed lies %.3f %% on average above the best seed, over %d runs\n", mean, n)
	}
	if refused > 0 {
		return fmt.Errorf("the checker refuses %d plans", refused)
	}
	return nil
}

// spread is what seeds differ by where no table says what is best.
type spread map[string][]float64

func (s *spread) add(key string, cost float64) {
	if *s == nil {
		*s = spread{}
	}
	(*s)[key] = append((*s)[key], cost)
}

// mean is by how many per cent the costs lie above the least of their instance.
func (s spread) mean() (n int, percent float64) {
	sum := 0.0
	for _, costs := range s {
		least := slices.Min(costs)
		for _, c := range costs {
			sum += 100 * (c/least - 1)
		}
		n += len(costs)
	}
	return n, sum / float64(max(1, n))
}

func instanceKey(name string) string {
	return strings.ToLower(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)))
}

func readerFor(name string) func(string) (*instances.Instance, error) {
	return map[string]func(string) (*instances.Instance, error){".txt": instances.Solomon, ".vrp": instances.VRPLIB,
		".tsp": instances.TSPLIB, ".atsp": instances.TSPLIB}[filepath.Ext(name)]
}

// routeFolder lists the instances below a folder and reads the tables there and
// in the folder above.
func routeFolder(folder string) (files []string, best map[string]bestKnown, err error) {
	best = map[string]bestKnown{}
	err = filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
		case readerFor(name) != nil:
			files = append(files, name)
		case filepath.Ext(name) == ".csv":
			err = readBestKnown(name, best)
		case filepath.Ext(name) == ".sol":
			err = readSolution(name, best)
		}
		return err
	})
	above, globErr := filepath.Glob(filepath.Join(folder, "..", "*.csv"))
	for _, name := range above {
		err = cmp.Or(err, readBestKnown(name, best))
	}
	slices.Sort(files)
	if len(files) == 0 {
		err = cmp.Or(err, errors.New(folder+" holds no .txt, .vrp or .tsp"))
	}
	return files, best, cmp.Or(err, globErr)
}

// readBestKnown reads a table by the names of its columns; tables of something
// else are passed over.
func readBestKnown(name string, best map[string]bestKnown) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() // it was only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 || rows[0][0] != "instance" {
		return err
	}
	for _, row := range rows[1:] {
		key := strings.ToLower(row[0])
		b := best[key]
		for i, column := range rows[0] {
			v, err := strconv.ParseFloat(strings.TrimSpace(row[i]), 64)
			if err != nil {
				continue // a name or nothing
			}
			switch column {
			case "dist_dimacs_trunc1":
				b.cut = v
			case "optimum":
				b.own = v
			case "veh_hier":
				b.vehicles = int(v)
			case "dist_hier":
				b.hier = v
			}
		}
		best[key] = b
	}
	return nil
}

// readSolution takes the cost at the end of a .sol file.
func readSolution(name string, best map[string]bestKnown) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	_, after, found := strings.Cut(string(text), "Cost")
	v, parseErr := strconv.ParseFloat(strings.TrimSpace(strings.TrimLeft(after, ": ")), 64)
	if found && parseErr == nil {
		best[instanceKey(name)] = bestKnown{file: v}
	}
	return nil
}
