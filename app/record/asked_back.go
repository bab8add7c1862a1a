package record

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// AskedBack says that a photo of a closed visit was asked to be withdrawn, and what
// was answered; "" where it was not, or where it is withdrawn.
func AskedBack(w *i18n.Words, v *visits.Visit, p visits.PhotoLine, name func(evidence.ID) string) string {
	l, answer, asked := v.AskedWithdrawal(p)
	if _, gone := v.Withdrawal(p); gone || !asked {
		return ""
	}
	said := w.T("withdraw.asked", "who", name(l.Officer), "why", WithdrawReason(w, l.Reason))
	if answer != nil {
		said += " " + w.T("withdraw.kept", "who", name(answer.Officer), "why", known(w, "withdraw.keep.", answer.Reason))
	}
	return said
}

// AnswerAskedBack has a second person withdraw a photo that was asked to be, or keep
// it; nil where nobody waits for an answer. answer is called with a code of
// visits.DeclineReasons, or "" to withdraw it.
func AnswerAskedBack(s *shell.Shell, v *visits.Visit, p visits.PhotoLine, name func(evidence.ID) string, answer func(asked evidence.Hash, declined string)) fyne.CanvasObject {
	w := s.Words()
	said := AskedBack(w, v, p, name)
	l, answered, _ := v.AskedWithdrawal(p)
	if said == "" {
		return nil
	}
	if answered != nil {
		return widgets.NewText(said)
	}
	id := p.Entry.String()
	confirm := widgets.NewButton("confirm."+id, w.T("withdraw.confirm"), widgets.Outlined, func() {
		s.Ask(func(w *i18n.Words) shell.Question {
			return shell.Question{Title: w.T("withdraw.confirm.title"), Body: widgets.NewText(w.T("withdraw.confirm.words", "who", name(l.Officer), "why", WithdrawReason(w, l.Reason))),
				Buttons: []*widgets.Button{widgets.NewButton("confirm.cancel", w.T("common.cancel"), widgets.Outlined, nil),
					widgets.NewButton("confirm.yes", w.T("withdraw.yes"), widgets.Destructive, func() { answer(l.By, "") })}}
		}, nil)
	})
	keep := widgets.NewButton("keep."+id, w.T("withdraw.keep"), widgets.Outlined, func() {
		s.Ask(func(w *i18n.Words) shell.Question {
			buttons := []*widgets.Button{widgets.NewButton("keep.cancel", w.T("common.cancel"), widgets.Quiet, nil)}
			for _, code := range visits.DeclineReasons {
				buttons = append(buttons, widgets.NewButton("keep.because."+code, known(w, "withdraw.keep.", code), widgets.Outlined, func() { answer(l.By, code) }))
			}
			return shell.Question{Title: w.T("withdraw.keep.title"), Body: widgets.NewText(w.T("withdraw.keep.words")), Buttons: buttons}
		}, nil)
	})
	return widgets.Notice(theme.WarningGround, widgets.Colored(said, theme.Warning), widgets.Wrap(theme.Gap24, confirm, keep))
}
