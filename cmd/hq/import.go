package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/intake"
)

// importAsk is what hq import was asked.
type importAsk struct {
	unit, zone, undo *string
	dry, asJSON      *bool
	begin            *bool // the branch is a further one
	options          intake.Options
}

func runImport(ctx context.Context, c *call) error {
	if len(c.args) > 0 {
		switch what := c.args[0]; what {
		case "cases":
			c.args = c.args[1:]
		case intake.Contacts, intake.Notices, intake.Consents, intake.Payments, intake.Flags:
			c.args = c.args[1:]
			return c.importTable(ctx, what)
		}
	}
	where := c.where()
	ask := importAsk{
		unit:   c.flags.String("unit", "", "the branch that gets the cases"),
		zone:   c.flags.String("zone", "Asia/Shanghai", "time zone at the debtors' addresses"),
		undo:   c.flags.String("undo", "", "take the import of this entry back instead, by new entries"),
		dry:    c.flags.Bool("dry", false, "look only, take nothing"),
		asJSON: c.flags.Bool("json", false, "as JSON"),
		begin:  c.newBranch(),
	}
	encoding := c.flags.String("encoding", "", "force an encoding instead of finding it: utf-8, gb18030, windows-1252 …")
	sheet := c.flags.String("sheet", "", "sheet of a workbook; else the first visible one that holds anything")
	columns := c.flags.String("columns", "", "what columns of the file are, kept for the next file with the same head: Debtor=name,Ort=city")
	if err := c.parse(); err != nil {
		return err
	}
	if *ask.undo != "" {
		return c.undoImport(ctx, where, &ask)
	}
	if *ask.unit == "" || c.flags.NArg() != 1 {
		return errors.New("give -unit and one FILE")
	}
	zone, err := time.LoadLocation(*ask.zone)
	if err != nil {
		return fmt.Errorf("-zone: %w", err)
	}
	said, err := saidColumns(*columns)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(c.flags.Arg(0))
	if err != nil {
		return err
	}
	ask.options = intake.Options{Today: time.Now().In(zone).Format(time.DateOnly), Encoding: *encoding, Sheet: *sheet, Columns: said}
	return c.with(where(), func(h *hq.HQ) error { return c.importFile(ctx, h, b, &ask) })
}

// saidColumns reads FILE'S NAME=ours, by comma.
func saidColumns(list string) (map[string]string, error) {
	said := map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		name, ours, ok := strings.Cut(pair, "=")
		switch {
		case pair == "":
		case !ok:
			return nil, fmt.Errorf("-columns: %q is not NAME=column; nothing was read", pair)
		default:
			said[strings.TrimSpace(name)] = strings.TrimSpace(ours)
		}
	}
	return said, nil
}

func (c *call) importFile(ctx context.Context, h *hq.HQ, b []byte, ask *importAsk) error {
	unit, err := branchToFill(ctx, h, *ask.unit, *ask.begin)
	if err != nil {
		return err
	}
	ask.options.Remembered = h.Remembered(ctx)
	f, err := intake.Read(bytes.NewReader(b), ask.options)
	if err != nil {
		return sayColumns(err, &f)
	}
	told := time.Now()
	r, err := h.ImportWatched(ctx, unit, *ask.zone, f, *ask.dry, func(done, of int) {
		if time.Since(told) > 2*time.Second && done < of {
			told = time.Now()
			fmt.Fprintf(c.err, "%d of %d cases\n", done, of)
		}
	})
	if err != nil {
		return err
	}
	if *ask.asJSON {
		return errors.Join(c.json(struct {
			hq.ImportResult
			Encoding  string   `json:"encoding"`
			Delimiter string   `json:"delimiter"`
			Sheet     string   `json:"sheet,omitempty"`
			HeaderRow int      `json:"header_row"`
			Ignored   []string `json:"ignored,omitempty"`
			Unwanted  []string `json:"unwanted,omitempty"`
			// Columns are the file's by whose names we know none of ours, and what they were said to be.
			Columns    map[string]string `json:"columns,omitempty"`
			Remembered bool              `json:"remembered,omitempty"` // said of an earlier file
		}{r, f.Encoding + ", " + f.Confidence, f.Delimiter, f.Sheet, f.HeaderRow, f.Ignored, f.Unwanted, f.Said(), f.Remembered}), nothingHeld(r))
	}
	c.printImport(&r, &f, *ask.dry)
	return nothingHeld(r)
}

// nothingHeld fails an import of which headquarters holds no row, so that a script that
// feeds stops notices. Where some rows were taken, the others are named and no more.
func nothingHeld(r hq.ImportResult) error {
	if r.Taken+r.Same > 0 || r.Refused == 0 {
		return nil
	}
	return errors.New("every row was refused; nothing was taken")
}

func (c *call) undoImport(ctx context.Context, where func() hq.Options, ask *importAsk) error {
	entry, err := evidence.ParseHash(*ask.undo)
	if err != nil {
		return fmt.Errorf("-undo: %w; nothing was undone", err)
	}
	return c.with(where(), func(h *hq.HQ) error {
		r, err := h.UndoImport(ctx, entry, *ask.dry)
		if err != nil {
			return err
		}
		if *ask.asJSON {
			return c.json(r)
		}
		if !r.Already.IsZero() {
			fmt.Fprintf(c.out, "this import was taken back already, by entry %s; nothing was left to do\n", r.Already)
			return nil
		}
		for _, k := range r.Kept {
			fmt.Fprintf(c.out, "case %s stays: %s\n", cmp.Or(k.Number, k.Case.String()), strings.ReplaceAll(k.Why, "_", " "))
		}
		end := ""
		if *ask.dry {
			end = "; so it would be: nothing was undone, as -dry only looks"
		}
		fmt.Fprintf(c.out, "%d cases as before, %d that came with it closed, %d left alone%s\n", len(r.Back), len(r.Closed), len(r.Kept), end)
		return nil
	})
}
