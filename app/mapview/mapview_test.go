package mapview

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
)

func blank(side int) *image.RGBA { return image.NewRGBA(image.Rect(0, 0, side, side)) }

// counted is a source that counts what it is asked for.
type counted struct {
	tiles.Grid
	asked []tiles.Tile
	err   error
}

func (c *counted) Draw(ctx context.Context, t tiles.Tile, l tiles.Look) (*image.RGBA, error) {
	c.asked = append(c.asked, t)
	if c.err != nil {
		return nil, c.err
	}
	return c.Grid.Draw(ctx, t, l)
}

var town = tiles.Project(30.526, 124.529)

// near is a place some units of zoom 14 east and south of the middle of the town.
func near(x, y float64) tiles.Point {
	const world = 512 << 14
	return tiles.Point{X: town.X + x/world, Y: town.Y + y/world}
}

// day are the stops of two crews, some places of nobody, and three that lie
// together.
func day() Shown {
	s := Shown{Keys: []Key{{Crew: 0, Letter: "A"}, {Crew: 1, Letter: "B"}, {Crew: Nobody, Words: "no crew"}}}
	for crew, way := range [][][2]float64{{{-220, -90}, {-120, -150}, {-20, -90}, {-60, 10}}, {{60, 120}, {160, 60}, {230, 140}}} {
		r := Route{Crew: crew}
		for i, at := range way {
			p := Pin{ID: fmt.Sprintf("%d-%d", crew, i+1), At: near(at[0], at[1]), Crew: crew, Number: fmt.Sprint(i + 1), Label: fmt.Sprintf("Crew %c, stop %d", 'A'+crew, i+1)}
			s.Pins, r.Way = append(s.Pins, p), append(r.Way, p.At)
		}
		s.Routes = append(s.Routes, r)
	}
	s.Pins = append(s.Pins, Pin{ID: "n-1", At: near(-200, 120), Crew: Nobody}, Pin{ID: "n-2", At: near(-120, 140), Crew: Nobody, Chosen: true},
		Pin{ID: "t-1", At: near(190, -120), Crew: Nobody}, Pin{ID: "t-2", At: near(200, -118), Crew: Nobody}, Pin{ID: "t-3", At: near(195, -110), Crew: Nobody})
	return s
}

// shown puts a map on a window of 640 × 480.
func shown(t *testing.T, source tiles.Source, with func(*Map)) *Map {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(&theme.Theme{})
	m := New("map", shell.NewInlineRunner(), source, nil)
	if with != nil {
		with(m)
	}
	w := test.NewTempWindow(t, m)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(640, 480))
	m.Put(i18n.In(i18n.English), day())
	return m
}

// seen is a picture of the window the map is in.
func seen(m *Map) image.Image { return fyne.CurrentApp().Driver().CanvasForObject(m).Capture() }

func marked(t *testing.T, m *Map, id string) *marker {
	t.Helper()
	for _, o := range m.r.scene.Objects {
		if k, ok := o.(*marker); ok && k.id == id {
			return k
		}
	}
	t.Fatalf("%s is not on the map", id)
	return nil
}

func drag(m *Map, from fyne.Position, dx, dy float32) {
	m.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: from.AddXY(dx, dy)}, Dragged: fyne.NewDelta(dx, dy)})
	m.DragEnd()
}

// A person drags the map, turns the wheel, presses keys and two fingers, and sees
// what they expect; a pin that is tapped is told of.
func TestAHandMovesTheMap(t *testing.T) {
	var chosen []string
	m := shown(t, tiles.Grid{}, func(m *Map) { m.Chosen = func(id string) { chosen = append(chosen, id) } })
	pin := marked(t, m, "pin.0-1")
	if s := pin.Size(); s.Width < theme.Target || s.Height < theme.Target || pin.AccessibilityLabel() != "Crew A, stop 1" {
		t.Errorf("a pin of %v says %q", s, pin.AccessibilityLabel())
	}
	test.Tap(pin)
	if !slices.Equal(chosen, []string{"0-1"}) {
		t.Errorf("tapped, the pin told of %v", chosen)
	}
	at := pin.Position()
	drag(m, fyne.NewPos(300, 300), 40, -25)
	if d := apart(marked(t, m, "pin.0-1").Position(), at.AddXY(40, -25)); d > 1.1 {
		t.Errorf("dragged by 40, -25 the pin is %v from there", d)
	}
	half := m.camera.half
	m.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 100)}, Scrolled: fyne.NewDelta(0, 25)})
	if m.camera.half != half+1 {
		t.Error("the wheel does not zoom")
	}
	m.TypedRune('-')
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if m.camera.half != half {
		t.Error("the minus key does not zoom")
	}
	m.Put(i18n.In(i18n.English), day())
	if m.camera.half != half || !m.looked {
		t.Error("new pins moved the map somebody had moved")
	}
	m.TypedRune('0')
	if d := apart(marked(t, m, "pin.0-1").Position(), at); d > 1.1 {
		t.Error("0 does not show everything again")
	}
}

func TestTwoFingersZoomWhereTheyAre(t *testing.T) {
	m := shown(t, tiles.Grid{}, nil)
	half := m.camera.half
	touch := func(id int, x, y float32) *mobile.TouchEvent {
		return &mobile.TouchEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, ID: id}
	}
	between := m.camera.place(fyne.NewPos(250, 200))
	m.TouchDown(touch(1, 200, 200))
	m.TouchDown(touch(2, 300, 200))
	m.TouchMoved(touch(1, 150, 200))
	m.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-50, 0)})
	m.TouchMoved(touch(2, 350, 200))
	if m.camera.half != half+2 || apart(m.camera.position(between), fyne.NewPos(250, 200)) > 30 {
		t.Errorf("twice as far apart: %d half steps, and what was between them is at %v", m.camera.half-half, m.camera.position(between))
	}
	m.TouchUp(touch(1, 150, 200))
	m.TouchUp(touch(2, 350, 200))
	middle := m.camera.middle
	drag(m, fyne.NewPos(10, 10), 30, 0)
	if m.camera.middle == middle {
		t.Error("one finger does not move the map after two were on it")
	}
}

// A rectangle takes what lies in it, once; a cluster comes apart, and one that
// cannot is taken as a whole.
func TestPlacesAreTakenByARectangleOrACluster(t *testing.T) {
	var taken [][]string
	m := shown(t, tiles.Grid{}, func(m *Map) { m.Taken = func(ids []string) { taken = append(taken, ids) } })
	a, b := m.camera.position(near(-230, 100)), m.camera.position(near(-100, 160))
	m.startRegion()
	m.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: b}, Dragged: fyne.NewDelta(b.X-a.X, b.Y-a.Y)})
	if m.region == nil || !slices.Contains(m.r.list, fyne.CanvasObject(m.r.drawn)) {
		t.Error("the rectangle is not seen")
	}
	m.DragEnd()
	if len(taken) != 1 || !slices.Equal(taken[0], []string{"n-1", "n-2"}) || m.drawing {
		t.Fatalf("taken %v", taken)
	}
	half := m.camera.half
	cluster := marked(t, m, "cluster.t-1")
	if cluster.face.parts[0].text != "×3" || cluster.AccessibilityLabel() != "3 places close together: ×3" {
		t.Errorf("the cluster reads %v and says %q", cluster.face.parts, cluster.AccessibilityLabel())
	}
	test.Tap(cluster)
	if m.camera.half <= half || len(m.groups()) <= 10 {
		t.Error("a tap does not take a cluster apart")
	}
	one := Shown{Pins: []Pin{{ID: "x", At: town, Crew: Nobody}, {ID: "y", At: town, Crew: Nobody}}}
	m.Put(i18n.In(i18n.English), one)
	m.Fit()
	test.Tap(marked(t, m, "cluster.x"))
	if !slices.Equal(taken[len(taken)-1], []string{"x", "y"}) {
		t.Errorf("two at one place: taken %v", taken)
	}
}

// Pins of several crews in one place are one sign that says how many are whose, and of
// more crews than there is room for how many more.
func TestNoCrewHidesAnotherInOnePlace(t *testing.T) {
	m := shown(t, tiles.Grid{}, nil)
	s := Shown{Keys: day().Keys}
	for i, crew := range []int{1, 0, Nobody, 0} {
		s.Pins = append(s.Pins, Pin{ID: fmt.Sprint(i), At: town, Crew: crew})
	}
	m.Put(i18n.In(i18n.English), s)
	m.Fit()
	k := marked(t, m, "cluster.0")
	if want := [partsMost]part{{0, "A×2"}, {1, "B×1"}, {Nobody, "×1"}}; k.face.parts != want || k.AccessibilityLabel() != "4 places close together: A×2 B×1 ×1" {
		t.Errorf("it shows %v and says %q", k.face.parts, k.AccessibilityLabel())
	}
	s.Pins = append(s.Pins, Pin{ID: "4", At: town, Crew: 7})
	m.Put(i18n.In(i18n.English), s)
	if k := marked(t, m, "cluster.0"); k.face.parts[2] != (part{Nobody, "+2"}) {
		t.Errorf("of four crews it shows %v", k.face.parts)
	}
	// What is drawn for several is wide, and takes in a neighbour it would cover.
	s.Pins = append(s.Pins, Pin{ID: "5", At: near(48, 0), Crew: 0})
	m.Put(i18n.In(i18n.English), s)
	m.camera.half = 2 * 14
	if n := len(m.groups()); n != 1 {
		t.Errorf("%d signs lie on each other", n)
	}
}

// While the map is moved nothing is drawn twice, and a picture that was drawn at
// another zoom stands in until the right one is there.
func TestATileIsDrawnOnce(t *testing.T) {
	c := &counted{}
	m := shown(t, c, nil)
	for range 30 {
		drag(m, fyne.NewPos(300, 300), 35, 20)
	}
	for range 30 {
		drag(m, fyne.NewPos(300, 300), -35, -20)
	}
	seen := map[tiles.Tile]bool{}
	for _, tile := range c.asked {
		if seen[tile] {
			t.Errorf("%v was drawn twice", tile)
		}
		seen[tile] = true
	}
	if len(seen) < 9 || len(m.loading) > 0 {
		t.Errorf("%d tiles were drawn, %d are still being drawn", len(seen), len(m.loading))
	}
	before := m.camera.tilesSeen()[0]
	m.source, m.run = stuck{}, shell.NewRunner() // nothing comes from now on
	defer m.run.Close()
	m.Zoom(2)
	if list := m.standIns(m.name(m.camera.tilesSeen()[0])); len(list) == 0 || list[0].Z > before.Z {
		t.Errorf("a tile nearer has %v to stand in for it", list)
	}
}

// A tile that cannot be drawn is tried once; what is wrong is said, in both
// languages, and the map goes on.
func TestWhatIsWrongWithAMapIsSaid(t *testing.T) {
	c := &counted{err: &tiles.Refused{Why: tiles.WhyDamaged}}
	m := shown(t, c, nil)
	asked := len(c.asked)
	drag(m, fyne.NewPos(300, 300), 5, 5)
	if asked == 0 || len(c.asked) != asked {
		t.Errorf("asked %d times, then %d", asked, len(c.asked))
	}
	if m.r.corner.note == nil || m.worry == nil {
		t.Fatal("nothing is said")
	}
	for _, lang := range i18n.Langs {
		for _, why := range []string{tiles.WhyMissing, tiles.WhyNoMap, tiles.WhyTruncated, tiles.WhyEmpty, tiles.WhyUnindexed, tiles.WhyFormat, tiles.WhyDamaged, tiles.WhyTooLarge} {
			if !i18n.In(lang).Has("map.refused." + why) {
				t.Errorf("%s: nothing to say about %s", lang, why)
			}
		}
	}
}

// stuck is a source that never answers while the program runs.
type stuck struct{ tiles.Grid }

func (stuck) Draw(ctx context.Context, _ tiles.Tile, _ tiles.Look) (*image.RGBA, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// With tiles that never come the map still moves: nothing is read or drawn where
// the screen waits. A map that did would never come to the end of this test.
func TestTheScreenNeverWaitsForATile(t *testing.T) {
	run := shell.NewRunner()
	m := shown(t, stuck{}, func(m *Map) { m.run = run })
	for i := range 50 {
		drag(m, fyne.NewPos(300, 300), float32(i%7)*9, 12)
		m.Zoom(i%3 - 1)
	}
	if n := len(m.loading); n != atOnce {
		t.Errorf("%d tiles are being drawn at once, wanted %d", n, atOnce)
	}
	run.Close()
}

func TestAFolderWithoutAMapShowsTheGrid(t *testing.T) {
	s, why := OpenIn(t.TempDir())
	if _, grid := s.(tiles.Grid); !grid || why != nil {
		t.Errorf("%T, %v", s, why)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, FileName), []byte("no map"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, why = OpenIn(folder)
	var r *tiles.Refused
	if _, grid := s.(tiles.Grid); !grid || !errors.As(why, &r) {
		t.Errorf("%T, %v", s, why)
	}
}
