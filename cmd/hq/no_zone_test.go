package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Of a branch that names no time zone nobody can say what day or hour it is: a sheet with
// hours is not printed, and what is asked for by no day asks for one. UTC would be the
// day before in half of the world. A roster's zone is enough.
func TestABranchWithoutAZoneHasNoDayOfItsOwn(t *testing.T) {
	const bank = "creditor,number,name,street,amount,currency,days_past_due\nBank A,1,陈某,Hill 1,9000.00,CNY,40\n"
	for _, zone := range []string{"", "Local"} {
		d := newDesk(t)
		d.imported("-zone", zone, d.file("bank.csv", bank))
		for _, who := range [][2]string{{"officer", "An"}, {"officer", "Bo"}, {"manager", "Mo"}} {
			d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", who[0], "-name", who[1], "-url", "https://hq.invalid")
		}
		assign := []string{"assign", "-dir", d.dir, "-unit", "north", "-officer", "An", "-second", "Bo"}
		says := func(told string, all ...string) {
			t.Helper()
			for _, words := range append(all, "names a time zone") {
				if !strings.Contains(told, words) {
					t.Errorf("zone %q: nothing says %q: %s", zone, words, told)
				}
			}
		}
		says(d.said(1, append(assign, "Bank A/1")...), "nothing was assigned; give -day, or")
		date := time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
		d.said(0, append(assign, "-day", date, "Bank A/1")...)
		paper := filepath.Join(d.work, "sheet.pdf")
		sheet := []string{"sheet", "-dir", d.dir, "-branch", "north", "-date", date, "-o", paper, "-crew", "An,Bo", "-by", "Mo"}
		says(d.said(1, sheet...), "nothing was printed")
		if _, err := os.Lstat(paper); err == nil {
			t.Error("a sheet that was refused is there")
		}
		promises := []string{"promises", "-dir", d.dir, "-branch", "north"}
		says(d.said(1, promises...), "or give -date")
		d.said(0, append(promises, "-date", date)...)
		says(d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", "An", "-until", "2036-01-01"), "2036-01-01 23:59 by UTC")
		d.said(0, "swaps", "list", "-dir", d.dir)

		roster := d.file("roster.json", `{"schema": "roster/1", "zone": "Pacific/Auckland", "shift": {"from": "09:00", "until": "18:00"}, "people": [{"name": "An"}, {"name": "Bo"}]}`)
		d.said(0, "roster", "import", "-dir", d.dir, "-branch", "north", "-as", "Mo", roster)
		d.said(0, sheet...)
		d.said(0, promises...)
		if told := d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", "An", "-until", "2036-01-02"); told != "" {
			t.Errorf("with a zone it says %s", told)
		}
	}
}
