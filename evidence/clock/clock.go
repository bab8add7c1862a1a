// Package clock reads the two clocks an entry carries: the wall, which people
// set, and a clock that only runs forward and counts sleep, with the id of the
// boot it counts from. Nothing here is believed; class and interval of an entry
// are judged from beacons (FORMAT.md section 7).
package clock

import (
	"time"

	"fairvisit/evidence"
)

// Now is the wall clock in µs since 1970.
func Now() int64 { return time.Now().UnixMicro() }

// Zone is what the device believes its zone to be, in minutes east of UTC.
func Zone() int16 {
	_, seconds := time.Now().Zone()
	return int16(seconds / 60)
}

// started and process stand in for a boot where the system does not tell one:
// each run of the program is then a boot of its own, which is never less strict.
var (
	started = time.Now()
	process = evidence.NewID()
)

func sinceProcess() (evidence.ID, int64) { return process, time.Since(started).Microseconds() }
