package mapview

import (
	"context"
	"fmt"
	"image"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview/tiles"
)

// mapEnv names a map file the benchmark moves over; without one it is the grid.
const mapEnv = "FAIRVISIT_MAP"

// BenchmarkPan drags a map of a desk's screen with five hundred pins and twelve
// routes, as far as a hand does in a frame, round and round, on screens of one, two and
// three pixels a unit, as it is opened and at the nearest zoom. What is measured is
// our own code on the screen's goroutine, not the painter's, nor the drawing of tiles,
// which the app does beside the screen and the runner here in the midst of a frame; own-ms
// is a frame.
func BenchmarkPan(b *testing.B) {
	for _, scale := range []float32{1, 2, 3} {
		for name, half := range map[string]int{"fitted": 0, "nearest": mostHalf} {
			b.Run(fmt.Sprintf("%s-at-%v", name, scale), func(b *testing.B) { benchmarkPan(b, scale, half) })
		}
	}
}

// leastFrames is how many frames a figure is of at least: five seconds of a hand.
const leastFrames = 300

func benchmarkPan(b *testing.B, scale float32, half int) {
	source, middle := benchSource(b)
	drawn := &timed{Source: source}
	m := onScreen(b, drawn, fyne.NewSize(1200, 900), scale)
	m.Put(i18n.In(i18n.English), crowd(middle))
	if half != 0 {
		m.camera.half = half
		m.look(m.camera)
	}
	step := func(i int) {
		dx, dy := [4]float32{23, 0, -23, 0}[i/30%4], [4]float32{0, 17, 0, -17}[i/60%4]
		m.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(600, 450)}, Dragged: fyne.NewDelta(dx, dy)})
	}
	for i := range 240 { // once round
		step(i)
	}
	var took []time.Duration
	most := held(m)
	frame := func() {
		start := time.Now()
		drawn.spent = 0
		step(len(took))
		took = append(took, time.Since(start)-drawn.spent)
		most = max(most, held(m))
	}
	for b.Loop() {
		frame()
	}
	for len(took) < leastFrames { // the frames of a short run say nothing of the worst in a hundred
		frame()
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	total := time.Duration(0)
	for _, d := range took {
		total += d
	}
	b.ReportMetric(ms(total)/float64(len(took)), "own-ms/frame")
	b.ReportMetric(ms(took[len(took)/2]), "own-ms-median")
	b.ReportMetric(ms(took[len(took)*99/100]), "own-ms-p99")
	b.ReportMetric(float64(len(took)), "frames")
	b.ReportMetric(float64(most+tiles.SheetBytes)/(1<<20), "MiB-tiles-most")
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	b.ReportMetric(float64(mem.HeapInuse)/(1<<20), "MiB-heap")
}

// timed is a source that says how long it drew.
type timed struct {
	tiles.Source
	spent time.Duration
}

// Draw implements tiles.Source.
func (s *timed) Draw(ctx context.Context, t tiles.Tile, l tiles.Look) (*image.RGBA, error) {
	start := time.Now()
	defer func() { s.spent += time.Since(start) }()
	return s.Source.Draw(ctx, t, l)
}

// benchSource is the file of mapEnv, or the grid, and where to look.
func benchSource(b *testing.B) (tiles.Source, tiles.Point) {
	file := os.Getenv(mapEnv)
	if file == "" {
		return tiles.Grid{}, town
	}
	s, err := tiles.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	about := s.About()
	return s, tiles.Point{X: (about.NorthWest.X + about.SouthEast.X) / 2, Y: (about.NorthWest.Y + about.SouthEast.Y) / 2}
}

// crowd is a day no branch has: 500 places, 120 of them on twelve routes.
func crowd(middle tiles.Point) Shown {
	var s Shown
	const world = 512 << 14
	for i := range 500 {
		x, y := float64(i*7919%1200-600), float64(i*104729%900-450)
		p := Pin{ID: fmt.Sprint(i), At: tiles.Point{X: middle.X + x/world, Y: middle.Y + y/world}, Crew: Nobody, Label: "a place"}
		if i < 120 {
			p.Crew, p.Number = i/10, fmt.Sprint(i%10+1)
			if i%10 == 0 {
				s.Routes = append(s.Routes, Route{Crew: p.Crew})
			}
			r := &s.Routes[p.Crew]
			r.Way = append(r.Way, p.At)
		}
		s.Pins = append(s.Pins, p)
	}
	return s
}
