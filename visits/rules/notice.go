package rules

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// NoticeRule asks for a notice so many whole days before the day of the visit.
type NoticeRule struct {
	ID           string   `json:"id"`
	Kind         string   `json:"kind"`
	Forms        []string `json:"forms"`
	WorkingDays  int      `json:"working_days"`
	CalendarDays int      `json:"calendar_days"`
	Cites        []string `json:"cites"`
}

// LastResort asks that other ways were tried in vain first.
type LastResort struct {
	ID       string   `json:"id"`
	Channels []string `json:"channels"`
	Each     int      `json:"each"`
	Cites    []string `json:"cites"`
}

func (p *Pack) checkNotices(rules map[string]bool) error {
	for _, n := range p.Notices {
		bad := n.WorkingDays < 0 || n.CalendarDays < 0 || n.WorkingDays+n.CalendarDays < 1 || n.WorkingDays+n.CalendarDays > 60
		if !newRule(rules, n.ID) || !isCode(n.Kind) || len(n.Forms) == 0 || !eachOnce(n.Forms, isForm) || bad {
			return fmt.Errorf("notice %q: no rule id, used twice, kind %q, forms %q, or days", n.ID, n.Kind, n.Forms)
		}
	}
	for _, a := range p.AfterFailed {
		if !newRule(rules, a.ID) || len(a.Channels) == 0 || !eachOnce(a.Channels, isChannel) || a.Each < 1 || a.Each > 100 {
			return fmt.Errorf("after_failed %q: no rule id, used twice, channels %q, each %d", a.ID, a.Channels, a.Each)
		}
	}
	return nil
}

// judgeBefore asks what must have happened before a visit may start.
func (h *hearing) judgeBefore() {
	if h.q.Act == Continue || h.channel() != ChannelVisit {
		return
	}
	for _, p := range h.packs {
		for _, n := range p.Notices {
			h.judgeNotice(p, n)
		}
		for _, a := range p.AfterFailed {
			for _, channel := range a.Channels {
				if have := h.failed(channel); have < a.Each {
					h.block(a.ID, p.ID, "other_ways_first", map[string]string{"channel": channel, "have": strconv.Itoa(have), "need": strconv.Itoa(a.Each)}, "try_other_ways")
				}
			}
		}
	}
}

// failed counts the tries that certainly reached nobody. Here what is not known
// does not count: it would let a visit start.
func (h *hearing) failed(channel string) int {
	n := 0
	for i, c := range h.q.History {
		before := h.timed && plausible(c.At) && c.At <= h.from
		if c.Certain && c.Channel == channel && c.Reached == ReachedNobody && before &&
			(c.Visit.IsZero() || !slices.ContainsFunc(h.q.History[:i], func(o Contact) bool { return o.Visit == c.Visit })) {
			n++
		}
	}
	return n
}

// judgeNotice: the earliest notice decides; too late is only a matter of days.
func (h *hearing) judgeNotice(p *Pack, n NoticeRule) {
	given := int64(0)
	for _, note := range h.q.Notices {
		if note.Kind == n.Kind && slices.Contains(n.Forms, note.Form) && plausible(note.At) && (given == 0 || note.At < given) {
			given = note.At
		}
	}
	params := map[string]string{"notice": n.Kind, "working_days": strconv.Itoa(n.WorkingDays), "calendar_days": strconv.Itoa(n.CalendarDays)}
	if given == 0 {
		h.block(n.ID, p.ID, "notice_missing", params, "send_notice")
		return
	}
	if !h.timed || !h.zoned {
		return
	}
	told, visit := h.zone.date(given), h.zone.date(h.from)
	days, working := 0, 0
	for d := told + 1; d < visit && (days < n.CalendarDays || working < n.WorkingDays); d++ {
		days++
		if h.worked(p, d) {
			working++
		}
	}
	if days < n.CalendarDays || working < n.WorkingDays {
		h.block(n.ID, p.ID, codeNoticeRuns, params, wayWait)
	}
}

// worked reports a working day by p's calendar that no pack closes. A day the
// calendar does not know is none.
func (h *hearing) worked(p *Pack, d Date) bool {
	w := time.Weekday(d.weekday())
	return !h.closed(d) && p.Closed.known(d) && (w != time.Saturday && w != time.Sunday || p.Closed.working(d))
}

// known: outside these days nobody has looked up what is closed.
func (c *ClosedDays) known(d Date) bool {
	return (c.From == 0 || d >= c.From) && (c.Through == 0 || d <= c.Through)
}

func (c *ClosedDays) working(d Date) bool {
	_, found := slices.BinarySearch(c.Working, d)
	return found
}

// closed reports a day that a pack of the address closes: the calendar of the debtor's
// country shuts the house's windows too, and a branch's own country none at all.
func (h *hearing) closed(d Date) bool {
	return slices.ContainsFunc(h.calendars, func(p *Pack) bool { return p.closed(d) })
}
