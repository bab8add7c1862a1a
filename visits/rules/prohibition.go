package rules

import (
	"fmt"
	"slices"
	"strconv"

	"fairvisit/evidence"
)

// Prohibition forbids channels at places, whatever the hour.
type Prohibition struct {
	ID             string   `json:"id"`
	Channels       []string `json:"channels"`
	PlaceKinds     []string `json:"place_kinds"`
	CollectorTypes []string `json:"collector_types"`
	RelaxWith      []string `json:"relax_with"`
	Cites          []string `json:"cites"`
}

// PapersRule asks for a certificate that holds until the visit ends.
type PapersRule struct {
	ID    string   `json:"id"`
	Kind  string   `json:"kind"`
	Who   string   `json:"who"` // each, one
	Cites []string `json:"cites"`
}

// LeaveRule ends a visit for what is seen at the door.
type LeaveRule struct {
	ID       string   `json:"id"`
	Observed string   `json:"observed"`
	Within   int      `json:"within_seconds"`
	Instead  []string `json:"instead"`
	Cites    []string `json:"cites"`
}

func (p *Pack) checkProhibitions(rules map[string]bool) error {
	for _, b := range p.Prohibits {
		switch {
		case !newRule(rules, b.ID):
			return fmt.Errorf("prohibition %q: no rule id, or used twice", b.ID)
		case len(b.Channels) == 0 || !eachOnce(b.Channels, isChannel) || len(b.PlaceKinds) == 0 || !eachOnce(b.PlaceKinds, isPlace):
			return fmt.Errorf("prohibition %s: channels %q, place_kinds %q", b.ID, b.Channels, b.PlaceKinds)
		case len(b.CollectorTypes) == 0 || !eachOnce(b.CollectorTypes, func(s string) bool { return s == "*" || isCode(s) }):
			return fmt.Errorf("prohibition %s: collector_types %q", b.ID, b.CollectorTypes)
		case !p.defines(b.RelaxWith):
			return fmt.Errorf("prohibition %s: a consent that the pack's consents do not define", b.ID)
		}
	}
	for _, c := range p.Certificates {
		if !newRule(rules, c.ID) || !isCode(c.Kind) || c.Who != "each" && c.Who != "one" {
			return fmt.Errorf("certificate %q: no rule id, used twice, kind %q, who %q", c.ID, c.Kind, c.Who)
		}
	}
	seen := map[string]bool{}
	for _, l := range p.LeaveWhen {
		bad := seen[l.Observed] || !slices.Contains(observations, l.Observed) || l.Within < 0 || l.Within > 3600
		if !newRule(rules, l.ID) || bad || len(l.Instead) == 0 || !eachOnce(l.Instead, isCode) {
			return fmt.Errorf("leave_when %q: no rule id, used twice, observed %q, within_seconds %d, instead %q", l.ID, l.Observed, l.Within, l.Instead)
		}
		seen[l.Observed] = true
	}
	return nil
}

// judgeProhibitions: a collector nobody has named is under every prohibition.
func (h *hearing) judgeProhibitions() {
	for _, p := range h.packs {
		for _, b := range p.Prohibits {
			who := h.q.Case.CollectorType
			if slices.Contains(b.Channels, h.channel()) && holds(b.PlaceKinds, h.q.Place.Kind) && (who == "" || holds(b.CollectorTypes, who)) && !h.relaxed(p, b.RelaxWith) {
				h.block(b.ID, p.ID, "prohibited", map[string]string{"place": known(h.q.Place.Kind, places), "channel": h.channel()}, "write_instead")
			}
		}
	}
}

func holds(list []string, have string) bool {
	return slices.Contains(list, "*") || slices.Contains(list, have)
}

// judgeSeen: what no pack has a rule for is not understood, and the crew leaves
// all the same.
func (h *hearing) judgeSeen() {
	for i, seen := range h.q.Observed {
		if slices.Contains(h.q.Observed[:i], seen) {
			continue
		}
		understood := false
		for _, p := range h.packs {
			for _, l := range p.LeaveWhen {
				if l.Observed == seen {
					h.block(l.ID, p.ID, "must_leave", map[string]string{"observed": l.Observed, "within_seconds": strconv.Itoa(l.Within)}, l.Instead...)
					understood = true
				}
			}
		}
		if !understood {
			h.block(ruleSeen, "", "observation_not_understood", map[string]string{"observed": known(seen, observations)}, "leave_now")
		}
	}
}

// judgePapers: each officer is one person, however often he is named.
func (h *hearing) judgePapers() {
	if h.q.Act == Continue || h.channel() != ChannelVisit {
		return
	}
	for _, p := range h.packs {
		for _, c := range p.Certificates {
			with, without := map[evidence.ID]bool{}, map[evidence.ID]bool{}
			for _, o := range h.q.Crew {
				if h.certified(o, c.Kind) {
					with[o.ID] = true
				} else {
					without[o.ID] = true
				}
			}
			if len(with) == 0 || c.Who == "each" && len(without) > 0 {
				h.block(c.ID, p.ID, "certificate_missing", map[string]string{"certificate": c.Kind}, "send_another_officer")
			}
		}
	}
}

func (h *hearing) certified(o Officer, kind string) bool {
	end := max(h.to, h.q.When.Until)
	return h.timed && !o.ID.IsZero() && slices.ContainsFunc(o.Certificates, func(c Certificate) bool { return c.Kind == kind && c.Until > end })
}
