package visits

import (
	"slices"

	"fairvisit/evidence"
)

// unheardFor (µs) is for how long a start waits for a time of headquarters in its own
// boot while its device goes on handing in entries. Whoever speaks to headquarters gets
// one and writes it down; what came in before it broke off waits until next time.
const unheardFor = 7 * 24 * hour

// unheard is all that is known of a start in whose boot no beacon stands: it was
// written after what headquarters last told the device, and came in when it did.
func (c *DeviceClock) unheard(s VisitStart) timed {
	return timed{class: "B", from: max(s.Floor, c.Enrolled), to: s.Received}
}

// judgeUnheard judges what waited too long: a program of somebody's own may never write
// a beacon nor start its device anew, and would wait for ever.
func (p *Pictures) judgeUnheard(in Input, d *Device) error {
	late := func(s VisitStart) bool { return in.Received-s.Received > unheardFor }
	if !slices.ContainsFunc(d.Clock.Waiting, late) {
		return nil
	}
	for _, s := range d.Clock.Waiting {
		if late(s) {
			if err := p.judgeTime(in, d, s, nil, d.Clock.unheard(s)); err != nil {
				return err
			}
		}
	}
	d.Clock.Waiting = slices.DeleteFunc(slices.Clone(d.Clock.Waiting), late)
	p.touch(KindDevice, d.ID, in.Entry.ID)
	return nil
}

// claims reports a start that no chain like this one can carry: of class A, which is a
// beacon of the device itself earlier in the same boot, and there is none; or by a clock
// that stood later already in this boot, by which no visit begins. Only of a chain that
// is here without a hole nothing may be missing.
func (d *Device) claims(in Input, class string) bool {
	c := &d.Clock
	if in.Status != evidence.Whole || c.Carried || len(d.Gaps) > 0 {
		return false
	}
	return class == "A" || c.Latest != 0 && in.Entry.Header.Wall < c.Latest-ClockTolerance
}
