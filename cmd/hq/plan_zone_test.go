package main

import (
	"strings"
	"testing"
	"time"
)

// A branch of which nothing names a time zone has no hours: headquarters does not plan it
// by the clock of the machine it stands on, and says what is missing. A roster's zone
// is enough.
func TestABranchWithoutAZoneIsNotPlannedByTheMachinesClock(t *testing.T) {
	const bank = "creditor,number,name,street,amount,currency,days_past_due\nBank A,1,陈某,Hill 1,9000.00,CNY,40\n"
	date := time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	for _, zone := range []string{"", "Local"} {
		d := newDesk(t)
		d.imported("-zone", zone, d.file("bank.csv", bank))
		d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", "officer", "-name", "An", "-url", "https://hq.invalid")
		roster := func(zone string) []string {
			return []string{"-roster", d.file("roster.json", `{"schema": "roster/1", "zone": "`+zone+`", "shift": {"from": "09:00", "until": "18:00"}, "people": [{"name": "An"}]}`)}
		}
		plan := []string{"plan", "-dir", d.dir, "-branch", "north", "-date", date, "-iterations", "50"}
		for _, more := range [][]string{nil, roster(""), roster("Local")} {
			if told := d.said(1, append(plan, more...)...); !strings.Contains(told, "names a time zone") || !strings.Contains(told, "nothing was planned") {
				t.Errorf("%q, %q: %s", zone, more, told)
			}
		}
		d.said(0, append(plan, roster("Pacific/Auckland")...)...)
	}
}
