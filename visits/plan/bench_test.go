package plan_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fairvisit/visits/plan"
)

// BenchmarkAThousandVisitsFortyCrews plans the day of a large branch: eighty
// officers in pairs, a thousand cases that may each be visited, forty of them behind a
// door that another has, thirty seconds of search. Asked are 30 s and less than 300 MiB for the whole program; the figures
// are worth something on two idle cores only.
func BenchmarkAThousandVisitsFortyCrews(b *testing.B) {
	var cases []plan.Case
	for n := range 1000 {
		cases = append(cases, invented(n, 95))
		if n%25 == 24 { // two cases of one door, of which one may be visited
			cases[n].Facts.Place, cases[n].Words.Place = cases[n-1].Facts.Place, cases[n-1].Words.Place
		}
	}
	var names []string
	for n := range 80 {
		names = append(names, fmt.Sprint("officer ", n))
	}
	in := branchDay(b, cases, people(names...))
	var p plan.Plan
	for b.Loop() {
		begun := time.Now()
		var err error
		p, err = plan.Suggest(in, plan.Search{Seed: 1, Seconds: 30, Elapsed: func() float64 { return time.Since(begun).Seconds() }})
		if err != nil {
			b.Fatal(err)
		}
	}
	visits, metres := 0, int64(0)
	for _, t := range p.Tours {
		visits, metres = visits+len(t.Stops), metres+t.Metres
	}
	b.ReportMetric(float64(len(p.Tours)), "crews")
	b.ReportMetric(float64(visits), "visits")
	b.ReportMetric(float64(len(p.LeftOut)), "left-out")
	b.ReportMetric(float64(len(p.Not)), "not-to-visit")
	b.ReportMetric(float64(metres)/1000, "km")
	b.ReportMetric(p.Fairness.Even, "even")
	if most, ok := mostMemory(b); ok {
		b.ReportMetric(most, "MiB-most")
	}
}

// mostMemory is the most this program has held in memory, where the system says so.
func mostMemory(b *testing.B) (mib float64, ok bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	_, after, found := strings.Cut(string(status), "VmHWM:")
	if !found {
		return 0, false
	}
	var kib float64
	if _, err := fmt.Sscan(after, &kib); err != nil {
		b.Fatal(err)
	}
	return kib / 1024, true
}
