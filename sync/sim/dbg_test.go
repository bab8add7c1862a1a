package sim
import ("testing";"strings";"os";"strconv")
func TestDbg(t *testing.T) {
	if os.Getenv("KEEP") == "" { return }
	keep := map[int]bool{}
	for _, s := range strings.Split(os.Getenv("KEEP"), ",") { n, _ := strconv.Atoi(s); keep[n] = true }
	inArenas(t, 1, func(_ int, a *arena) {
		o := a.run(*oneSeed, func(i int) bool { return keep[i] })
		t.Log(o.broken)
	})
}
