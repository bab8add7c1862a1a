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
	err := h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err == nil && c.Unit == unit {
			cases = append(cases, plan.Case{Case: *c})
		}
		return err
	})
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
	standing := map[evidence.ID]visits.Decision{}
	for i := range cases {
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
			changes = append(changes, PlanChange{s.Case, s.Was, t.Officers, s.Order, s.Replaces})
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
		changes = append(changes, PlanChange{c.ID, was, nil, 0, c.Standing})
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

// TakePlan makes the changes decisions, each naming the one it replaces. One
// that is not the standing one any more, or a stop raised since, and nothing is
// written.
func (h *HQ) TakePlan(ctx context.Context, day string, changes []PlanChange) ([]evidence.Entry, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	all := make([]Assignment, 0, len(changes))
	for _, c := range changes {
		now, err := h.heldCase(ctx, c.Case)
		switch {
		case err != nil:
			return nil, err
		case now == nil || now.Standing != c.replaces || len(now.Contested) > 0 || len(c.Now) > 0 && (now.Stopped() || now.Closed != nil || now.Erased != nil):
			return nil, errMoved
		case len(c.Now) > 2:
			return nil, fmt.Errorf("a decision names two officers, and %d are to go to case %s; nothing was written", len(c.Now), c.Case.Short())
		}
		a := Assignment{Case: c.Case, Day: day, Order: c.Order, Reason: "plan"}
		for i, id := range c.Now {
			*[]*evidence.ID{&a.Officer, &a.Second}[i] = id
		}
		all = append(all, a)
	}
	return h.Assign(ctx, all...)
}
