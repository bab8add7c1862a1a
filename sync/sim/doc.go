// Package sim proves that devices and headquarters end up alike. It runs seeded
// histories of a small branch (imports, assignments, visits, photos, flags,
// copies of tablets brought back, headquarters restored, processes killed) over
// the real journals, the real store and both real sessions, on a wire that
// loses, doubles, swaps and cuts frames. When the faults end and only time
// passes, everything must come to rest, and then every promise is checked
// against what an oracle wrote down as it happened.
//
// One history is one goroutine, and every choice in it is a function of its seed:
//
//	go test ./sync/sim -run Convergence -seed 4711 -v
//
// All of it is tests; this file is here for this page.
package sim
