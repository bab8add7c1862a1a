package hq_test

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// note has a person write one entry.
func (p *person) note(text string) evidence.Entry {
	p.w.Helper()
	e, err := p.journal.Append(p.w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}, Words: visits.TextWords{Text: text}})
	p.w.must(err)
	return e
}

// refuses has the device meet headquarters, which must not convince it.
func (p *person) refuses() {
	p.w.Helper()
	before, err := p.journal.Cursors(p.w.ctx)
	p.w.must(err)
	ctx, cancel := context.WithTimeout(p.w.ctx, 20*time.Second)
	defer cancel()
	if err := p.client.Once(ctx, func() bool { return true }); !errors.Is(err, fieldsync.ErrProof) {
		p.w.Fatalf("the device was convinced: %v", err)
	}
	after, err := p.journal.Cursors(p.w.ctx)
	p.w.must(err)
	for i := range before {
		if before[i] != after[i] {
			p.w.Errorf("it took rows of %s from a headquarters it does not believe", before[i].Feed)
		}
	}
}

// waiting is how many entries headquarters did not prove that it holds.
func (p *person) waiting() int {
	p.w.Helper()
	risk, err := p.journal.AtRisk(p.w.ctx)
	p.w.must(err)
	return risk.Entries
}

// failures are the failed proofs this device made entries of.
func (p *person) failures() (all []visits.ProofFacts) {
	p.w.Helper()
	out, err := p.journal.Unsent(p.w.ctx, p.journal.Epoch(), 1, 1<<12, 1<<24)
	p.w.must(err)
	for _, o := range out {
		if o.Kind != visits.ProofFailed {
			continue
		}
		e, err := evidence.Decode(o.Raw)
		p.w.must(err)
		var f visits.ProofFacts
		p.w.must(evidence.DecodePayload(e.Facts.Bytes, &f))
		all = append(all, f)
	}
	return all
}

// dataAside copies headquarters' data, which must be closed.
func (w *world) dataAside(name string) string {
	w.Helper()
	dir := filepath.Join(w.dir, name)
	w.must(os.CopyFS(dir, os.DirFS(hq.DataFolder(w.dir))))
	return dir
}

// reopenOn closes headquarters and opens it on other data, as somebody does who
// copies files and knows of no restore.
func (w *world) reopenOn(data string) {
	w.Helper()
	w.close()
	w.must(os.RemoveAll(hq.DataFolder(w.dir)))
	w.must(os.CopyFS(hq.DataFolder(w.dir), os.DirFS(data)))
	w.open()
}

// tamper changes headquarters' database behind its back.
func (w *world) tamper(query string, args ...any) {
	w.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(hq.DataFolder(w.dir), "hq.db")+"?_busy_timeout=10000")
	w.must(err)
	defer db.Close()
	done, err := db.Exec(query, args...)
	w.must(err)
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		w.Fatalf("%d rows were changed (%v)", n, err)
	}
}

// deaf loses the connection with the first acknowledgement.
type deaf struct{ fieldsync.Conn }

var errLost = errors.New("the acknowledgement was lost")

func (d deaf) Read(ctx context.Context) ([]byte, error) {
	f, err := d.Conn.Read(ctx)
	if err == nil && len(f) > 0 && fieldsync.Type(f[0]) == fieldsync.TStored {
		return nil, errLost
	}
	return f, err
}

// handsInUnheard has everything reach headquarters and no answer come back.
func (p *person) handsInUnheard() {
	p.w.Helper()
	dial := p.client.Dial
	p.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return deaf{c}, err
	}
	if err := p.client.Once(p.w.ctx, func() bool { return true }); !errors.Is(err, errLost) {
		p.w.Fatalf("the session ended with %v", err)
	}
	p.client.Dial = dial
}

// provesOffline checks, with nothing but the person's own files, that every
// entry of the present epoch is in the log of headquarters.
func (p *person) provesOffline() {
	p.w.Helper()
	keys, err := p.journal.KeyList(p.w.ctx)
	p.w.must(err)
	out, err := p.journal.Unsent(p.w.ctx, p.journal.Epoch(), 1, 1<<12, 1<<24)
	p.w.must(err)
	for i, o := range out {
		slip, ok, err := p.journal.Slip(p.w.ctx, o.Epoch, o.Seq)
		if err != nil || !ok {
			p.w.Fatalf("entry %d has no slip: %v", o.Seq, err)
		}
		if _, err := slip.Open(ed25519.PublicKey(keys.Service)); err != nil {
			p.w.Errorf("the slip of entry %d: %v", o.Seq, err)
		}
		id := slip.Leaf.ID // and back to this entry, by prev
		for n := i + int(slip.Leaf.Seq-o.Seq); n > i; n-- {
			e, err := evidence.Decode(out[n].Raw)
			p.w.must(err)
			if e.ID != id {
				p.w.Fatalf("the slip of entry %d names another chain", o.Seq)
			}
			id = e.Header.Prev
		}
		if id != o.ID {
			p.w.Errorf("the slip of entry %d does not lead back to it", o.Seq)
		}
	}
}

func TestASlipHoldsOfflineAndIsNeverPurged(t *testing.T) {
	w := newWorld(t, true)
	w.now = workday
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	w.oneVisit(li, zhao, cases[0])
	w.secured()
	li.sync()
	w.close()
	li.provesOffline()
	w.now = w.now.Add(25 * time.Hour)
	if freed, err := li.journal.Purge(w.ctx, w.now.UnixMicro()); err != nil || freed == 0 {
		t.Fatalf("%d bytes freed, %v", freed, err)
	}
	li.provesOffline()
}

// The acknowledgement is lost; before the device asks again, somebody changes
// when headquarters received the entry.
func TestARowChangedBeforeItWasAcknowledgedIsNotBelieved(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	e := li.note("what was said at the door")
	li.handsInUnheard()
	w.tamper("UPDATE entries SET received = received - 1 WHERE id = ?", e.ID[:])

	li.refuses()
	if n := li.waiting(); n != 2 { // the note, and what failed
		t.Errorf("%d entries wait", n)
	}
	if f := li.failures(); len(f) != 1 || f[0].What != "slip" || f[0].Seq != e.Header.Seq {
		t.Errorf("it was noted as %+v", f)
	}
	if err := w.hq.Check(w.ctx); err == nil {
		t.Error("headquarters' own check passed")
	}
	w.tamper("UPDATE entries SET received = received + 1 WHERE id = ?", e.ID[:])
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if n, found := li.waiting(), w.findings(visits.ProofBroken); n != 0 || found != 1 {
		t.Errorf("at a headquarters that holds: %d entries wait, %d findings", n, found)
	}
	li.provesOffline()
}

// A headquarters that cannot prove anything is asked again and again; nothing
// counts as stored, and that is noted once.
func TestWrongSlipsAreNotedOnceAndStoreNothing(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	dial := li.client.Dial
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return retold{c, func(a *fieldsync.Stored) { a.Received++ }}, err
	}
	li.note("one")
	for range 3 {
		li.refuses()
		li.note("more")
	}
	if n, f := li.waiting(), li.failures(); n != 5 || len(f) != 1 {
		t.Errorf("%d entries wait, and %+v was noted", n, f)
	}
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return retold{c, func(a *fieldsync.Stored) { *a = fieldsync.Stored{Epoch: a.Epoch, Seq: a.Seq, ID: a.ID, Size: a.Size} }}, err
	}
	li.refuses() // without slips no more than with wrong ones
	li.client.Dial = dial
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if n, found := li.waiting(), w.findings(visits.ProofBroken); n != 0 || found != 1 {
		t.Errorf("at a headquarters that holds: %d entries wait, %d findings", n, found)
	}
	li.provesOffline()
}

// retold changes every acknowledgement on its way.
type retold struct {
	fieldsync.Conn
	change func(*fieldsync.Stored)
}

func (r retold) Read(ctx context.Context) ([]byte, error) {
	f, err := r.Conn.Read(ctx)
	if err != nil || len(f) == 0 || fieldsync.Type(f[0]) != fieldsync.TStored {
		return f, err
	}
	var a fieldsync.Stored
	if err := fieldsync.DecodeJSON(f[1:], &a); err != nil {
		return nil, err
	}
	r.change(&a)
	return fieldsync.EncodeJSON(fieldsync.TStored, a)
}

// An acknowledgement lost on the way costs one entry sent again, and then the
// slip is there.
func TestALostAcknowledgementIsProvedInTheNextSession(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	li.note("one")
	li.note("two")
	li.handsInUnheard()
	li.sync()
	if n := li.waiting(); n != 0 {
		t.Errorf("%d entries wait", n)
	}
	li.provesOffline()
	w.must(w.hq.Check(w.ctx))
}

// Headquarters is copied, and each copy goes on for itself. Li sees the one,
// Zhao the other; then both meet the first.
func TestTwoHistoriesAreFoundByTheDeviceAndByHeadquarters(t *testing.T) {
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
	w.must(w.hq.Check(w.ctx))
}

// Whoever holds the service key leads a device from one history into another with
// an acknowledgement, which comes without a proof that the log only grew. The
// next session asks for it.
func TestADeviceIsNotLedIntoAnotherHistoryByAnAcknowledgement(t *testing.T) {
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
func TestAnOldCopyOfHeadquartersIsFound(t *testing.T) {
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
