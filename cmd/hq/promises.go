package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/sync/hq"
	"fairvisit/visits/promise"
)

// runPromises shows promises, whom to remind, or notes a reminder.
func runPromises(ctx context.Context, c *call) error {
	act := ""
	if len(c.args) > 0 && (c.args[0] == "due" || c.args[0] == "remind") {
		act, c.args = c.args[0], c.args[1:]
	}
	where := c.where()
	branch := c.flags.String("branch", "", "the branch")
	day := c.flags.String("date", "", "as it stands on this day, yyyy-mm-dd; else today")
	from := c.flags.String("from", "", "only payments from this day on")
	to := c.flags.String("to", "", "only payments to this day")
	channel := c.flags.String("channel", "", "for remind: message, call or letter")
	policy := c.flags.String("policy", "", "file of the ladder that says what follows; else the house's")
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	*day = cmp.Or(*day, time.Now().Format(time.DateOnly))
	for _, d := range []string{*day, *from, *to} {
		if d != "" && !promise.IsDay(d) {
			return fmt.Errorf("%q is not a day like 2026-12-01; nothing was done", d)
		}
	}
	if *branch == "" || (act == "remind") != (*channel != "") || (act == "remind") != (c.flags.NArg() == 1) {
		return errors.New("give -branch; remind needs -channel and one case too (an id, or CREDITOR/NUMBER), and nothing else does")
	}
	return c.with(where(), func(h *hq.HQ) error {
		unit := h.UnitID(*branch)
		switch act {
		case "remind":
			id, err := namedCase(h, c.flags.Arg(0))
			if err != nil {
				return err
			}
			n, err := h.Remind(ctx, unit, id, *channel)
			if err == nil {
				fmt.Fprintf(c.out, "%d reminders noted as contacts\n", n)
			}
			return err
		case "due":
			list, err := h.Reminders(ctx, unit, *day)
			if err != nil {
				return err
			}
			if *asJSON {
				return c.json(list)
			}
			printReminders(c.out, list)
			return nil
		}
		ladder, err := readPolicy(*policy)
		if err != nil {
			return err
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

func printReminders(w io.Writer, list []hq.Reminder) {
	for _, r := range list {
		var ways []string
		for _, channel := range slices.Sorted(maps.Keys(r.From)) {
			ways = append(ways, channel+" from "+r.From[channel])
		}
		for _, channel := range slices.Sorted(maps.Keys(r.Why)) {
			ways = append(ways, "no "+channel+" ("+r.Why[channel]+")")
		}
		fmt.Fprintf(w, "%s %s: %s %s on %s; %s\n", r.Case.Short(), r.Who, amount(r.Amount, r.Currency), r.Currency, r.Date, strings.Join(ways, ", "))
	}
	fmt.Fprintf(w, "%d to remind\n", len(list))
}

// amount is minor units as people write them: yen have no smaller ones.
func amount(minor int64, currency string) string {
	if currency == "JPY" {
		return strconv.FormatInt(minor, 10)
	}
	return fmt.Sprintf("%d.%02d", minor/100, minor%100)
}
