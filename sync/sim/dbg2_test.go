package sim

import (
	"runtime"
	"testing"
	"time"
	"fmt"
	"sort"
)

var cost = map[string]time.Duration{}
var count = map[string]int{}
func clockIt(name string) func() { t := time.Now(); return func() { cost[name] += time.Since(t); count[name]++ } }

func TestCost(t *testing.T) {
	inArenas(t, 1, func(_ int, a *arena) {
		cost = map[string]time.Duration{}
		count = map[string]int{}
		c0 := runtime.NumCgoCall()
		t0 := time.Now()
		const n = 100
		for s := uint64(1); s <= n; s++ {
			a.run(s, every)
		}
		t.Logf("%d cgo calls, %v each", (runtime.NumCgoCall()-c0)/n, time.Since(t0)/n)
		var k []string
		for x := range cost { k = append(k, x) }
		sort.Strings(k)
		for _, x := range k { fmt.Printf("%-20s %8.2f ms  %6.2f times\n", x, cost[x].Seconds()*1000/n, float64(count[x])/n) }
	})
}
