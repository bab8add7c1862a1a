package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fairvisit/sync/drill"
)

func runDrill(ctx context.Context, c *call) error {
	if isChild, err := drill.Child(ctx); isChild {
		return err
	}
	o := drill.Options{Progress: c.err}
	kills := c.flags.Int("kills", 200, "how many processes to kill, an equal share in each phase of the write path")
	cuts := c.flags.Int("powercuts", 0, "instead: how often to cut the power of a disk that forgets what was not flushed (root, /dev/fuse)")
	strace := c.flags.Bool("strace", false, "instead: see in headquarters' system calls that each acknowledgement follows its flush")
	c.flags.Int64Var(&o.Seed, "seed", time.Now().UnixNano(), "of the order of kills and of what a power cut leaves")
	c.flags.IntVar(&o.Devices, "devices", 3, "how many devices")
	c.flags.StringVar(&o.Planted, "plant", "", `a bug headquarters is to commit, to see the drill fail: "ack before commit"`)
	c.flags.StringVar(&o.Dir, "dir", "", "where to work, and to leave everything; else a folder that goes away after a good end")
	asJSON := c.flags.Bool("json", false, "the result as one line of JSON")
	if err := c.parse(); err != nil {
		return err
	}
	if o.Devices < 1 || *kills < 1 || *cuts < 0 {
		return errors.New("give at least one device, and one kill or power cut")
	}
	switch {
	case *strace:
		r, err := drill.Strace(ctx, o)
		return c.drilled(r, err, *asJSON)
	case *cuts > 0:
		r, err := drill.PowerCuts(ctx, o, *cuts)
		return c.drilled(r, err, *asJSON)
	}
	r, err := drill.Kills(ctx, o, *kills)
	return c.drilled(r, err, *asJSON)
}

// drilled writes what a drill came to as the last line. A drill that could not
// be carried out has nothing to say.
func (c *call) drilled(report fmt.Stringer, err error, asJSON bool) error {
	if err != nil && !errors.Is(err, drill.ErrFailed) {
		return err
	}
	if asJSON {
		return errors.Join(c.json(report), err)
	}
	_, printed := fmt.Fprintln(c.out, report)
	return errors.Join(printed, err)
}
