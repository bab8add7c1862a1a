package officer

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence/crew"
	"fairvisit/visits/rules"
)

// showBeaconPage shows the newest time of headquarters in this chain to a
// colleague whose device knows none.
func (d *Day) showBeaconPage() *shell.Page {
	var code string
	var at int64
	var failed error
	loaded := false
	shell.Do(d.shell.Run, func(ctx context.Context) (string, error) {
		c, when, err := d.desk.Officer.ShowBeacon(ctx)
		at = when
		return c, err
	}, func(c string, err error) {
		code, failed, loaded = c, err, true
		d.shell.Rebuild()
	})
	return &shell.Page{ID: "beacon.show", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		v.Alone = true
		head := d.shell.Header(v, w.T("beacon.show.title"), "")
		switch {
		case failed != nil:
			return widgets.Framed(head, d.scroll("beacon.show", trouble(w, failed, nil)), nil)
		case !loaded:
			return widgets.Framed(head, d.scroll("beacon.show", widgets.Muted(w.T("common.loading"))), nil)
		case code == "":
			return widgets.Framed(head, d.scroll("beacon.show", widgets.Notice(theme.WarningGround, widgets.Colored(w.T("beacon.show.none"), theme.Warning))), nil)
		}
		now := d.shell.Now()
		then := time.UnixMicro(at).In(now.Location())
		about := widgets.Column(theme.Gap12, widgets.Title(w.T("beacon.show.of", "time", w.Moment(then, now))), widgets.Strong(w.T("beacon.show.age", "age", w.Age(max(0, now.Sub(then))))),
			widgets.NewText(w.T("beacon.show.step1")), widgets.NewText(w.T("beacon.show.step2")), widgets.Muted(w.T("beacon.means")))
		return widgets.Framed(head, d.scroll("beacon.show", widgets.Columns(320, theme.Gap16, d.code("beacon", code, w.T("beacon.show.code")), widgets.Card(about))), nil)
	}}
}

// readBeaconPage takes a colleague's time; then is called once it was taken.
func (d *Day) readBeaconPage(then func()) *shell.Page {
	scan := &scanner{shell: d.shell, camera: d.desk.Device.Camera}
	scan.take = func(text string) {
		if scan.busy {
			return
		}
		scan.busy = true
		shell.Do(d.shell.Run, func(ctx context.Context) (int64, error) { return d.desk.Officer.TakeBeacon(ctx, text) }, func(at int64, err error) {
			scan.busy = false
			if err != nil {
				scan.refuse(beaconRefusal(d.words(), err))
				return
			}
			if d.shell.Top().ID == "beacon.read" { // nobody went back meanwhile
				d.shell.Pop()
			}
			now := d.shell.Now()
			d.shell.Tell(d.words().T("beacon.taken", "time", d.words().Moment(time.UnixMicro(at).In(now.Location()), now)), "", nil, told)
			d.reload()
			d.tour.askAgain()
			then()
		})
	}
	scan.start()
	return &shell.Page{ID: "beacon.read", Left: scan.end, Dropped: scan.dropped, Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		v.Alone = true
		return widgets.Framed(d.shell.Header(v, w.T("beacon.read.title"), ""), d.scroll("beacon.read", widgets.NewText(w.T("beacon.means")), scan.object(w, w.T("beacon.read.about"))), nil)
	}}
}

// beaconRefusal is why a colleague's time is not taken, as a sentence.
func beaconRefusal(w *i18n.Words, err error) string {
	switch {
	case errors.Is(err, crew.ErrMalformed):
		return w.T("beacon.refused.malformed")
	case errors.Is(err, crew.ErrKind):
		return w.T("beacon.refused.kind")
	case errors.Is(err, crew.ErrForeignBeacon):
		return w.T("beacon.refused.foreign")
	case errors.Is(err, crew.ErrOldBeacon):
		return w.T("beacon.refused.old")
	}
	return w.T("common.failed", "why", err.Error())
}

// wantsBeacon reports whether a colleague's time is a way out of a refusal.
func wantsBeacon(v rules.Verdict) bool {
	return slices.ContainsFunc(v.Reasons, func(r rules.Reason) bool {
		return r.Severity == rules.Block && slices.Contains(r.Instead, "scan_colleague_beacon")
	})
}

// beaconWay leads to a colleague's time from a case it is refused for; nil
// elsewhere.
func (p *casePage) beaconWay(w *i18n.Words) fyne.CanvasObject {
	if !wantsBeacon(p.verdict) {
		return nil
	}
	d := p.day
	return wrapped(widgets.NewButton("beacon", w.T("beacon.read.do"), widgets.Outlined, func() { d.shell.Push(d.readBeaconPage(p.ask)) }))
}
