package visits

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"fairvisit/evidence"
)

func (p *Pictures) askOf(id evidence.ID) (*Ask, error) {
	k := Key{KindAsk, id}
	a, ok, err := held[Ask](p, k)
	if err == nil && !ok {
		a = &Ask{ID: id}
		p.held[k] = a
	}
	return a, err
}

// foldVisitAsked takes a visit in that somebody asks for. The case is touched at
// headquarters alone: on a device it may not even be there, and a question must not
// put it into a list.
func foldVisitAsked(p *Pictures, in Input) error {
	h := &in.Entry.Header
	if h.Practice {
		return nil
	}
	f, err := facts[AskFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[AskWords](in.Entry)
	if err != nil {
		return err
	}
	if err := f.Check(); err != nil {
		return payloadError{err}
	}
	if in.Received != 0 && f.TooFar(time.UnixMicro(in.Received).UTC().AddDate(0, 0, 1).Format(time.DateOnly)) { // a day more: it is counted where the debtor lives
		return payloadError{errAskDays}
	}
	if h.Case().IsZero() || h.Officer().IsZero() {
		return payloadError{errors.New("a visit is asked for by an officer and for a case")}
	}
	if w != nil {
		if err := w.Check(&f); err != nil {
			return payloadError{err}
		}
	}
	a, err := p.askOf(AskID(in.Entry.ID))
	if err != nil || !a.Entry.IsZero() {
		return err
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	if many, err := p.asksOften(h, in.Received); err != nil {
		return err
	} else if many {
		return payloadError{errAsksOften}
	}
	if many, err := p.asksElsewhere(d, a.ID, f.Reference, in); err != nil {
		return err
	} else if many {
		return payloadError{errAsksOften}
	}
	f.Against = codesOf(f.Against)
	a.keepOf(h.Case())
	a.Entry, a.Unit, a.Officer, a.At, a.Received, a.AskFacts, a.Words = in.Entry.ID, d.Unit, h.Officer(), h.Wall, in.Received, f, w
	p.touch(KindAsk, a.ID, in.Entry.ID)
	return p.askedOf(a, in)
}

// dayOf is the UTC day of a moment, µs.
func dayOf(at int64) string { return time.UnixMicro(at).UTC().Format(time.DateOnly) }

func foldAskAnswered(p *Pictures, in Input) error {
	h := &in.Entry.Header
	if h.Practice {
		return nil
	}
	f, err := facts[AskAnswerFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[TextWords](in.Entry)
	if err != nil {
		return err
	}
	if err := f.Check(); err != nil {
		return payloadError{err}
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	who := h.Officer()
	if d.Role == "hq" {
		who = f.By
	}
	if h.Case().IsZero() || who.IsZero() || in.Received != 0 && !MayDecide(d.Role) || w != nil && utf8.RuneCountInString(w.Text) > AskTextMost {
		return payloadError{errNoDesk}
	}
	a, err := p.askOf(AskID(f.Asked))
	if err != nil || slices.ContainsFunc(a.Answers, func(x AskAnswer) bool { return x.Entry == in.Entry.ID }) {
		return err
	}
	x := AskAnswer{Said: Said{Entry: in.Entry.ID, Officer: who, Role: d.Role, At: h.Wall, Received: in.Received}, Unit: d.Unit,
		Of: h.Case(), Result: f.Result, Decision: f.Decision, Case: f.Case, Reason: f.Reason}
	if a.Case.IsZero() {
		a.Case = h.Case() // by whose key it is sealed until the question itself comes in
	}
	if w != nil && x.Of == a.Case {
		x.Text = w.Text
	}
	a.Answers = insertByEntry(a.Answers, x, func(y AskAnswer) evidence.Hash { return y.Entry })
	p.touch(KindAsk, a.ID, in.Entry.ID)
	return p.askedOf(a, in)
}

// askedOf notes on the cases a question names that it is asked for them, and how they
// stand to it.
func (p *Pictures) askedOf(a *Ask, in Input) error {
	if in.Received == 0 {
		return nil
	}
	about := append([]evidence.ID{a.Case}, a.Placed()...)
	for _, x := range a.Answers {
		about = append(about, x.Of) // also before the question is there: who erases that case must find it
	}
	for _, id := range about {
		if id.IsZero() {
			continue
		}
		c, err := p.caseOf(id)
		if err != nil {
			return err
		}
		if !slices.Contains(c.Asks, a.ID) {
			c.Asks = append(c.Asks, a.ID)
			slices.SortFunc(c.Asks, func(x, y evidence.ID) int { return slices.Compare(x[:], y[:]) })
			p.touch(KindCase, c.ID, in.Entry.ID)
		}
	}
	return p.settleAsk(a, in)
}

// settleAsks brings the visits asked for up to what an entry made of its case.
func (p *Pictures) settleAsks(in Input) error {
	id := in.Entry.Header.Case()
	if in.Received == 0 || id.IsZero() {
		return nil
	}
	c, err := p.caseOf(id)
	if err != nil {
		return err
	}
	for _, id := range c.Asks {
		a, err := p.askOf(id)
		if err == nil {
			err = p.settleAsk(a, in)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settleAsk says in a question how its case stands, for who asked may not be told more
// of it, and lets go of its words with those of the case.
func (p *Pictures) settleAsk(a *Ask, in Input) error {
	plan, erased := AskPlan{}, false
	for _, id := range append([]evidence.ID{a.Case}, a.Placed()...) {
		c, err := p.caseOf(id)
		if err != nil {
			return err
		}
		erased = erased || c.Erased != nil
		if id == a.Means() && !a.Unit.IsZero() && c.Unit == a.Unit {
			plan = a.of(c) // another branch's case is nobody's here to be told of
		}
	}
	if erased {
		plan = AskPlan{State: AskOver, Erased: true}
	}
	if plan != a.Plan {
		a.Plan = plan
		p.touch(KindAsk, a.ID, in.Entry.ID)
	}
	if erased && a.Spoken() {
		a.Words = nil
		for i := range a.Answers {
			a.Answers[i].Text = ""
		}
		p.touch(KindAsk, a.ID, in.Entry.ID)
	}
	return nil
}

// keepOf has it lie under the key of a case, the question's own, and lets go of what is
// said under another: it would outlive the case that it was said of.
func (a *Ask) keepOf(id evidence.ID) {
	a.Case = id
	for i := range a.Answers {
		if a.Answers[i].Of != id {
			a.Answers[i].Text = ""
		}
	}
}

// Spoken reports whether it holds words, so that it must lie under a key that can be
// destroyed.
func (a *Ask) Spoken() bool {
	return a.Words != nil || slices.ContainsFunc(a.Answers, func(x AskAnswer) bool { return x.Text != "" })
}
