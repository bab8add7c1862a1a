package manager

import (
	"time"

	"fairvisit/app/i18n"
	"fairvisit/visits"
)

// now is the time on the branch's clock, as hq plan has it: that of its roster, else of
// most of its cases. The machine's own zone is only where somebody put it down; a
// branch looked at from another country lives its days all the same.
func (m *Manager) now() time.Time {
	if at := m.zone(); at != nil {
		return m.k.Now().In(at)
	}
	return m.k.Now()
}

// zone is the branch's; nil where nothing names one. The pages then go by this device's
// clock and say so: a manager without a day would see nothing at all.
func (m *Manager) zone() *time.Location {
	for _, zone := range []string{m.roster.Zone, m.branch.zone} {
		if at, err := time.LoadLocation(zone); err == nil && zone != "" && zone != "Local" {
			return at
		}
	}
	return nil
}

// today is the branch's day, yyyy-mm-dd.
func (m *Manager) today() string { return m.now().Format(time.DateOnly) }

// dayAt is the day at the address of a case; now is on the branch's clock, which holds
// for a case that names no zone.
func dayAt(c *visits.Case, now time.Time) string { return clockAt(c, now).Format(time.DateOnly) }

// clockAt is a moment on the clock at the address of a case; of none, or of one that
// names no zone, on the clock it was on.
func clockAt(c *visits.Case, moment time.Time) time.Time {
	if c == nil || c.Facts.Zone == "" {
		return moment
	}
	if at, err := time.LoadLocation(c.Facts.Zone); err == nil {
		return moment.In(at)
	}
	return moment
}

// momentAt is a moment (µs) at the address of a case, as clocks there have it; nil: as
// the branch's has it.
func (m *Manager) momentAt(w *i18n.Words, c *visits.Case, micro int64) string {
	now := clockAt(c, m.now())
	return w.Moment(time.UnixMicro(micro).In(now.Location()), now)
}

// turnWithBranch has the pages show the branch's days once its clock is known: until
// the first cases are read, and before they are imported, the machine's was taken.
// What is proposed already keeps its day.
func (m *Manager) turnWithBranch(before string) {
	today := m.today()
	if today == before {
		return
	}
	if m.rosterOn == before {
		m.rosterOn = today
	}
	if m.plan.proposed() == 0 && len(m.plan.picked) == 0 {
		m.plan.day = newPlan(m.now()).day
	}
}
