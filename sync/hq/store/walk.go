package store

import (
	"slices"

	"fairvisit/evidence"
)

// walk takes one chain through the entries of the log once more. Two things
// that moved a chain the log does not note. When a gap was declared: only that
// it lies before the first entry that could not have come in else. And that an
// entry that had come ahead was sent again in its place and passed, although it
// does not go on from the one before (admission.place). So a chain that forked
// is followed to every place where it can have stood; one that did not has one.
type walk struct {
	at    []place
	gaps  map[uint64]uint64 // declared: first number → last
	ahead map[uint64][]aheadOf

	// supposing: the gaps are not known, as in a replay, and may lie anywhere.
	supposing bool
}

// place is where a chain can stand, and the gaps supposed on the way there.
type place struct {
	seq  uint64
	last evidence.Hash
	via  *supposed
}

// supposed is a gap without which the chain would not have come to where it
// stands.
type supposed struct {
	from, to uint64
	before   *supposed
}

type aheadOf struct{ id, prev evidence.Hash }

func walkFrom(p place) walk {
	return walk{at: []place{p}, gaps: map[uint64]uint64{}, ahead: map[uint64][]aheadOf{}}
}

func (p place) is(q place) bool { return p.seq == q.seq && p.last == q.last }

func (p place) unchecked() bool { return p.seq > 0 && p.last.IsZero() }

// cost is how many numbers were supposed to be gone.
func (p place) cost() (n uint64) {
	for g := p.via; g != nil; g = g.before {
		n += g.to - g.from + 1
	}
	return n
}

// answer is what admission says of an entry that is not ahead; 0: it would not
// have been taken.
func (p place) answer(h *evidence.Header) evidence.Admission {
	switch {
	case h.Seq > p.seq+1:
		return 0
	case h.Seq <= p.seq:
		return evidence.Fork
	case p.unchecked():
		return evidence.Gap
	case h.Prev != p.last:
		return evidence.Fork
	}
	return evidence.Whole
}

// admit moves the chain as an entry moved it that came in with this status.
// false: it cannot have come in so; the chain stands where it can have stood
// before the entry.
func (w *walk) admit(h *evidence.Header, id evidence.Hash, status evidence.Admission) bool {
	if status == evidence.Ahead {
		could := w.only(func(p place) bool { return h.Seq > p.seq+1 || h.Seq == p.seq+1 && p.answer(h) == evidence.Fork })
		if len(could) == 0 {
			return false
		}
		w.at = could
		w.ahead[h.Seq] = append(w.ahead[h.Seq], aheadOf{id, h.Prev})
		return true
	}
	if status == evidence.Drain { // whole, from a revoked device
		status = evidence.Whole
	}
	fits := func(p place) bool { return p.answer(h) == status }
	if !w.supposing || status != evidence.Whole || !slices.ContainsFunc(w.at, fits) {
		w.follow(h.Seq)
	}
	could := w.only(fits)
	if len(could) == 0 {
		return false
	}
	w.at = w.at[:0]
	for _, p := range could {
		if h.Seq == p.seq+1 {
			p = w.link(place{h.Seq, id, p.via})
		}
		w.add(p)
	}
	return true
}

// force moves the chain over an entry that admit was false for.
func (w *walk) force(h *evidence.Header, id evidence.Hash) {
	if p := w.at[0]; h.Seq > p.seq {
		w.at = []place{w.link(place{h.Seq, id, p.via})}
	}
}

func (w *walk) only(keep func(place) bool) []place {
	var kept []place
	for _, p := range w.at {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

// add adds a place; of two ways to one place the one with fewer gaps stays.
func (w *walk) add(p place) {
	i := slices.IndexFunc(w.at, p.is)
	if i < 0 {
		w.at = append(w.at, p)
	} else if p.cost() < w.at[i].cost() {
		w.at[i] = p
	}
}

// link steps over what came ahead and goes on from the place. What came ahead
// later than the chain came to the place is not mistaken for it: the next
// number comes in ahead only where it does not go on from there.
func (w *walk) link(p place) place {
	for {
		next := w.ahead[p.seq+1]
		i := slices.IndexFunc(next, func(o aheadOf) bool { return o.prev == p.last || p.unchecked() })
		if i < 0 {
			return p
		}
		p = place{p.seq + 1, next[i].id, p.via}
	}
}

// follow adds every place to which the chain can have come before an entry of
// this number came in that was not ahead.
func (w *walk) follow(seq uint64) {
	for i, p := range w.at {
		w.at[i] = w.takeGaps(p, seq)
	}
	if len(w.ahead) == 0 && !w.supposing {
		return
	}
	for i := 0; i < len(w.at); i++ {
		p := w.at[i]
		if w.gaps[p.seq+1] > 0 {
			continue // it is declared gone, so nothing passed in its place
		}
		for _, o := range w.ahead[p.seq+1] {
			w.add(w.takeGaps(w.link(place{p.seq + 1, o.id, p.via}), seq))
		}
		if w.supposing {
			w.suppose(p, seq)
		}
	}
}

// takeGaps passes the gaps that begin right after the place, up to seq: a gap
// is only declared of the very next number, so an entry that is not ahead and
// lies in it or behind it came after it.
func (w *walk) takeGaps(p place, seq uint64) place {
	for p.seq < seq && w.gaps[p.seq+1] > 0 {
		p = w.link(place{w.gaps[p.seq+1], evidence.Hash{}, p.via})
	}
	return p
}

// maxPlaces bounds what a replay supposes. Only a device that sends ahead and
// forks by the hundred comes to it; an audit then doubts its chain.
const maxPlaces = 256

// suppose adds the places behind a gap after p. Where one ends matters only
// beside an entry: this one, or one that came ahead.
func (w *walk) suppose(p place, seq uint64) {
	if len(w.at) > maxPlaces {
		return
	}
	ends := []uint64{seq - 1, seq}
	for ahead := range w.ahead {
		ends = append(ends, ahead-1, ahead)
	}
	slices.Sort(ends)
	for _, to := range slices.Compact(ends) {
		if to > p.seq {
			w.add(w.link(place{to, evidence.Hash{}, &supposed{p.seq + 1, to, p.via}}))
		}
	}
}

// end is where the chain stands after its last entry, by its row or, where
// that is no place it can have come to, by the log.
func (w *walk) end(row place) place {
	w.follow(row.seq) // gaps declared after the newest entry
	if i := slices.IndexFunc(w.at, row.is); i >= 0 {
		w.at = w.at[i : i+1]
	}
	return w.at[0]
}
