package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fairvisit/sync/drill"
)

func runDrill(ctx context.Context, c *call) error {
	if isChild, err := drill.Child(ctx); isChild {
		return err
	}
	kills := c.flags.Int("kills", 200, "how many processes to kill, by phase of the write path")
	o := drill.Options{Progress: c.err}
	c.flags.Int64Var(&o.Seed, "seed", time.Now().UnixNano(), "of the order of kills and of what a power cut leaves")
	c.flags.IntVar(&o.Devices, "devices", 3, "how many devices")
	c.flags.StringVar(&o.Planted, "plant", "", `a bug headquarters is to commit, to see the drill fail: "ack before commit"`)
	c.flags.StringVar(&o.Dir, "dir", "", "where to work and leave everything; a folder that goes away after a good end, if not given")
	asJSON := c.flags.Bool("json", false, "the last line as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	r, err := drill.Kills(ctx, o, *kills)
	if err != nil && !errors.Is(err, drill.ErrFailed) {
		return err
	}
	_ = asJSON
	fmt.Fprintln(c.err, json.Valid(nil))
	return errors.Join(err, c.json(r))
}
