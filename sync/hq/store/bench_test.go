package store

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/sync/hq/casekeys"
)

// BenchmarkAdmit admits batches of 100 entries of 2 KB, each in turn with the
// least that could be done with the same bytes: plain inserts under two unique
// indexes, committed as durably. The ratio says what the log costs; the
// machine's speed cancels out.
func BenchmarkAdmit(b *testing.B) {
	const batch = 100
	for _, c := range []struct {
		devices int
		ring    *casekeys.Ring // nil: nothing is sealed, which says what sealing costs
	}{{1, nil}, {10, nil}, {1, newRing(b)}, {10, newRing(b)}} {
		devices := c.devices
		b.Run(fmt.Sprintf("%d devices sealed=%v", devices, c.ring != nil), func(b *testing.B) {
			s := openUnder(b, b.TempDir(), c.ring)
			floor := openFloor(b)
			authors := make([]*author, devices)
			for i := range authors {
				authors[i] = newAuthor()
				authors[i].words = 1540
				authors[i].visit, authors[i].cas = authors[i].device, authors[i].epoch
			}
			var admitting, flooring time.Duration
			bytes := 0
			for range b.N {
				b.StopTimer()
				var items []Item
				for _, a := range authors {
					items = append(items, a.chain(batch/devices)...)
				}
				bytes += len(items[0].Raw)
				start := time.Now()
				insertFloor(b, floor, items)
				flooring += time.Since(start)
				b.StartTimer()
				start = time.Now()
				if _, _, err := s.Admit(ctx, items); err != nil {
					b.Fatal(err)
				}
				admitting += time.Since(start)
			}
			n := float64(b.N * batch)
			b.ReportMetric(n/admitting.Seconds(), "entries/s")
			b.ReportMetric(n/flooring.Seconds(), "floor/s")
			b.ReportMetric(admitting.Seconds()/flooring.Seconds(), "times-floor")
			b.ReportMetric(float64(bytes)/float64(b.N), "bytes/entry")
		})
	}
}

// BenchmarkAdmitOne admits entries of 2 KB one by one.
func BenchmarkAdmitOne(b *testing.B) {
	s, a := openUnder(b, b.TempDir(), newRing(b)), newAuthor()
	a.words, a.visit, a.cas = 1540, a.device, a.epoch
	items := a.chain(b.N)
	b.ResetTimer()
	for i := range items {
		if _, _, err := s.Admit(ctx, items[i:i+1]); err != nil {
			b.Fatal(err)
		}
	}
}

func openFloor(b *testing.B) *sql.DB {
	path := filepath.Join(b.TempDir(), "floor.db")
	if err := create(path); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite3", uri(path, dsnWriter))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE entries (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, device BLOB NOT NULL,
		epoch BLOB NOT NULL, seq INTEGER NOT NULL, raw BLOB NOT NULL, UNIQUE (device, epoch, seq, id)) STRICT`)
	if err != nil {
		b.Fatal(err)
	}
	return db
}

func insertFloor(b *testing.B, db *sql.DB, items []Item) {
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := tx.Prepare("INSERT INTO entries (id, device, epoch, seq, raw) VALUES (?1, ?2, ?3, ?4, ?5)")
	if err != nil {
		b.Fatal(err)
	}
	for i := range items {
		h := &items[i].Entry.Header
		if _, err := stmt.Exec(items[i].Entry.ID[:], h.Device[:], h.Epoch[:], int64(h.Seq), items[i].Raw); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
