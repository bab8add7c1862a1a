package headquarters

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// complaintCard is what is known of the complaints behind a stop, and what is to be
// done next about them.
func (h *Headquarters) complaintCard(w *i18n.Words, f visits.Flag, lifted bool) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("complaint.title"))}
	var open *visits.Complaint
	known := 0
	for i := range h.deciding.rec.Case.Complaints {
		k := &h.deciding.rec.Case.Complaints[i]
		if k.Flag != f.Entry {
			continue
		}
		known++
		rows = append(rows, h.complaintRows(w, k)...)
		if open == nil && k.Open() {
			open = k
		}
	}
	switch {
	case lifted:
	case open != nil:
		rows = append(rows, h.followRows(w, open)...)
	case known == 0:
		rows = append(rows, h.receiveRows(w)...)
	}
	return widgets.Card(rows...)
}

func (h *Headquarters) complaintRows(w *i18n.Words, k *visits.Complaint) []fyne.CanvasObject {
	at := func(micro int64) string { return h.thereAt(w, micro) }
	rows := []fyne.CanvasObject{widgets.Strong(w.T("complaint.came", "channel", record.Coded(w, "complaint.channel.", k.Channel), "about", record.Coded(w, "complaint.about.", k.About))),
		record.Fact(w.T("complaint.received"), at(k.At))}
	rows = h.withWords(rows, k.Got)
	if k.Acknowledged != 0 {
		rows = append(rows, record.Fact(w.T("complaint.acknowledged"), at(k.Acknowledged)))
	}
	r, answered := k.Reply()
	switch {
	case answered:
		rows = append(rows, record.Fact(w.T("complaint.answered"), at(r.Told)+" · "+record.Coded(w, "complaint.upheld.", r.Upheld)))
		rows = append(h.withWords(rows, r.Entry), widgets.Muted(w.T("complaint.then")))
	case len(k.Contested) > 0:
		rows = append(rows, chip(widgets.Danger, w.T("stops.state.conflict")))
	case k.Acknowledged == 0:
		rows = append(rows, widgets.Strong(w.T("complaint.to_acknowledge")+" "+record.StopDue(w, k.DueBy(), h.thereNow())))
	default:
		rows = append(rows, widgets.Strong(w.T("complaint.to_answer")+" "+record.StopDue(w, k.DueBy(), h.thereNow())))
	}
	return rows
}

// followRows acknowledge and answer a complaint.
func (h *Headquarters) followRows(w *i18n.Words, k *visits.Complaint) []fyne.CanvasObject {
	d := h.deciding
	var rows []fyne.CanvasObject
	if k.Acknowledged == 0 {
		rows = append(rows, widgets.LeftActions(widgets.NewButton("acknowledge", w.T("complaint.do_acknowledge"), widgets.Outlined, func() { h.acknowledgeComplaint(k.Complaint) })))
	}
	rows = append(rows, widgets.Rule(), widgets.NewText(w.T("complaint.upheld")), h.choose("upheld.", visits.ComplaintOutcomes, d.upheld, func(c string) string { return w.T("complaint.upheld." + c) },
		func(c string) { d.upheld = c }), widgets.Muted(w.T("complaint.answer_words")), widgets.NewPassage("complaint.words", w.T("complaint.answer_words"), d.answer, 2, func(s string) { d.answer = s }))
	return append(rows, widgets.Actions(widgets.NewButton("answer", w.T("complaint.do_answer"), widgets.Outlined, func() {
		if d.upheld != "" {
			h.answerComplaint(k.Complaint)
		}
	}).Lock(d.upheld == "")))
}

// receiveRows take a complaint in that an officer heard of.
func (h *Headquarters) receiveRows(w *i18n.Words) []fyne.CanvasObject {
	d := h.deciding
	return []fyne.CanvasObject{widgets.Muted(w.T("complaint.not_received")), widgets.NewText(w.T("complaint.by")),
		h.choose("channel.", visits.ComplaintChannels, d.channel, func(c string) string { return w.T("complaint.channel." + c) }, func(c string) { d.channel = c }),
		widgets.NewText(w.T("complaint.of")),
		h.choose("about.", visits.ComplaintAbouts, d.about, func(c string) string { return w.T("complaint.about." + c) }, func(c string) { d.about = c }),
		widgets.Muted(w.T("complaint.what")), widgets.NewPassage("complaint.words", w.T("complaint.what"), d.answer, 2, func(s string) { d.answer = s }),
		widgets.Pad(0, theme.Gap8, widgets.Actions(widgets.NewButton("receive", w.T("complaint.do_receive"), widgets.Outlined, h.receiveComplaint)))}
}
