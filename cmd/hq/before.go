package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"fairvisit/sync/hq"
	"fairvisit/visits/intake"
)

// importTable takes a table about cases that are here: contacts, notices, consents or
// stops from before visits, or payments.
func (c *call) importTable(ctx context.Context, what string) error {
	where := c.where()
	unit := c.flags.String("unit", "", "the branch whose cases they are")
	encoding := c.flags.String("encoding", "", "force an encoding instead of finding it: utf-8, gb18030, windows-1252 …")
	dry := c.flags.Bool("dry", false, "look only, take nothing")
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	if *unit == "" || c.flags.NArg() != 1 {
		return errors.New("give -unit and one FILE")
	}
	b, err := os.ReadFile(c.flags.Arg(0))
	if err != nil {
		return err
	}
	t, err := intake.ReadTable(bytes.NewReader(b), what, intake.Options{Today: intake.LatestDay(time.Now()), Encoding: *encoding})
	if err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		branch, err := knownBranch(ctx, h, *unit)
		if err != nil {
			return err
		}
		r, err := h.ImportTable(ctx, branch, t, *dry)
		if err != nil {
			return err
		}
		if *asJSON {
			return errors.Join(c.json(struct {
				hq.ImportResult
				Encoding  string   `json:"encoding"`
				Delimiter string   `json:"delimiter"`
				Ignored   []string `json:"ignored,omitempty"`
			}{r, t.Encoding + ", " + t.Confidence, t.Delimiter, t.Ignored}), nothingHeld(r))
		}
		for _, p := range r.Issues {
			fmt.Fprintln(c.out, problemTold(p))
		}
		c.printIgnored(t.Ignored, nil)
		c.printCounts(&r, what, t.Encoding+", "+t.Confidence, *dry)
		return nothingHeld(r)
	})
}

// runCertify gives an officer a certificate, or takes it back.
func runCertify(ctx context.Context, c *call) error {
	where := c.where()
	unit := c.flags.String("unit", "", "the branch")
	officer := c.flags.String("officer", "", "whose certificate it is")
	kind := c.flags.String("kind", "authorisation", "what it is, as the rule packs call it")
	until := c.flags.String("until", "", "the last day it holds in the branch, yyyy-mm-dd; a day that is over takes it back")
	if err := c.parse(); err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, *until); *unit == "" || *officer == "" || err != nil {
		return errors.New("give -unit, -officer and -until as yyyy-mm-dd; nothing was noted")
	}
	return c.with(where(), func(h *hq.HQ) error {
		branch, err := knownBranch(ctx, h, *unit)
		if err != nil {
			return err
		}
		who, ok, err := h.FindPerson(ctx, branch, *officer)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("nobody called %s works in %s; nothing was noted", *officer, *unit)
		}
		ends, there, err := h.EndOf(ctx, branch, *until)
		if err != nil {
			return err
		}
		if err := h.Certify(ctx, who, *kind, ends); err != nil || there {
			return err
		}
		_, err = fmt.Fprintf(c.out, "it ends on %s by UTC: nothing in the branch names a time zone yet; give it again once cases were imported\n", ends.Format("2006-01-02 15:04"))
		return err
	})
}
