package rules

import (
	"fmt"
	"slices"
	"strconv"
)

// FirstNotice is a notice that is owed with the first communication or within some
// days after it, and the days in which it may be answered.
type FirstNotice struct {
	ID       string   `json:"id"`
	Channels []string `json:"channels"` // that wait for it once it is overdue
	Kind     string   `json:"kind"`
	Forms    []string `json:"forms"`
	Within   int      `json:"within_days"`                 // calendar days after the day of the first communication
	Answer   int      `json:"dispute_days"`                // calendar days after the notice in which it may be disputed
	Except   []string `json:"except_collectors,omitempty"` // collector types it does not bind; one nobody has named is bound
	Cites    []string `json:"cites"`
}

func (p *Pack) checkFirst(rules map[string]bool) error {
	for _, f := range p.AfterFirst {
		switch {
		case !newRule(rules, f.ID), !isCode(f.Kind):
			return fmt.Errorf("after_first %q: no rule id, used twice, or kind %q", f.ID, f.Kind)
		case len(f.Channels) == 0 || !eachOnce(f.Channels, isChannel), len(f.Forms) == 0 || !eachOnce(f.Forms, isForm):
			return fmt.Errorf("after_first %s: channels %q, forms %q", f.ID, f.Channels, f.Forms)
		case !eachOnce(f.Except, isCode):
			return fmt.Errorf("after_first %s: except_collectors %q", f.ID, f.Except)
		case f.Within < 0 || f.Within > 60, f.Answer < 1 || f.Answer > 366:
			return fmt.Errorf("after_first %s: within_days %d, dispute_days %d", f.ID, f.Within, f.Answer)
		}
	}
	return nil
}

// judgeFirst holds a start against the notice that the first communication made
// owed. While it may still be given, or disputed, that is a note: nothing forbids
// the visit, and whoever makes it has to know.
func (h *hearing) judgeFirst() {
	if h.q.Act == Continue || !h.timed || !h.zoned {
		return
	}
	for _, p := range h.packs {
		for _, f := range p.AfterFirst {
			if slices.Contains(f.Channels, h.channel()) && !slices.Contains(f.Except, h.q.Case.CollectorType) {
				h.judgeFirstNotice(p, &f)
			}
		}
	}
}

func (h *hearing) judgeFirstNotice(p *Pack, f *FirstNotice) {
	params := func(last Date) map[string]string {
		return map[string]string{"notice": f.Kind, "last_day": last.String()}
	}
	today := h.zone.date(h.to)
	if given := h.firstNoticed(f); given != 0 {
		if last := h.zone.date(given) + Date(f.Answer); today <= last {
			h.note(f.ID, p.ID, "dispute_days_run", params(last), "answer_dispute_in_writing")
		}
		return
	}
	first, dated := h.firstCommunication()
	if !dated {
		h.overdue(f, p, map[string]string{"notice": f.Kind, "within_days": strconv.Itoa(f.Within)})
		return
	}
	last := first + Date(f.Within)
	if today > last {
		h.overdue(f, p, params(last))
		return
	}
	h.note(f.ID, p.ID, "notice_owed", params(last), "send_notice")
}

// overdue blocks where the case has such a notice on record and it does not do: by
// word of mouth, or not given yet. Where none was ever recorded, nobody may have had
// a place to record one, so it warns: a rule that is new must not stop a branch at
// every case it worked on before.
func (h *hearing) overdue(f *FirstNotice, p *Pack, params map[string]string) {
	says := h.warn
	if slices.ContainsFunc(h.q.Notices, func(n Notice) bool { return n.Kind == f.Kind }) {
		says = h.block
	}
	says(f.ID, p.ID, "notice_overdue", params, "send_notice")
}

func (h *hearing) note(rule, pack, code string, params map[string]string, instead ...string) {
	h.v.Notes = append(h.v.Notes, Reason{rule, pack, Note, code, params, instead})
}

// firstNoticed is when the notice was first given; 0: not yet.
func (h *hearing) firstNoticed(f *FirstNotice) int64 {
	given := int64(0)
	for _, n := range h.q.Notices {
		if n.Kind == f.Kind && slices.Contains(f.Forms, n.Form) && plausible(n.At) && n.At <= h.from && (given == 0 || n.At < given) {
			given = n.At
		}
	}
	return given
}

// firstCommunication is the day on which somebody was first reached about one of the
// debts, or may have been; where nobody was, it is this one. Of a contact whose day
// nobody knows the days may be over: dated is false.
func (h *hearing) firstCommunication() (first Date, dated bool) {
	first = h.zone.date(h.to)
	for i := range h.q.History {
		c := &h.q.History[i]
		ours := len(h.q.Case.Debts) == 0 || len(c.Debts) == 0 || slices.ContainsFunc(h.q.Case.Debts, c.about)
		if !ours || c.Certain && c.Reached == ReachedNobody || !c.Visit.IsZero() && c.Visit == h.q.Visit {
			continue
		}
		if !plausible(c.At) {
			return 0, false
		}
		if c.At <= h.to {
			first = min(first, h.zone.date(c.At))
		}
	}
	return first, true
}
