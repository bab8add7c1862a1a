package headquarters

import (
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

func (h *Headquarters) devicesPage() *shell.Page {
	return &shell.Page{ID: "devices", List: true, Build: h.buildDevices}
}

func (h *Headquarters) buildDevices(v shell.View) fyne.CanvasObject {
	w, d := v.Words, h.devices
	head := widgets.Column(0, h.s.Header(v, w.T("section.devices"), w.N("lost.devices", len(d.all))), widgets.Pad(0, theme.Gap8, widgets.Rule()))
	switch {
	case d.err != nil:
		return widgets.Framed(head, trouble(w, d.err, h.loadDevices), nil)
	case !d.loaded:
		return widgets.Framed(head, padded(w.T("common.loading")), nil)
	case len(d.all) == 0:
		return widgets.Framed(head, padded(w.T("lost.no_devices")), nil)
	}
	return widgets.Framed(head, widgets.Lines(len(d.all), func(i int, l *widgets.Line) {
		one := d.all[i]
		l.ID, l.Title = "device."+one.ID.String(), record.Person(w, one.Name, one.Officer)
		l.Detail = w.T("lost.line", "role", w.T("officer.pin.role."+one.Role), "id", one.ID.Short(), "seen", h.moment(w, one.Seen))
		l.State, l.Sense = standing(w, one)
		l.Chosen = one.ID == d.chosen
		l.OnTapped = func() { h.openDevice(one.ID) }
	}), nil)
}

// standing is what became of a device, in a word or two; "" for one in use.
func standing(w *i18n.Words, d fieldsync.DeviceLine) (string, widgets.Sense) {
	switch {
	case d.Order != "" && d.Ordered:
		return w.T("lost.to_" + d.Order), widgets.Warning
	case d.Order != "":
		return w.T("lost.is_" + d.Order), widgets.Danger
	case d.Revoked:
		return w.T("lost.revoked"), widgets.Danger
	}
	return "", widgets.Good
}

func (h *Headquarters) devicePage() *shell.Page {
	return &shell.Page{ID: "device", Part: func() string { return h.devices.chosen.String() }, Build: h.buildDevice}
}

func (h *Headquarters) buildDevice(v shell.View) fyne.CanvasObject {
	w, d := v.Words, h.devices
	if d.held == nil {
		head := h.s.Header(v, w.T("lost.title"), "")
		if d.trying != nil {
			return widgets.Framed(head, trouble(w, d.trying, h.loadDevice), nil)
		}
		return widgets.Framed(head, padded(w.T("common.loading")), nil)
	}
	s := *d.held
	head := h.s.Header(v, w.T("lost.title"), w.T("lost.of", "name", record.Person(w, s.Name, s.Officer), "id", s.ID.Short()))
	parts := widgets.Column(theme.Gap16)
	if d.trying != nil {
		parts.Add(widgets.Notice(theme.WarningGround, widgets.Strong(w.T("common.failed", "why", d.trying.Error()))))
	}
	parts.Add(h.whose(w, s))
	parts.Add(h.sealing(w, s))
	parts.Add(h.onlyThere(w, s))
	if len(s.Orders) > 0 {
		parts.Add(h.ordersGiven(w, s))
	}
	parts.Add(h.lostAct(w, s))
	parts.Add(h.toTell(w, s))
	return widgets.Framed(head, widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, parts)), nil)
}

// chip stands as wide as its words.
func chip(s widgets.Sense, words string) fyne.CanvasObject {
	return widgets.Wrap(theme.Gap8, widgets.Chip(s, words))
}

// whose is whose data lies there, and which of it.
func (h *Headquarters) whose(w *i18n.Words, s fieldsync.Stolen) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("lost.whose"))}
	if s.Cases == 0 {
		return widgets.Card(append(rows, widgets.NewText(w.T("lost.nobody")))...)
	}
	rows = append(rows, widgets.Strong(w.N("lost.persons", s.Persons, "cases", w.N("hq.cases", s.Cases))))
	if s.Withdrawn > 0 {
		rows = append(rows, widgets.Muted(w.N("lost.withdrawn", s.Withdrawn)))
	}
	chips := make([]fyne.CanvasObject, len(s.Fields))
	for i, f := range s.Fields {
		chips[i] = widgets.Chip(widgets.Info, w.T("lost.field_n", "field", w.T("lost.field."+f.Field), "n", f.Cases))
	}
	return widgets.Card(append(rows, widgets.Wrap(theme.Gap8, chips...))...)
}

// sealing is whether who holds it can read it.
func (h *Headquarters) sealing(w *i18n.Words, s fieldsync.Stolen) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("lost.sealed"))}
	u := s.Unlock
	said, sense := w.T("lost.screen_locked"), widgets.Good
	switch {
	case s.Order == evidence.OrderWipe && !s.Ordered:
		said = w.T("lost.nothing_opens")
	case u == nil:
		said, sense = w.T("lost.unlock_unknown"), widgets.Warning
	case u.How == "none":
		said, sense = w.T("lost.no_pin"), widgets.Danger
	case u.Screen == "open":
		said, sense = w.T("lost.screen_open"), widgets.Warning
	}
	rows = append(rows, chip(sense, said), widgets.NewText(w.T("lost.sealed_how")))
	if u != nil {
		rows = append(rows, record.Fact(w.T("lost.last_unlock"), w.T("lost.unlock_at", "at", h.moment(w, u.At), "class", w.T("lost.class."+u.Class))))
	}
	return widgets.Card(append(rows, record.Fact(w.T("lost.seen"), h.moment(w, s.Seen)))...)
}

// onlyThere is what would be lost with it.
func (h *Headquarters) onlyThere(w *i18n.Words, s fieldsync.Stolen) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("lost.only"))}
	if n := s.Waiting; n.Entries+n.Photos == 0 {
		rows = append(rows, widgets.NewText(w.T("lost.only_nothing")))
	} else {
		rows = append(rows, widgets.Strong(w.T("lost.only_some", "entries", n.Entries, "photos", n.Photos, "size", w.Bytes(n.Bytes))), widgets.Muted(w.T("lost.only_how")))
	}
	switch {
	case !s.Second:
		rows = append(rows, chip(widgets.Warning, w.T("lost.no_second")))
	case s.Unsecured+s.Awaited > 0:
		rows = append(rows, widgets.NewText(w.T("lost.unsecured", "entries", s.Unsecured, "photos", s.Awaited)))
	}
	return widgets.Card(rows...)
}

// ordersGiven is what was ordered, and what the device answered.
func (h *Headquarters) ordersGiven(w *i18n.Words, s fieldsync.Stolen) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("lost.orders"))}
	for _, o := range s.Orders {
		if o.Order != "" {
			rows = append(rows, record.Fact(w.T("lost.order."+o.Order), h.became(w, o)))
		}
	}
	return widgets.Card(rows...)
}

func (h *Headquarters) became(w *i18n.Words, o visits.DeviceOrder) string {
	switch {
	case o.Pending():
		return w.T("lost.pending")
	case o.Why != "":
		return w.T("lost.refused", "why", o.Why)
	case o.Order == evidence.OrderWipe && o.Kept > 0:
		return w.N("lost.done_kept", o.Kept, "at", w.Moment(time.UnixMicro(o.At), h.k.Now()))
	}
	return w.T("lost.done", "at", w.Moment(time.UnixMicro(o.At), h.k.Now()))
}

// lostAct is the one act, with why and whether it is wiped too.
func (h *Headquarters) lostAct(w *i18n.Words, s fieldsync.Stolen) fyne.CanvasObject {
	d := h.devices
	rows := []fyne.CanvasObject{widgets.Title(w.T("lost.act")), widgets.NewText(w.T("lost.act_about"))}
	var why []fyne.CanvasObject
	for _, code := range lossReasons {
		why = append(why, toggle("reason."+code, w.T("lost.reason."+code), d.reason == code, func() {
			d.reason = code
			h.s.Rebuild()
		}))
	}
	rows = append(rows, widgets.Wrap(theme.Gap8, why...), widgets.Wrap(theme.Gap8, toggle("wipe", w.T("lost.wipe_too"), d.wipe, func() {
		d.wipe = !d.wipe
		h.s.Rebuild()
	})))
	label, look := w.T("lost.do_lock"), widgets.Filled
	if d.wipe {
		label, look = w.T("lost.do_wipe"), widgets.Destructive
	}
	if d.busy {
		label = w.T("common.loading")
	}
	if s.Order == evidence.OrderWipe {
		rows = []fyne.CanvasObject{widgets.Title(w.T("lost.act")), widgets.NewText(w.T("lost.wiped_already"))}
		return widgets.Card(rows...)
	}
	return widgets.Card(append(rows, widgets.Pad(0, theme.Gap12, widgets.Actions(widgets.NewButton("lost", label, look, func() {
		if !d.busy {
			h.askLost()
		}
	}))))...)
}

// toTell is the list for notification, masked as on every screen.
func (h *Headquarters) toTell(w *i18n.Words, s fieldsync.Stolen) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("lost.tell")), widgets.Muted(w.T("lost.tell_about"))}
	for i, n := range s.Notify {
		if i == mostShown {
			rows = append(rows, widgets.Muted(w.N("lost.tell_more", len(s.Notify)-i)))
			break
		}
		rows = append(rows, record.Fact(n.Name, w.T("lost.channel."+n.Channel, "contact", n.Contact)))
	}
	if len(s.Notify) > 0 {
		rows = append(rows, widgets.LeftActions(widgets.NewButton("list", w.T("lost.save_list"), widgets.Outlined, h.saveList)))
	}
	return widgets.Card(rows...)
}

// mostShown is how many people a screen lists; the file has all of them.
const mostShown = 40
