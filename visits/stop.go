package visits

import (
	"math"
	"slices"

	"fairvisit/evidence"
)

// Ruling is which of several decisions about one thing stands (D21). No version
// counter could say which of two who were offline knew what.
type Ruling struct {
	Standing  evidence.Hash   `json:"standing"`
	Contested []evidence.Hash `json:"contested,omitempty"` // decisions that named a standing one that was not
}

// take takes a decision in that was not heard of before, and reports whether it
// contradicts the standing one.
func (r *Ruling) take(entry evidence.Hash, replaces []evidence.Hash) (conflict bool) {
	first := r.Standing.IsZero() && len(replaces) == 0
	if !first && !slices.Contains(replaces, r.Standing) {
		r.Contested = append(r.Contested, entry)
		return true
	}
	r.Standing = entry
	r.Contested = slices.DeleteFunc(r.Contested, func(h evidence.Hash) bool { return slices.Contains(replaces, h) })
	return false
}

// Names are what the next decision must replace so that it stands alone.
func (r *Ruling) Names() []evidence.Hash {
	if r.Standing.IsZero() && len(r.Contested) == 0 {
		return nil
	}
	return append([]evidence.Hash{r.Standing}, r.Contested...)
}

// Said is who said something of a stop or a complaint, and when.
type Said struct {
	Entry    evidence.Hash `json:"entry"`
	Officer  evidence.ID   `json:"officer"`
	Role     string        `json:"role"`               // as the device was enrolled; hq: an operator wrote it for the officer
	At       int64         `json:"at"`                 // µs, by the clock of the device that wrote it
	Received int64         `json:"received,omitempty"` // µs, headquarters' clock; 0 on a device that wrote it
}

// StopLine is what was decided of one stop.
type StopLine struct {
	Flag evidence.Hash `json:"flag"`
	Ruling
	Decisions []StopDecision  `json:"decided,omitempty"`
	Answers   []ReleaseAnswer `json:"answers,omitempty"`
}

// StopDecision is one decision of a stop.
type StopDecision struct {
	Said
	Decision string          `json:"decision"`
	Reason   string          `json:"reason"`
	Until    int64           `json:"until,omitempty"`
	Replaces []evidence.Hash `json:"replaces,omitempty"`
}

// ReleaseAnswer is what somebody said to a release that was asked.
type ReleaseAnswer struct {
	Said
	Asked     evidence.Hash `json:"asked"`
	Reason    string        `json:"reason,omitempty"`
	Confirmed bool          `json:"confirmed,omitempty"`
}

// LiftedFlag is a stop that a release took out of force.
type LiftedFlag struct {
	Flag
	Since int64 `json:"since"` // µs: when headquarters received what made the release count; on a device alone its own clock
}

// MayDecide reports whether persons of a role decide of stops. hq is an operator.
func MayDecide(role string) bool { return MayConfirm(role) || role == "hq" }

// Stop is what was decided of the stop that entry raised; nil: nothing yet.
func (c *Case) Stop(entry evidence.Hash) *StopLine {
	for i := range c.Stops {
		if c.Stops[i].Flag == entry {
			return &c.Stops[i]
		}
	}
	return nil
}

// stop is Stop, made where there is none; in order of the entry, so that it is the
// same whatever came first.
func (c *Case) stop(entry evidence.Hash) *StopLine {
	if c.Stop(entry) == nil {
		c.Stops = insertByEntry(c.Stops, StopLine{Flag: entry}, func(s StopLine) evidence.Hash { return s.Flag })
	}
	return c.Stop(entry)
}

// Stands is the decision that stands; false: there is none.
func (s *StopLine) Stands() (StopDecision, bool) {
	if s == nil {
		return StopDecision{}, false
	}
	i := slices.IndexFunc(s.Decisions, func(d StopDecision) bool { return d.Entry == s.Standing })
	if i < 0 {
		return StopDecision{}, false
	}
	return s.Decisions[i], true
}

// Asked is the release that is asked and stands, with what was answered to it that
// counts, which is the first answer of a second person: nil, nobody has yet. Who was
// told no asks again, and does not go on to the next who may say yes.
func (s *StopLine) Asked() (d StopDecision, answer *ReleaseAnswer, asked bool) {
	d, asked = s.Stands()
	if !asked || d.Decision != StopRelease {
		return StopDecision{}, nil, false
	}
	for i := range s.Answers {
		a := &s.Answers[i]
		if a.Asked == d.Entry && a.second(d) && (answer == nil || a.before(answer)) {
			answer = a
		}
	}
	return d, answer, true
}

// before reports whether an answer came before another: as headquarters received them,
// what it has not received yet last; of one moment the one that lets the stop stand.
func (a *ReleaseAnswer) before(b *ReleaseAnswer) bool {
	at := func(x *ReleaseAnswer) int64 {
		if x.Received == 0 {
			return math.MaxInt64
		}
		return x.Received
	}
	if at(a) != at(b) {
		return at(a) < at(b)
	}
	return !a.Confirmed && b.Confirmed
}

// second reports whether the answer is another person's than the decision.
func (a *ReleaseAnswer) second(d StopDecision) bool {
	return !a.Officer.IsZero() && a.Officer != d.Officer
}

// released reports whether the release of a stop counts.
func (c *Case) released(f Flag) bool {
	s := c.Stop(f.Entry)
	if s == nil || len(s.Contested) > 0 {
		return false
	}
	_, answer, asked := s.Asked()
	return asked && answer != nil && answer.Confirmed && (f.Code != FlagComplaint || c.complaintsAnswered(f.Entry))
}

// settleStop puts what an entry raised in force or out of it, as what was decided
// says; at is when that was known.
func (c *Case) settleStop(entry evidence.Hash, at int64) {
	of := func(f Flag) bool { return f.Entry == entry }
	for i := slices.IndexFunc(c.Flags, of); i >= 0 && c.released(c.Flags[i]); i = slices.IndexFunc(c.Flags, of) {
		c.Lifted = append(c.Lifted, LiftedFlag{c.Flags[i], at})
		c.Flags = slices.Delete(c.Flags, i, i+1)
	}
	ofLifted := func(l LiftedFlag) bool { return of(l.Flag) }
	for i := slices.IndexFunc(c.Lifted, ofLifted); i >= 0 && !c.released(c.Lifted[i].Flag); i = slices.IndexFunc(c.Lifted, ofLifted) {
		again := c.Lifted[i].Flag
		again.Again = at
		again.Gaps = append(slices.Clone(again.Gaps), StopGap{c.Lifted[i].Since, at})
		c.Flags = append(c.Flags, again)
		c.Lifted = slices.Delete(c.Lifted, i, i+1)
	}
	slices.SortFunc(c.Flags, compareFlags)
	slices.SortFunc(c.Lifted, func(a, b LiftedFlag) int { return compareFlags(a.Flag, b.Flag) })
}

// StopGap is a time in which a stop was lifted (µs, as LiftedFlag.Since): from, and
// until before.
type StopGap struct {
	From  int64 `json:"from"`
	Until int64 `json:"until"`
}

// stoodAt reports whether the stop stood at a moment (µs), of what is known before it
// was lifted for now.
func (f Flag) stoodAt(at int64) bool {
	return f.At <= at && !slices.ContainsFunc(f.Gaps, func(g StopGap) bool { return g.From <= at && at < g.Until })
}

// AgainAt is since when (µs) the stop was in force again at a moment; 0: by then it had
// never been lifted.
func (f Flag) AgainAt(at int64) int64 {
	since := int64(0)
	for _, g := range f.Gaps {
		if g.Until <= at {
			since = max(since, g.Until)
		}
	}
	return since
}

// with is the flag as who raised it says, and when it was lifted as the copy knows.
func (f Flag) with(copied Flag) Flag {
	f.Again, f.Gaps = copied.Again, copied.Gaps
	return f
}

// StoodAt are the stops that were in force at a moment (µs), as far as is known by
// now: who visited then must be judged by those.
func (c *Case) StoodAt(at int64) []Flag {
	var list []Flag
	for _, f := range c.Flags {
		if f.stoodAt(at) {
			list = append(list, f)
		}
	}
	for _, l := range c.Lifted {
		if l.stoodAt(at) && at < l.Since {
			list = append(list, l.Flag)
		}
	}
	return list
}

// within is by when somebody must decide of a stop of that code, from when it came in.
func within(code string) int64 {
	if hours, ok := decideWithin[code]; ok {
		return hours * hour
	}
	return restHours * hour
}

// DueBy is by when somebody must decide of a stop, in µs of headquarters' clock;
// 0: it stands and nobody need look again.
func (c *Case) DueBy(f Flag) int64 {
	due := max(f.Received, f.Again) + within(f.Code)
	if f.Received == 0 {
		due = max(f.At, f.Again) + within(f.Code)
	}
	if f.Until != 0 {
		due = f.Until
	}
	if d, stands := c.Stop(f.Entry).Stands(); stands {
		due = d.Until
		if d.Decision == StopRelease {
			due = max(d.Received, d.At) + confirmHours*hour
		}
	}
	for i := range c.Complaints {
		if k := &c.Complaints[i]; k.Flag == f.Entry {
			if by := k.DueBy(); by != 0 && (due == 0 || by < due) {
				due = by
			}
		}
	}
	return due
}
