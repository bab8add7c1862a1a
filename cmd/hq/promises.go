package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/promise"
)

// runPromises shows promises as they stand.
func runPromises(ctx context.Context, c *call) error {
	where := c.where()
	branch := c.flags.String("branch", "", "the branch")
	day := c.flags.String("date", "", "as it stands on this day, yyyy-mm-dd; else today in the branch")
	from := c.flags.String("from", "", "only payments from this day on")
	to := c.flags.String("to", "", "only payments to this day")
	policy := c.flags.String("policy", "", "file of the ladder that says what follows; else the house's")
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	for _, d := range []string{*day, *from, *to} {
		if d != "" && !promise.IsDay(d) {
			return fmt.Errorf("%q is not a day like 2026-12-01; nothing was done", d)
		}
	}
	if *branch == "" || c.flags.NArg() > 0 {
		return errors.New("give -branch, and no other word; whom to remind says hq reminders")
	}
	return c.with(where(), func(h *hq.HQ) error {
		unit, err := knownBranch(ctx, h, *branch)
		if err != nil {
			return err
		}
		ladder, err := readPolicy(*policy)
		if err != nil {
			return err
		}
		if *day == "" {
			if *day, err = h.TodayIn(ctx, unit); err != nil {
				return fmt.Errorf("%w; or give -date; nothing was shown", err)
			}
		}
		list, err := h.Promises(ctx, unit, *day, &ladder)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(p hq.PromiseOf) bool { return !within(p.Parts, *from, *to) })
		if *asJSON {
			return c.json(list)
		}
		printPromises(c.out, list)
		return nil
	})
}

// within reports a promise with a payment between two days.
func within(parts []promise.Instalment, from, to string) bool {
	return slices.ContainsFunc(parts, func(x promise.Instalment) bool { return (from == "" || x.Date >= from) && (to == "" || x.Date <= to) })
}

func printPromises(w io.Writer, list []hq.PromiseOf) {
	for _, p := range list {
		fmt.Fprintf(w, "%s %s: %s, %s of %s %s, made %s\n", p.Case.Short(), p.Who, p.State, amount(p.Paid, p.Currency), amount(p.Amount, p.Currency), p.Currency, p.Made)
		for _, x := range p.Parts {
			fmt.Fprintf(w, "  %s (until %s): %s, %s of %s\n", x.Date, x.Until, x.State, amount(x.Paid, p.Currency), amount(x.Amount, p.Currency))
		}
		if p.Step != "" {
			fmt.Fprintf(w, "  next: %s\n", p.Words)
		}
	}
	fmt.Fprintf(w, "%d promises\n", len(list))
}

// amount is minor units as people write them.
func amount(minor int64, currency string) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	whole, behind := visits.Major(uint64(minor), currency)
	return fmt.Sprintf("%s%d%s", sign, whole, behind)
}
