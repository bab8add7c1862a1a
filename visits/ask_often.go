package visits

import (
	"errors"
	"time"

	"fairvisit/evidence"
)

// Each question is settled again with every entry of its case, and is a row for the
// whole branch: nobody has more than these of asksIn days, or not over.
const (
	asksMost      = 20 // of an officer, of one case
	elsewhereMost = 50 // of a device, by reference or of a case that is of no branch
	asksIn        = 14
)

var errAsksOften = errors.New("visits are asked for too often")

// asksOften reports whether who asks for a visit to a case asks too often, by when
// headquarters received what they asked before. A question of those that are too many
// makes no picture: whoever erases the case finds none of it.
func (p *Pictures) asksOften(h *evidence.Header, received int64) (bool, error) {
	if received == 0 {
		return false, nil
	}
	c, err := p.caseOf(h.Case())
	if err != nil {
		return false, err
	}
	n := 0
	for _, id := range c.Asks {
		a, err := p.askOf(id)
		if err != nil {
			return false, err
		}
		if a.Officer == h.Officer() && a.Case == c.ID && a.weighs(received) {
			n++
		}
	}
	return n >= asksMost, nil
}

// asksElsewhere counts a question that no case here bounds, as each by reference has a
// random id of its own, and reports whether its device asked too many. Only those that
// weigh are kept in mind.
func (p *Pictures) asksElsewhere(d *Device, ask evidence.ID, reference bool, in Input) (bool, error) {
	if in.Received == 0 {
		return false, nil
	}
	if !reference {
		c, err := p.caseOf(in.Entry.Header.Case())
		if err != nil || !c.Unit.IsZero() {
			return false, err
		}
	}
	var weigh []evidence.ID
	for _, id := range d.Elsewhere {
		a, err := p.askOf(id)
		if err != nil {
			return false, err
		}
		if a.weighs(in.Received) {
			weigh = append(weigh, id)
		}
	}
	if len(weigh) >= elsewhereMost {
		return true, nil
	}
	d.Elsewhere = append(weigh, ask)
	p.touch(KindDevice, d.ID, in.Entry.ID)
	return false, nil
}

// weighs reports that a question counts against more of its kind when headquarters
// receives one: it is not over, or came in a short while ago.
func (a *Ask) weighs(received int64) bool {
	return a.Until >= dayOf(received) || dayOf(a.Received) > dayOf(received-asksIn*24*time.Hour.Microseconds())
}
