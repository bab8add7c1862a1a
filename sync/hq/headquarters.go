package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Options say where headquarters lives and how it runs.
type Options struct {
	Data      string // database, photos
	Keys      string // key folder
	KeyCopies string // folder of the copies of the case keys; empty: casekeys.CopiesFolder(Keys)
	Second    string // folder of the second copy; empty: none
	Build     string
	Log       *slog.Logger     // nil: none
	Now       func() time.Time // nil: time.Now
	Demo      bool             // Init makes a headquarters for invented people only; it stays one
	Daily     string           // folder for the report of each day that ended; empty: none are written
	// Retention is what a running headquarters erases once a day; empty: nothing.
	Retention Retention
	// Authority stamps the head of each day, and vouches for stamps in an audit.
	Authority Authority
	// Sequential commits, folds and stores photos in the caller's goroutine and
	// starts none of its own: the simulator steps everything itself.
	Sequential bool
}

// HQ is one process of headquarters on one store. Several may run at once.
type HQ struct {
	o       Options
	log     *slog.Logger
	now     func() time.Time
	Store   *store.Store
	photos  *photo.Folder
	keys    *Keys
	ring    *casekeys.Ring
	commits *committer
	shelver *shelver
	own     ownChain
	second  *secondCopy

	mu        sync.Mutex
	sessions  map[*session]struct{}
	folding   sync.Mutex
	pictures  foldState
	foldWatch foldWatch
	calm      calm
	sightings sightings
	kick      chan struct{} // something was committed
	hurry     chan struct{} // something was committed that somebody waits for
	notary    notary
	seconds   chan struct{} // something may be secured
	thumbs    chan struct{} // a photo was stored
	doomed    chan struct{} // a photo was withdrawn
	takenBack atomic.Bool   // the fold under way withdrew a photo
	uncovered atomic.Bool   // the fold under way covered a photo whose thumbnail shows it
	copying   sync.Mutex    // of the second copy
	ordering  sync.Mutex    // an order's number follows the last one's
}

// DataFolder and KeyFolder are where `hq init -dir` puts the two.
func DataFolder(dir string) string { return filepath.Join(dir, "data") }
func KeyFolder(dir string) string  { return filepath.Join(dir, "keys") }

// Open opens headquarters. Nothing runs until Run; a command that only acts
// needs no more than Open, Act, Settle and Close.
func Open(o Options) (*HQ, error) {
	if _, err := os.Stat(store.File(o.Data)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoStore, err)
	}
	return open(o)
}

// ErrNoStore means that the store is not where it should be. An empty one is not made in its place: devices would
// hand in again what they still hold, and nobody would see that the rest is missing.
var ErrNoStore = errors.New("there is no store; 'hq restore' makes one from a backup, 'hq init' a first one")

func open(o Options) (*HQ, error) {
	h := &HQ{o: o, log: o.Log, now: o.Now, sessions: map[*session]struct{}{}, kick: make(chan struct{}, 1), hurry: make(chan struct{}, 1), seconds: make(chan struct{}, 1), thumbs: make(chan struct{}, 1), doomed: make(chan struct{}, 1), sightings: sightings{some: make(chan struct{}, 1)}}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	if h.now == nil {
		h.now = time.Now
	}
	var err error
	if h.keys, err = LoadKeys(o.Keys); err != nil {
		return nil, err
	}
	if h.photos, err = photo.Open(filepath.Join(o.Data, "photos")); err != nil {
		return nil, err
	}
	if h.ring, err = casekeys.Open(o.Keys, cmp.Or(o.KeyCopies, casekeys.CopiesFolder(o.Keys)), [32]byte(h.keys.Master), h.now); err != nil {
		return nil, err
	}
	if h.Store, err = store.OpenSealed(o.Data, h.ring); err != nil {
		return nil, errors.Join(err, h.ring.Close())
	}
	if !o.Sequential {
		h.Store.Committing = func(c store.Head) { go h.signAhead(c) }
	}
	h.commits = &committer{hq: h, log: h.log, inline: o.Sequential}
	h.shelver = newShelver(h)
	h.own.hq = h
	if o.Second != "" {
		if err := h.openSecond(context.Background()); err != nil {
			return nil, errors.Join(err, h.Store.Close(), h.ring.Close())
		}
	}
	return h, nil
}

// openSecond opens the second copy of this generation. Each life has a folder of
// its own: after a restore the log may grow differently from the same number,
// and two entries of one number must not lie in one copy.
func (h *HQ) openSecond(ctx context.Context) error {
	g, err := h.Store.Generation(ctx)
	if err != nil {
		return err
	}
	h.second, err = openSecond(filepath.Join(h.o.Second, g.String()))
	return err
}

// committed tells the fold and the second copy that there is something new.
// hurry is for what other people wait for: a decision, a stop, a call for help.
func (h *HQ) committed(hurry bool) {
	if hurry {
		poke(h.hurry)
	} else {
		poke(h.kick)
	}
	poke(h.seconds)
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (h *HQ) micro() int64 { return h.now().UnixMicro() }

// pollStore is how often a server looks whether another process committed; the
// look is one pragma.
const pollStore = 50 * time.Millisecond

// Run folds, fills the second copy, makes thumbnails, deletes what was withdrawn, notes who was here,
// keeps checkpoints, prints the head of each day and erases what is not kept longer until ctx ends.
func (h *HQ) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, run := range []func(context.Context){h.runFold, h.runSecond, h.runThumbs, h.runWithdrawn, h.runSightings, h.runCheckpoints, h.runDaily, h.runErasures} {
		wg.Add(1)
		go func() { defer wg.Done(); run(ctx) }()
	}
	wg.Wait()
}

// A device that hands in a day's work waits for acknowledgements, nobody waits
// for its pictures: folding each entry as it comes would take the writer from
// admission and send the device its own rows back one by one. So the fold lets
// a stream of entries pass, but falls behind by no more than this.
const (
	foldQuiet  = 100 * time.Millisecond // longer than the way of an answer and back
	foldWithin = 3 * time.Second        // ten thousand entries pass in it
)

func (h *HQ) runFold(ctx context.Context) {
	t := time.NewTicker(pollStore)
	defer t.Stop()
	var o others
	for ctx.Err() == nil {
		if err := h.Settle(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("the fold stopped; entries are stored, pictures are behind", "error", err)
			select { // not in a tight loop on a full disk
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
			continue
		}
		h.awaitEntries(ctx, t.C, &o)
	}
}

// awaitEntries returns when it is time to fold.
func (h *HQ) awaitEntries(ctx context.Context, tick <-chan time.Time, o *others) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.hurry:
			return
		case <-h.kick:
			h.calm.wait(ctx, foldQuiet, foldWithin, h.hurry)
			return
		case <-tick:
			// An operator's command may have destroyed a key that is held here.
			if err := h.ring.Refresh(); err != nil {
				h.log.Error("the case keys could not be looked at; what was erased just now may be read here still", "error", err)
			}
			if h.othersWrote(ctx, o) {
				return
			}
		}
	}
}

// others is what was last seen of other processes on the same store.
type others struct {
	version int64 // of the store, changed by every commit of anybody
	own     int64 // commits of this process up to then
	told    time.Time
}

// tellMixed is how often all sessions look at their feeds while this process
// writes too. What it folded itself its sessions know; whether another process
// wrote meanwhile the version does not say, and a thousand sessions looking at
// each commit would be most of the work.
const tellMixed = 2 * time.Second

// othersWrote reports whether another process may have committed, and tells
// everybody here who would want to know.
func (h *HQ) othersWrote(ctx context.Context, o *others) bool {
	own := h.Store.Commits() // before the version: a commit between the two is then looked at again
	v, err := h.Store.Version(ctx)
	if err != nil || v == o.version || own != o.own && time.Since(o.told) < tellMixed {
		return false
	}
	*o = others{version: v, own: own, told: time.Now()}
	h.wakeAll()
	poke(h.seconds)
	return true
}

// wakeAll has every session look at its feeds: another process may have folded.
func (h *HQ) wakeAll() {
	for _, s := range h.snapshot() {
		s.feedsChanged(nil)
	}
}

func (h *HQ) snapshot() []*session {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]*session, 0, len(h.sessions))
	for s := range h.sessions {
		all = append(all, s)
	}
	return all
}

// Close ends the process's hold on the store. Sessions must have ended.
func (h *HQ) Close() error {
	h.commits.drain() // what was taken is committed before the store closes
	h.shelver.drain()
	return errors.Join(h.keepCheckpoint(context.Background()), h.Abandon())
}

// Abandon lets go of the store as a kill would: what is under way is not waited
// for, and what was not committed was never there.
func (h *HQ) Abandon() error {
	var err error
	if h.second != nil {
		err = h.second.close()
	}
	return errors.Join(err, h.Store.Close(), h.ring.Close())
}

// Keys are the key folder's content.
func (h *HQ) Keys() *Keys { return h.keys }

// CaseID is the id of a creditor's case (D3).
func (h *HQ) CaseID(creditor, number string) evidence.ID {
	return visits.KeyedID(h.keys.Import, creditor, number)
}

// Init makes data and key folders, the store's first generation and the first
// entry of headquarters' own chain. It returns what must be written down.
func Init(ctx context.Context, o Options) (Printed, error) {
	now := time.Now
	if o.Now != nil {
		now = o.Now
	}
	o.Second = "" // it belongs to the generation that is only being made
	generation := evidence.NewID()
	p, err := MakeKeys(o.Keys, generation, now().UnixMicro(), o.Demo)
	if err == nil {
		err = casekeys.Make(o.Keys)
	}
	if err != nil {
		return p, err
	}
	h, err := open(o)
	if err != nil {
		return p, err
	}
	defer h.Close()
	if err := h.Store.SetGeneration(ctx, generation); err != nil {
		return p, err
	}
	if err := h.own.enrol(ctx); err != nil {
		return p, fmt.Errorf("headquarters' own chain could not be begun: %w", err)
	}
	return p, h.Settle(ctx)
}
