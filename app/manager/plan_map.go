package manager

import (
	"cmp"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// OpenMap has the plan show a file of map data below its pins; without one, or
// with one that cannot be read, it shows a grid. The source is the caller's to close.
func (m *Manager) OpenMap(source tiles.Source, worry error) {
	m.chart = mapview.New("plan.map", m.s.Run, source, worry)
	m.chart.Chosen = func(id string) {
		if c := m.caseOf(id); c != nil {
			m.tapCase(c)
		}
	}
	m.chart.Taken = m.pickAll
	m.carryPins()
	m.placing.chart = mapview.New("start.map", m.s.Run, source, worry)
}

// besideMap is the least width in which the map stands beside the crews.
const besideMap = 720

// mapRoom reports how the plan shows its map: beside the crews where there is
// room, else in the place of the crews or the list, when it is asked for.
func (m *Manager) mapRoom(v shell.View) (beside, instead bool) {
	room := m.s.Size().Width - 84 - 440
	beside = v.Width == shell.Wide && room >= besideMap && m.s.Prefs.Scale < 1.5
	return beside, !beside && m.plan.onMap
}

// sidePage is what stands beside the list: the map and the crews.
func (m *Manager) sidePage() *shell.Page {
	p := m.crewsPage()
	crews := p.Build
	p.Build = func(v shell.View) fyne.CanvasObject {
		beside, instead := m.mapRoom(v)
		switch {
		case m.state(v) != nil:
			return crews(v)
		case beside:
			narrow := v
			narrow.Width = shell.Narrow // what the crews have there
			return container.New(sideLayout{}, m.mapOf(v.Words), widgets.Rule(), crews(narrow))
		case instead:
			return m.mapOf(v.Words)
		}
		return crews(v)
	}
	return p
}

// sideLayout gives the crews the width of a small phone and the map the rest.
type sideLayout struct{}

const crewsWidth = 340

func (sideLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(crewsWidth+o[0].MinSize().Width, max(o[0].MinSize().Height, o[2].MinSize().Height))
}

func (sideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left := size.Width - crewsWidth
	o[0].Move(fyne.Position{}) // the map may have stood in the place of the list
	o[0].Resize(fyne.NewSize(left-theme.Line, size.Height))
	o[1].Move(fyne.NewPos(left-theme.Line, 0))
	o[1].Resize(fyne.NewSize(theme.Line, size.Height))
	o[2].Move(fyne.NewPos(left, 0))
	o[2].Resize(fyne.NewSize(crewsWidth, size.Height))
}

func (m *Manager) mapOf(w *i18n.Words) fyne.CanvasObject {
	m.chart.Put(w, m.onMap(w))
	return m.chart
}

func (m *Manager) caseOf(id string) *visits.Case {
	for i := range m.branch.Cases {
		if m.branch.Cases[i].ID.String() == id {
			return &m.branch.Cases[i]
		}
	}
	return nil
}

// pickAll picks what lies in a rectangle, and lets go of it where all of it was
// picked already.
func (m *Manager) pickAll(ids []string) {
	var cases []evidence.ID
	all := true
	for _, id := range ids {
		if c := m.caseOf(id); c != nil && !c.Stopped() {
			cases = append(cases, c.ID)
			all = all && m.plan.picked[c.ID]
		}
	}
	for _, id := range cases {
		if all {
			delete(m.plan.picked, id)
		} else {
			m.plan.picked[id] = true
		}
	}
	m.s.Rebuild()
}

// going is which crew goes to a case, and as which stop of the planned day: as
// proposed, else as decided. Stop is 0 for another day.
type going struct{ crew, stop int }

func (m *Manager) goings(crews []Crew) map[evidence.ID]going {
	all := map[evidence.ID]going{}
	for n, crew := range crews {
		last := 0
		for i := range m.branch.Cases {
			c := &m.branch.Cases[i]
			d, ok := c.Assigned()
			switch {
			case !ok || !crew.has(d.Officer) || c.Stopped():
			case d.Day == m.plan.day:
				all[c.ID] = going{n, d.Order}
				last = max(last, d.Order)
			case !waits(c, m.now()):
				all[c.ID] = going{n, 0}
			}
		}
		for i, id := range m.plan.proposal[crew] {
			all[id] = going{n, last + i + 1}
		}
	}
	return all
}

// onMap is what the map shows: the cases of the list, and those of the planned
// day, each at its street. A stopped case has no place on a map, and one whose
// address has no point none that is known.
func (m *Manager) onMap(w *i18n.Words) mapview.Shown {
	crews := m.crews()
	goes := m.goings(crews)
	listed := map[evidence.ID]bool{}
	for _, c := range m.shown() {
		listed[c.ID] = true
	}
	type stop struct {
		n  int
		at tiles.Point
	}
	ways := make([][]stop, len(crews))
	var s mapview.Shown
	pointless := 0 // of what the list shows, without a place on the map
	for i := range m.branch.Cases {
		c := &m.branch.Cases[i]
		g, goes := goes[c.ID]
		today := goes && g.stop > 0
		if c.Stopped() || c.Words == nil || !today && !listed[c.ID] {
			continue
		}
		if !c.Words.Place.HasPoint {
			pointless++
			continue
		}
		lat, lon := visits.MaskPoint(c.Words.Place.LatE7, c.Words.Place.LonE7)
		p := mapview.Pin{ID: c.ID.String(), At: tiles.Project(float64(lat)/1e7, float64(lon)/1e7), Crew: mapview.Nobody, Chosen: m.plan.picked[c.ID]}
		who := record.Who(c) + " · " + record.Street(c)
		switch {
		case today:
			p.Crew, p.Number = g.crew, strconv.Itoa(g.stop)
			p.Label = w.T("map.pin", "crew", m.crewMark(crews[g.crew]), "n", g.stop, "who", who)
			ways[g.crew] = append(ways[g.crew], stop{g.stop, p.At})
		case goes:
			p.Crew, p.Label = g.crew, w.T("map.pin_other_day", "crew", m.crewMark(crews[g.crew]), "who", who)
		default:
			p.Label = w.T("map.pin_waits", "who", who)
		}
		s.Pins = append(s.Pins, p)
	}
	for n, way := range ways {
		slices.SortFunc(way, func(a, b stop) int { return cmp.Compare(a.n, b.n) })
		r := mapview.Route{Crew: n}
		for _, o := range way {
			r.Way = append(r.Way, o.at)
		}
		s.Routes = append(s.Routes, r)
		s.Keys = append(s.Keys, mapview.Key{Crew: n, Letter: m.crewMark(crews[n])})
	}
	s.Keys = append(s.Keys, mapview.Key{Crew: mapview.Nobody, Words: w.T("map.waits")})
	if pointless > 0 {
		s.Note = w.N("map.no_point", pointless)
	}
	return s
}
