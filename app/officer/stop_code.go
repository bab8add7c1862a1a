package officer

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// showStopPage shows the stops of this chain, one after the other, to a colleague
// who may be on the way to the same door.
func (d *Day) showStopPage(caseID evidence.ID) *shell.Page {
	var codes []fieldwork.StopCode
	shown, loaded := 0, false
	var failed error
	shell.Do(d.shell.Run, func(ctx context.Context) ([]fieldwork.StopCode, error) { return d.desk.Officer.ShowStops(ctx, caseID) }, func(all []fieldwork.StopCode, err error) {
		codes, failed, loaded = all, err, true
		d.shell.Rebuild()
	})
	return &shell.Page{ID: "stop.show", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		v.Alone = true
		head := d.shell.Header(v, w.T("stopcode.show.title"), "")
		switch {
		case failed != nil:
			return widgets.Framed(head, d.scroll("stop.show", trouble(w, failed, nil)), nil)
		case !loaded || len(codes) == 0: // the way here is shown only where there is one
			return widgets.Framed(head, d.scroll("stop.show", widgets.Muted(w.T("common.loading"))), nil)
		}
		about := []fyne.CanvasObject{widgets.NewText(w.T("stopcode.show.step1")), widgets.NewText(w.T("stopcode.show.step2")), widgets.Muted(w.T("stopcode.show.words"))}
		if len(codes) > 1 {
			next := widgets.NewButton("stop.next", w.T("stopcode.show.next"), widgets.Outlined, func() {
				shown = (shown + 1) % len(codes)
				d.shell.Rebuild()
			})
			about = append([]fyne.CanvasObject{widgets.Strong(w.T("stopcode.show.which", "n", shown+1, "of", len(codes), "flag", coded(w, "officer.flag.", codes[shown].Flag, nil))),
				widgets.NewText(w.T("stopcode.show.all")), wrapped(next)}, about...)
		}
		return widgets.Framed(head, d.scroll("stop.show", widgets.Columns(320, theme.Gap16, d.code("stop", codes[shown].Text, w.T("stopcode.show.code")),
			widgets.Card(widgets.Column(theme.Gap12, about...)))), nil)
	}}
}

// readStopPage takes a colleague's stop; the case is stopped when it was read.
func (d *Day) readStopPage() *shell.Page {
	scan := &scanner{shell: d.shell, camera: d.desk.Device.Camera}
	scan.take = func(text string) {
		if scan.busy {
			return
		}
		scan.busy = true
		shell.Do(d.shell.Run, func(ctx context.Context) (visits.Flag, error) {
			_, flag, err := d.desk.Officer.TakeStop(ctx, text)
			return flag, err
		}, func(flag visits.Flag, err error) {
			scan.busy = false
			if err != nil {
				scan.refuse(stopRefusal(d.words(), err))
				return
			}
			if d.shell.Top().ID == "stop.read" { // nobody went back meanwhile
				d.shell.Pop()
			}
			d.shell.Tell(d.words().T("stopcode.taken", "flag", coded(d.words(), "officer.flag.", flag.Code, nil)), "", nil, told)
			d.reload()
			d.tour.askAgain()
		})
	}
	scan.start()
	return &shell.Page{ID: "stop.read", Left: scan.end, Dropped: scan.dropped, Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		v.Alone = true
		return widgets.Framed(d.shell.Header(v, w.T("stopcode.read.title"), ""), d.scroll("stop.read", widgets.NewText(w.T("stopcode.read.means")), scan.object(w, w.T("stopcode.read.about"))), nil)
	}}
}

// stopRefusal is why a colleague's stop is not taken, as a sentence.
func stopRefusal(w *i18n.Words, err error) string {
	switch {
	case errors.Is(err, crew.ErrMalformed):
		return w.T("stopcode.refused.malformed")
	case errors.Is(err, crew.ErrKind), errors.Is(err, crew.ErrNoStop):
		return w.T("stopcode.refused.kind")
	case errors.Is(err, crew.ErrSelf):
		return w.T("stopcode.refused.self")
	case errors.Is(err, visits.ErrLifted):
		return w.T("stopcode.refused.lifted")
	case errors.Is(err, crew.ErrForeign), errors.Is(err, crew.ErrUnit), errors.Is(err, crew.ErrSignature):
		return w.T("stopcode.refused.foreign")
	}
	return w.T("common.failed", "why", err.Error())
}

// stopWay leads to the code of a stop from the case it stops; nil where this
// device has none to show: headquarters' own goes by the network.
func (p *casePage) stopWay(w *i18n.Words) fyne.CanvasObject {
	if !p.stopHere {
		return nil
	}
	d := p.day
	return wrapped(widgets.NewButton("show_stop", w.T("stopcode.show.do"), widgets.Outlined, func() { d.shell.Push(d.showStopPage(p.id)) }))
}
