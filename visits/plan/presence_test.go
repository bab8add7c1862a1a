package plan_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits/plan"
)

// A swap changes a whole day of two people, hours, weekdays and partners, once it
// is agreed to and on that day only; leave stays with who has it.
func TestASwapHoldsOnItsDayOnceAgreed(t *testing.T) {
	r := people("An", "Bo", "Chi", "Dai")
	r.Schema = "roster/1"
	at := func(name string) *plan.Person {
		return &r.People[slices.IndexFunc(r.People, func(p plan.Person) bool { return p.Name == name })]
	}
	at("An").With, at("Bo").With, at("Chi").With, at("Dai").With = "Bo", "An", "Dai", "Chi"
	at("An").Shift = plan.Hours{From: "07:00", Until: "12:00"}
	at("Chi").Workdays = []string{"tue"}
	r.Swaps = []plan.Swap{{Day: monday, One: "An", Other: "Chi"}}
	pairs := func(day string) map[string]string {
		of := map[string]string{}
		for _, ids := range r.Together(day, 0, nil) {
			for i, id := range ids {
				for _, p := range r.People {
					if p.ID == ids[1-i] {
						for _, q := range r.People {
							if q.ID == id {
								of[q.Name] = p.Name
							}
						}
					}
				}
			}
		}
		return of
	}
	if got := pairs(monday); got["An"] != "Bo" || got["Dai"] != "" { // Chi does not work on Mondays
		t.Errorf("before it is agreed to: %v", got)
	}
	r.Swaps[0].Agreed = true
	if got := pairs(monday); got["Chi"] != "Bo" || got["An"] != "" {
		t.Errorf("on the day: %v", got)
	}
	crews, _ := r.Crews(monday, 2, 0, nil, nil)
	if len(crews) != 1 || crews[0].From != 9*3600 || crews[0].Until != 12*3600 { // Chi has An's hours
		t.Errorf("%+v", crews)
	}
	if got := pairs("2026-12-01"); got["An"] != "Bo" || got["Chi"] != "Dai" {
		t.Errorf("the day after: %v", got)
	}
	at("Chi").Leave = []plan.Days{{From: monday, Until: monday}}
	if got := pairs(monday); got["Bo"] != "" {
		t.Errorf("Chi is on leave and goes: %v", got)
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := plan.ParseRoster(data); err != nil || again.People[0].ID != named("An") || !again.Swaps[0].Agreed {
		t.Errorf("kept and read again: %v", err)
	}
	for _, bad := range []plan.Swap{{Day: monday, One: "An", Other: "Eva"}, {Day: "Monday", One: "An", Other: "Bo"}, {Day: monday, One: "An", Other: "An"}} {
		odd := r
		odd.Swaps = []plan.Swap{bad}
		data, _ := json.Marshal(odd) // the same as above
		if _, err := plan.ParseRoster(data); err == nil {
			t.Errorf("a roster with %+v is read", bad)
		}
	}
}

// Partners who swap with each other go together as before. Those of the day's pair
// go together whoever their partners are; an hour somebody goes at is that day's.
func TestADaysPairComesFirst(t *testing.T) {
	r := people("An", "Bo", "Chi", "Dai")
	for i, with := range []string{"Bo", "An", "Dai", "Chi"} {
		r.People[i].With = with
	}
	r.Swaps = []plan.Swap{{Day: monday, One: "An", Other: "Bo", Agreed: true}}
	if got := r.Together(monday, 0, nil); len(got) != 2 {
		t.Errorf("%v", got)
	}
	r.Pairs = []plan.Pair{{Day: monday, One: "An", Other: "Dai"}}
	r.People[2].Off, r.People[2].OffOn = "10:30", monday
	got := r.Together(monday, 11*3600, [][]evidence.ID{{named("Bo"), named("Chi")}})
	if len(got) != 1 || !slices.Contains(got[0], named("An")) || !slices.Contains(got[0], named("Dai")) {
		t.Errorf("%v", got)
	}
	if away := r.Away(monday, 11*3600); len(away) != 1 || away[0].Code != plan.GoneFrom {
		t.Errorf("%+v", away)
	}
	if away := r.Away("2026-12-01", 11*3600); len(away) != 0 {
		t.Errorf("the day after: %+v", away)
	}
}

// What speaks against a swap: who would not be there, who swaps that day already, and
// whose partner would be gone; of a swap that works nothing does.
func TestWhatSpeaksAgainstASwap(t *testing.T) {
	r := people("An", "Bo", "Chi", "Dai")
	r.People[0].With, r.People[1].With = "Bo", "An"
	against := func(one, other string) string {
		var said []string
		for _, o := range r.SwapAgainst(monday, named(one), named(other), nil) {
			said = append(said, o.Name+" "+o.Code)
		}
		return strings.Join(said, ", ")
	}
	if got := against("An", "Chi"); got != "" {
		t.Errorf("%q", got)
	}
	r.People[2].Leave = []plan.Days{{From: monday, Until: monday}}
	if got := against("An", "Chi"); got != "Chi leave, Bo alone" {
		t.Errorf("Chi is on leave: %q", got)
	}
	if got := against("Chi", "Dai"); got != "Chi leave" {
		t.Errorf("Chi is on leave, and Dai goes with nobody: %q", got)
	}
	r.Swaps = []plan.Swap{{Day: monday, One: "Bo", Other: "Dai"}}
	if got := against("Bo", "Dai"); got != "" {
		t.Errorf("asked for it is: %q", got)
	}
	r.Swaps[0].Agreed = true
	if got := against("Bo", "An"); got != "Bo swapping" {
		t.Errorf("Bo swaps: %q", got)
	}
	if got := against("Bo", "Eva") + against("Bo", "Bo"); got != "" {
		t.Errorf("of who is not there: %q", got)
	}
}
