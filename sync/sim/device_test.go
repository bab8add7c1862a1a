package sim

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// clock is a device's: its wall, and one that counts since its boot.
type clock struct {
	now    func() time.Time
	boot   evidence.ID
	booted time.Time
}

func clockOf(now func() time.Time) *clock { return &clock{now: now, booted: begins.Add(-time.Hour)} }

func (c *clock) micro() int64 { return c.now().UnixMicro() }

// reboot begins a new boot; n numbers it.
func (c *clock) reboot(n uint64) {
	binary.BigEndian.PutUint64(c.boot[:], n)
	c.booted = c.now()
}

// storeKey seals the stores of all histories: no PIN is stretched for them.
var storeKey = vault.KeyOf([32]byte{1})

func journalOptions(root string, c *clock) journal.Options {
	return journal.Options{Now: c.micro, Zone: func() int16 { return 480 }, Build: "sim", Nonce: noncePath(root), Key: storeKey,
		SinceBoot: func() (evidence.ID, int64) { return c.boot, c.now().Sub(c.booted).Microseconds() }}
}

// device is one tablet, and what the oracle knows of it.
type device struct {
	seat
	h       *history
	clock   *clock
	boots   uint64
	journal *journal.Journal
	work    *fieldwork.Officer
	client  *fieldsync.Client
	backoff fieldsync.Backoff
	link    *link
	lost    bool   // for good
	written uint64 // Journal.Writings when the oracle last looked

	memory
	copies []copied
}

// memory is what this store holds, as the oracle wrote it down: it goes back
// with the files when a copy is brought back.
type memory struct {
	chain  map[evidence.ID][]evidence.Hash // ids by epoch, in order of number
	epochs []evidence.ID                   // in order of first sight
	visits map[evidence.ID][]evidence.Hash // ids by visit, in order of writing
	drafts []*draft                        // open visits, oldest first
	freed  map[photoName]bool              // content it let go of; index -1: words
}

type draft struct {
	visit, caseID evidence.ID
	answers       []answer
	last          int64
}

type answer struct{ question, value, reason string }

type copied struct {
	files
	memory
}

func (m memory) clone() memory {
	c := memory{chain: map[evidence.ID][]evidence.Hash{}, visits: map[evidence.ID][]evidence.Hash{}, epochs: slices.Clone(m.epochs), freed: map[photoName]bool{}}
	maps.Copy(c.freed, m.freed)
	for k, v := range m.chain {
		c.chain[k] = slices.Clone(v)
	}
	for k, v := range m.visits {
		c.visits[k] = slices.Clone(v)
	}
	for _, d := range m.drafts {
		same := *d
		same.answers = slices.Clone(d.answers)
		c.drafts = append(c.drafts, &same)
	}
	return c
}

// take gives a seat's device to this history and starts it.
func (h *history) take(s seat, r *rand.Rand) *device {
	d := &device{seat: s, h: h, memory: memory{}.clone()}
	skew := time.Duration(r.IntN(5)-2) * time.Second
	d.clock = clockOf(func() time.Time { return h.now.Add(skew) })
	d.boots = h.seed << 8
	d.clock.reboot(d.boots)
	d.restartBackoff()
	d.start()
	return d
}

func (d *device) restartBackoff() {
	luck := draw(d.h.luck.Uint64(), 0)
	d.backoff = fieldsync.Backoff{Rand: luck.Float64}
}

// start opens the store, as a program does at its start.
func (d *device) start() {
	h := d.h
	o := journalOptions(d.root, d.clock)
	var err error
	if d.journal, err = journal.Open(d.folder, o); err != nil {
		h.fail("%s does not start: %v", d.name, err)
	}
	d.written = 0
	d.work = &fieldwork.Officer{Journal: d.journal, Packs: []rules.Pack{h.pack}, List: h.list, Clock: o}
	d.client = &fieldsync.Client{Journal: d.journal, Now: func() time.Time { return h.now }, Batch: h.batch,
		Acknowledged: func(a fieldsync.Stored) { h.acknowledged(d, a) }}
	h.scan(d)
	h.checkDrafts(d)
}

// stop ends the program without a word to anybody.
func (d *device) stop() {
	if d.link != nil {
		d.link.end(errCut)
	}
	d.h.must(d.journal.Close())
	d.journal = nil
}

// kill is a program that ends and starts again.
func (d *device) kill() {
	d.stop()
	d.restartBackoff()
	d.start()
}

func (d *device) hangUp() {
	if d.link != nil {
		d.link.end(nil)
	}
}

// copyAway is what a backup program or a curious hand does with the folder.
func (d *device) copyAway() {
	f, err := readFiles(d.folder, noncePath(d.root))
	d.h.must(err)
	d.copies = append(d.copies, copied{f, d.memory.clone()})
	if len(d.copies) > 2 {
		d.copies = d.copies[1:]
	}
}

// The ways a copy comes back. The last cannot be told from a store that lived
// on: it is the snapshot of a whole virtual machine.
const (
	dataOnly = iota
	withoutNonce
	withNonce
)

func (d *device) bringBack(c copied, how int) {
	d.stop()
	h := d.h
	h.must(c.files.write(d.folder))
	switch how {
	case withoutNonce:
		h.must(os.Remove(noncePath(d.root)))
	case withNonce:
		h.must(os.WriteFile(noncePath(d.root), c.nonce, 0o600))
	}
	outside, err := os.ReadFile(noncePath(d.root))
	h.must(ignoreMissing(err))
	same := bytes.Equal(outside, c.nonce) // also if the program was never started since
	epochs := len(c.memory.epochs)
	d.memory = c.memory.clone()
	d.restartBackoff()
	d.start()
	lives := len(d.epochs) > epochs
	if same == lives {
		h.fail("%s: nonce of the copy in place %v, new epoch %v", d.name, same, lives)
	}
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// write notes that the person or the program just wrote something.
func (d *device) wrote() {
	d.backoff.Woken()
	d.h.scan(d)
}

// openDraft goes on with one of the visits under way; nil without any.
func (d *device) openDraft(r *rand.Rand) (*fieldwork.Visit, *draft) {
	if len(d.drafts) == 0 {
		return nil, nil
	}
	it := d.drafts[r.IntN(len(d.drafts))]
	v, err := d.work.Resume(ctx, it.visit)
	if err != nil {
		d.h.fail("%s cannot go on with a visit: %v", d.name, err)
	}
	return v, it
}

// answered notes an answer that is on disk.
func (it *draft) answered(d *device, question string, value any, reason string) {
	b, err := json.Marshal(value)
	d.h.must(err)
	it.answers = append(it.answers, answer{question, string(b), reason})
	it.last = max(it.last, d.clock.micro())
}

// refused reports whether an act was refused for a good reason.
func refused(err error) bool { return errors.Is(err, fieldwork.ErrNotAllowed) }

// owns reports whether the store holds an entry.
func (m memory) owns(e *made) bool {
	ids := m.chain[e.epoch]
	return int(e.seq) <= len(ids) && ids[e.seq-1] == e.id
}
