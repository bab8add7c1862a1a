package journal

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Head is what this store was shown of the log of one generation.
type Head struct {
	Newest evidence.Checkpoint // size 0: none
	Note   string              // of the newest, signed
	// Proved is the newest checkpoint that came with a proof that it goes on from
	// those before it. An acknowledgement brings a newer one without.
	Proved evidence.Checkpoint
}

// Head returns the zero sizes where nothing was seen of the generation.
func (j *Sender) Head(ctx context.Context, generation evidence.ID) (Head, error) {
	var h Head
	var note []byte
	h.Newest.Generation, h.Proved.Generation = generation, generation
	_, err := j.db.lookup(ctx, "SELECT size, root, checkpoint, proved_size, proved_root FROM heads WHERE generation = ?", []any{generation[:]},
		&h.Newest.Size, raw(h.Newest.Root[:]), &note, &h.Proved.Size, raw(h.Proved.Root[:]))
	h.Note = string(note)
	return h, err
}

// KeepProvedHead keeps a checkpoint of which the caller has checked that it goes
// on from the newest kept, and that from the newest proved.
func (j *Sender) KeepProvedHead(ctx context.Context, c evidence.Checkpoint, note string) error {
	return j.db.write(ctx, func(tx *Tx) error {
		if err := tx.keepHead(c, []byte(note)); err != nil {
			return err
		}
		_, err := tx.exec("UPDATE heads SET proved_size = size, proved_root = root WHERE generation = ? AND size = ? AND proved_size <> size", c.Generation[:], c.Size)
		return err
	})
}

// keepHead keeps a checkpoint in the place of a smaller one.
func (tx *Tx) keepHead(c evidence.Checkpoint, note []byte) error {
	_, err := tx.exec(`INSERT INTO heads (generation, size, root, checkpoint) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT (generation) DO UPDATE SET size = ?2, root = ?3, checkpoint = ?4 WHERE size < ?2`, c.Generation[:], c.Size, c.Root[:], note)
	return err
}

// MarkProved is MarkStored up to the slip's entry, and keeps the slip and its
// checkpoint in the same write. The caller has checked that it holds.
func (j *Sender) MarkProved(ctx context.Context, s evidence.Slip, c evidence.Checkpoint) error {
	return j.db.write(ctx, func(tx *Tx) error {
		l := &s.Leaf
		if _, err := tx.exec(markStored, l.Epoch[:], int64(min(l.Seq, 1<<62))); err != nil {
			return err
		}
		_, err := tx.exec(`INSERT INTO slips (epoch, seq, generation, no, received, status, checkpoint, proof) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, l.Epoch[:], int64(min(l.Seq, 1<<62)), c.Generation[:], l.No, l.Received, int64(l.Status), s.Checkpoint,
			evidence.AppendHashes([]byte{}, s.Proof))
		if err != nil {
			return err
		}
		if _, err := tx.exec("DELETE FROM meta WHERE key = ?", metaFailed+"slip"); err != nil {
			return err
		}
		return tx.keepHead(c, s.Checkpoint)
	})
}

// Slip is the nearest slip that speaks for this place of the chain: its entry's
// own, or that of a later one, which names it through prev. Of two generations
// it is the one that came last. False where there is none.
func (j *Sender) Slip(ctx context.Context, epoch evidence.ID, seq uint64) (evidence.Slip, bool, error) {
	s := evidence.Slip{Leaf: evidence.Leaf{Device: j.Identity().Device, Epoch: epoch}}
	var hashes []byte
	ok, err := j.db.lookup(ctx, `SELECT s.seq, s.no, s.received, s.status, s.checkpoint, s.proof, e.id FROM slips s
		JOIN entries e ON e.epoch = s.epoch AND e.seq = s.seq WHERE s.epoch = ? AND s.seq >= ? ORDER BY s.seq, s.rowid DESC LIMIT 1`,
		[]any{epoch[:], int64(min(seq, 1<<62))}, &s.Leaf.Seq, &s.Leaf.No, &s.Leaf.Received, &s.Leaf.Status, &s.Checkpoint, &hashes, raw(s.Leaf.ID[:]))
	if err != nil || !ok {
		return s, false, err
	}
	s.Proof, err = evidence.CutHashes(hashes)
	return s, err == nil, err
}

// VisitSlip is the slip that speaks for the newest entry of a visit that
// headquarters holds: through prev it speaks for all before it. False where
// headquarters holds none, or gave no slip.
func (j *Sender) VisitSlip(ctx context.Context, visit evidence.ID) (evidence.Slip, bool, error) {
	var epoch evidence.ID
	var seq uint64
	ok, err := j.db.lookup(ctx, "SELECT epoch, seq FROM entries WHERE visit_id = ? AND state IN (1, 2) ORDER BY n DESC LIMIT 1", []any{visit[:]}, raw(epoch[:]), &seq)
	if err != nil || !ok {
		return evidence.Slip{}, false, err
	}
	return j.Slip(ctx, epoch, seq)
}

// Unproved is this store's newest entry of an epoch up to a number that does not
// count as stored, or for which headquarters gave no slip in this generation, nor
// for a later one; false if there is none. One that was refused is not in the log.
func (j *Sender) Unproved(ctx context.Context, generation, epoch evidence.ID, upTo uint64) (o Outgoing, ok bool, err error) {
	ok, err = j.db.lookup(ctx, `SELECT epoch, seq, id, kind, body FROM entries e WHERE epoch = ?1 AND seq <= ?2 AND state <> 3
		AND (state = 0 OR NOT EXISTS (SELECT 1 FROM slips s WHERE s.epoch = ?1 AND s.generation = ?3 AND s.seq >= e.seq)) ORDER BY seq DESC LIMIT 1`,
		[]any{epoch[:], int64(min(upTo, 1<<62)), generation[:]}, o.columns()...)
	if err == nil && ok {
		err = o.look(j.db)
	}
	return o, ok, err
}

// metaFailed keeps, for each way a proof can fail, the head it last failed
// against; of a slip, until one holds, the generation.
const metaFailed = "proof_failed/"

// NoteFailure makes it an entry that a proof of headquarters did not hold, once
// for each generation, head and way to fail: headquarters that cannot prove is
// asked again every few minutes. Of slips it is once until one holds: this very
// entry would make the next one's place and head others.
func (j *Journal) NoteFailure(ctx context.Context, f visits.ProofFacts) error {
	against := slices.Clone(f.Generation[:])
	if f.Seq == 0 {
		against = append(against, f.Root[:]...)
	}
	err := j.db.write(ctx, func(tx *Tx) error {
		noted, err := tx.Meta(metaFailed + f.What)
		if err != nil || bytes.Equal(noted, against) {
			return err
		}
		if _, err := j.append(tx, Writing{Kind: visits.ProofFailed, Facts: f}); err != nil {
			return fmt.Errorf("what failed could not be noted: %w", err)
		}
		return tx.SetMeta(metaFailed+f.What, against)
	})
	if err == nil {
		j.signal()
	}
	return err
}
