package visits

import (
	"slices"
	"time"

	"fairvisit/evidence"
)

func (p *Pictures) swapOf(id evidence.ID) (*Swap, error) {
	k := Key{KindSwap, id}
	s, ok, err := held[Swap](p, k)
	if err == nil && !ok {
		s = &Swap{ID: id}
		p.held[k] = s
	}
	return s, err
}

// foldSwapAsked takes in what an officer asks for. It lies under the roster's part of
// that officer, so that it is erased with it.
func foldSwapAsked(p *Pictures, in Input) error {
	h := &in.Entry.Header
	if h.Practice {
		return nil
	}
	f, err := facts[SwapFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[TextWords](in.Entry)
	if err != nil {
		return err
	}
	unit := h.Ref(evidence.RefUnit)
	if f.Check(h.Officer()) != nil || CheckSwapText(w) != nil || unit.IsZero() || h.Case() != RosterID(unit, h.Officer()) {
		return payloadError{errSwap}
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	if in.Received != 0 && (d.Unit != unit || d.Role == "hq") {
		return payloadError{errSwap}
	}
	s, err := p.swapOf(AskID(in.Entry.ID))
	if err != nil || !s.Entry.IsZero() {
		return err
	}
	if many, err := p.swapsOften(h.Case(), in); err != nil {
		return err
	} else if many {
		return payloadError{ErrSwapsOften}
	}
	s.Entry, s.Case, s.Unit, s.Officer, s.At, s.Received, s.SwapFacts = in.Entry.ID, h.Case(), unit, h.Officer(), h.Wall, in.Received, f
	if w != nil {
		s.Text = w.Text
	}
	p.touch(KindSwap, s.ID, in.Entry.ID)
	return p.swapErasable(s, in)
}

// swapReasonDays is for how many days after the day of a swap its reason stays.
const swapReasonDays = 60

// swapsOften reports whether somebody has as many open swaps as there may be, by when
// headquarters received this one, and lets go of words of days that are long over.
func (p *Pictures) swapsOften(part evidence.ID, in Input) (bool, error) {
	if in.Received == 0 {
		return false, nil
	}
	c, err := p.caseOf(part)
	if err != nil {
		return false, err
	}
	today, old := dayOf(in.Received), dayOf(in.Received-swapReasonDays*24*time.Hour.Microseconds())
	n := 0
	for _, id := range c.Swaps {
		s, err := p.swapOf(id)
		if err != nil {
			return false, err
		}
		if s.Stands(today).State == SwapOpen {
			n++
		}
		if s.Day < old && s.Text != "" {
			s.Text = ""
			p.touch(KindSwap, s.ID, in.Entry.ID)
		}
	}
	return n >= SwapsMost, nil
}

// swapErasable has headquarters find a question by the part it lies under.
func (p *Pictures) swapErasable(s *Swap, in Input) error {
	if err := p.rosterErasable(s.Case, in); err != nil || in.Received == 0 {
		return err
	}
	c, err := p.caseOf(s.Case)
	if err != nil {
		return err
	}
	c.Swaps = append(c.Swaps, s.ID)
	slices.SortFunc(c.Swaps, func(x, y evidence.ID) int { return slices.Compare(x[:], y[:]) })
	p.touch(KindCase, c.ID, in.Entry.ID)
	return p.swapsErased(c, in.Entry.ID)
}

// swapsErased lets go of the words of who asked, and of the rows, once the part they lie
// under is erased.
func (p *Pictures) swapsErased(c *Case, by evidence.Hash) error {
	if c.Erased == nil {
		return nil
	}
	for _, id := range c.Swaps {
		s, err := p.swapOf(id)
		if err != nil {
			return err
		}
		s.Text, s.Erased = "", true
		p.touch(KindSwap, s.ID, by)
	}
	return nil
}

func foldSwapAnswered(p *Pictures, in Input) error {
	h := &in.Entry.Header
	if h.Practice {
		return nil
	}
	f, err := facts[SwapAnswerFacts](in.Entry)
	if err != nil {
		return err
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	unit, who := h.Ref(evidence.RefUnit), h.Officer()
	if d.Role == "hq" {
		who = f.By
	}
	if f.Check() != nil || unit.IsZero() || who.IsZero() || h.Case() != RosterID(unit, f.Of) {
		return payloadError{errSwapAnswer}
	}
	if in.Received != 0 && !mayKeep(d, unit) {
		return payloadError{errNoDesk}
	}
	s, err := p.swapOf(AskID(f.Asked))
	if err != nil || slices.ContainsFunc(s.Answers, func(a SwapAnswer) bool { return a.Entry == in.Entry.ID }) {
		return err
	}
	s.Answers = insertByEntry(s.Answers, SwapAnswer{Said: Said{Entry: in.Entry.ID, Officer: who, Role: d.Role, At: h.Wall, Received: in.Received},
		Case: h.Case(), Result: f.Result, With: f.With, Reason: f.Reason, Back: f.Back}, func(a SwapAnswer) evidence.Hash { return a.Entry })
	p.touch(KindSwap, s.ID, in.Entry.ID)
	return nil
}

// feeds are those that show a swap.
func (s *Swap) feeds() (unit evidence.ID, officers []evidence.ID) {
	if s.Entry.IsZero() || s.Erased {
		return unit, nil
	}
	officers = []evidence.ID{s.Officer, s.With}
	for _, a := range s.counted() {
		officers = append(officers, a.With) // also of a yes that was taken back: they are to hear it
	}
	return s.Unit, officers
}

// cutSwap leaves out old answers.
func cutSwap(s *Swap) ([]byte, error) {
	return giveWay(s, &s.Omitted, []list{oldest(&s.Answers)})
}
