package visits

import (
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// DeskAct is one thing somebody says of a stop or a complaint, as an entry that
// names the case and who says it. A device writes it into its own chain, an
// operator into headquarters'.
type DeskAct struct {
	Kind  string
	Facts any
	Words any // nil: none
}

// Refusals of the desk; nothing was written.
var (
	ErrNoStop       = errors.New("this case has no such stop; nothing was decided")
	ErrNotAsked     = errors.New("nobody asks for this stop to be lifted, or other decisions contradict it; nothing was answered")
	ErrDeclined     = errors.New("this release was declined, so it is settled: ask for the stop to be lifted anew, with the reason; nothing was answered")
	ErrLifted       = errors.New("this stop is lifted already; nothing was decided")
	ErrUnanswered   = errors.New("the complaint behind this stop is not answered: receive it, answer it, then ask for the stop to be lifted; nothing was decided")
	ErrNoComplaint  = errors.New("this case has no such complaint; nothing was written")
	ErrAcknowledged = errors.New("this complaint is acknowledged already; nothing was written")
	ErrUntil        = errors.New("an extension needs a time that is still to come, by when it is decided; nothing was decided")
)

// StopDeciding is what somebody decides of a stop: one of StopDecisions, one of its
// StopReasons, and until when (µs; 0: no day).
type StopDeciding struct {
	Flag             evidence.Hash
	Decision, Reason string
	Until            int64
}

// spoken is free text as words, nil for none.
func spoken(text string) any {
	if text == "" {
		return nil
	}
	return TextWords{Text: text}
}

// FlagOf is the stop an entry raised, in force or not.
func (c *Case) FlagOf(entry evidence.Hash) (f Flag, lifted, found bool) {
	for _, f := range c.Flags {
		if f.Entry == entry {
			return f, false, true
		}
	}
	for _, l := range c.Lifted {
		if l.Entry == entry {
			return l.Flag, true, true
		}
	}
	return Flag{}, false, false
}

// DecideStop is the act that decides of a stop at now (µs); text may be empty. It
// takes the place of every decision there is. Refused: ErrNoStop, ErrLifted,
// ErrUnanswered, ErrUntil, a code that is none.
func (c *Case) DecideStop(d StopDeciding, text string, now int64) (DeskAct, error) {
	f, lifted, found := c.FlagOf(d.Flag)
	reasons, known := StopReasons[d.Decision]
	switch {
	case !found:
		return DeskAct{}, ErrNoStop
	case !known:
		return DeskAct{}, fmt.Errorf("%q is no decision of a stop: it can be %v; nothing was decided", d.Decision, StopDecisions)
	case !slices.Contains(reasons, d.Reason):
		return DeskAct{}, fmt.Errorf("%q is no reason for it: it can be %v; nothing was decided", d.Reason, reasons)
	case lifted && d.Decision == StopRelease:
		return DeskAct{}, ErrLifted
	case d.Decision == StopRelease && f.Code == FlagComplaint && !c.complaintsAnswered(f.Entry):
		return DeskAct{}, ErrUnanswered
	case d.Until != 0 && (d.Until <= now || d.Decision == StopRelease), d.Until == 0 && d.Decision == StopExtended:
		return DeskAct{}, ErrUntil
	}
	facts := StopDecidedFacts{Flag: d.Flag, Decision: d.Decision, Reason: d.Reason, Until: d.Until}
	if s := c.Stop(d.Flag); s != nil {
		facts.Replaces = s.Names()
	}
	return DeskAct{StopDecided, facts, spoken(text)}, nil
}

// AnswerRelease is the act that confirms the release of a stop, or declines it for
// one of ReleaseDeclineReasons. Whether it counts, who writes it decides: another
// person than asked. Refused: ErrNoStop, ErrNotAsked, ErrDeclined.
func (c *Case) AnswerRelease(flag evidence.Hash, declined, text string) (DeskAct, error) {
	_, lifted, found := c.FlagOf(flag)
	if !found {
		return DeskAct{}, ErrNoStop
	}
	d, answer, asked := c.Stop(flag).Asked()
	if !asked || lifted || len(c.Stop(flag).Contested) > 0 {
		return DeskAct{}, ErrNotAsked
	}
	if answer != nil && !answer.Confirmed {
		return DeskAct{}, ErrDeclined
	}
	facts := ReleaseAnswerFacts{Flag: flag, Asked: d.Entry, Reason: declined}
	if declined == "" {
		return DeskAct{ReleaseConfirmed, facts, spoken(text)}, nil
	}
	if !slices.Contains(ReleaseDeclineReasons, declined) {
		return DeskAct{}, fmt.Errorf("%q is no reason to let it stand: it can be %v; nothing was answered", declined, ReleaseDeclineReasons)
	}
	return DeskAct{ReleaseDeclined, facts, spoken(text)}, nil
}

// ComplaintStop is the stop in force that a complaint of this case belongs to;
// false: one must be raised first.
func (c *Case) ComplaintStop() (Flag, bool) {
	i := slices.IndexFunc(c.Flags, func(f Flag) bool { return f.Code == FlagComplaint })
	if i < 0 {
		return Flag{}, false
	}
	return c.Flags[i], true
}

// ReceiveComplaint is the act that takes a complaint in, by its stop, that came at a
// time (µs).
func ReceiveComplaint(flag evidence.Hash, channel, about, text string, at int64) (DeskAct, error) {
	if !slices.Contains(ComplaintChannels, channel) || !slices.Contains(ComplaintAbouts, about) {
		return DeskAct{}, fmt.Errorf("a complaint comes by one of %v and is about one of %v; nothing was written", ComplaintChannels, ComplaintAbouts)
	}
	return DeskAct{ComplaintReceived, ComplaintFacts{Complaint: evidence.NewID(), Flag: flag, Channel: channel, About: about, At: at,
		AcknowledgeBy: at + acknowledgeDays*24*hour, AnswerBy: at + answerDays*24*hour}, spoken(text)}, nil
}

// AcknowledgeComplaint is the act that says that who complained was told, at a time
// (µs). Refused: ErrNoComplaint, ErrAcknowledged.
func (c *Case) AcknowledgeComplaint(id evidence.ID, at int64) (DeskAct, error) {
	k := c.Complaint(id)
	switch {
	case k == nil:
		return DeskAct{}, ErrNoComplaint
	case k.Acknowledged != 0:
		return DeskAct{}, ErrAcknowledged
	}
	return DeskAct{ComplaintAcknowledged, AcknowledgedFacts{Complaint: id, At: at}, nil}, nil
}

// AnswerComplaint is the act that answers a complaint with one of ComplaintOutcomes,
// in place of every answer there is. Refused: ErrNoComplaint.
func (c *Case) AnswerComplaint(id evidence.ID, upheld, text string, at int64) (DeskAct, error) {
	k := c.Complaint(id)
	switch {
	case k == nil:
		return DeskAct{}, ErrNoComplaint
	case !slices.Contains(ComplaintOutcomes, upheld):
		return DeskAct{}, fmt.Errorf("a complaint is upheld: %v, and not %q; nothing was written", ComplaintOutcomes, upheld)
	}
	return DeskAct{ComplaintAnswered, ComplaintAnsweredFacts{Complaint: id, At: at, Upheld: upheld, Replaces: k.Names()}, spoken(text)}, nil
}

// How a stop in force stands, for lists.
const (
	StopOpen         = "open" // nobody decided yet
	StopReleaseAsked = "release_asked"
	StopDeclined     = "declined" // a second person let it stand
	StopContested    = "conflict"
)

// StopState is how a stop in force stands: StopOpen, StopUpheld, StopExtended,
// StopReleaseAsked, StopDeclined, StopContested.
func (c *Case) StopState(f Flag) string {
	s := c.Stop(f.Entry)
	if s != nil && len(s.Contested) > 0 {
		return StopContested
	}
	d, stands := s.Stands()
	if !stands {
		return StopOpen
	}
	if _, answer, asked := s.Asked(); asked {
		if answer != nil && !answer.Confirmed {
			return StopDeclined
		}
		return StopReleaseAsked
	}
	return d.Decision
}
