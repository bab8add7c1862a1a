package rules

import "slices"

// Cited is where one rule of a verdict was read.
type Cited struct {
	Rule       string `json:"rule"`
	Pack       string `json:"pack"` // ID@VERSION
	Source     string `json:"source"`
	Law        string `json:"law"`
	Article    string `json:"article"`
	Confidence string `json:"confidence"` // S, S2, G, U, or house
}

// cited names the sources of every rule that speaks, notes too. The engine's own rules
// have none. Of a closed day a calendar says which it is, and a window that it is shut, so
// both are cited. It stands beside the verdict: an entry keeps the pack's hash, which says as much.
func (h *hearing) cited() []Cited {
	var all []Cited
	for _, r := range slices.Concat(h.v.Reasons, h.v.Notes) {
		for _, p := range h.packs {
			var cites []string
			if p.ID == r.Pack {
				cites = p.citations()[r.Rule]
			}
			if r.Code == codeClosedDay {
				for _, w := range p.windowsFor(h.q.Place.Kind, h.channel()) {
					if w.ClosedDays == "deny" {
						cites = slices.Concat(cites, w.Cites)
					}
				}
			}
			for _, s := range p.Sources {
				one := Cited{r.Rule, p.ID + "@" + p.Version, s.ID, s.Law, s.Article, s.Confidence}
				if slices.Contains(cites, s.ID) && !slices.Contains(all, one) {
					all = append(all, one)
				}
			}
		}
	}
	return all
}

// byLaw is the rule a case expects by the pack's name for it. Where no reason has the
// name, it may be that of a source which a reason cites.
func (c *PackCase) byLaw(h *hearing) string {
	if slices.ContainsFunc(h.v.Reasons, func(r Reason) bool { return r.Rule == c.Rule }) {
		return c.Rule
	}
	for _, r := range h.v.Reasons {
		if r.Severity != c.Expect || c.Code != "" && r.Code != c.Code || !c.gives(r) {
			continue
		}
		if slices.ContainsFunc(h.cited(), func(s Cited) bool { return s.Rule == r.Rule && s.Source == c.Rule }) {
			return r.Rule
		}
	}
	return c.Rule
}
