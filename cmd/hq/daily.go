package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"fairvisit/sync/hq"
)

// runReport prints the report of a day with the head that is to be printed
// outside.
func runReport(ctx context.Context, c *call) error {
	where := c.where()
	day := c.flags.String("day", "", "yyyy-mm-dd; else yesterday, the last day that ended")
	zone := c.flags.String("zone", "Local", "time zone in which the day is counted")
	file := c.flags.String("o", "", "file to write it to; one that is there stays as it is. Else it is printed here")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "daily" {
		return errors.New("give daily")
	}
	at, err := time.LoadLocation(*zone)
	if err != nil {
		return fmt.Errorf("-zone: %w", err)
	}
	if *day == "" {
		*day = time.Now().In(at).AddDate(0, 0, -1).Format(time.DateOnly)
	}
	if *file != "" {
		if _, err := os.Lstat(*file); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already and stays as it is; nothing was printed", *file)
		}
	}
	return c.with(where(), func(h *hq.HQ) error {
		d, err := h.PrintDay(ctx, *day, at)
		if err != nil {
			return err
		}
		if *file != "" {
			return hq.WriteDay(*file, d)
		}
		_, err = fmt.Fprint(c.out, d)
		return err
	})
}
