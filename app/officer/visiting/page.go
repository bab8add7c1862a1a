package visiting

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// Page is a visit under way, a new one or one that is gone on with: both stand
// where the journal says. number is the stop's in the tour as the day shows it; nil or
// 0: the plan's stands. cosign has the second officer sign for it and calls back
// once they did; done is called when the officer is through with it,
// after the close; the page is left by Back at any time and costs nothing.
func Page(s *shell.Shell, d *desk.Desk, v *fieldwork.Visit, number func() int, cosign func(then func()), done func()) *shell.Page {
	m := newModel(s, d, v, cosign, done)
	m.place = number
	return m.page()
}

func (m *model) page() *shell.Page {
	return &shell.Page{ID: "visit." + m.v.ID.String(), Whole: true, Build: m.build, Left: m.leave, Back: m.back, Dropped: m.dropped,
		Keys: []shell.Key{{Name: fyne.KeyP, About: "visiting.previous", Do: func() { m.key(reviewing) }},
			{Name: fyne.KeyF, About: "visiting.photo", Do: func() { m.key(takingPhoto) }}, {Name: fyne.KeyN, About: "visiting.note", Do: func() { m.key(noting) }}}}
}

// key goes beside the question by a key; from the debtor's hands none leads out.
func (m *model) key(s sub) {
	if m.loaded && m.sub != handed && !m.at.closed() {
		m.to(s)
	}
}

// back leaves what stands in front of the question, then the visit. From the
// debtor's hands only the PIN leads back.
func (m *model) back() bool {
	switch m.sub {
	case handed:
		return false
	case asking:
		return true
	case correcting:
		m.to(reviewing)
	case withdrawing:
		m.to(m.undo.from)
	case maskingPhoto:
		m.to(m.covered.from)
	case withdrawingSound:
		m.to(m.voice.undo.from)
	case attachingFile:
		m.to(m.voice.file.from)
	default:
		m.to(asking)
	}
	return false
}

// most is how wide a question gets on a desk's screen.
const most = 760

func (m *model) build(view shell.View) fyne.CanvasObject {
	m.photo.live = nil
	switch {
	case m.failed != nil:
		return widgets.Pad(theme.Gap24, theme.Gap24, widgets.Column(theme.Gap12, widgets.Headline(m.w().T("visiting.title")),
			widgets.NewText(m.w().T("common.failed", "why", m.sentence(m.failed))), widgets.NewText(m.w().T("common.safe")),
			widgets.Actions(widgets.NewButton("back", m.w().T("common.back"), widgets.Outlined, func() { m.s.Back() }))))
	case !m.loaded:
		return widgets.Pad(theme.Gap24, theme.Gap24, widgets.Muted(m.w().T("common.loading")))
	case m.sub == handed:
		return m.handView(view)
	}
	st := m.stage()
	if m.sub != asking && st.kind != leaving && st.kind != closed {
		return m.subView(view, st)
	}
	switch st.kind {
	case stopped:
		return m.stopView(view, st)
	case leaving:
		return m.leavingView(view)
	case judgement:
		return m.judgementView(view, st)
	case going:
		return m.goingView(view)
	case ending:
		return m.endingView(view, st)
	case closed:
		return m.closedView(view)
	}
	return m.questionsView(view, st)
}

func (m *model) subView(view shell.View, st station) fyne.CanvasObject {
	switch m.sub {
	case takingPhoto:
		return m.photoView(view, st)
	case noting:
		return m.noteView(view, st)
	case correcting:
		return m.correctView(view, st)
	case judging:
		return m.judgementView(view, st)
	case withdrawing:
		return m.withdrawView(view, st)
	case maskingPhoto:
		return m.maskView(view, st)
	case noticing:
		return m.noticeView(view, st)
	case withdrawingSound:
		return m.withdrawSoundView(view, st)
	case attachingFile:
		return m.attachView(view, st)
	case stoppingCase:
		return m.raiseView(view, st)
	case recordingCash:
		return m.cashView(view, st, true)
	}
	return m.reviewView(view, st)
}

// frame is a page of the visit: the header with the way out of it, the steps,
// what is asked, and the buttons.
func (m *model) frame(view shell.View, st station, body fyne.CanvasObject, f foot) fyne.CanvasObject {
	if ruling := m.rulingView(st); ruling != nil {
		body = widgets.Column(theme.Gap16, ruling, body)
	}
	if m.crowded(view) {
		_, since, chips, _ := m.standing(st)
		body = widgets.Column(theme.Gap16, body, widgets.Column(theme.Gap4, since, widgets.Wrap(theme.Gap8, chips...)))
	}
	head := widgets.Column(0, widgets.Ground(theme.Surface, m.header(view, st)), widgets.Rule(), widgets.Ground(theme.Surface, m.stepper(st)), widgets.Rule())
	return m.framed(view, m.pageKey(st), m.under(view, head, m.w()), body, f)
}

// scrolled scrolls a page's content, and keeps how far when it is built again.
func (m *model) scrolled(key string, body fyne.CanvasObject) *widgets.Scroll {
	s := widgets.NewScroll(widgets.Limit(most, widgets.Pad(theme.Gap16, theme.Gap16, body)))
	s.Offset.Y = m.offsets[key]
	s.OnScrolled = func(p fyne.Position) { m.offsets[key] = p.Y }
	m.scroll = s
	return s
}

// pageKey names what stands there now.
func (m *model) pageKey(st station) string {
	key := strconv.Itoa(int(m.sub)) + "." + strconv.Itoa(int(st.kind)) + "." + m.target
	for _, q := range st.page {
		key += "." + q.ID
	}
	return key
}

// standing is what the header says: who and since when, the chips, and the
// button for being asked to leave, nil once the crew left.
func (m *model) standing(st station) (who, since fyne.CanvasObject, chips []fyne.CanvasObject, asked *widgets.Button) {
	w := m.w()
	opened, _ := m.at.line(visits.VisitOpened)
	sub := w.T("visiting.started", "time", w.Clock(m.moment(opened)))
	if name := m.d.Name(m.v.Second); name != "" {
		sub = w.T("visiting.started_with", "time", w.Clock(m.moment(opened)), "name", name)
	}
	chips = []fyne.CanvasObject{widgets.SignChip(widgets.Good, "✓", w.T("visiting.saved_here"))}
	if end := m.at.verdict.EndBy; end > 0 && st.kind != closed {
		sense, sign := widgets.Neutral, ""
		if end-m.d.Device.Now() < endsSoon.Microseconds() {
			sense, sign = widgets.Warning, "◐"
		}
		chips = append(chips, widgets.SignChip(sense, sign, w.T("visiting.end_by", "time", w.Clock(m.moment(end)))))
	}
	if _, left := m.at.left(); !left && st.kind != leaving && st.kind != closed {
		asked = widgets.NewButton("asked_to_leave", w.T("visiting.asked_to_leave"), widgets.Destructive, m.askedToLeave)
	}
	return widgets.Strong(m.who()), widgets.Muted(sub), chips, asked
}

// quiet is what of the header a finger that rests asks for help on; nothing once the
// visit is closed.
func (m *model) quiet(st station, words fyne.CanvasObject) fyne.CanvasObject {
	if st.kind == closed {
		return words
	}
	return newQuietly(words, m.helpSilently)
}

// endsSoon is from when the end of the window warns.
const endsSoon = 15 * time.Minute

func (m *model) header(view shell.View, st station) fyne.CanvasObject {
	who, since, chips, asked := m.standing(st)
	back := widgets.NewButton("back", "", widgets.Quiet, func() { m.s.Back() }).WithIcon(fynetheme.NavigateBackIcon())
	var leave fyne.CanvasObject // a nil *Button in it would not be nil
	if asked != nil {
		leave = asked
	}
	if m.crowded(view) {
		// The name alone has room here, and must have it: silent help rests on it, and
		// is told to be at the top.
		return widgets.Column(0, widgets.Inset(theme.Gap4, theme.Gap16, theme.Gap8, widgets.Row(theme.Gap4, back, widgets.Space(), leave)),
			m.quiet(st, widgets.Pad(theme.Gap16, theme.Gap8, who)))
	}
	words := m.quiet(st, widgets.Column(0, who, since))
	if large := m.s.Prefs.Scale >= 1.5; view.Width == shell.Narrow || large && view.Width == shell.Medium {
		return widgets.Pad(0, theme.Gap8, widgets.Column(theme.Gap4, widgets.Inset(theme.Gap4, theme.Gap16, 0, widgets.Row(theme.Gap4, back, widgets.Fill(words))),
			widgets.Pad(theme.Gap16, 0, widgets.Row(theme.Gap8, widgets.Fill(widgets.Wrap(theme.Gap8, chips...)), leave))))
	}
	row := append([]fyne.CanvasObject{widgets.Fill(widgets.Row(theme.Gap4, back, widgets.Fill(words)))}, chips...)
	return widgets.Inset(theme.Gap4, theme.Gap16, theme.Gap12, widgets.Row(theme.Gap12, append(row, leave)...))
}

// who is the masked name with the number of the stop.
func (m *model) who() string {
	name := m.w().T("visiting.title")
	if p := m.at.person(m.signer().Party); p != nil {
		name = visits.MaskName(p.Name)
	}
	if n := m.placeNumber(); n > 0 {
		return m.w().T("visiting.stop", "n", n, "name", name)
	}
	return name
}

// placeNumber is the number of the stop: as Today shows it, else the plan's; 0: none.
func (m *model) placeNumber() int {
	if m.place != nil {
		if n := m.place(); n > 0 {
			return n
		}
	}
	if m.at.about == nil {
		return 0
	}
	d, _ := m.at.about.Decision(m.at.about.Standing)
	return d.Order
}

func (m *model) stepper(st station) fyne.CanvasObject {
	at := slices.Index(phases, st.phase)
	steps := make([]widgets.Step, len(phases))
	for i, p := range phases {
		steps[i] = widgets.Step{ID: p, Label: m.w().T("visiting.phase." + p)}
		switch {
		case st.kind == closed || i < at && m.at.given(m.list(), p) > 0:
			steps[i].State = widgets.StepDone
		case i == at:
			steps[i].State = widgets.StepCurrent
		}
	}
	return widgets.Stepper(steps, func(id string) {
		switch i := slices.Index(phases, id); {
		case st.kind == closed:
		case i > at:
			m.say(m.w().T("visiting.step.locked", "now", m.w().T("visiting.phase."+st.phase)))
		case i < at:
			m.to(reviewing)
		default:
			m.to(asking)
		}
	})
}

// identified reports whether the debtor's identity was checked: only then may
// the debt be spoken of.
func (m *model) identified() bool {
	q, ok := m.counted("d11")
	return ok && m.at.answers[q.ID].Code != "failed"
}

// speaking reports whether what may be said is worth reading now.
func (m *model) speaking(st station) bool {
	return st.kind == questions && (st.phase == checklist.PhaseDoor || st.phase == checklist.PhaseTalk)
}
