package hq_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// These run over both WebSocket libraries: go test and go test -tags coder.

func TestABrowserMayNotSpeakForADevice(t *testing.T) {
	w := newWorld(t, false)
	req, err := http.NewRequestWithContext(w.ctx, http.MethodGet, "https://"+w.server.Addr()+"/sync", nil)
	w.must(err)
	for k, v := range map[string]string{"Origin": "https://evil.example", "Connection": "Upgrade", "Upgrade": "websocket",
		"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": fieldsync.Protocol} {
		req.Header.Set(k, v)
	}
	resp, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: fieldsync.ClientTLS()}}).Do(req)
	w.must(err)
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("a request with an Origin got %s", resp.Status)
	}
}

func TestOnlyTLS13(t *testing.T) {
	w := newWorld(t, false)
	c, err := tls.Dial("tcp", w.server.Addr(), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
	if err == nil {
		c.Close()
		t.Error("headquarters spoke TLS 1.2")
	}
}

// A captive portal, or whoever sits in the middle, has a certificate but not
// the service key.
func TestAnotherHeadquartersIsNotBelieved(t *testing.T) {
	w, other := newWorld(t, false), newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	li.client.Dial = fieldsync.Dialer("https://" + other.server.Addr())
	err := li.client.Once(w.ctx, nil)
	var bye *fieldsync.Bye
	if !errors.As(err, &bye) || bye.Code != fieldsync.ByeUnknown {
		t.Fatalf("another headquarters said %v", err)
	}
}

// A relay in the middle that passes everything on cannot pass the signatures
// on: they are bound to the channel.
func TestAManInTheMiddleCannotPassSignaturesOn(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	middle := newMiddle(t, w.hq.Keys().TLS, w.server.Addr())
	li.client.Dial = fieldsync.Dialer("https://" + middle)
	err := li.client.Once(w.ctx, nil)
	var bye *fieldsync.Bye
	if !errors.As(err, &bye) || bye.Code != fieldsync.ByeAuth {
		t.Fatalf("through the middle the session ended with %v", err)
	}
}

// newMiddle ends TLS, and begins it anew towards the target.
func newMiddle(t *testing.T, cert tls.Certificate, target string) string {
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := tls.Dial("tcp", target, fieldsync.ClientTLS())
			if err != nil {
				in.Close()
				continue
			}
			pipe := func(dst, src net.Conn) {
				io.Copy(dst, src)
				dst.Close()
			}
			go pipe(in, out)
			go pipe(out, in)
		}
	}()
	return l.Addr().String()
}

func TestACodeIsUsedOnceAndDoesNotLiveLong(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	who, err := w.hq.Person(w.ctx, w.unit, "officer", "Li")
	w.must(err)
	first, err := w.hq.Invite(w.ctx, "https://"+w.server.Addr(), "officer", who, w.unit, "Li")
	w.must(err)
	_, err = fieldsync.Enrol(w.ctx, first)
	w.must(err)
	if _, err := fieldsync.Enrol(w.ctx, first); err == nil || !strings.Contains(err.Error(), store.ErrCode.Error()) {
		t.Errorf("a code used twice: %v", err)
	}
	late, err := w.hq.Invite(w.ctx, "https://"+w.server.Addr(), "officer", who, w.unit, "Li")
	w.must(err)
	w.turn(w.clock().Add(16 * time.Minute))
	if _, err := fieldsync.Enrol(w.ctx, late); err == nil {
		t.Error("a code of 16 minutes ago was taken")
	}
	w.turn(workday)
	wrong := late
	wrong.Code = append([]byte(nil), late.Code...)
	wrong.Code[15] ^= 1
	if _, err := fieldsync.Enrol(w.ctx, wrong); err == nil {
		t.Error("a guessed code was taken")
	}
	wrong = late
	wrong.Root = make(ed25519.PublicKey, ed25519.PublicKeySize)
	if _, err := fieldsync.Enrol(w.ctx, wrong); !errors.Is(err, fieldsync.ErrNotHeadquarters) {
		t.Errorf("a headquarters of another root: %v", err)
	}
}

// Who listens in the middle of an enrolment sees the code's name and a proof,
// and can use neither on another channel nor for other keys.
func TestAnEnrolmentCannotBeTakenOver(t *testing.T) {
	w := newWorld(t, false)
	who, err := w.hq.Person(w.ctx, w.unit, "officer", "Li")
	w.must(err)
	i, err := w.hq.Invite(w.ctx, "https://"+w.server.Addr(), "officer", who, w.unit, "Li")
	w.must(err)
	pub, _, err := ed25519.GenerateKey(nil)
	w.must(err)
	other, _, err := ed25519.GenerateKey(nil)
	w.must(err)
	here, there := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	name, device := fieldsync.CodeID(i.Code), evidence.NewID()
	seen := fieldsync.EnrolRequest{Code: hex.EncodeToString(name[:]), Device: device, DeviceKey: evidence.PublicKey(pub), OfficerKey: evidence.PublicKey(pub),
		Proof: fieldsync.EnrolProof(i.Code, here, device, pub, pub)}
	if _, err := w.hq.Enrol(w.ctx, seen, there); !errors.Is(err, store.ErrCode) {
		t.Errorf("the proof was taken on another channel: %v", err)
	}
	taken := seen
	taken.DeviceKey = evidence.PublicKey(other)
	if _, err := w.hq.Enrol(w.ctx, taken, here); !errors.Is(err, store.ErrCode) {
		t.Errorf("the proof was taken for another key: %v", err)
	}
	if _, err := w.hq.Enrol(w.ctx, seen, here); err != nil {
		t.Errorf("after two refusals the code no longer serves its owner: %v", err)
	}
}

// The newest session of a device wins, and the older is told.
func TestTheNewestSessionWins(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	older := make(chan error, 1)
	resting := make(chan struct{}, 1)
	go func() {
		older <- li.client.Once(w.ctx, func() bool {
			select {
			case resting <- struct{}{}:
			default:
			}
			return false
		})
	}()
	<-resting
	li.sync()
	var bye *fieldsync.Bye
	if err := <-older; !errors.As(err, &bye) || bye.Code != fieldsync.ByeReplaced {
		t.Errorf("the older session ended with %v", err)
	}
}

// A revoked device hands in what it holds, flagged, and pulls nothing.
func TestARevokedDeviceStillHandsIn(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, cases[0], zhao.id)
	w.must(err)
	w.must(w.hq.Revoke(w.ctx, li.journal.Identity().Device, "lost"))
	w.must(v.Note(w.ctx, "written before the device knew"))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if len(rec.Visits) != 1 || len(rec.Visits[0].Notes) != 1 {
		t.Fatalf("the revoked device's visit is not at headquarters: %+v", rec.Visits)
	}
	drained := 0
	for _, e := range rec.Entries {
		if e.Status == "drain" {
			drained++
		}
	}
	if drained == 0 {
		t.Error("work of a revoked device is not flagged")
	}
}

// An entry that is no entry does not block the queue: it is kept as a dead
// letter, its number passes, a finding tells, and the next one is stored.
func TestAPoisonedEntryDoesNotBlockTheQueue(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	li.sync()
	var notes []evidence.Entry
	for _, text := range []string{"one", "two", "three"} {
		e, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}, Words: visits.TextWords{Text: text}})
		w.must(err)
		notes = append(notes, e)
	}
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := fieldsync.Dialer("https://" + w.server.Addr())(ctx)
		return poisoned{c, notes[1].HeaderBytes()}, err
	}
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	for i, want := range []bool{true, false, true} {
		_, err := w.hq.Store.EntryByID(w.ctx, notes[i].ID)
		if got := err == nil; got != want {
			t.Errorf("note %d stored: %v", i+1, got)
		}
	}
	letters, err := w.hq.Store.DeadLetters(w.ctx, 10)
	w.must(err)
	if len(letters) != 1 {
		t.Fatalf("%d dead letters", len(letters))
	}
	if n := w.findings(visits.LetterSeen); n != 1 {
		t.Errorf("%d findings tell of it", n)
	}
	// A refused entry at the very end is settled too: the session came to rest,
	// and the next one does not take the device for an old copy.
	last, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}})
	w.must(err)
	epoch := li.journal.Epoch()
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := fieldsync.Dialer("https://" + w.server.Addr())(ctx)
		return poisoned{c, last.HeaderBytes()}, err
	}
	li.sync()
	li.sync()
	if li.journal.Epoch() != epoch {
		t.Error("a refused entry made the device begin a new epoch")
	}
	refused, err := li.journal.Refusals(w.ctx)
	w.must(err)
	if len(refused) != 2 || refused[1].ID != last.ID {
		t.Errorf("the device knows of %v", refused)
	}
}

// poisoned spoils one entry on its way: a byte of its signature.
type poisoned struct {
	fieldsync.Conn
	header []byte
}

func (p poisoned) Write(ctx context.Context, frame []byte) error {
	if i := bytes.Index(frame, p.header); i >= 0 {
		frame = append([]byte(nil), frame...)
		frame[i+len(p.header)+10] ^= 1
	}
	return p.Conn.Write(ctx, frame)
}

// A thumbnail of each photo comes with the branch's feed, and a rebuild shows
// it again.
func TestTheManagerSeesAThumbnail(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao, manager := w.enrol("officer", "Li"), w.enrol("officer", "Zhao"), w.enrol("manager", "Ma")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	w.oneVisit(li, zhao, cases[0])
	var seen []journal.Picture
	for range 200 {
		manager.sync()
		var err error
		seen, err = manager.journal.Pictures(w.ctx, visits.KindThumb)
		w.must(err)
		if len(seen) > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if len(seen) != 1 {
		t.Fatalf("%d thumbnails on the manager's device", len(seen))
	}
	var thumb visits.Thumb
	w.must(json.Unmarshal(seen[0].Body, &thumb))
	if _, err := jpeg.Decode(bytes.NewReader(thumb.JPEG)); err != nil || len(thumb.JPEG) > 20<<10 {
		t.Errorf("a thumbnail of %d bytes: %v", len(thumb.JPEG), err)
	}
	w.sameAnew()
	manager.sync()
}

func (w *world) findings(code string) int {
	w.Helper()
	n := 0
	w.must(w.hq.EachPicture(w.ctx, visits.KindFinding, func(p json.RawMessage) error {
		var f visits.Finding
		if err := json.Unmarshal(p, &f); err != nil {
			return err
		}
		if f.Code == code {
			n++
		}
		return nil
	}))
	return n
}

// A stop raised by one crew reaches the other before anything else, and takes
// the address away.
func TestAStopReachesTheOtherCrewAndTakesTheAddress(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao, manager := w.enrol("officer", "Li"), w.enrol("officer", "Zhao"), w.enrol("manager", "Ma")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	zhao.sync()
	manager.sync()
	v, _, err := li.work.Open(w.ctx, cases[0], zhao.id)
	w.must(err)
	w.must(v.Flag(w.ctx, "dispute_open", "says it is paid"))
	li.sync()
	zhao.sync()
	c, err := zhao.journal.Case(w.ctx, cases[0])
	w.must(err)
	if !c.Stopped() || len(c.Flags) != 1 || c.Words.Place.Street != "" {
		t.Errorf("the other crew's device shows flags %v, street %q", c.Flags, c.Words.Place.Street)
	}
	if _, verdict, err := zhao.work.Open(w.ctx, cases[0], li.id); err == nil {
		t.Errorf("the visit was allowed: %+v", verdict)
	}
	manager.sync()
	c, err = manager.journal.Case(w.ctx, cases[0])
	w.must(err)
	if c.Words.Place.Street == "" {
		t.Error("the manager lost the address too")
	}
}

// The read API needs a headquarters device's key, gives ranges, and logs each
// read first.
func TestEveryReadIsLoggedFirst(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao, rec := w.enrol("officer", "Li"), w.enrol("officer", "Zhao"), w.enrol("headquarters", "Rec")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, cases[0], zhao.id)
	w.must(err)
	photo := jpegPhoto(3)
	e, err := v.Photograph(w.ctx, bytes.NewReader(photo), "door", "camera")
	w.must(err)
	li.sync()

	if _, err := fieldsync.OpenReader(w.ctx, li.journal.Identity(), li.journal.Epoch()); err == nil {
		t.Error("an officer's device may read everything")
	}
	r, err := fieldsync.OpenReader(w.ctx, rec.journal.Identity(), rec.journal.Epoch())
	w.must(err)
	defer r.Close()
	before := w.status().Size
	body := w.get(r, "/api/cases", "")
	if bytes.Contains(body, []byte("王小明")) || !bytes.Contains(body, []byte("王**")) {
		t.Errorf("the list shows %s", body)
	}
	body = w.get(r, "/api/cases/"+cases[0].String()+"?reason=review", "")
	var record fieldsync.CaseRecord
	w.must(json.Unmarshal(body, &record))
	if len(record.Visits) != 1 || len(record.Photos) != 1 || !record.Photos[0].Stored {
		t.Errorf("the record holds %d visits, photos %+v", len(record.Visits), record.Photos)
	}
	if part := w.get(r, "/api/photos/"+e.ID.String()+"/0?original=1&reason=review", "bytes=10-99"); !bytes.Equal(part, photo[10:100]) {
		t.Errorf("the range of the photo is %d bytes and not those", len(part))
	}
	w.must(w.hq.Settle(w.ctx))
	if logged := w.status().Size - before; logged < 3 {
		t.Errorf("three reads made %d entries", logged)
	}
}

func (w *world) get(r *fieldsync.Reader, path, span string) []byte {
	w.Helper()
	resp, err := r.Get(w.ctx, path, span)
	w.must(err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	w.must(err)
	if resp.StatusCode >= 300 {
		w.Fatalf("%s: %s: %s", path, resp.Status, b)
	}
	return b
}

func (w *world) status() hq.Status {
	w.Helper()
	st, err := w.hq.Status(w.ctx)
	w.must(err)
	return st
}
