package main

import (
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// A day that is typed at the desk is one where the debtor lives, whatever day it is where
// the machine stands.
func TestADayOfTheDeskIsTheDebtors(t *testing.T) {
	now := time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC) // noon of the 27th in Auckland
	at := func(zone string) *time.Location { return zoneOf(&visits.Case{Facts: visits.CaseFacts{Zone: zone}}) }
	for _, c := range []struct {
		zone, day, want string // RFC 3339 in UTC; "": refused
	}{
		{"Pacific/Auckland", "2026-11-27", "2026-11-26T23:00:00Z"},
		{"Pacific/Auckland", "2026-11-26", "2026-11-26T10:59:59Z"},
		{"Pacific/Auckland", "2026-11-28", ""},
		{"America/New_York", "2026-11-26", "2026-11-26T23:00:00Z"},
		{"America/New_York", "2026-11-27", ""},
		{"nowhere", "2026-11-26", "2026-11-26T23:00:00Z"},
		{"Pacific/Auckland", "", "2026-11-26T23:00:00Z"},
	} {
		got := ""
		if µs, err := cameIn(c.day, now, at(c.zone)); err == nil {
			got = time.UnixMicro(µs).UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%s in %s: %q, not %q", c.day, c.zone, got, c.want)
		}
	}
	f := visits.Flag{Entry: evidence.Hash{1}, Code: "dispute_open", At: time.Now().UnixMicro()}
	say, reason := "", "waiting_creditor"
	until := time.Now().UTC().AddDate(0, 0, 5).Format(time.DateOnly)
	cs := &visits.Case{Facts: visits.CaseFacts{Zone: "Pacific/Auckland"}, Flags: []visits.Flag{f}}
	act, err := stopAct(cs, f, "decide", []string{"", "", visits.StopExtended}, atDesk{reason: &reason, say: &say}, until)
	if err != nil {
		t.Fatal(err)
	}
	facts, is := act.Facts.(visits.StopDecidedFacts)
	if !is {
		t.Fatalf("%T", act.Facts)
	}
	if got := time.UnixMicro(facts.Until).In(at("Pacific/Auckland")).Format("2006-01-02 15:04:05"); got != until+" 23:59:59" {
		t.Errorf("by the end of %s in Auckland: %s", until, got)
	}
}
