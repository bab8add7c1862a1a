//go:build unix

package photo

import (
	"bytes"
	"slices"
	"syscall"
	"testing"
	"time"
)

// A photo of 300 KiB, received and flushed, sealed and as it came in turn, so
// that both meet the same disk: sealed it may take 3 ms more.
func BenchmarkSealedPhoto(b *testing.B) {
	photo := bytes.Clone(jpegOf(b, quarters(640, 480)))
	photo = append(photo, make([]byte, 300<<10-len(photo))...)
	sealed, open := openSealed(b, b.TempDir()), openFolder(b)
	receive := func(f *Folder, took, work *[]float64) {
		began, before := time.Now(), cpu(b)
		if _, err := f.Receive(bytes.NewReader(photo), newName()); err != nil {
			b.Fatal(err)
		}
		*took, *work = append(*took, float64(time.Since(began).Nanoseconds())/1e6), append(*work, cpu(b)-before)
	}
	var with, without, workWith, workWithout []float64
	for n := 0; b.Loop(); n++ {
		if n%2 == 0 { // who comes second finds a warmer machine
			receive(sealed, &with, &workWith)
			receive(open, &without, &workWithout)
			continue
		}
		receive(open, &without, &workWithout)
		receive(sealed, &with, &workWith)
	}
	b.ReportMetric(calm(with), "ms/sealed")
	b.ReportMetric(calm(without), "ms/open")
	b.ReportMetric(calm(with)-calm(without), "ms/more-(3-at-most)")
	b.ReportMetric(calm(workWith)-calm(workWithout), "cpu-ms/more") // what is left of it on a machine with nothing else to do
}

// calm is the lower quarter: what else the machine does lies above it.
func calm(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/4]
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
