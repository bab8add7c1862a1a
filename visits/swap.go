package visits

import (
	"cmp"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"fairvisit/evidence"
)

// A swap of a whole day that an officer asks for, and its answer (evidence/FORMAT.md
// sections 41 and 44). To ask changes nothing.
const (
	SwapAsked    = "swap.asked/1"
	SwapAnswered = "swap.answered/1"
)

// KindSwap is the picture of one swap that was asked for.
const KindSwap = "swap"

// The results of an answer, and how a swap stands besides them.
const (
	SwapAgreed   = "agreed"
	SwapDeclined = "declined"
	SwapOpen     = "open"
	SwapOver     = "over" // nobody answered, and its day is over
)

// SwapDeclines are the codes for which one is declined.
var SwapDeclines = []string{"not_allowed", "nobody_free", "other_day", "other"}

// SwapsMost is how many open ones an officer has at most: each is a line for the whole
// branch. SwapTextMost is in characters.
const (
	SwapsMost    = 20
	SwapTextMost = 500
)

var (
	errSwap       = errors.New("a swap is asked for one day and with one colleague or anybody, in at most 500 characters; nothing was stored")
	errSwapAnswer = errors.New("an answer agrees to a swap with the one who was asked for, or declines it for a reason of the list; nothing was stored")
	// ErrSwapWith refuses a yes to another than was asked for.
	ErrSwapWith = errors.New("this officer asked to swap with somebody else; nothing was written")
	// ErrSwapDay refuses what is about a day that is over.
	ErrSwapDay = errors.New("this day is over, nobody can swap it; nothing was stored")
	// ErrSwapsOften refuses one more of who has SwapsMost open ones.
	ErrSwapsOften = errors.New("this officer has 20 swaps that nobody answered yet; nothing was stored")
)

// SwapFacts are one swap that is asked for by the officer of its refs.
type SwapFacts struct {
	Day  string      `json:"day"` // yyyy-mm-dd
	With evidence.ID `json:"with,omitzero"`
}

// SwapAnswerFacts answer one.
type SwapAnswerFacts struct {
	Asked  evidence.Hash `json:"asked"`
	Of     evidence.ID   `json:"of"` // who asked
	Result string        `json:"result"`
	With   evidence.ID   `json:"with,omitzero"` // of SwapAgreed: the other one
	Reason string        `json:"reason,omitempty"`
	Back   evidence.Hash `json:"back,omitzero"` // of SwapDeclined: the yes it takes back
	By     evidence.ID   `json:"by,omitzero"`   // of headquarters' own chain: for whom
}

// Check refuses what headquarters would not understand of an officer; nothing may be
// stored of it.
func (f *SwapFacts) Check(officer evidence.ID) error {
	if _, err := time.Parse(time.DateOnly, f.Day); err != nil || officer.IsZero() || f.With == officer {
		return errSwap
	}
	return nil
}

// CheckSwapText refuses a reason that is too long.
func CheckSwapText(w *TextWords) error {
	if w != nil && utf8.RuneCountInString(w.Text) > SwapTextMost {
		return errSwap
	}
	return nil
}

// Check refuses an answer that is none.
func (f *SwapAnswerFacts) Check() error {
	ok := !f.Asked.IsZero() && !f.Of.IsZero()
	switch f.Result {
	case SwapAgreed:
		ok = ok && !f.With.IsZero() && f.With != f.Of && f.Reason == "" && f.Back.IsZero()
	case SwapDeclined:
		ok = ok && f.With.IsZero() && slices.Contains(SwapDeclines, f.Reason)
	default:
		ok = false
	}
	if !ok {
		return errSwapAnswer
	}
	return nil
}

// Swap is the picture of one swap that was asked for.
type Swap struct {
	ID       evidence.ID   `json:"id"` // AskID
	Entry    evidence.Hash `json:"entry,omitzero"`
	Case     evidence.ID   `json:"case"` // RosterID of who asked
	Unit     evidence.ID   `json:"unit,omitzero"`
	Officer  evidence.ID   `json:"officer,omitzero"`   // who asked
	At       int64         `json:"at,omitempty"`       // µs, wall
	Received int64         `json:"received,omitempty"` // µs, headquarters' clock; 0: it is on its way
	SwapFacts
	Text    string       `json:"text,omitempty"`
	Answers []SwapAnswer `json:"answers,omitempty"` // in order of their entries
	Erased  bool         `json:"erased,omitempty"`
	Omitted int          `json:"omitted,omitempty"`
}

// SwapAnswer is one answer.
type SwapAnswer struct {
	Said
	Case   evidence.ID   `json:"case"` // of its refs
	Result string        `json:"result"`
	With   evidence.ID   `json:"with,omitzero"`
	Reason string        `json:"reason,omitempty"`
	Back   evidence.Hash `json:"back,omitzero"`
}

// SwapStands is how a swap that was asked for stands.
type SwapStands struct {
	State  string
	Answer *SwapAnswer // of SwapAgreed and SwapDeclined
}

// Stands is how it stands on a day, yyyy-mm-dd.
func (s *Swap) Stands(today string) SwapStands {
	if a := s.answer(); a != nil {
		return SwapStands{State: a.Result, Answer: a}
	}
	if s.Day < today {
		return SwapStands{State: SwapOver}
	}
	return SwapStands{State: SwapOpen}
}

// counted are the answers to this question that agree to no other than was asked for.
func (s *Swap) counted() []SwapAnswer {
	return slices.DeleteFunc(slices.Clone(s.Answers), func(a SwapAnswer) bool {
		return a.Case != s.Case || a.Result == SwapAgreed && !s.With.IsZero() && a.With != s.With
	})
}

// answer is the one that stands; nil: none does. A no counts over a yes that it takes
// back, and over no other: the plan follows a yes until somebody who knew it takes it out.
func (s *Swap) answer() *SwapAnswer {
	all := s.counted()
	if len(all) == 0 {
		return nil
	}
	yes := slices.DeleteFunc(slices.Clone(all), func(a SwapAnswer) bool {
		return a.Result != SwapAgreed || slices.ContainsFunc(all, func(no SwapAnswer) bool { return no.Back == a.Entry })
	})
	if len(yes) > 0 {
		all = yes
	} else {
		all = slices.DeleteFunc(all, func(a SwapAnswer) bool { return a.Result == SwapAgreed })
	}
	last := slices.MaxFunc(all, func(x, y SwapAnswer) int { return compareAt(x.At, x.Entry, y.At, y.Entry) })
	return &last
}

// Same reports whether two ask for one thing: who answers sees them as one.
func (s *Swap) Same(o *Swap) bool {
	return s.Officer == o.Officer && s.Unit == o.Unit && s.SwapFacts == o.SwapFacts
}

// CompareSwaps puts what must be answered first before the rest.
func CompareSwaps(x, y *Swap) int {
	return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.At, y.At), slices.Compare(x.ID[:], y.ID[:]))
}
