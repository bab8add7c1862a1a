package plan_test

import (
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// visited are the cases of all tours.
func visited(p *plan.Plan) (ids []evidence.ID) {
	for _, t := range p.Tours {
		for _, s := range t.Stops {
			ids = append(ids, s.Case)
		}
	}
	return ids
}

// at puts a case somewhere else, degrees × 10⁷.
func at(c plan.Case, lat, lon int64) plan.Case {
	c.Words.Place.LatE7, c.Words.Place.LonE7 = lat, lon
	return c
}

// One place that is wrong leaves out the case it stands at, says how far it is, and
// moves nobody's start: neither without an office in the roster nor with one.
func TestOneWrongPlaceMovesNobody(t *testing.T) {
	var cases []plan.Case
	for n := range 14 {
		cases = append(cases, invented(n, 120))
	}
	office := people("An", "Bo", "Chi", "Dai")
	office.Start = &plan.Spot{LatE7: 305_500_000, LonE7: 1_145_500_000}
	for name, r := range map[string]plan.Roster{"no office": people("An", "Bo", "Chi", "Dai"), "an office": office} {
		before := suggest(t, branchDay(t, cases, r))
		if len(visited(&before)) != len(cases) {
			t.Fatalf("%s: %d of %d are visited without the wrong place", name, len(visited(&before)), len(cases))
		}
		for _, wrong := range []plan.Case{at(invented(90, 400), 0, 0), at(invented(91, 400), 1_145_000_000/2, 305_000_000), at(invented(92, 400), -305_000_000, 1_145_000_000)} {
			after := suggest(t, branchDay(t, append(slices.Clone(cases), wrong), r))
			if len(visited(&after)) != len(cases) || len(after.Not) != 1 || after.Not[0].Case != wrong.ID {
				t.Fatalf("%s: %d of %d are visited beside a place of %d, %d: left out %+v, not %+v", name, len(visited(&after)), len(cases),
					wrong.Words.Place.LatE7, wrong.Words.Place.LonE7, after.LeftOut, after.Not)
			}
			if l := after.Not[0]; l.Why != plan.TooFar || !strings.Contains(l.Words, "too far: ") || !strings.Contains(l.Words, " km ") {
				t.Errorf("%s: %+v", name, l)
			}
			if after.Start.Roster != (r.Start != nil) || after.Start.LatE7 < 305_000_000 || after.Start.LatE7 > 306_000_000 {
				t.Errorf("%s: crews start at %+v", name, after.Start)
			}
		}
	}
}

// Where a district is, the cases say that are worked on: one that was taken back,
// is closed or lies on the other side of the earth moves nobody who lives there.
func TestWrongPlacesDoNotMoveADistrict(t *testing.T) {
	unknown := invented(50, 120)
	unknown.Words.Place.HasPoint, unknown.Words.Place.District = false, "West"
	good, wrong := invented(51, 120), at(invented(52, 120), 0, 0)
	good.Words.Place.District, wrong.Words.Place.District = "West", "West"
	withdrawn := at(invented(53, 120), 300_000_000, 1_140_000_000)
	withdrawn.Words.Place.District, withdrawn.Case.Closed = "West", &visits.CaseAct{Reason: visits.ImportUndoneReason}
	call := at(invented(54, 1), 0, 0)
	call.Words.Place.District = "West"
	cases := []plan.Case{unknown, good, wrong, withdrawn, call}
	for n := range 6 {
		cases = append(cases, invented(n, 120))
	}
	p := suggest(t, branchDay(t, cases, people("An", "Bo", "Chi", "Dai")))
	for _, tour := range p.Tours {
		for _, s := range tour.Stops {
			if s.Case == unknown.ID {
				if !s.Approximate || tour.Metres > 100_000 {
					t.Errorf("%+v, %d m", s, tour.Metres)
				}
				return
			}
		}
	}
	t.Errorf("who lives in the district is not visited: left out %+v, not %+v", p.LeftOut, p.Not)
}
