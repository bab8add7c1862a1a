package visiting

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/askvisit"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// judge stores an outcome; another one before it stays in the log.
func (m *model) judge(party evidence.ID, first bool, code string) {
	reason := ""
	if m.sub == judging {
		reason = m.w().T("visiting.reason.changed")
	}
	m.act(func(ctx context.Context) error {
		if first {
			return m.v.Answer(ctx, "c1", chosen(code), reason)
		}
		return m.v.SetOutcome(ctx, party, code, reason)
	}, func() { m.sub = asking })
}

// endingView is the close: what it came to, what will be sent, what is missing,
// the photos to look at, and one button.
func (m *model) endingView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.close.title")), m.resultCard(), m.sendCard(), m.cosignCard())
	for _, q := range st.page {
		if q.ID == "r2" && len(m.at.photos) > 0 {
			body.Add(m.photoCheck())
			continue
		}
		if value, ok := m.shownAs(q); ok {
			if q.ID != "r2-any" {
				body.Add(m.row(q, value))
			}
			continue
		}
		body.Add(widgets.Column(theme.Gap12, widgets.Title(w.Pick(q.Title)), m.input(q)))
	}
	if m.d.Device.Sound != nil {
		body.Add(m.soundsCard())
	}
	if len(m.at.gaps) > 0 {
		body.Add(m.evidenceCard())
	}
	if admits := m.admitsCard(); admits != nil {
		body.Add(admits)
	}
	missing := m.missing()
	if len(missing) > 0 {
		body.Add(m.missingCard(missing))
	}
	end := widgets.Primary("close_visit", w.T("visiting.close.button"), m.close).Lock(len(missing) > 0)
	return m.frame(view, st, body, foot{tools: true, field: m.whyLocked(missing), list: []fyne.CanvasObject{m.previousButton(), end}})
}

// resultCard is the outcome for each subject, with a way to change it.
func (m *model) resultCard() fyne.CanvasObject {
	w := m.w()
	c1, _ := m.reading().Question("c1")
	card := widgets.Column(theme.Gap8, widgets.Title(w.T("visiting.close.outcome")))
	_, asked := m.counted("c1")
	for i, o := range m.at.outcomes(m.list()) {
		words := widgets.Column(0, widgets.Strong(m.read1(w, c1, checklist.Chosen(o.Code))))
		if p := m.at.person(o.Party); p != nil && len(m.at.subjects()) > 1 {
			words.Add(widgets.Muted(visits.MaskName(p.Name)))
		}
		if next := m.nextStep(o.Code); next != "" {
			words.Add(widgets.Muted(next))
		}
		if !asked {
			card.Add(words)
			continue
		}
		change := widgets.NewButton("outcome."+string(rune('0'+i)), w.T("visiting.change"), widgets.Quiet, func() { m.party = o.Party; m.to(judging) })
		card.Add(widgets.Row(theme.Gap12, widgets.Fill(words), change))
	}
	for _, p := range m.at.promises(m.list()) {
		card.Add(widgets.NewText(w.T("visiting.close.promise", "amount", w.Money(p.Amount, p.Currency), "date", m.inSentence(w, p.Date))))
		if len(p.Parts()) > 1 {
			card.Add(widgets.Muted(m.partsText(w, &p)))
		}
	}
	return widgets.Card(card)
}

// sendCard is what will be sent.
func (m *model) sendCard() fyne.CanvasObject {
	w := m.w()
	answers := 0
	for id := range m.at.answers {
		if !strings.Contains(id, "/") {
			answers++
		}
	}
	lines := []fyne.CanvasObject{widgets.Title(w.T("visiting.close.sent")), widgets.NewText(w.N("visiting.close.answers", answers)),
		widgets.NewText(w.N("visiting.close.photos", len(m.at.photos)) + record.AndWithdrawn(w, m.at.visit.PhotosWithdrawn())), widgets.NewText(w.N("visiting.close.signatures", len(m.at.visit.Signed)))}
	if n := m.soundsKept(); n > 0 {
		lines = append(lines, widgets.NewText(w.N("visiting.close.sounds", n)))
	}
	if n := len(m.at.visit.Notes); n > 0 {
		lines = append(lines, widgets.NewText(w.N("visiting.close.notes", n)))
	}
	return widgets.Card(lines...)
}

// soundsKept is how many recordings of the visit were not withdrawn.
func (m *model) soundsKept() int {
	n := 0
	for _, l := range m.at.visit.Sounds {
		if _, all := m.at.visit.SoundWithdrawal(l); !all {
			n++
		}
	}
	return n
}

// whyLocked says beside the button why the visit cannot be closed yet: the card that
// names all of it may be scrolled away. nil: it can.
func (m *model) whyLocked(missing []string) fyne.CanvasObject {
	if len(missing) == 0 {
		return nil
	}
	w := m.w()
	q, _ := m.reading().Question(missing[0])
	return widgets.Colored(w.N("visiting.close.locked", len(missing), "question", w.Pick(q.Title)), theme.Warning)
}

// missingCard names what is required and not answered, each with the way there.
func (m *model) missingCard(missing []string) fyne.CanvasObject {
	w := m.w()
	box, list := widgets.Column(theme.Gap8, widgets.Colored(w.T("visiting.close.missing"), theme.Warning)), m.reading()
	for _, id := range missing {
		if q, ok := list.Question(id); ok {
			box.Add(widgets.NewText("! " + w.Pick(q.Title)))
		}
	}
	return widgets.Notice(theme.WarningGround, box)
}

// photoCheck shows each photo to be looked at before others may see it.
func (m *model) photoCheck() fyne.CanvasObject {
	w := m.w()
	box := widgets.Column(theme.Gap12, widgets.Title(w.T("visiting.close.check")), widgets.NewText(w.T("visiting.close.check_words")))
	list := make([]fyne.CanvasObject, len(m.at.photos))
	done := m.at.answers["r2"] == checklist.Yes
	for i, p := range m.at.photos {
		if done || m.fine[photoKey(p)] {
			list[i] = widgets.Column(theme.Gap8, m.thumbnail(p), m.notedOf(p), widgets.Chip(widgets.Good, w.T("visiting.close.fine")), m.maskButton(i, p), m.withdrawButton(i, p))
			continue
		}
		list[i] = widgets.Column(theme.Gap8, m.thumbnail(p), m.notedOf(p),
			widgets.NewButton("fine."+string(rune('0'+i)), w.T("visiting.close.fine"), widgets.Outlined, func() { m.looked(p) }), m.maskButton(i, p), m.withdrawButton(i, p))
	}
	box.Add(widgets.Columns(m.wide(150), theme.Gap12, append(list, m.withdrawnTiles()...)...))
	return widgets.Card(box)
}

// closedView shows how far the closed visit came.
func (m *model) closedView(view shell.View) fyne.CanvasObject {
	w, sent := m.w(), m.at.sent
	if sent.Stored() && m.storedAt.IsZero() {
		m.storedAt = m.now()
	}
	closedAt, _ := m.at.line(visits.VisitClosed)
	way := widgets.Column(theme.Gap12, wayStep(true, w.T("visiting.way.saved"), w.Clock(m.moment(closedAt))))
	stored := w.T("visiting.way.stored_parts", "n", sent.EntriesStored, "of", sent.Entries, "photos", sent.PhotosStored, "of_photos", sent.Photos)
	if sent.Stored() {
		stored = w.T("visiting.way.seen", "time", w.Clock(m.storedAt))
	}
	way.Add(wayStep(sent.Stored(), w.T("visiting.way.stored"), stored))
	secured := w.T("visiting.way.waits")
	if sent.Secured() {
		secured = w.Clock(m.moment(sent.SecuredAt))
	}
	way.Add(wayStep(sent.Secured(), w.T("visiting.way.secured"), secured))
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.way.title")), widgets.Card(way), m.cosignCard(), m.againCard(), widgets.NewText(w.T("visiting.way.words")), m.incidentButton())
	return m.frame(view, m.stage(), body, foot{list: []fyne.CanvasObject{widgets.Primary("done", w.T("common.done"), m.done)}})
}

// againCard offers to ask for another visit where the outcome means one; nil else.
func (m *model) againCard() fyne.CanvasObject {
	if m.d.Officer.Outcomes == nil {
		return nil
	}
	why := map[string]string{"visit_again": "debtor_asked", "visit_agreed": "debtor_asked", "wait_occasion": "debtor_asked", "visit_other_hour": "nobody_met"}[m.d.Officer.Outcomes.Next(m.at.answers["c1"].Code)]
	if why == "" {
		return nil
	}
	w := m.w()
	return widgets.Card(widgets.NewText(w.T("ask.after."+why)), widgets.Wrap(theme.Gap8, widgets.NewButton("ask.visit", w.T("ask.title"), widgets.Outlined, func() {
		m.s.Push(askvisit.Page(m.s, m.d, m.v.Case, m.v.ID, why, m.show))
	})))
}

// wayStep is one station of the record's way.
func wayStep(reached bool, words, detail string) fyne.CanvasObject {
	sense, sign := widgets.Neutral, "○"
	if reached {
		sense, sign = widgets.Good, "●"
	}
	return widgets.Row(theme.Gap12, widgets.SignChip(sense, sign, words), widgets.Fill(widgets.NewText(detail)))
}
