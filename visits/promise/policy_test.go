package promise_test

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

func packs(t *testing.T) []rules.Pack {
	t.Helper()
	all, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	var list []rules.Pack
	for _, name := range []string{"house-2", "cn"} {
		p, err := rules.ParsePack(all[name])
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

func TestNothingIsPromisedForAClosedDay(t *testing.T) {
	in := packs(t)
	for _, c := range []struct{ today, day, want string }{
		{"2026-09-28", "2026-09-30", ""},
		{"2026-09-28", "2026-10-01", "closed 2026-10-08"}, // the week of the national day
		{"2026-09-28", "2026-10-10", ""},                  // a Saturday that was made a working day
		{"2026-09-28", "2026-10-11", "weekday 2026-10-12"},
		{"2026-09-28", "2026-09-27", "past 2026-09-28"},
		{"2026-10-01", "2026-09-27", "past 2026-10-08"},
		{"2026-11-26", "2027-03-01", "too_far 2027-02-26"},
		{"2026-11-26", "2027-01-01", "closed 2027-01-04"}, // the house closes it; the calendar of the pack ends before
		{"2026-11-26", "soon", "no_day "},
	} {
		got := ""
		if r := promise.House().Day(in, c.day, c.today); r != nil {
			got = r.Why + " " + r.Next
			if !strings.Contains(r.Error(), c.day) || !strings.Contains(r.Error(), r.Next) {
				t.Errorf("it does not say so: %v", r)
			}
		}
		if got != c.want {
			t.Errorf("on %s, %s: %q, want %q", c.today, c.day, got, c.want)
		}
	}
}

func TestAPromiseInSeveralPaymentsKeepsOffClosedDays(t *testing.T) {
	got := fmt.Sprint(promise.House().Plan(packs(t), 100001, 3, "2026-09-17", "2026-09-16", 0, 14))
	if want := "[{2026-09-17 33333} {2026-10-08 33333} {2026-10-15 33335}]"; got != want {
		t.Errorf("every two weeks: %s, want %s", got, want)
	}
	if p := promise.House().Plan(packs(t), 100000, 5, "2026-11-27", "2026-11-26", 1, 0); p != nil {
		t.Errorf("it reaches too far: %v", p)
	}
	if p := promise.House().Plan(packs(t), 100000, 7, "2026-11-27", "2026-11-26", 0, 7); p != nil {
		t.Errorf("too many payments: %v", p)
	}
}

func TestAPolicyThatIsNotUnderstoodIsRefusedWhole(t *testing.T) {
	good := string(assets.HousePromises())
	for _, c := range [][2]string{{`"grace_days": 3`, `"grace_days": 61`}, {`"mon"`, `"moon"`}, {`"id"`, `"ID"`}, {`950`, `1001`}, {`950`, `0`}, {`visitpromise/1`, `visitpromise/2`}} {
		bad := strings.Replace(good, c[0], c[1], 1)
		if _, err := promise.ParsePolicy([]byte(bad)); err == nil || !strings.Contains(err.Error(), "the one in force stays") {
			t.Errorf("%s: %v", c[1], err)
		}
	}
}
