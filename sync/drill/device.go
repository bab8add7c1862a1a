package drill

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// tablet is one device as a process: its journal, its sessions, and what it has
// told of its journal.
type tablet struct {
	*child
	journal *journal.Journal
	resting atomic.Bool // no new visit is to be begun
	over    atomic.Bool // the last one is closed
	rested  atomic.Bool // all is handed in and secured, and that was said

	telling sync.Mutex
	told    map[evidence.ID]uint64 // by epoch: what the drill knows of the journal
}

// device works and syncs until it is told to stop.
func (c *child) device(ctx context.Context) error {
	t := &tablet{child: c, told: c.Known}
	if t.told == nil {
		t.told = map[evidence.ID]uint64{}
	}
	if err := t.open(ctx); err != nil {
		return err
	}
	c.say(line{Says: saysReady})
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		return err
	}
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		return err
	}
	o := &officer{tablet: t, rnd: rand.New(rand.NewPCG(rand.Uint64(), 0)), work: fieldwork.Officer{Journal: t.journal, Packs: []rules.Pack{pack},
		List: list, Clock: c.Ground.journal(c.Device)}}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	synced, worked := make(chan struct{}), make(chan error, 1)
	go func() { defer close(synced); t.sync(ctx) }()
	go func() { worked <- o.day(ctx) }()
	if err := t.obey(worked); err != nil {
		return err
	}
	cancel()
	<-synced
	return t.journal.Close()
}

// obey follows orders until stop. An officer who could not go on ends it all.
func (t *tablet) obey(worked <-chan error) error {
	for {
		select {
		case err := <-worked:
			if err != nil {
				return err
			}
			worked = nil
		case o := <-t.orders:
			switch o.Do {
			case doRest:
				t.resting.Store(true)
			case doStop:
				return nil
			default:
				return errOrder(o)
			}
		}
	}
}

// open opens the journal, enrols where there is none, and salvages a damaged one.
func (t *tablet) open(ctx context.Context) error {
	root, o := t.Ground.Devices[t.Device], t.Ground.journal(t.Device)
	people, err := journal.People(root)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return t.enrol(ctx, root, o)
	}
	folder := journal.Folder(root, people[0])
	t.journal, err = journal.Open(folder, o)
	var damaged *journal.Damaged
	if errors.As(err, &damaged) {
		var r journal.Report
		if t.journal, r, err = journal.Salvage(folder, o); err == nil {
			t.say(line{Says: saysSalvage, Text: fmt.Sprintf("%s: %d entries, %d photos, missing %v", damaged.What, r.Entries, r.Photos, r.Missing)})
		}
	}
	return err
}

func (t *tablet) enrol(ctx context.Context, root string, o journal.Options) error {
	if t.Invite == "" {
		return fmt.Errorf("the device in %s was enrolled and is not any more: %w", root, fs.ErrNotExist)
	}
	invitation, err := fieldsync.ParseInvitation(t.Invite)
	if err != nil {
		return err
	}
	id, err := fieldsync.Enrol(ctx, invitation)
	if err != nil {
		return err
	}
	t.journal, err = journal.Create(journal.Folder(root, id.Officer), id, o)
	return err
}

// tellWritten says what is in the chain and was not said. Whoever reads it in
// the journal reads what is flushed: SQLite shows a commit after its fsync.
func (t *tablet) tellWritten(ctx context.Context) error {
	t.telling.Lock()
	defer t.telling.Unlock()
	epochs, err := t.journal.Epochs(ctx)
	if err != nil {
		return err
	}
	for _, e := range epochs {
		for t.told[e.Epoch] < e.Seq {
			list, err := t.journal.Unsent(ctx, e.Epoch, t.told[e.Epoch]+1, 100, 1<<20)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				break
			}
			for _, out := range list {
				l := line{Says: saysMade, ID: out.ID, Epoch: out.Epoch, Seq: out.Seq, Kind: out.Kind}
				raw, err := t.journal.Plain(out)
				if err != nil {
					return err
				}
				if l.Token, err = tokenOf(raw); err != nil {
					return err
				}
				t.say(l)
				t.told[e.Epoch] = out.Seq
			}
		}
	}
	return nil
}

// tokenOf is the token of what an entry made, empty for other kinds.
func tokenOf(raw []byte) (string, error) {
	e, err := evidence.Decode(raw)
	if err != nil {
		return "", err
	}
	switch e.Header.Kind {
	case visits.VisitOpened:
		return token(visits.VisitOpened, e.Header.Case().String()), nil
	case visits.PhotoTaken:
		var w visits.PhotoWords
		if err := evidence.DecodePayload(e.Words.Bytes, &w); err != nil || len(w.Photos) != 1 {
			return "", fmt.Errorf("entry %s: %d photos: %w", e.ID.Short(), len(w.Photos), err)
		}
		return token(visits.PhotoTaken, w.Photos[0].SHA256.String()), nil
	case visits.MoneyTaken:
		var f visits.MoneyFacts
		err := evidence.DecodePayload(e.Facts.Bytes, &f)
		return token(visits.MoneyTaken, f.Receipt), err
	}
	return "", nil
}

// again is how soon a device of a drill calls again; the product waits longer,
// and a drill is mostly reconnecting.
const again = 30 * time.Millisecond

// sync keeps sessions going.
func (t *tablet) sync(ctx context.Context) {
	client := &fieldsync.Client{Journal: t.journal, Now: t.Ground.now}
	client.Acknowledged = func(a fieldsync.Stored) {
		t.say(line{Says: saysStored, ID: a.ID, Epoch: a.Epoch, Seq: a.Seq})
	}
	dial := fieldsync.Dialer("https://" + t.Ground.Address)
	client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		conn, err := dial(ctx)
		if err != nil {
			return nil, err
		}
		t.say(line{Says: saysUp})
		return &witness{conn, t.child}, nil
	}
	for ctx.Err() == nil {
		began := time.Now()
		err := client.Once(ctx, func() bool { return t.settled(ctx, time.Since(began)) })
		t.say(line{Says: saysDown, Text: fmt.Sprint(err)})
		select {
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}

// patience is how long a session that has nothing to do may wait for the rest
// to be secured, or for a photo that headquarters would not take now.
const patience = 2 * time.Second

// settled is asked when a session has nothing to do. It ends one that others
// would have to begin anew, and says so when all is handed in and secured.
func (t *tablet) settled(ctx context.Context, lasted time.Duration) bool {
	if t.rested.Load() || !t.over.Load() {
		return false
	}
	risk, err := t.journal.AtRisk(ctx)
	if err != nil {
		return false
	}
	if risk.NotSecuredEntries+risk.NotSecuredPhotos > 0 {
		return lasted > patience
	}
	if t.tellWritten(ctx) == nil && t.rested.CompareAndSwap(false, true) {
		t.say(line{Says: saysRested})
	}
	return false
}

// witness is a connection that tells of acknowledgements as they come off the
// wire, where the session has no ear for it.
type witness struct {
	fieldsync.Conn
	child *child
}

// Read passes frames on after they were told of.
func (w *witness) Read(ctx context.Context) ([]byte, error) {
	f, err := w.Conn.Read(ctx)
	if err != nil || len(f) == 0 {
		return f, err
	}
	switch fieldsync.Type(f[0]) {
	case fieldsync.TPhotoStored:
		var p fieldsync.PhotoStored
		if fieldsync.DecodeJSON(f[1:], &p) == nil {
			w.child.say(line{Says: saysPhoto, ID: p.Entry})
		}
	case fieldsync.TAhead:
		var a fieldsync.AheadIDs
		if fieldsync.DecodeJSON(f[1:], &a) == nil {
			for _, id := range a.IDs {
				w.child.say(line{Says: saysAhead, ID: id})
			}
		}
	}
	return f, nil
}
