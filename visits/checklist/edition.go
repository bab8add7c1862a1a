package checklist

import (
	"errors"
	"fmt"
	"slices"
)

// EditionOf reports, as its error, why l may not take the place of the house's
// list. Outcomes, stops and findings are told by the ids of that list, so an edition
// has each of its questions, in their order, and each asks, stops and bounds as it
// did. Texts may differ, and questions, groups and rounds may be added: what they
// are answered decides nothing outside of the list.
func (l List) EditionOf(house List) error {
	if l.ID != house.ID {
		return fmt.Errorf("the list is %q, and only an edition of %q can be in force: outcomes, stops and findings go by its questions", l.ID, house.ID)
	}
	for _, lang := range []string{"en", "zh-Hans"} {
		if len(l.Languages) > 0 && !slices.Contains(l.Languages, lang) {
			return fmt.Errorf("the list has no texts in %s, which officers read", lang)
		}
	}
	last := -1
	for i := range house.Questions {
		h := &house.Questions[i]
		at := slices.IndexFunc(l.Questions, func(q Question) bool { return q.ID == h.ID })
		if at < 0 {
			return fmt.Errorf("question %s of %s %s is left out, and something goes by its answer", h.ID, house.ID, house.Version)
		}
		if at < last {
			return fmt.Errorf("question %s is asked before one that %s %s asks first", h.ID, house.ID, house.Version)
		}
		last = at
		if err := l.Questions[at].asks(h); err != nil {
			return fmt.Errorf("question %s is another than in %s %s: %w", h.ID, house.ID, house.Version, err)
		}
	}
	return nil
}

// asks reports, as its error, what of a question of the house is not kept.
func (q *Question) asks(h *Question) error {
	missing := func(s string) bool { return !slices.Contains(q.Stops, s) }
	switch {
	case q.Phase != h.Phase || q.Kind != h.Kind || q.By != h.By || q.Group != h.Group:
		return errors.New("its phase, its kind, its group and who answers it must stay")
	case !slices.Equal(q.When, h.When) || q.Relevant != h.Relevant || q.Calculate != h.Calculate || q.Default != h.Default:
		return errors.New("when it is asked, what it is calculated from and what it is without an answer must stay")
	case h.Required && !q.Required || q.RequiredIf != h.RequiredIf || h.Words && !q.Words || h.AskReason && !q.AskReason:
		return errors.New("it must be required, kept with the words and give a reason where it was")
	case slices.ContainsFunc(h.Stops, missing):
		return errors.New("an answer that stopped the visit does not any more")
	case q.Min < h.Min || q.Max > h.Max || q.Constraint != h.Constraint: // an added one could forbid the very answer that stops
		return errors.New("its bounds may be narrower and not wider")
	case q.Usual != "" && q.Usual != h.Usual:
		return errors.New("an answer is ticked before anybody was asked")
	}
	if !slices.EqualFunc(q.Choices, h.Choices, func(a, b Choice) bool { return a.Code == b.Code && a.Relevant == b.Relevant }) {
		return errors.New("its choices must stay, in their order; only their texts may differ")
	}
	return nil
}
