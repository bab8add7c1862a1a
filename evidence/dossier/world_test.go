package dossier_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/photo"
)

// world is a log of headquarters with two cases and the devices that wrote it,
// signed for real.
type world struct {
	testing.TB
	rng        *rand.Rand
	root       ed25519.PrivateKey
	service    ed25519.PrivateKey
	keys       evidence.Statement
	generation evidence.ID
	own        *device // of headquarters
	cases      [2]evidence.ID
	visits     []evidence.ID // of the first case
	devices    map[evidence.ID]*device
	edge       evidence.Edge
	rows       [][]byte
	entries    []evidence.Entry
	leaves     []evidence.Leaf
	pictures   map[dossier.PhotoName][]byte
	withdrawn  map[dossier.PhotoName]string
	awaited    map[dossier.PhotoName]bool
	now        int64
	report     []byte // report.pdf; nil: dossiers of before there was one

	// lie changes what a device is about to sign; nil: all are honest.
	lie func(h *evidence.Header, facts *string)
	// late keeps an entry back for the log; nil: none.
	late func(h *evidence.Header) bool
	// status is the leaf's, of an entry.
	status func(h *evidence.Header) evidence.Admission
}

// device is one person's enrolment and chain.
type device struct {
	id, officer evidence.ID
	keys        evidence.Keys
	statement   evidence.Statement
	epoch       evidence.ID
	seq         uint64
	last        evidence.Hash
	ofVisit     map[evidence.ID]evidence.Hash
	count       map[evidence.ID][2]int // entries and photos of a visit
}

func newKey() ed25519.PrivateKey {
	_, k, _ := ed25519.GenerateKey(nil) // crypto/rand never fails
	return k
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func newWorld(t testing.TB, seed uint64) *world {
	w := &world{TB: t, rng: rand.New(rand.NewPCG(seed, 4)), root: newKey(), service: newKey(), generation: evidence.NewID(), devices: map[evidence.ID]*device{},
		pictures: map[dossier.PhotoName][]byte{}, withdrawn: map[dossier.PhotoName]string{}, awaited: map[dossier.PhotoName]bool{}, now: 1_790_000_000_000_000}
	w.cases = [2]evidence.ID{evidence.NewID(), evidence.NewID()}
	var err error
	w.keys, err = evidence.SignStatement(evidence.MagicKeys, evidence.KeyList{Version: 1, Generation: w.generation, Service: evidence.PublicKey(public(w.service))}, w.root)
	w.must(err)
	w.own = w.enrol(false)
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) enrol(person bool) *device {
	d := &device{id: evidence.NewID(), keys: evidence.Keys{Device: newKey()}, epoch: evidence.NewID(), ofVisit: map[evidence.ID]evidence.Hash{}, count: map[evidence.ID][2]int{}}
	e := evidence.Enrolment{Device: d.id, Officer: evidence.NewID(), Unit: evidence.NewID(), Role: "hq", DeviceKey: evidence.PublicKey(public(d.keys.Device)), Issued: w.now}
	if person {
		d.officer, d.keys.Officer, e.Role = e.Officer, newKey(), "officer"
		e.OfficerKey = evidence.PublicKey(public(d.keys.Officer))
	}
	var err error
	d.statement, err = evidence.SignStatement(evidence.MagicEnrol, e, w.service)
	w.must(err)
	w.devices[d.id] = d
	return d
}

// record has a device sign an entry and headquarters admit it.
func (w *world) record(d *device, kind string, caseID, visit evidence.ID, facts, words string, photos ...evidence.PhotoRef) evidence.Entry {
	w.Helper()
	d.seq++
	w.now += 1_000_000
	h := evidence.Header{Kind: kind, Build: "test", Device: d.id, Epoch: d.epoch, Seq: d.seq, Prev: d.last, Wall: w.now, Zone: 480, SinceBoot: w.now, Photos: photos}
	if !visit.IsZero() {
		h.PrevVisit = d.ofVisit[visit]
	}
	for _, r := range []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefVisit, ID: visit}, {Kind: evidence.RefOfficer, ID: d.officer}} {
		if !r.ID.IsZero() {
			h.Refs = append(h.Refs, r)
		}
	}
	if w.lie != nil {
		w.lie(&h, &facts)
	}
	var part evidence.Part
	if words != "" {
		part = evidence.NewPart([]byte(words))
	}
	e, err := evidence.Sign(h, evidence.NewPart([]byte(facts)), part, d.keys)
	w.must(err)
	d.last = e.ID
	if !visit.IsZero() {
		d.ofVisit[visit] = e.ID
		n := d.count[visit]
		d.count[visit] = [2]int{n[0] + 1, n[1] + len(photos)}
	}
	if w.late == nil || !w.late(&h) {
		w.admit(e)
	}
	return e
}

func (w *world) admit(e evidence.Entry) {
	w.Helper()
	l := evidence.Leaf{No: w.edge.Size, ID: e.ID, Device: e.Header.Device, Epoch: e.Header.Epoch, Seq: e.Header.Seq, Received: w.now + 500, Status: evidence.Whole}
	if w.status != nil {
		l.Status = w.status(&e.Header)
	}
	row, err := w.edge.Append(&l)
	w.must(err)
	w.rows, w.entries, w.leaves = append(w.rows, row), append(w.entries, e), append(w.leaves, l)
}

// photograph records a photo of that many bytes.
func (w *world) photograph(d *device, caseID, visit evidence.ID, size int, kind uint8) dossier.PhotoName {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(w.rng.Uint32())
	}
	var salt evidence.Hash
	for i := range salt {
		salt[i] = byte(w.rng.Uint32())
	}
	var chunks []evidence.Hash
	for at := 0; at < size; at += photo.ChunkSize {
		chunks = append(chunks, sha256.Sum256(b[at:min(at+photo.ChunkSize, size)]))
	}
	words := fmt.Sprintf(`{"photos":[{"salt":"%s","sha256":"%s"}]}`, salt, evidence.Hash(sha256.Sum256(b)))
	e := w.record(d, "photo.taken/1", caseID, visit, `{"source":"camera"}`, words, evidence.PhotoRef{Root: photo.Root(salt, int64(size), chunks), Size: int64(size), Type: kind})
	name := dossier.PhotoName{Entry: e.ID}
	w.pictures[name] = b
	return name
}

// visit is a whole visit; its words name it, so that they can be looked for.
func (w *world) visit(d *device, caseID evidence.ID, photos ...int) evidence.ID {
	v := evidence.NewID()
	if caseID == w.cases[0] {
		w.visits = append(w.visits, v)
	}
	w.record(d, "visit.opened/1", caseID, v, `{"day":"2026-11-25"}`, "")
	w.record(d, "visit.arrived/1", caseID, v, `{}`, fmt.Sprintf(`{"lat_e7":1,"of":"%s"}`, marker(v)))
	for i, size := range photos {
		w.photograph(d, caseID, v, size, uint8(1+i%4)) // of every type in turn
	}
	w.record(d, "note.added/1", caseID, v, `{}`, fmt.Sprintf(`{"text":"Frau Beispiel, Hinterhof","of":"%s"}`, marker(v)))
	w.closeVisit(d, caseID, v)
	return v
}

func (w *world) closeVisit(d *device, caseID, v evidence.ID) {
	n := d.count[v]
	w.record(d, "visit.closed/1", caseID, v, fmt.Sprintf(`{"entries":%d,"photos":%d,"outcomes":[]}`, n[0]+1, n[1]), "")
}

func marker(v evidence.ID) string { return "words of " + v.String() }

// begin records what every log begins with: two cases and two enrolled people.
func (w *world) begin() (li, zhao *device) {
	w.record(w.own, "device.enrolled/1", evidence.ID{}, evidence.ID{}, `{}`, "")
	for _, c := range w.cases {
		w.record(w.own, "case.imported/1", c, evidence.ID{}, `{"amount":1200050}`, `{"parties":[{"name":"Erika Beispiel"}]}`)
	}
	li, zhao = w.enrol(true), w.enrol(true)
	for _, d := range []*device{li, zhao} {
		w.record(d, "device.enrolled/1", evidence.ID{}, evidence.ID{}, `{}`, "")
	}
	w.record(w.own, "case.assigned/1", w.cases[0], evidence.ID{}, `{"order":1}`, "")
	return li, zhao
}

// anyLog is a log of random shape.
func anyLog(t testing.TB, seed uint64) *world {
	w := newWorld(t, seed)
	if w.rng.IntN(2) == 0 {
		w.report = readable(w.rng.IntN(3000))
	}
	li, zhao := w.begin()
	for range 1 + w.rng.IntN(3) {
		d := []*device{li, zhao}[w.rng.IntN(2)]
		if w.rng.IntN(3) == 0 {
			w.visit(d, w.cases[1], 50)
		}
		var sizes []int
		for range w.rng.IntN(3) {
			sizes = append(sizes, 1+w.rng.IntN(900))
		}
		w.visit(d, w.cases[0], sizes...)
		for name := range w.pictures {
			switch w.rng.IntN(6) {
			case 0:
				w.withdrawn[name] = "child"
			case 1:
				w.awaited[name] = true
			}
		}
	}
	w.record(w.own, "record.viewed/1", w.cases[0], evidence.ID{}, `{"what":"case record"}`, "")
	return w
}

// readable stands for a report: nobody who checks reads it.
func readable(size int) []byte { return append([]byte("%PDF-1.7\n"), make([]byte, size)...) }

func (w *world) size() int64 { return w.edge.Size }

// content is the first case, or one visit of it, at a size of the log.
func (w *world) content(visit evidence.ID, n int64, mask dossier.Mask) dossier.Content {
	w.Helper()
	rows := evidence.Rows(func(i int64) ([]byte, error) { return w.rows[i], nil })
	edge, err := evidence.LoadEdge(n, rows)
	w.must(err)
	c := dossier.Content{Case: w.cases[0], Visit: visit, Mask: mask, Keys: w.keys, Checkpoint: evidence.Checkpoint{Generation: w.generation, Size: n, Root: edge.Root()},
		Photos: map[dossier.PhotoName]dossier.Picture{}}
	wrote := map[evidence.ID]bool{}
	for i, e := range w.entries[:n] {
		if e.Header.Case() != w.cases[0] || !visit.IsZero() && e.Header.Visit() != visit {
			continue
		}
		proof, err := rows.ProveInclusion(n, int64(i))
		w.must(err)
		c.Entries = append(c.Entries, dossier.Entry{Entry: e, Leaf: w.leaves[i], Proof: proof})
		if d := e.Header.Device; !wrote[d] {
			wrote[d] = true
			c.Devices = append(c.Devices, w.devices[d].statement)
		}
		for index := range e.Header.Photos {
			name := dossier.PhotoName{Entry: e.ID, Index: index}
			switch {
			case w.withdrawn[name] != "":
				c.Photos[name] = dossier.Picture{Withdrawn: w.withdrawn[name]}
			case !w.awaited[name]:
				b := w.pictures[name]
				c.Photos[name] = dossier.Picture{Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
			}
		}
	}
	if w.report != nil {
		c.Report = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(w.report)), nil }
	}
	return c
}

func (w *world) dossier(visit evidence.ID, n int64, mask dossier.Mask) []byte {
	w.Helper()
	var b bytes.Buffer
	w.must(dossier.Write(&b, w.content(visit, n, mask), w.service))
	return b.Bytes()
}

func (w *world) verify(b []byte) (dossier.Report, []dossier.Fault) {
	return dossier.Verify(bytes.NewReader(b), int64(len(b)), public(w.root))
}

func (w *world) sound(b []byte) dossier.Report {
	w.Helper()
	r, faults := w.verify(b)
	for _, f := range faults {
		w.Error(f)
	}
	if len(faults) > 0 {
		w.FailNow()
	}
	if n := agreed(w, b); n != r.Entries {
		w.Errorf("%d entries and %d proofs", r.Entries, n)
	}
	return r
}
