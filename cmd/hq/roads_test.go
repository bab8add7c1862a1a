package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fairvisit/visits/roads/roadstest"
)

// A branch plans by the roads of its district: the plan says so, a table somebody
// measured is believed before them, and a file that is cut off plans nothing.
func TestADayIsPlannedByTheRoads(t *testing.T) {
	d := newDesk(t)
	var rows strings.Builder
	rows.WriteString("creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon\n")
	for i := range 6 {
		fmt.Fprintf(&rows, "Bank A,%d,陈某,Hill %d,East,Nowhere,9000.00,CNY,%d,30.50%d,114.50%d\n", i, i, 40+7*i, i, i)
	}
	d.imported(d.file("bank.csv", rows.String()))
	d.announced(6)
	for _, name := range []string{"An", "Bo"} {
		d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", "officer", "-name", name, "-url", "https://hq.invalid")
		d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", name, "-until", "2036-01-01")
	}
	day := time.Now().AddDate(0, 0, 7)
	for day.Weekday() != time.Tuesday {
		day = day.AddDate(0, 0, 1)
	}
	town := roadstest.Grid(6, 6, 305000000, 1145000000, 10000)
	file := d.file("town.osm.pbf", string(town.PBF()))
	plan := func(code int, more ...string) string {
		return d.said(code, append([]string{"plan", "-dir", d.dir, "-branch", "north", "-date", day.Format(time.DateOnly), "-iterations", "50"}, more...)...)
	}
	if told := plan(0); !strings.Contains(told, "ways: estimated from the distance over the earth, 0 measured") {
		t.Errorf("without roads: %s", told)
	}
	// The start is the middle of the cases: 7 places, 42 ways.
	if told := plan(0, "-roads", file); !strings.Contains(told, "ways: by car on the roads, 42 of 42; 0 measured") || !strings.Contains(told, "Bank A/5") {
		t.Errorf("by the roads: %s", told)
	}
	places := d.file("places.csv", "name,lat,lon\nBank A/0,30.500,114.500\nBank A/1,30.501,114.501\nfar,31.0,115.0\n")
	table := d.said(0, "route", "-roads", file, "-points", places, "-by", "foot")
	if !strings.HasPrefix(table, "from,to,seconds,metres\nBank A/0,Bank A/1,") || strings.Contains(table, "far") || strings.Count(table, "\n") != 3 {
		t.Errorf("the table of ways: %s", table)
	}
	if told := plan(0, "-roads", file, "-by", "foot", "-travel", d.file("ways.csv", table)); !strings.Contains(told, "by foot on the roads, 42 of 42; 2 measured") {
		t.Errorf("with a table: %s", told)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut := d.file("cut.osm.pbf", string(whole[:len(whole)-40]))
	for _, wrong := range [][]string{{"-roads", cut}, {"-roads", places}, {"-roads", file, "-by", "balloon"}, {"-roads", "none.osm.pbf"}} {
		plan(1, wrong...)
	}
	d.said(1, "route", "-roads", file)
	d.said(1, "route", "-roads", file, "-points", file)
}
