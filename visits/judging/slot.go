package judging

import (
	"slices"

	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// Grant reports whether a limit that blocks counts visits of a case on the day of
// a slot, and which one leaves no room for it. What was counted is asked at the
// end of the day, for the tablet asks again at the door; what others hold can
// become a contact at any hour, so it is asked of the whole day.
func (b *Bench) Grant(i visits.Issue) (limited bool, full string) {
	packs := b.allPacks(&visits.Hearing{Case: i.Case, Visit: &visits.Visit{}, Region: i.Region, InForce: i.InForce})
	last := i.Slot.Until - 1
	q := about(i.Case, i.Region, last)
	limited, full = rules.Room(packs, q)
	if !limited || full != "" || len(i.Reserved) == 0 {
		return limited, full
	}
	q.When.Earliest = i.Slot.From
	q.History = append(q.History, contacts(i.Reserved)...)
	_, full = rules.Room(packs, q)
	return limited, full
}

// about is the question of a visit to everybody of a case at one moment.
func about(c *visits.Case, branch string, at int64) rules.Question {
	q := asked(c, branch, at)
	for _, p := range c.Facts.Parties {
		q.Subjects = append(q.Subjects, rules.Subject{Party: p.Party, Role: p.Role, Debts: q.Case.Debts})
	}
	Tell(c, &q)
	return q
}

// contacts are what counts of other cases, as the engine takes it.
func contacts(list []visits.Elsewhere) []rules.Contact {
	var q rules.Question
	Tell(&visits.Case{Elsewhere: list}, &q)
	return q.History
}

// judgeSlot finds a visit that took a contact which another crew held: without it
// the limits leave room.
func (h *hearing) judgeSlot() {
	if len(h.Reserved) == 0 {
		return
	}
	at := h.Opened.Wall
	q := about(h.Case, h.Region, at)
	q.History = h.before(q.History)
	if _, full := rules.Room(h.packs, q); full != "" {
		return // it broke the limit itself, which is found by that name
	}
	q.History = append(q.History, contacts(h.Reserved)...)
	if _, full := rules.Room(h.packs, q); full != "" {
		h.say(visits.RuleSlot, h.when(full, at))
	}
}

// before leaves out the visit itself and what came after it: a later visit breaks
// its own limit, not this one's. What may have been before it counts: of a reminder
// that somebody has, and of a row of a file, only the day is known.
func (h *hearing) before(history []rules.Contact) []rules.Contact {
	return slices.DeleteFunc(history, func(k rules.Contact) bool { return k.Visit == h.Visit.ID || h.earliest(&k) > h.Opened.Wall })
}

// earliest is the first moment (µs) at which a contact can have been.
func (h *hearing) earliest(k *rules.Contact) int64 {
	if k.At <= h.Opened.Wall {
		return k.At // it was before the visit in any case
	}
	for i := range h.Case.Outside {
		if n := &h.Case.Outside[i]; n.Contact == k.Visit {
			return h.Case.Earliest(n)
		}
	}
	i := slices.IndexFunc(h.Case.Elsewhere, func(e visits.Elsewhere) bool { return e.Contact == k.Visit })
	if i >= 0 && h.Case.Elsewhere[i].Since != 0 {
		return h.Case.Elsewhere[i].Since
	}
	return k.At
}
