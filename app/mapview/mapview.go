// Package mapview is the map: pictures of tiles that are moved and never drawn
// anew while a finger moves it, pins by crew, the routes between them, and clusters
// where they would lie on each other. It knows the theme and the runner and
// nothing of cases: what a pin stands for and what may be shown of it is decided
// by the screen that puts it there.
//
// Tiles are read and drawn beside the screen (package tiles), two at a time, and
// kept in a bounded cache; on the screen's goroutine pictures are only placed.
package mapview

import (
	"slices"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// Nobody is the crew of what nobody was assigned to.
const Nobody = -1

// Pin is one place on the map.
type Pin struct {
	ID     string
	At     tiles.Point
	Crew   int    // decides colour and shape; Nobody for none
	Number string // in the order of the route; "" for none
	Label  string // for readers of screens
	Chosen bool
}

// Route is the way of one crew, in its order.
type Route struct {
	Crew int
	Way  []tiles.Point
}

// Key explains a colour and a shape in the corner of the map: a letter on a
// crew's shape, or words beside the pin of Nobody.
type Key struct {
	Crew          int
	Letter, Words string
}

// Shown is what lies on the map.
type Shown struct {
	Pins   []Pin
	Routes []Route
	Keys   []Key
	Note   string // said below the keys, of what is not on the map; "" for nothing
}

// Map is the widget. It is used on the screen's goroutine only.
type Map struct {
	widget.BaseWidget
	Chosen func(id string)    // a pin was tapped
	Taken  func(ids []string) // a rectangle was drawn around pins, or a cluster tapped that cannot be taken apart; nil: neither is offered
	// Pins are carried off the map: Lifted is asked when a drag begins on one, and false
	// has the map move instead; Carried says where on the canvas the pointer is; Dropped
	// ends it. nil: pins stay.
	Lifted  func(ids []string) bool
	Carried func(at fyne.Position)
	Dropped func()

	id     string
	run    *shell.Runner
	words  *i18n.Words
	source tiles.Source
	worry  error // why there is only a grid

	shown  Shown
	camera camera
	looked bool // somebody moved the map: it is not fitted again by itself

	clusters []cluster
	gathered camera // what they were made for

	cache   *cache
	failed  map[picture]bool
	loading map[picture]bool
	filling bool

	region  *region // being drawn; nil: none
	drawing bool    // a drag draws a rectangle
	spread  spread  // of two fingers
	turned  float32 // of the wheel, not yet a step
	focused bool
	r       *renderer
}

// New is a map over a source; worry, if not nil, is why it is only the grid.
func New(id string, run *shell.Runner, source tiles.Source, worry error) *Map {
	m := &Map{id: id, run: run, words: i18n.In(i18n.English), source: source, worry: worry, cache: newCache(pictureBytes),
		failed: map[picture]bool{}, loading: map[picture]bool{}, camera: camera{half: 2 * 12, scale: 1}}
	a := source.About()
	m.camera.middle = tiles.Point{X: 0.5, Y: 0.5}
	if a.HasBounds {
		m.camera.middle = tiles.Point{X: (a.NorthWest.X + a.SouthEast.X) / 2, Y: (a.NorthWest.Y + a.SouthEast.Y) / 2}
	}
	m.ExtendBaseWidget(m)
	return m
}

// Put puts pins and routes on the map, in a language. Until somebody moves the
// map it is fitted to what is on it.
func (m *Map) Put(w *i18n.Words, s Shown) {
	m.words, m.shown = w, s
	m.clusters = nil
	m.Refresh() // before it is fitted: the legend takes room
	if !m.looked {
		m.Fit()
	}
}

// Middle is the place in the middle of what is seen.
func (m *Map) Middle() tiles.Point { return m.camera.middle }

// Fit shows everything that is on the map.
func (m *Map) Fit() {
	m.looked = false
	m.fit()
	m.update()
}

func (m *Map) fit() {
	if m.Size().Width < 1 || m.Size().Height < 1 {
		return
	}
	var places []tiles.Point
	for _, p := range m.shown.Pins {
		places = append(places, p.At)
	}
	if a := m.source.About(); len(places) == 0 && a.HasBounds {
		places = []tiles.Point{a.NorthWest, a.SouthEast}
	}
	m.camera.size = m.Size()
	room := insets{left: 32, top: 40, right: 32, bottom: 56}
	if m.r != nil {
		room = m.r.corner.room()
	}
	m.camera = m.camera.fitted(places, room)
}

// look moves the camera as somebody wished.
func (m *Map) look(c camera) {
	m.looked = true
	m.camera = c
	m.update()
}

// update places everything anew; nothing is drawn or read.
func (m *Map) update() {
	if m.r != nil {
		m.r.place()
	}
}

// groups are the clusters at this zoom.
func (m *Map) groups() []cluster {
	c := m.camera
	if m.clusters == nil || m.gathered.half != c.half || m.gathered.scale != c.scale {
		m.clusters, m.gathered = clusters(m.shown.Pins, c, reach(), m.wide), c
	}
	return m.clusters
}

// reach is how near two pins may come, in units: so that each can be read.
func reach() float64 {
	return float64(face{form: pill, letters: fynetheme.Size(theme.Caption)}.body().Height) + 6
}

// tapped opens a pin, or takes a cluster apart: nearer, until it falls apart.
func (m *Map) tapped(g cluster) {
	widgets.Touched()
	if len(g.pins) == 1 {
		if m.Chosen != nil {
			m.Chosen(m.shown.Pins[g.pins[0]].ID)
		}
		return
	}
	keep := m.camera.position(g.at)
	var inside []Pin
	for _, i := range g.pins {
		inside = append(inside, m.shown.Pins[i])
	}
	apart := Map{shown: Shown{Pins: inside, Keys: m.shown.Keys}}
	for halves := 1; m.camera.half+halves <= mostHalf; halves++ {
		if nearer := m.camera.zoomed(halves, keep); len(clusters(inside, nearer, reach(), apart.wide)) > 1 {
			m.look(nearer)
			return
		}
	}
	m.take(g.pins)
}

func (m *Map) take(pins []int) {
	if m.Taken == nil || len(pins) == 0 {
		return
	}
	m.Taken(m.idsOf(pins))
}

func (m *Map) idsOf(pins []int) []string {
	ids := make([]string, len(pins))
	for i, n := range pins {
		ids[i] = m.shown.Pins[n].ID
	}
	slices.Sort(ids)
	return ids
}

// Zoom goes some half steps nearer, or away, around the middle.
func (m *Map) Zoom(halves int) {
	m.look(m.camera.zoomed(halves, fyne.NewPos(m.Size().Width/2, m.Size().Height/2)))
}

// TestID names the map for tests.
func (m *Map) TestID() string { return m.id }

// AccessibilityLabel implements fyne.Accessible.
func (m *Map) AccessibilityLabel() string { return m.words.N("map.label", len(m.shown.Pins)) }

// AccessibilityRole implements fyne.Accessible.
func (m *Map) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// MinSize implements fyne.CanvasObject.
func (m *Map) MinSize() fyne.Size { return fyne.NewSize(240, 260) }

// Resize implements fyne.CanvasObject.
func (m *Map) Resize(s fyne.Size) {
	if s == m.Size() {
		return
	}
	m.camera.size = s
	m.BaseWidget.Resize(s)
	if !m.looked {
		m.fit()
	}
	m.update()
}
