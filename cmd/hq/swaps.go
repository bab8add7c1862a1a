package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// runSwaps shows the swaps of days the field asks for, or answers one where the branch's
// manager cannot.
func runSwaps(ctx context.Context, c *call) error {
	verb := c.verb()
	d := c.atDesk()
	other := c.flags.String("with", "", "of a yes: who swaps, an officer of the branch by name or id; else who was asked for")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	verb, words = verbAmong(verb, words)
	want := map[string]int{"list": 0, "show": 1, "answer": 2}
	if n, known := want[verb]; !known || len(words) != n || *d.say != "" {
		return errors.New(`give one of: list, show SWAP -reason CODE [-with NAME], answer SWAP yes|no|back -branch B -as NAME
a SWAP is the first digits of its id; back takes a yes back; a no and back want -reason: ` + strings.Join(visits.SwapDeclines, ", ") + "; an answer has no -say")
	}
	return c.withDesk(ctx, d, func(h *hq.HQ) error {
		if verb == "list" {
			return c.listSwaps(ctx, h, d)
		}
		with, err := officerNamed(ctx, h, d.branch(h), *other)
		if err != nil {
			return err
		}
		if verb == "show" {
			return c.showSwap(ctx, h, d, words[0], with)
		}
		a := hq.SwapSaid{Answer: words[1], With: with, Reason: *d.reason}
		if a.By, err = d.who(ctx, h); err != nil {
			return err
		}
		l, err := h.AnswerSwap(ctx, d.branch(h), words[0], a)
		if err != nil {
			return err
		}
		return c.saySwaps(d, l)
	})
}

// officerNamed is an officer of a branch by name or id; zero for "".
func officerNamed(ctx context.Context, h *hq.HQ, unit evidence.ID, name string) (evidence.ID, error) {
	if name == "" {
		return evidence.ID{}, nil
	}
	if unit.IsZero() {
		return evidence.ID{}, errors.New("give -branch, whose officer it is; nothing was written")
	}
	officers, err := h.Officers(ctx, unit)
	if err != nil {
		return evidence.ID{}, err
	}
	officers = slices.DeleteFunc(officers, func(p visits.Person) bool { return p.Name != name && p.ID.String() != name })
	if len(officers) != 1 {
		return evidence.ID{}, fmt.Errorf("%d officers of this branch are called %s; give the id; nothing was written", len(officers), name)
	}
	return officers[0].ID, nil
}

// listSwaps writes the list without why they are asked for. It is a read like any other:
// logged first.
func (c *call) listSwaps(ctx context.Context, h *hq.HQ, d atDesk) error {
	if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "swap list"}}); err != nil {
		return err
	}
	lines, err := h.Swaps(ctx, d.branch(h))
	if err != nil {
		return err
	}
	if *d.asJSON {
		return c.json(lines)
	}
	open := 0
	for _, l := range lines {
		if l.State == visits.SwapOpen {
			open++
		}
		c.printSwap(l)
	}
	fmt.Fprintf(c.out, "%d swaps asked for, %d wait for an answer\n", len(lines), open)
	return nil
}

// showSwap writes one with why it is asked for and what speaks against it, which is read
// for a reason that the log says under the part of who asked.
func (c *call) showSwap(ctx context.Context, h *hq.HQ, d atDesk, name string, with evidence.ID) error {
	if *d.reason == "" {
		return errors.New("give -reason, why the words are read")
	}
	l, err := h.Swap(ctx, d.branch(h), name, with)
	if err != nil {
		return err
	}
	about := []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(l.Unit, l.By)}}
	if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Refs: about, Facts: visits.ViewedFacts{What: "swap", Reason: *d.reason}}); err != nil {
		return err
	}
	return c.saySwaps(d, l)
}

func (c *call) saySwaps(d atDesk, l hq.SwapLine) error {
	if *d.asJSON {
		return c.json(l)
	}
	c.printSwap(l)
	return nil
}

func (c *call) printSwap(l hq.SwapLine) {
	state := l.State
	if a := l.Answer; a != nil && a.Result == visits.SwapAgreed {
		state += " with " + l.Agreed
	} else if a != nil {
		state += ": " + a.Reason
	}
	fmt.Fprintf(c.out, "%s  %s  %s with %s: %s\n", l.Swap.String()[:8], l.Day, l.Name, orElse(l.WithName, "anybody"), state)
	for _, text := range l.Texts {
		fmt.Fprintf(c.out, "          “%s”\n", text)
	}
	for _, o := range l.Against {
		fmt.Fprintf(c.out, "          against it: %s: %s\n", o.Name, o.Why)
	}
}

// deviceSwap asks for a swap from the field.
func deviceSwap(ctx context.Context, c *call) error {
	d := c.onDevice()
	day := c.flags.String("day", "", "the day, yyyy-mm-dd")
	with := c.flags.String("with", "", "the id of the colleague; else anybody")
	say := c.flags.String("say", "", "why, which is erased when this officer leaves")
	if err := c.parse(); err != nil {
		return err
	}
	f := visits.SwapFacts{Day: *day}
	if *with != "" {
		var err error
		if f.With, err = evidence.ParseID(*with); err != nil {
			return fmt.Errorf("-with: %w; nothing was stored", err)
		}
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		e, err := w.AskSwap(ctx, f, *say)
		if err != nil {
			return err
		}
		return c.json(map[string]any{"swap": e})
	})
}

// deviceSwaps are the swaps asked for that this device knows.
func deviceSwaps(ctx context.Context, c *call) error {
	d := c.onDevice()
	if err := c.parse(); err != nil {
		return err
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		list, err := w.Swaps(ctx)
		if err != nil {
			return err
		}
		e := json.NewEncoder(c.out)
		for i := range list {
			s := &list[i]
			stands := s.Stands(w.Today(nil))
			sent, err := w.Journal.Stored(ctx, s.Entry)
			if err != nil {
				return err
			}
			if err := e.Encode(map[string]any{"swap": s.Entry, "officer": s.Officer, "wish": s.SwapFacts, "sent": sent || s.Received != 0, "state": stands.State, "answer": stands.Answer}); err != nil {
				return err
			}
		}
		return nil
	})
}
