package hq_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/stamp/stamptest"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// auditedDay is a headquarters after a day on which everything happened that it
// keeps a row of, at rest.
type auditedDay struct {
	*office
	zhao, chen *person
}

func newAuditedDay(t *testing.T) *auditedDay {
	outside := stamptest.New(t, stamptest.EC)
	w := &world{TB: t, ctx: t.Context(), dir: t.TempDir(), second: true, authority: hq.Authority{URL: outside.URL, Roots: outside.Roots()}}
	w.turn(workday.Add(-time.Hour))
	_, err := hq.Init(w.ctx, w.options())
	w.must(err)
	w.open()
	w.unit = w.hq.UnitID("north")
	w.turn(workday)
	d := &auditedDay{office: &office{world: w, li: w.enrol("officer", "Li"), manager: w.enrol("manager", "Wu")}, zhao: w.enrol("officer", "Zhao"), chen: w.enrol("officer", "Chen")}
	d.caseID = w.importCases(oneCase)[0]
	w.assign(d.caseID, d.li, d.zhao)
	d.li.sync()
	d.visit, _, err = d.li.work.Open(w.ctx, d.caseID, d.zhao.id)
	w.must(err)
	d.visits()
	d.refusals()
	d.forks()
	_, err = w.hq.Invite(w.ctx, "https://hq.example", "officer", evidence.NewID(), w.unit, "nobody yet")
	w.must(err)
	_, err = w.hq.PrintDay(w.ctx, "2026-11-25", time.UTC)
	w.must(err)
	w.must(w.hq.StampDay(w.ctx, "2026-11-25"))
	w.must(w.hq.Settle(w.ctx))
	w.secured()
	d.close()
	return d
}

// visits has Li photograph, withdraw one photo, and close.
func (d *auditedDay) visits() {
	child, _ := d.photograph(1)
	d.photograph(2)
	d.photograph(3)
	d.li.sync()
	d.secured()
	picture := d.asItLies(child)
	d.must(d.visit.Withdraw(d.ctx, child, 0, "child"))
	d.closeVisit()
	d.li.sync()
	d.must(d.hq.Settle(d.ctx))
	d.until("deleted from both copies", func() bool { return len(d.holds(picture)) == 0 })
	d.until("thumbnails", func() bool {
		left, err := d.hq.Store.WithoutThumb(d.ctx, 10)
		d.must(err)
		return len(left) == 0
	})
}

// refusals has a note of Zhao's arrive spoilt, and two of his numbers lost.
func (d *auditedDay) refusals() {
	d.zhao.sync()
	var spoilt evidence.Entry
	for i := range 3 {
		e, err := d.zhao.journal.Append(d.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}, Words: visits.TextWords{Text: "a note"}})
		d.must(err)
		if i == 1 {
			spoilt = e
		}
	}
	d.zhao.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := fieldsync.Dialer("https://" + d.server.Addr())(ctx)
		return poisoned{c, spoilt.HeaderBytes()}, err
	}
	d.zhao.sync()
	device := d.zhao.journal.Identity().Device
	at, err := d.hq.Store.Position(d.ctx, device)
	d.must(err)
	g := visits.GapFacts{Device: device, Epoch: at[0].Epoch, From: at[0].Seq + 1, To: at[0].Seq + 2, Reason: "lost on the device"}
	_, err = d.hq.Store.DeclareGap(d.ctx, g.Device, g.Epoch, g.From, g.To, g.Reason, d.clock().UnixMicro())
	d.must(err)
	_, err = d.hq.Do(d.ctx, hq.Act{Kind: visits.GapDeclared, Facts: g})
	d.must(err)
}

// forks has Chen's device write a second branch with a photo it never sends, a
// call for help ahead of its turn, something this version does not understand,
// and go on after it was revoked.
func (d *auditedDay) forks() {
	d.chen.sync()
	id := d.chen.journal.Identity()
	at, err := d.hq.Store.Position(d.ctx, id.Device)
	d.must(err)
	here := at[0]
	d.admit(id, store.Item{}, evidence.Header{Kind: visits.NoteAdded, Epoch: here.Epoch, Seq: here.Seq, Prev: evidence.Hash{7},
		Photos: []evidence.PhotoRef{{Root: evidence.Hash{8}, Size: 9, Type: 1}}})
	d.admit(id, store.Item{Urgent: true}, evidence.Header{Kind: visits.HelpAsked, Epoch: here.Epoch, Seq: here.Seq + 5, Prev: evidence.Hash{9}})
	last := d.admit(id, store.Item{}, evidence.Header{Kind: "visit.dreamt/1", Epoch: here.Epoch, Seq: here.Seq + 1, Prev: here.Last})
	d.must(d.hq.Revoke(d.ctx, id.Device, "lost"))
	d.admit(id, store.Item{Drain: true}, evidence.Header{Kind: visits.NoteAdded, Epoch: here.Epoch, Seq: here.Seq + 2, Prev: last})
}

func (d *auditedDay) admit(id journal.Identity, how store.Item, h evidence.Header) evidence.Hash {
	d.Helper()
	h.Device, h.Build, h.Wall, h.Boot = id.Device, "test", d.clock().UnixMicro(), evidence.ID{1}
	if h.Seq == 1 {
		h.Prev = evidence.Hash{}
	}
	e, err := evidence.Sign(h, evidence.NewPart([]byte("{}")), evidence.Part{}, evidence.Keys{Device: id.Keys.Device})
	d.must(err)
	how.Entry, how.Raw, how.Received = &e, e.Encode(), d.clock().UnixMicro()
	_, _, err = d.hq.Store.Admit(d.ctx, []store.Item{how})
	d.must(err)
	return e.ID
}

// tampered is a copy of the day's headquarters that somebody changed.
type tampered struct {
	*auditedDay
	o  hq.Options
	db *sql.DB
}

func (d *auditedDay) copied(t *testing.T) *tampered {
	t.Helper()
	o := d.options()
	o.Data = t.TempDir()
	if err := os.CopyFS(o.Data, os.DirFS(hq.DataFolder(d.dir))); err != nil {
		t.Fatal(err)
	}
	return &tampered{d, o, d.opened(t, o.Data)}
}

// opened is the database of a copy, with nothing that would refuse a change.
func (d *auditedDay) opened(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "hq.db"))}).String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("PRAGMA ignore_check_constraints = ON"); err != nil {
		t.Fatal(err)
	}
	return db
}

// exec changes the copy; n is how many rows.
func (c *tampered) exec(t *testing.T, query string, args ...any) (n int64) {
	t.Helper()
	done, err := c.db.Exec(query, args...)
	if err == nil {
		n, err = done.RowsAffected()
	}
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// audit lets go of the copy and audits it: its bytes must stay as they are.
func (c *tampered) audit(t *testing.T) hq.AuditReport {
	t.Helper()
	if err := c.db.Close(); err != nil {
		t.Fatal(err)
	}
	before := filesBelow(t, c.o.Data)
	r, err := hq.Audit(t.Context(), c.o)
	if err != nil {
		t.Fatal(err)
	}
	if after := filesBelow(t, c.o.Data); after != before {
		t.Errorf("the audit changed what it looked at:\n%s\n%s", before, after)
	}
	return r
}

// filesBelow names every file with its size and time.
func filesBelow(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
