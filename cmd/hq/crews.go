package main

import (
	"context"
	"fmt"
	"strings"

	"fairvisit/sync/hq"
	"fairvisit/visits/safety"
)

// runCrews lists the crews at a visit, the worst first.
func runCrews(ctx context.Context, c *call) error {
	where := c.where()
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		if err := h.Settle(ctx); err != nil {
			return err
		}
		list, err := h.CrewsOut(ctx)
		if err != nil {
			return err
		}
		if *asJSON {
			return c.json(list)
		}
		for _, out := range list {
			fmt.Fprintf(c.out, "%-9s visit %s  officer %s  device %s  last sign of life %s, due %s%s\n", saidOf(out.State), out.Visit, out.Officer.Short(), out.Device.Short(),
				when(out.Last), dueBy(out), strings.Join(besides(out), ""))
		}
		if len(list) == 0 {
			fmt.Fprintln(c.out, "No visit is under way, as far as headquarters knows.")
		}
		return nil
	})
}

func saidOf(s safety.State) string {
	switch s {
	case safety.Unwatched:
		return "at visit"
	case safety.Overdue:
		return "OVERDUE"
	}
	return string(s)
}

func dueBy(out hq.CrewOut) string {
	if out.Due == 0 {
		return "not agreed"
	}
	return when(out.Due)
}

// besides is what else is known: calls for help, incidents, and of an overdue crew
// whether its device was in touch since.
func besides(out hq.CrewOut) []string {
	var list []string
	switch {
	case out.Help == 0:
	case out.Silent > 0:
		list = append(list, fmt.Sprintf("; asked for help, %d of %d times silently: ring no phone at the door", out.Silent, out.Help))
	default:
		list = append(list, "; asked for help")
	}
	if len(out.Incidents) > 0 {
		list = append(list, "; incident: "+strings.Join(out.Incidents, ", "))
	}
	if out.State != safety.Overdue {
		return list
	}
	if out.Seen >= out.Due {
		return append(list, "; the device was in touch since, at "+when(out.Seen)+": nobody checked in")
	}
	return append(list, "; the device is not heard from since "+when(out.Seen)+": a check-in may be waiting on it")
}
