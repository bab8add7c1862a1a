//go:build unix

package app

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
)

// An unlock of a store with 5,000 cases, from the PIN's last key to the list on
// the screen, Argon2id included: a second at most. And a search there, from the
// letter to the list: 20 ms at most for what finds, however long the drawing of
// the rows that are seen takes.
func BenchmarkSealedUnlock(b *testing.B) {
	br := desktest.New(b)
	me, mate := br.Enrol("officer", "林晓"), br.Enrol("officer", "周彦")
	for i := range manyCases {
		id := br.Import(desktest.Case{Name: fmt.Sprintf("郑%d", i), Street: fmt.Sprintf("青石大街 %d 号", 99000+i)})
		br.Assign(id, me, mate, desktest.Day, i+1)
	}
	k, err := br.Device.Open(me)
	if err != nil {
		b.Fatal(err)
	}
	br.Pull(k)
	if err := k.Close(); err != nil {
		b.Fatal(err)
	}
	if err := br.Device.ChoosePIN(me, "4711"); err != nil {
		b.Fatal(err)
	}
	var ready, found, work []float64
	for b.Loop() {
		d := desk.NewDevice(br.Device.Dir, br.Device.Build)
		d.Now, d.SinceBoot, d.Packs, d.List = br.Device.Now, br.Device.SinceBoot, br.Device.Packs, br.Device.List
		p, st := opened(b, d)
		tapAll(b, st, "answer."+me.String(), "pin.4", "pin.7", "pin.1", "pin.1")
		began, before := time.Now(), cpu(b)
		tapAll(b, st, "pin.ok")
		st.Picture()
		ready, work = append(ready, ms(time.Since(began))), append(work, cpu(b)-before)
		if n := tour(b, st).Length(); n < manyCases {
			b.Fatalf("the tour has %d rows", n)
		}
		tapAll(b, st, "search")
		for _, words := range []string{"z", "z4", "z49", "青石", "nobody"} {
			began := time.Now()
			if err := st.Type("search.words", words); err != nil {
				b.Fatal(err)
			}
			found = append(found, ms(time.Since(began)))
		}
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(middle(ready, 0.25), "ms/unlock-(1000-at-most)")
	b.ReportMetric(middle(work, 0.5), "cpu-ms/unlock") // of all processors: what a busy machine would take if it were not
	b.ReportMetric(middle(found, 0.25), "ms/search-(20-at-most)")
}

// cpu is what this process has computed so far, in ms.
func cpu(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}
