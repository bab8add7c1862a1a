package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// runRoster shows the roster that a branch's managers keep, writes it to a file or
// takes one in, and erases what it says of somebody who left.
func runRoster(ctx context.Context, c *call) error {
	verb := c.verb()
	d := c.atDesk()
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if verb == "" && len(words) > 0 {
		verb, words = words[0], words[1:]
	}
	want := map[string]int{"show": 0, "import": 1, "export": 1, "forget": 1}
	if n, known := want[verb]; !known || len(words) != n || *d.unit == "" {
		return errors.New("give show -branch B, export FILE -branch B, import FILE -branch B -as NAME, or forget NAME -branch B -reason CODE")
	}
	return c.withDesk(ctx, d, func(h *hq.HQ) error {
		switch verb {
		case "import":
			return c.importRoster(ctx, h, d, words[0])
		case "forget":
			return c.forgetRoster(ctx, h, d, words[0])
		}
		// Hours and days of staff are read like any record: it is logged first.
		if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "roster"}}); err != nil {
			return err
		}
		r, err := h.Roster(ctx, d.branch(h))
		if err != nil {
			return err
		}
		if verb == "export" {
			return c.exportRoster(&r, words[0])
		}
		if *d.asJSON {
			return c.json(r)
		}
		c.printRoster(&r)
		return nil
	})
}

func (c *call) importRoster(ctx context.Context, h *hq.HQ, d atDesk, file string) error {
	who, err := d.who(ctx, h)
	if err != nil {
		return err
	}
	r, err := readRoster(ctx, h, d.branch(h), file)
	if err != nil {
		return err
	}
	n, err := h.KeepRoster(ctx, d.branch(h), who, &r)
	if err == nil {
		fmt.Fprintf(c.out, "%d fields of the roster are new; its managers' devices are told\n", n)
	}
	return err
}

func (c *call) exportRoster(r *plan.Roster, file string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // it names staff
	if err != nil {
		return err
	}
	_, err = out.Write(append(data, '\n'))
	return errors.Join(err, out.Close())
}

// forgetRoster erases what the roster says of a person: an officer by name, or one who
// is called nothing any more by id.
func (c *call) forgetRoster(ctx context.Context, h *hq.HQ, d atDesk, name string) error {
	officers, err := h.Officers(ctx, d.branch(h))
	if err != nil {
		return err
	}
	id, err := evidence.ParseID(name)
	if err != nil {
		officers = slices.DeleteFunc(officers, func(p visits.Person) bool { return p.Name != name })
		if len(officers) != 1 {
			return fmt.Errorf("%d officers of this branch are called %s; give the id; nothing was erased", len(officers), name)
		}
		id = officers[0].ID
	}
	e, err := h.ForgetRoster(ctx, d.branch(h), id, orElse(*d.reason, "request"))
	if err == nil {
		fmt.Fprintf(c.out, "what the roster said of %s is erased; the last copy of its key is gone on %s\n", id.Short(), time.UnixMicro(e.Gone).UTC().Format(time.DateOnly))
	}
	return err
}

func (c *call) printRoster(r *plan.Roster) {
	fmt.Fprintf(c.out, "%s–%s on %s\n", r.Shift.From, r.Shift.Until, strings.Join(r.Week(), " "))
	for _, line := range []struct {
		what string
		days []string
	}{{"holidays", r.Holidays}, {"worked all the same", r.MakeUp}} {
		if len(line.days) > 0 {
			fmt.Fprintf(c.out, "%s: %s\n", line.what, strings.Join(line.days, ", "))
		}
	}
	for i := range r.People {
		fmt.Fprintln(c.out, personText(&r.People[i]))
	}
	for _, p := range r.Pairs {
		replaced := ""
		if p.Replaced {
			replaced = ", replaced by a later word: one of them goes with somebody else"
		}
		fmt.Fprintf(c.out, "%s: %s goes with %s%s\n", p.Day, p.One, p.Other, replaced)
	}
	for _, s := range r.Swaps {
		asked := "swap"
		if !s.Agreed {
			asked = "would swap, no manager agreed yet"
		}
		fmt.Fprintf(c.out, "%s: %s and %s %s\n", s.Day, s.One, s.Other, asked)
	}
}

func personText(p *plan.Person) string {
	said := []string{}
	add := func(there bool, format string, args ...any) {
		if there {
			said = append(said, fmt.Sprintf(format, args...))
		}
	}
	add(p.Shift != plan.Hours{}, "%s–%s", p.Shift.From, p.Shift.Until)
	add(len(p.Workdays) > 0, "on %s", strings.Join(p.Workdays, " "))
	add(p.With != "", "with %s", p.With)
	for _, l := range p.Leave {
		add(true, "on leave %s–%s", l.From, l.Until)
	}
	add(p.Off != "", "not there from %s on %s", p.Off, p.OffOn)
	add(len(p.Languages) > 0, "speaks %s", strings.Join(p.Languages, ", "))
	add(len(p.Skills) > 0, "can %s", strings.Join(p.Skills, ", "))
	for _, k := range p.Certificates {
		add(true, "%s until %s", k.Kind, k.Until)
	}
	if len(said) == 0 {
		said = []string{"as usual"}
	}
	return p.Name + ": " + strings.Join(said, "; ")
}
