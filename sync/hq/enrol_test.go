package hq_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits/journal"
)

// A manager's device makes the ids of cases itself, so it gets the branch import
// key; nobody else's does, and it stands in no statement that is signed or stored.
func TestOnlyAManagersDeviceGetsTheImportKey(t *testing.T) {
	w := newWorld(t, false)
	key := w.hq.Keys().Import
	for _, role := range []string{"officer", "headquarters", "manager"} {
		p := w.enrol(role, role)
		id := p.journal.Identity()
		if got := bytes.Equal(id.Import, key); got != (role == "manager") {
			t.Errorf("the key of a %s's device is %x", role, id.Import)
		}
		if role != "manager" && id.Import != nil {
			t.Errorf("a %s's device has a key %x", role, id.Import)
		}
		if text := hex.EncodeToString(key); strings.Contains(id.Enrolment.Body+id.KeyList.Body, text) {
			t.Errorf("the statements of a %s's device tell the key", role)
		}
		w.must(p.journal.Close())
		j, err := journal.Open(journal.Folder(p.root, p.id), p.work.Clock)
		w.must(err)
		if !bytes.Equal(j.Identity().Import, id.Import) {
			t.Errorf("after a restart the key of a %s's device is %x", role, j.Identity().Import)
		}
		w.must(j.Close())
	}
}

// An answer whose key is none, or that gives one to an officer's device, is not
// headquarters'.
func TestAnImportKeyThatIsNoneIsRefused(t *testing.T) {
	w := newWorld(t, false)
	exporter := bytes.Repeat([]byte{3}, 32)
	for _, c := range []struct{ role, key string }{{"manager", "00"}, {"manager", "zz"}, {"officer", strings.Repeat("00", 32)}} {
		i, err := w.hq.Invite(w.ctx, "https://hq.example", c.role, evidence.NewID(), w.unit, "x")
		w.must(err)
		id, request := fieldsync.RequestEnrolment(i, exporter)
		reply, err := w.hq.Enrol(w.ctx, request, exporter)
		w.must(err)
		reply.Import = c.key
		before := id
		if err := fieldsync.AcceptEnrolment(&id, reply); !errors.Is(err, fieldsync.ErrNotHeadquarters) || id.Role != before.Role || id.Import != nil {
			t.Errorf("%s with key %q: %v", c.role, c.key, err)
		}
	}
}
