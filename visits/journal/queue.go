package journal

import (
	"context"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// Outgoing is one entry as it travels, byte for byte.
type Outgoing struct {
	Epoch evidence.ID
	Seq   uint64
	ID    evidence.Hash
	Kind  string
	Raw   []byte      // its parts sealed (FORMAT.md section 4)
	Key   evidence.ID // that seals them; zero: none is sealed
}

// EpochState is how far one life of this store came; Seq 0 and a zero Last are
// an epoch without entries.
type EpochState struct {
	Epoch evidence.ID
	Seq   uint64
	Last  evidence.Hash
}

// Epochs lists the lives of this store, oldest first.
func (j *Sender) Epochs(ctx context.Context) ([]EpochState, error) {
	var list []EpochState
	err := j.db.list(ctx, `SELECT p.epoch, coalesce(e.seq, 0), e.id FROM epochs p
		LEFT JOIN entries e ON e.epoch = p.epoch AND e.seq = (SELECT max(seq) FROM entries WHERE epoch = p.epoch) ORDER BY p.n`, nil,
		func(scan func(...any) error) error {
			var s EpochState
			err := scan(raw(s.Epoch[:]), &s.Seq, raw(s.Last[:]))
			list = append(list, s)
			return err
		})
	return list, err
}

// Unsent yields the entries of an epoch from a number on, in order and whatever
// became of them before: headquarters says where it wants to go on. It stops at
// limit entries or before maxBytes would be passed, and gives at least one.
// After a salvage numbers may be missing between two entries.
func (j *Sender) Unsent(ctx context.Context, epoch evidence.ID, fromSeq uint64, limit, maxBytes int) ([]Outgoing, error) {
	rows, err := j.db.query(ctx,
		"SELECT epoch, seq, id, kind, body FROM entries WHERE epoch = ? AND seq >= ? ORDER BY seq LIMIT ?", epoch[:], int64(min(fromSeq, 1<<62)), limit)
	if err != nil {
		return nil, j.db.explain(err)
	}
	defer rows.Close() // what went wrong is in Err
	var list []Outgoing
	size := 0
	for rows.Next() {
		o, err := j.db.takeOutgoing(rows.Scan)
		if err != nil {
			return nil, err
		}
		if size += len(o.Raw); size > maxBytes && len(list) > 0 {
			return list, nil
		}
		list = append(list, o)
	}
	return list, j.db.explain(rows.Err())
}

func (db *database) takeOutgoing(scan func(...any) error) (o Outgoing, err error) {
	if err = scan(o.columns()...); err == nil {
		err = o.look(db)
	}
	return o, err
}

// columns are epoch, seq, id, kind and body, scanned in that order.
func (o *Outgoing) columns() []any {
	return []any{raw(o.Epoch[:]), &o.Seq, raw(o.ID[:]), &o.Kind, &o.Raw}
}

// look finds which key seals the entry, and that the row holds it.
func (o *Outgoing) look(db *database) error {
	s := sealedEntry{o.ID, o.Epoch, o.Seq, o.Raw}
	e, err := s.sealed(db)
	if err == nil {
		o.Key, _, err = vault.PartsKey(&e)
	}
	return err
}

// generation is headquarters' life that was last spoken to; zero before the first.
func (tx *Tx) generation() (g evidence.ID, err error) {
	_, err = tx.one(lastGeneration, nil, raw(g[:]))
	return g, err
}

const lastGeneration = "SELECT generation FROM headquarters"

// IDAt is the entry at one place of the chain; false where there is none.
func (j *Sender) IDAt(ctx context.Context, epoch evidence.ID, seq uint64) (evidence.Hash, bool, error) {
	var id evidence.Hash
	found, err := j.db.lookup(ctx, "SELECT id FROM entries WHERE epoch = ? AND seq = ?", []any{epoch[:], int64(min(seq, 1<<62))}, raw(id[:]))
	return id, found, err
}

// UrgentUnsent yields urgent entries that are neither at headquarters nor went
// ahead yet, oldest first.
func (j *Sender) UrgentUnsent(ctx context.Context, limit int) ([]Outgoing, error) {
	var list []Outgoing
	err := j.db.list(ctx, "SELECT epoch, seq, id, kind, body FROM entries WHERE urgent_sent = 0 AND state = 0 ORDER BY n LIMIT ?", []any{limit},
		func(scan func(...any) error) error {
			o, err := j.db.takeOutgoing(scan)
			list = append(list, o)
			return err
		})
	return list, err
}

// MarkUrgentSent notes that headquarters acted on an urgent entry; it is sent
// again in its place all the same.
func (j *Sender) MarkUrgentSent(ctx context.Context, id evidence.Hash) error {
	return j.change(ctx, "UPDATE entries SET urgent_sent = ? WHERE id = ? AND urgent_sent = 0", j.options.Now(), id[:])
}

// MarkStored notes that headquarters holds an epoch up to a number.
func (j *Sender) MarkStored(ctx context.Context, epoch evidence.ID, upTo uint64) error {
	return j.change(ctx, markStored, epoch[:], int64(min(upTo, 1<<62)))
}

const markStored = "UPDATE entries SET state = 1 WHERE state < 2 AND state = 0 AND epoch = ? AND seq <= ?"

// MarkSecured notes that headquarters holds an epoch up to a number twice. From
// now on the time runs after which Purge may take words away.
func (j *Sender) MarkSecured(ctx context.Context, epoch evidence.ID, upTo uint64) error {
	return j.change(ctx, "UPDATE entries SET state = 2, secured_at = ? WHERE state < 2 AND epoch = ? AND seq <= ?",
		j.options.Now(), epoch[:], int64(min(upTo, 1<<62)))
}

// MarkRefused notes that headquarters settled this number without taking the
// entry; it keeps the bytes as a dead letter, and so does this device.
func (j *Sender) MarkRefused(ctx context.Context, epoch evidence.ID, seq uint64, why string) error {
	return j.change(ctx, "UPDATE entries SET state = 3, refused_why = ? WHERE epoch = ? AND seq = ?", why, epoch[:], int64(min(seq, 1<<62)))
}

// Refusal is an entry that headquarters would not take.
type Refusal struct {
	ID   evidence.Hash
	Kind string
	At   time.Time // wall of this device
	Why  string
}

// Refusals lists what headquarters would not take, oldest first: a person must
// hear of it.
func (j *Sender) Refusals(ctx context.Context) ([]Refusal, error) {
	var list []Refusal
	err := j.db.list(ctx, "SELECT id, kind, wall, refused_why FROM entries WHERE state = 3 ORDER BY n", nil, func(scan func(...any) error) error {
		var r Refusal
		var wall int64
		err := scan(raw(r.ID[:]), &r.Kind, &wall, &r.Why)
		r.At = time.UnixMicro(wall)
		list = append(list, r)
		return err
	})
	return list, err
}

// Rewound notes that headquarters goes on from a number below what it held
// before: everything from there on is unsent again, with its photos.
func (j *Sender) Rewound(ctx context.Context, epoch evidence.ID, next uint64) error {
	err := j.db.write(ctx, func(tx *Tx) error {
		from := []any{epoch[:], int64(min(next, 1<<62))}
		if _, err := tx.exec(`UPDATE photos SET state = 0, secured_at = 0 WHERE state IN (1, 2)
			AND entry IN (SELECT id FROM entries WHERE epoch = ? AND seq >= ? AND state <> 0)`, from...); err != nil {
			return err
		}
		_, err := tx.exec(`UPDATE entries SET state = 0, secured_at = 0, refused_why = '', urgent_sent = urgent_sent * 0
			WHERE epoch = ? AND seq >= ? AND state <> 0`, from...)
		return err
	})
	if err == nil {
		j.signal()
	}
	return err
}

// NewGeneration notes that headquarters was restored: every cursor is void and
// every feed restarts, all photos that are still here are to be offered again,
// and no entry counts as stored or secured. Which ones it still has headquarters
// says by its positions, which MarkStored takes; of an epoch with two branches
// they do not tell, and nothing of it is in the new life's second copy yet. The
// generation already known changes nothing.
func (j *Sender) NewGeneration(ctx context.Context, g evidence.ID) error {
	return j.db.write(ctx, func(tx *Tx) error {
		known, err := tx.generation()
		if err != nil || known == g {
			return err
		}
		if _, err := tx.exec("UPDATE feeds SET cursor = 0, round = round + 1, generation = ?", g[:]); err != nil {
			return err
		}
		for _, table := range []string{"photos", "entries"} {
			if _, err := tx.exec("UPDATE " + table + " SET state = 0, secured_at = 0 WHERE state IN (1, 2)"); err != nil {
				return err
			}
		}
		_, err = tx.exec("INSERT INTO headquarters (n, generation) VALUES (1, ?1) ON CONFLICT (n) DO UPDATE SET generation = ?1", g[:])
		return err
	})
}

func (j *Sender) change(ctx context.Context, text string, args ...any) error {
	return j.db.write(ctx, func(tx *Tx) error {
		_, err := tx.exec(text, args...)
		return err
	})
}
