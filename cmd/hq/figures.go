package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
	if c.flags.NArg() > 0 || !slices.Contains([]string{"text", "csv", "json"}, *format) {
		return errors.New("give -branch, -from, -to and -format text, csv or json, and no other word")
	}
	return c.with(where(), func(h *hq.HQ) error {
		unit := evidence.ID{}
		if *branch != "" {
			unit = h.UnitID(*branch)
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

// printFigures writes what was counted and each rate with what it is of: a rate whose
// denominator nobody sees is read as another one.
func (c *call) printFigures(f outcome.Figures, asCSV bool) error {
	r := f.Rates()
	rows := [][]string{{"figure", "n", "of", "permille"},
		{"attempts", strconv.Itoa(f.Attempts), "", ""}, {"no attempts", strconv.Itoa(f.Excluded), "", ""}, {"not closed", strconv.Itoa(f.Open), "", ""},
		rate("contact", f.Contact, f.Attempts, r.Contact), rate("right party", f.RightParty, f.Attempts, r.RightParty),
		rate("right party per contact", f.RightParty, f.Contact, r.RightPartyPerContact), rate("promise to pay", f.Promises, f.RightParty, r.Promise),
		rate("right party at the first attempt", f.FirstRight, f.First, r.FirstRight)}
	for _, class := range outcome.Classes {
		if n := f.ByClass[class]; n > 0 {
			rows = append(rows, []string{"class " + class, strconv.Itoa(n), "", ""})
		}
	}
	codes := make([]string, 0, len(f.ByCode))
	for code := range f.ByCode {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(cmp.Compare(f.ByCode[b], f.ByCode[a]), cmp.Compare(a, b)) })
	for _, code := range codes {
		rows = append(rows, []string{"outcome " + code, strconv.Itoa(f.ByCode[code]), "", ""})
	}
	if asCSV {
		return csv.NewWriter(c.out).WriteAll(rows)
	}
	for _, row := range rows[1:] {
		if row[2] == "" {
			fmt.Fprintf(c.out, "%s: %s\n", row[0], row[1])
			continue
		}
		fmt.Fprintf(c.out, "%s: %s of %s (%s per mille)\n", row[0], row[1], row[2], row[3])
	}
	return nil
}

func rate(name string, n, of int, permille int64) []string {
	return []string{name, strconv.Itoa(n), strconv.Itoa(of), strconv.FormatInt(permille, 10)}
}
