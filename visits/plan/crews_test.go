package plan_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits/plan"
	"fairvisit/visits/rules"
)

// ended gives people a certificate that was over on a day.
func ended(r plan.Roster, day string, names ...string) plan.Roster {
	until, _ := time.Parse(time.DateOnly, day)
	for i := range r.People {
		if slices.Contains(names, r.People[i].Name) {
			r.People[i].Papers = []rules.Certificate{{Kind: "authorisation", Until: until.Add(15 * time.Hour).UnixMicro()}}
		}
	}
	return r
}

func offOf(p *plan.Plan, name string) plan.Off {
	i := slices.IndexFunc(p.Off, func(o plan.Off) bool { return o.Name == name })
	if i < 0 {
		return plan.Off{}
	}
	return p.Off[i]
}

// Who may go by law goes together, whoever the partners were: a partner whose
// certificate ended binds nobody, and who stays is named with the day it ended.
func TestWhoMayGoIsPairedWithWhoMayGo(t *testing.T) {
	var cases []plan.Case
	for n := range 8 {
		cases = append(cases, invented(n, 120))
	}
	in := branchDay(t, cases, ended(people("Qian", "Sun", "Wang", "Zheng"), "2026-11-20", "Qian", "Zheng"))
	in.Together = [][]evidence.ID{{named("Qian"), named("Sun")}, {named("Wang"), named("Zheng")}}
	p := suggest(t, in)
	if got := officersOf(&p); !slices.Equal(got, []string{"Sun+Wang"}) {
		t.Errorf("%v go", got)
	}
	for _, name := range []string{"Qian", "Zheng"} {
		if o := offOf(&p, name); o.Code != plan.Unlicensed || !strings.Contains(o.Why, "ended on 2026-11-20") {
			t.Errorf("%s: %+v", name, o)
		}
	}
	// By name alone, with an odd one out: Wu is not bound to Zheng, who may not go.
	six := ended(people("An", "Bo", "Sun", "Wang", "Wu", "Zheng"), "2026-11-20", "Zheng")
	p = suggest(t, branchDay(t, cases, six))
	if len(p.Tours) != 2 || offOf(&p, "Zheng").Code != plan.Unlicensed || offOf(&p, "Wu").Code != plan.Alone || len(p.Off) != 2 {
		t.Errorf("%v go, off %+v", officersOf(&p), p.Off)
	}
	// Nobody may: all four are named.
	in = branchDay(t, cases, ended(people("Qian", "Sun", "Wang", "Zheng"), "2026-11-20", "Qian", "Sun", "Wang", "Zheng"))
	if p, err := plan.Suggest(in, plan.Search{Seed: 1, Iterations: 50}); !errors.Is(err, plan.ErrNobody) || len(p.Off) != 4 {
		t.Errorf("%v: %+v", err, p.Off)
	}
}

// Hours that leave the first by name alone are changed round, and who speaks
// another language is put beside who does not.
func TestPairsByHoursAndLanguages(t *testing.T) {
	r := people("An", "Bo", "Chi", "Dai")
	r.People[2].Shift, r.People[0].Shift = plan.Hours{From: "07:00", Until: "12:00"}, plan.Hours{From: "11:00", Until: "14:00"}
	r.People[3].Shift = plan.Hours{From: "13:00", Until: "18:00"} // Chi and Dai never meet
	r.People[1].Shift = plan.Hours{From: "13:00", Until: "18:00"} // and Bo meets An and Dai
	crews, off := r.Crews(monday, 2, 0, nil, nil)
	if len(crews) != 2 || len(off) != 0 {
		t.Errorf("%d crews, off %+v", len(crews), off)
	}
	r = people("An", "Bo", "Chi", "Dai")
	for i, l := range []string{"zh-Hans", "zh-Hans", "en", "en"} {
		r.People[i].Languages = []string{l}
	}
	crews, _ = r.Crews(monday, 2, 0, nil, nil)
	for _, c := range crews {
		if c.Members[0].Languages[0] == c.Members[1].Languages[0] {
			t.Errorf("%s and %s speak one language together", c.Members[0].Name, c.Members[1].Name)
		}
	}
}

// A crew without a tour says so.
func TestACrewWithoutATourIsNamed(t *testing.T) {
	in := branchDay(t, []plan.Case{invented(1, 120)}, people("An", "Bo", "Chi", "Dai"))
	in.Pins = map[evidence.ID]evidence.ID{in.Cases[0].ID: named("An")}
	p := suggest(t, in)
	if len(p.Tours) != 1 || len(p.Off) != 2 || offOf(&p, "Chi").Code != plan.Idle || !strings.Contains(offOf(&p, "Chi").Why, "none of the cases") {
		t.Errorf("%v go, off %+v", officersOf(&p), p.Off)
	}
}
