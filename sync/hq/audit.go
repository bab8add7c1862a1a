package hq

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// AuditReport is what an audit counted and found.
type AuditReport struct {
	Entries  int64         `json:"entries"`
	Root     evidence.Hash `json:"root"` // of the log of that many entries
	Devices  int64         `json:"devices"`
	Chains   int           `json:"chains"`
	Photos   int64         `json:"photos"`
	Stored   int64         `json:"stored"` // photos whose files were read
	Pictures int64         `json:"pictures"`
	Feeds    int64         `json:"feeds"`
	Second   int64         `json:"second"` // records of the second copy that were compared
	Anchors  []Anchored    `json:"anchors,omitempty"`
	Stamps   int           `json:"stamps"`            // of an outside authority that hold
	Stamped  time.Time     `json:"stamped,omitzero"`  // the newest of them
	Vouched  bool          `json:"vouched,omitempty"` // their certificates lead to the roots of o.Authority
	Total    int           `json:"total"`             // faults
	Faults   []store.Fault `json:"faults"`            // the first maxFaults of them
}

// maxFaults bounds what an audit tells one by one: where more is wrong, it is
// one thing that is wrong.
const maxFaults = 1000

// Audit computes everything headquarters holds again from the bytes of its
// entries and compares: o.Data, the keys in o.Keys, and the second copy if
// o.Second is given. It writes nothing there and may run beside a server. The
// pictures are made anew in a temporary folder of about the pictures' size;
// memory grows with the number of devices, chains and refused entries only. The
// error is that there could be no audit; what was found is in the report.
//
// When an entry was received, and in which order entries of different chains
// came, is vouched for by the tree alone: who writes all of it anew is found by
// the checkpoints and heads that are kept, or by the devices that hold them.
//
// Nothing vouches for these, because headquarters chose or noted them and
// signed nothing about them:
//
//	head.opened, goose_db_version.tstamp   about the program, not about anybody's work
//	head.secured, .photos_secured          one set back is only copied again
//	entries.urgent                         by which frame an entry came, unless ahead of its turn
//	gaps.at, dead_letters.at, devices.revoked   only that the act that tells of it came later
//	devices.seen, .telemetry               a device's word about itself, never evidence
//	devices.held                           a person's yes is no entry; but nothing is held before a restore
//	enrol_codes                            of one not used all but its id; of one used until when it was
//	                                       good, and when it was used but for bounds
//	feed_rows.n, feed_heads.floor          within bounds; how many entries were folded together is nowhere
//	feed_rows that are gone                that a feed once showed something
//	photos.at, .stored_no                  when, and in which order, photos came whole
//	photos.file                            the random name of one that is awaited
//	photos.thumb                           that none was made yet
//	case_keys.destroyed                    when a key was destroyed; that it was, an entry says
//	checkpoints.at, heads.at, stamps.at    only when; and that one was kept at all
//
// anchors are heads that were printed outside: each that the log never had is a
// fault.
func Audit(ctx context.Context, o Options, anchors ...evidence.Hash) (AuditReport, error) {
	keys, err := LoadKeys(o.Keys)
	if err != nil {
		return AuditReport{}, err
	}
	ring, err := casekeys.OpenToRead(o.Keys, [32]byte(keys.Master))
	if err != nil {
		return AuditReport{}, err
	}
	defer ring.Close() // only read
	s, done, err := store.OpenToRead(o.Data, ring)
	if err != nil {
		return AuditReport{}, err
	}
	a := newAudit(s, keys, ring, o)
	a.anchors = newAnchors(anchors, keys.ChainID)
	err = errors.Join(a.openPhotos(), a.run(ctx))
	return a.report, errors.Join(err, done())
}

// Audit is Audit of an open headquarters with its second copy.
func (h *HQ) Audit(ctx context.Context) (AuditReport, error) {
	a := newAudit(h.Store, h.keys, h.ring, h.o)
	a.photos = h.photos
	err := a.run(ctx)
	return a.report, err
}

// Check is an audit of which only the first fault matters, as its error. What a
// stop leaves is none here.
func (h *HQ) Check(ctx context.Context) error {
	r, err := h.Audit(ctx)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(r.Faults, func(f store.Fault) bool { return !f.Stop }); i >= 0 {
		return fmt.Errorf("%d faults: %s", r.Total, r.Faults[i])
	}
	return nil
}

type audit struct {
	store   *store.Store
	keys    *Keys
	ring    *casekeys.Ring
	o       Options
	photos  *photo.Folder // nil: it is not there
	report  AuditReport
	v       *store.Snapshot
	devices map[evidence.ID]*auditedDevice
	acts    auditedActs
	anchors *anchors

	anew  *store.Store
	fold  func(tx *store.FoldTx, rows []store.Row) error
	batch []store.AuditedEntry
	bytes int // of batch
}

func newAudit(s *store.Store, keys *Keys, ring *casekeys.Ring, o Options) *audit {
	return &audit{store: s, keys: keys, ring: ring, o: o, devices: map[evidence.ID]*auditedDevice{}, acts: noActs(), anchors: newAnchors(nil, keys.ChainID),
		// The fold of a headquarters that has nothing else: it deletes no file and wakes nobody.
		fold: (&HQ{keys: keys}).foldRows(map[string]bool{}), report: AuditReport{Faults: []store.Fault{}}}
}

func (a *audit) fault(f store.Fault) {
	a.report.Total++
	if len(a.report.Faults) < maxFaults {
		a.report.Faults = append(a.report.Faults, f)
	}
}

// openPhotos opens the folder of photos if it is whole: opening it would make
// what is missing.
func (a *audit) openPhotos() error {
	dir := filepath.Join(a.o.Data, "photos")
	for _, room := range []string{"photos", "views", "incoming", "found"} {
		if _, err := os.Stat(filepath.Join(dir, room)); err != nil {
			a.fault(store.Fault{Table: "photos", Row: "folder " + room, What: "is not there: " + err.Error()})
			return nil
		}
	}
	var err error
	a.photos, err = photo.Open(dir)
	return err
}

func (a *audit) run(ctx context.Context) (err error) {
	scratch, err := os.MkdirTemp("", "hq-audit-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if a.anew, err = store.Open(scratch); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.anew.Close()) }()
	return a.store.Audit(ctx, a.fault, func(v *store.Snapshot) error {
		a.v = v
		a.readDevices()
		edge, chains, err := v.AuditLog(func(e *store.AuditedEntry) error { return a.entry(ctx, e) })
		if err = errors.Join(err, a.flush(ctx)); err != nil {
			return err
		}
		r := &a.report
		r.Entries, r.Root, r.Chains = edge.Size, edge.Root(), chains
		a.generation()
		a.proofs()
		a.anchored()
		a.stamps()
		a.compareActs()
		a.codes()
		if err := a.auditPhotos(ctx); err != nil {
			return err
		}
		if err := a.erasures(ctx); err != nil {
			return err
		}
		if err := v.AuditAnew(a.anew); err != nil {
			return err
		}
		r.Devices, r.Photos, r.Pictures, r.Feeds = v.Count("devices"), v.Count("photos"), v.Count("pictures"), v.Count("feed_heads")
		return a.secondCopy(ctx)
	})
}

// entry looks at an entry with the keys of its device, and keeps what it says
// about rows that are no entries.
func (a *audit) entry(ctx context.Context, e *store.AuditedEntry) error {
	h := &e.Entry.Header
	a.anchors.take(e)
	d := a.devices[h.Device]
	switch {
	case d == nil:
		a.v.Fault("entries", e.Name(), "device", "no device is enrolled that could have written it")
	case e.Entry.Verify(ed25519.PublicKey(d.DeviceKey), ed25519.PublicKey(d.OfficerKey)) != nil:
		a.v.Fault("entries", e.Name(), "core", "its signature is not of the keys that were enrolled")
	case !h.Officer().IsZero() && h.Officer() != d.Officer:
		a.v.Fault("entries", e.Name(), "officer", "names an officer who is not enrolled on its device")
	default:
		if e.Status == evidence.Drain && d.revoked == 0 {
			a.acts.drained = append(a.acts.drained, e.Name())
		}
		a.acts.take(e, h.Device == a.keys.ChainID)
	}
	a.batch = append(a.batch, *e)
	if a.bytes += len(e.Raw); len(a.batch) < foldBatch && a.bytes < 8<<20 {
		return nil
	}
	return a.flush(ctx)
}

// flush folds what was gathered in the store beside.
func (a *audit) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(a.batch) == 0 {
		return nil
	}
	err := a.anew.Retell(ctx, a.batch, a.v.Head.Folded, a.fold)
	if err != nil {
		a.v.Fault("pictures", "", "", "cannot be made anew from the entries %d to %d: %v", a.batch[0].No, a.batch[len(a.batch)-1].No, err)
	}
	a.batch, a.bytes = a.batch[:0], 0
	return nil
}

// generation is the one the root key signed, or that of the newest restore.
func (a *audit) generation() {
	want := a.acts.generation
	if want.IsZero() {
		var list evidence.KeyList
		if err := a.keys.List.Open(evidence.MagicKeys, a.keys.Root, &list); err != nil {
			a.v.Fault("head", "", "generation", "the list of keys is not signed by the root key: %v", err)
			return
		}
		want = list.Generation
	}
	if want != a.v.Head.Generation {
		a.v.Fault("head", "", "generation", "is %s, the last one that was begun is %s", a.v.Head.Generation, want)
	}
}

// auditedActs are what entries say about rows that are no entries themselves.
type auditedActs struct {
	generation evidence.ID // of the newest restore
	restored   bool
	drained    []string              // entries that came in as drain, of devices that are not revoked
	own        int64                 // when the newest act of headquarters was received
	first      int64                 // when its first was
	revoked    map[evidence.ID]int64 // by headquarters, when received
	revokedBy  map[evidence.ID]int64 // by anybody
	gaps       map[visits.GapFacts]int64
	refused    map[visits.GapFacts]int64
	letters    map[letterAct]*lettersTold
	lettered   int64
	erased     map[evidence.ID]bool // cases
}

type letterAct struct {
	device evidence.ID
	hash   evidence.Hash
	why    string
}

type lettersTold struct{ n, last int64 }

func noActs() auditedActs {
	return auditedActs{revoked: map[evidence.ID]int64{}, revokedBy: map[evidence.ID]int64{}, gaps: map[visits.GapFacts]int64{},
		refused: map[visits.GapFacts]int64{}, letters: map[letterAct]*lettersTold{}, erased: map[evidence.ID]bool{}}
}

func (t *auditedActs) take(e *store.AuditedEntry, own bool) {
	at := e.Received
	if device := e.Entry.Header.Ref(evidence.RefDevice); e.Entry.Header.Kind == visits.DeviceRevoked {
		t.revokedBy[device] = max(t.revokedBy[device], at)
		if own {
			t.revoked[device] = max(t.revoked[device], at)
		}
	}
	if !own {
		return
	}
	t.own = max(t.own, at)
	if t.first == 0 {
		t.first = at
	}
	b := e.Entry.Facts.Bytes
	var restored visits.RestoredFacts
	var gap visits.GapFacts
	var letter visits.LetterFacts
	switch e.Entry.Header.Kind {
	case visits.CaseErased:
		t.erased[e.Entry.Header.Case()] = true
	case visits.HQRestored:
		if evidence.DecodePayload(b, &restored) == nil {
			t.generation, t.restored = restored.New, true
		}
	case visits.GapDeclared:
		if evidence.DecodePayload(b, &gap) == nil {
			t.gaps[gap] = max(t.gaps[gap], at)
		}
	case visits.LetterRefused:
		if evidence.DecodePayload(b, &letter) == nil {
			t.lettered++
			k := letterAct{letter.Device, letter.Hash, letter.Why}
			if t.letters[k] == nil {
				t.letters[k] = &lettersTold{}
			}
			t.letters[k].n, t.letters[k].last = t.letters[k].n+1, max(t.letters[k].last, at)
			g := visits.GapFacts{Device: letter.Device, Epoch: letter.Epoch, From: letter.Seq, To: letter.Seq, Reason: store.Refused}
			t.refused[g] = max(t.refused[g], at)
		}
	}
}
