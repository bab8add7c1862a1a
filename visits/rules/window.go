package rules

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// span is one stretch of time in which a pack lets visits happen: open is
// inside, close is not.
type span struct {
	open, close int64
	margin      int64 // a start keeps this far from close
	rule, pack  string
	requires    []string
}

// reaches reports a window for the channel; one that names none is for visits.
func (w *Window) reaches(channel string) bool {
	return len(w.Channels) == 0 && channel == ChannelVisit || slices.Contains(w.Channels, channel)
}

// windowsFor gives the windows that govern a kind of place; none means closed.
func (p *Pack) windowsFor(kind, channel string) []*Window {
	var named, general []*Window
	for i := range p.Windows {
		w := &p.Windows[i]
		switch {
		case !slices.Contains(places, kind) || !w.reaches(channel):
		case slices.Contains(w.PlaceKinds, kind):
			named = append(named, w)
		case slices.Contains(w.PlaceKinds, "*"):
			general = append(general, w)
		}
	}
	if len(named) > 0 {
		return named
	}
	return general
}

func (p *Pack) closed(d Date) bool {
	_, found := slices.BinarySearch(p.Closed.Days, d)
	return found
}

// windowOpens reports that w opens on d.
func (h *hearing) windowOpens(p *Pack, w *Window, d Date) bool {
	return (slices.Contains(w.Days, d.weekday()) || w.MakeUpDays == "allow" && p.Closed.working(d)) && !h.shut(p, w, d)
}

// shut reports a closed day for the window. The first schema meant the pack's
// own days, and goes on meaning them.
func (h *hearing) shut(p *Pack, w *Window, d Date) bool {
	switch {
	case w.ClosedDays != "deny":
		return false
	case p.Schema == schemaFirst:
		return p.closed(d)
	}
	return h.closed(d) || !p.Closed.known(d)
}

// spans lists the openings of the windows from day first to day last, in order.
// Where clocks change inside a window it takes the later reading to open and
// the earlier one to close, so no reading of the hour can be outside.
func (h *hearing) spans(p *Pack, windows []*Window, first, last Date) []span {
	out := make([]span, 0, int(last-first+1)*len(windows))
	for d := first; d <= last; d++ {
		for _, w := range windows {
			if !h.windowOpens(p, w, d) {
				continue
			}
			ends := d
			if w.To <= w.From {
				ends = d + 1
			}
			_, open := h.zone.reads(d, w.From)
			end, _ := h.zone.reads(ends, w.To)
			if ends != d && h.shut(p, w, ends) {
				end, _ = h.zone.reads(ends, 0)
			}
			if open < end {
				out = append(out, span{open, end, int64(w.LastStart) * minute, w.ID, p.ID, w.Requires})
			}
		}
	}
	return join(out)
}

// join makes one span of those that touch, or a visit at midnight would stand
// outside two windows that are one. Windows that ask for other consents stay
// apart: the hours of one do not carry the consent of the other.
func join(spans []span) []span {
	slices.SortStableFunc(spans, func(a, b span) int {
		return cmp.Or(slices.Compare(a.requires, b.requires), cmp.Compare(a.open, b.open))
	})
	out := spans[:0] // never ahead of what is read
	for _, s := range spans {
		if len(out) == 0 {
			out = append(out, s)
			continue
		}
		prev := &out[len(out)-1]
		switch {
		case !slices.Equal(prev.requires, s.requires) || s.open > prev.close:
			out = append(out, s)
		case s.close > prev.close:
			prev.close, prev.margin = s.close, s.margin
		case s.close == prev.close:
			prev.margin = min(prev.margin, s.margin)
		}
	}
	return out
}

// judgeHours asks every pack with windows, then holds the act against what they
// leave together.
func (h *hearing) judgeHours() {
	room := span{open: math.MinInt64, close: math.MaxInt64}
	inside := h.timed && h.zoned && len(h.packs) > 0
	for _, p := range h.packs {
		if h.hasty && !inside {
			return
		}
		if !slices.ContainsFunc(p.Windows, func(w Window) bool { return w.reaches(h.channel()) }) {
			continue
		}
		windows := p.windowsFor(h.q.Place.Kind, h.channel())
		if len(windows) == 0 {
			h.block(rulePlace, p.ID, "place_not_allowed", map[string]string{"place": known(h.q.Place.Kind, places)}, "meet_elsewhere")
			inside = false
			continue
		}
		if !h.timed || !h.zoned {
			continue
		}
		if slices.ContainsFunc(windows, func(w *Window) bool { return h.relaxed(p, w.RelaxWith) }) {
			continue
		}
		s, ok := h.fit(p, windows)
		if !ok {
			inside = false
			continue
		}
		h.sayUnknownDay(p, windows)
		for _, consent := range h.unmet(p, s.requires) {
			h.block(s.rule, p.ID, "consent_required", map[string]string{"consent": consent}, "ask_in_writing", "meet_elsewhere")
		}
		room.open, room.margin = max(room.open, s.open), max(room.margin, s.margin)
		if s.close < room.close {
			room.close, room.rule, room.pack = s.close, s.rule, s.pack
		}
	}
	if inside && room.close != math.MaxInt64 {
		h.v.EndBy = room.close
		h.judgeEnd(room)
	}
}

// fit finds the opening of p that holds the whole interval, or says why none
// does.
func (h *hearing) fit(p *Pack, windows []*Window) (span, bool) {
	first := h.zone.date(h.from)
	rule := windows[0].ID
	if h.to-h.from > day {
		h.block(rule, p.ID, codeNotProvable, nil, wayOnline, wayBeacon)
		return span{}, false
	}
	spans := h.spans(p, windows, first-1, first+2)
	best, found, touched := span{}, false, ""
	for _, s := range spans {
		switch {
		case s.open <= h.from && h.to < s.close:
			if !found || len(h.unmet(p, s.requires)) < len(h.unmet(p, best.requires)) {
				best, found = s, true
			}
		case s.open <= h.to && h.from < s.close:
			touched = s.rule
		}
	}
	switch {
	case found:
	case touched != "":
		h.block(touched, p.ID, codeNotProvable, nil, wayOnline, wayBeacon)
	case slices.ContainsFunc(windows, func(w *Window) bool { return h.shut(p, w, first) }):
		h.sayShut(p, first)
	default:
		h.block(rule, p.ID, codeOutside, windows[0].params(h.q.Place.Kind), wayWait)
	}
	return best, found
}

// unmet gives the consents of a window that are not there. Under the first
// schema none ever is.
func (h *hearing) unmet(p *Pack, requires []string) []string {
	if p.Schema == schemaFirst {
		return requires
	}
	var unmet []string
	for _, kind := range requires {
		if !h.consented(p, kind) {
			unmet = append(unmet, kind)
		}
	}
	return unmet
}

// sayShut names the pack whose calendar closes the day, p's own if it does.
func (h *hearing) sayShut(p *Pack, d Date) {
	by := p
	if !p.closed(d) || !slices.Contains(h.calendars, p) {
		if i := slices.IndexFunc(h.calendars, func(o *Pack) bool { return o.closed(d) }); i >= 0 {
			by = h.calendars[i]
		} else {
			h.block(cmp.Or(p.Closed.ID, rulePack), p.ID, CodeDayUnknown, map[string]string{"day": d.String()}, wayOnline)
			return
		}
	}
	h.block(by.Closed.ID, by.ID, codeClosedDay, map[string]string{"day": d.String()}, wayWait)
}

// sayUnknownDay warns where a window of p keeps to a calendar of another pack, and that
// calendar ends before the day: it may be a holiday. p's own windows are shut then. To shut
// the house's too would close a country on the day its calendar's next edition is late.
func (h *hearing) sayUnknownDay(p *Pack, windows []*Window) {
	if p.Schema == schemaFirst || !slices.ContainsFunc(windows, func(w *Window) bool { return w.ClosedDays == "deny" }) {
		return
	}
	d := h.zone.date(h.from)
	for _, c := range h.calendars {
		told := slices.ContainsFunc(h.v.Reasons, func(r Reason) bool { return r.Code == CodeDayUnknown && r.Pack == c.ID })
		if c.Closed.ID != "" && !c.Closed.known(d) && !told {
			h.warn(c.Closed.ID, c.ID, CodeDayUnknown, map[string]string{"day": d.String()}, wayOnline)
		}
	}
}

func (w *Window) params(kind string) map[string]string {
	var days []string
	for _, d := range w.Days {
		days = append(days, weekdays[d])
	}
	return map[string]string{"place": known(kind, places), "from": w.From.String(), "to": w.To.String(), "days": strings.Join(days, ",")}
}

// judgeEnd holds start and planned end against the close that all packs leave.
func (h *hearing) judgeEnd(room span) {
	until := h.q.When.Until
	closes := map[string]string{"close_us": strconv.FormatInt(room.close, 10)}
	if h.q.Act == Continue {
		if until > room.close {
			h.warn(room.rule, room.pack, "must_end_by", closes, "end_earlier")
		}
		return
	}
	lastStart := room.close - room.margin
	started := map[string]string{"last_start_us": strconv.FormatInt(lastStart, 10)}
	switch {
	case h.from > lastStart:
		h.block(room.rule, room.pack, codeTooLate, started, wayWait)
	case h.to > lastStart:
		h.block(room.rule, room.pack, codeNotProvable, started, wayOnline, wayBeacon)
	}
	if until > room.close {
		h.block(room.rule, room.pack, codeEndsAfter, closes, "end_earlier", wayWait)
	}
}
