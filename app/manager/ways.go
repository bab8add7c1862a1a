package manager

import (
	"context"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	dayplan "fairvisit/visits/plan"
	"fairvisit/visits/roads"
)

// metaWays is where this device keeps how crews travel: car or foot.
const metaWays = "manager ways"

// ways are the roads a plan goes by.
type ways struct {
	graph   *roads.Graph // of the file; nil: not read yet, or none
	by      string       // what travels on it: a graph holds the roads of one profile
	reading bool
	err     error // of the file that was chosen last, or of the kept one
}

// keptWays is how large the kept extract is, 0: none, and how crews travel.
func keptWays(ctx context.Context, k *desk.Desk) (size int64, by string, err error) {
	said, err := k.Journal.Meta(ctx, metaWays)
	if err != nil {
		return 0, "", err
	}
	if by = string(said); roads.Profiles[by] == nil {
		by = "car"
	}
	size, err = k.Device.RoadsSize()
	return size, by, err
}

func (m *Manager) chooseRoads() {
	m.pick([]string{".pbf"}, func(f File) {
		m.ways = ways{reading: true}
		m.s.Rebuild()
		by := m.branch.roadsBy
		shell.Do(m.s.Run, func(context.Context) (*roads.Graph, error) { return m.k.Device.KeepRoads(f, by, desk.DeskRoads) }, func(g *roads.Graph, err error) {
			m.ways = ways{graph: g, by: by, err: err}
			m.Reload()
		})
	})
}

// travelBy changes how crews travel; the roads are read again when they are wanted.
func (m *Manager) travelBy(by string) {
	m.branch.roadsBy, m.ways.graph = by, nil
	m.s.Rebuild()
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.k.Journal.SetMeta(ctx, metaWays, []byte(by))
	}, nil)
}

func (m *Manager) dropRoads() {
	shell.Do(m.s.Run, func(context.Context) (struct{}, error) {
		return struct{}{}, m.k.Device.DropRoads()
	}, func(_ struct{}, err error) {
		m.ways = ways{err: err}
		m.Reload()
	})
}

// withRoads has the kept roads read, if there are any, and goes on with them; with
// roads that cannot be read it goes on without, and the page says so.
func (m *Manager) withRoads(in *dayplan.Input, then func()) {
	by := m.branch.roadsBy
	ready := m.ways.graph != nil && m.ways.by == by
	if ready {
		in.Roads = m.ways.graph
	}
	if ready || m.branch.roadsSize == 0 {
		then()
		return
	}
	shell.Do(m.s.Run, func(context.Context) (*roads.Graph, error) {
		return m.k.Device.ReadRoads(by, desk.DeskRoads)
	}, func(g *roads.Graph, err error) { m.haveRead(g, by, err, in, then) })
}

// haveRead takes the roads that were read for one profile. If the manager said
// another meanwhile, they are dropped and those are read.
func (m *Manager) haveRead(g *roads.Graph, by string, err error, in *dayplan.Input, then func()) {
	if by != m.branch.roadsBy {
		m.withRoads(in, then)
		return
	}
	m.ways = ways{graph: g, by: by, err: err}
	in.Roads = g
	then()
}

// waysCard says by which ways a plan goes, and takes another map of roads.
func (m *Manager) waysCard(w *i18n.Words) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(w.T("ways.title"))}
	choose := widgets.NewButton("roads.choose", w.T("ways.choose"), widgets.Outlined, m.chooseRoads)
	if m.ways.reading {
		return widgets.Card(append(rows, widgets.Muted(w.T("common.loading")))...)
	}
	if m.ways.err != nil {
		rows = append(rows, widgets.Notice(theme.WarningGround, widgets.NewText(record.RoadsTrouble(w, m.ways.err, desk.DeskRoads)), widgets.NewText(w.T("ways.estimated_then"))))
	}
	if m.branch.roadsSize == 0 {
		return widgets.Card(append(rows, widgets.Muted(w.T("ways.estimated")), widgets.Wrap(theme.Gap8, choose))...)
	}
	buttons := []fyne.CanvasObject{}
	for _, by := range []string{"car", "foot"} {
		buttons = append(buttons, toggle("ways."+by, w.T("ways.by."+by), m.branch.roadsBy == by, func() { m.travelBy(by) }))
	}
	buttons = append(buttons, choose, widgets.NewButton("roads.drop", w.T("ways.drop"), widgets.Outlined, m.dropRoads))
	return widgets.Card(append(rows, widgets.Muted(w.T("ways.roads", "size", w.Bytes(m.branch.roadsSize))), widgets.Wrap(theme.Gap8, buttons...))...)
}
