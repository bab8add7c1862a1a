package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// SwapLine is what stands as one swap that an officer asked for.
type SwapLine struct {
	Swap  evidence.Hash   `json:"swap"`            // the entry that asked first
	Again []evidence.Hash `json:"again,omitempty"` // that asked the same again, and is answered with it
	Unit  evidence.ID     `json:"unit"`
	By    evidence.ID     `json:"by"` // who asked
	Name  string          `json:"name"`
	At    int64           `json:"at"` // µs
	visits.SwapFacts
	WithName string             `json:"with_name,omitempty"`
	State    string             `json:"state"` // of visits.Swap.Stands
	Answer   *visits.SwapAnswer `json:"answer,omitempty"`
	Agreed   string             `json:"agreed_with,omitempty"` // of an answer that is a yes: the other one's name
	Texts    []string           `json:"texts,omitempty"`       // of Swap alone: why they asked
	Against  []plan.Off         `json:"against,omitempty"`     // of Swap alone: what speaks against a yes

	asked []visits.Swap
}

// Swaps are the swaps asked for in a branch, or in all (a zero unit): those that wait for
// an answer first, then by their day. Why they were asked for is left out.
func (h *HQ) Swaps(ctx context.Context, unit evidence.ID) ([]SwapLine, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	var asked []visits.Swap
	err := h.eachPicture(ctx, visits.KindSwap, func(p store.Picture) error {
		s, err := decodePicture[visits.Swap](p)
		if err == nil && !s.Entry.IsZero() && !s.Erased && (unit.IsZero() || s.Unit == unit) {
			asked = append(asked, *s)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(asked, func(x, y visits.Swap) int { return visits.CompareSwaps(&x, &y) })
	lines, days := []SwapLine{}, map[evidence.ID]string{}
	for _, s := range asked {
		if days[s.Unit] == "" {
			if days[s.Unit], err = h.rosterToday(ctx, s.Unit); err != nil {
				return nil, err
			}
		}
		stands := s.Stands(days[s.Unit])
		if i := slices.IndexFunc(lines, func(l SwapLine) bool { return l.State == stands.State && l.asked[0].Same(&s) }); i >= 0 {
			lines[i].Again, lines[i].asked = append(lines[i].Again, s.Entry), append(lines[i].asked, s)
			continue
		}
		l, err := h.lineOfSwap(ctx, s, stands)
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	waits := func(l SwapLine) bool { return l.State == visits.SwapOpen }
	return slices.Concat(slices.DeleteFunc(slices.Clone(lines), func(l SwapLine) bool { return !waits(l) }), slices.DeleteFunc(lines, waits)), nil
}

func (h *HQ) lineOfSwap(ctx context.Context, s visits.Swap, stands visits.SwapStands) (SwapLine, error) {
	l := SwapLine{Swap: s.Entry, Unit: s.Unit, By: s.Officer, At: s.At, SwapFacts: s.SwapFacts, State: stands.State, Answer: stands.Answer, asked: []visits.Swap{s}}
	names := map[*string]evidence.ID{&l.Name: s.Officer, &l.WithName: s.With}
	if stands.Answer != nil {
		names[&l.Agreed] = stands.Answer.With
	}
	for name, id := range names {
		called, err := h.personName(ctx, id)
		if err != nil {
			return l, err
		}
		if *name = called; !id.IsZero() {
			*name = cmp.Or(called, id.Short())
		}
	}
	return l, nil
}

// rosterToday is what day it is in a branch; of one that names no zone the day that is
// not over anywhere, so that no swap that waits is hidden, nor those of other branches.
func (h *HQ) rosterToday(ctx context.Context, unit evidence.ID) (string, error) {
	today, err := h.TodayIn(ctx, unit)
	if errors.Is(err, ErrNoZone) {
		return h.now().In(latestDay).Format(time.DateOnly), nil
	}
	return today, err
}

// Swap is the one of a branch, or of all, whose entry begins with name, with why it was
// asked for and what of the roster speaks against a yes with somebody; a zero with: with
// who was asked for.
func (h *HQ) Swap(ctx context.Context, unit evidence.ID, name string, with evidence.ID) (SwapLine, error) {
	l, err := h.swapNamed(ctx, unit, name)
	if err != nil {
		return l, err
	}
	for i := range l.asked {
		if text := l.asked[i].Text; text != "" {
			l.Texts = append(l.Texts, text)
		}
	}
	if with = cmp.Or(with, l.With); l.State != visits.SwapOpen || with.IsZero() {
		return l, nil
	}
	kept, err := h.Roster(ctx, l.Unit)
	if errors.Is(err, ErrNoRoster) {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	cases, err := h.PlanCases(ctx, l.Unit)
	l.Against = kept.SwapAgainst(l.Day, l.By, with, plan.TogetherOn(cases, l.Day))
	return l, err
}

func (h *HQ) swapNamed(ctx context.Context, unit evidence.ID, name string) (SwapLine, error) {
	lines, err := h.Swaps(ctx, unit)
	if err != nil {
		return SwapLine{}, err
	}
	lines = slices.DeleteFunc(lines, func(l SwapLine) bool {
		return len(name) < 4 || !slices.ContainsFunc(append(l.Again, l.Swap), func(e evidence.Hash) bool { return strings.HasPrefix(e.String(), name) })
	})
	if len(lines) != 1 {
		return SwapLine{}, fmt.Errorf("%d swaps asked for begin with %q: name one by 4 or more digits of its id; nothing was written", len(lines), name)
	}
	return lines[0], nil
}

// What a person says to a swap. SwapBack takes a yes back: a word of its own, so that who
// declines what nobody answered yet takes nothing back that a colleague agreed to meanwhile.
const (
	SwapYes  = "yes"
	SwapNo   = "no"
	SwapBack = "back"
)

// SwapSaid is what a person (By) answers to a swap.
type SwapSaid struct {
	By     evidence.ID
	Answer string      // SwapYes, SwapNo, SwapBack
	With   evidence.ID // of a yes: the other one; zero: who was asked for
	Reason string      // of the others, of visits.SwapDeclines
}

var (
	errSwapAnybody = errors.New("this officer asked to swap with anybody: say with whom; nothing was written")
	errSwapMoved   = errors.New("others write about this swap or this roster all the time, so nothing was written; try again")
)

// AnswerSwap writes an operator's answer for a person into headquarters' chain, to all
// that stands as one with the swap whose entry begins with name, and into the branch's
// roster what the plan follows; both or none, and only as everything was when it was
// looked at, to the moment of writing. Refused, and nothing is written: a yes or a no to
// what was answered meanwhile, a day that is over, a yes to another than was asked for or
// to who is no officer of that branch, and a roster that is not understood.
func (h *HQ) AnswerSwap(ctx context.Context, unit evidence.ID, name string, a SwapSaid) (SwapLine, error) {
	for range takes {
		if err := h.Settle(ctx); err != nil {
			return SwapLine{}, err
		}
		seen, err := h.Store.Folded(ctx) // before the pictures are read, see TakePlan
		if err != nil {
			return SwapLine{}, err
		}
		l, err := h.swapNamed(ctx, unit, name)
		if err != nil {
			return SwapLine{}, err
		}
		acts, err := h.swapActs(ctx, &l, a)
		if err != nil {
			return SwapLine{}, err
		}
		_, err = h.doUnless(ctx, seen, []evidence.ID{visits.RosterID(l.Unit, l.By), visits.RosterID(l.Unit, evidence.ID{})}, acts)
		if errors.Is(err, store.ErrOvertaken) {
			continue
		}
		if err != nil {
			return SwapLine{}, err
		}
		return h.swapNamed(ctx, unit, l.Swap.String())
	}
	return SwapLine{}, errSwapMoved
}

// swapActs are an answer to what stands as one swap, and what it says of the roster.
func (h *HQ) swapActs(ctx context.Context, l *SwapLine, a SwapSaid) ([]Act, error) {
	wants, known := map[string]string{SwapYes: visits.SwapOpen, SwapNo: visits.SwapOpen, SwapBack: visits.SwapAgreed}[a.Answer]
	var with evidence.ID
	if a.Answer == SwapYes {
		with = cmp.Or(a.With, l.With)
	}
	switch {
	case a.By.IsZero() || !known:
		return nil, errors.New("say who answers, and yes, no or back; nothing was written")
	case l.State != wants:
		return nil, fmt.Errorf("this swap is %s, and %s is for one that is %s; nothing was written", l.State, a.Answer, wants)
	case a.Answer == SwapYes && with.IsZero():
		return nil, errSwapAnybody
	case a.Answer == SwapYes && a.Reason != "", a.Answer != SwapYes && !a.With.IsZero():
		return nil, errors.New("a yes has no reason, and a no nobody to swap with; nothing was written")
	case a.Answer != SwapYes && !slices.Contains(visits.SwapDeclines, a.Reason):
		return nil, fmt.Errorf("give one of the reasons %s; nothing was written", strings.Join(visits.SwapDeclines, ", "))
	}
	parts, err := h.RosterParts(ctx, l.Unit)
	if err != nil {
		return nil, err
	}
	if err := h.maySwap(ctx, l, with, parts); err != nil {
		return nil, err
	}
	today, err := h.rosterToday(ctx, l.Unit)
	if err != nil {
		return nil, err
	}
	was := plan.FieldsOf(parts)
	now := was.Clone()
	answers, err := now.AnswerSwaps(l.asked, with, a.Reason, today)
	if err != nil {
		return nil, err
	}
	acts, _, err := h.rosterActs(l.Unit, a.By, parts, plan.Said(was, now))
	for _, f := range answers {
		f.By = a.By
		acts = append(acts, Act{Kind: visits.SwapAnswered, Facts: f, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: visits.RosterID(l.Unit, f.Of)}, {Kind: evidence.RefUnit, ID: l.Unit}}})
	}
	return acts, err
}

// maySwap refuses an answer where nobody could say what the plan would make of it: on a
// roster that is not understood, and a yes for somebody who is no officer of the branch.
func (h *HQ) maySwap(ctx context.Context, l *SwapLine, with evidence.ID, parts []visits.RosterPart) error {
	officers, err := h.Officers(ctx, l.Unit)
	if err != nil {
		return err
	}
	kept, err := plan.RosterOf(parts, officers)
	if err != nil {
		return fmt.Errorf("%w; nothing was written", err)
	}
	if with.IsZero() {
		return nil
	}
	for _, id := range []evidence.ID{l.By, with} {
		if !slices.ContainsFunc(kept.People, func(p plan.Person) bool { return p.ID == id }) {
			return fmt.Errorf("%s is no officer of this branch; nothing was written", id.Short())
		}
	}
	return nil
}
