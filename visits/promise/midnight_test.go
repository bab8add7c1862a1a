package promise_test

import (
	"testing"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/promise"
)

// A day ends at the next midnight of the calendar, also where the clocks change at its
// own.
func TestADayEndsAtMidnight(t *testing.T) {
	for _, x := range []struct{ zone, day, start, end string }{
		{"Asia/Shanghai", "2026-12-08", "2026-12-07T16:00:00Z", "2026-12-08T16:00:00Z"},
		{"Europe/Dublin", "2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"}, // 25 hours
		{"Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"},  // begins at one o'clock
		{"Nowhere", "2026-12-08", "2026-12-08T00:00:00Z", "2026-12-09T00:00:00Z"},
	} {
		c := &visits.Case{Facts: visits.CaseFacts{Zone: x.zone}}
		start, end := time.UnixMicro(promise.StartOf(c, x.day)).UTC().Format(time.RFC3339), time.UnixMicro(promise.EndOf(c, x.day)).UTC().Format(time.RFC3339)
		if start != x.start || end != x.end {
			t.Errorf("%s in %s: %s to %s", x.day, x.zone, start, end)
		}
	}
	if c := new(visits.Case); promise.StartOf(c, "soon") != 0 || promise.EndOf(c, "soon") != 0 {
		t.Error("what is no day has a beginning or an end")
	}
}
