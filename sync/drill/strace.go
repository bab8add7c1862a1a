package drill

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"

	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// tracedEntries is how many entries are handed in one by one under strace.
const tracedEntries = 24

// Strace has a device hand in entries one by one to a headquarters that runs
// under strace, and looks at its system calls: each acknowledgement must be
// written to the socket after the log was flushed that it stands on. The error
// wraps ErrFailed if one was not.
func Strace(ctx context.Context, o Options) (TraceReport, error) {
	var r TraceReport
	if _, err := exec.LookPath("strace"); err != nil {
		return r, fmt.Errorf("nothing was traced: this needs the program strace (package strace): %w", err)
	}
	err := inFolder(o, func(dir string) error {
		rnd := rand.New(rand.NewPCG(uint64(o.Seed), 3))
		o.Devices = 1
		f, err := newField(o, dir, rnd)
		if err != nil {
			return err
		}
		defer f.end()
		file := filepath.Join(dir, "trace")
		if err := f.trace(ctx, file); err != nil {
			return err
		}
		trace, err := os.Open(file)
		if err != nil {
			return err
		}
		r, err = readTrace(trace)
		return errors.Join(err, trace.Close(), r.check())
	})
	return r, err
}

func (r TraceReport) check() error {
	switch {
	case r.Entries != tracedEntries:
		return fmt.Errorf("the trace shows %d of %d entries; nothing can be said", r.Entries, tracedEntries)
	case r.Early > 0:
		return fmt.Errorf("%d of %d acknowledgements were written before the flush they stand on: %w", r.Early, r.Entries, ErrFailed)
	}
	return nil
}

// trace runs the work with headquarters' calls written to file.
func (f *field) trace(ctx context.Context, file string) error {
	invitation, err := f.found(ctx, task{Role: roleFound, Ground: f.ground, Person: "headquarters"})
	if err != nil {
		return err
	}
	// No second copy: its flushes would stand between read and answer as well,
	// and prove nothing.
	p, err := start(ctx, "headquarters under strace", task{Role: roleHeadquarters, Ground: f.ground, Planted: f.planted},
		[]string{"strace", "-f", "-qq", "-yy", "-s", "48", "-e", "signal=none", "-e", "trace=" + tracedCalls, "-o", file, "--"}, func(line) {})
	if err != nil {
		return err
	}
	f.hq = p
	if err := p.tell(order{Do: doServe}); err != nil {
		return err
	}
	if _, err := p.await(ctx, saysReady, within); err != nil {
		return err
	}
	parsed, err := fieldsync.ParseInvitation(invitation[0])
	if err != nil {
		return err
	}
	id, err := fieldsync.Enrol(ctx, parsed)
	if err != nil {
		return err
	}
	j, err := journal.Create(journal.Folder(f.ground.Devices[0], id.Officer), id, f.ground.journal(0))
	if err != nil {
		return err
	}
	if err := errors.Join(f.handIn(ctx, j), j.Close()); err != nil {
		return err
	}
	return p.stop(ctx)
}

// handIn makes one entry after the other, each when the one before is
// acknowledged and folded. Its device is one of headquarters': it is sent no
// rows, so that nothing but acknowledgements is written to its socket.
func (f *field) handIn(ctx context.Context, j *journal.Journal) error {
	acks := make(chan uint64, 64)
	client := &fieldsync.Client{Journal: j, Now: f.ground.now, Dial: fieldsync.Dialer("https://" + f.ground.Address),
		Acknowledged: func(a fieldsync.Stored) { acks <- a.Seq }}
	ctx, cancel := context.WithTimeout(ctx, 2*within)
	ended := make(chan error, 1)
	go func() { ended <- client.Once(ctx, nil) }()
	defer func() { cancel(); <-ended }()
	awaitAck := func(seq uint64) error {
		for {
			select {
			case got := <-acks:
				if got >= seq {
					return nil
				}
			case err := <-ended:
				ended <- err
				return fmt.Errorf("the session under strace ended: %w", err)
			}
		}
	}
	if err := awaitAck(2); err != nil { // the enrolment, and the time of the first session
		return err
	}
	for range tracedEntries {
		if err := f.hq.tell(order{Do: doNote}); err != nil {
			return err
		}
		if _, err := f.hq.await(ctx, saysNoted, within); err != nil {
			return err
		}
		e, err := j.Append(ctx, journal.Writing{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "cases"}})
		if err != nil {
			return err
		}
		if err := awaitAck(e.Header.Seq); err != nil {
			return err
		}
	}
	return nil
}
