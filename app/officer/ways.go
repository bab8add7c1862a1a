package officer

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/plan"
	"fairvisit/visits/roads"
)

// ways are the roads an order is looked for by, as they are kept on this tablet: a map
// somebody chose here. Headquarters sends none: a district's roads are larger than
// all else a tour has, and a matrix of one tour knows no way from where a crew is now.
type ways struct {
	size   int64        // bytes of the road map that is kept; 0: none is
	by     string       // how the crew travels: car, foot
	graph  *roads.Graph // of it; nil: not read yet, or none
	readBy string       // by what travels on graph
	err    error        // why ways are estimated though a map is kept or was chosen
}

// metaWays is where this officer's store keeps how the crew travels.
const metaWays = "officer ways"

// roadSeconds is how long a tablet looks for the ways on roads before it estimates
// them.
const roadSeconds = 8

// read takes what is kept, and its roads unless they were read. A map that cannot be
// read is no reason to plan nothing: err says what is wrong, and ways are estimated.
func (w *ways) read(ctx context.Context, k *desk.Desk) error {
	said, err := k.Journal.Meta(ctx, metaWays)
	if err != nil {
		return err
	}
	if w.by = string(said); roads.Profiles[w.by] == nil {
		w.by = "car"
	}
	if w.size, err = k.Device.RoadsSize(); err != nil || w.size == 0 {
		w.graph = nil
		return err
	}
	if w.graph == nil || w.readBy != w.by {
		w.graph, w.err = k.Device.ReadRoads(w.by, desk.TabletRoads)
		w.readBy = w.by
	}
	return nil
}

// reorder plans by the roads, or by great circles where there are none or they take too
// long.
func (w *ways) reorder(rest *plan.Rest, effort int) (plan.Reordered, error) {
	begun := time.Now()
	rest.Roads, rest.Stop = w.graph, func() bool { return time.Since(begun).Seconds() > roadSeconds }
	search := func() (plan.Reordered, error) {
		from := time.Now()
		return rest.Reorder(plan.Search{Seed: 1, Iterations: effort, Seconds: replanSeconds, Elapsed: func() float64 { return time.Since(from).Seconds() }})
	}
	found, err := search()
	if errors.Is(err, roads.ErrStopped) {
		w.err, rest.Roads = err, nil
		return search()
	}
	if errors.Is(w.err, roads.ErrStopped) {
		w.err = nil // this time they were found
	}
	return found, err
}

// chooseRoads takes a road map that somebody picks, and plans anew by it.
func (d *Day) chooseRoads() {
	d.hooks.Pick([]string{".pbf"}, func(f desk.File) {
		by, k := d.ways.by, d.desk
		shell.Do(d.shell.Run, func(context.Context) (*roads.Graph, error) { return k.Device.KeepRoads(f, by, desk.TabletRoads) }, func(g *roads.Graph, err error) {
			if err == nil {
				d.ways.graph, d.ways.readBy = g, by
			}
			d.ways.err = err
			d.replanAgain()
		})
	})
}

func (d *Day) replanAgain() {
	if top := d.shell.Top(); top != nil && top.ID == "replan" {
		d.replan()
		d.rebuild()
	}
}

func (d *Day) travelBy(by string) {
	k := d.desk
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, k.Journal.SetMeta(ctx, metaWays, []byte(by))
	}, func(_ struct{}, err error) {
		d.ways.err = err
		d.replanAgain()
	})
}

func (d *Day) dropRoads() {
	k := d.desk
	shell.Do(d.shell.Run, func(context.Context) (struct{}, error) { return struct{}{}, k.Device.DropRoads() }, func(_ struct{}, err error) {
		d.ways = ways{err: err}
		d.replanAgain()
	})
}

// waysWorry is what is wrong with the roads, above the order that goes without them;
// nil: nothing.
func waysWorry(w *i18n.Words, r *replanning) fyne.CanvasObject {
	if r.ways.err == nil {
		return nil
	}
	return widgets.Notice(theme.WarningGround, widgets.NewText(record.RoadsTrouble(w, r.ways.err, desk.TabletRoads)))
}

// waysCard says by which ways an order was looked for, and takes another road map.
func (d *Day) waysCard(w *i18n.Words, r *replanning) fyne.CanvasObject {
	var rows, buttons []fyne.CanvasObject
	if r.found.Roads > 0 {
		rows = append(rows, widgets.Muted(w.T("ways.went_roads", "roads", r.found.Roads, "ways", r.found.Ways)))
	} else {
		rows = append(rows, widgets.Muted(w.T("ways.estimated_here")))
	}
	if r.ways.size > 0 && r.ways.graph != nil {
		for _, by := range []string{"car", "foot"} {
			label := w.T("ways.by." + by)
			if r.ways.by == by {
				label = "✓ " + label
			}
			buttons = append(buttons, widgets.NewButton("ways."+by, label, widgets.Outlined, func() { d.travelBy(by) }))
		}
	}
	if d.hooks.Pick != nil {
		buttons = append(buttons, widgets.NewButton("roads.choose", w.T("ways.choose"), widgets.Outlined, d.chooseRoads))
	}
	if r.ways.size > 0 {
		buttons = append(buttons, widgets.NewButton("roads.drop", w.T("ways.drop"), widgets.Outlined, d.dropRoads))
	}
	if len(buttons) > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, buttons...))
	}
	return widgets.Card(rows...)
}
