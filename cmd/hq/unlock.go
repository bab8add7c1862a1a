package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
)

func runUnlock(ctx context.Context, c *call) error {
	where := c.where()
	device := c.flags.String("device", "", "device id, or its first eight digits, as the device shows them")
	request := c.flags.Uint64("request", 0, "number of the request, as the device shows it")
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		id, err := deviceNamed(ctx, h, *device)
		if err != nil {
			return err
		}
		code, err := h.UnlockCode(ctx, id, *request)
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, code)
		return nil
	})
}

// deviceNamed finds the one device whose id begins so.
func deviceNamed(ctx context.Context, h *hq.HQ, name string) (evidence.ID, error) {
	if len(name) < 8 {
		return evidence.ID{}, errors.New("give -device: its id, or the first eight digits of it")
	}
	all, err := h.DeviceStatuses(ctx)
	if err != nil {
		return evidence.ID{}, err
	}
	var found []evidence.ID
	for _, d := range all {
		if strings.HasPrefix(d.ID.String(), strings.ToLower(name)) {
			found = append(found, d.ID)
		}
	}
	if len(found) != 1 {
		return evidence.ID{}, fmt.Errorf("%d devices begin with %s; hq status lists all", len(found), name)
	}
	return found[0], nil
}
