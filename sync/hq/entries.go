package hq

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// entries takes a frame of entries: each is judged apart, then all that can be
// stored are submitted in order.
func (s *session) entries(body []byte) error {
	urgent, raws, err := fieldsync.DecodeEntries(bytes.Clone(body)) // they are committed after the next frame was read
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
		if err := judged[i].unopened; err != nil {
			s.submit(items, urgent)
			return s.notOpened(err)
		}
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

// judgement is one encoded entry, looked at: why says that it cannot be stored,
// unopened that the key of its seals is not here.
type judgement struct {
	entry    evidence.Entry
	raw      []byte
	why      string
	unopened error
}

// notOpened ends the session over a key; what lies behind is sent again.
func (s *session) notOpened(err error) error {
	if errors.Is(err, vault.ErrBox) {
		s.sealedElsewhere()
		return nil
	}
	return fmt.Errorf("%w: %w", err, fieldsync.ErrFrame)
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
	if j.unopened = j.unseal(&s.keys); j.unopened != nil || j.why != "" {
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
	s.hq.calm.stir()
	s.brought = append(s.brought, handIn{from: s, items: items, hurry: s.hurries(items), settled: func(answers []store.Answer, head store.Head, err error) {
		s.answer(items, answers, head, urgent, err)
	}})
}

// hurries reports that other people wait for what these entries say: a stop, a
// call for help, and whatever somebody decides who is not on a tour. The record
// an officer makes of a visit is read later.
func (s *session) hurries(items []store.Item) bool {
	return s.device.Role != "officer" || slices.ContainsFunc(items, func(i store.Item) bool { return visits.Urgent(i.Entry.Header.Kind) })
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
	last := -1 // of answers: what the next acknowledgement names
	flush := func() {
		if last >= 0 {
			s.acknowledge(items[last].Entry, answers[last], head)
		}
		last = -1
	}
	for i, a := range answers {
		h := &items[i].Entry.Header
		if last >= 0 && items[last].Entry.Header.Epoch != h.Epoch {
			flush()
		}
		if a.Next > 0 {
			flush()
			s.send(fieldsync.TRewind, fieldsync.At{Epoch: h.Epoch, Seq: a.Next})
			return // the rest of the frame lies behind the same hole
		}
		if a.Known || a.Status == evidence.Fork {
			s.secureAnew()
		}
		last = i
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
	declared := false
	s.pass(func(ctx context.Context) (err error) {
		at, err = s.hq.Store.DeclareGap(ctx, s.device.ID, g.Epoch, g.From, g.To, g.Reason, s.hq.micro())
		if errors.Is(err, evidence.ErrMalformed) {
			s.end(fieldsync.ByeMalformed, "a gap that is none", 0)
			return nil
		}
		if err != nil {
			return err
		}
		// Of numbers that came in nobody can say that they are gone.
		gaps, err := s.hq.Store.Gaps(ctx, s.device.ID)
		declared = slices.ContainsFunc(gaps, func(x store.Gap) bool { return x.Epoch == g.Epoch && x.From == g.From && x.To == g.To })
		return err
	}, func() {
		switch {
		case at.Seq < g.To:
			s.send(fieldsync.TRewind, fieldsync.At{Epoch: g.Epoch, Seq: at.Seq + 1})
		case declared:
			s.hq.note(Act{Kind: visits.GapDeclared, Facts: facts})
		}
	})
}

// pass has numbers passed after everything handed in before them, then tells.
func (s *session) pass(do func(context.Context) error, told func()) {
	s.brought = append(s.brought, handIn{pass: do, settled: func(_ []store.Answer, _ store.Head, err error) {
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

// secureAnew has the device told again what is secured. It believes it only of
// entries acknowledged to it before: of another branch's numbers, or of those
// told before their acknowledgement, it believed nothing.
func (s *session) secureAnew() {
	s.out.Lock()
	s.forked, s.security = true, true
	s.out.Unlock()
}
