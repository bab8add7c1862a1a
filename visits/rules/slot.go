package rules

import "slices"

// Slot is the contact that headquarters granted for this visit, or did not
// (D22): two tablets that are offline cannot see each other, so only the one
// that holds the last contact a limit leaves may use it.
type Slot struct {
	State string `json:"state"`           // SlotGranted and the other states; "" = nobody asked
	Rule  string `json:"rule,omitempty"`  // that leaves no room, of SlotWithheld
	From  int64  `json:"from,omitempty"`  // of SlotGranted, inside
	Until int64  `json:"until,omitempty"` // likewise, outside
}

// The states of a slot. Any other blocks like SlotNone.
const (
	SlotGranted  = "granted"
	SlotWithheld = "withheld"
	SlotUsed     = "used"   // by an earlier visit: a slot is one contact
	SlotNone     = "none"   // none was granted to this device for the decision in force
	SlotUnsaid   = "unsaid" // the decision never was at headquarters, which alone grants
)

const (
	ruleSlot = "H-SLOT"

	codeSlotDay = "slot_other_day"
)

// limited reports that a limit which blocks counts visits here.
func (h *hearing) limited() bool {
	return slices.ContainsFunc(h.packs, func(p *Pack) bool {
		return slices.ContainsFunc(p.Frequency, func(f Frequency) bool {
			return f.Severity == Block && slices.Contains(f.Channels, h.channel()) && !h.relaxed(p, f.RelaxWith)
		})
	})
}

// judgeSlot: where a limit counts visits, a visit needs a contact of its own.
// Where the count itself leaves no room, that says more.
func (h *hearing) judgeSlot() {
	s := h.q.Slot
	if s.State == "" || h.q.Act == Continue || h.channel() != ChannelVisit || !h.limited() {
		return
	}
	h.v.Slot = s
	full := slices.ContainsFunc(h.v.Reasons, func(r Reason) bool { return r.Code == codeTooMany && r.Severity == Block })
	switch {
	case full, s.State == SlotUnsaid:
	case s.State == SlotWithheld:
		h.block(ruleSlot, "", "slot_withheld", map[string]string{"limit": s.Rule}, "plan_again")
	case s.State == SlotUsed:
		h.block(ruleSlot, "", "slot_used", nil, "plan_again")
	case s.State != SlotGranted:
		h.block(ruleSlot, "", "slot_none", nil, wayOnline, "plan_again")
	case h.timed && (h.from < s.From || h.to >= s.Until):
		params := map[string]string{}
		if h.zoned {
			params["day"] = h.zone.date(s.From).String()
		}
		h.block(ruleSlot, "", codeSlotDay, params, "plan_again")
	}
}

// Room reports whether a limit that blocks counts visits in the case of q, and
// which one leaves no room for another; "" where all do.
func Room(packs []Pack, q Question) (limited bool, full string) {
	z, zoned := loadZone(q.Case.Zone)
	h := hear(packs, q, z, zoned)
	for _, r := range h.v.Reasons {
		if r.Code == codeTooMany && r.Severity == Block {
			return true, r.Rule
		}
	}
	return h.limited(), ""
}
