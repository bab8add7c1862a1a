package rules

import (
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// SpeechRule is what may be said to one kind of listener.
type SpeechRule struct {
	ID     string   `json:"id"`
	To     string   `json:"to"`
	Before []string `json:"before_identity"`
	After  []string `json:"after_identity"`
	Cites  []string `json:"cites"`

	// Requires are consents of everybody who owes, for this one listener; without
	// them the listener hears nothing.
	Requires []string `json:"requires"`
}

// OutcomeRule is the evidence that makes an outcome count.
type OutcomeRule struct {
	ID      string   `json:"id"`
	Outcome string   `json:"outcome"`
	Needs   []string `json:"needs"`
	Cites   []string `json:"cites"`
}

func (p *Pack) checkSpeech(rules map[string]bool) error {
	for i, s := range p.Speech {
		twice := slices.ContainsFunc(p.Speech[:i], func(o SpeechRule) bool { return o.To == s.To })
		if !newRule(rules, s.ID) || twice || !isCode(s.To) || !eachOnce(s.Before, isCode) || !eachOnce(s.After, isCode) || !p.defines(s.Requires) {
			return fmt.Errorf("speech %q: no rule id, used twice, to %q twice, not a code, or a consent that the pack's consents do not define", s.ID, s.To)
		}
	}
	for i, e := range p.EvidenceFor {
		twice := slices.ContainsFunc(p.EvidenceFor[:i], func(o OutcomeRule) bool { return o.Outcome == e.Outcome })
		if !newRule(rules, e.ID) || twice || !isCode(e.Outcome) || len(e.Needs) == 0 || !eachOnce(e.Needs, isCode) {
			return fmt.Errorf("evidence_for %q: no rule id, used twice, outcome %q twice, or not a code", e.ID, e.Outcome)
		}
	}
	return nil
}

// Listener is somebody who is spoken to.
type Listener struct {
	Role       string      // debtor, spouse, neighbour, ...
	Party      evidence.ID // which of them; zero = nobody knows, and no consent is for them
	Identified bool
}

// SayTo is Say to somebody of whom only the role is known.
func SayTo(packs []Pack, q Question, listener string, identified bool) []string {
	return Say(packs, q, Listener{Role: listener, Identified: identified})
}

// Say gives what may be said to a listener:
// only what every pack that speaks of listeners lets be said to this one. A
// listener one of them does not name, or a visit that is blocked, hears nothing.
func Say(packs []Pack, q Question, to Listener) []string {
	z, zoned := loadZone(q.Case.Zone)
	h := hear(packs, q, z, zoned)
	if !h.v.Allowed() {
		return nil
	}
	return h.sayTo(to)
}

func (h *hearing) sayTo(l Listener) []string {
	var may []string
	spoken, house := false, false
	narrow := func(to []string) {
		if !spoken {
			may, spoken = slices.Clone(to), true
			return
		}
		may = slices.DeleteFunc(may, func(s string) bool { return !slices.Contains(to, s) })
	}
	for _, p := range h.packs {
		if !l.Identified && len(p.MaySay) > 0 {
			narrow(p.MaySay)
		}
		if len(p.Speech) == 0 {
			continue
		}
		var to []string
		if i := slices.IndexFunc(p.Speech, func(s SpeechRule) bool { return s.To == l.Role }); i >= 0 {
			if s := p.Speech[i]; l.Identified && h.agreedFor(p, s.Requires, l.Party) {
				to = s.After
			} else if h.agreedFor(p, s.Requires, l.Party) {
				to = s.Before
			}
			house = house || p.Layer == layerHouse
		}
		narrow(to)
	}
	if !house && !h.alone {
		return nil
	}
	return may
}

// Needs gives the evidence an outcome must bring back: what any pack that is in
// force and applies asks for, of every visit and of this outcome.
func Needs(packs []Pack, q Question, outcome string) []string {
	z, zoned := loadZone(q.Case.Zone)
	h := &hearing{q: q, zone: z, zoned: zoned}
	h.judgeTime()
	h.choosePacks(packs)
	return h.needs(outcome)
}

func (h *hearing) needs(outcome string) []string {
	var needs []string
	for _, p := range h.packs {
		lists := [][]string{p.Evidence}
		for _, e := range p.EvidenceFor {
			if e.Outcome == outcome {
				lists = append(lists, e.Needs)
			}
		}
		for _, word := range slices.Concat(lists...) {
			if !slices.Contains(needs, word) {
				needs = append(needs, word)
			}
		}
	}
	return needs
}
