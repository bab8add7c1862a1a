package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An operator takes a roster in for a manager; it is shown, the plan goes by it without
// a file, it is written as the file it came from, and who leaves is forgotten.
func TestTheRosterAtHeadquarters(t *testing.T) {
	d := newDesk(t)
	d.imported(d.file("bank.csv", "creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon,language\nBank A,1,陈某,Hill 1,East,Nowhere,9000.00,CNY,40,30.51,114.51,\n"))
	for role, names := range map[string][]string{"officer": {"An", "Bo", "Chi"}, "manager": {"Gao"}} {
		for _, name := range names {
			d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", role, "-name", name, "-url", "https://hq.invalid")
		}
	}
	d.said(1, "roster", "show", "-dir", d.dir, "-branch", "north")
	file := d.file("roster.json", `{"schema": "roster/1", "shift": {"from": "08:00", "until": "16:00"}, "holidays": ["2036-12-02"],
		"people": [{"name": "An", "with": "Bo", "leave": [{"from": "2036-12-01", "until": "2036-12-01"}]}, {"name": "Bo"}, {"name": "Chi"}]}`)
	d.said(1, "roster", "import", file, "-dir", d.dir, "-branch", "north")
	if out := d.said(0, "roster", "import", file, "-dir", d.dir, "-branch", "north", "-as", "Gao"); !strings.Contains(out, "4 fields") {
		t.Error(out)
	}
	if out := d.said(0, "roster", "show", "-dir", d.dir, "-branch", "north"); !strings.Contains(out, "08:00–16:00") || !strings.Contains(out, "An: with Bo; on leave 2036-12-01–2036-12-01") || !strings.Contains(out, "holidays: 2036-12-02") {
		t.Error(out)
	}
	if p := d.plan("-date", "2036-12-01"); !slices.ContainsFunc(p.Off, func(o struct{ Name, Why string }) bool { return o.Name == "An" && strings.Contains(o.Why, "on leave") }) {
		t.Errorf("the plan does not go by it: %+v", p.Off)
	}
	copied := filepath.Join(t.TempDir(), "copy.json")
	d.said(0, "roster", "export", copied, "-dir", d.dir, "-branch", "north")
	if text, err := os.ReadFile(copied); err != nil || !strings.Contains(string(text), "2036-12-02") {
		t.Errorf("%s, %v", text, err)
	}
	if out := d.said(0, "roster", "import", copied, "-dir", d.dir, "-branch", "north", "-as", "Gao"); !strings.Contains(out, "0 fields") {
		t.Error(out)
	}
	d.said(0, "roster", "forget", "An", "-dir", d.dir, "-branch", "north")
	if out := d.said(0, "roster", "show", "-dir", d.dir, "-branch", "north"); !strings.Contains(out, "An: as usual") {
		t.Error(out)
	}
}
