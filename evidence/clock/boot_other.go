//go:build !linux && !darwin && !windows

package clock

import "fairvisit/evidence"

// SinceBoot counts from the start of the program, with an id of its own: what
// this system tells of its boots is not read yet, and a run of the program is
// the smallest thing that can be vouched for.
func SinceBoot() (evidence.ID, int64) { return sinceProcess() }
