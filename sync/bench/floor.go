package bench

import (
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver the stores use

	"fairvisit/evidence"
	"fairvisit/sync/hq"
)

// floor is what nobody who keeps these entries can leave out: SHA-256 of both
// parts and one signature each on two workers, then durable inserts under two
// unique indexes, batch after batch. No wire, no chain, no tree, no pictures.
func (d *day) floor(dir, name string, batch int) (time.Duration, error) {
	db, err := openFloor(filepath.Join(dir, name))
	if err != nil {
		return 0, err
	}
	raws := make([][]byte, len(d.entries))
	for i := range raws {
		raws[i] = d.entries[i].Encode()
	}
	insert, err := db.Prepare("INSERT INTO entries (id, device, epoch, seq, raw) VALUES (?1, ?2, ?3, ?4, ?5)")
	if err != nil {
		return 0, errors.Join(err, db.Close())
	}
	began := time.Now()
	err = verifyAll(d.entries, d.deviceKey())
	for part := 0; part < len(raws) && err == nil; part += batch {
		end := min(part+batch, len(raws))
		err = insertFloor(db, insert, d.entries[part:end], raws[part:end])
	}
	took := time.Since(began)
	var rows int
	err = errors.Join(err, db.QueryRow("SELECT count(*) FROM entries").Scan(&rows), insert.Close(), db.Close())
	if err == nil && rows != len(raws) {
		err = fmt.Errorf("the floor wrote %d rows of %d", rows, len(raws))
	}
	return took, err
}

// openFloor opens a database as durable as headquarters'.
func openFloor(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(path)+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_cache_size=-32768")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE entries (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, device BLOB NOT NULL, epoch BLOB NOT NULL,
		seq INTEGER NOT NULL, raw BLOB NOT NULL, UNIQUE (device, epoch, seq)) STRICT`)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func verifyAll(entries []evidence.Entry, key ed25519.PublicKey) error {
	half := len(entries) / 2
	var other error
	var wg sync.WaitGroup
	wg.Go(func() { other = verifyEach(entries[:half], key) })
	err := verifyEach(entries[half:], key)
	wg.Wait()
	return errors.Join(err, other)
}

func verifyEach(entries []evidence.Entry, key ed25519.PublicKey) error {
	for i := range entries {
		e := &entries[i]
		_, _ = sha256.Sum256(e.Facts.Bytes), sha256.Sum256(e.Words.Bytes)
		if !ed25519.Verify(key, e.HeaderBytes(), e.Sigs[0].Sig[:]) {
			return evidence.ErrSignature
		}
	}
	return nil
}

func insertFloor(db *sql.DB, prepared *sql.Stmt, entries []evidence.Entry, raws [][]byte) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing
	insert := tx.Stmt(prepared)
	defer insert.Close()
	for i := range entries {
		h := &entries[i].Header
		if _, err := insert.Exec(entries[i].ID[:], h.Device[:], h.Epoch[:], int64(h.Seq), raws[i]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// together is how many photos are flushed side by side.
const together = 8

// floorPhotos is what nobody who keeps these photos can leave out: SHA-256 and a
// file each; then, eight at a time, their flushes side by side, their renames,
// and one flush of the folder, before which none of the eight is promised.
// Nothing is removed between runs, here or elsewhere: for seconds afterwards a
// file system may be slow to give a new file the place of an old one.
func floorPhotos(dir string, photos [][]byte) (time.Duration, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return 0, err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	for i := 0; i < len(photos) && err == nil; i += together {
		if err = keepPhotos(dir, i, photos[i:min(i+together, len(photos))]); err == nil {
			err = folder.Sync()
		}
	}
	return time.Since(began), errors.Join(err, folder.Close())
}

func keepPhotos(dir string, first int, photos [][]byte) error {
	errs := make([]error, len(photos))
	var wg sync.WaitGroup
	for i, photo := range photos {
		_ = sha256.Sum256(photo)
		f, err := os.Create(filepath.Join(dir, strconv.Itoa(first+i)+".part"))
		if err == nil {
			_, err = f.Write(photo)
		}
		if err != nil {
			return err
		}
		wg.Go(func() { errs[i] = errors.Join(f.Sync(), f.Close()) })
	}
	wg.Wait()
	for i := range photos {
		name := filepath.Join(dir, strconv.Itoa(first+i))
		errs = append(errs, os.Rename(name+".part", name))
	}
	return errors.Join(errs...)
}

// count asks a headquarters' store itself, with no code of headquarters between.
func count(dir, query string) (n int, err error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(filepath.Join(hq.DataFolder(dir), "hq.db"))+"?mode=ro")
	if err != nil {
		return 0, err
	}
	err = db.QueryRow(query).Scan(&n)
	return n, errors.Join(err, db.Close())
}

// compared is what some runs beside their floors came to.
type compared struct {
	ratio, rate, floor float64 // medians: our rate by the floor's; each a second
}

// compare takes the median of runs. The ratio is of each run with its own
// floor: what else the machine did meanwhile touched both.
func (b *bench) compare(what string, n int, run func(run int) (floor, ours time.Duration, err error)) (compared, error) {
	var ratios, rates, floors []float64
	for i := range b.o.Runs {
		floor, ours, err := run(i)
		if err != nil {
			return compared{}, fmt.Errorf("%s: %w", what, err)
		}
		ratios = append(ratios, floor.Seconds()/ours.Seconds())
		rates = append(rates, float64(n)/ours.Seconds())
		floors = append(floors, float64(n)/floor.Seconds())
		b.o.Log("%s: %.0f a second, the floor %.0f, ratio %.2f", what, rates[i], floors[i], ratios[i])
	}
	return compared{median(ratios), median(rates), median(floors)}, nil
}

// beside runs both, every other time ours first, so that neither always finds
// the disk as the other left it.
func (b *bench) beside(run int, theirs, mine func() (time.Duration, error)) (floor, ours time.Duration, err error) {
	if run%2 == 1 {
		if ours, err = mine(); err == nil {
			floor, err = theirs()
		}
		return floor, ours, err
	}
	if floor, err = theirs(); err == nil {
		ours, err = mine()
	}
	return floor, ours, err
}

// median sorts list.
func median(list []float64) float64 { return quantile(list, 0.5) }

// quantile sorts list and gives the value that a share of it does not exceed.
func quantile(list []float64, share float64) float64 {
	slices.Sort(list)
	return list[min(int(share*float64(len(list))), len(list)-1)]
}
