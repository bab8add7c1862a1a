package fieldwork

import (
	"context"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits/plan"
	"fairvisit/visits/rules"
)

// Hours are the times from now on and before end (UTC µs) at which the rules would
// let this officer and second begin a visit of service µs at a case, by the packs
// and stops as this device knows them now. They age while it hears nothing, so what
// lies far ahead may be closed for that alone.
func (o *Officer) Hours(ctx context.Context, caseID, second evidence.ID, end, service int64) ([]plan.Opening, error) {
	c, err := o.Journal.Case(ctx, caseID)
	if err != nil {
		return nil, err
	}
	if c == nil || c.Imported.IsZero() {
		return nil, fmt.Errorf("case %s is not on this device", caseID.Short())
	}
	q, l, err := o.question(ctx, c, second)
	if err != nil {
		return nil, err
	}
	packs, err := o.rulesFor(ctx, l, &q)
	if err != nil {
		return nil, err
	}
	now := q.When
	open, _ := plan.Openings(func(at int64) rules.Verdict {
		q.When = now
		q.When.Wall, q.When.Earliest, q.When.Latest = at, now.Earliest+at-now.Wall, now.Latest+at-now.Wall
		q.When.Until = at + service
		return rules.Evaluate(packs, q)
	}, now.Wall, end)
	return open, nil
}
