package hq_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// tells fails unless a fault's line begins so and goes on with what.
func tells(t *testing.T, r hq.AuditReport, begins, what string) {
	t.Helper()
	if !slices.ContainsFunc(r.Faults, func(f store.Fault) bool {
		return strings.HasPrefix(f.String(), begins) && strings.Contains(f.String(), what)
	}) {
		t.Errorf("nothing says %s… %s; told of is %v", begins, what, r.Faults)
	}
}

// A row that is gone from any table is missed.
func TestAnAuditMissesEveryRowThatIsGone(t *testing.T) {
	d := newAuditedDay(t)
	tables := map[string]string{"feed_rows": "gone = 0", "enrol_codes": "used <> 0", "checkpoints": "0", "heads": "0", "stamps": "0"} // of others nothing vouches
	for _, name := range d.columns(t) {
		if table, _, _ := strings.Cut(name, "."); tables[table] == "" {
			tables[table] = "1"
		}
	}
	for table, where := range tables {
		if where == "0" {
			continue
		}
		c := d.copied(t)
		if n := c.exec(t, fmt.Sprintf("DELETE FROM %s WHERE rowid = (SELECT rowid FROM %s WHERE %s ORDER BY rowid LIMIT 1)", table, table, where)); n != 1 {
			t.Fatalf("%s has no row", table)
		}
		if r := c.audit(t); r.Total == 0 {
			t.Errorf("a row of %s is gone and nothing says so", table)
		}
	}
}

func TestAnAuditNamesWhatWasMovedOrExchanged(t *testing.T) {
	d := newAuditedDay(t)
	t.Run("two entries exchanged", func(t *testing.T) {
		c := d.copied(t)
		for _, move := range [][2]int{{5, -1}, {6, 5}, {-1, 6}} {
			c.exec(t, "UPDATE entries SET no = ?2 WHERE no = ?1", move[0], move[1])
		}
		r := c.audit(t)
		tells(t, r, "entries 5 received, status: ", "is not what the tree was made of")
		tells(t, r, "entries 6 received, status: ", "is not what the tree was made of")
	})
	t.Run("a row of the tree gone", func(t *testing.T) {
		c := d.copied(t)
		c.exec(t, "DELETE FROM tree WHERE no = 4")
		if r := c.audit(t); r.Total != 1 {
			t.Error(r.Faults)
		} else {
			tells(t, r, "tree 4 no: ", "missing")
		}
	})
	t.Run("a gap taken back", func(t *testing.T) {
		c := d.copied(t)
		c.exec(t, "DELETE FROM gaps WHERE reason = 'refused'")
		tells(t, c.audit(t), "entries ", "what lies between is neither here nor declared gone")
	})
	t.Run("a thumbnail of another photo", func(t *testing.T) {
		c := d.copied(t)
		if n := c.exec(t, "UPDATE photos SET thumb = (SELECT thumb FROM photos o WHERE o.state = 1 AND o.rowid <> photos.rowid) WHERE state = 1"); n != 2 {
			t.Fatalf("%d thumbnails", n)
		}
		tells(t, c.audit(t), "photos ", "thumb: what is sealed here does not open")
	})
}

func TestAnAuditReadsEveryPhoto(t *testing.T) {
	d := newAuditedDay(t)
	files := func(c *tampered) []string {
		var names []string
		all, err := filepath.Glob(filepath.Join(c.o.Data, "photos", "photos", "*"))
		if err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		return append(names, all...)
	}
	for name, tamper := range map[string]func(t *testing.T, one, two string) error{
		"a bit turned": func(t *testing.T, one, _ string) error {
			b, err := os.ReadFile(one)
			d.must(err)
			b[len(b)/2] ^= 1
			return os.WriteFile(one, b, 0o600)
		},
		"another photo in its place": func(t *testing.T, one, two string) error {
			b, err := os.ReadFile(two)
			d.must(err)
			return os.WriteFile(one, b, 0o600)
		},
		"gone": func(t *testing.T, one, _ string) error { return os.Remove(one) },
	} {
		t.Run(name, func(t *testing.T) {
			c := d.copied(t)
			two := files(c)
			d.must(tamper(t, two[0], two[1]))
			r := c.audit(t)
			if n := len(r.Faults); n == 0 || n > 2 { // the second copy has the photo as it was
				t.Error(r.Faults)
			}
			tells(t, r, "photos ", " file: ")
		})
	}
	t.Run("a withdrawn one still here", func(t *testing.T) {
		c := d.copied(t)
		var name string
		d.must(c.db.QueryRow("SELECT file FROM photos WHERE state = 2").Scan(&name))
		d.must(os.WriteFile(filepath.Join(c.o.Data, "photos", "photos", name), []byte("a child"), 0o600))
		tells(t, c.audit(t), "photos ", "was withdrawn, and its file is still here")
	})
}

func TestAnAuditComparesTheSecondCopy(t *testing.T) {
	d := newAuditedDay(t)
	for name, change := range map[string]struct {
		tamper func(b []byte) []byte
		says   string
	}{
		"a bit turned":   {func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, "are marked as secured and are not there"},
		"its end gone":   {func(b []byte) []byte { return b[:len(b)-20] }, "marked as secured and"},
		"all of it gone": {func([]byte) []byte { return nil }, "are marked as secured and are not there"},
	} {
		t.Run(name, func(t *testing.T) {
			c := d.copied(t)
			c.o.Second = t.TempDir()
			d.must(os.CopyFS(c.o.Second, os.DirFS(filepath.Join(d.dir, "second"))))
			all, err := filepath.Glob(filepath.Join(c.o.Second, "*", "*.seg"))
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			b, err := os.ReadFile(all[0])
			d.must(err)
			d.must(os.WriteFile(all[0], change.tamper(b), 0o600))
			tells(t, c.audit(t), "second copy ", change.says)
		})
	}
	t.Run("words erased in the store alone", func(t *testing.T) {
		c := d.copied(t)
		if n := c.exec(t, "UPDATE entries SET words = x'03' WHERE kind = 'note.added/1'"); n == 0 {
			t.Fatal("no note")
		}
		tells(t, c.audit(t), "second copy entry ", "is not the entry of this number in the store")
	})
}

// Who has the database, but no key, writes a whole history anew: one entry says
// something else, every id, link, leaf, node, position and picture follows from
// it, and the second copy is gone. The signatures do not.
func TestStoryAHistoryRewrittenWithoutTheKeysFailsAtItsSignatures(t *testing.T) {
	c := newAuditedDay(t).copied(t)
	c.replay(t, c.rewrite(t))
	r := c.audit(t)
	for _, f := range r.Faults {
		if f.Table != "entries" || !strings.Contains(f.What, "its signature is not of the keys that were enrolled") {
			t.Errorf("the history was not rewritten well enough: %s", f)
		}
	}
	if r.Total < 2 {
		t.Errorf("only %d entries were found rewritten", r.Total)
	}
}

// How an entry came in is not what its author signed, but it follows from those
// before it: another answer, written all through the tree, is told of.
func TestAnotherAnswerIsFoundThoughTheTreeFollows(t *testing.T) {
	d := newAuditedDay(t)
	for _, answer := range [][2]evidence.Admission{{evidence.Fork, evidence.Whole}, {evidence.Whole, evidence.Fork}, {evidence.Gap, evidence.Whole}} {
		c := d.copied(t)
		rows := c.rows(t)
		i := len(rows) - 1
		for rows[i].Status != answer[0] {
			i--
		}
		rows[i].Status = answer[1]
		c.replay(t, rows)
		if r := c.audit(t); r.Total != 1 {
			t.Error(answer, r.Faults)
		} else {
			tells(t, r, fmt.Sprintf("entries %d status: ", rows[i].No), fmt.Sprintf("came in as %s, admission would say %s", answer[1], answer[0]))
		}
	}
}

// When an entry came is signed by nobody but in the tree. Who writes it anew, all
// through, is found by what devices were shown before, and by what was kept.
func TestAnotherTimeIsFoundByTheHeadsOfDevices(t *testing.T) {
	c := newAuditedDay(t).copied(t)
	for _, told := range []string{"checkpoints", "heads", "stamps"} {
		c.exec(t, "CREATE TABLE kept_"+told+" AS SELECT * FROM "+told)
	}
	rows := c.rows(t)
	rows[3].Received++
	c.replay(t, rows)
	for _, told := range []string{"checkpoints", "heads", "stamps"} {
		if n := c.exec(t, "INSERT OR REPLACE INTO "+told+" SELECT * FROM kept_"+told); n == 0 {
			t.Fatalf("the day has no %s", told)
		}
		c.exec(t, "DROP TABLE kept_"+told)
	}
	r := c.audit(t)
	tells(t, r, "heads ", "is not the continuation of the one this device was shown")
	tells(t, r, "checkpoints ", "is not the continuation of what was signed")
	tells(t, r, "stamps ", "is not the continuation of what was stamped")
	for _, f := range r.Faults {
		if f.Table != "heads" && f.Table != "checkpoints" && f.Table != "stamps" {
			t.Errorf("the time was not written well enough: %s", f)
		}
	}
}

// replay puts these rows in the place of the log, and lets all that follows from
// them follow.
func (c *tampered) replay(t *testing.T, rows []store.Row) {
	t.Helper()
	c.o.Second = ""
	derived := []string{"entries", "tree", "positions", "gaps", "photos", "pictures", "feed_rows", "feed_heads"}
	for _, table := range derived {
		c.exec(t, "CREATE TABLE old_"+table+" AS SELECT * FROM "+table)
		c.exec(t, "DELETE FROM "+table)
	}
	for _, told := range []string{"checkpoints", "heads", "stamps"} { // what would tell of another log
		c.exec(t, "DELETE FROM "+told)
	}
	c.exec(t, "UPDATE head SET size = 0, folded = 0, secured = 0, photos_secured = 0")
	c.must(c.db.Close())
	h, err := hq.Open(c.o)
	c.must(err)
	again := h.Store.Replay()
	c.must(again.Append(t.Context(), rows))
	c.must(again.Settle(t.Context()))
	c.db = c.opened(t, c.o.Data)
	c.exec(t, `UPDATE photos SET (state, file, stored_no, at, thumb) =
		(SELECT o.state, o.file, o.stored_no, o.at, o.thumb FROM old_photos o WHERE o.no = photos.no AND o.idx = photos.idx)`)
	// What was settled without an entry, and what the replay had to suppose so.
	const gone = "FROM old_positions o WHERE o.device = positions.device AND o.epoch = positions.epoch AND zeroblob(32) IN (o.last, positions.last)"
	c.exec(t, "UPDATE positions SET (seq, last) = (SELECT o.seq, o.last "+gone+") WHERE EXISTS (SELECT 1 "+gone+")")
	c.exec(t, "DELETE FROM gaps")
	c.exec(t, "INSERT INTO gaps SELECT * FROM old_gaps")
	for _, table := range derived {
		c.exec(t, "DROP TABLE old_"+table)
	}
	c.must(h.Rebuild(t.Context()))
	c.must(h.Close())
}

func (c *tampered) rows(t *testing.T) []store.Row {
	t.Helper()
	s, done, err := store.OpenToRead(c.o.Data, c.ring(t))
	c.must(err)
	rows, err := s.EntryRange(t.Context(), 0, 1<<20)
	c.must(err)
	c.must(done())
	return rows
}

// rewrite changes when an officer left the door, and with it every later entry
// of that chain.
func (c *tampered) rewrite(t *testing.T) []store.Row {
	t.Helper()
	rows := c.rows(t)
	anew := map[evidence.Hash]evidence.Hash{}
	begun := false
	for i := range rows {
		e, err := evidence.Decode(rows[i].Raw)
		c.must(err)
		h := e.Header
		first := !begun && h.Kind == visits.VisitLeft
		if prev, is := anew[h.Prev]; is {
			h.Prev = prev
		} else if !first {
			continue
		}
		if prev, is := anew[h.PrevVisit]; is {
			h.PrevVisit = prev
		}
		if first {
			begun = true
			h.Wall -= 3_600_000_000
		}
		header, err := h.Encode()
		c.must(err)
		old := e.HeaderBytes()
		if i := bytes.Index(rows[i].Raw, old); i != 2 || len(header) != len(old) {
			t.Fatal("the header is of another length")
		}
		copy(rows[i].Raw[2:], header)
		anew[e.ID] = evidence.HeaderID(header)
	}
	if len(anew) < 2 {
		t.Fatalf("%d entries were rewritten", len(anew))
	}
	return rows
}

// Pages of rubbish are faults and never a crash.
func TestDamagedPagesAreFaults(t *testing.T) {
	d := newAuditedDay(t)
	clean := d.copied(t)
	path := func(c *tampered) string { return filepath.Join(c.o.Data, "hq.db") }
	whole, err := os.ReadFile(path(clean))
	d.must(err)
	const page = 8192
	luck := rand.NewChaCha8([32]byte{1})
	for at := 0; at < len(whole); at += page {
		b := bytes.Clone(whole)
		luck.Read(b[at : at+page])
		c := d.copied(t)
		d.must(c.db.Close())
		d.must(os.WriteFile(path(c), b, 0o600))
		r := c.audit(t)
		if used := slices.ContainsFunc(whole[at:at+page], func(b byte) bool { return b != 0 }); used && r.Total == 0 {
			t.Errorf("page %d is rubbish and nothing says so", at/page+1)
		}
	}
}
