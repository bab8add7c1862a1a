package journal_test

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// branch is what headquarters is to a journal: it folds entries with the fold
// everybody shares and keeps one row for each picture of one feed.
type branch struct {
	t        teller
	keys     evidence.Keys
	device   evidence.ID
	epoch    evidence.ID
	tip      evidence.Hash
	seq      uint64
	pictures *visits.Pictures
	rows     map[string]journal.Row
	n        int64
	seen     map[evidence.ID]uint64
}

func newBranch(t teller) *branch {
	b := &branch{
		t: t, keys: evidence.Keys{Device: serviceKey, Officer: serviceKey}, device: evidence.NewID(), epoch: evidence.NewID(),
		pictures: visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil }),
		rows:     map[string]journal.Row{}, seen: map[evidence.ID]uint64{},
	}
	st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: b.device, Officer: b.device, Unit: b.device, Role: "hq"}, serviceKey)
	if err != nil {
		t.Fatal(err)
	}
	b.act(visits.DeviceEnrolled, nil, st, nil)
	return b
}

// act is an entry of a manager.
func (b *branch) act(kind string, refs []evidence.Ref, facts, words any) evidence.Hash {
	b.t.Helper()
	b.seq++
	h := evidence.Header{Kind: kind, Device: b.device, Epoch: b.epoch, Seq: b.seq, Prev: b.tip, Refs: refs, Wall: int64(b.seq)}
	fb, err := evidence.MarshalPayload(facts)
	if err != nil {
		b.t.Fatal(err)
	}
	var w evidence.Part
	if words != nil {
		wb, err := evidence.MarshalPayload(words)
		if err != nil {
			b.t.Fatal(err)
		}
		w = evidence.NewPart(wb)
	}
	e, err := evidence.Sign(h, evidence.NewPart(fb), w, evidence.Keys{Device: serviceKey})
	if err != nil {
		b.t.Fatal(err)
	}
	b.tip = e.ID
	b.fold(&e)
	return e.ID
}

func (b *branch) importCase(unit evidence.ID) evidence.ID {
	b.t.Helper()
	id := evidence.NewID()
	b.act(visits.CaseImported, []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefUnit, ID: unit}},
		visits.CaseFacts{Amount: 125000, Currency: "CNY", Bucket: "M3"}, visits.CaseWords{Creditor: "Bank", Number: id.Short()})
	return id
}

// assign decides who visits a case, in place of the decision before.
func (b *branch) assign(caseID, officer evidence.ID, before ...evidence.Hash) evidence.Hash {
	b.t.Helper()
	return b.act(visits.CaseAssigned, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}},
		visits.AssignFacts{Officer: officer, Day: "2026-09-21", Order: 3, Replaces: before}, nil)
}

// fold takes one entry in and renews the rows of what it changed.
func (b *branch) fold(e *evidence.Entry) {
	b.t.Helper()
	if err := b.pictures.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: int64(b.n) + 1}); err != nil {
		b.t.Fatal(err)
	}
	changed, err := b.pictures.Changed()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range changed {
		if c.Kind == visits.KindPrints {
			continue // no feed shows it
		}
		b.put(c.Entity(), c.Body, c.MadeBy)
	}
}

func (b *branch) put(entity string, body []byte, by evidence.Hash) {
	b.n++
	b.rows[entity] = journal.Row{N: b.n, Entity: entity, Body: body, MadeBy: by}
}

// take folds what a device sent, up to a number of its present epoch.
func (b *branch) take(d *tablet, upTo uint64) {
	b.t.Helper()
	epoch := d.Epoch()
	for _, e := range d.sendable(epoch, b.seen[epoch]+1) {
		if e.Header.Seq > upTo {
			return
		}
		b.fold(&e)
		b.seen[epoch] = e.Header.Seq
	}
}

func (b *branch) withdraw(entity string) {
	b.n++
	b.rows[entity] = journal.Row{N: b.n, Entity: entity, Gone: true}
}

// compact forgets the tombstones.
func (b *branch) compact() {
	for entity, r := range b.rows {
		if r.Gone {
			delete(b.rows, entity)
		}
	}
}

// batch is what headquarters would send from a cursor on.
func (b *branch) batch(after int64, limit int) ([]journal.Row, journal.BatchEnd) {
	var rows []journal.Row
	end := journal.BatchEnd{N: b.n}
	for _, r := range b.rows {
		if !r.Gone {
			end.Live++
			end.LiveSum += journal.Digest(r.Entity, r.Body)
		}
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

// pull brings a device's feed up to date in batches of at most limit rows.
func (b *branch) pull(d *tablet, limit int) {
	d.t.Helper()
	for {
		feed, n := d.cursor()
		rows, end := b.batch(n, limit)
		if err := d.ApplyBatch(ctx, feed, rows, end); err != nil {
			d.t.Fatal(err)
		}
		if !end.More {
			return
		}
	}
}

// cursor is where the feed of the cases stands; names come by another one.
func (d *tablet) cursor() (feed string, n int64) {
	d.t.Helper()
	list, err := d.Cursors(ctx)
	list = slices.DeleteFunc(list, func(c journal.Cursor) bool { return c.Feed == visits.StaffFeed(d.id.Unit) })
	if err != nil || len(list) != 1 {
		d.t.Fatalf("%d feeds: %v", len(list), err)
	}
	return list[0].Feed, list[0].N
}

func caseEntity(id evidence.ID) string { return visits.Key{Kind: visits.KindCase, ID: id}.Entity() }
