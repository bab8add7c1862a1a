package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Why a visit is left out though some crew may have time: it lacks what the case takes.
const (
	SpeakersFull = "who_speaks_is_full"
	SkilledFull  = "who_can_is_full"
)

// lacking is what nobody of a crew has of what the cases of the day take, to stand
// behind a sentence; "" if it is nothing.
func (d *day) lacking(crew int) string {
	lacks := map[string]bool{}
	for i := range d.stops {
		switch what, why := d.in.Roster.lacks(&d.crews[crew], d.stops[i].Case); why.Why {
		case NotSpoken:
			lacks["nobody of it speaks "+what] = true
		case NoSkill:
			lacks["nobody of it has the skill "+what] = true
		}
	}
	if len(lacks) == 0 {
		return ""
	}
	return ": " + strings.Join(slices.Sorted(maps.Keys(lacks)), ", ")
}

// fullBut says of a visit that no crew has time for whom it was not asked of: crews
// without its language or skill. None: it was asked of all, or is kept for one.
func (d *day) fullBut(k *candidate) Reason {
	if _, pinned := d.in.Pins[k.ID]; pinned || k.asked != nil {
		return Reason{}
	}
	can, last, code := 0, "", ""
	for i := range d.crews {
		switch what, why := d.in.Roster.lacks(&d.crews[i], k.Case); why.Why {
		case "":
			can++
		default:
			last, code = what, why.Why
		}
	}
	of := fmt.Sprintf("%d of %d crews that go", can, len(d.crews))
	switch code {
	case NotSpoken:
		return Reason{Why: SpeakersFull, Words: fmt.Sprintf("only %s speak %s, and no crew that goes and speaks it has the time left", of, last)}
	case NoSkill:
		return Reason{Why: SkilledFull, Words: fmt.Sprintf("only %s have the skill %s, and no crew that goes and has it has the time left", of, last)}
	}
	return Reason{}
}
