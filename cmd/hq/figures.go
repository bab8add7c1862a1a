package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
	"fairvisit/visits/promise"
)

func runCancel(ctx context.Context, c *call) error {
	where := c.where()
	reason := c.flags.String("reason", "", "why: "+strings.Join(visits.CancelReasons, ", "))
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	id, err := evidence.ParseID(strings.Join(words, " "))
	if err != nil {
		return errors.New("give the id of one visit, as hq export visits prints it; nothing was done")
	}
	return c.with(where(), func(h *hq.HQ) error {
		if err := h.CancelVisit(ctx, id, *reason); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "cancelled: visit %s is in no figure any more; its record stays, and the limits count it as before\n", id)
		return nil
	})
}

func runFigures(ctx context.Context, c *call) error {
	where := c.where()
	branch := c.flags.String("branch", "", "of this branch only")
	from := c.flags.String("from", "", "only visits from this day on, yyyy-mm-dd")
	to := c.flags.String("to", "", "only visits to this day")
	format := c.flags.String("format", "text", "text, csv or json")
	if err := c.parse(); err != nil {
		return err
	}
	for _, d := range []string{*from, *to} {
		if d != "" && !promise.IsDay(d) {
			return fmt.Errorf("%q is not a day like 2026-12-01; nothing was done", d)
		}
	}
	if *from != "" && *to != "" && *from > *to {
		return fmt.Errorf("-from %s is after -to %s; nothing was counted", *from, *to)
	}
	if c.flags.NArg() > 0 || !slices.Contains([]string{"text", "csv", "json"}, *format) {
		return errors.New("give -branch, -from, -to and -format text, csv or json, and no other word")
	}
	return c.with(where(), func(h *hq.HQ) error {
		unit := evidence.ID{}
		if *branch != "" {
			var err error
			if unit, err = knownBranch(ctx, h, *branch); err != nil { // zeros would be read as its own
				return err
			}
		}
		f, err := h.Figures(ctx, unit, *from, *to)
		if err != nil {
			return err
		}
		if *format == "json" {
			return c.json(struct {
				outcome.Figures
				outcome.Rates
			}{f, f.Rates()})
		}
		return c.printFigures(f, *format == "csv")
	})
}

// printFigures writes what was counted, each rate with what it is of.
func (c *call) printFigures(f outcome.Figures, asCSV bool) error {
	if !asCSV {
		for _, row := range f.Rows() {
			if row.Rate {
				fmt.Fprintf(c.out, "%s: %d of %d (%s)\n", row.Name, row.N, row.Of, row.Percent())
			} else {
				fmt.Fprintf(c.out, "%s: %d\n", row.Name, row.N)
			}
		}
		return nil
	}
	w := csv.NewWriter(c.out)
	rows := [][]string{outcome.RowHead()}
	for _, row := range f.Rows() {
		rows = append(rows, row.Cells())
	}
	return w.WriteAll(rows)
}
