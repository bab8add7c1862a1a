package hq_test

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
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

// doubts has the device meet headquarters, which must not convince it. Whose
// slips alone are wrong may be believed until the first comes.
func (p *person) doubts() {
	p.w.Helper()
	ctx, cancel := context.WithTimeout(p.w.ctx, 20*time.Second)
	defer cancel()
	if err := p.client.Once(ctx, func() bool { return true }); !errors.Is(err, fieldsync.ErrProof) {
		p.w.Fatalf("the device was convinced: %v", err)
	}
}

// refuses has the device doubt headquarters before it takes anything from it.
func (p *person) refuses() {
	p.w.Helper()
	before, err := p.journal.Cursors(p.w.ctx)
	p.w.must(err)
	p.doubts()
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
		raw, err := p.journal.Plain(o)
		p.w.must(err)
		e, err := evidence.Decode(raw)
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
