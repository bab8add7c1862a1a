package visiting

import (
	"context"
	"errors"
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/journal"
)

// takingBack is a photo about to be withdrawn.
type takingBack struct {
	photo  journal.OutPhoto
	reason string // "" until it was chosen
	from   sub    // the page it was seen on
}

func (m *model) withdrawButton(i int, p journal.OutPhoto) *widgets.Button {
	return widgets.NewButton("withdraw."+strconv.Itoa(i), m.w().T("withdraw.button"), widgets.Quiet, func() {
		m.undo = takingBack{photo: p, from: m.sub}
		m.to(withdrawing)
	})
}

// withdrawnTiles stand where the photos that were withdrawn would.
func (m *model) withdrawnTiles() []fyne.CanvasObject {
	w := m.w()
	var list []fyne.CanvasObject
	for _, p := range m.at.visit.Photos {
		if t, is := m.at.visit.Withdrawal(p); is {
			said := widgets.NewText(w.T("withdraw.state", "why", record.WithdrawReason(w, t.Reason)))
			list = append(list, widgets.Column(0, widgets.Notice(theme.Surface2, said))) // as high as its words, not as its neighbour
		}
	}
	return list
}

// withdrawView asks why, and says what happens before it does.
func (m *model) withdrawView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	options := make([]widgets.Option, len(visits.WithdrawReasons))
	for i, code := range visits.WithdrawReasons {
		options[i] = widgets.Option{Code: "withdraw." + code, Label: w.T("withdraw.pick." + code)}
	}
	chosen := ""
	if m.undo.reason != "" {
		chosen = "withdraw." + m.undo.reason
	}
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("withdraw.title")), m.thumbnail(m.undo.photo), widgets.NewText(w.T("withdraw.words")))
	if m.answers(m.undo.photo) {
		body.Add(widgets.NewText(w.T("withdraw.again")))
	}
	body.Add(widgets.Title(w.T("withdraw.why")))
	body.Add(widgets.Answers(options, chosen, func(code string) { m.undo.reason = code[len("withdraw."):]; m.show() }))
	list := []fyne.CanvasObject{widgets.NewButton("keep_photo", w.T("common.back"), widgets.Outlined, func() { m.to(m.undo.from) })}
	if m.undo.reason != "" {
		list = append(list, widgets.Primary("withdraw_photo", w.T("withdraw.yes"), m.withdraw))
	}
	return m.frame(view, st, body, foot{tools: true, list: list})
}

// reopened is the question whose photo was withdrawn and that no other one
// answers yet, "" for none: its phase may be over, so the page of photos takes it.
func (m *model) reopened() string {
	for _, q := range m.list().Asked(m.at.answers) {
		if _, had := m.at.answers[q.ID]; had && q.Kind == checklist.KindPhoto && !q.Answered(m.at.answers) {
			return q.ID
		}
	}
	return ""
}

// answers reports whether a question stands answered by the photo.
func (m *model) answers(p journal.OutPhoto) bool {
	for _, v := range m.at.answers {
		if v.Entry == p.Entry {
			return true
		}
	}
	return false
}

// withdraw takes the photo back. When all that is left was looked at, that is
// the answer of the photo check, as if this one had never been in the way.
func (m *model) withdraw() {
	p, reason, from := m.undo.photo, m.undo.reason, m.undo.from
	st := m.stage()
	checked := from == asking && st.kind == ending && m.at.answers["r2"] != checklist.Yes && len(m.at.photos) > 1
	for _, other := range m.at.photos {
		checked = checked && (m.fine[photoKey(other)] || other.Entry == p.Entry && other.Index == p.Index)
	}
	done := m.w().T("withdraw.done")
	m.act(func(ctx context.Context) error {
		err := m.v.Withdraw(ctx, p.Entry, p.Index, reason)
		if _, left := errors.AsType[*journal.NotDeleted](err); left {
			done = m.w().T("withdraw.not_deleted")
		} else if err != nil {
			return err
		}
		if checked {
			return m.v.Answer(ctx, "r2", checklist.Yes, "")
		}
		return nil
	}, func() {
		delete(m.thumb, photoKey(p))
		m.undo, m.sub = takingBack{}, from
		m.tell(done)
	})
}
