package sim

import (
	"errors"
	"math/rand/v2"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// someoneAsksForAVisit is an officer who asks for one of their cases or for one by
// reference, or a manager who answers what her device shows.
func (h *history) someoneAsksForAVisit(r *rand.Rand) {
	d, what, i := h.someone(r), r.IntN(4), r.IntN(len(h.open))
	h.as(d, func() {
		if d.role == "manager" {
			h.askIsAnswered(d, what, i)
			return
		}
		f := visits.AskFacts{Day: h.now.Format(time.DateOnly), Until: h.now.AddDate(0, 0, what+1).Format(time.DateOnly), // it may be tomorrow where the debtor is
			Why: "other_hour", Who: visits.AskAnybody}
		var of evidence.ID
		w := visits.AskWords{Reference: "what a colleague calls it"}
		if c, err := d.journal.Case(ctx, h.open[i]); what > 0 && err == nil && c != nil && !c.Imported.IsZero() {
			of, w = c.ID, visits.AskWords{Text: "he is at home after six"}
		}
		h.tell("%s: asks for a visit to %v", d.name, of)
		_, _, err := d.work.AskVisit(ctx, of, f, w)
		h.must(err)
	})
	d.wrote()
}

func (h *history) askIsAnswered(d *device, what, i int) {
	list, err := d.work.Asks(ctx)
	h.must(err)
	if len(list) == 0 {
		return
	}
	a := list[i%len(list) : i%len(list)+1]
	of := a[0].Means()
	if of.IsZero() {
		of = h.open[i]
	}
	h.tell("%s: answers a question, %d", d.name, what)
	c, err := d.journal.Case(ctx, of)
	h.must(err)
	if what == 0 || c == nil || c.Stopped() || c.Closed != nil {
		h.must(d.work.DeclineAsks(ctx, a, of, "nobody_free", "all crews are full"))
		return
	}
	err = d.work.TakeAsks(ctx, fieldwork.Taking{Case: c, Asks: a, Officer: h.officers[i%len(h.officers)], Day: d.work.Today(c)})
	if !errors.Is(err, fieldwork.ErrNotAsked) {
		h.must(err)
	}
}

// checkAsks: every visit that was asked for stands at headquarters once, with what
// became of it, as the log alone says.
func (h *history) checkAsks() {
	questions, answers := map[evidence.ID]bool{}, map[evidence.Hash]evidence.ID{}
	for _, l := range h.log() {
		switch e := &l.entry; e.Header.Kind {
		case visits.VisitAsked:
			questions[visits.AskID(e.ID)] = true
		case visits.AskAnswered:
			var f visits.AskAnswerFacts
			h.must(evidence.DecodePayload(e.Facts.Bytes, &f))
			answers[e.ID] = visits.AskID(f.Asked)
		}
	}
	lines, err := h.hq.Asks(ctx, evidence.ID{})
	h.must(err)
	if len(lines) != len(questions) {
		h.fail("headquarters lists %d visits asked for, the log has %d", len(lines), len(questions))
	}
	for _, d := range h.devices {
		if d.lost {
			continue
		}
		all, err := journal.All[visits.Ask](ctx, d.journal, visits.KindAsk)
		h.must(err)
		for _, a := range all {
			for _, x := range a.Answers {
				if answers[x.Entry] != a.ID {
					h.fail("%s shows an answer that is another question's", d.name)
				}
			}
		}
	}
}
