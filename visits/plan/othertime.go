package plan

import (
	"cmp"
	"slices"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/outcome"
	"fairvisit/visits/route"
)

// part of a day, in seconds from midnight.
type part struct {
	name        string
	from, until int32
}

// parts of a day: who was not met in one is looked for in another.
var parts = []part{{"morning", 0, 12 * 3600}, {"afternoon", 12 * 3600, 17 * 3600}, {"evening", 17 * 3600, 24 * 3600}}

// avoid is the part of the day a case was last tried in without meeting who it is about:
// its last closed visit says so by an outcome whose next step is another hour. "": none.
func avoid(c *visits.Case, at *time.Location) string {
	var last visits.Contact
	for _, v := range c.Contacts {
		if len(v.Codes) > 0 && v.First >= last.First {
			last = v
		}
	}
	other := func(code string) bool {
		o := outcome.House().Of(code)
		return o != nil && o.Next == outcome.NextOtherHour
	}
	if len(last.Codes) == 0 || slices.ContainsFunc(last.Codes, func(code string) bool { return !other(code) }) {
		return ""
	}
	when := time.UnixMicro(last.First).In(at)
	seconds := int32(when.Hour()*3600 + when.Minute()*60 + when.Second())
	for _, p := range parts {
		if seconds < p.until {
			return p.name
		}
	}
	return ""
}

// prefer leaves the part of the day out that k was last tried in, where some crew that
// may go can begin at another time. Where none can, its hours stay: a visit at the same
// hour is better than none. A window that only costs more was refused: a search weighs
// minutes, and would buy the same hour again for a few of them.
func (d *day) prefer(k *candidate) {
	name := avoid(&k.Case.Case, d.gate.midnight.Location())
	i := slices.IndexFunc(parts, func(p part) bool { return p.name == name })
	if i < 0 {
		return
	}
	var rest []route.Span
	for _, w := range k.open {
		for _, s := range []route.Span{{From: w.From, Until: min(w.Until, parts[i].from-60)}, {From: max(w.From, parts[i].until), Until: w.Until}} {
			if s.From <= s.Until {
				rest = append(rest, s)
			}
		}
	}
	slices.SortFunc(rest, func(a, b route.Span) int { return cmp.Compare(a.From, b.From) })
	for _, crew := range k.crews {
		c := &d.crews[crew]
		if slices.ContainsFunc(rest, func(s route.Span) bool { return max(s.From, c.From) <= min(s.Until, c.Until-d.gate.service) }) {
			k.open, k.avoids = rest, name
			return
		}
	}
}
