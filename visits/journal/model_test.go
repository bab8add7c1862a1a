package journal_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// fewerHistories keeps the default run short: every step of a history flushes
// the disk. -rapid.checks asks for more.
func fewerHistories() {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	checks := "30"
	if testing.Short() {
		checks = "8"
	}
	if !asked && flag.Set("rapid.checks", checks) != nil {
		panic("rapid has no flag for the number of checks any more")
	}
}

// history is a tablet and its headquarters living through random days, with
// what must be true of them kept beside.
type history struct {
	*rapid.T
	d       *tablet
	hq      *branch
	cases   []evidence.ID
	stands  map[evidence.ID]evidence.Hash
	open    []visit
	answers map[evidence.ID]int
	epochs  []evidence.ID
	entries map[evidence.ID][]int // epoch → state of each entry
	photos  []*modelPhoto
}

type modelPhoto struct {
	entry evidence.Hash
	epoch evidence.ID
	seq   uint64
	state int
}

func (h *history) wrote(e evidence.Entry) {
	ep := e.Header.Epoch
	if _, known := h.entries[ep]; !known {
		h.epochs = append(h.epochs, ep)
	}
	h.entries[ep] = append(h.entries[ep], 0)
	if n := uint64(len(h.entries[ep])); n != e.Header.Seq {
		h.Fatalf("entry %d where %d was due", e.Header.Seq, n)
	}
}

func (h *history) aCase() evidence.ID { return rapid.SampledFrom(h.cases).Draw(h.T, "case") }

func (h *history) aVisit() visit {
	if len(h.open) == 0 {
		h.Skip("no visit is open")
	}
	return rapid.SampledFrom(h.open).Draw(h.T, "visit")
}

// place is an epoch and a number in it, perhaps past its end.
func (h *history) place() (evidence.ID, uint64) {
	ep := rapid.SampledFrom(h.epochs).Draw(h.T, "epoch")
	return ep, uint64(rapid.IntRange(1, len(h.entries[ep])+1).Draw(h.T, "number"))
}

func (h *history) do(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// ours are the acts of the person and the tablet.
func (h *history) ours() map[string]func(*rapid.T) {
	d := h.d
	return map[string]func(*rapid.T){
		"open a visit": func(*rapid.T) {
			c := h.aCase()
			v := d.openVisit(c, h.stands[c])
			h.open = append(h.open, v)
			h.entries[d.Epoch()] = append(h.entries[d.Epoch()], 0)
		},
		"visit without a case": func(t *rapid.T) {
			v := d.openVisit(evidence.ID{}, evidence.Hash{})
			h.entries[d.Epoch()] = append(h.entries[d.Epoch()], 0)
			if rapid.Bool().Draw(t, "named later") {
				v.caseID = h.aCase()
				h.wrote(d.note(v, "now we know"))
			}
			h.open = append(h.open, v)
		},
		"note":   func(*rapid.T) { h.wrote(d.note(h.aVisit(), "words")) },
		"flag":   func(*rapid.T) { h.wrote(d.flag(h.aCase())) },
		"answer": func(*rapid.T) { v := h.aVisit(); d.answer(v, "q", "a"); h.answers[v.id]++ },
		"photo": func(*rapid.T) {
			e := d.takePhoto(h.aVisit())
			h.wrote(e)
			h.photos = append(h.photos, &modelPhoto{e.ID, e.Header.Epoch, e.Header.Seq, 0})
		},
		"close": func(*rapid.T) {
			v := h.aVisit()
			h.wrote(d.closeVisit(v))
			for i := range h.open {
				if h.open[i] == v {
					h.open = append(h.open[:i:i], h.open[i+1:]...)
					break
				}
			}
		},
		"switch off and on": func(*rapid.T) { d.reopen() },
		"begin an epoch": func(*rapid.T) {
			h.do(d.BeginEpoch(ctx, "fork"))
			h.epochs = append(h.epochs, d.Epoch())
			h.entries[d.Epoch()] = []int{0}
		},
		"purge": func(*rapid.T) { d.at += 13 * hour; d.purge() },
	}
}

// theirs are the acts of headquarters and of the wire.
func (h *history) theirs() map[string]func(*rapid.T) {
	d, hq := h.d, h.hq
	return map[string]func(*rapid.T){
		"import": func(*rapid.T) { h.cases = append(h.cases, hq.importCase(d.id.Unit)) },
		"assign": func(*rapid.T) {
			c := h.aCase()
			before := []evidence.Hash{}
			if s := h.stands[c]; !s.IsZero() {
				before = append(before, s)
			}
			h.stands[c] = hq.assign(c, d.id.Officer, before...)
		},
		"flag there": func(*rapid.T) { hq.flagCase(h.aCase()) },
		"withdraw":   func(*rapid.T) { hq.withdraw(caseEntity(h.aCase())) },
		"take some":  func(t *rapid.T) { hq.take(d, uint64(rapid.IntRange(0, int(d.seq())).Draw(t, "up to"))) },
		"pull":       func(*rapid.T) { hq.pull(d, 3); h.learnReturned() },
		"half a pull": func(*rapid.T) {
			feed, n := d.cursor()
			rows, end := hq.batch(n, 2)
			h.do(d.ApplyBatch(ctx, feed, rows, end))
			h.learnReturned()
		},
		"restart": func(*rapid.T) { feed, _ := d.cursor(); h.do(d.Restart(ctx, feed)) },
		"generation": func(*rapid.T) {
			h.do(d.NewGeneration(ctx, evidence.NewID()))
			for _, states := range h.entries {
				clear(states)
			}
			for _, p := range h.photos {
				p.back()
			}
		},
		"stored": func(*rapid.T) {
			ep, upTo := h.place()
			h.do(d.MarkStored(ctx, ep, upTo))
			h.settle(ep, upTo, 1)
		},
		"secured": func(*rapid.T) {
			ep, upTo := h.place()
			h.do(d.MarkSecured(ctx, ep, upTo))
			h.settle(ep, upTo, 2)
		},
		"rewound": func(*rapid.T) {
			ep, next := h.place()
			h.do(d.Rewound(ctx, ep, next))
			for i := range h.entries[ep] {
				if uint64(i+1) >= next {
					h.entries[ep][i] = 0
				}
			}
			for _, p := range h.photos {
				if p.epoch == ep && p.seq >= next {
					p.back()
				}
			}
		},
		"photos secured": func(*rapid.T) {
			out, err := d.PhotosUnsent(ctx, 2)
			h.do(err)
			for _, o := range out {
				h.do(d.MarkPhotoSecured(ctx, o.Entry, o.Index))
				for _, p := range h.photos {
					if p.entry == o.Entry {
						p.state = 2
					}
				}
			}
		},
	}
}

func (h *history) settle(ep evidence.ID, upTo uint64, state int) {
	for i := range h.entries[ep] {
		if uint64(i+1) <= upTo {
			h.entries[ep][i] = max(h.entries[ep][i], state)
		}
	}
}

// back makes a photo unsent again. One that was purged stays where it is: the
// model learns of a purge from the journal, whose deletions purge_test.go judges.
func (p *modelPhoto) back() {
	if p.state < 3 {
		p.state = 0
	}
}

// check is what must hold after every act.
func (h *history) check() {
	h.learnPurged()
	var want journal.AtRisk
	for _, states := range h.entries {
		for _, s := range states {
			if s == 0 {
				want.Entries++
			}
			if s < 2 {
				want.NotSecuredEntries++
			}
		}
	}
	for _, p := range h.photos {
		if p.state == 0 {
			want.Photos++
		}
		if p.state < 2 {
			want.NotSecuredPhotos++
		}
	}
	want.Drafts = len(h.open)
	for _, v := range h.open {
		want.DraftAnswers += h.answers[v.id]
	}
	got := h.d.risk()
	if (got.Oldest != 0) != (want.Entries+want.Drafts > 0) || (got.PhotoBytes > 0) != (want.Photos > 0) {
		h.Fatalf("at risk: %+v", got)
	}
	got.Oldest, got.PhotoBytes = 0, 0
	if got != want {
		h.Fatalf("at risk: %+v, want %+v", got, want)
	}
}

// learnReturned: a pull that takes a case away may have the tablet say that it holds
// no slot of it, and nothing else.
func (h *history) learnReturned() {
	ep := h.d.Epoch()
	for _, e := range h.d.sendable(ep, uint64(len(h.entries[ep])+1)) {
		if e.Header.Kind != visits.SlotReturned {
			h.Fatalf("a pull wrote %s", e.Header.Kind)
		}
		h.wrote(e)
	}
}

func (h *history) learnPurged() {
	for _, p := range h.photos {
		if p.state != 2 {
			continue
		}
		for _, e := range h.d.sendable(p.epoch, p.seq) {
			if e.ID == p.entry && e.Words.State == evidence.Withheld {
				p.state = 3
			}
		}
	}
}

// After any history the live pictures are those a rebuild makes, nothing more
// or less is at risk than the model says, every chain is whole, and once all is
// taken and pulled the visits are those of headquarters.
func TestAnyHistoryOfATabletAndItsHeadquarters(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		root, err := os.MkdirTemp("", "journal")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(root)
		h := &history{T: rt, d: newTabletIn(rt, root, "officer"), hq: newBranch(rt), stands: map[evidence.ID]evidence.Hash{},
			answers: map[evidence.ID]int{}, entries: map[evidence.ID][]int{}}
		defer func() { h.d.close() }()
		h.epochs, h.entries[h.d.Epoch()] = []evidence.ID{h.d.Epoch()}, []int{0}
		h.cases = append(h.cases, h.hq.importCase(h.d.id.Unit), h.hq.importCase(h.d.id.Unit))
		acts := map[string]func(*rapid.T){"": func(*rapid.T) { h.check() }}
		for _, side := range []map[string]func(*rapid.T){h.ours(), h.theirs()} {
			for name, act := range side {
				acts[name] = func(t *rapid.T) { h.T = t; h.d.t, h.hq.t = t, t; act(t) }
			}
		}
		rt.Repeat(acts)
		h.T = rt
		h.d.t, h.hq.t = rt, rt
		h.d.rebuilt()
		h.d.chain()
		h.meet()
	})
}

// meet hands everything in, pulls everything, and compares.
func (h *history) meet() {
	for _, ep := range h.epochs {
		for _, e := range h.d.sendable(ep, h.hq.seen[ep]+1) {
			h.hq.fold(&e)
			h.hq.seen[ep] = e.Header.Seq
		}
	}
	feed, _ := h.d.cursor()
	h.do(h.d.Restart(ctx, feed))
	h.hq.pull(h.d, 5)
	h.d.rebuilt()
	lists := h.d.lists()
	for entity, r := range h.hq.rows {
		k, err := visits.ParseKey(entity)
		h.do(err)
		if r.Gone {
			continue
		}
		if body, ok := lists[entity]; !ok || !strings.HasSuffix(body, string(r.Body)) {
			h.Errorf("%s at headquarters is\n%s and here\n%s", k.Entity(), r.Body, body)
		}
	}
}
