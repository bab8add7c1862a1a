package headquarters

import (
	"context"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// askedBack has this person decide on a photo of a closed visit that its officer asked to
// be withdrawn; nil where nobody asked.
func (h *Headquarters) askedBack(w *i18n.Words, v *visits.Visit, p visits.PhotoLine) fyne.CanvasObject {
	if v == nil {
		return nil
	}
	if l, answer, asked := v.AskedWithdrawal(p); asked && answer == nil && h.opened.told[l.By] {
		return widgets.Muted(w.T("withdraw.answered")) // until headquarters has folded it
	}
	return record.AnswerAskedBack(h.s, v, p, func(who evidence.ID) string { return h.name(w, who) },
		func(asked evidence.Hash, declined string) { h.answerAsked(v, asked, declined) })
}

// answerAsked writes the answer into this person's own journal; it counts when headquarters
// has folded it.
func (h *Headquarters) answerAsked(v *visits.Visit, asked evidence.Hash, declined string) {
	o := h.opened
	if o.writing || o.told[asked] {
		return
	}
	o.writing = true
	visit := visits.Visit{ID: v.ID, Case: v.Case}
	shell.Do(h.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, h.k.Officer.AnswerWithdrawal(ctx, &visit, asked, declined)
	}, func(_ struct{}, err error) {
		o.writing = false
		if err != nil {
			h.s.Tell(h.s.Words().T("common.failed", "why", err.Error()), "", nil, saidFor)
			return
		}
		if o.told == nil {
			o.told = map[evidence.Hash]bool{}
		}
		o.told[asked] = true
		h.s.Rebuild()
	})
}
