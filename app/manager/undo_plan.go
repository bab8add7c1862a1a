package manager

import (
	"maps"
	"slices"

	"fairvisit/evidence"
)

// proposed is a proposal as it was before a change of it.
type proposedBefore struct {
	picked   map[evidence.ID]bool
	proposal map[Crew][]evidence.ID
}

// mostBefore is how many changes of a proposal can be taken back.
const mostBefore = 30

// remember keeps the proposal as it is, before a change.
func (p *plan) remember() {
	b := proposedBefore{maps.Clone(p.picked), map[Crew][]evidence.ID{}}
	for c, ids := range p.proposal {
		b.proposal[c] = slices.Clone(ids)
	}
	p.before = append(p.before, b)
	p.before = p.before[max(0, len(p.before)-mostBefore):]
}

// discard lets go of the whole proposal, which can be taken back as any change can: the
// button lies beside others.
func (p *plan) discard() {
	p.remember()
	before := p.before
	p.clear()
	p.before = before
}

// takeBack puts the proposal back as it was before the last change; false: there is
// none, or it was written and only a new decision changes it.
func (p *plan) takeBack() bool {
	n := len(p.before)
	if n == 0 {
		return false
	}
	p.picked, p.proposal = p.before[n-1].picked, p.before[n-1].proposal
	p.before, p.written = p.before[:n-1], 0
	return true
}

// insert proposes cases for a crew at a place among its proposed ones; atEnd: behind
// all. Of those that stood there already the places are counted without them.
func (p *plan) insert(c Crew, at int, ids ...evidence.ID) {
	if at != atEnd {
		for _, id := range p.proposal[c][:min(at, len(p.proposal[c]))] {
			if slices.Contains(ids, id) {
				at--
			}
		}
	}
	before := slices.DeleteFunc(slices.Clone(p.proposal[c]), func(id evidence.ID) bool { return slices.Contains(ids, id) })
	p.give(c, ids...)
	if at != atEnd {
		p.proposal[c] = slices.Insert(before, min(max(0, at), len(before)), ids...)
	}
}

// move puts a proposed case some places further on in its crew's row; false: it stands
// at that end.
func (p *plan) move(id evidence.ID, by int) bool {
	c, ok := p.proposedTo(id)
	if !ok {
		return false
	}
	from := slices.Index(p.proposal[c], id)
	to := from + by
	if to < 0 || to >= len(p.proposal[c]) {
		return false
	}
	p.remember()
	list := slices.Delete(slices.Clone(p.proposal[c]), from, from+1)
	p.proposal[c] = slices.Insert(list, to, id)
	return true
}
