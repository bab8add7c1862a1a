package hq

import (
	"context"
	"log/slog"
	"slices"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// handIn is what one frame of one session brought: entries to admit, or
// numbers to pass (refused, gone), and whom to tell once it is on disk.
type handIn struct {
	from    *session // of items
	items   []store.Item
	hurry   bool                            // others wait for what these entries say
	pass    func(ctx context.Context) error // instead of items
	settled func([]store.Answer, store.Head, error)
}

// committer commits what many sessions hand in together: one fsync serves all
// who waited for the one before. Order within a session is kept, because a
// number may only be passed after the entries before it are in.
type committer struct {
	hq     *HQ
	log    *slog.Logger
	inline bool // commit in the caller's goroutine: for the simulator

	mu    sync.Mutex
	queue []handIn
	busy  bool
	idle  sync.WaitGroup
}

// maxCommit bounds one transaction: others wait while it runs.
const maxCommit = 1000

// fewItems is up to how many entries their session commits itself where nobody
// else does: to wake another goroutine for them takes as long as to look at the
// next frame, which waits meanwhile.
const fewItems = 4

func (c *committer) submit(h handIn) {
	c.mu.Lock()
	c.queue = append(c.queue, h)
	if c.busy {
		c.mu.Unlock()
		return // whoever commits now takes it next
	}
	c.busy = true
	c.idle.Add(1)
	c.mu.Unlock()
	switch {
	case c.inline:
		c.lead()
	case h.pass == nil && len(h.items) <= fewItems:
		c.settle(c.take())
		if c.rest() {
			c.idle.Done()
			return
		}
		fallthrough // what others submitted meanwhile is not for this one to wait for
	default:
		go c.lead()
	}
}

// lead commits until the queue is empty.
func (c *committer) lead() {
	defer c.idle.Done()
	for !c.rest() {
		c.settle(c.take())
	}
}

// rest has whoever submits next lead, if nothing is left.
func (c *committer) rest() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = len(c.queue) > 0
	return !c.busy
}

// settle commits a group and tells who is to know.
func (c *committer) settle(group []handIn) {
	hurry := slices.ContainsFunc(group, func(h handIn) bool { return h.hurry })
	if changed := c.commit(group, hurry); changed != nil {
		c.hq.tellOthersFirst(changed, group)
		poke(c.hq.seconds)
		return
	}
	c.hq.committed(hurry)
}

// take is the next group of a queue that is not empty: hand-ins of entries up to
// the first that passes numbers, or that alone.
func (c *committer) take() []handIn {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, items := 0, 0
	for n < len(c.queue) && items < maxCommit && c.queue[n].pass == nil {
		items += len(c.queue[n].items)
		n++
	}
	n = max(n, 1)
	group := c.queue[:n:n]
	c.queue = c.queue[n:]
	return group
}

// commit returns the feeds that have something new, nil if nothing was folded.
func (c *committer) commit(group []handIn, hurry bool) (changed map[string]bool) {
	// A commit that was begun ends, whatever became of the sessions: they may
	// be gone, what they brought is not.
	ctx := context.Background()
	if pass := group[0].pass; pass != nil {
		group[0].settled(nil, store.Head{}, pass(ctx))
		return nil
	}
	var items []store.Item
	for _, h := range group {
		items = append(items, h.items...)
	}
	if probe.Planted(fieldsync.EarlyAck) {
		c.promise(group)
	}
	answers, head, changed, err := c.hq.admit(ctx, items, hurry)
	if err != nil {
		c.log.Error("entries could not be stored; their devices keep them", "entries", len(items), "error", err)
	}
	if probe.Planted(fieldsync.EarlyAck) {
		return changed
	}
	for _, h := range group {
		if err != nil {
			h.settled(nil, head, err)
			continue
		}
		h.settled(answers[:len(h.items)], head, nil)
		answers = answers[len(h.items):]
	}
	return changed
}

// promise is the bug a proof plants: acknowledging what is not on disk.
func (c *committer) promise(group []handIn) {
	for _, h := range group {
		answers := make([]store.Answer, len(h.items))
		for i := range answers {
			answers[i].Status = evidence.Whole
		}
		h.settled(answers, store.Head{}, nil)
	}
}

// drain waits until everything submitted is committed.
func (c *committer) drain() { c.idle.Wait() }
