package plan_test

import (
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits/plan"
)

// One person lives behind two doors, of two debts: who was visited at one is not
// visited at the other on that day, as the tablet would refuse it at the door.
func TestOnePersonBehindTwoDoorsIsVisitedOnce(t *testing.T) {
	one, two := invented(1, 100), invented(2, 40)
	one.Facts.Parties[0].Person, two.Facts.Parties[0].Person = named("person"), named("person")
	cases := []plan.Case{one, two, invented(3, 100)}
	p := suggest(t, branchDay(t, cases, people("An", "Bo")))
	if len(p.Tours) != 1 || len(p.Tours[0].Stops) != 2 {
		t.Fatalf("%+v", p.Tours)
	}
	if len(p.Not) != 1 || !strings.Contains(p.Not[0].Words, "beside the other visits of that day") {
		t.Errorf("not planned: %+v", p.Not)
	}
	for _, c := range cases {
		if len(c.Elsewhere)+len(c.Contacts) > 0 {
			t.Error("what is only planned is counted in the case itself")
		}
	}
	// Two persons behind two doors are two visits.
	two.Facts.Parties[0].Person = named("somebody else")
	p = suggest(t, branchDay(t, []plan.Case{one, two}, people("An", "Bo")))
	if len(p.Tours) != 1 || len(p.Tours[0].Stops) != 2 {
		t.Errorf("%+v %+v", p.Tours, p.Not)
	}
}

// A swap is made once, whoever puts the crews together: what the screen shows is
// who the plan sends, and a pair that decisions name is swapped on the way in.
func TestASwapIsMadeOnce(t *testing.T) {
	r := people("Chen", "Deng", "Gao", "Hu")
	r.Swaps = []plan.Swap{{Day: monday, One: "Chen", Other: "Gao", Agreed: true}}
	known := [][]evidence.ID{{named("Chen"), named("Deng")}, {named("Gao"), named("Hu")}}
	for what, together := range map[string][][]evidence.ID{"shown": r.Together(monday, 0, known), "decided": r.Swapped(monday, known)} {
		crews, _ := r.Crews(monday, 2, 0, together, nil)
		if len(crews) != 2 {
			t.Fatalf("%s: %d crews", what, len(crews))
		}
		for _, c := range crews {
			if got := c.Members[0].Name + "+" + c.Members[1].Name; got != "Chen+Hu" && got != "Gao+Deng" {
				t.Errorf("%s: %s go", what, got)
			}
		}
	}
}

// Partners from a later day on are none before it; the earlier ones stay until
// then.
func TestPartnersGoTogetherFromTheirDayOn(t *testing.T) {
	r := people("Chen", "Deng", "Gao", "Hu")
	of := func(name, with, before string) {
		for i := range r.People {
			if p := &r.People[i]; p.Name == name {
				p.With, p.Before, p.Since = with, before, "2026-12-02"
			}
		}
	}
	of("Chen", "Gao", "Deng")
	of("Deng", "", "Chen")
	of("Gao", "Chen", "")
	for day, want := range map[string]string{monday: "Deng", "2026-12-01": "Deng", "2026-12-02": "Gao", "2026-12-03": "Gao"} {
		pairs := r.Together(day, 0, nil)
		if len(pairs) != 1 || pairs[0][0] != named("Chen") || pairs[0][1] != named(want) {
			t.Errorf("on %s Chen goes with %v, not with %s alone", day, pairs, want)
		}
	}
}

// Who is taken out of the planned day is out of it, whatever was said of an
// earlier one; of who is in no roster nothing says that they are there.
func TestWhoIsTakenOutOrInNoRosterDoesNotGo(t *testing.T) {
	r := people("Chen", "Deng")
	r.People[1].Off, r.People[1].OffOn = "10:30", "2026-11-25"
	if err := r.Without("Deng", ""); err != nil {
		t.Fatal(err)
	}
	if crews, off := r.Crews(monday, 2, 0, nil, nil); len(crews) != 0 || len(off) != 2 {
		t.Errorf("%+v go, off are %+v", crews, off)
	}
	q := people("Chen", "Gao")
	if pairs := q.Together(monday, 0, [][]evidence.ID{{named("Chen"), named("Deng")}}); len(pairs) != 0 {
		t.Errorf("%v go together, and one is in no roster", pairs)
	}
}
