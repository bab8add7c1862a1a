package manager

import (
	"context"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// placing is a start of tours that is being said.
type placing struct {
	chart *mapview.Map
	typed string
	wrong bool // what was typed is no place
}

// startCard says where tours begin and end, what that does, and changes it.
func (m *Manager) startCard(w *i18n.Words) fyne.CanvasObject {
	said := w.T("start.none")
	if s := m.roster.Start; s != nil {
		said = w.T("start.at", "place", placeWords(s))
	}
	buttons := []fyne.CanvasObject{widgets.NewButton("start.say", w.T("start.say"), widgets.Outlined, func() {
		m.placing.typed, m.placing.wrong = "", false
		m.s.Push(m.startPage())
	}), widgets.NewButton("start.file", w.T("start.file"), widgets.Outlined, m.startFromFile)}
	if m.roster.Start != nil {
		buttons = append(buttons, widgets.NewButton("start.drop", w.T("start.drop"), widgets.Outlined, func() {
			m.changeRoster(func(r *roster) { r.Start = nil })
		}))
	}
	return widgets.Card(widgets.Title(w.T("start.title")), widgets.Strong(said), widgets.Muted(w.T("start.why")), widgets.Wrap(theme.Gap8, buttons...))
}

// placeWords are a place as a person would copy it: latitude and longitude.
func placeWords(s *dayplan.Spot) string {
	degrees := func(e7 int64) string { return strconv.FormatFloat(float64(e7)/1e7, 'f', 5, 64) }
	return degrees(s.LatE7) + ", " + degrees(s.LonE7)
}

var errNoPlace = errors.New("two numbers are asked for: latitude from -85 to 85, longitude from -180 to 180")

// placeOf reads latitude and longitude in degrees, with a comma, a space or both between
// them, as maps copy them; a full-width comma is what a Chinese keyboard types.
func placeOf(typed string) (*dayplan.Spot, error) {
	parts := strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",，;； \t\n", r) })
	if len(parts) != 2 {
		return nil, errNoPlace
	}
	lat, err := strconv.ParseFloat(parts[0], 64)
	lon, other := strconv.ParseFloat(parts[1], 64)
	if err != nil || other != nil || !(math.Abs(lat) <= tiles.MaxLat) || !(math.Abs(lon) <= 180) { // not so is NaN too
		return nil, errNoPlace
	}
	return &dayplan.Spot{LatE7: int64(math.Round(lat * 1e7)), LonE7: int64(math.Round(lon * 1e7))}, nil
}

// startPage has a place said: by the cross in the middle of the map, which a hand or the
// arrow keys move, or by coordinates.
func (m *Manager) startPage() *shell.Page {
	return &shell.Page{ID: "roster.start", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		m.placing.chart.Put(w, m.startShown(w))
		field := widgets.NewPassage("start.typed", w.T("start.typed"), m.placing.typed, 1, func(words string) { m.placing.typed = words })
		field.SetPlaceHolder("30.51575, 114.50000")
		rows := []fyne.CanvasObject{widgets.Muted(w.T("start.how")),
			widgets.Row(theme.Gap8, widgets.Fill(widgets.Tall(theme.Target, field)), widgets.NewButton("start.take_typed", w.T("start.take_typed"), widgets.Outlined, m.takeTyped))}
		if m.placing.wrong {
			rows = append(rows, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("start.wrong"))))
		}
		back := widgets.NewButton("start.back", w.T("common.cancel"), widgets.Outlined, func() { m.s.Pop() })
		if v.Width == shell.Narrow && m.s.Prefs.Scale >= 1.5 { // the letters leave no room for a map
			rows[0] = widgets.Muted(w.T("start.how_typed"))
			return body(m.s.Header(v, w.T("start.title"), ""), widgets.Column(theme.Gap12, rows...), widgets.Foot(widgets.Actions(back)))
		}
		head := widgets.Column(0, m.s.Header(v, w.T("start.title"), ""), widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(theme.Gap8, rows...)))
		take := widgets.Primary("start.take", w.T("start.take"), func() {
			lat, lon := m.placing.chart.Middle().LatLon()
			m.takeStart(&dayplan.Spot{LatE7: int64(math.Round(lat * 1e7)), LonE7: int64(math.Round(lon * 1e7))})
		})
		return widgets.Framed(head, container.New(crossed{}, m.placing.chart, crossLine(), crossLine()), widgets.Foot(widgets.Actions(back, take)))
	}}
}

// startShown are the branch's cases, each at its street, and the start that holds.
func (m *Manager) startShown(w *i18n.Words) mapview.Shown {
	var s mapview.Shown
	for i := range m.branch.Cases {
		c := &m.branch.Cases[i]
		if c.Stopped() || c.Closed != nil || c.Words == nil || !c.Words.Place.HasPoint {
			continue
		}
		lat, lon := visits.MaskPoint(c.Words.Place.LatE7, c.Words.Place.LonE7)
		s.Pins = append(s.Pins, mapview.Pin{ID: c.ID.String(), At: tiles.Project(float64(lat)/1e7, float64(lon)/1e7), Crew: mapview.Nobody, Label: m.caseTitle(c.ID)})
	}
	if at := m.roster.Start; at != nil {
		s.Pins = append(s.Pins, mapview.Pin{ID: "start", At: tiles.Project(float64(at.LatE7)/1e7, float64(at.LonE7)/1e7), Crew: 0, Label: w.T("start.at", "place", placeWords(at)), Chosen: true})
	}
	return s
}

func (m *Manager) takeTyped() {
	s, err := placeOf(m.placing.typed)
	if m.placing.wrong = err != nil; err != nil {
		m.s.Rebuild()
		return
	}
	m.takeStart(s)
}

func (m *Manager) takeStart(s *dayplan.Spot) {
	m.s.Pop()
	m.changeRoster(func(r *roster) { r.Start = s })
}

// rosterFile is the most of a roster's file that is read; dayplan.ParseRoster refuses
// what is larger than 1 MiB.
const rosterFile = 1<<20 + 1

// startFromFile takes the office's place from a roster as hq plan reads it, and nothing
// else of it: who works is said here.
func (m *Manager) startFromFile() {
	m.pick([]string{".json"}, func(f File) {
		shell.Do(m.s.Run, func(context.Context) (*dayplan.Spot, error) {
			r, err := f.Open()
			if err != nil {
				return nil, err
			}
			data, err := io.ReadAll(io.LimitReader(r, rosterFile))
			if err = errors.Join(err, r.Close()); err != nil {
				return nil, err
			}
			of, err := dayplan.ParseRoster(data)
			return of.Start, err
		}, func(s *dayplan.Spot, err error) {
			switch w := m.s.Words(); {
			case err != nil:
				m.s.Tell(w.T("start.file_wrong", "why", err.Error()), "", nil, 12*time.Second)
			case s == nil:
				m.s.Tell(w.T("start.file_none"), "", nil, 12*time.Second)
			default:
				m.changeRoster(func(r *roster) { r.Start = s })
				m.s.Tell(w.T("start.at", "place", placeWords(s)), "", nil, 8*time.Second)
			}
		})
	})
}

// crossed lays a cross over the middle of a map. Lines take no taps, so the map below
// is moved as ever.
type crossed struct{}

const crossArm = 18

func crossLine() *canvas.Line {
	l := canvas.NewLine(fynetheme.Color(theme.Danger))
	l.StrokeWidth = 3
	return l
}

func (crossed) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (crossed) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[0].Move(fyne.Position{})
	middle := fyne.NewPos(size.Width/2, size.Height/2)
	for i, arm := range []fyne.Position{{X: crossArm}, {Y: crossArm}} {
		line := o[i+1].(*canvas.Line)
		line.Position1, line.Position2 = middle.Subtract(arm), middle.Add(arm)
		line.Refresh()
	}
}
