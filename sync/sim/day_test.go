package sim

import (
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// someoneSpeaksOfTheDay is an officer before or after a tour, with a colleague who
// receives its cash, or over what headquarters found.
func (h *history) someoneSpeaksOfTheDay(r *rand.Rand) {
	d := h.someone(r)
	what := r.IntN(8)
	if d.role != "officer" {
		return
	}
	h.as(d, func() {
		day := h.now.Format(time.DateOnly)
		h.tell("%s: speaks of %s, %d", d.name, day, what)
		switch what {
		case 0, 1:
			h.must(d.work.SayReady(ctx, visits.ReadyFacts{Day: day, Age: -1, Free: int64(r.IntN(1 << 30)), Class: "A"}, h.otherThan(d, r)))
		case 2, 3, 4:
			f, err := d.work.Ending(ctx, day)
			h.must(err)
			if f.Cash == nil {
				f.Cash = []visits.Cash{{Currency: "CNY", Taken: 0, Counted: int64(r.IntN(3)) * 100, Reason: "counted_again"}}
			}
			for i := range f.Cash { // what lies in the bag is what was taken
				f.Cash[i].Counted = max(f.Cash[i].Counted, f.Cash[i].Taken)
			}
			h.must(d.work.EndTour(ctx, f, evidence.ID{}))
		case 5:
			h.cashIsReceived(d, day, r)
		default:
			h.findingIsAnswered(d, r)
		}
	})
	d.wrote()
}

// otherThan is a colleague, or nobody.
func (h *history) otherThan(d *device, r *rand.Rand) evidence.ID {
	if other := h.officers[r.IntN(len(h.officers))]; other != d.officer {
		return other
	}
	return evidence.ID{}
}

// cashIsReceived by a colleague who signs with a device of their own: both chains
// have an entry of it.
func (h *history) cashIsReceived(d *device, day string, r *rand.Rand) {
	other := h.someone(r)
	handed, err := d.work.AskHandover(ctx, day)
	if errors.Is(err, fieldwork.ErrNoHandover) || other.role != "officer" || other.officer == d.officer {
		return
	}
	h.must(err)
	word, err := other.work.ReceiveCash(ctx, handed, "pin")
	h.must(err)
	other.wrote()
	h.must(d.work.HandOver(ctx, handed, word))
}

// findingIsAnswered by the officer it is about.
func (h *history) findingIsAnswered(d *device, r *rand.Rand) {
	all, err := journal.All[visits.Finding](ctx, d.journal, visits.KindFinding)
	h.must(err)
	all = slices.DeleteFunc(all, func(f visits.Finding) bool { return f.Officer != d.officer })
	if len(all) > 0 {
		h.must(d.work.AnswerFinding(ctx, all[r.IntN(len(all))], "the clock of the tablet was wrong"))
	}
}
