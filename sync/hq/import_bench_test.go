package hq_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"fairvisit/visits/intake"
)

// BenchmarkImport takes a bank's file of so many rows into a headquarters that holds
// nothing. MiB-heap-most is the most that was in use at once above what was before the
// file was read, with what waits for the collector; MiB-process the most of the whole
// process, SQLite and the program with it (Linux). What grows with the file is the file
// and its rows as they were read, some 0.4 KiB each and twice that before the collector
// comes; what is written does not.
func BenchmarkImport(b *testing.B) {
	for _, rows := range []int{10_000, 50_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newLoneWorld(b, false)
				file := caseFile(rows)
				runtime.GC()
				most := watched(b)
				b.StartTimer()
				f, err := intake.Read(bytes.NewReader(file), intake.Options{Today: "2026-11-26", MaxRows: rows})
				w.must(err)
				r, err := w.hq.ImportWatched(w.ctx, w.unit, "Asia/Shanghai", f, false, func(int, int) {})
				w.must(err)
				if r.Taken != rows {
					b.Fatalf("%d of %d rows: %v, %v", r.Taken, rows, r.Issues, r.Warnings)
				}
				most()
			}
		})
	}
}

// caseFile is a file of cases with all that a bank's file usually says.
func caseFile(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("creditor,number,name,street,district,city,amount,currency,days_past_due,due_date,phone,lat,lon,coordinate_system\n")
	for i := range rows {
		fmt.Fprintf(&b, "Bank A,N%06d,王%c,人民路%d号,静安区,上海市,%d.50,CNY,40,,1380%07d,%.5f,%.5f,wgs84\n",
			i, rune(0x4e00+i%3000), i, 1000+i%9000, i, 31.1+float64(i%1000)/5000, 121.3+float64(i%997)/4000)
	}
	return b.Bytes()
}

// watched looks at the heap until the func it returns is called, which reports the most.
func watched(b *testing.B) func() {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // begins VmHWM anew; elsewhere the figure is missing
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	over, most := make(chan struct{}), make(chan uint64)
	go func() {
		var m runtime.MemStats
		top := uint64(0)
		for {
			select {
			case <-over:
				most <- top
				return
			case <-time.After(20 * time.Millisecond):
				runtime.ReadMemStats(&m)
				top = max(top, m.HeapAlloc)
			}
		}
	}()
	return func() {
		close(over)
		b.ReportMetric(float64(<-most-before.HeapAlloc)/(1<<20), "MiB-heap-most")
		status, _ := os.ReadFile("/proc/self/status")
		if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
			var kib float64
			if _, err := fmt.Sscan(rest, &kib); err == nil {
				b.ReportMetric(kib/1024, "MiB-process")
			}
		}
	}
}
