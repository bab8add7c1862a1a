package main

import (
	"context"
	"encoding/json"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// deviceSwap asks for a swap from the field.
func deviceSwap(ctx context.Context, c *call) error {
	d := c.onDevice()
	day := c.flags.String("day", "", "the day, yyyy-mm-dd")
	with := c.flags.String("with", "", "the id of the colleague; else anybody")
	say := c.flags.String("say", "", "why, which is erased when this officer leaves")
	if err := c.parse(); err != nil {
		return err
	}
	f := visits.SwapFacts{Day: *day}
	if *with != "" {
		var err error
		if f.With, err = evidence.ParseID(*with); err != nil {
			return fmt.Errorf("-with: %w; nothing was stored", err)
		}
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		e, err := w.AskSwap(ctx, f, *say)
		if err != nil {
			return err
		}
		return c.json(map[string]any{"swap": e})
	})
}

// deviceSwaps are the swaps asked for that this device knows.
func deviceSwaps(ctx context.Context, c *call) error {
	d := c.onDevice()
	if err := c.parse(); err != nil {
		return err
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		list, err := w.Swaps(ctx)
		if err != nil {
			return err
		}
		e := json.NewEncoder(c.out)
		for i := range list {
			s := &list[i]
			stands := s.Stands(w.Today(nil))
			sent, err := w.Journal.Stored(ctx, s.Entry)
			if err != nil {
				return err
			}
			if err := e.Encode(map[string]any{"swap": s.Entry, "officer": s.Officer, "wish": s.SwapFacts, "sent": sent || s.Received != 0, "state": stands.State, "answer": stands.Answer}); err != nil {
				return err
			}
		}
		return nil
	})
}
