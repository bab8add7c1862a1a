package fieldwork

import (
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// slot is the contact this device holds for a case, as headquarters said it. A
// case without any line of it was decided on this device alone.
func (o *Officer) slot(c *visits.Case) rules.Slot {
	id := o.Journal.Identity()
	s := c.Slot(c.Standing)
	switch {
	case len(c.Slots) == 0:
		return rules.Slot{State: rules.SlotUnsaid}
	case s == nil:
		return rules.Slot{State: rules.SlotNone}
	case s.Withheld != "":
		return rules.Slot{State: rules.SlotWithheld, Rule: s.Withheld}
	case !s.HeldBy(id.Device, id.Officer), !s.Returned.IsZero():
		return rules.Slot{State: rules.SlotNone}
	case !s.Visit.IsZero():
		return rules.Slot{State: rules.SlotUsed}
	}
	return rules.Slot{State: rules.SlotGranted, From: s.From, Until: s.Until}
}
