package sim
import ("testing";"runtime";"time")
func TestCost(t *testing.T) {
	inArenas(t, 1, func(_ int, a *arena) {
		c0 := runtime.NumCgoCall(); t0 := time.Now()
		var m0, m1 runtime.MemStats
		runtime.ReadMemStats(&m0)
		for s := uint64(1); s <= 40; s++ { a.run(s, every) }
		runtime.ReadMemStats(&m1)
		t.Logf("%d cgo calls, %v each, %d MB", (runtime.NumCgoCall()-c0)/40, time.Since(t0)/40, (m1.TotalAlloc-m0.TotalAlloc)>>20/40)
	})
}
