package judging

import (
	"cmp"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// forever is a certificate's end where nobody could know of another.
const forever = int64(1) << 62

// The questions of the house's checklist that say whether the second officer is
// there. Another list has its own, and nothing is found by it.
const (
	questionSecondHere = "a12"
	questionHowMany    = "a13"
)

// crew are the officers who were at the door, with the papers their device knew
// of. The second one is left out where the crew itself answered that nobody else
// was there: a name in a header is no person at a door.
func (h *hearing) crew() []rules.Officer {
	list := []rules.Officer{h.officer(h.Visit.Officer)}
	if s := h.Visit.Second; !s.IsZero() && !h.alone() {
		list = append(list, h.officer(s))
	}
	return list
}

func (h *hearing) alone() bool {
	here, asked := h.answer(questionSecondHere)
	many, counted := h.answer(questionHowMany)
	return asked && here.Code == "no" || counted && many.Number == 1
}

// answers are all to a question as far as they were handed in, those put right
// included, the one that stands last.
func (h *hearing) answers(question string) (list []visits.Answer) {
	for _, p := range h.phases() {
		for _, a := range p.Answers {
			if a.Question == question {
				list = append(list, a)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b visits.Answer) int { return cmp.Compare(a.At, b.At) })
	return list
}

// answer is the one to a question that stands.
func (h *hearing) answer(question string) (last visits.Answer, found bool) {
	if all := h.answers(question); len(all) > 0 {
		return all[len(all)-1], true
	}
	return last, false
}

// officer gives somebody the certificates that stood when the device last heard
// headquarters. One said after that nobody at the door could know of.
func (h *hearing) officer(id evidence.ID) rules.Officer {
	o := rules.Officer{ID: id}
	for _, who := range h.Crew {
		if who.ID != id {
			continue
		}
		for _, c := range who.Certificates {
			until := c.Until
			if c.Said > h.heard() {
				until = forever
			}
			o.Certificates = append(o.Certificates, rules.Certificate{Kind: c.Kind, Until: until})
		}
	}
	return o
}

// papersKnown reports that headquarters knows the officers: of one it never
// named it cannot say which papers they carry.
func (h *hearing) papersKnown() bool {
	for _, o := range h.crew() {
		known := false
		for _, who := range h.Crew {
			known = known || who.ID == o.ID && who.Named
		}
		if !known {
			return false
		}
	}
	return true
}
