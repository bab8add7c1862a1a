package clock

import (
	"golang.org/x/sys/windows"

	"fairvisit/evidence"
)

// SinceBoot is µs since the system was started, sleep included. This system has no id
// of a boot that could be vouched for: each run of the program is a boot of its own.
func SinceBoot() (evidence.ID, int64) { return process, windows.DurationSinceBoot().Microseconds() }
