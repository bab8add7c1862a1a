package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/report"
	"fairvisit/visits/plan"
)

// runSheet prints a crew's day. That it was printed is in the log before the file
// has its name.
func runSheet(ctx context.Context, c *call) error {
	where := c.where()
	branch := c.flags.String("branch", "", "the branch")
	crew := c.flags.String("crew", "", "who goes: one officer, or two by comma, by name")
	day := c.flags.String("date", "", "the day, yyyy-mm-dd")
	by := c.flags.String("by", "", "who prints it: a person of the branch, by name")
	lang := c.flags.String("lang", "en", "language of the sheet: en or zh")
	policy := c.flags.String("policy", "", "file of buckets, ladder and priority, for the minutes of a visit; else the house's")
	file := c.flags.String("o", "", "the PDF to write; one that is there stays as it is")
	if err := c.parse(); err != nil {
		return err
	}
	q := hq.SheetOf{Branch: *branch, Day: *day, By: *by}
	_, wrongDay := time.Parse(time.DateOnly, *day)
	switch {
	case *branch == "" || *crew == "" || *by == "" || *file == "":
		return errors.New("give -branch, -crew, -date, -by and -o; nothing was printed")
	case wrongDay != nil:
		return errors.New("-date is yyyy-mm-dd; nothing was printed")
	}
	var err error
	if q.Lang, err = report.ParseLang(*lang); err != nil {
		return err
	}
	var p plan.Policy
	if p, err = readPolicy(*policy); err != nil {
		return err
	}
	q.Service = p.ServiceMinutes
	if _, err := os.Lstat(*file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already and stays as it is; nothing was printed", *file)
	}
	return c.with(where(), func(h *hq.HQ) error {
		if q.Crew, err = crewNamed(ctx, h, *branch, *crew); err != nil {
			return err
		}
		return c.writeSheet(ctx, h, q, *file)
	})
}

func crewNamed(ctx context.Context, h *hq.HQ, branch, names string) ([]evidence.ID, error) {
	unit, err := knownBranch(ctx, h, branch)
	if err != nil {
		return nil, err
	}
	var ids []evidence.ID
	for name := range strings.SplitSeq(names, ",") {
		id, known, err := h.FindPerson(ctx, unit, strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, fmt.Errorf("nobody called %q is known in the branch; nothing was printed", name)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// writeSheet writes beside the place the file is to have: half a sheet never has
// its name.
func (c *call) writeSheet(ctx context.Context, h *hq.HQ, q hq.SheetOf, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".sheet-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // where it has its name there is nothing to remove
	sheet, err := h.PrintSheet(ctx, q)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	out := bufio.NewWriter(f)
	if err := errors.Join(sheet.Write(out), out.Flush(), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sheet %s is in the log and could not be written: %w", sheet.Number(), err)
	}
	if err := place(f.Name(), path); err != nil {
		return fmt.Errorf("sheet %s is in the log and could not be written: %w", sheet.Number(), err)
	}
	fmt.Fprintf(c.out, "sheet %s: %s\n", sheet.Number(), path)
	return nil
}
