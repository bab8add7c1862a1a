package desktest

import (
	"context"
	"encoding/json"
	"slices"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

func decode(body []byte, dst any) error { return json.Unmarshal(body, dst) }

// fold takes one entry in and renews the rows of what it changed.
func (b *Branch) fold(e *evidence.Entry) {
	b.t.Helper()
	b.must(b.pictures.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: b.n + 1}))
	changed, err := b.pictures.Changed()
	b.must(err)
	for _, c := range changed {
		for _, feed := range visits.Feeds(c) {
			body, err := visits.Cut(feed, c.Key, c.Body)
			b.must(err)
			if b.rows[feed] == nil {
				b.rows[feed] = map[string]journal.Row{}
			}
			b.n++
			b.rows[feed][c.Entity()] = journal.Row{N: b.n, Entity: c.Entity(), Body: body, MadeBy: c.MadeBy}
		}
	}
}

// Pull brings every feed of a desk up to date, and the desk's names.
func (b *Branch) Pull(k *desk.Desk) {
	b.t.Helper()
	ctx := context.Background()
	cursors, err := k.Journal.Cursors(ctx)
	b.must(err)
	for _, c := range cursors {
		for more := true; more; {
			rows, end := b.batch(c.Feed, c.N, 500)
			b.must(k.Journal.ApplyBatch(ctx, c.Feed, rows, end))
			c.N, more = end.N, end.More
		}
	}
	b.heard(k)
	b.must(k.KeepName(ctx))
}

func (b *Branch) batch(feed string, after int64, limit int) ([]journal.Row, journal.BatchEnd) {
	var rows []journal.Row
	end := journal.BatchEnd{N: b.n}
	for _, r := range b.rows[feed] {
		end.Live++
		end.LiveSum += journal.Digest(r.Entity, r.Body)
		if r.N > after {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(x, y journal.Row) int { return int(x.N - y.N) })
	if len(rows) > limit {
		rows, end.More, end.N = rows[:limit], true, rows[limit-1].N
	}
	for _, r := range rows {
		end.Count++
		end.Sum += journal.Digest(r.Entity, r.Body)
	}
	for epoch, seq := range b.seen {
		end.Seen = append(end.Seen, journal.EpochSeq{Epoch: epoch, Seq: seq})
	}
	return rows, end
}

// Take hands a desk's entries in: headquarters holds them once.
func (b *Branch) Take(k *desk.Desk) {
	b.t.Helper()
	ctx := context.Background()
	epoch := k.Journal.Epoch()
	out, err := k.Journal.Unsent(ctx, epoch, b.seen[epoch]+1, 10_000, 1<<30)
	b.must(err)
	for _, o := range out {
		raw, err := k.Journal.Plain(o)
		b.must(err)
		e, err := evidence.Decode(raw)
		b.must(err)
		b.fold(&e)
		b.seen[epoch] = o.Seq
	}
	b.must(k.Journal.MarkStored(ctx, epoch, b.seen[epoch]))
}

// TakePhotos hands a desk's photos in: headquarters holds them once.
func (b *Branch) TakePhotos(k *desk.Desk) {
	b.t.Helper()
	photos, err := k.Journal.PhotosUnsent(context.Background(), 1000)
	b.must(err)
	b.must(k.Journal.MarkPhotosStored(context.Background(), photos...))
}

// Secure has headquarters hold everything it took twice.
func (b *Branch) Secure(k *desk.Desk) {
	b.t.Helper()
	ctx := context.Background()
	epoch := k.Journal.Epoch()
	b.must(k.Journal.MarkSecured(ctx, epoch, b.seen[epoch]))
	photos, err := k.Journal.PhotosStored(ctx, 1000)
	b.must(err)
	for _, p := range photos {
		b.must(k.Journal.MarkPhotoSecured(ctx, p.Entry, p.Index))
	}
}
