package clock

import (
	"strings"

	"golang.org/x/sys/unix"

	"fairvisit/evidence"
)

// SinceBoot is the id of this boot and µs on a clock that goes on while the system
// sleeps, as that of the Go runtime does not here. Where the system keeps the id from
// programs, each run of this one is a boot of its own.
func SinceBoot() (evidence.ID, int64) {
	id := process
	if text, err := unix.Sysctl("kern.bootsessionuuid"); err == nil {
		told, err := evidence.ParseID(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), "-", "")))
		if err == nil && !told.IsZero() {
			id = told
		}
	}
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		return sinceProcess()
	}
	return id, t.Nano() / 1000
}
