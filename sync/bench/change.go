package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// change measures how long after a manager's decision is on the manager's disk
// it is on the officer's, in a branch of many cases.
func (b *bench) change(ctx context.Context, c *crowd) error {
	h, err := openBranch(c.office)
	if err != nil {
		return err
	}
	manager, err := h.enrol(ctx, "manager")
	if err = errors.Join(err, h.Close()); err != nil {
		return err
	}
	if b.f.Rows["cases"], err = count(c.office, "SELECT count(*) FROM pictures WHERE kind = 'case'"); err != nil {
		return err
	}
	o, err := b.startOffice(ctx, c.office, "change")
	if err != nil {
		return err
	}
	return errors.Join(b.changes(ctx, c, o, manager), o.stop())
}

func (b *bench) changes(ctx context.Context, c *crowd, o *office, who journal.Identity) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	manager, err := b.follow(ctx, o, who, "manager", nil)
	if err != nil {
		return err
	}
	defer manager.end(cancel)
	b.f.ManagerPull = manager.pulled.Seconds()
	b.o.Log("a manager pulled %d cases in %.1f s", b.f.Rows["cases"], b.f.ManagerPull)
	applied := make(chan time.Time, 1<<10)
	officer, err := b.follow(ctx, o, c.people[0], "officer", func() { applied <- time.Now() })
	if err != nil {
		return err
	}
	defer officer.end(cancel)
	var took []float64
	for i := range b.scaled(300, 10) {
		g := &c.cases[0][i%len(c.cases[0])]
		time.Sleep(time.Duration(5+i%17) * time.Millisecond) // in step with no timer of headquarters
		one, err := oneChange(ctx, manager, officer, applied, g, i)
		if err != nil {
			return err
		}
		took = append(took, float64(one.Microseconds())/1000)
	}
	b.f.Changes = len(took)
	b.f.ChangeP50, b.f.ChangeP99 = quantile(took, 0.5), quantile(took, 0.99)
	return nil
}

// oneChange has the manager decide anew on a case of the officer's.
func oneChange(ctx context.Context, manager, officer *follower, applied <-chan time.Time, g *given, i int) (time.Duration, error) {
	id := manager.tablet.identity
	e, err := manager.tablet.journal.Append(ctx, journal.Writing{Kind: visits.CaseAssigned,
		Refs:  []evidence.Ref{{Kind: evidence.RefCase, ID: g.id}, {Kind: evidence.RefOfficer, ID: id.Officer}},
		Facts: visits.AssignFacts{Officer: officer.tablet.identity.Officer, Day: today, Order: i, Replaces: []evidence.Hash{g.decision}}})
	began := time.Now()
	if err != nil {
		return 0, err
	}
	g.decision = e.ID
	for {
		select {
		case at := <-applied:
			c, err := officer.tablet.journal.Case(ctx, g.id)
			if err != nil {
				return 0, err
			}
			if c != nil && c.Standing == e.ID {
				return at.Sub(began), nil
			}
		case <-time.After(10 * time.Second):
			return 0, errors.New("a manager's decision did not reach the officer's device within 10 s")
		}
	}
}

// follower is a device whose session stays open.
type follower struct {
	tablet *tablet
	pulled time.Duration // until every feed was read
	ended  chan error
}

// follow enrols nobody: it makes the tablet of somebody enrolled, connects it,
// and returns once all is pulled. applied hears of each batch of rows after.
func (b *bench) follow(ctx context.Context, o *office, who journal.Identity, name string, applied func()) (*follower, error) {
	t, err := newTablet(filepath.Join(b.dir, name), who)
	if err != nil {
		return nil, err
	}
	f := &follower{tablet: t, ended: make(chan error, 1)}
	began := time.Now()
	c := &fieldsync.Client{Journal: t.journal, Dial: fieldsync.Dialer(o.base)}
	err = b.profiled(name, func() error { return c.Once(ctx, func() bool { return true }) })
	if err != nil {
		return nil, fmt.Errorf("the %s could not pull: %w", name, errors.Join(err, t.journal.Close()))
	}
	f.pulled = time.Since(began)
	open, once := make(chan struct{}), sync.Once{}
	c.Applied = func(string, int64) { // the first is of the session's own beginning
		once.Do(func() { close(open) })
		if applied != nil {
			applied()
		}
	}
	go func() { f.ended <- c.Once(ctx, nil) }()
	select {
	case <-open:
		return f, nil
	case err := <-f.ended:
		return nil, fmt.Errorf("the %s's session ended: %w", name, errors.Join(err, t.journal.Close()))
	}
}

// end ends the session and closes the journal. What a session that is cut says
// of it is no news.
func (f *follower) end(cancel func()) {
	cancel()
	<-f.ended
	_ = f.tablet.journal.Close()
}
