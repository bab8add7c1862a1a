package visits

import (
	"slices"

	"fairvisit/evidence"
)

// deciding folds an entry about a stop or a complaint of a case. From a device that
// may not it counts nothing, and is found.
func deciding[T deskFacts](do func(p *Pictures, c *Case, s Said, f T, in Input) error) func(*Pictures, Input) error {
	return atDesk(do, false)
}

// atDesk is deciding; early is what waited for the branch of its case to be known.
func atDesk[T deskFacts](do func(p *Pictures, c *Case, s Said, f T, in Input) error, early bool) func(*Pictures, Input) error {
	return func(p *Pictures, in Input) error {
		f, err := facts[T](in.Entry)
		if err != nil {
			return err
		}
		h := &in.Entry.Header
		if err := f.check(h.Kind); err != nil {
			return payloadError{err}
		}
		c, err := p.theCase(in)
		if err != nil {
			return err
		}
		d, err := p.device(h.Device)
		if err != nil {
			return err
		}
		who := h.Officer()
		if d.Role == "hq" {
			who = f.whom()
		}
		stranger := d.Role == "manager" && !c.Unit.IsZero() && d.Unit != c.Unit
		// Whoever was dismissed keeps a tablet and may hand in; how its entries came in
		// says nothing, for one sent ahead of its place is not stored as a drain.
		dismissed := !early && !d.Revoked.IsZero() && frees(h.Kind, f)
		if !MayDecide(d.Role) || stranger || dismissed || who.IsZero() {
			p.find(ReleaseAlone, in, c.Unit, who, h.Kind)
			return nil
		}
		if d.Role == "manager" && c.Unit.IsZero() {
			c.wait(in)
			return nil
		}
		return do(p, c, Said{Entry: in.Entry.ID, Officer: who, Role: d.Role, At: h.Wall, Received: in.Received}, f, in)
	}
}

// frees reports whether an entry helps a stop out of force. What keeps one in force
// counts from a revoked device too: a dismissed manager may have upheld it before.
func frees(kind string, facts any) bool {
	d, decided := facts.(StopDecidedFacts)
	return kind == ReleaseConfirmed || kind == ComplaintAnswered || decided && d.Decision == StopRelease
}

// known is when an entry was known here.
func (in Input) known() int64 {
	if in.Received != 0 {
		return in.Received
	}
	return in.Entry.Header.Wall
}

func foldStopDecided(p *Pictures, c *Case, by Said, f StopDecidedFacts, in Input) error {
	s := c.stop(f.Flag)
	if slices.ContainsFunc(s.Decisions, func(d StopDecision) bool { return d.Entry == by.Entry }) {
		return nil
	}
	s.Decisions = append(s.Decisions, StopDecision{by, f.Decision, f.Reason, f.Until, f.Replaces})
	if s.take(by.Entry, f.Replaces) {
		p.find(StopConflict, in, c.Unit, by.Officer, f.Decision)
	}
	p.findAlone(c, s, in)
	c.settleStop(f.Flag, in.known())
	return nil
}

func foldReleaseAnswer(p *Pictures, c *Case, by Said, f ReleaseAnswerFacts, in Input) error {
	s := c.stop(f.Flag)
	if slices.ContainsFunc(s.Answers, func(a ReleaseAnswer) bool { return a.Entry == by.Entry }) {
		return nil
	}
	a := ReleaseAnswer{Said: by, Asked: f.Asked, Reason: f.Reason, Confirmed: in.Entry.Header.Kind == ReleaseConfirmed}
	s.Answers = insertByEntry(s.Answers, a, func(x ReleaseAnswer) evidence.Hash { return x.Entry })
	p.findAlone(c, s, in)
	c.settleStop(f.Flag, in.known())
	return nil
}

// findAlone finds a confirmation by who asked, when the second of the two entries
// comes in.
func (p *Pictures) findAlone(c *Case, s *StopLine, in Input) {
	for _, a := range s.Answers {
		for _, d := range s.Decisions {
			if a.Confirmed && a.Asked == d.Entry && !a.second(d) && (a.Entry == in.Entry.ID || d.Entry == in.Entry.ID) {
				p.find(ReleaseAlone, in, c.Unit, a.Officer, d.Reason)
			}
		}
	}
}
