package sim

import (
	"bytes"
	"math/rand/v2"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
)

// rest ends all faults. Nobody writes any more, only time passes; in some
// histories the connections stay up, in others each ends as soon as it has
// nothing to say.
func (h *history) rest() {
	h.tell("the faults end; connections stay %v", h.stay)
	for _, l := range h.late {
		l.leave()
	}
	h.late = nil
	for _, d := range h.devices {
		if d.link != nil {
			d.link.faults = clean
			d.link.end(errCut)
		}
	}
	h.settleDown()
}

// patience is how many rounds of about a minute a branch may take to rest: far
// more than the longest back-off.
const patience = 60

func (h *history) settleDown() {
	calm, last := 0, int64(-1)
	for round := 0; calm < 2; round++ {
		if round == patience {
			h.notAtRest()
		}
		h.confirmHeld()
		resting := true
		for _, d := range h.devices {
			resting = h.restOne(d) && resting
		}
		h.must(h.hq.Settle(ctx))
		h.secureAll()
		head, err := h.hq.Store.Head(ctx)
		h.must(err)
		calm++
		if !resting || head.Size != last {
			calm, last = 0, head.Size
		}
		h.now = h.now.Add(time.Duration(30+h.luck.IntN(90)) * time.Second)
	}
	for _, d := range h.devices {
		if d.link != nil {
			h.converse(d, 1<<20) // what became secured just now
			d.hangUp()
		}
	}
}

// restOne gives a device its turn; false if it was not at rest yet.
func (h *history) restOne(d *device) bool {
	if d.lost {
		return true
	}
	if d.link == nil {
		if !d.backoff.Due(h.now) {
			return false
		}
		h.connect(d, clean, h.luck)
	}
	rests := h.converse(d, 1<<20)
	if !rests {
		return false // a new epoch, or another session took its place
	}
	if !h.stay {
		d.hangUp()
	}
	return true
}

// confirmHeld is the person who lets devices in that a restored headquarters
// did not know.
func (h *history) confirmHeld() {
	all, err := h.hq.Store.Devices(ctx)
	h.must(err)
	for _, dev := range all {
		if dev.Held == 0 {
			continue
		}
		h.must(h.hq.Store.Confirm(ctx, dev.ID))
		for _, d := range h.devices {
			if d.link != nil && d.identity().Device == dev.ID {
				d.hangUp()
			}
		}
	}
}

func (h *history) notAtRest() {
	for _, d := range h.devices {
		if d.lost {
			continue
		}
		risk, err := d.journal.AtRisk(ctx)
		h.must(err)
		h.tell("%s: %d entries, %d photos wait; due %v, connected %v", d.name, risk.Entries, risk.Photos, d.backoff.Due(h.now), d.link != nil)
	}
	h.fail("the branch does not come to rest by itself")
}

// aftermath is what may still happen to a branch at rest: headquarters makes its
// pictures anew, and devices die with work on them that nobody has.
func (h *history) aftermath(r *rand.Rand) {
	if r.IntN(4) == 0 {
		h.tell("headquarters rebuilds")
		h.must(h.hq.Rebuild(ctx))
		h.settleDown()
		h.checkAll()
	}
	for _, d := range h.devices {
		if d.lost {
			continue
		}
		if d.role == "officer" {
			for range 1 + r.IntN(6) {
				d.act(r)
				d.wrote()
			}
		}
		h.checkRiskExactly(d)
	}
}

// checkRiskExactly deletes a device, so to speak: what it says is at risk is what
// headquarters does not have, no more and no less.
func (h *history) checkRiskExactly(d *device) {
	risk, err := d.journal.AtRisk(ctx)
	h.must(err)
	entries, photos, bytes := h.missing(d)
	answers := 0
	for _, it := range d.drafts {
		answers += len(it.answers)
	}
	if risk.Entries != entries || risk.Photos != photos || risk.PhotoBytes != bytes || risk.Drafts != len(d.drafts) || risk.DraftAnswers != answers {
		h.fail("if %s died now: it says %+v, missing are %d entries, %d photos of %d bytes, %d drafts with %d answers",
			d.name, risk, entries, photos, bytes, len(d.drafts), answers)
	}
}

// checkDying is checkRiskExactly at any moment: acknowledgements may still be on
// their way, so a device may fear for more than would be missing, never for less.
func (h *history) checkDying(d *device) {
	known, err := d.journal.Generation(ctx)
	h.must(err)
	now, err := h.hq.Store.Generation(ctx)
	h.must(err)
	if known != now {
		return // it cannot know yet that headquarters lost something
	}
	risk, err := d.journal.AtRisk(ctx)
	h.must(err)
	entries, photos, _ := h.missing(d)
	if risk.Entries < entries || risk.Photos < photos {
		h.fail("if %s died now: it says %+v, missing are %d entries and %d photos", d.name, risk, entries, photos)
	}
	if risk.NotSecuredEntries < risk.Entries || risk.NotSecuredPhotos < risk.Photos {
		h.fail("%s has work that is unsent and secured: %+v", d.name, risk)
	}
}

// missing counts what only this device has.
func (h *history) missing(d *device) (entries, photos int, size int64) {
	log := map[evidence.Hash]bool{}
	for _, row := range h.log() {
		e, err := evidence.Decode(row.Raw)
		h.must(err)
		log[e.ID] = true
	}
	for _, epoch := range d.epochs {
		for _, id := range d.chain[epoch] {
			m := h.made[id]
			if !log[id] {
				entries++
			}
			for i, p := range m.photos {
				row, err := h.hq.Store.Photo(ctx, id, i)
				if log[id] {
					h.must(err)
				}
				if err != nil || row.State != store.PhotoStored {
					photos++
					size += p.Size
				}
			}
		}
	}
	return entries, photos, size
}

// sameBytes says whether two lists of bytes are one.
func sameBytes(a, b map[string][]byte) (string, bool) {
	for k, v := range a {
		if !bytes.Equal(v, b[k]) {
			return k, false
		}
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			return k, false
		}
	}
	return "", true
}
