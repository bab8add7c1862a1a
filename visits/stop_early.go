package visits

import (
	"slices"

	"fairvisit/evidence"
)

// EarlyWord is what a manager's device said of a stop or a complaint before the branch
// of its case was known. Whether it counts depends on that branch, so it says nothing
// until then: counted at once, managers of any branch would lift the stop.
type EarlyWord struct {
	Entry    evidence.Hash `json:"entry"`
	Kind     string        `json:"kind"`
	Device   evidence.ID   `json:"device"`
	Officer  evidence.ID   `json:"officer"`
	At       int64         `json:"at"`                 // µs, by that device's clock
	Received int64         `json:"received,omitempty"` // µs, headquarters' clock
	Facts    []byte        `json:"facts"`
}

// wait keeps an entry, once, until the branch of the case is known.
func (c *Case) wait(in Input) {
	if slices.ContainsFunc(c.Early, func(w EarlyWord) bool { return w.Entry == in.Entry.ID }) {
		return
	}
	h := &in.Entry.Header
	c.Early = append(c.Early, EarlyWord{in.Entry.ID, h.Kind, h.Device, h.Officer(), h.Wall, in.Received, slices.Clone(in.Entry.Facts.Bytes)})
}

// again is the entry as far as its fold reads it.
func (w *EarlyWord) again(c *Case) Input {
	refs := []evidence.Ref{{Kind: evidence.RefCase, ID: c.ID}, {Kind: evidence.RefOfficer, ID: w.Officer}}
	return Input{Received: w.Received, Status: evidence.Whole, Entry: &evidence.Entry{ID: w.Entry,
		Header: evidence.Header{Kind: w.Kind, Device: w.Device, Wall: w.At, Refs: refs}, Facts: evidence.Part{State: evidence.Present, Bytes: w.Facts}}}
}

// earlyFolds fold what waited.
var earlyFolds = map[string]func(*Pictures, Input) error{
	StopDecided: atDesk(foldStopDecided, true), ReleaseConfirmed: atDesk(foldReleaseAnswer, true), ReleaseDeclined: atDesk(foldReleaseAnswer, true),
	ComplaintReceived: atDesk(foldComplaintReceived, true), ComplaintAcknowledged: atDesk(foldComplaintAcknowledged, true), ComplaintAnswered: atDesk(foldComplaintAnswered, true),
}

// thenEarly folds what names the branch of a case, and then what waited for it, in
// the order it came in.
func thenEarly(fold func(*Pictures, Input) error) func(*Pictures, Input) error {
	return func(p *Pictures, in Input) error {
		if err := fold(p, in); err != nil {
			return err
		}
		c, err := p.theCase(in)
		if err != nil || c.Unit.IsZero() {
			return err
		}
		early := c.Early
		c.Early = nil
		for i := range early {
			if err := earlyFolds[early[i].Kind](p, early[i].again(c)); err != nil {
				return err
			}
		}
		p.touch(KindCase, c.ID, in.Entry.ID)
		return nil
	}
}
