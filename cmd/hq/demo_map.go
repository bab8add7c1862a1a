package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"fairvisit/cmd/hq/demo"
)

// runDemoMap writes the map of the demo's district, for the app to show.
func runDemoMap(ctx context.Context, c *call) error {
	file := c.flags.String("o", "", "file to write, in MBTiles format; the app shows map.mbtiles in its folder")
	c.args = c.args[1:]
	if err := c.parse(); err != nil {
		return err
	}
	if *file == "" {
		return errors.New("say where the map goes with -o FILE")
	}
	if err := demo.WriteMap(ctx, *file); err != nil {
		return err
	}
	info, err := os.Stat(*file)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s: the map of the invented district, %d kB\n", *file, info.Size()/1000)
	return err
}
