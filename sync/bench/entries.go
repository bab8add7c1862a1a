package bench

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// perVisit is how many entries one visit has.
const perVisit = 8

// day is an officer's work to be handed in: a tablet that pulled its cases and
// then recorded visits, and the headquarters it will meet, kept as files so
// that every run begins with the same.
type day struct {
	tablet  *tablet
	office  string // folder of that headquarters
	entries []evidence.Entry
	last    uint64 // seq of the last entry
	before  int    // entries headquarters has already
	bytes   int64  // of entries, encoded
}

// newDay writes n entries of visits into a journal, the way a device does.
func (b *bench) newDay(ctx context.Context, n int) (*day, error) {
	d := &day{office: filepath.Join(b.dir, "entries-hq")}
	h, err := newBranch(ctx, d.office)
	if err != nil {
		return nil, err
	}
	identity, err := h.enrol(ctx, "officer")
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	cases, err := h.give(ctx, identity.Officer, (n+perVisit-1)/perVisit)
	if err = errors.Join(err, h.Settle(ctx), h.Close()); err != nil {
		return nil, err
	}
	if d.tablet, err = newTablet(filepath.Join(b.dir, "entries-device"), identity); err != nil {
		return nil, err
	}
	if err := b.morning(ctx, d); err != nil {
		return nil, err
	}
	if err := d.record(ctx, cases, n); err != nil {
		return nil, err
	}
	if d.before, err = count(d.office, "SELECT count(*) FROM entries"); err != nil {
		return nil, err
	}
	return d, d.tablet.keep()
}

// morning pulls the cases before the tour.
func (b *bench) morning(ctx context.Context, d *day) error {
	o, err := b.startOffice(ctx, d.office, "morning")
	if err != nil {
		return err
	}
	c := &fieldsync.Client{Journal: d.tablet.journal, Dial: fieldsync.Dialer(o.base)}
	return errors.Join(c.Once(ctx, func() bool { return true }), o.stop())
}

func (d *day) record(ctx context.Context, cases []given, n int) error {
	j := d.tablet.journal
	for i := range n {
		c := cases[i/perVisit]
		e, err := j.Append(ctx, visitEntry(c, evidence.ID(c.decision[:16]), d.tablet.identity, i%perVisit))
		if err != nil {
			return err
		}
		d.entries, d.last, d.bytes = append(d.entries, e), e.Header.Seq, d.bytes+int64(e.Size())
	}
	return nil
}

// visitEntry is the i-th entry of a visit, about 2 KB with both signatures.
func visitEntry(c given, visit evidence.ID, who journal.Identity, i int) journal.Writing {
	w := journal.Writing{Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c.id}, {Kind: evidence.RefVisit, ID: visit}, {Kind: evidence.RefOfficer, ID: who.Officer}}}
	switch i {
	case 0:
		w.Kind = visits.VisitOpened
		w.Refs = append(w.Refs, evidence.Ref{Kind: evidence.RefSecond, ID: c.id}) // anybody: the rules ask for two
		w.Facts = visits.OpenedFacts{Decision: c.decision, PlaceKind: "home", Day: today,
			Subjects: []visits.Subject{{Party: c.id, Role: "debtor", Debts: []evidence.ID{c.id}}},
			Verdict:  visits.VerdictFacts{Decision: "allow", Class: "B", Rules: []string{"hours", "weekly", "address"}},
			Used:     []visits.Used{{ID: "house", Version: "1", Hash: c.decision}, {ID: "house-checklist", Version: "1", Hash: c.decision}}}
	case perVisit - 1:
		w.Kind = visits.VisitClosed
		w.Facts = visits.ClosedFacts{Entries: perVisit, Outcomes: []visits.Outcome{{Party: c.id, Debt: c.id, Code: "ptp"}}}
	default:
		phase := []string{"before", "door", "talk", "talk", "close", "after"}[i-1]
		w.Kind = visits.VisitPhase
		facts, words := visits.PhaseFacts{Phase: phase}, visits.PhaseWords{}
		for q := range 8 {
			name := phase + ".question." + strconv.Itoa(q)
			facts.Answers = append(facts.Answers, visits.Answer{Question: name, Code: "as_agreed", At: 1_764_036_000_000_000 + int64(q)})
			words.Answers = append(words.Answers, visits.Answer{Question: name, Text: strings.Repeat("What was said. ", 7) + "Then more.", At: 1_764_036_000_000_000 + int64(q)})
		}
		w.Facts, w.Words = facts, words
	}
	return w
}

// entries measures handing in at three batches.
func (b *bench) entries(ctx context.Context) error {
	n := b.scaled(10_000, 2*perVisit)
	b.o.Log("writing %d entries into a journal …", n)
	began := time.Now()
	d, err := b.newDay(ctx, n)
	if err != nil {
		return err
	}
	b.f.EntryBytes, b.f.EntrySignatures, b.f.FloorSignatures = d.bytes/int64(n), len(d.entries[0].Sigs), 1
	b.f.AppendPerSecond = float64(n) / time.Since(began).Seconds()
	for _, batch := range []int{1, 20, 100} {
		r, err := b.compare("entries at "+strconv.Itoa(batch), n, func(run int) (floor, ours time.Duration, err error) {
			return b.beside(run, func() (time.Duration, error) { return d.floor(b.dir, fmt.Sprintf("floor-%d-%d.db", batch, run), batch) },
				func() (time.Duration, error) {
					return b.handIn(ctx, d, batch, fmt.Sprintf("entries-%d-%d", batch, run))
				})
		})
		if err != nil {
			return err
		}
		switch batch {
		case 1:
			b.f.Entries1, b.f.Entries1PerSecond, b.f.Entries1Floor = r.ratio, r.rate, r.floor
		case 20:
			b.f.Entries20, b.f.Entries20PerSecond, b.f.Entries20Floor = r.ratio, r.rate, r.floor
		case 100:
			b.f.Entries100, b.f.Entries100PerSecond, b.f.Entries100Floor = r.ratio, r.rate, r.floor
		}
		b.f.Rows["entries_"+strconv.Itoa(batch)] = n
	}
	return nil
}

// handIn is one run: from the session being open to the last acknowledgement.
//
// A batch of N is frames of N entries. At 1 the next entry waits for the answer;
// above, the protocol's own window of 512 KiB is in flight, as it is for every
// device. A frame is at most 64 KiB, so that about 28 entries of 2 KB travel
// together at 100; headquarters makes one transaction of what has come
// meanwhile. The floor writes 100 at a time.
func (b *bench) handIn(ctx context.Context, d *day, batch int, name string) (time.Duration, error) {
	dir := filepath.Join(b.dir, name)
	if err := os.CopyFS(dir, os.DirFS(d.office)); err != nil {
		return 0, err
	}
	if err := d.tablet.again(); err != nil {
		return 0, err
	}
	o, err := b.startOffice(ctx, dir, name)
	if err != nil {
		return 0, err
	}
	var took time.Duration
	err = b.profiled(name, func() (err error) {
		took, err = d.session(ctx, o, batch)
		return err
	})
	err = errors.Join(err, d.tablet.journal.Close(), o.stop())
	if err != nil {
		return 0, err
	}
	have, err := count(dir, "SELECT count(*) FROM entries")
	if err == nil && have != d.before+len(d.entries) {
		err = fmt.Errorf("headquarters holds %d entries after the run, not %d", have, d.before+len(d.entries))
	}
	return took, err
}

func (d *day) session(ctx context.Context, o *office, batch int) (time.Duration, error) {
	var began, ended time.Time
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &fieldsync.Client{Journal: d.tablet.journal, Batch: batch, Acknowledged: func(s fieldsync.Stored) {
		if s.Seq == d.last {
			ended = time.Now()
			cancel()
		}
	}}
	conn, err := fieldsync.Dialer(o.base)(ctx)
	if err != nil {
		return 0, err
	}
	s := c.NewSession(conn.Exporter())
	var m fieldsync.Machine = s
	if batch == 1 {
		m = &oneByOne{Session: s}
	}
	err = fieldsync.Pump(ctx, conn, heard{m, func(t fieldsync.Type) {
		if t == fieldsync.TWelcome {
			began = time.Now()
		}
	}})
	if ended.IsZero() {
		return 0, fmt.Errorf("the session ended before everything was acknowledged: %w", err)
	}
	return ended.Sub(began), nil
}

// deviceKey is the key that signed the day's entries.
func (d *day) deviceKey() ed25519.PublicKey {
	return d.tablet.identity.Keys.Device.Public().(ed25519.PublicKey)
}
