package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
)

// errFaults means that an audit found something; it has been told.
var errFaults = errors.New("headquarters does not hold what its entries say")

func runAudit(ctx context.Context, c *call) error {
	where := c.where()
	second := c.flags.String("second", "", "folder of the second copy, to be compared too")
	asJSON := c.flags.Bool("json", false, "as JSON")
	var heads []evidence.Hash
	c.flags.Func("anchor", "a head that was printed outside, 64 hex digits: does it fit the log? may be given again", func(text string) error {
		head, err := hq.ParseHead(text)
		heads = append(heads, head)
		return err
	})
	roots := c.flags.String("tsa-ca", "", "PEM file with the roots that vouch for time stamps; without one they are only whole")
	if err := c.parse(); err != nil {
		return err
	}
	o := where()
	o.Second = *second
	var err error
	if o.Authority.Roots, err = rootsIn(*roots); err != nil {
		return err
	}
	r, err := hq.Audit(ctx, o, heads...)
	if err != nil {
		return err
	}
	if *asJSON {
		err = c.json(r)
	} else {
		err = c.audited(r)
	}
	if r.Total > 0 {
		err = errors.Join(err, fmt.Errorf("%d faults: %w", r.Total, errFaults))
	}
	return err
}

// audited writes every fault as a line, and what was looked at last.
func (c *call) audited(r hq.AuditReport) error {
	for _, f := range r.Faults {
		fmt.Fprintln(c.out, f)
	}
	if more := r.Total - len(r.Faults); more > 0 {
		fmt.Fprintf(c.out, "and %d more\n", more)
	}
	for _, found := range r.Anchors {
		if found.Size == 0 {
			continue // told as a fault
		}
		said := "the log does not say that it was printed"
		if found.Day != "" {
			said = fmt.Sprintf("printed as that of %s, says entry %d of %s", found.Day, found.Entry, when(found.Printed))
		}
		fmt.Fprintf(c.out, "head %s: this log had it at %d entries; %s\n", found.Head, found.Size, said)
	}
	if r.Stamps > 0 {
		vouched := "give -tsa-ca to know by whom"
		if r.Vouched {
			vouched = "by a trusted authority"
		}
		fmt.Fprintf(c.out, "%d time stamps hold, the newest of %s: %s\n", r.Stamps, r.Stamped.Format(time.RFC3339), vouched)
	}
	verdict := "all as it must be"
	if r.Total > 0 {
		verdict = fmt.Sprintf("%d faults", r.Total)
	}
	_, err := fmt.Fprintf(c.out, "%d entries of %d devices in %d chains, %d photos (%d stored), %d pictures in %d feeds, %d records of the second copy: %s; root %s\n",
		r.Entries, r.Devices, r.Chains, r.Photos, r.Stored, r.Pictures, r.Feeds, r.Second, verdict, r.Root)
	return err
}
