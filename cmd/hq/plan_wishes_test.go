package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// branchOf is a branch of n due cases, noticed, and four officers with papers, whose
// day is a Tuesday to come.
func (d *desk) branchOf(n int) (date string) {
	d.Helper()
	var rows strings.Builder
	rows.WriteString("creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon\n")
	for i := range n {
		fmt.Fprintf(&rows, "Bank A,%d,陈某,Hill %d,East,Nowhere,9000.00,CNY,%d,30.5%02d,114.5%02d\n", i, i, 90+7*i%100, i*37%100, i*53%100)
	}
	d.imported(d.file("bank.csv", rows.String()))
	d.announced(n)
	for _, name := range []string{"An", "Bo", "Chi", "Dai"} {
		d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", "officer", "-name", name, "-url", "https://hq.invalid")
		d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", name, "-until", "2036-01-01")
	}
	day := time.Now().AddDate(0, 0, 7)
	for day.Weekday() != time.Tuesday {
		day = day.AddDate(0, 0, 1)
	}
	return day.Format(time.DateOnly)
}

// A wish for a case that is not there, or that nobody may visit that day, refuses the
// plan with a sentence; one that can be kept is, though the case is worth least.
func TestWishesAreKeptOrRefused(t *testing.T) {
	d := newDesk(t)
	date := d.branchOf(40)
	d.imported(d.file("low.csv", "creditor,number,name,street,amount,currency,days_past_due,lat,lon\nBank A,low,王某,Hill 9,10.00,CNY,1,30.55,114.55\n"))
	ways := d.file("ways.csv", "from,to,seconds,metres\nstart,Bank X/3,60,500\n")
	for want, args := range map[string][]string{
		`-travel: line 3: seconds and metres are whole numbers, and they are "soon" and "500"`: {"-travel", d.file("soon.csv", "from,to,seconds,metres\n\nstart,Bank A/3,soon,500\n")},
		`-travel: line 2 has another number of columns than from,to,seconds,metres`:            {"-travel", d.file("few.csv", "from,to,seconds,metres\nstart,Bank A/3,60\n")},
		`-travel: line 1: a quotation mark stands where none can`:                              {"-travel", d.file("quote.csv", "start,Bank \"A/3,60,500\n")},
		`line 2: "shift" is the text "9-18", and an object in { } with from, until`:            {"-roster", d.file("wrong.json", "{\"schema\": \"roster/1\",\n\"shift\": \"9-18\"}")},
		`line 1: the file is a list in [ ], and an object in { } with schema, id, version`:     {"-policy", d.file("wrong_policy.json", "[]")},
		`-must: the branch has no case "X/1"`:                                                  {"-must", "Bank A/3,X/1"},
		`-pin: the branch has no case "X/1"`:                                                   {"-pin", "X/1=An"},
		`-travel: the branch has no case "Bank X/3"`:                                           {"-travel", ways},
		`-must: Bank A/low cannot be planned`:                                                  {"-must", "Bank A/low"},
		`-pin: Bank A/low cannot be planned`:                                                   {"-pin", "Bank A/low=An"},
		`-pin: "Bank A/3=Nobody" is not CREDITOR/NUMBER=NAME of somebody`:                      {"-pin", "Bank A/3=Nobody"},
	} {
		told := d.said(1, append([]string{"plan", "-dir", d.dir, "-branch", "north", "-date", date, "-iterations", "20"}, args...)...)
		if !strings.Contains(told, want) || !strings.Contains(told, "nothing was planned") {
			t.Errorf("%v: %s", args, told)
		}
	}
	// Two crews cannot make forty visits in a short day: one that was left out is made
	// once it must be.
	short := d.file("short.json", `{"schema": "roster/1", "zone": "Asia/Shanghai", "shift": {"from": "09:00", "until": "13:00"},
		"people": [{"name": "An"}, {"name": "Bo"}, {"name": "Chi"}, {"name": "Dai"}]}`)
	ask := []string{"plan", "-dir", d.dir, "-branch", "north", "-date", date, "-iterations", "200", "-roster", short}
	_, left, found := strings.Cut(d.said(0, ask...), "left out ")
	if !found {
		t.Fatal("everything fits; nothing is shown by this")
	}
	name, _, _ := strings.Cut(left, " (")
	if told := d.said(0, append(ask, "-must", name)...); strings.Contains(told, "left out "+name+" ") || !strings.Contains(told, " "+name+": ") {
		t.Errorf("%s must be visited: %s", name, told)
	}
}
