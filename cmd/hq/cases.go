package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

func runAssign(ctx context.Context, c *call) error {
	where := c.where()
	unit := c.flags.String("unit", "", "the branch")
	officer := c.flags.String("officer", "", "who visits; empty takes the cases back from everybody")
	second := c.flags.String("second", "", "the second officer")
	day := c.flags.String("day", "", "day of the visit, yyyy-mm-dd; else today at the address of each case")
	reason := c.flags.String("reason", "", "a code: plan, sick, wish …")
	if err := c.parse(); err != nil {
		return err
	}
	if *unit == "" || c.flags.NArg() == 0 {
		return errors.New("give -unit and cases: an id, CREDITOR/NUMBER, or all")
	}
	if _, err := time.Parse(time.DateOnly, *day); err != nil && *day != "" {
		return fmt.Errorf("-day: %w", err)
	}
	return c.with(where(), func(h *hq.HQ) error {
		branch, err := knownBranch(ctx, h, *unit)
		if err != nil {
			return err
		}
		a := hq.Assignment{Day: *day, Reason: *reason}
		for name, id := range map[string]*evidence.ID{*officer: &a.Officer, *second: &a.Second} {
			if name == "" {
				continue
			}
			found, ok, err := h.FindPerson(ctx, branch, name)
			if err != nil {
				return err
			}
			if !ok {
				return fmt.Errorf("nobody called %s works in %s; nothing was assigned", name, *unit)
			}
			*id = found
		}
		cases, err := c.cases(ctx, h, branch)
		if err != nil {
			return err
		}
		all := make([]hq.Assignment, len(cases))
		for i, id := range cases {
			all[i] = a
			all[i].Case, all[i].Order = id, i+1
			if *day != "" {
				continue
			}
			if all[i].Day, err = h.TodayAt(ctx, id); err != nil {
				return fmt.Errorf("nothing was assigned; give -day, or: %w", err)
			}
		}
		entries, err := h.Assign(ctx, all...)
		fmt.Fprintf(c.out, "%d decisions\n", len(entries))
		if err != nil {
			return err
		}
		return c.withheld(ctx, h, cases)
	})
}

// withheld names the cases whose crew may not start: no contact is left for it.
func (c *call) withheld(ctx context.Context, h *hq.HQ, cases []evidence.ID) error {
	list, err := h.Withheld(ctx, cases...)
	if err != nil {
		return err
	}
	for _, id := range cases {
		if rule, is := list[id]; is {
			fmt.Fprintf(c.out, "%s: no contact was granted (%s); decide again, with this command, once another crew gave its own back, a contact no longer counts or a consent came in\n", id, rule)
		}
	}
	return nil
}

// cases are the cases the arguments name.
func (c *call) cases(ctx context.Context, h *hq.HQ, unit evidence.ID) ([]evidence.ID, error) {
	var ids []evidence.ID
	for _, arg := range c.flags.Args() {
		if arg == "all" {
			all, err := h.CasesOf(ctx, unit)
			if err != nil {
				return nil, err
			}
			ids = append(ids, all...)
			continue
		}
		if creditor, number, ok := strings.Cut(arg, "/"); ok {
			ids = append(ids, h.CaseID(creditor, number))
			continue
		}
		id, err := evidence.ParseID(arg)
		if err != nil {
			return nil, fmt.Errorf("%q is neither a case id nor CREDITOR/NUMBER; nothing was assigned", arg)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func runExport(ctx context.Context, c *call) error {
	where := c.where()
	format := c.flags.String("format", "csv", "csv (figures only) or json (whole pictures, with names)")
	ofDossier := c.dossierFlags()
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if len(words) > 0 && words[0] == "dossier" {
		return c.exportDossier(ctx, where, ofDossier, words[1:])
	}
	kinds := map[string]string{"cases": visits.KindCase, "visits": visits.KindVisit, "findings": visits.KindFinding, "devices": visits.KindDevice}
	kind, ok := kinds[strings.Join(words, " ")]
	if !ok {
		return errors.New("give what to write: cases, visits, findings, devices, or dossier CASE")
	}
	return c.with(where(), func(h *hq.HQ) error {
		// An export is a read like any other: logged before a byte goes out.
		if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "export " + words[0] + " " + *format}}); err != nil {
			return err
		}
		if err := h.Settle(ctx); err != nil {
			return err
		}
		if *format == "json" {
			return h.EachPicture(ctx, kind, func(p json.RawMessage) error { return c.json(p) })
		}
		w := csv.NewWriter(c.out)
		if err := w.Write(csvHead[kind]); err != nil {
			return err
		}
		err := h.EachPicture(ctx, kind, func(p json.RawMessage) error {
			line, err := csvLine(kind, p)
			if err != nil {
				return err
			}
			return w.Write(line)
		})
		w.Flush()
		return errors.Join(err, w.Error())
	})
}

// csvHead names the columns: figures and codes only, so that a table can be
// handed on without names.
var csvHead = map[string][]string{
	visits.KindCase:    {"case", "state", "bucket", "days_past_due", "amount_minor", "currency", "day", "contacts", "flags"},
	visits.KindVisit:   {"visit", "case", "day", "status", "late", "officer", "second", "entries", "photos", "outcomes", "money_minor", "promises", "classes", "currency"},
	visits.KindFinding: {"finding", "code", "case", "visit", "device", "officer", "at", "detail"},
	visits.KindDevice:  {"device", "officer", "role", "epochs", "gaps", "forks", "letters"},
}

func csvLine(kind string, p json.RawMessage) ([]string, error) {
	switch kind {
	case visits.KindCase:
		return line(p, func(c *visits.Case) []string {
			d, _ := c.Assigned()
			var flags []string
			for _, f := range c.Flags {
				flags = append(flags, f.Code)
			}
			return []string{c.ID.String(), c.State(), c.Facts.Bucket, num(c.Facts.DPD), num(c.Facts.Amount), c.Facts.Currency, d.Day, strconv.Itoa(len(c.Contacts)), strings.Join(flags, " ")}
		})
	case visits.KindVisit:
		return line(p, visitLine)
	case visits.KindFinding:
		return line(p, func(f *visits.Finding) []string {
			return []string{f.ID.String(), f.Code, id(f.Case), id(f.Visit), id(f.Device), id(f.Officer), when(f.At), f.Detail}
		})
	}
	return line(p, func(d *visits.Device) []string {
		return []string{d.ID.String(), id(d.Officer), d.Role, strconv.Itoa(len(d.Epochs)), strconv.Itoa(len(d.Gaps)), strconv.Itoa(d.Forks), strconv.Itoa(d.Letters)}
	})
}

func line[T any](p json.RawMessage, f func(*T) []string) ([]string, error) {
	v := new(T)
	if err := json.Unmarshal(p, v); err != nil {
		return nil, err
	}
	return f(v), nil
}

func visitLine(v *visits.Visit) []string {
	promises := 0
	if v.Closed != nil {
		promises = len(v.Closed.Promises)
	}
	money, currency := moneyCells(v.Money)
	return []string{v.ID.String(), id(v.Case), v.Day(), v.Status, strconv.FormatBool(v.Late), id(v.Officer), id(v.Second), strconv.Itoa(len(v.Lines)),
		strconv.Itoa(len(v.Photos)), strings.Join(v.Codes(), " "), money, strconv.Itoa(promises), strings.Join(outcome.ClassesOf(v), " "), currency}
}

// moneyCells are what a visit took, in minor units, and of which currency. Of one
// currency the first is a number, as a spreadsheet adds it up beside the second. Of
// several it says each with its own (CNY 12000;USD 500), and so is no number that
// somebody could add: a sum over two currencies is money that nobody took. What is
// written as no currency ("?") is added to nothing, for two of them may be two.
func moneyCells(list []visits.MoneyLine) (amounts, currencies string) {
	var codes []string
	var sums []int64
	for i := range list {
		code := list[i].Code()
		if at := slices.Index(codes, code); at >= 0 && code != "?" {
			sums[at] += list[i].Amount
			continue
		}
		codes, sums = append(codes, code), append(sums, list[i].Amount)
	}
	switch len(codes) {
	case 0:
		return "0", ""
	case 1:
		return num(sums[0]), codes[0]
	}
	parts := make([]string, len(codes))
	for i, code := range codes {
		parts[i] = code + " " + num(sums[i])
	}
	slices.Sort(parts)
	slices.Sort(codes)
	return strings.Join(parts, ";"), strings.Join(codes, ";")
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

func id(i evidence.ID) string {
	if i.IsZero() {
		return ""
	}
	return i.String()
}
