package sim

import (
	"bytes"
	"math/rand/v2"
	"time"

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

// untiring is more moves than all that waits can take.
const untiring = 10_000

func (h *history) settleDown() {
	h.must(h.hq.Settle(ctx))
	h.secureAll()
	before := h.marks()
	for round, calm := 0, false; !calm; round++ {
		if round == patience {
			h.notAtRest()
		}
		h.confirmHeld()
		calm = true
		for _, d := range h.devices {
			calm = h.restOne(d) && calm
		}
		h.must(h.hq.Settle(ctx))
		h.secureAll()
		now := h.marks()
		calm = calm && now == before
		before = now
		h.now = h.now.Add(time.Duration(30+h.luck.IntN(90)) * time.Second)
	}
	for _, d := range h.devices {
		d.hangUp()
	}
}

// marks are how far headquarters is with everything it was handed.
type marks struct{ size, folded, secured, photos int64 }

func (h *history) marks() (m marks) {
	status, err := h.hq.Status(ctx)
	h.must(err)
	_, m.photos, err = h.hq.Store.Secured(ctx)
	h.must(err)
	m.size, m.folded, m.secured = status.Size, status.Folded, status.Secured
	return m
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
	if !h.converse(d, untiring) {
		if d.link != nil {
			h.fail("%s and headquarters talk without end", d.name)
		}
		return false // a new epoch
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

// aftermath is what may still happen to a branch at rest: devices die with work
// on them that nobody else has.
func (h *history) aftermath(r *rand.Rand) {
	for _, d := range h.devices {
		if d.lost {
			continue
		}
		if d.role == "officer" {
			for range 1 + r.IntN(3) {
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
	if known, current := h.generations(d); known != current {
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

// missing counts what only this device has. A photo that it let go of, which
// checkFreed saw in the second copy, it has not: where the operator then restored
// without that copy, nobody has it, and it cannot be lost with this device.
func (h *history) missing(d *device) (entries, photos int, size int64) {
	h.log()
	for _, epoch := range d.epochs {
		for _, id := range d.chain[epoch] {
			m := h.made[id]
			there := len(h.at[id]) > 0
			if !there {
				entries++
			}
			for i, p := range m.photos {
				row, err := h.hq.Store.Photo(ctx, id, i)
				if there {
					h.must(err)
				}
				if h.lossy && d.freed[photoName{id, i}] {
					continue
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
