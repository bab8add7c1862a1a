package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"fairvisit/evidence"
)

// Frequency limits how often: see PACKS.md for what counts.
type Frequency struct {
	ID          string   `json:"id"`
	Channels    []string `json:"channels"`
	Counts      string   `json:"counts"` // attempts, reached, unanswered
	Unsolicited bool     `json:"unsolicited_only"`
	Per         string   `json:"per"`    // debt, debtor, address, household
	Window      string   `json:"window"` // rolling, calendar_days, calendar_week, calendar_month
	Days        int      `json:"days"`   // of rolling and calendar_days
	Max         int      `json:"max"`    // contacts, the one asked about among them
	Severity    Decision `json:"severity"`
	RelaxWith   []string `json:"relax_with"`
	Cites       []string `json:"cites"`
}

const (
	countAttempts, countReached, countUnanswered = "attempts", "reached", "unanswered"

	perDebt, perDebtor, perAddress, perHousehold = "debt", "debtor", "address", "household"

	windowRolling, windowDays, windowWeek, windowMonth = "rolling", "calendar_days", "calendar_week", "calendar_month"

	// wayLater is not wayWait: the hours are open, and waiting for them would not
	// lower the count.
	wayLater = "later_day"
)

func (p *Pack) checkFrequency(rules map[string]bool) error {
	for _, f := range p.Frequency {
		sliding := f.Window == windowRolling || f.Window == windowDays
		switch {
		case !newRule(rules, f.ID):
			return fmt.Errorf("frequency %q: no rule id, or used twice", f.ID)
		case len(f.Channels) == 0 || !eachOnce(f.Channels, isChannel):
			return fmt.Errorf("frequency %s: channels %q", f.ID, f.Channels)
		case !slices.Contains([]string{countAttempts, countReached, countUnanswered}, f.Counts):
			return fmt.Errorf("frequency %s: counts %q", f.ID, f.Counts)
		case !slices.Contains([]string{perDebt, perDebtor, perAddress, perHousehold}, f.Per):
			return fmt.Errorf("frequency %s: per %q", f.ID, f.Per)
		case !sliding && f.Window != windowWeek && f.Window != windowMonth:
			return fmt.Errorf("frequency %s: window %q", f.ID, f.Window)
		case sliding != (f.Days > 0) || f.Days < 0 || f.Days > 366:
			return fmt.Errorf("frequency %s: days %d of %s", f.ID, f.Days, f.Window)
		case f.Max < 0 || f.Max > 1000:
			return fmt.Errorf("frequency %s: max %d", f.ID, f.Max)
		case f.Severity != Warn && f.Severity != Block:
			return fmt.Errorf("frequency %s: severity %q", f.ID, f.Severity)
		case !p.defines(f.RelaxWith):
			return fmt.Errorf("frequency %s: a consent that the pack's consents do not define", f.ID)
		}
	}
	return nil
}

// judgeFrequency counts, for a start: a visit under way was counted when it
// started.
func (h *hearing) judgeFrequency() {
	if h.q.Act == Continue || !h.timed {
		return
	}
	for _, p := range h.packs {
		for i := range p.Frequency {
			f := &p.Frequency[i]
			if !slices.Contains(f.Channels, h.channel()) || h.relaxed(p, f.RelaxWith) {
				continue
			}
			have, over := h.exceeds(f)
			if !over {
				continue
			}
			params := map[string]string{"have": strconv.Itoa(have), "max": strconv.Itoa(f.Max), "per": f.Per, "window": f.Window}
			if f.Days > 0 {
				params["window_days"] = strconv.Itoa(f.Days)
			}
			h.newest(f, params)
			if f.Severity == Warn {
				h.warn(f.ID, p.ID, codeTooMany, params, wayLater)
			} else {
				h.block(f.ID, p.ID, codeTooMany, params, wayLater)
			}
		}
	}
}

// newest adds to the parameters of a limit when the newest contact was that it may count,
// and how it is known: who reads the reason can look it up.
func (h *hearing) newest(f *Frequency, params map[string]string) {
	var last *Contact
	for i := range h.q.History {
		c := &h.q.History[i]
		if plausible(c.At) && c.At <= h.to && (last == nil || c.At > last.At) && h.counts(f, c, evidence.ID{}) {
			last = c
		}
	}
	if last == nil {
		return
	}
	params["newest"] = moment(last.At)
	if last.Source != "" {
		params["source"] = known(last.Source, toldBy)
	}
}

// exceeds counts for each one the rule protects (each debt, each person) and
// gives the worst.
func (h *hearing) exceeds(f *Frequency) (have int, over bool) {
	var each []evidence.ID
	switch f.Per {
	case perDebt:
		each = h.q.Case.Debts
	case perDebtor:
		for _, s := range h.q.Subjects {
			each = append(each, s.Party)
		}
	}
	if len(each) == 0 {
		each = []evidence.ID{{}} // an address, a household, or not known: then every contact counts
	}
	for _, who := range each {
		have = max(have, h.count(f, who))
	}
	return have, have >= f.Max
}

// count gives the most contacts that any window of the rule holds which also
// holds a moment of the act.
func (h *hearing) count(f *Frequency, who evidence.ID) int {
	var first, last, width int64 // the act, and how long a window is
	switch {
	case f.Window == windowRolling:
		first, last, width = h.from, h.to, int64(f.Days)*day
	case !h.zoned:
		return len(h.q.History)
	case f.Window == windowDays:
		first, last, width = int64(h.zone.date(h.from)), int64(h.zone.date(h.to)), int64(f.Days)
	default:
		first, last, width = h.period(f, h.from), h.period(f, h.to), 1
	}
	var when []stamp
	for i := range h.q.History {
		c := &h.q.History[i]
		if plausible(c.At) && (c.At < h.from-f.reach() || c.At > h.to+f.reach()) || !h.counts(f, c, who) {
			continue
		}
		at := c.At
		switch {
		case !plausible(c.At):
			at = first // nobody knows when: it counts now
		case f.Window == windowDays:
			at = int64(h.zone.date(c.At))
		case f.Window != windowRolling:
			at = h.period(f, c.At)
		}
		if at > first-width && at < last+width {
			when = append(when, stamp{at, c.Visit})
		}
	}
	return fullest(when, first, last, width)
}

// reach is farther (µs) than any contact can be that shares a window with now.
func (f *Frequency) reach() int64 {
	switch f.Window {
	case windowWeek:
		return 9 * day
	case windowMonth:
		return 33 * day
	}
	return int64(f.Days+2) * day
}

// stamp is one contact that counts, in the unit of its window.
type stamp struct {
	at    int64
	visit evidence.ID
}

// fullest slides the window over the stamps. A window that holds most begins
// at a stamp, or at the end of the act.
func fullest(when []stamp, first, last, width int64) int {
	slices.SortFunc(when, func(a, b stamp) int {
		return cmp.Or(cmp.Compare(a.at, b.at), slices.Compare(a.visit[:], b.visit[:]))
	})
	when = oncePerVisit(when)
	best := 0
	for i := 0; i <= len(when); i++ {
		begin := last
		if i < len(when) {
			begin = when[i].at
		}
		if begin > last || begin <= first-width {
			continue
		}
		held := 0
		for _, s := range when {
			if s.at >= begin && s.at < begin+width {
				held++
			}
		}
		best = max(best, held)
	}
	return best
}

// oncePerVisit keeps the first stamp of each named visit: it was reported for
// two debts, or by two devices.
func oncePerVisit(when []stamp) []stamp {
	var out []stamp
	for _, s := range when {
		if s.visit.IsZero() || !slices.ContainsFunc(out, func(o stamp) bool { return o.visit == s.visit }) {
			out = append(out, s)
		}
	}
	return out
}

// period numbers the calendar week or month of t at the debtor's address.
func (h *hearing) period(f *Frequency, t int64) int64 {
	d := h.zone.date(t)
	if f.Window == windowWeek {
		return (int64(d) + 3) / 7 // 1970-01-01 was a Thursday
	}
	y, m := d.month()
	return int64(y)*12 + int64(m)
}

// counts reports that the contact falls under the rule, or may.
func (h *hearing) counts(f *Frequency, c *Contact, who evidence.ID) bool {
	if !c.Visit.IsZero() && c.Visit == h.q.Visit || c.Certain && c.Channel != "" && isChannel(c.Channel) && !slices.Contains(f.Channels, c.Channel) {
		return false
	}
	if c.Certain {
		switch {
		case f.Unsolicited && c.Solicited,
			f.Counts == countReached && c.Reached == ReachedNobody,
			f.Counts == countUnanswered && c.Reached == ReachedSomebody:
			return false
		}
	}
	switch f.Per {
	case perDebt:
		return touches(c.Debts, who)
	case perDebtor:
		return touches(c.Parties, who)
	case perAddress:
		return h.sameAddress(c)
	}
	return h.sameAddress(c) || slices.ContainsFunc(h.q.Subjects, func(s Subject) bool { return touches(c.Parties, s.Party) })
}

func (h *hearing) sameAddress(c *Contact) bool {
	return c.Address.IsZero() || h.q.Place.Address.IsZero() || c.Address == h.q.Place.Address
}

// touches: whose nobody knows is everybody's.
func touches(whose []evidence.ID, who evidence.ID) bool {
	return len(whose) == 0 || who.IsZero() || slices.Contains(whose, who)
}

func (c *Contact) about(debt evidence.ID) bool { return touches(c.Debts, debt) }
