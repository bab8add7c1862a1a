package judging

import (
	"slices"

	"fairvisit/visits"
	"fairvisit/visits/outcome"
)

// judgeEvidence misses what the outcomes have to bring back, by the table the visit
// was made by and from its entries alone; what the close says of itself only tells
// the reasons. A record that is not whole is another finding.
func (h *hearing) judgeEvidence() {
	h.judgeOutcomes()
	h.judgeCollateral()
	c, t := h.Visit.Closed, outcome.Named(h.Visit.Opened.Used)
	if c == nil || t == nil {
		return
	}
	own := 0
	for _, l := range h.Visit.Lines {
		if l.Device.IsZero() && l.Wall <= h.wall(visits.VisitClosed) {
			own++
		}
	}
	if own < c.Entries {
		return
	}
	reason := func(code, need string) string {
		i := slices.IndexFunc(c.Evidence, func(g visits.EvidenceGap) bool { return g.Code == code && g.Need == need })
		if i < 0 {
			return ""
		}
		return c.Evidence[i].Reason
	}
	for _, g := range t.Gaps(c.Outcomes, outcome.Record(h.Visit), reason) {
		if g.Reason == "" {
			h.say(visits.EvidenceMissing, g.Code+" "+g.Need)
		}
	}
}
