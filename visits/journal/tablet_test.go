package journal_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

var ctx = context.Background()

const (
	minute = 60_000_000
	hour   = 60 * minute
)

// teller is what a story fails on: a test, or one run of a property.
type teller interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// tablet is a device with one person's store, whose clock the story sets.
type tablet struct {
	*journal.Journal
	t    teller
	root string // the data folder lies in it
	dir  string // the person's
	id   journal.Identity
	at   int64 // µs, wall
	boot evidence.ID
	tags map[string][][]byte // of holds
}

// storeKey seals the stores of all stories: no PIN is stretched for them.
var storeKey = vault.KeyOf([32]byte{1, 2, 3})

var serviceKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))

// enrol makes an identity as headquarters would sign it.
func enrol(t teller, role string) journal.Identity {
	t.Helper()
	_, device, err1 := ed25519.GenerateKey(nil)
	_, officer, err2 := ed25519.GenerateKey(nil)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	id := journal.Identity{
		Device: evidence.NewID(), Officer: evidence.NewID(), Unit: evidence.ID{15: 9}, Role: role,
		Keys: evidence.Keys{Device: device, Officer: officer}, Root: public(serviceKey), URL: "https://hq.example",
	}
	st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{
		Device: id.Device, Officer: id.Officer, Unit: id.Unit, Role: role,
		DeviceKey: evidence.PublicKey(public(device)), OfficerKey: evidence.PublicKey(public(officer)), Issued: 1,
	}, serviceKey)
	if err != nil {
		t.Fatal(err)
	}
	id.Enrolment = st
	return id
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func newTablet(t testing.TB, role string) *tablet {
	t.Helper()
	d := newTabletIn(t, t.TempDir(), role)
	t.Cleanup(func() {
		if d.Journal != nil {
			d.close()
		}
	})
	return d
}

func newTabletIn(t teller, root, role string) *tablet {
	t.Helper()
	d := &tablet{t: t, root: root, id: enrol(t, role), at: 1_790_000_000_000_000, boot: evidence.NewID()}
	d.dir = journal.Folder(d.root, d.id.Officer)
	j, err := journal.Create(d.dir, d.id, d.options())
	if err != nil {
		t.Fatal(err)
	}
	d.Journal = j
	return d
}

func (d *tablet) options() journal.Options {
	return journal.Options{
		Now:       func() int64 { d.at += 1000; return d.at },
		SinceBoot: func() (evidence.ID, int64) { return d.boot, d.at - 1_700_000_000_000_000 },
		Zone:      func() int16 { return 480 },
		Build:     "story 1",
		Nonce:     filepath.Join(d.root, "nonce", d.id.Officer.String()),
		Key:       storeKey,
	}
}

func (d *tablet) close() {
	d.t.Helper()
	if err := d.Journal.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.Journal = nil
}

func (d *tablet) open() {
	d.t.Helper()
	j, err := journal.Open(d.dir, d.options())
	if err != nil {
		d.t.Fatal(err)
	}
	d.Journal = j
}

func (d *tablet) reopen() { d.t.Helper(); d.close(); d.open() }

// visit is one visit a story makes.
type visit struct{ id, caseID evidence.ID }

func (d *tablet) refs(v visit) []evidence.Ref {
	refs := []evidence.Ref{{Kind: evidence.RefOfficer, ID: d.id.Officer}}
	if !v.id.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefVisit, ID: v.id})
	}
	if !v.caseID.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: v.caseID})
	}
	return refs
}

func (d *tablet) write(w journal.Writing) evidence.Entry {
	d.t.Helper()
	e, err := d.Append(ctx, w)
	if err != nil {
		d.t.Fatal(err)
	}
	return e
}

func (d *tablet) openVisit(caseID evidence.ID, decision evidence.Hash) visit {
	d.t.Helper()
	v := visit{evidence.NewID(), caseID}
	d.write(journal.Writing{Kind: visits.VisitOpened, Refs: d.refs(v), Facts: visits.OpenedFacts{Decision: decision, Day: "2026-09-21", PlaceKind: "home"}})
	return v
}

func (d *tablet) note(v visit, text string) evidence.Entry {
	d.t.Helper()
	return d.write(journal.Writing{Kind: visits.NoteAdded, Refs: d.refs(v), Words: visits.TextWords{Text: text}})
}

func (d *tablet) flag(caseID evidence.ID) evidence.Entry {
	d.t.Helper()
	return d.write(journal.Writing{Kind: visits.FlagRaised, Refs: d.refs(visit{caseID: caseID}), Facts: visits.FlagFacts{Code: "cease_contact", Source: "debtor"}})
}

func (d *tablet) answer(v visit, question, value string) {
	d.t.Helper()
	if _, err := d.AnswerDraft(ctx, v.id, question, []byte(value), ""); err != nil {
		d.t.Fatal(err)
	}
}

func (d *tablet) takePhoto(v visit) evidence.Entry {
	d.t.Helper()
	e, err := d.CapturePhoto(ctx, journal.Capture{Visit: v.id, Case: v.caseID, Question: "door", Source: "camera", R: bytes.NewReader(picture(40))})
	if err != nil {
		d.t.Fatal(err)
	}
	return e
}

func (d *tablet) closeVisit(v visit) evidence.Entry {
	d.t.Helper()
	return d.write(journal.Writing{Kind: visits.VisitClosed, Refs: d.refs(v), Facts: visits.ClosedFacts{Outcomes: []visits.Outcome{{Code: "promise"}}}})
}

// picture is a JPEG of its own, a few kilobytes for an edge of 40 pixels.
func picture(edge int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, edge, edge))
	for x := range edge {
		for y := range edge {
			img.Set(x, y, color.RGBA{uint8(rand.Uint32()), uint8(x), uint8(y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err) // writing to memory does not fail
	}
	return b.Bytes()
}

// chain reads everything that would be sent and checks it as headquarters
// would: signatures, numbers, prev and prevVisit.
func (d *tablet) chain() []evidence.Entry {
	d.t.Helper()
	epochs, err := d.Epochs(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	var all []evidence.Entry
	for _, ep := range epochs {
		var prev evidence.Hash
		last := map[evidence.ID]evidence.Hash{}
		list := d.sendable(ep.Epoch, 1)
		for i, e := range list {
			h := &e.Header
			if err := e.Verify(public(d.id.Keys.Device), public(d.id.Keys.Officer)); err != nil {
				d.t.Fatalf("entry %d of epoch %s: %v", h.Seq, ep.Epoch.Short(), err)
			}
			if h.Seq != uint64(i+1) || h.Prev != prev || h.Epoch != ep.Epoch {
				d.t.Fatalf("entry %d of epoch %s does not follow the one before", h.Seq, ep.Epoch.Short())
			}
			if v := h.Visit(); !v.IsZero() {
				if h.PrevVisit != last[v] {
					d.t.Fatalf("entry %d does not name the visit's entry before", h.Seq)
				}
				last[v] = e.ID
			}
			prev = e.ID
		}
		if ep.Seq != uint64(len(list)) || ep.Last != prev {
			d.t.Fatalf("epoch %s says it came to %d, and holds %d entries", ep.Epoch.Short(), ep.Seq, len(list))
		}
		all = append(all, list...)
	}
	return all
}

// sendable is what Unsent gives from a number on, however many calls it takes.
func (d *tablet) sendable(epoch evidence.ID, from uint64) []evidence.Entry {
	d.t.Helper()
	var list []evidence.Entry
	for {
		out, err := d.Unsent(ctx, epoch, from, 7, 4000)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(out) == 0 {
			return list
		}
		for _, o := range out {
			raw, err := d.Plain(o)
			if err != nil {
				d.t.Fatal(err)
			}
			e, err := evidence.Decode(raw)
			if err != nil || e.ID != o.ID || e.Header.Seq != o.Seq || e.Header.Kind != o.Kind {
				d.t.Fatalf("entry %d: %v", o.Seq, err)
			}
			list = append(list, e)
			from = o.Seq + 1
		}
	}
}

func (d *tablet) mark(f func(ctx context.Context, epoch evidence.ID, upTo uint64) error, upTo uint64) {
	d.t.Helper()
	if err := f(ctx, d.Epoch(), upTo); err != nil {
		d.t.Fatal(err)
	}
}

func (d *tablet) risk() journal.AtRisk {
	d.t.Helper()
	r, err := d.AtRisk(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *tablet) seq() uint64 {
	d.t.Helper()
	epochs, err := d.Epochs(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	return epochs[len(epochs)-1].Seq
}

// lists is every picture of the store as text, to be compared.
func (d *tablet) lists() map[string]string {
	d.t.Helper()
	all := map[string]string{}
	for _, kind := range []string{visits.KindCase, visits.KindVisit, visits.KindDevice, visits.KindFinding, visits.KindTour, visits.KindAnswer, visits.KindRoster, visits.KindSwap, "later"} {
		list, err := d.Pictures(ctx, kind)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, p := range list {
			all[p.Key.Entity()] = p.State + " " + p.Day + " " + string(rune('0'+p.Order)) + " " + string(p.Body)
		}
	}
	return all
}
