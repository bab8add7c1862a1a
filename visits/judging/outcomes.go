package judging

import (
	"cmp"
	"slices"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/outcome"
	"fairvisit/visits/rules"
)

// unknownOutcome stands in the place of the need in the detail of a finding.
const unknownOutcome = "unknown_outcome"

// judgeOutcomes finds an outcome that the visit's table has not, or the newest one here
// where it names none that is known: what nobody knows would ask for no evidence at all,
// and would be the easiest one to close with. So is one that is headquarters' to say. Only
// of a table of a later version than this program's is nothing said: a later program may
// know what it has.
func (h *hearing) judgeOutcomes() {
	c, t := h.Visit.Closed, outcome.House()
	if c == nil || h.Visit.Opened == nil {
		return
	}
	if slices.ContainsFunc(h.Visit.Opened.Used, func(u visits.Used) bool { return u.ID == t.ID && rules.CompareVersions(u.Version, t.Version) > 0 }) {
		return
	}
	t = cmp.Or(outcome.Named(h.Visit.Opened.Used), t)
	for _, o := range c.Outcomes {
		if known := t.Of(o.Code); known == nil || known.By == outcome.ByOffice {
			h.say(visits.EvidenceMissing, strings.TrimSpace(likeACode(o.Code)+" "+unknownOutcome))
		}
	}
}

// noCollateral stands likewise where an outcome of collateral was chosen for a case of
// which no import ever said that it has any.
const noCollateral = "no_collateral"

// noPapers stands likewise where collateral was handed over and the papers for that are
// known not to be complete.
const noPapers = "no_papers"

// collateralFrom (µs) is 2026-11-25 UTC. Before it no import could say that a case has
// any collateral, and the outcomes were there: a branch must not wake up to a finding
// for each of them.
const collateralFrom = 1_795_564_800_000_000

// judgeCollateral finds such an outcome, whatever the visit answers of itself.
func (h *hearing) judgeCollateral() {
	if h.Opened.Wall < collateralFrom || h.Visit.Closed == nil || h.Visit.Opened == nil {
		return
	}
	said := map[string]bool{}
	for _, o := range h.Visit.Closed.Outcomes {
		known := outcome.Meaning(h.Visit.Opened.Used, o.Code)
		if known == nil || known.Class != outcome.ClassCollateral || said[o.Code] {
			continue
		}
		said[o.Code] = true
		switch {
		case !h.Case.Pledged:
			h.say(visits.EvidenceMissing, o.Code+" "+noCollateral)
		case h.Case.NoPapersFor(o.Code):
			h.say(visits.EvidenceMissing, o.Code+" "+noPapers)
		}
	}
}

// likeACode is what a foreign client wrote as a code where it looks like one. Anything
// else could be a name, and does not go on into findings, which nothing erases.
func likeACode(code string) string {
	if len(code) > 16 || strings.Trim(strings.ToLower(code), "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return ""
	}
	return code
}

// needIdentity is the need of the outcomes that nobody reaches without having spoken
// to somebody and asked who they are.
const needIdentity = "identity"

// spoke reports an outcome that takes longer than a minute at a door. Nobody home,
// sent away, a threat may be over in seconds: what shows those are their photo and
// their arrival, not their pace.
func (h *hearing) spoke() bool {
	var used []visits.Used
	if h.Visit.Opened != nil {
		used = h.Visit.Opened.Used
	}
	return h.Visit.Closed != nil && slices.ContainsFunc(h.Visit.Closed.Outcomes, func(o visits.Outcome) bool {
		known := outcome.Meaning(used, o.Code)
		return known != nil && slices.ContainsFunc(known.Needs, func(n outcome.Need) bool { return n.Need == needIdentity })
	})
}
