package manager

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	dayplan "fairvisit/visits/plan"
)

// The filters of the plan's list.
const (
	showOpen     = "open"
	showAssigned = "assigned"
	showAll      = "all"
)

var planFilters = []string{showOpen, showAssigned, showAll}

// plan is what the manager has in mind for one day and did not write yet. Losing
// it loses a proposal, never a decision.
type plan struct {
	day      string // yyyy-mm-dd
	by       string // the column the list is sorted by
	turned   bool   // and by it the other way round
	filter   string
	n        int // how many "the next" takes
	picked   map[evidence.ID]bool
	proposal map[Crew][]evidence.ID
	hands    []evidence.ID // officers chosen for a crew that is being made
	checked  []change      // what the check showed and the manager is about to write
	against  []against     // what the check found something against
	along    bool          // of against, what can still be mended is taken along
	writing  bool
	written  int   // decisions just written; 0 once something new is in mind
	onMap    bool  // the map is shown where there is no room beside it
	err      error // of the last writing
	before   []proposedBefore
	narrow   map[string][]string // values asked for, by trait; none: all are shown
	anchor   evidence.ID         // the row tapped last, from which shift picks
}

func newPlan(now time.Time) *plan {
	p := &plan{day: now.AddDate(0, 0, 1).Format(time.DateOnly), by: byStreet, filter: showOpen, n: 8, narrow: map[string][]string{}}
	p.clear()
	return p
}

func (p *plan) clear() {
	p.picked, p.proposal, p.checked, p.err, p.written = map[evidence.ID]bool{}, map[Crew][]evidence.ID{}, nil, nil, 0
	p.before, p.against, p.along = nil, nil, false
}

// drop lets go of what can no longer be planned after the branch was read again,
// with the crews there are now.
func (p *plan) drop(b Branch, crews []Crew) {
	lost := func(id evidence.ID) bool {
		c := b.cases[id]
		return c == nil || c.Stopped() || c.Imported.IsZero() || c.Closed != nil
	}
	maps.DeleteFunc(p.picked, func(id evidence.ID, _ bool) bool { return lost(id) })
	for c, ids := range p.proposal {
		p.proposal[c] = slices.DeleteFunc(ids, lost)
	}
	p.regroup(crews)
}

// regroup picks what is proposed for a crew that is none any more, because
// somebody of it goes with another now: a check that walks the crews there are would
// pass it over, and nobody would go there. It says how many cases those were.
func (p *plan) regroup(crews []Crew) int {
	n := 0
	for c, ids := range p.proposal {
		if slices.Contains(crews, c) {
			continue
		}
		for _, id := range ids {
			p.picked[id] = true
		}
		n += len(ids)
		delete(p.proposal, c)
	}
	return n
}

// shiftDay moves the planned day, never before today; the proposal was for the
// other day and is put away.
func (p *plan) shiftDay(days int, today string) {
	d, err := time.Parse(time.DateOnly, p.day)
	if err != nil {
		return
	}
	if next := d.AddDate(0, 0, days).Format(time.DateOnly); next >= today {
		p.day = next
		p.clear()
	}
}

// proposedTo is the crew a case is proposed for.
func (p *plan) proposedTo(id evidence.ID) (Crew, bool) {
	for c, ids := range p.proposal {
		if slices.Contains(ids, id) {
			return c, true
		}
	}
	return Crew{}, false
}

func (p *plan) proposed() int {
	n := 0
	for _, ids := range p.proposal {
		n += len(ids)
	}
	return n
}

// waits reports whether nobody is to go to a case from a day on: never assigned,
// taken back, contested, or assigned for a day that has passed at its address without a
// visit.
func waits(c *visits.Case, now time.Time) bool {
	if c.Imported.IsZero() || c.Stopped() || c.Closed != nil {
		return false
	}
	d, ok := c.Assigned()
	if !ok || len(c.Contested) > 0 {
		return true
	}
	return d.Day < dayAt(c, now) && !slices.ContainsFunc(c.Contacts, func(v visits.Contact) bool { return v.Day >= d.Day })
}

// rows are the cases the list shows, in the order chosen; stopped ones stand last, for
// nobody is sent there.
func (p *plan) rows(b *Branch, now time.Time) []*visits.Case {
	var list []*visits.Case
	for i := range b.Cases {
		c := &b.Cases[i]
		if c.Imported.IsZero() || c.Closed != nil {
			continue
		}
		open := waits(c, now)
		if p.filter == showAll || p.filter == showOpen && (open || c.Stopped()) || p.filter == showAssigned && !open && !c.Stopped() {
			list = append(list, c)
		}
	}
	stopped := func(c *visits.Case) int {
		if c.Stopped() {
			return 1
		}
		return 0
	}
	order := p.order(b)
	slices.SortFunc(list, func(x, y *visits.Case) int { return cmp.Or(cmp.Compare(stopped(x), stopped(y)), order(x, y)) })
	return list
}

// next are the cases that wait and are not in the proposal, in the order chosen,
// without those a running promise holds and those whose step is not a visit: a person
// may still pick one by hand, who knows that the debtor asked for it.
func (p *plan) next(b *Branch, now time.Time) []evidence.ID {
	until, worth := b.promised(p.day), b.appraisals(p.day)
	var list []*visits.Case
	for i := range b.Cases {
		c := &b.Cases[i]
		if _, there := p.proposedTo(c.ID); !there && waits(c, now) && until[c.ID] < p.day && worth[c.ID].Step == dayplan.Visit {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, p.order(b))
	ids := make([]evidence.ID, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	return ids
}

// give proposes cases for a crew. A case is proposed once: the last word counts.
func (p *plan) give(c Crew, ids ...evidence.ID) {
	p.written = 0
	for other, have := range p.proposal {
		p.proposal[other] = slices.DeleteFunc(have, func(id evidence.ID) bool { return slices.Contains(ids, id) })
	}
	p.proposal[c] = append(p.proposal[c], ids...)
	for _, id := range ids {
		delete(p.picked, id)
	}
}

// giveNext proposes the next n cases that a crew may go to, and gives back those it
// passed over.
func (p *plan) giveNext(b *Branch, c Crew, now time.Time, may maySend) []evidence.ID {
	_, passed := p.take(c, p.next(b, now), p.n, may)
	return passed
}

// maySend are those of cases that a crew may be sent to on the day.
type maySend func(Crew, []evidence.ID) []evidence.ID

// take proposes the first n of ids that a crew may go to, and gives back the others,
// and which of them were passed over. The rules are asked of no more than it takes.
func (p *plan) take(c Crew, ids []evidence.ID, n int, may maySend) (left, passed []evidence.ID) {
	for n > 0 && len(ids) > 0 {
		asked := ids[:min(n, len(ids))]
		can := may(c, asked)
		p.give(c, can...)
		n, ids = n-len(can), ids[len(asked):]
		passed = append(passed, without(asked, can)...)
	}
	return append(slices.Clone(passed), ids...), passed
}

func without(ids, gone []evidence.ID) []evidence.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(id evidence.ID) bool { return slices.Contains(gone, id) })
}

// share proposes all cases that wait and that some crew may go to, in neighbouring
// shares, and gives back those nobody may go to. Who was given some by hand gets as many
// fewer, so that all go with equally many in the end.
func (p *plan) share(b *Branch, crews []Crew, now time.Time, may maySend) []evidence.ID {
	all := p.next(b, now)
	nobodys := all
	for _, c := range crews {
		nobodys = without(nobodys, may(c, nobodys))
	}
	ids := without(all, nobodys)
	for i, c := range crews {
		total := len(ids)
		for _, left := range crews[i:] {
			total += len(p.proposal[left])
		}
		n := len(ids)
		if left := len(crews) - i; left > 1 {
			n = min(n, max(0, total/left-len(p.proposal[c])))
		}
		ids, _ = p.take(c, ids, n, may)
	}
	for _, c := range crews { // what a crew's share held and it may not go to
		ids, _ = p.take(c, ids, len(ids), may)
	}
	return nobodys
}

// change is one decision before it is written.
type change struct {
	Crew
	Case  *visits.Case
	Order int
	was   visits.Decision // what it replaces; without officer for none
}

// moves reports whether somebody else was to go there.
func (c change) moves() bool { return !c.was.Officer.IsZero() && !c.has(c.was.Officer) }

// check is what the proposal would write now, crew by crew.
func (p *plan) check(b *Branch, crews []Crew) []change {
	var all []change
	for _, crew := range crews {
		order := 0
		for i := range b.Cases { // goes on behind what is assigned for the day
			if d, ok := b.Cases[i].Assigned(); ok && d.Day == p.day && crew.has(d.Officer) {
				order = max(order, d.Order)
			}
		}
		for _, id := range p.proposal[crew] {
			c := b.cases[id]
			if c == nil || c.Stopped() {
				continue
			}
			order++
			was, _ := c.Assigned()
			all = append(all, change{crew, c, order, was})
		}
	}
	return all
}

// errMoved means that something was decided between check and writing.
var errMoved = errors.New("a case changed since this was checked, so nothing was written; look again")

// decide makes the checked changes entries, all or none. Each names the decision
// that stands and those that contest it, exactly as they were checked: what a
// colleague decides meanwhile is then a conflict to be seen and not overwritten.
func decide(ctx context.Context, j *journal.Journal, day string, changes []change) error {
	me := j.Identity().Officer
	all := make([]journal.Writing, 0, len(changes))
	for _, c := range changes {
		now, err := j.Case(ctx, c.Case.ID)
		if err != nil {
			return err
		}
		if now == nil || now.Stopped() || now.Standing != c.Case.Standing || !slices.Equal(now.Contested, c.Case.Contested) {
			return errMoved
		}
		all = append(all, journal.Writing{Kind: visits.CaseAssigned,
			Refs:  []evidence.Ref{{Kind: evidence.RefCase, ID: c.Case.ID}, {Kind: evidence.RefOfficer, ID: me}},
			Facts: visits.AssignFacts{Officer: c.First, Second: c.Second, Day: day, Order: c.Order, Replaces: Replaces(now), Reason: "plan"}})
	}
	_, err := j.AppendAll(ctx, all)
	return err
}

// Replaces are the decisions a new one takes the place of: the one that stands
// and all that contest it.
func Replaces(c *visits.Case) []evidence.Hash {
	var list []evidence.Hash
	if !c.Standing.IsZero() {
		list = append(list, c.Standing)
	}
	return append(list, c.Contested...)
}
