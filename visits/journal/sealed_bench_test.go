package journal_test

import (
	"slices"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/evidence/vault"
)

// An entry appended and flushed, on a store that is sealed and on one whose
// records lie open, in turn, so that both meet the same disk: the sealed one
// keeps nine tenths of the speed.
func BenchmarkSealedPush(b *testing.B) {
	sealed := newTabletIn(b, b.TempDir(), "officer")
	probe.Plant(vault.LiesOpen)
	open := newTabletIn(b, b.TempDir(), "officer")
	probe.Plant("")
	defer sealed.close()
	defer func() {
		probe.Plant(vault.LiesOpen) // what it still reads lies open
		open.close()
		probe.Plant("")
	}()
	visits := map[*tablet]visit{}
	push := func(d *tablet, n int) float64 {
		if n%30 == 0 { // a visit has an end
			visits[d] = d.openVisit(evidence.NewID(), evidence.Hash{})
		}
		began := time.Now()
		d.note(visits[d], "nobody answered the door")
		return float64(time.Since(began).Nanoseconds()) / 1e6
	}
	plain := func(n int) float64 {
		probe.Plant(vault.LiesOpen)
		defer probe.Plant("")
		return push(open, n)
	}
	var with, without []float64
	for n := 0; b.Loop(); n++ {
		if n%2 == 0 { // who comes second finds a warmer machine
			with = append(with, push(sealed, n))
			without = append(without, plain(n))
			continue
		}
		without = append(without, plain(n))
		with = append(with, push(sealed, n))
	}
	b.ReportMetric(calm(with), "ms/sealed")
	b.ReportMetric(calm(without), "ms/open")
	b.ReportMetric(calm(without)/calm(with), "sealed/open-(0.9-at-least)")
}

// calm is the lower quarter: what else the machine does lies above it.
func calm(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/4]
}
