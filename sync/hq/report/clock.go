package report

import (
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
)

// Beacon is headquarters' signed time as it stands in a device's chain.
type Beacon struct {
	Device, Epoch, Boot evidence.ID
	Seq                 uint64
	SinceBoot           int64 // µs, of the entry that holds it
	Time                int64 // µs, headquarters'
	ByQR                bool  // shown by a colleague's device: it bounds from below only
}

// moment is when something was recorded, and how well that is known
// (evidence/FORMAT.md section 7).
type moment struct {
	at    int64 // µs
	zone  int16 // minutes east
	class string
}

// The classes of time.
const (
	classA = "A" // by headquarters' clock
	classB = "B" // by the device's, between bounds
	classC = "C" // by the device's, which was wrong
)

// tolerance is by how much a wall clock may miss its bounds and not be called wrong.
const tolerance = int64(2 * time.Minute / time.Microsecond)

type clock struct {
	beacons []Beacon
	devices map[evidence.ID]evidence.Enrolment
}

func newClock(beacons []Beacon, devices map[evidence.ID]evidence.Enrolment) *clock {
	return &clock{beacons, devices}
}

// judge tells when an entry was recorded. Headquarters' own are received as they
// are written.
func (c *clock) judge(e *dossier.Entry) moment {
	h := &e.Entry.Header
	m := moment{at: h.Wall, zone: h.Zone, class: classB}
	d := c.devices[h.Device]
	if d.Role == "hq" {
		m.at, m.class = e.Leaf.Received, classA
		return m
	}
	earliest, nearest := d.Issued, int64(-1)
	for _, b := range c.beacons {
		if b.Device != h.Device || b.Epoch != h.Epoch {
			continue
		}
		if b.Seq < h.Seq {
			earliest = max(earliest, b.Time)
		}
		if b.ByQR {
			continue
		}
		if away := distance(b.SinceBoot, h.SinceBoot); b.Boot == h.Boot && (nearest < 0 || away < nearest) {
			nearest = away
			m.at, m.class = b.Time+h.SinceBoot-b.SinceBoot, classA
		}
	}
	if m.class == classB && (h.Wall < earliest-tolerance || h.Wall > e.Leaf.Received+tolerance) {
		m.class = classC
	}
	return m
}

func distance(a, b int64) int64 {
	if a > b {
		return a - b
	}
	return b - a
}

// local is the time where the device believed to be.
func (m moment) local() time.Time {
	return time.UnixMicro(m.at).In(time.FixedZone("", int(m.zone)*60))
}

func (m moment) String() string { return m.local().Format("2006-01-02 15:04:05") }

// offset is the zone: UTC+8.
func (m moment) offset() string {
	switch {
	case m.zone == 0:
		return "UTC"
	case m.zone%60 == 0:
		return "UTC" + m.local().Format("-07")
	}
	return "UTC" + m.local().Format("-07:00")
}
