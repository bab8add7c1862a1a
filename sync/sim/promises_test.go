package sim

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// checkAll holds every promise against a branch at rest.
func (h *history) checkAll() {
	h.checkLog()
	h.checkPictures()
	h.checkEffects()
	h.checkAsks()
	for _, d := range h.devices {
		if d.lost {
			continue
		}
		h.checkDevice(d)
		h.checkRiskExactly(d)
		h.checkShelf(d)
		h.checkFeeds(d)
		h.checkRefold(d)
	}
}

// checkLog: every entry made is at headquarters once, as it was made, and
// nothing else is; the log, its chains and its photos verify.
func (h *history) checkLog() {
	own := h.hq.Keys().ChainID
	for _, l := range h.log() {
		if from := l.entry.Header.Device; from == own || h.stayedAway(from) {
			continue
		}
		m := h.made[l.entry.ID]
		if m == nil {
			h.fail("headquarters holds an entry nobody made: %s", l.entry.Header.Kind)
		}
		if m.words && l.entry.Words.State != evidence.Present && !h.lossy {
			h.fail("the words of %s %d of %s are gone for good", m.kind, m.seq, m.d.name)
		}
	}
	for _, m := range h.order {
		if n := len(h.at[m.id]); n > 1 || n == 0 && (m.acknowledged || !m.d.lost && m.d.owns(m)) {
			h.fail("%s %d of %s is at headquarters %d times", m.kind, m.seq, m.d.name, n)
		}
		if m.kind == visits.PhotoLost {
			h.fail("%s lost a photo", m.d.name)
		}
	}
	if h.seed%8 == 0 { // every signature again is half of a history's time
		h.must(h.hq.Check(ctx))
	} else {
		h.must(h.hq.Store.Check(ctx))
	}
}

// stayedAway reports that a device takes no part in this history: what it handed
// in before is at headquarters, and is nobody's here.
func (h *history) stayedAway(id evidence.ID) bool {
	known := slices.ContainsFunc(h.seats, func(s seat) bool { return s.device == id })
	return known && !slices.ContainsFunc(h.devices, func(d *device) bool { return d.seat.device == id })
}

// checkPictures: headquarters' pictures made anew are those it shows.
func (h *history) checkPictures() {
	live, err := h.hq.PicturesHash(ctx)
	h.must(err)
	if h.seed%16 != 1 {
		return // it has every device read its feeds anew, which takes its time
	}
	h.must(h.hq.Rebuild(ctx))
	rebuilt, err := h.hq.PicturesHash(ctx)
	h.must(err)
	if live != rebuilt {
		h.fail("headquarters' pictures made anew are others")
	}
	h.settleDown()
}

// checkEffects: each flag stands once and each visit counts once, as the log
// alone says.
func (h *history) checkEffects() {
	flags, contacts := map[evidence.ID][]string{}, map[evidence.ID][]string{}
	for _, l := range h.log() {
		e := &l.entry
		c, v := e.Header.Case(), e.Header.Visit()
		if e.Header.Kind == visits.FlagRaised {
			flags[c] = append(flags[c], e.ID.String())
		}
		if !v.IsZero() && !slices.Contains(contacts[c], v.String()) {
			contacts[c] = append(contacts[c], v.String())
		}
	}
	for i, id := range h.open {
		c := h.standing(id)
		if c == nil {
			h.fail("headquarters has no case %d", i)
		}
		var f, v []string
		for _, x := range c.Flags {
			f = append(f, x.Entry.String())
		}
		for _, x := range c.Contacts {
			v = append(v, x.Visit.String())
		}
		if !sameSet(f, flags[id]) || !sameSet(v, contacts[id]) {
			h.fail("case %d shows %d flags and %d visits, the log has %d and %d", i, len(f), len(v), len(flags[id]), len(contacts[id]))
		}
	}
}

func sameSet(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// checkDevice is what holds on a device at every moment: its drafts are as they
// were left, its pictures show all it recorded, nothing took effect twice.
func (h *history) checkDevice(d *device) {
	if d.lost {
		return
	}
	h.checkDrafts(d)
	for _, visit := range slices.SortedFunc(maps.Keys(d.visits), func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) }) {
		v, err := d.journal.Visit(ctx, visit)
		h.must(err)
		for _, id := range d.visits[visit] {
			if v == nil || !slices.ContainsFunc(v.Lines, func(l visits.Line) bool { return l.Entry == id }) {
				h.fail("%s does not show %s of its own visit", d.name, h.made[id].kind)
			}
		}
	}
	pictures, err := d.journal.Pictures(ctx, visits.KindCase)
	h.must(err)
	for _, p := range pictures {
		var c visits.Case
		h.must(json.Unmarshal(p.Body, &c))
		seen := map[evidence.Hash]bool{}
		for _, f := range c.Flags {
			if seen[f.Entry] {
				h.fail("%s shows one flag twice", d.name)
			}
			seen[f.Entry] = true
		}
	}
}

// checkDrafts: whatever was pulled, drafts and answers are what was typed.
func (h *history) checkDrafts(d *device) {
	drafts, err := d.journal.Drafts(ctx)
	h.must(err)
	if len(drafts) != len(d.drafts) {
		h.fail("%s has %d open visits, it left %d", d.name, len(drafts), len(d.drafts))
	}
	for _, it := range d.drafts {
		log, err := d.journal.DraftAnswers(ctx, it.visit)
		h.must(err)
		var have []answer
		for _, a := range log {
			have = append(have, answer{a.Question, string(a.Value), a.Reason})
		}
		if !slices.Equal(have, it.answers) {
			h.fail("%s has %d answers of a visit that left %d, or others", d.name, len(have), len(it.answers))
		}
	}
}

// checkShelf: every photo a device holds is at headquarters, and what it let go
// of is too unless headquarters lost it.
func (h *history) checkShelf(d *device) {
	risk, err := d.journal.AtRisk(ctx)
	h.must(err)
	if risk.Entries+risk.Photos > 0 {
		h.fail("%s is at rest and still has %d entries and %d photos", d.name, risk.Entries, risk.Photos)
	}
	if h.second && risk.NotSecuredEntries+risk.NotSecuredPhotos > 0 {
		h.fail("%s has %d entries and %d photos that never become secured", d.name, risk.NotSecuredEntries, risk.NotSecuredPhotos)
	}
	for _, epoch := range d.epochs {
		for _, id := range d.chain[epoch] {
			for i, p := range h.made[id].photos {
				row, err := h.hq.Store.Photo(ctx, id, i)
				h.must(err)
				if row.State == store.PhotoStored && row.Root == p.Root {
					continue
				}
				if !h.lossy || h.holdsPhoto(d, id, i) {
					h.fail("a photo of %s is not at headquarters", d.name)
				}
			}
		}
	}
}

// peek looks into a device's database past the journal.
func (h *history) peek(d *device, look func(db *sql.DB)) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.folder, "journal.db")+"?mode=ro")
	h.must(err)
	defer db.Close()
	look(db)
}

func (h *history) each(db *sql.DB, take func(rows *sql.Rows) error, query string, args ...any) {
	rows, err := db.Query(query, args...)
	h.must(err)
	defer rows.Close()
	for rows.Next() {
		h.must(take(rows))
	}
	h.must(rows.Err())
}

func (h *history) holdsPhoto(d *device, entry evidence.Hash, index int) (holds bool) {
	h.peek(d, func(db *sql.DB) {
		h.each(db, func(*sql.Rows) error { holds = true; return nil }, "SELECT 1 FROM photos WHERE entry = ? AND idx = ? AND state <> 3", entry[:], index)
	})
	return holds
}

// checkFreed: what a device just let go of lies in the second copy. A device that
// has not heard yet that headquarters burned cannot know better.
func (h *history) checkFreed(d *device) {
	h.log()
	secured, photosSecured, err := h.hq.Store.Secured(ctx)
	h.must(err)
	known, current := h.generations(d)
	let := func(p photoName, safe bool) {
		if !d.freed[p] && known == current && !safe {
			h.fail("%s let go of what is not in the second copy", d.name)
		}
		d.freed[p] = true
	}
	h.peek(d, func(db *sql.DB) {
		h.each(db, func(rows *sql.Rows) error {
			var id []byte
			err := rows.Scan(&id)
			p := photoName{evidence.Hash(id), -1} // its words
			if h.made[p.entry].words {
				let(p, len(h.at[p.entry]) > 0 && int64(h.at[p.entry][0]) < secured)
			}
			return err
		}, "SELECT id FROM entries WHERE content = 0")
		h.each(db, func(rows *sql.Rows) error {
			var id []byte
			p := photoName{}
			if err := rows.Scan(&id, &p.index); err != nil {
				return err
			}
			p.entry = evidence.Hash(id)
			row, err := h.hq.Store.Photo(ctx, p.entry, p.index)
			let(p, err == nil && row.StoredNo >= 0 && row.StoredNo < photosSecured)
			return nil
		}, "SELECT entry, idx FROM photos WHERE state = 3")
	})
}

// generations are the life of headquarters a device last spoke to, and the
// present one.
func (h *history) generations(d *device) (known, current evidence.ID) {
	known, err := d.journal.Generation(ctx)
	h.must(err)
	current, err = h.hq.Store.Generation(ctx)
	h.must(err)
	return known, current
}

// checkFeeds: rows, checksums and cursors of both ends agree, the pictures are
// those rows, and an officer sees exactly the cases that stand as theirs.
func (h *history) checkFeeds(d *device) {
	dev, err := h.hq.Store.Device(ctx, d.identity().Device)
	h.must(err)
	if dev.Revoked != 0 {
		return
	}
	shown := map[string][]byte{}
	h.peek(d, func(db *sql.DB) {
		for _, feed := range d.feeds() {
			for k, v := range h.checkFeed(d, db, dev.ID, feed) {
				if shown[k] == nil { // a branch's rows come first and are not cut
					shown[k] = v
				}
			}
		}
	})
	h.checkShown(d, shown)
}

// feeds names what a device follows, the one that rules first.
func (d *device) feeds() []string {
	feeds := []string{visits.OfficerFeed(d.officer), visits.StaffFeed(d.h.unit)}
	if d.role == "manager" {
		feeds = []string{visits.UnitFeed(d.h.unit), feeds[0]}
	}
	return append(feeds, visits.RulesFeed("*", "*"))
}

// checkFeed returns the rows of one feed.
func (h *history) checkFeed(d *device, db *sql.DB, as evidence.ID, feed string) (rows map[string][]byte) {
	rows = map[string][]byte{}
	theirs := uint64(0)
	head, err := h.hq.Store.ReadFeed(ctx, feed, as, 0, 1<<20, func(r store.FeedRow) error {
		if r.Gone {
			return nil
		}
		body, err := visits.Cut(feed, visits.Key{Kind: r.Kind, ID: r.ID}, r.Body)
		rows[r.Entity] = body
		theirs += fieldsync.RowSum(r.Entity, body)
		return err
	})
	h.must(err)
	if theirs != head.Sum || int(head.Live) != len(rows) {
		h.fail("headquarters' sum of %d rows is not theirs", len(rows))
	}
	var cursor, count, sum int64
	h.must(db.QueryRow("SELECT cursor, count, sum FROM feeds WHERE feed = ?", feed).Scan(&cursor, &count, &sum))
	if cursor != head.N || count != head.Live || uint64(sum) != head.Sum {
		h.fail("%s stands at %d with %d rows, headquarters at %d with %d, or the sums differ", d.name, cursor, count, head.N, head.Live)
	}
	have := map[string][]byte{}
	h.each(db, func(r *sql.Rows) error {
		var entity string
		var body []byte
		var n uint64
		err := r.Scan(&entity, &n, &body)
		h.must(err)
		have[entity], err = storeKey.Open(vault.Place{Table: "feed_rows", Column: "body", ID: []byte(entity + "\x00" + feed), Seq: n}, body)
		return err
	}, "SELECT entity, n, body FROM feed_rows WHERE feed = ? AND gone = 0", feed)
	if at, same := sameBytes(have, rows); !same {
		h.fail("%s and headquarters have different rows of one feed: %s", d.name, at)
	}
	return rows
}

// fed are the kinds of pictures that travel to devices.
var fed = []string{visits.KindCase, visits.KindVisit, visits.KindDevice, visits.KindFinding, visits.KindPerson, visits.KindRulebook, visits.KindPack, visits.KindUnit, visits.KindChecklist, visits.KindTour, visits.KindAnswer, visits.KindAsk, visits.KindRoster, visits.KindSwap}

// checkShown holds the pictures of a device against the rows of its feeds.
func (h *history) checkShown(d *device, rows map[string][]byte) {
	var theirs, seen []string
	for _, kind := range fed {
		pictures, err := d.journal.Pictures(ctx, kind)
		h.must(err)
		for _, p := range pictures {
			entity := p.Key.Entity()
			if row, ok := rows[entity]; ok && string(row) != string(p.Body) {
				h.fail("%s shows a %s otherwise than headquarters:\n%s\n%s", d.name, kind, p.Body, row)
			}
			delete(rows, entity)
			if kind == visits.KindCase && p.State != "hidden" {
				seen = append(seen, p.Key.ID.String())
			}
		}
	}
	if len(rows) > 0 {
		h.fail("%s does not show %v", d.name, slices.Collect(maps.Keys(rows)))
	}
	for _, id := range h.cases {
		c := h.standing(id)
		if c == nil {
			continue
		}
		now, ok := c.Assigned()
		if d.role == "manager" || ok && (now.Officer == d.officer || now.Second == d.officer) {
			theirs = append(theirs, id.String())
		}
	}
	if !sameSet(theirs, seen) {
		h.fail("%s shows %d cases, %d stand as theirs", d.name, len(seen), len(theirs))
	}
}

// checkRefold: a device's pictures made anew are those it shows.
func (h *history) checkRefold(d *device) {
	if h.seed%2 == 0 {
		return // it is a third of what all checks cost
	}
	live := h.shownBy(d)
	h.must(d.journal.Rebuild(ctx))
	if at, same := sameBytes(live, h.shownBy(d)); !same {
		h.fail("%s: pictures made anew are others: %s", d.name, at)
	}
}

func (h *history) shownBy(d *device) map[string][]byte {
	all := map[string][]byte{}
	for _, kind := range fed {
		pictures, err := d.journal.Pictures(ctx, kind)
		h.must(err)
		for _, p := range pictures {
			all[p.Key.Entity()] = fmt.Appendf(nil, "%s %s %d %s", p.State, p.Day, p.Order, p.Body)
		}
	}
	return all
}
