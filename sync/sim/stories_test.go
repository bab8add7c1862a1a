package sim

import (
	"bytes"
	"testing"
	"time"

	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// What the search found, told in its fewest steps.

// told tells a story of Li's tablet, in a branch where a day begins.
func told(t *testing.T, story func(h *history, li *device)) {
	t.Helper()
	inArenas(t, 1, func(_ int, a *arena) {
		h := a.newHistory(1)
		defer h.close()
		defer func() {
			switch v := recover().(type) {
			case nil:
			case violation:
				t.Error(v.what)
			default:
				panic(v)
			}
		}()
		h.second, h.batch, h.open = true, 4, a.cases
		h.lay([]int{0, 1}, draw(1, 0))
		story(h, h.devices[0])
	})
}

// syncs has a device talk to headquarters until it rests; headquarters folds
// nothing meanwhile.
func (d *device) syncs() {
	for rests := false; !rests; {
		if d.link == nil {
			d.h.connect(d, clean, d.h.luck)
		}
		rests = d.h.converse(d, untiring)
	}
	d.hangUp()
}

// setsOut goes to the first case that is this officer's.
func (d *device) setsOut() *fieldwork.Visit {
	list, err := d.journal.Pictures(ctx, visits.KindCase)
	d.h.must(err)
	v, _, err := d.work.Open(ctx, list[0].Key.ID, d.h.officers[1])
	d.h.must(err)
	d.wrote()
	return v
}

func (d *device) goesHome(v *fieldwork.Visit) {
	d.h.must(v.Close(ctx, []visits.Outcome{{Code: "nf"}}, nil))
	d.wrote()
}

// Headquarters folded an entry that the copy does not have, and says its number.
// The copy has another one of that number, which no row shows yet.
func TestAnOldCopyShowsWhatItRecorded(t *testing.T) {
	told(t, func(h *history, li *device) {
		v := li.setsOut()
		li.copyAway()
		h.must(v.AskedToLeave(ctx))
		li.wrote()
		li.syncs()
		h.must(h.hq.Settle(ctx))

		li.bringBack(li.copies[0], dataOnly)
		v, _ = li.openDraft(h.luck)
		li.goesHome(v)
		li.syncs()
		h.checkDevice(li)

		h.settleDown()
		h.checkAll()
	})
}

// Headquarters passed a number without an entry: the one that stood there was no
// good. The copy has a good one of that number.
func TestAnOldCopyHandsInWhereAnEntryWasRefused(t *testing.T) {
	told(t, func(h *history, li *device) {
		v := li.setsOut()
		li.syncs()
		epochs, err := li.journal.Epochs(ctx)
		h.must(err)
		now := epochs[len(epochs)-1]
		_, err = h.hq.Store.Refuse(ctx, li.identity().Device, now.Epoch, now.Seq+1, []byte("spoilt"), "it is not an entry", h.now.UnixMicro())
		h.must(err)

		h.must(v.AskedToLeave(ctx))
		li.wrote()
		li.goesHome(v)
		h.settleDown()
		h.checkAll()
	})
}

// What a tablet let go of cannot be lost with it, not even where headquarters
// lost it since: it says so no more than it says it of what it never had.
func TestAPhotoThatWasLetGoIsNotAtRiskOnTheTablet(t *testing.T) {
	told(t, func(h *history, li *device) {
		h.backUp()
		v := li.setsOut()
		photo, err := v.Photograph(ctx, bytes.NewReader(h.photos[0]), "d5", "camera")
		h.must(err)
		li.wrote()
		li.goesHome(v)
		h.settleDown() // it is secured, and the tablet knows
		h.wait(25 * time.Hour)
		if !li.freed[photoName{photo.ID, 0}] {
			t.Fatal("the tablet did not let go of the photo")
		}

		h.burn(h.backups[0], false)
		h.settleDown()
		if p, err := h.hq.Store.Photo(ctx, photo.ID, 0); err != nil || p.State == store.PhotoStored {
			t.Fatalf("headquarters has the photo, so the story is another one: %v", err)
		}
		h.checkAll()
	})
}
