package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"

	"fairvisit/evidence"
)

// AuditedHead is the one row of head.
type AuditedHead struct {
	Generation                  evidence.ID
	Size, Folded, Secured       int64
	PhotosStored, PhotosSecured int64
}

// readHead reads the marks; one that is beyond what it marks is a fault.
func (v *Snapshot) readHead() {
	n := 0
	for r := range v.Rows("head", "SELECT * FROM head") {
		n++
		r.Compare("head", "", map[string]any{"one": int64(1)})
		h := &v.Head
		copy(h.Generation[:], r.Blob("generation"))
		h.Size, h.Folded, h.Secured = r.Int("size"), r.Int("folded"), r.Int("secured")
		h.PhotosStored, h.PhotosSecured = r.Int("photos_stored"), r.Int("photos_secured")
		for _, m := range []struct {
			column    string
			mark, end int64
		}{{"folded", h.Folded, h.Size}, {"secured", h.Secured, h.Size}, {"photos_secured", h.PhotosSecured, h.PhotosStored}, {"opened", 0, r.Int("opened")}} {
			if m.mark < 0 || m.mark > m.end {
				v.Fault("head", "", m.column, "is %d, and there are %d", m.mark, m.end)
			}
		}
	}
	if n != 1 {
		v.Fault("head", "", "one", "there are %d rows and should be one", n)
	}
}

// Retell puts entries into an empty store without their bytes, photos awaited,
// and calls f in the same transaction with those below folded, as Fold would.
// It is for making the pictures of another store anew beside it.
func (s *Store) Retell(ctx context.Context, entries []AuditedEntry, folded int64, f func(tx *FoldTx, rows []Row) error) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		var rows []Row
		for i := range entries {
			e := &entries[i]
			h := &e.Entry.Header
			done, err := tx.Exec(`INSERT OR IGNORE INTO entries (no, id, device, epoch, seq, kind, received, status, urgent, core, words)
				VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, x'', x'')`, e.No, e.Entry.ID[:], h.Device[:], h.Epoch[:], int64(h.Seq), h.Kind, e.Received, int64(e.Status))
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil {
				return err
			} else if n == 0 {
				continue // the same entry twice: that was told of
			}
			p := placed{entry: &e.Entry}
			if err := p.awaitPhotos(tx, e.No); err != nil {
				return err
			}
			if e.No < folded {
				rows = append(rows, e.Row)
			}
		}
		return s.foldRows(tx, rows, f)
	})
}

// Publish calls f in a write transaction: for what is shown beside the fold.
func (s *Store) Publish(ctx context.Context, f func(tx *FoldTx) error) error {
	return s.write(ctx, func(tx *sql.Tx) error { return s.fold(tx, f) })
}

// AuditAnew compares what the fold made with what it made anew in the store
// anew: pictures body by body, live feed rows, heads of feeds, what was not
// understood, and the rows of photos with the headers they came from.
func (v *Snapshot) AuditAnew(anew *Store) error {
	return anew.read(v.ctx, func(tx *sql.Tx) error {
		w := &Snapshot{tx: tx, ctx: v.ctx, fault: v.fault}
		v.merge(w, "entries", "no", "SELECT no, quarantined FROM entries ORDER BY no", "", "quarantined")
		v.merge(w, "photos", "entry, idx", "SELECT entry, idx, no, root, size, type, case_id, visit_id, device, (state = 2) AS state FROM photos ORDER BY entry, idx", "",
			"no", "root", "size", "type", "case_id", "visit_id", "device", "state")
		v.merge(w, "pictures", "kind, id", "SELECT * FROM pictures ORDER BY kind, id", "", "version", "state", "day", "body", "made_by")
		v.merge(w, "search_words", "word, case_id", "SELECT word, case_id FROM search_words ORDER BY word, case_id", "")
		const live = "SELECT feed, entity, digest FROM feed_rows WHERE gone = 0 ORDER BY feed, entity"
		v.merge(w, "feed_rows", "feed, entity", live, "gone", "digest")
		v.feeds()
		return v.ctx.Err()
	})
}

// merge walks two tables in the order of their keys. column is what a row too
// many or too few is laid to.
func (v *Snapshot) merge(w *Snapshot, table, key, query, column string, columns ...string) {
	keys := strings.Split(key, ", ")
	if column == "" {
		column = key
	}
	wants, stopWants := iter.Pull(w.Rows(table, query))
	defer stopWants()
	haves, stopHaves := iter.Pull(v.Rows(table, query))
	defer stopHaves()
	want, more := wants()
	have, here := haves()
	for more || here {
		switch order := compareKeys(want, more, have, here, keys); {
		case order < 0:
			v.Fault(table, want.key(keys), column, "the row is missing that the entries make")
			want, more = wants()
		case order > 0:
			v.Fault(table, have.key(keys), column, "no entry makes this row")
			have, here = haves()
		default:
			made := map[string]any{}
			for _, c := range columns {
				made[c] = want.Value(c)
			}
			have.Compare(table, have.key(keys), made)
			want, more = wants()
			have, here = haves()
		}
	}
}

func compareKeys(want AuditRow, more bool, have AuditRow, here bool, keys []string) int {
	if !more {
		return 1
	}
	if !here {
		return -1
	}
	for _, k := range keys {
		order := 0
		switch a := want.Value(k).(type) {
		case int64:
			order = cmp.Compare(a, have.Int(k))
		case string:
			order = strings.Compare(a, have.Text(k))
		case []byte:
			order = bytes.Compare(a, have.Blob(k))
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// key is how faults name a row.
func (r AuditRow) key(keys []string) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		if b, is := r.Value(k).([]byte); is {
			parts[i] = fmt.Sprintf("%x", b)
		} else {
			parts[i] = fmt.Sprint(r.Value(k))
		}
	}
	return strings.Join(parts, "/")
}

// Photos yields every row of photos as they lie; an id of another length than
// ids have is zero.
func (v *Snapshot) Photos() iter.Seq[PhotoRow] {
	return func(yield func(PhotoRow) bool) {
		for r := range v.Rows("photos", "SELECT * FROM photos") {
			p := PhotoRow{Index: int(r.Int("idx")), No: r.Int("no"), Size: r.Int("size"), State: PhotoState(r.Int("state")), File: r.Text("file"),
				StoredNo: -1, At: r.Int("at"), Thumb: r.Blob("thumb")}
			copy(p.Entry[:], r.Blob("entry"))
			copy(p.Root[:], r.Blob("root"))
			copy(p.Visit[:], r.Blob("visit_id"))
			if n, is := r.Value("stored_no").(int64); is {
				p.StoredNo = n
			}
			if !yield(p) {
				return
			}
		}
	}
}

// LettersFull reports that old dead letters may have been dropped where so many
// are left.
func LettersFull(letters int64, size int) bool {
	return letters >= maxLetters || size > maxLetterBytes/2
}

// Count is how many rows a table has.
func (v *Snapshot) Count(table string) (n int64) {
	for r := range v.Rows(table, "SELECT count(*) AS n FROM "+table) {
		n = r.Int("n")
	}
	return n
}

// feeds compares the head of every feed with its rows. The number of a row says
// when it was shown, which depends on how many entries were folded together:
// only its bounds can be told.
func (v *Snapshot) feeds() {
	heads := map[string]bool{}
	for r := range v.Rows("feed_heads", `SELECT h.*, (SELECT count(*) FROM feed_rows r WHERE r.feed = h.feed AND r.gone = 0) AS lives,
			coalesce((SELECT max(n) FROM feed_rows r WHERE r.feed = h.feed), 0) AS newest FROM feed_heads h`) {
		feed := r.Text("feed")
		heads[feed] = true
		var sum uint64
		for d := range v.Rows("feed_rows", "SELECT digest FROM feed_rows WHERE feed = ?1 AND gone = 0", feed) {
			sum += uint64(d.Int("digest"))
		}
		r.Compare("feed_heads", feed, map[string]any{"live": r.Int("lives"), "sum": int64(sum)})
		if n, floor := r.Int("n"), r.Int("floor"); floor < 0 || floor > n || n != max(floor, r.Int("newest")) {
			v.Fault("feed_heads", feed, "feed, n, floor", "the newest row has the number %d, n is %d and floor %d", r.Int("newest"), n, floor)
		}
	}
	for r := range v.Rows("feed_rows", `SELECT r.feed, r.entity, r.n, r.digest, r.gone, h.n AS newest FROM feed_rows r LEFT JOIN feed_heads h ON h.feed = r.feed`) {
		name := r.key([]string{"feed", "entity"})
		if r.Value("newest") == nil {
			v.Fault("feed_rows", name, "feed", "the feed has no head")
		} else if n := r.Int("n"); n < 1 || n > r.Int("newest") {
			v.Fault("feed_rows", name, "n", "is %d of %d", n, r.Int("newest"))
		}
		if gone := r.Int("gone"); gone != 0 && (gone != 1 || r.Int("digest") != 0) {
			v.Fault("feed_rows", name, "gone, digest", "a row that is gone adds %d to the sum", r.Int("digest"))
		}
		if _, _, err := splitEntity(r.Text("entity")); err != nil {
			v.Fault("feed_rows", name, "entity", "%v", err)
		}
	}
}
