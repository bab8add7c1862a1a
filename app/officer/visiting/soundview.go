package visiting

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// strip is what stands over every page while sound is recorded: how long, and
// Pause and Stop. nil while nothing is.
func (m *model) strip(view shell.View, w *i18n.Words) fyne.CanvasObject {
	rec := m.voice.rec
	if rec == nil {
		m.voice.clock = nil
		return nil
	}
	label, icon, ground, letters, sign := w.T("sound.pause"), fynetheme.MediaPauseIcon(), theme.InfoGround, theme.Info, "● "
	if rec.Paused() {
		label, icon, ground, letters, sign = w.T("sound.resume"), fynetheme.MediaRecordIcon(), theme.WarningGround, theme.Warning, "Ⅱ "
	}
	m.voice.clock = widgets.Colored(m.runningWords(w), letters)
	pause := widgets.NewButton("sound_pause", label, widgets.Outlined, m.pause).WithIcon(icon)
	stop := widgets.NewButton("sound_stop", w.T("sound.stop"), widgets.Outlined, func() { m.finish("", "sound.stopped") }).WithIcon(fynetheme.MediaStopIcon())
	words := widgets.Row(theme.Gap4, widgets.Colored(sign, letters), widgets.Fill(m.voice.clock))
	var row fyne.CanvasObject = widgets.Row(theme.Gap12, widgets.Fill(words), pause, stop)
	if narrow := view.Width == shell.Narrow; narrow || m.s.Prefs.Scale >= 1.5 && view.Width == shell.Medium {
		// Beside two buttons the words would break in the middle.
		row = widgets.Column(theme.Gap4, words, widgets.Row(theme.Gap12, widgets.Fill(pause), widgets.Fill(stop)))
	}
	return widgets.Column(0, widgets.Ground(ground, widgets.Pad(theme.Gap16, theme.Gap8, row)), widgets.Rule())
}

// under puts the strip below what heads a page, if there is anything to put.
func (m *model) under(view shell.View, head fyne.CanvasObject, w *i18n.Words) fyne.CanvasObject {
	strip := m.strip(view, w)
	switch {
	case strip == nil:
		return head
	case head == nil:
		return strip
	}
	return widgets.Column(0, head, strip)
}

// recordButton leads to the notice, during the talk and where the checklist asks
// for the answer to the notice, while nothing is recorded; nil else.
func (m *model) recordButton() *widgets.Button {
	st := m.stage()
	if st.kind != questions || st.phase != checklist.PhaseTalk && !m.asks(asksNotice) || m.voice.rec != nil || m.sub == noticing || m.d.Device.Sound == nil {
		return nil
	}
	b := widgets.NewButton("record_sound", m.w().T("sound.record"), widgets.Outlined, m.toNotice)
	return b.Lock(!m.at.verdict.Recording.Allows(true))
}

// noticeView is the notice to be read aloud in the language of the talk, and what
// was answered.
func (m *model) noticeView(view shell.View, st station) fyne.CanvasObject {
	w, policy := m.w(), m.at.verdict.Recording.Mode
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("sound.title")), widgets.NewText(w.T("sound.aloud")),
		widgets.Notice(theme.InfoGround, widgets.NewText("“"+m.theirs().T("sound.notice")+"”").Sized(theme.Answer)), widgets.Muted(w.T("sound.policy."+policy)))
	if a, ok := m.at.visit.Asked(); ok && a.Answer == visits.SoundNo {
		body.Add(widgets.Notice(theme.WarningGround, widgets.Colored(w.T("sound.said_no", "time", w.Clock(m.moment(a.Wall))), theme.Warning)))
	}
	if m.voice.why != nil {
		body.Add(widgets.Notice(theme.Surface2, widgets.NewText(m.sentence(m.voice.why))))
	} else {
		no := w.T("sound.answer.no")
		if policy == rules.RecordOneParty {
			no = w.T("sound.answer.no_but")
		}
		body.Add(widgets.Column(theme.Gap12,
			widgets.NewAnswer(widgets.Option{Code: "sound.yes", Label: w.T("sound.answer.yes")}, false, func() { m.answered(true) }),
			widgets.NewAnswer(widgets.Option{Code: "sound.no", Label: no}, false, func() { m.answered(false) })))
	}
	attach := widgets.NewButton("attach", w.T("sound.attach"), widgets.Outlined, func() { m.toAttach(noticing) })
	back := widgets.NewButton("to_question", w.T("sound.not_asked"), widgets.Outlined, func() { m.to(asking) })
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{attach, back}})
}

// soundsCard lists what was recorded, at the close.
func (m *model) soundsCard() fyne.CanvasObject {
	w, v := m.w(), &m.at.visit
	card := widgets.Column(theme.Gap12, widgets.Title(w.N("sound.recordings", len(v.Sounds))))
	if said := record.Asked(w, v); said != "" {
		card.Add(widgets.Muted(said))
	}
	for i, l := range v.Sounds {
		card.Add(widgets.Rule())
		card.Add(m.soundRow(i, l))
	}
	if len(v.Sounds) == 0 {
		card.Add(widgets.Muted(w.T("sound.none")))
	}
	card.Add(widgets.Wrap(theme.Gap8, widgets.NewButton("attach", w.T("sound.attach"), widgets.Outlined, func() { m.toAttach(asking) })))
	return widgets.Card(card)
}

func (m *model) soundRow(i int, l visits.SoundLine) fyne.CanvasObject {
	w, v := m.w(), &m.at.visit
	row := widgets.Column(theme.Gap4, widgets.Strong(record.SoundTitle(w, m.at.about, l)))
	if about := record.SoundAbout(w, l); len(about) > 0 {
		row.Add(widgets.Muted(strings.Join(about, " · ")))
	}
	if gone, all := v.SoundWithdrawal(l); all {
		row.Add(widgets.Notice(theme.Surface2, widgets.NewText(w.T("withdraw.state", "why", record.WithdrawReason(w, gone.Reason)))))
		return row
	}
	var buttons []fyne.CanvasObject
	if record.Playable(v, l) {
		label, icon := w.T("sound.play"), fynetheme.MediaPlayIcon()
		if m.voice.player.entry == l.Entry.String() {
			label, icon = w.T("sound.play.stop"), fynetheme.MediaStopIcon()
		}
		buttons = append(buttons, widgets.NewButton("play."+strconv.Itoa(i), label, widgets.Outlined, func() { m.play(l) }).WithIcon(icon))
	}
	if len(l.Files) > 0 {
		buttons = append(buttons, widgets.NewButton("withdraw_sound."+strconv.Itoa(i), w.T("sound.withdraw"), widgets.Quiet, func() {
			m.voice.undo = soundUndo{line: l, from: m.sub}
			m.to(withdrawingSound)
		}))
	}
	if len(buttons) > 0 {
		row.Add(widgets.Wrap(theme.Gap8, buttons...))
	}
	return row
}

// withdrawSoundView asks why, and says what happens before it does.
func (m *model) withdrawSoundView(view shell.View, st station) fyne.CanvasObject {
	w, u := m.w(), m.voice.undo
	options := make([]widgets.Option, len(visits.SoundWithdrawReasons))
	for i, code := range visits.SoundWithdrawReasons {
		options[i] = widgets.Option{Code: "withdraw." + code, Label: w.T("withdraw.heard." + code)}
	}
	chosen := ""
	if slices.Contains(visits.SoundWithdrawReasons, u.reason) {
		chosen = "withdraw." + u.reason
	}
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("sound.withdraw.title")), widgets.Strong(record.SoundTitle(w, m.at.about, u.line)),
		widgets.NewText(w.T("sound.withdraw.words")), widgets.Title(w.T("sound.withdraw.why")),
		widgets.Answers(options, chosen, func(code string) { m.voice.undo.reason = strings.TrimPrefix(code, "withdraw."); m.show() }))
	list := []fyne.CanvasObject{widgets.NewButton("keep_sound", w.T("common.back"), widgets.Outlined, func() { m.to(u.from) })}
	if u.reason != "" {
		list = append(list, widgets.Primary("withdraw_sound", w.T("sound.withdraw.yes"), m.withdrawSound))
	}
	return m.frame(view, st, body, foot{tools: true, list: list})
}
