package clock

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"fairvisit/evidence"
)

// SinceBoot is the id of this boot and µs since it, sleep included.
func SinceBoot() (evidence.ID, int64) {
	text, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return sinceProcess()
	}
	id, err := evidence.ParseID(strings.ReplaceAll(strings.TrimSpace(string(text)), "-", ""))
	if err != nil || id.IsZero() {
		return sinceProcess()
	}
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return sinceProcess()
	}
	return id, t.Nano() / 1000
}
