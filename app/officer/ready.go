package officer

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// readyPage is what the device knows before the officer sets out; its button makes an
// entry of it. Nothing on it holds a visit up.
func (d *Day) readyPage() *shell.Page {
	return &shell.Page{ID: "ready", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		if !d.loaded {
			return widgets.Pad(theme.Gap16, theme.Gap16, widgets.Muted(w.T("common.loading")))
		}
		list := []check{d.checkStops(w), d.checkTour(w), d.checkSecond(w), d.checkClock(w), d.checkSpace(w), d.checkBattery(w), d.checkCamera(w), d.checkSound(w)}
		return widgets.Framed(d.shell.Header(v, w.T("officer.ready.title"), w.T("officer.ready.about")),
			d.scroll("ready", d.readyCard(w), widgets.Columns(320, theme.Gap12, append(checkCards(w, list), d.carriedCard(w))...)), d.readyFoot(w, list))
	}}
}

func (d *Day) readyFoot(w *i18n.Words, list []check) fyne.CanvasObject {
	note := ""
	if slices.ContainsFunc(list, func(c check) bool { return c.title != "" && c.sense != widgets.Good }) || !slices.Contains(d.saying.Carried, visits.CarriedPapers) {
		note = w.T("day.ready.as_it_is")
	}
	if d.seen.said != nil && d.seen.said.Ready != nil {
		return d.foot(note, widgets.NewButton("day.ready", w.T("day.ready.again"), widgets.Outlined, d.sayReady))
	}
	return d.foot(note, widgets.Primary("day.ready", w.T("day.ready.do"), d.sayReady))
}

// sayReady writes what is so now as an entry.
func (d *Day) sayReady() {
	k := d.desk
	f := visits.ReadyFacts{Day: d.today(), Age: -1, Stops: d.seen.tour.Planned, Packs: len(d.seen.rules), Unread: d.seen.unread,
		Class: string(rune(d.seen.when.Stands())), Free: k.Device.FreeSpace(), Carried: d.saying.Carried, Sound: d.seen.sound}
	if d.seen.heard != 0 {
		f.Age = max(0, d.shell.Now().UnixMicro()-d.seen.heard)
	}
	if n, told := k.Device.Battery(); told {
		f.Battery = &n
	}
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, k.Officer.SayReady(ctx, f, k.Second()) }, d.wrote)
}

// readyCard is what was said of today as it was written; nil before.
func (d *Day) readyCard(w *i18n.Words) fyne.CanvasObject {
	if d.seen.said == nil || d.seen.said.Ready == nil {
		return nil
	}
	r := d.seen.said.Ready
	parts := []fyne.CanvasObject{widgets.Strong(w.T("day.ready.said", "at", moment(w, r.At, d.zone(), d.shell.Now()))), widgets.NewText(record.Carried(w, r.Carried))}
	ground := theme.GoodGround
	if less := record.Unready(w, r); len(less) > 0 {
		ground = theme.WarningGround
		parts = append(parts, widgets.Colored(i18n.Begin(join(w, less)), theme.Warning))
	}
	return widgets.Notice(ground, parts...)
}

// unsaidChip warns on the tour that nobody said to be ready for it; nil once
// somebody did, and where there is no tour.
func (d *Day) unsaidChip(w *i18n.Words) fyne.CanvasObject {
	if !d.loaded || d.seen.tour.Planned == 0 || d.seen.said != nil {
		return nil
	}
	return widgets.Chip(widgets.Warning, w.T("day.ready.unsaid"))
}

// checkBattery has no title where the system does not say.
func (d *Day) checkBattery(w *i18n.Words) check {
	n, told := d.desk.Device.Battery()
	if !told {
		return check{}
	}
	c := check{w.T("day.battery.title"), w.T("day.battery.said", "n", n), widgets.Good, nil}
	if n < record.BatteryLow {
		c.sense = widgets.Warning
	}
	return c
}

// checkSound says whether talks may be recorded; it has no title where nothing tells.
func (d *Day) checkSound(w *i18n.Words) check {
	if d.seen.sound == "" {
		return check{}
	}
	return check{w.T("day.sound.title"), record.Recording(w, d.seen.sound), widgets.Good, nil}
}

// carriedCard ticks what is in the bag.
func (d *Day) carriedCard(w *i18n.Words) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Strong(w.T("day.carried.title"))}
	for _, code := range visits.CarriedCodes {
		has := slices.Contains(d.saying.Carried, code)
		parts = append(parts, widgets.NewAnswer(widgets.Option{Code: "carried." + code, Label: record.Carry(w, code)}, has, func() {
			d.say(func(s *saying) {
				s.Carried = slices.DeleteFunc(slices.Clone(visits.CarriedCodes), func(c string) bool {
					return slices.Contains(s.Carried, c) == (c == code)
				})
			})
		}))
	}
	return widgets.Card(parts...)
}
