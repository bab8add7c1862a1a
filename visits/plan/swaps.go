package plan

import (
	"cmp"
	"encoding/json"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// swap says in fields whether a manager agreed to a swap of a day, which who is named
// first asked for: then the plan follows it, and else nothing says anything of it.
func (f Fields) swap(day string, one, other evidence.ID, agreed bool) error {
	key := pairKey("swap", day, one, other)
	if !agreed {
		delete(f[evidence.ID{}], key)
		return nil
	}
	text, err := json.Marshal(said{With: one, Agreed: true})
	if err != nil {
		return err
	}
	if f[evidence.ID{}] == nil {
		f[evidence.ID{}] = map[string]string{}
	}
	f[evidence.ID{}][key] = string(text)
	return nil
}

// AnswerSwaps are the answers to what stands as one swap, looked at on today (yyyy-mm-dd):
// a yes with somebody, or with a zero with a no for a reason. Fields then say what the
// plan follows: a yes puts the swap in, and a no to one that was agreed to takes it out.
// visits.ErrSwapDay, visits.ErrSwapWith, or an answer that is none: nothing may be written,
// and fields may have been changed.
func (f Fields) AnswerSwaps(swaps []visits.Swap, with evidence.ID, reason, today string) ([]visits.SwapAnswerFacts, error) {
	answers := make([]visits.SwapAnswerFacts, 0, len(swaps))
	for i := range swaps {
		s := &swaps[i]
		a := visits.SwapAnswerFacts{Asked: s.Entry, Of: s.Officer, Result: visits.SwapAgreed, With: with, Reason: reason}
		var err error
		switch stands := s.Stands(today); {
		case with.IsZero():
			a.Result = visits.SwapDeclined
			if stands.State == visits.SwapAgreed {
				a.Back = stands.Answer.Entry
				err = f.swap(s.Day, s.Officer, stands.Answer.With, false)
			}
		case s.Day < today:
			return nil, visits.ErrSwapDay
		case !s.With.IsZero() && s.With != with:
			return nil, visits.ErrSwapWith
		default:
			err = f.swap(s.Day, s.Officer, with, true)
		}
		if err := cmp.Or(err, a.Check()); err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// Swapping is why somebody's swap is spoken against: they swap that day already.
const Swapping = "swapping"

// SwapAgainst is what speaks against a swap of two on a day: who of them would not be
// there or swaps that day already, and who else would be left without somebody to go with:
// each of the two takes the place of the other, as it is. known is as of Together. Of who
// is not in the roster it says nothing.
func (r *Roster) SwapAgainst(day string, one, other evidence.ID, known [][]evidence.ID) []Off {
	i := slices.IndexFunc(r.People, func(p Person) bool { return p.ID == one })
	k := slices.IndexFunc(r.People, func(p Person) bool { return p.ID == other })
	if i < 0 || k < 0 || i == k {
		return nil
	}
	both := []Person{r.People[i], r.People[k]}
	var said []Off
	for _, p := range both {
		if slices.ContainsFunc(r.Swaps, func(s Swap) bool { return s.Day == day && s.Agreed && (s.One == p.Name || s.Other == p.Name) }) {
			said = append(said, Off{p.Name, p.ID, "swaps that day already", Swapping})
		}
	}
	would := *r
	would.Swaps = append(slices.Clone(r.Swaps), Swap{Day: day, One: both[0].Name, Other: both[1].Name, Agreed: true})
	away := would.Away(day, 0)
	for _, o := range away {
		if o.ID == one || o.ID == other {
			said = append(said, o)
		}
	}
	before, after := slices.Concat(r.Together(day, 0, known)...), slices.Concat(would.Together(day, 0, known)...)
	for _, p := range r.People {
		if p.ID != one && p.ID != other && slices.Contains(before, p.ID) && !slices.Contains(after, p.ID) && !slices.ContainsFunc(away, func(o Off) bool { return o.ID == p.ID }) {
			said = append(said, Off{p.Name, p.ID, "nobody is left to go with", Alone})
		}
	}
	return said
}
