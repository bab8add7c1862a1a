package journal

import (
	"context"
	"errors"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// What a session and a visit ask of the journal besides queue, feeds and photos.

// Build is the program that writes this journal.
func (j *Sender) Build() string { return j.options.Build }

// Generation is headquarters' life that was last spoken to; zero before the
// first session.
func (j *Sender) Generation(ctx context.Context) (evidence.ID, error) {
	var g evidence.ID
	_, err := j.db.lookup(ctx, lastGeneration, nil, raw(g[:]))
	return g, err
}

// KeyList is the key list held. It was checked against the root when it came.
func (j *Sender) KeyList(context.Context) (evidence.KeyList, error) {
	var k evidence.KeyList
	err := evidence.DecodePayload([]byte(j.Identity().KeyList.Body), &k)
	return k, err
}

// FirstUnsent is the lowest number of the epoch that headquarters did not
// acknowledge, 0 if there is none.
func (j *Sender) FirstUnsent(ctx context.Context, epoch evidence.ID) (uint64, error) {
	var seq uint64
	_, err := j.db.lookup(ctx, "SELECT coalesce(min(seq), 0) FROM entries WHERE epoch = ? AND state = 0", []any{epoch[:]}, &seq)
	return seq, err
}

// beaconEvery is how far apart two beacons of one boot lie at least: more would
// only fill the chain.
const beaconEvery = time.Hour

// BeaconDue reports whether a beacon would tell more than the chain's newest:
// another boot, or an hour of it has passed.
func (j *Journal) BeaconDue(ctx context.Context) (bool, error) {
	own, _, err := j.Beacons(ctx)
	if err != nil || own == nil {
		return err == nil, err
	}
	boot, since := j.options.SinceBoot()
	return own.Boot != boot || since-own.SinceBoot >= beaconEvery.Microseconds(), nil
}

// PhotosStored lists photos headquarters holds once and, as far as is known
// here, not yet twice.
func (j *Sender) PhotosStored(ctx context.Context, limit int) ([]OutPhoto, error) {
	var list []OutPhoto
	err := j.db.list(ctx, "SELECT entry, idx, name FROM photos WHERE state = 1 ORDER BY entry, idx LIMIT ?", []any{limit},
		func(scan func(...any) error) error {
			var p OutPhoto
			err := scan(raw(p.Entry[:]), &p.Index, &p.Name)
			list = append(list, p)
			return err
		})
	return list, err
}

// errNotLost undoes the entry of a loss that is none.
var errNotLost = errors.New("journal: this photo was withdrawn")

// LosePhoto makes it an entry that a photo's file is not on this device any
// more, and stops offering it, in one transaction. Of a photo that was withdrawn
// it says nothing: a session may find the file gone that it was about to send.
func (j *Journal) LosePhoto(ctx context.Context, p OutPhoto, reason string) error {
	var refs []evidence.Ref
	var visit, caseID evidence.ID
	_, err := j.db.lookup(ctx, "SELECT visit_id, case_id FROM entries WHERE id = ?", []any{p.Entry[:]}, raw(visit[:]), raw(caseID[:]))
	if err != nil {
		return err
	}
	if !caseID.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: caseID})
	}
	if !visit.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefVisit, ID: visit})
	}
	_, err = j.Append(ctx, Writing{Kind: visits.PhotoLost, Refs: refs, Facts: visits.PhotoLostFacts{Entry: p.Entry, Index: p.Index, Reason: reason},
		Also: func(tx *Tx) error {
			if is, err := tx.one("SELECT 1 FROM photos WHERE entry = ? AND idx = ? AND state = 4", []any{p.Entry[:], p.Index}, new(int)); err != nil || is {
				return errors.Join(err, unless(!is, errNotLost))
			}
			return tx.MarkPhotoGone(p.Entry, p.Index)
		}})
	if errors.Is(err, errNotLost) {
		return nil
	}
	return err
}

// CountVisit counts the entries and photos of a visit on this device.
func (j *Sender) CountVisit(ctx context.Context, visit evidence.ID) (entries, photos int, err error) {
	_, err = j.db.lookup(ctx, `SELECT count(*), (SELECT count(*) FROM photos p JOIN entries x ON x.id = p.entry WHERE x.visit_id = ?1)
		FROM entries WHERE visit_id = ?1`, []any{visit[:]}, &entries, &photos)
	return entries, photos, err
}
