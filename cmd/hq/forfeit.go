package main

import (
	"context"
	"fmt"

	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// runForfeit is one person's word that a device and what it held are lost.
func runForfeit(ctx context.Context, c *call) error {
	where := c.where()
	device := c.flags.String("device", "", "device id, or its first eight digits, as hq status shows it")
	by := c.flags.String("by", "", "who writes it off")
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		id, err := deviceNamed(ctx, h, *device)
		if err != nil {
			return err
		}
		n, err := h.Forfeit(ctx, id, *by)
		if err != nil {
			return err
		}
		if n < visits.WriteOff {
			fmt.Fprintf(c.out, "written off by %d of %d people: what it was granted still counts\n", n, visits.WriteOff)
			return nil
		}
		fmt.Fprintf(c.out, "written off by %d people: contacts it was granted for days that are over count no more\n", n)
		return nil
	})
}
