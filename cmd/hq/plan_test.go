package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// morning is what a test reads of a plan.
type morning struct {
	Day   string
	Tours []struct {
		Names []string
		Stops []struct {
			Case, Begin string
			Order       int
			Was         []string
		}
	}
	LeftOut []struct{ Case, Why, Words string } `json:"left_out"`
	Not     []struct{ Case, Why, Words string }
	Off     []struct{ Name, Why string }
	Changes []struct {
		Case     string
		Was, Now []string
	}
	Affected  []string
	Withdrawn int
	Taken     int
}

func (d *desk) plan(args ...string) morning {
	d.Helper()
	var m morning
	told := d.said(0, append([]string{"plan", "-dir", d.dir, "-branch", "north", "-iterations", "200", "-json"}, args...)...)
	if err := json.Unmarshal([]byte(told), &m); err != nil {
		d.Fatal(err, told)
	}
	return m
}

// announced has the debtors of so many cases told of a visit.
func (d *desk) announced(n int) {
	d.Helper()
	var rows strings.Builder
	rows.WriteString("creditor,number,date,form\n")
	for i := range n {
		fmt.Fprintf(&rows, "Bank A,%d,%s,written\n", i, time.Now().AddDate(0, 0, -9).Format(time.DateOnly))
	}
	d.said(0, "import", "notices", "-dir", d.dir, "-unit", "north", d.file("notices.csv", rows.String()))
}

// A morning in the branch: the bank's file comes, the plan is looked at, taken,
// and taken again without a change; then a partner falls ill, and the rest of the
// day is planned for those who still go in twos.
func TestAMorningInTheBranch(t *testing.T) {
	d := newDesk(t)
	var rows strings.Builder
	rows.WriteString("creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon,language\n")
	for i := range 20 {
		fmt.Fprintf(&rows, "Bank A,%d,陈某,Hill %d,East,Nowhere,9000.00,CNY,%d,30.5%02d,114.5%02d,\n", i, i, 20+7*i, i*37%100, i*53%100)
	}
	d.imported(d.file("bank.csv", rows.String()))
	day := time.Now().AddDate(0, 0, 7)
	for day.Weekday() != time.Tuesday {
		day = day.AddDate(0, 0, 1)
	}
	date := day.Format(time.DateOnly)
	for _, name := range []string{"An", "Bo", "Chi", "Dai"} {
		d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", "officer", "-name", name, "-url", "https://hq.invalid")
	}
	if early := d.plan("-date", date); len(early.Tours) != 0 || len(early.Not) != 20 {
		t.Errorf("without notices and papers somebody is to go: %+v", early)
	}
	d.announced(20)
	for _, name := range []string{"An", "Bo", "Chi", "Dai"} {
		d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", name, "-until", "2036-01-01")
	}
	p := d.plan("-date", date)
	planned := 0
	for _, tour := range p.Tours {
		if len(tour.Names) != 2 {
			t.Errorf("%v go", tour.Names)
		}
		planned += len(tour.Stops)
	}
	if planned+len(p.LeftOut)+len(p.Not) != 20 || planned < 15 || p.Taken != 0 || len(p.Changes) != planned {
		t.Errorf("%d planned, %d left out, %d not, %d changes, %d written", planned, len(p.LeftOut), len(p.Not), len(p.Changes), p.Taken)
	}
	if len(p.Affected) != 4 {
		t.Errorf("affected: %v", p.Affected)
	}
	if taken := d.plan("-date", date, "-take"); taken.Taken != planned {
		t.Errorf("%d decisions, want %d", taken.Taken, planned)
	}
	if again := d.plan("-date", date, "-take"); again.Taken != 0 || len(again.Changes) != 0 {
		t.Errorf("the same plan again: %d decisions, %+v", again.Taken, again.Changes)
	}

	roster := d.file("roster.json", `{"schema": "roster/1", "zone": "Asia/Shanghai", "shift": {"from": "09:00", "until": "18:00"},
		"people": [{"name": "An"}, {"name": "Bo"}, {"name": "Chi"}, {"name": "Dai"}]}`)
	ill := p.Tours[0].Names[1]
	rest := d.plan("-date", date, "-from", "10:30", "-roster", roster, "-without", ill, "-take")
	if len(rest.Tours) != 1 || slices.Contains(rest.Tours[0].Names, ill) || len(rest.Off) != 2 {
		t.Fatalf("%s is ill: %+v, off %+v", ill, rest.Tours, rest.Off)
	}
	if rest.Tours[0].Stops[0].Begin < "10:30" || rest.Taken != len(rest.Changes) || rest.Taken == 0 {
		t.Errorf("the rest begins at %s, %d of %d decisions", rest.Tours[0].Stops[0].Begin, rest.Taken, len(rest.Changes))
	}
	told := d.said(0, "export", "-dir", d.dir, "cases")
	if n := strings.Count(told, "assigned"); n != len(rest.Tours[0].Stops) {
		t.Errorf("%d cases are assigned, the plan has %d", n, len(rest.Tours[0].Stops))
	}
	if told := d.said(0, "audit", "-dir", d.dir); !strings.Contains(told, "all as it must be") {
		t.Error(told)
	}
	// Nobody goes: a plan of nothing is shown, and taking it takes nothing away.
	nobody := d.file("nobody.json", `{"schema": "roster/1", "zone": "Asia/Shanghai", "shift": {"from": "09:00", "until": "18:00"}, "people": []}`)
	for want, args := range map[string][]string{"the roster names nobody": {"-roster", nobody}, "An: the shift is over": {"-from", "19:00"}} {
		args = append([]string{"plan", "-dir", d.dir, "-branch", "north", "-date", date, "-iterations", "50"}, args...)
		if told := d.said(0, args...); !strings.Contains(told, "0 were written") {
			t.Errorf("%v: %s", args, told)
		}
		if told := d.said(1, append(args, "-take")...); !strings.Contains(told, want) || !strings.Contains(told, "nothing was taken") {
			t.Errorf("%v: %s", args, told)
		}
	}
	if again := d.said(0, "export", "-dir", d.dir, "cases"); again != told {
		t.Error("a plan of nobody took cases away")
	}
	ways := d.file("ways.csv", "\ufefffrom,to,seconds,metres\nstart,Bank A/3,60,500\n")
	if told := d.said(0, "plan", "-dir", d.dir, "-branch", "north", "-date", date, "-iterations", "50", "-travel", ways); !strings.Contains(told, ", 1 measured") {
		t.Error(told)
	}
	d.said(1, "plan", "-dir", d.dir, "-branch", "north", "-date", "2020-01-01")
	d.said(1, "plan", "-dir", d.dir, "-branch", "south", "-date", date)
	d.said(1, "plan", "-dir", d.dir, "-branch", "north", "-date", date, "-without", "Eva")
	if told := d.said(0, "plan", "-dir", d.dir, "-branch", "north", "-date", date, "-iterations", "50"); !strings.Contains(told, "nobody was there yet") {
		t.Errorf("no reasons in words: %s", told)
	}
}

// Everybody's papers have ended: the plan has no tour, and taking it would take the
// day away from who has it. That is refused with what would be lost and why; only who
// says so takes the whole day away. What a plan gives to nobody is said beforehand.
func TestAPlanWithoutAnyTourTakesNoDayAway(t *testing.T) {
	d := newDesk(t)
	date := d.branchOf(6)
	if m := d.plan("-date", date, "-take"); m.Taken != 6 {
		t.Fatalf("%d decisions", m.Taken)
	}
	before := d.said(0, "export", "-dir", d.dir, "cases")
	past := time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
	for _, name := range []string{"An", "Bo", "Chi", "Dai"} {
		d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", name, "-until", past)
	}
	if m := d.plan("-date", date); len(m.Tours) != 0 || m.Withdrawn != 6 {
		t.Fatalf("%d tours, %d to nobody", len(m.Tours), m.Withdrawn)
	}
	take := []string{"plan", "-dir", d.dir, "-branch", "north", "-iterations", "50", "-date", date, "-take"}
	told := d.said(1, take...)
	for _, want := range []string{"withdraw 6 decisions", "nothing was taken", "-empty", "An: the certificate (authorisation) ended on 20"} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not said: %s", want, told)
		}
	}
	if after := d.said(0, "export", "-dir", d.dir, "cases"); after != before {
		t.Error("the refused plan took cases away")
	}
	if told = d.said(0, append(take, "-empty")...); !strings.Contains(told, "6 of 6 decisions give a case to nobody") || !strings.Contains(told, "6 were written") {
		t.Error(told)
	}
	if after := d.said(0, "export", "-dir", d.dir, "cases"); strings.Contains(after, "assigned") {
		t.Error("somebody still has a case")
	}
}
