package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"fairvisit/cmd/hq/demo"
)

func runDemo(ctx context.Context, c *call) error {
	if len(c.args) > 0 && c.args[0] == "map" {
		return runDemoMap(ctx, c)
	}
	where := c.where()
	day := c.flags.String("day", "", "day of the plan, yyyy-mm-dd; else today at the debtors' addresses")
	folder := c.flags.String("data", "", "folder with files to take the place of the demo's own: cases.csv, people.csv, plan.csv, flags.csv, history.csv, answers.csv")
	zone := c.flags.String("zone", "Asia/Shanghai", "time zone at the debtors' addresses; the rules open and close doors by it. daylight: one where they are open now")
	to := c.flags.String("invitations", "", "file for the invitations, a line each: role, name, text; else they are only printed")
	url := c.flags.String("url", "https://127.0.0.1:8443", "where devices reach headquarters")
	if err := c.parse(); err != nil {
		return err
	}
	if *zone == "daylight" {
		*zone = demo.Daylight(time.Now())
		fmt.Fprintln(c.out, "the debtors live in", *zone)
	}
	at, err := time.LoadLocation(*zone)
	if err != nil {
		return fmt.Errorf("-zone: %w", err)
	}
	if *day == "" {
		*day = time.Now().In(at).Format(time.DateOnly)
	}
	o := where()
	o.Log = slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b := &demo.Branch{Options: o, Now: time.Now, Day: *day, Zone: at, Folder: *folder, Out: c.out, Init: c.initialise}
	if err := b.Load(ctx); err != nil {
		return err
	}
	return c.invitations(ctx, b, *url, *to)
}

// invitations prints a line for each person and keeps them in a file, if one is named.
func (c *call) invitations(ctx context.Context, b *demo.Branch, url, to string) error {
	all, err := b.Invitations(ctx, url)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, i := range all {
		fmt.Fprintln(&text, i.Role, i.Name, i.Invitation.Text())
	}
	fmt.Fprint(c.out, text.String())
	if to == "" {
		return nil
	}
	return os.WriteFile(to, []byte(text.String()), 0o600) // a code is as good as a device
}
