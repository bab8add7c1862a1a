package officer

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
)

// OpenMap has the tour show a file of map data below its stops; without one, or
// with one that cannot be read, it shows a grid. The source is the caller's to close.
func (d *Day) OpenMap(source tiles.Source, worry error) {
	d.chart = mapview.New("tour.map", d.shell.Run, source, worry)
	d.chart.Chosen = func(id string) {
		for _, list := range [][]stop{d.seen.tour.Drafts, d.seen.tour.Stops} {
			for i := range list {
				if list[i].Case.String() == id {
					d.choose(&list[i])
					return
				}
			}
		}
	}
}

// mapPage is the tour's other view.
func (d *Day) mapPage() *shell.Page {
	return &shell.Page{ID: "tour.map", Build: func(v shell.View) fyne.CanvasObject {
		d.chart.Put(v.Words, d.onMap(v.Words))
		return widgets.Framed(widgets.Column(0, d.shell.Header(v, v.Words.T("map.show"), d.about(v)), widgets.Rule()), d.chart, nil)
	}}
}

// onMap are the stops with a point, in their order. One that is stopped has no
// address, and so no place.
func (d *Day) onMap(w *i18n.Words) mapview.Shown {
	var s mapview.Shown
	var r mapview.Route
	put := func(o *stop, number, key string, chosen bool) {
		if !o.HasPoint {
			return
		}
		who := o.Name + " · " + o.Street
		s.Pins = append(s.Pins, mapview.Pin{ID: o.Case.String(), At: o.Point, Number: number, Chosen: chosen, Label: w.T(key, "n", o.Number, "who", who)})
		r.Way = append(r.Way, o.Point)
	}
	for i := range d.seen.tour.Drafts {
		put(&d.seen.tour.Drafts[i], "…", "map.stop_open", true)
	}
	for i := range d.seen.tour.Stops {
		o := &d.seen.tour.Stops[i]
		if o.Done != 0 {
			put(o, "✓", "map.stop_done", false)
		} else {
			put(o, strconv.Itoa(o.Number), "map.stop", false)
		}
	}
	s.Routes = []mapview.Route{r}
	return s
}
