package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fairvisit/sync/bench"
)

// runBench measures this program beside the unavoidable work. The figures come
// last, as one line with -json; what is under way goes to the error stream.
func runBench(ctx context.Context, c *call) error {
	if bench.IsOffice() {
		return bench.ServeOffice(ctx, c.in, c.out)
	}
	if len(c.args) == 0 || c.args[0] != "sync" {
		fmt.Fprintln(c.err, "usage: hq bench sync [flags]")
		return errUsage
	}
	c.args = c.args[1:]
	asJSON := c.flags.Bool("json", false, "figures as one JSON object on the last line")
	strict := c.flags.Bool("strict", false, "fail if a target is missed")
	scale := c.flags.Float64("scale", 1, "share of the full sizes; the targets are meant for 1")
	runs := c.flags.Int("runs", 5, "runs of what has a floor; the median counts")
	dir := c.flags.String("dir", "", "where to work, on the disk that is meant; the system's temporary folder if empty")
	only := c.flags.String("only", "", "measure only these, with commas: "+strings.Join(bench.Parts, ", "))
	profile := c.flags.String("profile", "", "folder for CPU profiles of both processes")
	if err := c.parse(); err != nil {
		return err
	}
	o := bench.Options{Scale: *scale, Runs: *runs, Dir: *dir, Profile: *profile,
		Log: func(format string, args ...any) { fmt.Fprintf(c.err, format+"\n", args...) }}
	if *runs < 1 || *scale <= 0 {
		return errors.New("-runs and -scale are above 0")
	}
	if *only != "" {
		o.Only = strings.Split(*only, ",")
	}
	for _, part := range o.Only {
		if !slices.Contains(bench.Parts, part) {
			return fmt.Errorf("-only: there is no %q to measure", part)
		}
	}
	f, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	if *asJSON {
		err = c.json(f)
	} else {
		err = f.Table(c.out)
	}
	return errors.Join(err, missed(f, *strict))
}

// missed names the targets that were missed, as an error if that matters.
func missed(f *bench.Figures, strict bool) error {
	var names []string
	for _, t := range f.Targets() {
		if !t.Met() {
			names = append(names, t.Name)
		}
	}
	if !strict || len(names) == 0 {
		return nil
	}
	return errors.New("targets missed: " + strings.Join(names, "; "))
}
