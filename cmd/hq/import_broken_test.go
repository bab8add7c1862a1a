package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"fairvisit/sync/hq"
	"fairvisit/visits/intake/broken"
)

// 200 broken rows of 20 kinds at headquarters: looked at, taken and taken again, each
// time every one is told by row, column, value and sentence, and only the first taking
// writes, and only the good rows.
func TestAFileOf200BrokenRowsAtHeadquarters(t *testing.T) {
	d := newDesk(t)
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	text, wrong := broken.File(time.Now().In(zone).AddDate(0, 0, -40).Format(time.DateOnly))
	file := d.file("broken.csv", text)
	ask := func(args ...string) (r hq.ImportResult) {
		told := d.said(0, append(append([]string{"import", "-dir", d.dir, "-unit", "north", "-json"}, args...), file)...)
		if err := json.Unmarshal([]byte(told), &r); err != nil {
			t.Fatal(err, told)
		}
		if r.Rows != broken.Rows+broken.Good || r.Refused != broken.Rows || len(r.Issues) != broken.Rows || len(r.Cases) != broken.Good {
			t.Errorf("%v: %d rows, %d refused, %d problems, %d cases", args, r.Rows, r.Refused, len(r.Issues), len(r.Cases))
		}
		seen := map[int]bool{}
		for _, p := range r.Issues {
			if kind, is := wrong[p.Row]; !is || seen[p.Row] || p.Column != kind.Column || p.Value != kind.Value || !strings.Contains(p.Why, kind.Why) {
				t.Errorf("%v: %+v, want %+v", args, p, kind)
			}
			seen[p.Row] = true
		}
		return r
	}
	before := d.said(0, "export", "-dir", d.dir, "cases")
	if r := ask("-dry"); r.New != broken.Good || !r.Entry.IsZero() || d.said(0, "export", "-dir", d.dir, "cases") != before {
		t.Errorf("looking wrote something: %+v", r.Entry)
	}
	if r := ask(); r.Taken != broken.Good || r.Entry.IsZero() {
		t.Errorf("%d taken", r.Taken)
	}
	after := d.said(0, "export", "-dir", d.dir, "cases")
	if r := ask(); r.Taken != 0 || r.Same != broken.Good || !r.Entry.IsZero() || d.said(0, "export", "-dir", d.dir, "cases") != after {
		t.Errorf("the same file again: %d taken, %d the same", r.Taken, r.Same)
	}
}
