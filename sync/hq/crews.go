package hq

import (
	"cmp"
	"context"
	"slices"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/safety"
)

// CrewOut is a crew at a visit, as far as headquarters knows.
type CrewOut struct {
	Visit   evidence.ID  `json:"visit"`
	Case    evidence.ID  `json:"case"`
	Unit    evidence.ID  `json:"unit"`
	Officer evidence.ID  `json:"officer"`
	Second  evidence.ID  `json:"second"`
	Device  evidence.ID  `json:"device"`
	State   safety.State `json:"state"` // of the check-in; empty: none was agreed
	Last    int64        `json:"last"`  // µs: the latest sign of life that came in
	Due     int64        `json:"due"`   // µs: when the next one was or is due
	// Seen is when the device was last in touch (µs; 0: never). Overdue and seen
	// since, nobody checked in; overdue and not seen, the check-in may be on it.
	Seen      int64    `json:"seen"`
	Help      int      `json:"help,omitempty"`
	Silent    int      `json:"silent,omitempty"` // of those, calls no screen showed
	Incidents []string `json:"incidents,omitempty"`
}

// CrewsOut lists the visits under way and how each stands with its check-in now:
// who asked for help first, then who is overdue, had an incident, and is due next.
func (h *HQ) CrewsOut(ctx context.Context) ([]CrewOut, error) {
	h.noteSightings(ctx)
	devices, err := h.Store.Devices(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[evidence.ID]int64{}
	for _, d := range devices {
		seen[d.ID] = d.Seen
	}
	policy, now, out := safety.House(), h.micro(), []CrewOut{}
	err = h.eachPicture(ctx, visits.KindVisit, func(p store.Picture) error {
		if p.State != visits.StatusOpened {
			return nil
		}
		v, err := decodePicture[visits.Visit](p)
		if err != nil || v.Practice {
			return err
		}
		w := policy.Watch(v, now)
		c := CrewOut{Visit: v.ID, Case: v.Case, Unit: v.Unit, Officer: v.Officer, Second: v.Second, Device: v.Device,
			State: w.State, Last: w.Last, Due: w.Due, Seen: seen[v.Device], Help: len(v.Safety.Help)}
		for _, l := range v.Safety.Help {
			if l.Silent {
				c.Silent++
			}
		}
		for _, l := range v.Safety.Incidents {
			c.Incidents = append(c.Incidents, l.Code)
		}
		out = append(out, c)
		return nil
	})
	slices.SortStableFunc(out, func(x, y CrewOut) int { return cmp.Or(cmp.Compare(x.rank(), y.rank()), cmp.Compare(x.Due, y.Due)) })
	return out, err
}

// rank is where a crew stands in the list, the worst first.
func (c *CrewOut) rank() int {
	switch {
	case c.Help > 0:
		return 0
	case c.State == safety.Overdue:
		return 1
	case len(c.Incidents) > 0:
		return 2
	}
	return 3
}
