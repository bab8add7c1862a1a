package hq_test

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// locked is a person's tablet that was started again and not unlocked.
type locked struct {
	*journal.Sender
	p      *person
	client *fieldsync.Client
}

// lock ends the program on a person's tablet and starts it again, locked. All it
// has is what was kept beside the lock: the store key is not asked for.
func (p *person) lock() *locked {
	p.w.Helper()
	var key ed25519.PrivateKey
	var session []byte
	p.work.Clock.KeepSending = func(k ed25519.PrivateKey, b []byte) error {
		key, session = k, bytes.Clone(b)
		return nil
	}
	p.w.must(p.journal.Close())
	p.unlock()
	p.w.must(p.journal.Close())
	s, err := journal.OpenSender(journal.Folder(p.root, p.journal.Identity().Officer), key, session, p.work.Clock)
	p.w.must(err)
	p.w.Cleanup(func() { s.Close() })
	return &locked{s, p, &fieldsync.Client{Sender: s, Dial: p.client.Dial}}
}

// unlock opens a person's store again.
func (p *person) unlock() {
	p.w.Helper()
	j, err := journal.Open(journal.Folder(p.root, p.journal.Identity().Officer), p.work.Clock)
	p.w.must(err)
	p.w.Cleanup(func() { j.Close() })
	p.journal, p.client.Journal, p.work.Journal = j, j, j
}

func (l *locked) unlock() {
	l.p.w.Helper()
	l.p.w.must(l.Close())
	l.p.unlock()
}

// once runs one session until there is nothing to hand in any more.
func (l *locked) once() error {
	ctx, cancel := context.WithTimeout(l.p.w.ctx, 20*time.Second)
	defer cancel()
	return l.client.Once(ctx, func() bool { return true })
}

func (l *locked) waits() journal.AtRisk {
	l.p.w.Helper()
	r, err := l.AtRisk(l.p.w.ctx)
	l.p.w.must(err)
	return r
}

// reads is what headquarters gives of a file.
func (o *office) reads(entry evidence.Hash) []byte {
	o.Helper()
	f, _, err := o.hq.OpenPhoto(o.ctx, entry, 0)
	o.must(err)
	defer f.Close()
	b, err := io.ReadAll(f)
	o.must(err)
	return b
}

// arrived reports whether headquarters has a photo.
func (o *office) arrived(entry evidence.Hash) bool {
	o.Helper()
	row, err := o.hq.Store.Photo(o.ctx, entry, 0)
	if errors.Is(err, store.ErrNoPhoto) {
		return false
	}
	o.must(err)
	return row.State == store.PhotoStored
}

// An officer records a visit with photos where there is no network, the tablet
// starts again in a bag, and nobody unlocks it.
func TestALockedTabletHandsInAVisit(t *testing.T) {
	o := newOffice(t)
	small, _ := o.photograph(1)
	noisy := o.noisy(1600, 1200)
	large, err := o.visit.Photograph(o.ctx, bytes.NewReader(noisy), "d6", "camera")
	o.must(err)
	if int64(len(noisy)) <= 2*photo.ChunkSize {
		t.Fatal("the photo has too few chunks: this test shows little")
	}
	o.closeVisit()

	l := o.li.lock()
	if r := l.waits(); r.Entries == 0 || r.Photos != 2 {
		t.Fatalf("nothing waits: %+v", r)
	}
	out, err := l.Unsent(o.ctx, l.Epoch(), 1, 1, 1<<20)
	o.must(err)
	if _, err := l.Plain(out[0]); !errors.Is(err, journal.ErrLockedStore) {
		t.Errorf("a locked store opened an entry: %v", err)
	}
	o.must(l.once())
	if r := l.waits(); r.Entries+r.Photos != 0 {
		t.Errorf("still waiting: %+v", r)
	}
	o.secured()
	o.until("told what is secured", func() bool {
		o.must(l.once()) // one may end before headquarters has looked it all up
		r := l.waits()
		return r.NotSecuredEntries+r.NotSecuredPhotos == 0
	})
	for _, id := range []evidence.Hash{small, large.ID} {
		if !o.arrived(id) {
			t.Errorf("headquarters lacks photo %s", id.Short())
		}
	}
	if got := o.reads(large.ID); !bytes.Equal(got, noisy) {
		t.Errorf("headquarters reads %d other bytes of the photo", len(got))
	}
	if left := o.holds(noisy[:4096]); len(left) != 0 {
		t.Errorf("the photo lies open in %v", left)
	}
	o.sameAnew()
	if r, err := o.hq.Audit(o.ctx); err != nil || r.Total != 0 {
		t.Errorf("the audit: %v, %v", err, r.Faults)
	}
	if _, r := o.dossier(hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone}); r.WordsSealed != 0 || r.PhotosWhole != 2 {
		t.Errorf("the dossier: %+v", r)
	}

	l.unlock()
	o.li.sync()
	o.li.provesOffline()
	if o.li.acks == 0 {
		t.Error("the unlocked device had nothing to say, not even that of its own start")
	}
}

// cutAfter is a connection that breaks after so many bytes of photos.
type cutAfter struct {
	fieldsync.Conn
	left  int
	first *fieldsync.PhotoBytes // of this connection
	sent  *int
}

var errCut = errors.New("the network went away")

func (c *cutAfter) Write(ctx context.Context, frame []byte) error {
	if fieldsync.Type(frame[0]) == fieldsync.TPhotoBytes {
		p, err := fieldsync.DecodePhotoBytes(frame[1:])
		if err != nil {
			return err
		}
		if c.left -= len(p.Data); c.left < 0 {
			return errCut
		}
		if c.first.Data == nil {
			*c.first = p
		}
		*c.sent += len(p.Data)
	}
	return c.Conn.Write(ctx, frame)
}

// A sealed photo goes on at the byte where the network broke, in the middle of a
// chunk that nobody can open before it is whole.
func TestASealedPhotoGoesOnAtItsByte(t *testing.T) {
	o := newOffice(t)
	noisy := o.noisy(1600, 1200)
	e, err := o.visit.Photograph(o.ctx, bytes.NewReader(noisy), "d5", "camera")
	o.must(err)
	l := o.li.lock()
	sent, whole := 0, int64(0)
	for i := int64(0); i*photo.ChunkSize < int64(len(noisy)); i++ {
		whole += photo.Wire(i, int64(len(noisy)), true)
	}
	var middle bool
	for session := 0; !o.arrived(e.ID); session++ {
		if session == 60 {
			t.Fatal("it never arrives")
		}
		var first fieldsync.PhotoBytes
		l.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
			c, err := o.li.client.Dial(ctx)
			return &cutAfter{c, 100_000, &first, &sent}, err
		}
		if err := l.once(); err != nil && !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		middle = middle || first.Byte > 0 && first.Chunk > 0
	}
	if !middle {
		t.Error("no session began within a chunk: this test shows nothing")
	}
	if over := int64(sent) - whole; over < 0 || over > whole/20 {
		t.Errorf("%d bytes were sent of %d", sent, whole)
	}
	o.sameAnew()
}

// transportKey gives headquarters another transport key; with root it is in its key
// list, without it is a mistake of whoever keeps the keys.
func (w *world) transportKey(root ed25519.PrivateKey) {
	w.Helper()
	w.close()
	path := filepath.Join(hq.KeyFolder(w.dir), "keys.json")
	b, err := os.ReadFile(path)
	w.must(err)
	var keys map[string]any
	w.must(json.Unmarshal(b, &keys))
	x, err := ecdh.X25519().GenerateKey(rand.Reader)
	w.must(err)
	keys["transport"] = hex.EncodeToString(x.Bytes())
	if root != nil {
		var list evidence.KeyList
		w.must(evidence.DecodePayload([]byte(keys["list"].(map[string]any)["body"].(string)), &list))
		list.Version, list.Transport = list.Version+1, x.PublicKey().Bytes()
		keys["list"], err = evidence.SignStatement(evidence.MagicKeys, list, root)
		w.must(err)
	}
	b, err = json.Marshal(keys)
	w.must(err)
	w.must(os.WriteFile(path, b, 0o600))
	w.open()
}

func TestWhatIsSealedForAnotherKeyIsRefusedAndKept(t *testing.T) {
	w := &world{TB: t, ctx: t.Context(), dir: t.TempDir()}
	w.turn(workday)
	printed, err := hq.Init(w.ctx, w.options())
	w.must(err)
	seed, err := hex.DecodeString(printed.Root)
	w.must(err)
	w.open()
	w.unit = w.hq.UnitID("north")
	o := &office{world: w, li: w.enrol("officer", "Li")}
	zhao := w.enrol("officer", "Zhao")
	o.caseID = w.importCases(oneCase)[0]
	w.assign(o.caseID, o.li, zhao)
	o.li.sync()
	o.visit, _, err = o.li.work.Open(w.ctx, o.caseID, zhao.id)
	w.must(err)
	child, _ := o.photograph(1)

	w.transportKey(nil)
	l := o.li.lock()
	before := l.waits()
	var bye *fieldsync.Bye
	if err := l.once(); !errors.As(err, &bye) || bye.Code != fieldsync.ByeSealed || !strings.Contains(bye.Why, "keeps all of it") {
		t.Fatalf("sealed for another key: %v", err)
	}
	if l.waits() != before {
		t.Errorf("%+v waited, now %+v", before, l.waits())
	}
	var letters int
	w.must(w.hq.Settle(w.ctx))
	if letters = w.findings(visits.LetterSeen); letters != 0 {
		t.Errorf("%d entries became dead letters", letters)
	}

	w.transportKey(ed25519.NewKeyFromSeed(seed))
	if err := l.once(); !errors.Is(err, journal.ErrLockedStore) || !strings.Contains(err.Error(), "another transport key") {
		t.Fatalf("a locked store and another key of headquarters: %v", err)
	}
	if l.waits() != before {
		t.Errorf("%+v waited, now %+v", before, l.waits())
	}
	l.unlock()
	o.li.sync()
	l = o.li.lock()
	if r := l.waits(); r.Entries+r.Photos != 0 || !o.arrived(child) {
		t.Errorf("after somebody unlocked still waiting: %+v", r)
	}
}
