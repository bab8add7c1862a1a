package hq

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/stamp"
)

// proofs holds the log against what headquarters signed of it, and against what
// devices signed that they were shown: who wrote all of it anew, and had the
// service key too, is found by these.
func (a *audit) proofs() {
	service := a.keys.Service.Public().(ed25519.PublicKey)
	for r := range a.v.Rows("checkpoints", "SELECT * FROM checkpoints ORDER BY generation, size") {
		name := fmt.Sprintf("%x of %d", r.Blob("generation"), r.Int("size"))
		c, err := evidence.OpenCheckpoint(r.Blob("note"), service)
		if err != nil {
			a.v.Fault("checkpoints", name, "note", "headquarters did not sign it: %v", err)
			continue
		}
		r.Compare("checkpoints", name, map[string]any{"generation": c.Generation[:], "size": c.Size, "root": c.Root[:]})
		if a.goesOnFrom(c) {
			continue
		}
		a.v.Fault("checkpoints", name, "root", "the log of %d entries is not the continuation of what was signed", a.v.Head.Size)
	}
	for r := range a.v.Rows("heads", "SELECT * FROM heads ORDER BY device") {
		name := fmt.Sprintf("%x", r.Blob("device"))
		var id evidence.ID
		copy(id[:], r.Blob("device"))
		d, note := a.devices[id], r.Blob("note")
		c, err := evidence.OpenCheckpoint(note, service)
		switch {
		case d == nil:
			a.v.Fault("heads", name, "device", "no such device is enrolled")
			continue
		case err != nil:
			a.v.Fault("heads", name, "note", "headquarters did not sign it: %v", err)
			continue
		case !evidence.HeadSigned(string(note), hex.EncodeToString(r.Blob("sig")), ed25519.PublicKey(d.DeviceKey)):
			a.v.Fault("heads", name, "sig", "the device did not sign it")
			continue
		}
		splits := int64(0)
		if !a.goesOnFrom(c) {
			splits = 1
		}
		r.Compare("heads", name, map[string]any{"generation": c.Generation[:], "size": c.Size, "splits": splits})
		if splits == 1 {
			a.v.Fault("heads", name, "note", "the log of %d entries is not the continuation of the one this device was shown, of %d", a.v.Head.Size, c.Size)
		}
	}
}

// anchored tells of the heads that were printed outside and asked for. A head
// that was printed must be found again: the log that has lost it is another one.
func (a *audit) anchored() {
	for _, head := range a.anchors.order {
		found := a.anchors.wanted[head]
		a.report.Anchors = append(a.report.Anchors, *found)
		switch {
		case found.Size == 0 && a.anchors.broken:
			a.v.Fault("head", "", "root", "whether this log had the printed head %s nobody can say: an entry of it is damaged or missing", head)
		case found.Size == 0 && found.Entry != 0:
			a.v.Fault("entries", fmt.Sprint(found.Entry), "facts", "says that the head %s was printed, and this log never had it", head)
		case found.Size == 0:
			a.v.Fault("head", "", "root", "this log never had the printed head %s: it is miscopied, of another headquarters, or the log was written anew", head)
		}
	}
}

// stamps holds the log against what an outside authority stamped of it. Without
// roots a token is only whole.
func (a *audit) stamps() {
	service, roots := a.keys.Service.Public().(ed25519.PublicKey), a.o.Authority.Roots
	a.report.Vouched = roots != nil
	for r := range a.v.Rows("stamps", "SELECT * FROM stamps ORDER BY generation, size") {
		name := fmt.Sprintf("%x of %d", r.Blob("generation"), r.Int("size"))
		c, err := evidence.OpenCheckpoint(r.Blob("note"), service)
		if err != nil {
			a.v.Fault("stamps", name, "note", "headquarters did not sign it: %v", err)
			continue
		}
		r.Compare("stamps", name, map[string]any{"generation": c.Generation[:], "size": c.Size})
		s, err := stamp.Open(r.Blob("token"), r.Blob("note"), roots)
		switch {
		case err != nil:
			a.v.Fault("stamps", name, "token", "it is no stamp of this checkpoint: %v", err)
		case !a.goesOnFrom(c):
			a.v.Fault("stamps", name, "note", "the log of %d entries is not the continuation of what was stamped at %s", a.v.Head.Size, s.Time.Format(time.RFC3339))
		default:
			a.report.Stamps++
			if s.Time.After(a.report.Stamped) {
				a.report.Stamped = s.Time
			}
		}
	}
}

// goesOnFrom reports whether the log goes on from a checkpoint. Of one of another
// generation it says nothing, and that is no fault.
func (a *audit) goesOnFrom(c evidence.Checkpoint) bool {
	if c.Generation != a.v.Head.Generation {
		return true
	}
	root, err := a.v.RootAt(c.Size)
	return err == nil && c.Size <= a.v.Head.Size && root == c.Root
}
