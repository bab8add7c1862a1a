package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// runAsks shows the visits the field asks for, or declines one. Who takes one decides
// who goes there: hq assign, hq plan, or a manager on their device.
func runAsks(ctx context.Context, c *call) error {
	verb := c.verb()
	d := c.atDesk()
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	verb, words = verbAmong(verb, words)
	want := map[string]int{"list": 0, "decline": 1}
	if n, known := want[verb]; !known || len(words) != n {
		return errors.New("give list, or decline ASK -branch B -as NAME -reason CODE; an ASK is the first digits of its id")
	}
	return c.withDesk(ctx, d, func(h *hq.HQ) error {
		if verb == "list" {
			return c.listAsks(ctx, h, d)
		}
		who, err := d.who(ctx, h)
		if err != nil {
			return err
		}
		line, err := h.DeclineAsk(ctx, d.branch(h), words[0], who, *d.reason, *d.say)
		if err != nil {
			return err
		}
		if *d.asJSON {
			return c.json(line)
		}
		c.printAsk(line)
		return nil
	})
}

// listAsks writes the list without its words. It is a read like any other: logged first.
func (c *call) listAsks(ctx context.Context, h *hq.HQ, d atDesk) error {
	if err := h.Settle(ctx); err != nil {
		return err
	}
	if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "ask list"}}); err != nil {
		return err
	}
	lines, err := h.Asks(ctx, d.branch(h))
	if err != nil {
		return err
	}
	if *d.asJSON {
		return c.json(lines)
	}
	open := 0
	for _, l := range lines {
		if l.State == visits.AskOpen || l.Other {
			open++
		}
		c.printAsk(l)
	}
	fmt.Fprintf(c.out, "%d visits asked for, %d wait for an answer\n", len(lines), open)
	return nil
}

func (c *call) printAsk(l fieldsync.AskLine) {
	of := l.Case.Short()
	if l.Wish.Reference {
		of = "by reference"
	}
	if l.Name != "" {
		of += " " + l.Name
	}
	state := l.State
	switch {
	case l.State == visits.AskPlanned && l.Other:
		state = "planned for " + l.Plan.Day + ", another day than asked"
	case l.State == visits.AskPlanned:
		state = "planned for " + l.Plan.Day
	case l.Reason != "":
		state += ": " + l.Reason
	}
	fmt.Fprintf(c.out, "%s  %s  %s  %s, %s: %s\n", l.Ask.String()[:8], of, wishedText(&l.Wish), l.Wish.Why, l.Wish.Who, state)
}

// wishedText is when a visit is asked for.
func wishedText(f *visits.AskFacts) string {
	s := f.Day
	if f.Until != f.Day {
		s += "–" + f.Until
	}
	if f.To != 0 {
		s += fmt.Sprintf(" %02d:%02d–%02d:%02d", f.From/60, f.From%60, f.To/60, f.To%60)
	}
	return s
}

// deviceAskVisit asks for a visit from the field.
func deviceAskVisit(ctx context.Context, c *call) error {
	d := c.onDevice()
	reference := c.flags.String("reference", "", "which case is meant, where this device does not hold it")
	day := c.flags.String("day", "", "the first day that would do, yyyy-mm-dd")
	until := c.flags.String("until", "", "the last one; else -day")
	hours := c.flags.String("hours", "", "the hours that would do, 18:00-20:00; else any")
	why := c.flags.String("why", "debtor_asked", strings.Join(visits.AskWhys, ", "))
	who := c.flags.String("who", visits.AskAnybody, strings.Join(visits.AskWhos, ", "))
	need := c.flags.String("need", "", "the skill or the language")
	say := c.flags.String("say", "", "more of it in words, which can be erased with the case")
	if err := c.parse(); err != nil {
		return err
	}
	f := visits.AskFacts{Day: *day, Until: orElse(*until, *day), Why: *why, Who: *who, Need: *need}
	if err := readHours(*hours, &f); err != nil {
		return err
	}
	var id evidence.ID
	if *reference == "" {
		var err error
		if id, err = caseArgument(c); err != nil {
			return err
		}
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		e, look, err := w.AskVisit(ctx, id, f, visits.AskWords{Text: *say, Reference: *reference})
		if err != nil {
			return err
		}
		return c.json(map[string]any{"ask": e, "not": look.Not, "next": look.Next, "against": look.Against, "held": look.Held})
	})
}

func readHours(text string, f *visits.AskFacts) error {
	if text == "" {
		return nil
	}
	var a, b, x, y int
	if n, err := fmt.Sscanf(text, "%d:%d-%d:%d", &a, &b, &x, &y); err != nil || n != 4 || b > 59 || y > 59 || b < 0 || y < 0 {
		return errors.New("give -hours as 18:00-20:00; nothing was stored")
	}
	f.From, f.To = a*60+b, x*60+y
	return nil
}

// deviceAsks are the visits asked for that this device knows.
func deviceAsks(ctx context.Context, c *call) error {
	d := c.onDevice()
	if err := c.parse(); err != nil {
		return err
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		list, err := w.Asks(ctx)
		if err != nil {
			return err
		}
		e := json.NewEncoder(c.out)
		for i := range list {
			a := &list[i]
			of, err := w.Journal.Case(ctx, a.Means())
			if err != nil {
				return err
			}
			s := a.Stands(of, w.Today(of))
			sent, err := w.Journal.Stored(ctx, a.Entry)
			if err != nil {
				return err
			}
			if err := e.Encode(map[string]any{"ask": a.Entry, "case": a.Case, "sent": sent || a.Received != 0, "state": s.State, "plan": s.Plan, "wish": a.AskFacts}); err != nil {
				return err
			}
		}
		return nil
	})
}
