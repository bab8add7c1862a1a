package hq_test

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Headquarters is copied, and each copy goes on for itself. Li sees the one,
// Zhao the other; then both meet the first.
func TestStoryTwoHistoriesAreFoundByTheDeviceAndByHeadquarters(t *testing.T) {
	w := newWorld(t, false)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	li.sync()
	zhao.sync()
	w.close()
	shared := w.dataAside("shared")
	w.open()
	li.note("in the first history")
	li.sync()
	w.close()
	first := w.dataAside("first")

	w.reopenOn(shared)
	for range 5 {
		zhao.note("in the second history")
	}
	zhao.sync()
	li.note("shown to nobody yet")
	li.refuses()
	li.refuses()
	if f := li.failures(); len(f) != 1 || f[0].What != "rewritten" {
		t.Errorf("the device noted %+v", f)
	}
	if n := li.waiting(); n != 2 {
		t.Errorf("%d entries wait, want the note and the failure", n)
	}
	w.must(w.hq.Settle(w.ctx))
	if n := w.findings(visits.SplitView); n != 1 {
		t.Errorf("the second headquarters has %d findings of Li's head", n)
	}

	w.reopenOn(first)
	zhao.refuses()
	w.must(w.hq.Settle(w.ctx))
	if n := w.findings(visits.SplitView); n != 1 {
		t.Errorf("the first headquarters has %d findings of Zhao's head", n)
	}
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if n, found := li.waiting(), w.findings(visits.ProofBroken); n != 0 || found != 1 {
		t.Errorf("at the headquarters it knows: %d entries wait, %d findings", n, found)
	}
	if err := w.hq.Check(w.ctx); err == nil || !strings.Contains(err.Error(), "1 faults: heads "+zhao.journal.Identity().Device.String()) {
		t.Errorf("an audit that knows Zhao's head says %v", err)
	}
}

// Whoever holds the service key leads a device from one history into another with
// an acknowledgement, which comes without a proof that the log only grew. The
// next session asks for it.
func TestStoryADeviceIsNotLedIntoAnotherHistoryByAnAcknowledgement(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	generation, err := w.hq.Store.Generation(w.ctx)
	w.must(err)
	dial := li.client.Dial
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return retold{c, func(a *fieldsync.Stored) {
			// A log of one entry more, of which nothing is the same but this leaf.
			leaf := evidence.Leaf{No: a.Size, ID: a.ID, Device: li.journal.Identity().Device, Epoch: a.Epoch, Seq: a.Seq, Received: a.Received, Status: a.Status}
			var edge evidence.Edge
			var rows [][]byte
			for n := range a.Size + 1 {
				l := &evidence.Leaf{No: n}
				if n == a.Size {
					l = &leaf
				}
				row, err := edge.Append(l)
				w.must(err)
				rows = append(rows, row)
			}
			other := evidence.Checkpoint{Generation: generation, Size: edge.Size, Root: edge.Root()}
			note, err := other.Sign(w.hq.Keys().Service)
			w.must(err)
			a.Checkpoint, a.Size, a.No = string(note), edge.Size, leaf.No
			a.Proof, err = evidence.Rows(func(n int64) ([]byte, error) { return rows[n], nil }).ProveInclusion(edge.Size, leaf.No)
			w.must(err)
		}}, err
	}
	li.note("stored in a log that nobody else will see")
	li.sync() // it holds, as far as anybody can tell now
	li.client.Dial = dial
	w.enrol("officer", "Zhao").sync() // the log has that size now, and a proof of it from there to here
	li.refuses()
	if f := li.failures(); len(f) != 1 || f[0].What != "rewritten" {
		t.Errorf("the device noted %+v", f)
	}
	w.must(w.hq.Settle(w.ctx))
	if n := w.findings(visits.SplitView); n != 1 {
		t.Errorf("headquarters has %d findings", n)
	}
}

// The tree is changed after headquarters had found that a device's head fits it.
func TestAChangedTreeIsFoundByAHeadThatFittedBefore(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	li.sync() // brings the head
	head, err := w.hq.Store.Head(w.ctx)
	w.must(err)
	w.close()
	w.tamper("UPDATE tree SET hashes = zeroblob(length(hashes)) WHERE no = ?", head.Size-1)
	w.open()
	li.refuses()
	li.refuses()
	w.must(w.hq.Settle(w.ctx))
	if n := w.findings(visits.SplitView); n != 1 {
		t.Errorf("%d findings", n)
	}
}

// Last week's backup is put in place by hand. It is found; hq restore puts it
// right, and nothing that was captured is lost.
func TestStoryAnOldCopyOfHeadquartersIsFound(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	backup := filepath.Join(w.dir, "backup")
	w.must(w.hq.Backup(w.ctx, backup))
	for range 4 {
		li.note("after the backup")
	}
	li.sync()

	w.reopenOn(backup)
	li.refuses()
	li.refuses()
	w.must(w.hq.Settle(w.ctx))
	if n := w.findings(visits.SplitView); n != 1 {
		t.Errorf("the old copy has %d findings", n)
	}
	if f := li.failures(); len(f) != 1 || f[0].What != "shrunk" {
		t.Errorf("the device noted %+v", f)
	}

	w.restore(backup, "", true)
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if n, found := li.waiting(), w.findings(visits.ProofBroken); n != 0 || found != 1 {
		t.Errorf("after the restore: %d entries wait, %d findings", n, found)
	}
	li.provesOffline()
	w.must(w.hq.Check(w.ctx))
}

// A generation that proved what it stored cannot stop doing so.
func TestProofsCannotBeLeftOut(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	dial := li.client.Dial
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return greeted{c, func(w *fieldsync.Welcome) { w.Features, w.Checkpoint, w.Consistency, w.Earlier = nil, "", nil, nil }}, err
	}
	li.note("to be stored without proof")
	li.refuses()
	if f := li.failures(); len(f) != 1 || f[0].What != "withdrawn" {
		t.Errorf("the device noted %+v", f)
	}
	li.client.Dial = dial
	li.sync()
	for what, change := range map[string]func(*fieldsync.Welcome){
		"that the log goes on from the acknowledgement": func(w *fieldsync.Welcome) { w.Consistency = nil },
		"that this goes on from the welcome before":     func(w *fieldsync.Welcome) { w.Earlier = nil },
		"what the log is": func(w *fieldsync.Welcome) { w.Size++ },
	} {
		// An acknowledgement moves the head beyond what was proved, and another's
		// entries move the log beyond the head.
		li.note(what)
		li.sync()
		w.enrol("officer", what).sync()
		li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
			c, err := dial(ctx)
			return greeted{c, change}, err
		}
		li.refuses()
		li.client.Dial = dial
		li.sync()
	}
}

// greeted changes the welcome on its way.
type greeted struct {
	fieldsync.Conn
	change func(*fieldsync.Welcome)
}

func (s greeted) Read(ctx context.Context) ([]byte, error) {
	f, err := s.Conn.Read(ctx)
	if err != nil || len(f) == 0 || fieldsync.Type(f[0]) != fieldsync.TWelcome {
		return f, err
	}
	var w fieldsync.Welcome
	if err := fieldsync.DecodeJSON(f[1:], &w); err != nil {
		return nil, err
	}
	s.change(&w)
	return fieldsync.EncodeJSON(fieldsync.TWelcome, w)
}

// The last checkpoint before a stop is kept, and the log is held against it.
func TestKeptCheckpointsAreHeldAgainstTheLog(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	w.close()
	w.open()
	head, err := w.hq.Store.Head(w.ctx)
	w.must(err)
	kept, err := w.hq.Store.Checkpoints(w.ctx, head.Generation, 0, 10)
	w.must(err)
	if len(kept) == 0 || kept[len(kept)-1].Checkpoint != head {
		t.Fatalf("kept %+v, the log is %+v", kept, head)
	}
	c, err := evidence.OpenCheckpoint(kept[len(kept)-1].Note, w.hq.Keys().Service.Public().(ed25519.PublicKey))
	if err != nil || c != head {
		t.Errorf("the note says %+v, %v", c, err)
	}
	w.must(w.hq.Check(w.ctx))
	w.tamper("UPDATE checkpoints SET root = zeroblob(32) WHERE size = ?", head.Size)
	if err := w.hq.Check(w.ctx); err == nil {
		t.Error("a checkpoint of another log passed the check")
	}
}

// Headquarters keeps a head only with the signature of the device it speaks for.
func TestAHeadIsKeptAsItsDeviceSignedIt(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	dial, id := li.client.Dial, li.journal.Identity()
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return forged{c}, err
	}
	li.sync()
	w.close() // hellos are noted a little later
	w.open()
	if h, err := w.hq.Store.HeadOf(w.ctx, id.Device); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("kept %+v, %v", h, err)
	}
	li.client.Dial = dial
	li.sync()
	w.close()
	w.open()
	h, err := w.hq.Store.HeadOf(w.ctx, id.Device)
	w.must(err)
	if key := id.Keys.Device.Public().(ed25519.PublicKey); !evidence.HeadSigned(string(h.Note), hex.EncodeToString(h.Sig), key) {
		t.Error("what is kept does not carry the device's signature")
	}
}

// forged changes the signature of a head on its way.
type forged struct{ fieldsync.Conn }

func (f forged) Write(ctx context.Context, frame []byte) error {
	if fieldsync.Type(frame[0]) != fieldsync.THello {
		return f.Conn.Write(ctx, frame)
	}
	var h fieldsync.Hello
	if err := fieldsync.DecodeJSON(frame[1:], &h); err != nil {
		return err
	}
	h.Head.Sig = hex.EncodeToString(make([]byte, ed25519.SignatureSize))
	frame, err := fieldsync.EncodeJSON(fieldsync.THello, h)
	if err != nil {
		return err
	}
	return f.Conn.Write(ctx, frame)
}
