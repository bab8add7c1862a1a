package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// PlanCases are the cases of a branch as a plan takes them.
func (h *HQ) PlanCases(ctx context.Context, unit evidence.ID) ([]plan.Case, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	var cases []plan.Case
	if err := h.eachCaseOf(ctx, unit, func(c *visits.Case) { cases = append(cases, plan.Case{Case: *c}) }); err != nil {
		return nil, err
	}
	var asks []visits.Ask
	err := h.eachPicture(ctx, visits.KindAsk, func(p store.Picture) error {
		a, err := decodePicture[visits.Ask](p)
		if err == nil && a.Unit == unit {
			asks = append(asks, *a)
		}
		return err
	})
	plan.AsksOf(cases, asks)
	return cases, err
}

// Officers are the officers of a branch.
func (h *HQ) Officers(ctx context.Context, unit evidence.ID) ([]visits.Person, error) {
	var list []visits.Person
	err := h.eachPicture(ctx, visits.KindPerson, func(p store.Picture) error {
		who, err := decodePicture[visits.Person](p)
		if err == nil && who.Unit == unit && who.Role == "officer" {
			list = append(list, *who)
		}
		return err
	})
	return list, err
}

// PlanChange is one decision that taking a plan makes.
type PlanChange struct {
	Case  evidence.ID   `json:"case"`
	Was   []evidence.ID `json:"was"`
	Now   []evidence.ID `json:"now"` // empty: nobody goes there that day
	Order int           `json:"order"`

	replaces evidence.Hash
	visited  visited
}

// visited is how far visits to a case had come.
type visited struct{ begun, open int }

func visitedSoFar(c *visits.Case) visited {
	v := visited{begun: len(c.Contacts)}
	for i := range c.Contacts {
		if c.Contacts[i].Status == visits.StatusOpened {
			v.open++
		}
	}
	return v
}

// PlanChanges are the decisions that taking a plan makes, and whom they affect. A
// case of that day that is in no tour any more is taken back: its crew might be
// one that does not go. One that is to be visited by the same people in the same
// place of the order is left as it is, and so is what was visited or is under way.
func PlanChanges(p *plan.Plan, cases []plan.Case) (changes []PlanChange, affected []evidence.ID) {
	affect := func(ids []evidence.ID) {
		for _, id := range ids {
			if !slices.Contains(affected, id) {
				affected = append(affected, id)
			}
		}
	}
	planned := map[evidence.ID]bool{}
	for _, l := range p.Not {
		planned[l.Case] = l.Why == plan.VisitedThat || l.Why == plan.UnderWay || l.Why == plan.Contested
	}
	standing, soFar := map[evidence.ID]visits.Decision{}, map[evidence.ID]visited{}
	for i := range cases {
		soFar[cases[i].ID] = visitedSoFar(&cases[i].Case)
		if d, ok := cases[i].Assigned(); ok {
			standing[cases[i].ID] = d
		}
	}
	for _, t := range p.Tours {
		for _, s := range t.Stops {
			planned[s.Case] = true
			if d, ok := standing[s.Case]; ok && d.Day == p.Day && d.Order == s.Order && slices.Equal(s.Was, t.Officers) {
				continue
			}
			changes = append(changes, PlanChange{s.Case, s.Was, t.Officers, s.Order, s.Replaces, soFar[s.Case]})
			affect(s.Was)
			affect(t.Officers)
		}
	}
	for i := range cases {
		c := &cases[i]
		d, ok := standing[c.ID]
		if !ok || d.Day != p.Day || planned[c.ID] || acted(c, p.Day) {
			continue
		}
		was := []evidence.ID{d.Officer}
		if !d.Second.IsZero() {
			was = append(was, d.Second)
		}
		changes = append(changes, PlanChange{c.ID, was, nil, 0, c.Standing, soFar[c.ID]})
		affect(was)
	}
	return changes, affected
}

// acted reports that somebody was at a case that day or is there now, whatever
// else keeps it out of a tour.
func acted(c *plan.Case, day string) bool {
	return slices.ContainsFunc(c.Contacts, func(v visits.Contact) bool { return v.Day == day || v.Status == visits.StatusOpened })
}

// errMoved means that something was decided while the plan was made.
var errMoved = errors.New("a case changed since the plan was made, so nothing was written; plan again")

// takes is how often a plan is looked at again while others write about its
// cases. Each look is some milliseconds, so that many mean that it is outdated.
const takes = 8

// TakePlan makes the changes decisions, each naming the one it replaces, all of
// them or none. A decision that is not the standing one any more, a stop raised or
// a visit begun since, and nothing is written: who is at a door keeps the
// case, and what a colleague decided is not overwritten unseen. That holds to the
// moment of writing and against other processes.
func (h *HQ) TakePlan(ctx context.Context, day string, changes []PlanChange) ([]evidence.Entry, error) {
	for range takes {
		if err := h.Settle(ctx); err != nil {
			return nil, err
		}
		// Before the pictures are read: what is folded meanwhile is then looked at twice and never missed.
		seen, err := h.Store.Folded(ctx)
		if err != nil {
			return nil, err
		}
		cases, acts, err := h.takeActs(ctx, day, changes)
		if err != nil || len(acts) == 0 {
			return nil, err
		}
		entries, err := h.doUnless(ctx, seen, cases, acts)
		if errors.Is(err, store.ErrOvertaken) {
			continue
		}
		return entries, errors.Join(err, h.Settle(ctx))
	}
	return nil, errMoved
}

// takeActs are the decisions of a plan, if every case is as the plan knew it.
func (h *HQ) takeActs(ctx context.Context, day string, changes []PlanChange) (cases []evidence.ID, acts []Act, err error) {
	for _, c := range changes {
		now, err := h.heldCase(ctx, c.Case)
		switch {
		case err != nil:
			return nil, nil, err
		case len(c.Now) > 2:
			return nil, nil, fmt.Errorf("a decision names two officers, and %d are to go to case %s; nothing was written", len(c.Now), c.Case.Short())
		case now == nil || now.Standing != c.replaces || len(now.Contested) > 0 || visitedSoFar(now) != c.visited,
			len(c.Now) > 0 && (now.Stopped() || now.Closed != nil || now.Erased != nil):
			return nil, nil, errMoved
		}
		f := visits.AssignFacts{Day: day, Order: c.Order, Reason: "plan"}
		for i, id := range c.Now {
			*[]*evidence.ID{&f.Officer, &f.Second}[i] = id
		}
		if !c.replaces.IsZero() {
			f.Replaces = []evidence.Hash{c.replaces}
		}
		cases = append(cases, c.Case)
		acts = append(acts, Act{Kind: visits.CaseAssigned, Facts: f, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c.Case}}})
	}
	return cases, acts, nil
}
