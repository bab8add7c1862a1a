package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fairvisit/evidence"
)

// model is what admission ought to do, told as simply as can be: a list that is
// searched from its start each time.
type model struct {
	log  []modelEntry
	base int64 // number of log[0]
	seq  map[evidence.ID]uint64
	last map[evidence.ID]evidence.Hash
}

type modelEntry struct {
	id, prev evidence.Hash
	epoch    evidence.ID
	seq      uint64
	status   evidence.Admission
	received int64
}

func (m *model) admit(items []Item) []Answer {
	held := map[evidence.ID]bool{}
	var answers []Answer
	for _, item := range items {
		answers = append(answers, m.admitOne(item, held))
		m.link(item.Entry.Header.Epoch)
	}
	return answers
}

func (m *model) admitOne(item Item, held map[evidence.ID]bool) Answer {
	h, id := item.Entry.Header, item.Entry.ID
	next := m.seq[h.Epoch] + 1
	for n, e := range m.log {
		if e.id == id {
			if h.Seq == next && !(item.Urgent && m.parts(h)) {
				m.seq[h.Epoch], m.last[h.Epoch] = h.Seq, id
			}
			a := Answer{No: m.base + int64(n), Status: e.status, Received: e.received, Known: true}
			if h.Seq > next && !item.Urgent { // ahead, and what lies before it never came
				held[h.Epoch] = true
				a.Next = next
			}
			return a
		}
	}
	var status evidence.Admission
	switch {
	case h.Seq < next:
		status = evidence.Fork
	case !item.Urgent && (held[h.Epoch] || h.Seq > next):
		held[h.Epoch] = true
		return Answer{Next: next}
	case h.Seq > next, item.Urgent && m.parts(h):
		status = evidence.Ahead
	case m.gone(h.Epoch):
		status = evidence.Gap
	case h.Prev != m.last[h.Epoch]:
		status = evidence.Fork
	case item.Drain:
		status = evidence.Drain
	default:
		status = evidence.Whole
	}
	if h.Seq == next && status != evidence.Ahead {
		m.seq[h.Epoch], m.last[h.Epoch] = h.Seq, id
	}
	m.log = append(m.log, modelEntry{id, h.Prev, h.Epoch, h.Seq, status, item.Received})
	return Answer{No: m.base + int64(len(m.log)-1), Status: status, Received: item.Received}
}

// parts reports that an entry does not go on from where its epoch stands.
func (m *model) parts(h evidence.Header) bool {
	return !m.gone(h.Epoch) && h.Prev != m.last[h.Epoch]
}

func (m *model) gone(epoch evidence.ID) bool { return m.seq[epoch] > 0 && m.last[epoch].IsZero() }

func (m *model) link(epoch evidence.ID) {
	for n := 0; n < len(m.log); n++ {
		e := m.log[n]
		if e.epoch == epoch && e.status == evidence.Ahead && e.seq == m.seq[epoch]+1 && (e.prev == m.last[epoch] || m.gone(epoch)) {
			m.seq[epoch], m.last[epoch] = e.seq, e.id
			n = -1
		}
	}
}

func (m *model) settle(epoch evidence.ID, from, to uint64) {
	if from == m.seq[epoch]+1 {
		m.seq[epoch], m.last[epoch] = to, evidence.Hash{}
		m.link(epoch)
	}
}

// branches are the entries one epoch's histories are drawn from: a chain, and a
// second one that leaves it at a drawn place.
func branches(t *rapid.T, a *author) []Item {
	items := a.chain(7)
	from := rapid.IntRange(1, 6).Draw(t, "fork after")
	prev := items[from-1].Entry.ID
	for seq := from + 1; seq <= 7; seq++ {
		e := a.at(uint64(seq), prev)
		items, prev = append(items, e), e.Entry.ID
	}
	return items
}

func TestAdmissionIsTheModels(t *testing.T) {
	dir := t.TempDir()
	stores := []*Store{open(t, dir), open(t, dir)}
	rapid.Check(t, func(t *rapid.T) {
		head, err := stores[0].Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		m := &model{base: head.Size, seq: map[evidence.ID]uint64{}, last: map[evidence.ID]evidence.Hash{}}
		first, second := newAuthor(), newAuthor()
		second.device = first.device // one device, two epochs
		authors := []*author{first, second}
		pools := [][]Item{branches(t, first), branches(t, second)}
		for range rapid.IntRange(3, 12).Draw(t, "steps") {
			s := rapid.SampledFrom(stores).Draw(t, "process")
			who := rapid.IntRange(0, 1).Draw(t, "epoch")
			a := authors[who]
			from := rapid.Uint64Range(1, 7).Draw(t, "from")
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				to := from + rapid.Uint64Range(0, 2).Draw(t, "longer")
				_, err = s.DeclareGap(ctx, a.device, a.epoch, from, to, "damaged", 1)
				m.settle(a.epoch, from, to)
			case 1:
				_, err = s.Refuse(ctx, a.device, a.epoch, from, []byte("junk"), "malformed", 1)
				m.settle(a.epoch, from, from)
			default:
				var got []Answer
				items := drawItems(t, pools)
				got, head, err = s.Admit(ctx, items)
				if d := cmp.Diff(m.admit(items), got); d != "" {
					t.Fatalf("answers (-model +store):\n%s", d)
				}
				if head.Size != m.base+int64(len(m.log)) {
					t.Fatalf("size %d, the model has %d", head.Size, m.base+int64(len(m.log)))
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		m.compare(t, stores[0], authors)
	})
	isTheLogOf(t, stores[1])
	replaysAlike(t, stores[0])
}

// drawItems draws a stretch of one branch, as devices send, or anything.
func drawItems(t *rapid.T, pools [][]Item) []Item {
	var items []Item
	pool := rapid.SampledFrom(pools).Draw(t, "pool")
	if rapid.Bool().Draw(t, "in order") {
		from := rapid.IntRange(0, len(pool)-1).Draw(t, "first")
		items = append(items, pool[from:min(len(pool), from+rapid.IntRange(1, 4).Draw(t, "length"))]...)
	} else {
		for range rapid.IntRange(1, 4).Draw(t, "length") {
			pool := rapid.SampledFrom(pools).Draw(t, "pool")
			items = append(items, pool[rapid.IntRange(0, len(pool)-1).Draw(t, "item")])
		}
	}
	for i := range items {
		items[i].Urgent = rapid.IntRange(0, 3).Draw(t, "urgent") == 0
		items[i].Drain = rapid.IntRange(0, 3).Draw(t, "drain") == 0
	}
	return items
}

func (m *model) compare(t *rapid.T, s *Store, authors []*author) {
	rows, err := s.EntryRange(ctx, m.base, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, r := range rows {
		e, err := evidence.Decode(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(r.No, e.ID, r.Status))
	}
	for n, e := range m.log {
		want = append(want, fmt.Sprint(m.base+int64(n), e.id, e.status))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("log (-model +store):\n%s", d)
	}
	positions, err := s.Position(ctx, authors[0].device)
	if err != nil {
		t.Fatal(err)
	}
	at := map[evidence.ID]Position{}
	for _, p := range positions {
		at[p.Epoch] = p
	}
	for _, a := range authors {
		if p := at[a.epoch]; p.Seq != m.seq[a.epoch] || p.Last != m.last[a.epoch] {
			t.Fatalf("stands at %d %s, the model at %d %s", p.Seq, p.Last.Short(), m.seq[a.epoch], m.last[a.epoch].Short())
		}
	}
	if err := s.Check(ctx); err != nil {
		t.Fatal(err)
	}
}
