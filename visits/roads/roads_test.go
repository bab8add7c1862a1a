package roads

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/visits/roads/roadstest"
	"fairvisit/visits/route"
)

func graphOf(t testing.TB, m roadstest.Map, p *Profile) *Graph {
	t.Helper()
	g, err := Read(bytes.NewReader(m.PBF()), p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func at(lat, lon int64) route.Point {
	return route.Point{Lat: float64(lat) / 1e7, Lon: float64(lon) / 1e7}
}

// A corner of an invented town, some 110 m a block.
const (
	south, west = 305000000, 1145000000
	apart       = 10000
)

// town is a grid with a street that is one way, one that is one way backwards, and
// a bollard in the middle.
func town() roadstest.Map {
	m := roadstest.Grid(4, 5, south, west, apart)
	m.Ways[1].Tags = append(m.Ways[1].Tags, "oneway", "yes")
	m.Ways[5].Tags = append(m.Ways[5].Tags, "oneway", "-1")
	m.Ways[2].Tags = []string{"highway", "primary"}
	m.Nodes[12].Tags = []string{"barrier", "bollard"}
	return m
}

// oracle knows the shortest times by trying every node in between (Floyd and
// Warshall), over nodes and over places in the middle of a block as nodes of
// their own. A shut node is the end of every road that comes to it.
type oracle struct {
	n    int
	best []cost
}

func newOracle(n int) *oracle {
	o := &oracle{n, make([]cost, n*n)}
	for i := range o.best {
		o.best[i] = never
	}
	for i := range n {
		o.best[i*n+i] = cost{}
	}
	return o
}

func (o *oracle) arc(a, b int, c cost) {
	if c.below(o.best[a*o.n+b]) {
		o.best[a*o.n+b] = c
	}
}

func (o *oracle) close(through func(int) bool) {
	for k := range o.n {
		if !through(k) {
			continue
		}
		for i := range o.n {
			for j := range o.n {
				a, b := o.best[i*o.n+k], o.best[k*o.n+j]
				if a != never && b != never {
					o.arc(i, j, cost{a.ms + b.ms, a.mm + b.mm})
				}
			}
		}
	}
}

// Every way of the town, to the millimetre, from and to each crossing and the
// middle of each block, is what trying everything gives.
func TestEveryWayOfATownIsTheShortest(t *testing.T) {
	m := town()
	for _, plain := range []bool{false, true} {
		m.Plain = plain
		g := graphOf(t, m, &Car)
		nodes := len(m.Nodes)
		var points []route.Point
		var spots []spot
		for i := range g.segments { // the middle of each block
			s := &g.segments[i]
			a, b := g.at[s.a], g.at[s.b]
			p := at((int64(a.lat)+int64(b.lat))/2, (int64(a.lon)+int64(b.lon))/2)
			points = append(points, p)
			spots = append(spots, g.snap(p))
			if got := spots[i]; got.segment != int32(i) || got.aside != 0 {
				t.Fatalf("the middle of block %d is found at %+v", i, got)
			}
		}
		o := newOracle(nodes + len(spots))
		for i, sp := range spots {
			s, v := g.segments[i], nodes+i
			both := []struct {
				may  bool
				from int32
				to   int32
				half cost
				rest cost
			}{
				{s.forward, s.a, s.b, cost{}.plus(sp.ms, sp.mm), cost{}.plus(s.ms-sp.ms, s.mm-sp.mm)},
				{s.back, s.b, s.a, cost{}.plus(s.ms-sp.ms, s.mm-sp.mm), cost{}.plus(sp.ms, sp.mm)},
			}
			for _, d := range both {
				if d.may {
					o.arc(int(d.from), v, d.half)
					o.arc(v, int(d.to), d.rest)
				}
			}
		}
		o.close(func(k int) bool { return k >= nodes || m.Nodes[k].Tags == nil })
		s := search{g: g, best: make([]cost, nodes), round: make([]uint32, nodes), settled: make([]uint32, nodes)}
		wanted := g.ends(spots)
		checked := 0
		for i := range spots {
			s.from(&spots[i], wanted)
			for j := range spots {
				got, _ := s.to(&spots[i], &spots[j])
				want := o.best[(nodes+i)*o.n+nodes+j]
				if got != want {
					t.Fatalf("from block %d to %d it is %v, by trying everything %v", i, j, got, want)
				}
				checked++
			}
		}
		travel, used, err := g.Travel(points)
		if err != nil || used.Estimated != 0 || len(used.Off) != 0 || used.Profile != "car" {
			t.Fatalf("%+v, %v", used, err)
		}
		if want := int32(up(o.best[nodes*o.n+nodes+7].ms)) + route.TownStreets.Parking; travel.Time[7] != want {
			t.Errorf("the matrix has %d s, wanted %d", travel.Time[7], want)
		}
		if checked != 31*31 {
			t.Errorf("%d ways were looked at", checked)
		}
	}
}

// A town somebody invents: streets that wind, some one way.
func invented(t *rapid.T, oneWay bool) (roadstest.Map, []route.Point) {
	rows, columns := rapid.IntRange(2, 6).Draw(t, "rows"), rapid.IntRange(2, 6).Draw(t, "columns")
	m := roadstest.Grid(rows, columns, south, west, apart)
	for i := range m.Nodes {
		m.Nodes[i].Lat += rapid.Int64Range(-3000, 3000).Draw(t, "north")
		m.Nodes[i].Lon += rapid.Int64Range(-3000, 3000).Draw(t, "east")
	}
	for i := range m.Ways {
		m.Ways[i].Tags = []string{"highway", rapid.SampledFrom([]string{"residential", "primary", "service"}).Draw(t, "class")}
		// All streets but the outer ones, so that every place can be left and reached.
		if outer := i == 0 || i == rows-1 || i == rows || i == rows+columns-1; oneWay && !outer && rapid.Bool().Draw(t, "one way") {
			m.Ways[i].Tags = append(m.Ways[i].Tags, "oneway", rapid.SampledFrom([]string{"yes", "-1"}).Draw(t, "direction"))
		}
	}
	points := make([]route.Point, rapid.IntRange(3, 8).Draw(t, "places"))
	for i := range points {
		points[i] = at(south+rapid.Int64Range(0, int64(rows-1)*apart).Draw(t, "lat"), west+rapid.Int64Range(0, int64(columns-1)*apart).Draw(t, "lon"))
	}
	return m, points
}

// Where all streets go both ways a way back is as long as the way there; and no
// detour is shorter than the way, whatever is one way.
func TestWaysBackAndDetours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		oneWay := rapid.Bool().Draw(t, "with one-way streets")
		m, points := invented(t, oneWay)
		g, err := Read(bytes.NewReader(m.PBF()), &Car)
		if err != nil {
			t.Fatal(err)
		}
		travel, used, err := g.Travel(points)
		if err != nil || used.Estimated > 0 {
			t.Fatalf("%+v, %v", used, err)
		}
		n := len(points)
		for i := range n {
			for j := range n {
				if !oneWay && (travel.Time[i*n+j] != travel.Time[j*n+i] || travel.Distance[i*n+j] != travel.Distance[j*n+i]) {
					t.Fatalf("from %d to %d it is %d s, and back %d", i, j, travel.Time[i*n+j], travel.Time[j*n+i])
				}
				for k := range n {
					if direct, around := travel.Time[i*n+j], travel.Time[i*n+k]+travel.Time[k*n+j]; direct > around {
						t.Fatalf("from %d to %d it is %d s, over %d it is %d", i, j, direct, k, around)
					}
				}
			}
		}
		again, _, err := g.Travel(points)
		if err != nil || !slices.Equal(again.Time, travel.Time) || !slices.Equal(again.Distance, travel.Distance) {
			t.Fatal("the same places have other ways the second time")
		}
	})
}

// A place no road leads to has estimates, and it is said.
func TestWhatNoRoadKnowsIsEstimatedAndSaid(t *testing.T) {
	m := roadstest.Grid(3, 3, south, west, apart)
	m.Nodes = append(m.Nodes, roadstest.Node{ID: 100, Lat: south, Lon: west + 9*apart}, roadstest.Node{ID: 101, Lat: south + apart, Lon: west + 9*apart})
	m.Ways = append(m.Ways, roadstest.Way{Nodes: []int64{100, 101}, Tags: []string{"highway", "residential"}}, // an island
		roadstest.Way{Nodes: []int64{1, 777}, Tags: []string{"highway", "residential"}}) // its other end lies outside of the extract
	points := []route.Point{at(south, west), at(south+2*apart, west), at(south, west+9*apart), at(south+90*apart, west)}
	travel, used, err := graphOf(t, m, &Foot).Travel(points)
	if err != nil {
		t.Fatal(err)
	}
	if used.Profile != "foot" || used.Ways != 12 || used.Estimated != 10 || !slices.Equal(used.Off, []int{3}) {
		t.Errorf("%+v", used)
	}
	circle, err := route.GreatCircle(points, Foot.Estimate)
	if err != nil {
		t.Fatal(err)
	}
	for k := range circle.Time {
		if same, known := travel.Time[k] == circle.Time[k], used.Known(k/4, k%4); k%5 != 0 && (known != (k == 1 || k == 4) || same == known) {
			t.Errorf("way %d: %d s, estimated %d", k, travel.Time[k], circle.Time[k])
		}
	}
	if want := int32(223); travel.Distance[1] != want { // two blocks of 111.2 m
		t.Errorf("two blocks are %d m", travel.Distance[1])
	}
}

// A place beside a lane that leads nowhere else is taken to the town's road across
// the field; a place that has only the lane stays on it.
func TestATownsRoadIsTakenBeforeALaneThatLeadsNowhere(t *testing.T) {
	m := roadstest.Grid(3, 3, south, west, apart)
	m.Nodes = append(m.Nodes, roadstest.Node{ID: 50, Lat: south - 1000, Lon: west}, roadstest.Node{ID: 51, Lat: south - 1000, Lon: west + apart},
		roadstest.Node{ID: 52, Lat: south - 90*apart, Lon: west}, roadstest.Node{ID: 53, Lat: south - 90*apart, Lon: west + apart})
	for _, ends := range [][]int64{{50, 51}, {52, 53}} {
		m.Ways = append(m.Ways, roadstest.Way{Nodes: ends, Tags: []string{"highway", "service"}})
	}
	g := graphOf(t, m, &Car)
	points := []route.Point{at(south-900, west+apart/2), at(south+2*apart, west), at(south-90*apart, west+100)}
	_, used, err := g.Travel(points)
	if err != nil || !used.Known(0, 1) || !used.Known(1, 0) || used.Known(2, 1) || len(used.Off) != 0 {
		t.Errorf("%+v, %v", used, err)
	}
}

// A file that ends anywhere but between two blocks is refused whole, and so is one
// with any byte changed that matters: never a panic, never half a town.
func TestAFileThatIsCutOffIsRefused(t *testing.T) {
	m := town()
	file := m.PBF()
	borders := map[int]bool{}
	sum := 0
	for _, b := range m.Blocks() {
		sum += len(b)
		borders[sum] = true
	}
	for n := range file {
		g, err := Read(bytes.NewReader(file[:n]), &Car)
		if err == nil || g != nil {
			t.Fatalf("cut off after %d of %d bytes it is read", n, len(file))
		}
		if want := ErrCut; !borders[n] && err != want {
			t.Fatalf("cut off after %d bytes: %v", n, err)
		}
	}
	plain := m
	plain.Plain = true
	for _, file := range [][]byte{file, plain.PBF()} {
		for n := range file {
			for _, change := range []byte{0x55, 0x01, 0x80} {
				bad := bytes.Clone(file)
				bad[n] ^= change
				if g, err := Read(bytes.NewReader(bad), &Car); (err == nil) != (g != nil) {
					t.Fatalf("byte %d changed: %v beside %v", n, g, err)
				}
			}
		}
	}
	future := bytes.Replace(plain.Blocks()[0], []byte("DenseNodes"), []byte("FloatNodes"), 1)
	if _, err := Read(bytes.NewReader(append(future, bytes.Join(m.Blocks()[1:], nil)...)), &Car); err != ErrDamaged {
		t.Errorf("a file that needs what is not understood: %v", err)
	}
	empty := roadstest.Map{Nodes: m.Nodes}
	if _, err := Read(bytes.NewReader(empty.PBF()), &Car); err != ErrNoRoads {
		t.Errorf("a file without roads: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	m := roadstest.Grid(2, 2, south, west, apart)
	f.Add(m.PBF())
	m.Plain = true
	f.Add(m.PBF())
	f.Fuzz(func(t *testing.T, file []byte) {
		g, err := Read(bytes.NewReader(file), &Car)
		if (err == nil) != (g != nil) {
			t.Fatalf("%v beside %v", g, err)
		}
		if g != nil {
			if _, _, err := g.Travel([]route.Point{at(south, west), at(south+apart, west+apart)}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// BenchmarkTwoHundredPlaces is the matrix of a branch's day, over an invented town
// of 16,900 crossings or over the file FAIRVISIT_ROADS names.
func BenchmarkTwoHundredPlaces(b *testing.B) {
	m := roadstest.Grid(130, 130, south, west, apart)
	file := m.PBF()
	if name := os.Getenv("FAIRVISIT_ROADS"); name != "" {
		var err error
		if file, err = os.ReadFile(name); err != nil {
			b.Fatal(err)
		}
	}
	g, err := Read(bytes.NewReader(file), &Car)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	points := make([]route.Point, 200)
	for i := range points {
		points[i] = g.at[g.segments[r.IntN(len(g.segments))].a].point() // not one beyond the edge of the extract
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := Read(bytes.NewReader(file), &Car); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(fmt.Sprintf("matrix of %d nodes", g.Nodes()), func(b *testing.B) {
		var used Used
		for b.Loop() {
			if _, used, err = g.Travel(points); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(used.Estimated), "estimated")
	})
}

// Who cannot wait gets no matrix and no half of one.
func TestAMatrixIsGivenUpWhenItIsStopped(t *testing.T) {
	g := graphOf(t, town(), &Car)
	points := []route.Point{at(305000000, 1145000000), at(305100000, 1145100000), at(305200000, 1145000000)}
	var asked atomic.Int64
	travel, _, err := g.TravelUntil(points, func() bool { return asked.Add(1) > 2 })
	if !errors.Is(err, ErrStopped) || travel.Places != 0 {
		t.Errorf("%d places, %v", travel.Places, err)
	}
	if _, _, err := g.TravelUntil(points, func() bool { return false }); err != nil {
		t.Error(err)
	}
}
