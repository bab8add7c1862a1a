package hq_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// A device of another version is told so in a sentence, and nothing of it is
// taken: neither the entries it sends all the same, nor that it was here. With a
// version both know, what it kept goes up.
func TestAnotherVersionIsToldAndNothingIsTaken(t *testing.T) {
	for version, says := range map[int]string{-1: "too old", 0: "too old", fieldsync.Version + 1: "does not know", 1 << 40: "does not know"} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			w := newWorld(t, false)
			li := w.enrol("officer", "Li")
			e, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}})
			w.must(err)
			w.must(w.hq.Settle(w.ctx))
			before := w.status().Size
			device := li.talk(version)
			device.hand(e)
			if bye := device.bye(); bye.Code != fieldsync.ByeVersion || !strings.Contains(bye.Why, says) {
				t.Errorf("headquarters said %+v", bye)
			}
			w.close() // whatever was under way is done
			w.open()
			if _, err := w.hq.Store.EntryByID(w.ctx, e.ID); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("its entry is at headquarters (%v)", err)
			}
			d, err := w.hq.Store.Device(w.ctx, li.journal.Identity().Device)
			w.must(err)
			if after := w.status().Size; after != before || d.Seen != 0 {
				t.Errorf("the log grew from %d to %d, the device was seen at %d", before, after, d.Seen)
			}
			li.sync()
			if _, err := w.hq.Store.EntryByID(w.ctx, e.ID); err != nil {
				t.Errorf("in a version both know its entry did not come: %v", err)
			}
		})
	}
}
