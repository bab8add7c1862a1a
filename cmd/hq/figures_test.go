package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// The figures of a demo's past; one of its visits is cancelled and leaves them. What is
// no day, no visit or no reason changes nothing.
func TestFiguresAndCancelling(t *testing.T) {
	dir := t.TempDir()
	said := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(context.Background(), append([]string{args[0], "-dir", dir}, args[1:]...), nil, &out, &errs); code != want {
			t.Fatalf("hq %s: %d, %s%s", strings.Join(args, " "), code, &out, &errs)
		}
		return out.String() + errs.String()
	}
	said(0, "demo")
	figures := func() (f struct {
		Attempts int            `json:"attempts"`
		Excluded int            `json:"excluded"`
		Rate     int64          `json:"contact_permille"`
		ByCode   map[string]int `json:"by_code"`
	}) {
		t.Helper()
		if err := json.Unmarshal([]byte(said(0, "figures", "-format", "json")), &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	before := figures()
	if before.Attempts == 0 || before.Excluded != 0 || before.Rate == 0 {
		t.Errorf("%+v", before)
	}
	rows := strings.Split(said(0, "export", "visits"), "\n")
	visit := strings.Split(rows[1], ",")[0]
	for want, args := range map[string][]string{"give the id of one visit": {"cancel", "-reason", "duplicate"}, "for one of these reasons": {"cancel", visit, "-reason", "bored"},
		"is not a day": {"figures", "-from", "soon"}, "-format text, csv or json": {"figures", "-format", "pdf"},
		"no branch \"nosuch\" is known": {"figures", "-branch", "nosuch"}, "is after -to 2026-11-01": {"figures", "-from", "2026-12-01", "-to", "2026-11-01"}} {
		if got := said(1, args...); !strings.Contains(got, want) {
			t.Errorf("hq %v says %q", args, got)
		}
	}
	if got := said(0, "cancel", visit, "-reason", "duplicate"); !strings.Contains(got, "its record stays") {
		t.Error(got)
	}
	after := figures()
	if after.Attempts != before.Attempts-1 || after.Excluded != 1 || after.ByCode["dup"] != 1 {
		t.Errorf("%+v", after)
	}
	if got := said(0, "export", "visits"); !strings.Contains(got, ",dup,") {
		t.Errorf("the table of visits says nothing of it:\n%s", got)
	}
	if got := said(0, "figures", "-to", "2001-01-01"); !strings.Contains(got, "contact: 0 of 0 (–)") {
		t.Errorf("a share of nothing: %s", got)
	}
	if got := said(0, "figures", "-format", "csv"); !strings.HasPrefix(got, "figure,n,of,permille\nattempts,") {
		t.Error(got)
	}
}
