package hq

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// session is headquarters' side of one session: a fieldsync.Machine.
type session struct {
	hq       *HQ
	exporter []byte
	nonce    evidence.Hash
	wake     chan struct{}

	// in holds what Receive and Next share; out is apart, because commits answer
	// from other goroutines while a page of rows is being read.
	in      sync.Mutex
	open    bool
	device  store.Device
	known   bool // the device is in the store
	urgent  int
	feeds   []*feeding
	photos  receiving
	secured map[evidence.ID]uint64 // told to the device
	waiting map[fieldsync.PhotoName]bool

	out      sync.Mutex
	queue    [][]byte
	bye      *fieldsync.Bye
	dirty    map[string]bool // feeds with something new
	all      bool            // every feed may have something new
	security bool            // the second copy moved
	shelf    []*arriving     // photos stored, their slots not freed yet
}

func (h *HQ) newSession(exporter []byte) *session {
	s := &session{hq: h, exporter: exporter, wake: make(chan struct{}, 1), dirty: map[string]bool{},
		secured: map[evidence.ID]uint64{}, waiting: map[fieldsync.PhotoName]bool{}}
	s.photos.session = s
	rand.Read(s.nonce[:])
	s.send(fieldsync.TChallenge, fieldsync.Challenge{Nonce: s.nonce, Min: fieldsync.Version, Max: fieldsync.Version})
	return s
}

// Session is headquarters' side of one session, for a connection that is not a
// WebSocket. exporter is the keying material both ends hold; leave must be
// called when the connection is gone.
func (h *HQ) Session(exporter []byte) (m fieldsync.Machine, leave func()) {
	s := h.newSession(exporter)
	return s, func() { h.leave(s) }
}

// Wake is signalled when there may be something to send.
func (s *session) Wake() <-chan struct{} { return s.wake }

// send queues a frame. It is called from sessions, commits and shelvers alike.
func (s *session) send(t fieldsync.Type, v any) {
	f, err := fieldsync.EncodeJSON(t, v)
	if err != nil {
		s.hq.log.Error("a frame could not be made", "type", t, "error", err)
		return
	}
	s.out.Lock()
	s.queue = append(s.queue, f)
	s.out.Unlock()
	poke(s.wake)
}

// end has the session say why it ends, and end.
func (s *session) end(code, why string, retryMs int64) {
	s.out.Lock()
	if s.bye == nil {
		s.bye = &fieldsync.Bye{Code: code, Why: why, RetryMs: retryMs}
	}
	s.out.Unlock()
	poke(s.wake)
}

func (s *session) feedsChanged(feeds map[string]bool) {
	s.out.Lock()
	if feeds == nil {
		s.all = true
	}
	for f := range feeds {
		s.dirty[f] = true
	}
	s.out.Unlock()
	poke(s.wake)
}

func (s *session) securedMoved() {
	s.out.Lock()
	s.security = true
	s.out.Unlock()
	poke(s.wake)
}

// Receive takes one frame of the device.
func (s *session) Receive(ctx context.Context, frame []byte, whole bool) error {
	if len(frame) == 0 {
		return nil
	}
	s.in.Lock()
	defer s.in.Unlock()
	t, body := fieldsync.Type(frame[0]), frame[1:]
	if !whole {
		if s.open && t == fieldsync.TPhotoBytes {
			return s.photos.bytes(ctx, body)
		}
		return nil
	}
	err := s.take(ctx, t, body)
	var bye *fieldsync.Bye
	switch {
	case errors.As(err, &bye):
		s.end(bye.Code, bye.Why, bye.RetryMs)
		return nil
	case errors.Is(err, fieldsync.ErrFrame):
		s.hq.log.Warn("a session broke the protocol", "device", s.device.ID.Short(), "error", err)
		s.end(fieldsync.ByeMalformed, "a frame could not be read", 0)
		return nil
	}
	return err
}

func (s *session) take(ctx context.Context, t fieldsync.Type, body []byte) error {
	if !s.open {
		if t != fieldsync.THello {
			return fmt.Errorf("frame %02x before hello: %w", byte(t), fieldsync.ErrFrame)
		}
		return with(body, func(h fieldsync.Hello) error { return s.hello(ctx, h) })
	}
	switch t {
	case fieldsync.TEntries:
		return s.entries(body)
	case fieldsync.TGap:
		return with(body, func(g fieldsync.GapDeclared) error { s.gap(g); return nil })
	case fieldsync.TRestart:
		return with(body, func(f fieldsync.FeedName) error { s.restart(f.Feed); return nil })
	case fieldsync.TPhotoBegin:
		return with(body, func(b fieldsync.PhotoBegin) error { return s.photos.begin(ctx, b) })
	case fieldsync.TPhotoBytes:
		return s.photos.bytes(ctx, body)
	case fieldsync.TBeaconWanted:
		return with(body, func(b fieldsync.BeaconWanted) error { return s.beacon(ctx, b.Nonce) })
	}
	return nil // a frame of a later version
}

func with[T any](body []byte, f func(T) error) error {
	var v T
	if err := fieldsync.DecodeJSON(body, &v); err != nil {
		return err
	}
	return f(v)
}

func bye(code, why string) error { return &fieldsync.Bye{Code: code, Why: why} }

// hello checks who calls and answers with the positions.
func (s *session) hello(ctx context.Context, h fieldsync.Hello) error {
	if h.Version < fieldsync.Version {
		return bye(fieldsync.ByeVersion, "this version of the app is too old to talk to headquarters")
	}
	if err := s.identify(ctx, h); err != nil {
		return err
	}
	generation, err := s.hq.Store.Generation(ctx)
	if err != nil {
		return err
	}
	head, err := s.hq.Store.Head(ctx)
	if err != nil {
		return err
	}
	w := fieldsync.Welcome{Version: fieldsync.Version, Generation: generation, Keys: s.hq.keys.List, Now: s.hq.micro(), Size: head.Size,
		Drain: s.drains(), Second: s.hq.second != nil,
		Limits: fieldsync.Limits{Frame: fieldsync.MaxFrame, Entry: evidence.MaxEntry, Photo: evidence.MaxPhoto, Unacked: fieldsync.MaxUnacked}}
	w.Signature = hex.EncodeToString(ed25519.Sign(s.hq.keys.Service, fieldsync.HQBytes(s.exporter, h.Nonce, generation)))
	if w.Epochs, err = s.positions(ctx, h); err != nil {
		return err
	}
	if w.Beacon, err = s.hq.signBeacon(h.Device, h.Nonce, head); err != nil {
		return err
	}
	if !w.Drain {
		w.Feeds = s.follow(h, generation)
	}
	s.open = true
	s.send(fieldsync.TWelcome, w)
	for _, p := range h.Awaiting {
		s.waiting[p] = true
	}
	s.securedMoved()
	s.hq.enter(s)
	return s.noteSeen(ctx, h)
}

// identify finds the device by its statement and has it prove its key on this
// channel. A device that a restored headquarters does not know is let in, to
// hand in only, on the statement headquarters signed once (D18).
func (s *session) identify(ctx context.Context, h fieldsync.Hello) error {
	d, err := s.hq.Store.Device(ctx, h.Device)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if d, err = s.hq.fromStatement(h.Statement); err != nil || d.ID != h.Device {
			return bye(fieldsync.ByeUnknown, "this device is not enrolled here")
		}
		d.Held = s.hq.micro()
		if err := s.hq.Store.PutDevice(ctx, d); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	sig, err := hex.DecodeString(h.Signature)
	if err != nil || !ed25519.Verify(d.DeviceKey, fieldsync.AuthBytes(s.exporter, s.nonce, h.Device, h.Epoch), sig) {
		return bye(fieldsync.ByeAuth, "the device could not prove its key")
	}
	s.device = d
	return nil
}

// fromStatement reads a device out of an enrolment that this headquarters signed.
func (h *HQ) fromStatement(st evidence.Statement) (store.Device, error) {
	var e evidence.Enrolment
	if err := st.Open(evidence.MagicEnrol, h.keys.Service.Public().(ed25519.PublicKey), &e); err != nil {
		return store.Device{}, err
	}
	raw, err := evidence.MarshalPayload(st)
	return store.Device{ID: e.Device, Officer: e.Officer, Unit: e.Unit, Role: e.Role, DeviceKey: ed25519.PublicKey(e.DeviceKey),
		OfficerKey: ed25519.PublicKey(e.OfficerKey), Statement: raw, Enrolled: e.Issued}, err
}

// drains reports that this device may hand in and gets nothing.
func (s *session) drains() bool { return s.device.Revoked != 0 || s.device.Held != 0 }

func (s *session) positions(ctx context.Context, h fieldsync.Hello) ([]fieldsync.EpochNext, error) {
	have, err := s.hq.Store.Position(ctx, h.Device)
	if err != nil {
		return nil, err
	}
	at := map[evidence.ID]store.Position{}
	for _, p := range have {
		at[p.Epoch] = p
	}
	next := make([]fieldsync.EpochNext, 0, len(h.Epochs))
	for _, e := range h.Epochs {
		p := at[e.Epoch]
		n := fieldsync.EpochNext{Epoch: e.Epoch, Next: p.Seq + 1, Last: p.Last}
		if p.Seq > 0 && p.Last.IsZero() && p.Seq <= e.Seq {
			// Refused or declared gone: there is no id to compare, the device's own stands.
			n.Last = evidence.Hash{}
		}
		next = append(next, n)
	}
	return next, nil
}

func (h *HQ) signBeacon(device evidence.ID, nonce evidence.Hash, head store.Head) (evidence.Statement, error) {
	b := evidence.Beacon{Device: device, Nonce: nonce, Time: h.micro(), Size: head.Size, Root: head.Root}
	return evidence.SignStatement(evidence.MagicBeacon, b, h.keys.Service)
}

func (s *session) beacon(ctx context.Context, nonce evidence.Hash) error {
	head, err := s.hq.Store.Head(ctx)
	if err != nil {
		return err
	}
	st, err := s.hq.signBeacon(s.device.ID, nonce, head)
	if err == nil {
		s.send(fieldsync.TBeacon, st)
	}
	return err
}

// noteSeen keeps telemetry as a row: it is never an entry (D15).
func (s *session) noteSeen(ctx context.Context, h fieldsync.Hello) error {
	b, err := json.Marshal(struct {
		Build   string            `json:"build"`
		Waiting fieldsync.Waiting `json:"waiting"`
	}{h.Build, h.Waiting})
	if err != nil {
		return err
	}
	return s.hq.Store.Seen(ctx, s.device.ID, s.hq.micro(), b)
}

// enter makes s the one session of its device; the newest wins.
func (h *HQ) enter(s *session) {
	h.mu.Lock()
	var older []*session
	for o := range h.sessions {
		if o != s && o.device.ID == s.device.ID {
			older = append(older, o)
		}
	}
	h.sessions[s] = struct{}{}
	h.mu.Unlock()
	for _, o := range older {
		o.end(fieldsync.ByeReplaced, "a newer session of this device began", 0)
	}
}

// leave ends what the session held; what it brought stays.
func (h *HQ) leave(s *session) {
	h.mu.Lock()
	delete(h.sessions, s)
	h.mu.Unlock()
	s.in.Lock()
	s.photos.close()
	s.in.Unlock()
}

// entries takes a frame of entries: each is judged apart, then all that can be
// stored are submitted in order.
func (s *session) entries(body []byte) error {
	urgent, raws, err := fieldsync.DecodeEntries(body)
	if err != nil {
		return err
	}
	if urgent {
		if s.urgent += len(raws); s.urgent > fieldsync.MaxUrgent {
			return fmt.Errorf("more than %d urgent entries in a session: %w", fieldsync.MaxUrgent, fieldsync.ErrFrame)
		}
	}
	judged := s.judge(raws)
	var items []store.Item
	for i := range judged {
		if judged[i].why == "" {
			items = append(items, store.Item{Entry: &judged[i].entry, Raw: judged[i].raw, Received: s.hq.micro(), Urgent: urgent, Drain: s.device.Revoked != 0})
			continue
		}
		s.submit(items, urgent)
		items = nil
		s.refuse(judged[i])
	}
	s.submit(items, urgent)
	return nil
}

// judgement is one encoded entry, looked at: why says that it cannot be stored.
type judgement struct {
	entry evidence.Entry
	raw   []byte
	why   string
}

// judge checks form and signatures on two workers: verifying is the largest
// part of admission's cost, and an acknowledgement stands on it.
func (s *session) judge(raws [][]byte) []judgement {
	all := make([]judgement, len(raws))
	half := (len(raws) + 1) / 2
	var wg sync.WaitGroup
	if len(raws) > 1 {
		wg.Add(1)
		go func() { defer wg.Done(); s.judgeAll(raws[half:], all[half:]) }()
	}
	s.judgeAll(raws[:half], all[:half])
	wg.Wait()
	return all
}

func (s *session) judgeAll(raws [][]byte, into []judgement) {
	for i, raw := range raws {
		into[i] = s.judgeOne(raw)
	}
}

func (s *session) judgeOne(raw []byte) judgement {
	j := judgement{raw: raw}
	var err error
	if j.entry, err = evidence.Decode(raw); err != nil {
		j.why = "it is not an entry: " + err.Error()
		return j
	}
	h := &j.entry.Header
	switch {
	case h.Device != s.device.ID:
		j.why = "it is another device's"
	case !h.Officer().IsZero() && h.Officer() != s.device.Officer:
		j.why = "it names an officer who is not enrolled on this device"
	case j.entry.Verify(s.device.DeviceKey, s.device.OfficerKey) != nil:
		j.why = "its signature does not fit"
	}
	return j
}

func (s *session) submit(items []store.Item, urgent bool) {
	if len(items) == 0 {
		return
	}
	s.hq.commits.submit(handIn{items: items, settled: func(answers []store.Answer, head store.Head, err error) {
		s.answer(items, answers, head, urgent, err)
	}})
}

// answer turns what became of a frame into acknowledgements.
func (s *session) answer(items []store.Item, answers []store.Answer, head store.Head, urgent bool, err error) {
	if err != nil {
		s.end(fieldsync.ByeBusy, "headquarters could not store just now; nothing is lost", 5000)
		return
	}
	if urgent {
		ids := make([]evidence.Hash, len(items))
		for i := range items {
			ids[i] = items[i].Entry.ID
		}
		s.send(fieldsync.TAhead, fieldsync.AheadIDs{IDs: ids})
		return
	}
	var stored fieldsync.Stored
	flush := func() {
		if stored.Seq > 0 {
			s.send(fieldsync.TStored, stored)
		}
		stored = fieldsync.Stored{}
	}
	for i, a := range answers {
		h := &items[i].Entry.Header
		if stored.Seq > 0 && stored.Epoch != h.Epoch {
			flush()
		}
		if a.Next > 0 {
			flush()
			s.send(fieldsync.TRewind, fieldsync.At{Epoch: h.Epoch, Seq: a.Next})
			return // the rest of the frame lies behind the same hole
		}
		stored = fieldsync.Stored{Epoch: h.Epoch, Seq: h.Seq, ID: items[i].Entry.ID, Size: head.Size}
	}
	flush()
}

// refuse keeps the bytes as a dead letter and passes their number, so that a
// poisoned entry does not block the queue.
func (s *session) refuse(j judgement) {
	h := &j.entry.Header
	r := visits.LetterFacts{Device: s.device.ID, Epoch: h.Epoch, Seq: h.Seq, Hash: sha256.Sum256(j.raw), Why: j.why}
	if h.Device != s.device.ID {
		r.Seq, r.Epoch = 0, evidence.ID{} // it must not move a chain that is not its own
	}
	s.pass(func(ctx context.Context) error {
		_, err := s.hq.Store.Refuse(ctx, r.Device, r.Epoch, r.Seq, j.raw, r.Why, s.hq.micro())
		return err
	}, func() {
		s.send(fieldsync.TRefused, fieldsync.RefusedEntry{Epoch: r.Epoch, Seq: r.Seq, ID: j.entry.ID, Why: r.Why})
		s.hq.note(Act{Kind: visits.LetterRefused, Facts: r})
	})
}

// gap passes numbers the device says are gone.
func (s *session) gap(g fieldsync.GapDeclared) {
	facts := visits.GapFacts{Device: s.device.ID, Epoch: g.Epoch, From: g.From, To: g.To, Reason: g.Reason}
	var at store.Position
	s.pass(func(ctx context.Context) (err error) {
		at, err = s.hq.Store.DeclareGap(ctx, s.device.ID, g.Epoch, g.From, g.To, g.Reason, s.hq.micro())
		if errors.Is(err, evidence.ErrMalformed) {
			s.end(fieldsync.ByeMalformed, "a gap that is none", 0)
			return nil
		}
		return err
	}, func() {
		if at.Seq < g.To {
			s.send(fieldsync.TRewind, fieldsync.At{Epoch: g.Epoch, Seq: at.Seq + 1})
			return
		}
		s.hq.note(Act{Kind: visits.GapDeclared, Facts: facts})
	})
}

// pass has numbers passed after everything handed in before them, then tells.
func (s *session) pass(do func(context.Context) error, told func()) {
	s.hq.commits.submit(handIn{pass: do, settled: func(_ []store.Answer, _ store.Head, err error) {
		if err != nil {
			s.hq.log.Error("numbers could not be passed; the device keeps them", "device", s.device.ID.Short(), "error", err)
			s.end(fieldsync.ByeBusy, "headquarters could not store just now; nothing is lost", 5000)
			return
		}
		told()
	}})
}

// note makes something headquarters had to do an act of its own chain, so that
// a finding comes of it and a rebuild finds it again.
func (h *HQ) note(a Act) {
	h.log.Warn("headquarters noted", "kind", a.Kind, "facts", a.Facts)
	if _, err := h.Do(context.Background(), a); err != nil {
		h.log.Error("it could not be noted in the chain of headquarters", "kind", a.Kind, "error", err)
	}
}

// Next is the next frame: answers first, then rows, then what became secured.
func (s *session) Next(ctx context.Context) ([]byte, error) {
	if f, err := s.popped(); f != nil || err != nil {
		return f, err
	}
	s.in.Lock()
	defer s.in.Unlock()
	if !s.open {
		return nil, nil
	}
	if f := s.photos.answer(); f != nil {
		return f, nil
	}
	if err := s.readRows(ctx); err != nil {
		return nil, err
	}
	if err := s.readSecured(ctx); err != nil {
		return nil, err
	}
	return s.popped()
}

func (s *session) popped() ([]byte, error) {
	s.out.Lock()
	defer s.out.Unlock()
	if len(s.queue) > 0 {
		f := s.queue[0]
		s.queue = s.queue[1:]
		return f, nil
	}
	if s.bye != nil {
		f, err := fieldsync.EncodeJSON(fieldsync.TBye, s.bye)
		return f, errors.Join(errEnded, err)
	}
	return nil, nil
}

// errEnded ends a session whose bye was sent.
var errEnded = errors.New("session ended by headquarters")
