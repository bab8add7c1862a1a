package app

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

const (
	manyCases  = 5000
	manyVisits = 2000
	// Headquarters holds all of them twice but the last, those of a week without a
	// network, and takes them in as many as a day has.
	unsecuredVisits, visitsOfADay = 100, 50

	memoryDisk = "/dev/shm"
)

var tabletSize = fyne.NewSize(1280, 800)

// largeJournal is a tablet after some years: an officer with 5,000 cases, all of
// today's tour, and 2,000 visits made. Today is the day after them. Cases and
// decisions come with one pull; each visit is written the way an officer's is, but
// in memory: ten thousand flushes are minutes on a disk that others use. What is
// measured lies on the disk.
func largeJournal(b *testing.B) (*desktest.Branch, evidence.ID) {
	b.Helper()
	disk := os.TempDir()
	if info, err := os.Stat(memoryDisk); err == nil && info.IsDir() {
		b.Setenv("TMPDIR", memoryDisk)
	}
	br := desktest.New(b)
	b.Setenv("TMPDIR", disk)
	me, mate := br.Enrol("officer", "林晓"), br.Enrol("officer", "周彦")
	const next = "2026-03-11"
	cases := make([]evidence.ID, manyCases)
	for i := range cases {
		cases[i] = br.Import(desktest.Case{Name: fmt.Sprintf("郑%d", i), Street: fmt.Sprintf("青石大街 %d 号", 99000+i)})
		br.Assign(cases[i], me, mate, next, i+1)
	}
	k, err := br.Device.Open(me)
	if err != nil {
		b.Fatal(err)
	}
	br.Pull(k)
	for i, id := range cases[:manyVisits] {
		if err := visited(b, k, id, mate); err != nil {
			b.Fatalf("visit %d: %v", i, err)
		}
		if made := i + 1; made%visitsOfADay == 0 && made <= manyVisits-unsecuredVisits {
			br.Take(k)
			br.Secure(k)
			br.Pull(k)
			beacon := br.SignBeacon(k.Journal.Identity().Device)
			if _, err := k.Journal.Append(b.Context(), journal.Writing{Kind: visits.TimeBeacon, Facts: visits.BeaconFacts{Body: beacon.Body, Sig: beacon.Sig}}); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := k.Close(); err != nil {
		b.Fatal(err)
	}
	moveTo(b, br.Device, disk)
	br.Clock(next + " 10:00")
	for _, who := range []evidence.ID{me, mate} {
		if err := br.Device.ChoosePIN(who, "4711"); err != nil {
			b.Fatal(err)
		}
	}
	return br, me
}

// moveTo gives a device a folder on the disk in place of its own. A store that was
// copied knows it and begins a life of its own when it is opened next, which is
// done here.
func moveTo(b *testing.B, d *desk.Device, disk string) {
	b.Helper()
	dir, err := os.MkdirTemp(disk, "start")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			b.Error(err)
		}
	})
	if err := os.CopyFS(dir, os.DirFS(d.Dir)); err != nil {
		b.Fatal(err)
	}
	d.Dir = dir
	people, err := journal.People(dir)
	if err != nil {
		b.Fatal(err)
	}
	for _, who := range people {
		k, err := d.Open(who)
		if err != nil {
			b.Fatal(err)
		}
		if err := k.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// visited is one visit, from the door to its end.
func visited(b *testing.B, k *desk.Desk, id, mate evidence.ID) error {
	ctx := b.Context()
	v, verdict, err := k.Officer.Open(ctx, id, mate)
	if err != nil {
		return err
	}
	if v == nil {
		return fmt.Errorf("refused: %v", verdict.Reasons)
	}
	for _, do := range []func() error{
		func() error { return v.Arrive(ctx, nil) },
		func() error { return v.Note(ctx, "无人应门，邻居说晚上回来。") },
		func() error { return v.Leave(ctx) },
		func() error { return v.Close(ctx, nil, nil) },
	} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// opened is the app with its window, before anybody signed in.
func opened(b *testing.B, d *desk.Device) (*App, *stage.Stage) {
	b.Helper()
	a := test.NewTempApp(b)
	keepPrefs(a, shell.Prefs{Lang: i18n.Chinese, Scale: 1})
	p := New(a, d, shell.NewInlineRunner(), tabletSize)
	return p, stage.New(p.Shell, tabletSize)
}

func tapAll(b *testing.B, st *stage.Stage, ids ...string) {
	b.Helper()
	for _, id := range ids {
		if err := st.Tap(id); err != nil {
			b.Fatal(err)
		}
	}
}

// A start on a large journal: from the accepted PIN to the first frame with
// rows, drawn in software; what a frame takes while the tour is scrolled, laid
// out by our code, and drawn as well; and the memory that stands above that of
// an empty window.
func BenchmarkStartOnALargeJournal(b *testing.B) {
	br, me := largeJournal(b)
	var pin, first, frames, drawn []float64
	for b.Loop() {
		d := desk.NewDevice(br.Device.Dir, br.Device.Build)
		d.Now, d.SinceBoot, d.Packs, d.List = br.Device.Now, br.Device.SinceBoot, br.Device.Packs, br.Device.List
		p, st := opened(b, d)
		tapAll(b, st, "answer."+me.String(), "pin.4", "pin.7", "pin.1", "pin.1")
		began := time.Now()
		if err := d.CheckPIN(me, "4711"); err != nil {
			b.Fatal(err)
		}
		checked := time.Since(began)
		began = time.Now()
		tapAll(b, st, "pin.ok") // checks it once more
		st.Picture()
		pin, first = append(pin, ms(checked)), append(first, ms(time.Since(began)-checked))
		list := tour(b, st)
		if n := list.Length(); n < manyCases {
			b.Fatalf("the tour has %d rows", n)
		}
		for i := range 100 {
			began := time.Now()
			list.ScrollToOffset(float32(37 * (i + 1)))
			frames = append(frames, ms(time.Since(began)))
			st.Picture()
			drawn = append(drawn, ms(time.Since(began)))
		}
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(middle(pin, 0.5), "ms/pin-check")
	b.ReportMetric(middle(first, 0.5), "ms/first-frame")
	b.ReportMetric(middle(frames, 0.5), "ms/scroll-p50")
	b.ReportMetric(middle(frames, 0.99), "ms/scroll-p99")
	b.ReportMetric(middle(drawn, 0.5), "ms/scroll-drawn-p50")
	empty, full := memoryOf(b, "empty", br, me), memoryOf(b, "full", br, me)
	b.ReportMetric(full-empty, "MiB/above-empty-window")
	b.Logf("VmRSS of an empty window %.0f MiB, of the app after scrolling through the tour %.0f MiB", empty, full)
}

func tour(b *testing.B, st *stage.Stage) *widget.List {
	b.Helper()
	for _, o := range st.Objects() {
		if l, ok := o.(*widget.List); ok {
			return l
		}
	}
	b.Fatalf("there is no list:\n%s", st.Reads())
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func middle(list []float64, share float64) float64 {
	slices.Sort(list)
	return list[min(int(share*float64(len(list))), len(list)-1)]
}

// memoryOf is the VmRSS of another process that shows one of both, in MiB.
func memoryOf(b *testing.B, what string, br *desktest.Branch, me evidence.ID) float64 {
	b.Helper()
	c := exec.Command(os.Args[0], "-test.run", "^$", "-test.bench", "^BenchmarkMemoryOfOneWindow$", "-test.benchtime", "1x")
	c.Env = append(os.Environ(), "WINDOW="+what, "WINDOW_DIR="+br.Device.Dir, "WINDOW_OF="+me.String(), "WINDOW_AT="+strconv.FormatInt(br.At, 10))
	out, err := c.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, f := range strings.Fields(string(out)) {
		if n, ok := strings.CutPrefix(f, "VmRSS="); ok {
			kib, err := strconv.ParseFloat(n, 64)
			if err != nil {
				b.Fatal(err)
			}
			return kib / 1024
		}
	}
	b.Fatalf("the other process told no memory:\n%s", out)
	return 0
}

// The other process of memoryOf; alone it does nothing.
func BenchmarkMemoryOfOneWindow(b *testing.B) {
	switch os.Getenv("WINDOW") {
	case "":
		b.Skip("is run by the benchmark of the start")
	case "empty":
		w := test.NewTempApp(b).NewWindow("empty")
		w.Resize(tabletSize)
		w.Canvas().Capture()
	case "full":
		br := desktest.New(b) // for its packs and its checklist
		at, err := strconv.ParseInt(os.Getenv("WINDOW_AT"), 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		br.At, br.Device.Dir = at, os.Getenv("WINDOW_DIR")
		p, st := opened(b, br.Device)
		tapAll(b, st, "answer."+os.Getenv("WINDOW_OF"), "pin.4", "pin.7", "pin.1", "pin.1", "pin.ok")
		list := tour(b, st)
		for i := 0; i < list.Length(); i += 8 { // about as many as are seen at once
			list.ScrollTo(i)
			st.Picture() // Fyne lets go of what it does not draw
		}
		defer func() {
			if err := p.Close(); err != nil {
				b.Error(err)
			}
		}()
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("this system does not tell")
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); f[0] == "VmRSS:" {
			fmt.Printf("VmRSS=%s ", f[1])
		}
	}
}
