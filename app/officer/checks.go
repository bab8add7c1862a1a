package officer

import (
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/rules"
)

// check is one line of the checks before and after the tour.
type check struct {
	title, said string
	sense       widgets.Sense
	act         fyne.CanvasObject // what can be done about it, nil for nothing
}

func (c check) object(w *i18n.Words) fyne.CanvasObject {
	state := map[widgets.Sense]string{widgets.Good: w.T("officer.ready.good"), widgets.Warning: w.T("officer.ready.look"), widgets.Danger: w.T("officer.ready.bad")}[c.sense]
	return widgets.Card(widgets.Wrap(theme.Gap12, widgets.Strong(c.title), widgets.Chip(c.sense, state)), widgets.NewText(c.said), wrapped(c.act))
}

// checkCards are the checks that have something to say.
func checkCards(w *i18n.Words, list []check) (cards []fyne.CanvasObject) {
	for _, c := range list {
		if c.title != "" {
			cards = append(cards, c.object(w))
		}
	}
	return cards
}

func (d *Day) checkTour(w *i18n.Words) check {
	c := check{title: w.T("officer.ready.cases"), said: w.N("officer.ready.tour", d.seen.tour.Planned), sense: widgets.Good}
	if d.seen.tour.Planned == 0 {
		c.sense = widgets.Warning
	}
	return c
}

func (d *Day) checkStops(w *i18n.Words) check {
	c := check{title: w.T("officer.ready.stops"), sense: widgets.Good,
		act: widgets.NewButton("read_stop", w.T("stopcode.read.do"), widgets.Outlined, func() { d.shell.Push(d.readStopPage()) })}
	if d.seen.heard == 0 {
		c.said, c.sense = w.T("officer.ready.never"), widgets.Danger
		return c
	}
	age := d.shell.Now().Sub(time.UnixMicro(d.seen.heard))
	c.said = w.T("officer.ready.heard", "age", w.Age(age))
	if age > record.HeardOld {
		c.said += " " + w.T("officer.ready.old")
		c.sense = widgets.Warning
	}
	for _, p := range d.seen.rules {
		c.said += "\n" + ruleText(w, p, d.seen.heard, d.shell.Now())
	}
	if d.seen.unread > 0 {
		c.said, c.sense = c.said+"\n"+w.T("officer.rules.unread"), widgets.Danger
	}
	return c
}

// checkClock says how well the time is known, and has two devices tell each other.
func (d *Day) checkClock(w *i18n.Words) check {
	read := widgets.NewButton("beacon", w.T("beacon.read.do"), widgets.Outlined, func() { d.shell.Push(d.readBeaconPage(d.shell.Rebuild)) })
	switch d.seen.when.Stands() {
	case rules.ClassA:
		return check{w.T("officer.ready.clock"), w.T("officer.ready.clock_a"), widgets.Good,
			widgets.NewButton("show_beacon", w.T("beacon.show.do"), widgets.Outlined, func() { d.shell.Push(d.showBeaconPage()) })}
	case rules.ClassB:
		return check{w.T("officer.ready.clock"), w.T("officer.ready.clock_b"), widgets.Warning, read}
	}
	return check{w.T("officer.ready.clock"), w.T("officer.ready.clock_c"), widgets.Danger, read}
}

// checkSpace has no title where the system does not say how much is free.
func (d *Day) checkSpace(w *i18n.Words) check {
	free := d.desk.Device.FreeSpace()
	if free < 0 {
		return check{}
	}
	n := int(free / desk.PhotoSize)
	c := check{w.T("officer.ready.space"), w.N("officer.ready.photos", n, "size", w.Bytes(free)), widgets.Good, nil}
	switch {
	case free < desk.NoSpaceToday:
		c.sense = widgets.Danger
	case free < desk.LittleSpace:
		c.sense = widgets.Warning
	}
	return c
}

func (d *Day) checkSecond(w *i18n.Words) check {
	c := check{title: w.T("officer.ready.second")}
	label := w.T("officer.case.confirm")
	if who := d.desk.Second(); who.IsZero() {
		c.said, c.sense = w.T("officer.ready.unconfirmed"), widgets.Warning
	} else {
		c.said, c.sense = w.T("officer.ready.confirmed", "name", d.name(who)), widgets.Good
		label = w.T("officer.case.change")
	}
	c.act = widgets.NewButton("confirm", label, widgets.Outlined, func() { d.shell.Push(d.secondPage(d.zone(), d.shell.Rebuild)) })
	return c
}

// checkCamera has no title where nobody gave the device a camera to ask.
func (d *Day) checkCamera(w *i18n.Words) check {
	camera := d.desk.Device.Camera
	if camera == nil {
		return check{}
	}
	if d.seen.camera != nil {
		return check{w.T("officer.ready.camera"), w.T("officer.ready.camera_none"), widgets.Warning, nil}
	}
	return check{w.T("officer.ready.camera"), w.T("officer.ready.camera_ok"), widgets.Good, nil}
}
