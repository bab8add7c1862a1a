// Package safety decides how a crew stands with its check-ins: when the next sign
// of life is due, and whether it is overdue. It is pure: it knows no clock and
// reads what it is given. How long crews may be silent is data (policy.json).
package safety

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/visits"
)

//go:embed policy.json
var file []byte

// Policy is how long crews may be silent.
type Policy struct {
	CheckIn    []int `json:"check_in_minutes"` // what may be chosen at the start, the longest first; the first is usual
	Near       int   `json:"near_minutes"`     // before it is due the tablet says so
	Grace      int   `json:"grace_minutes"`    // after it was due it is overdue
	Unheard    int   `json:"unheard_minutes"`  // without any entry of a crew with stops left: not heard from
	Shown      int   `json:"shown_hours"`      // after it was due an overdue check-in is for headquarters to settle
	HazardDays []int `json:"hazard_days"`      // how long a hazard may be noted for; the first is usual
}

// House is the policy this program comes with. It is part of the program: one
// that cannot be read is a defect every test meets, so it panics.
func House() Policy {
	p, err := Read(file)
	if err != nil {
		panic(err)
	}
	return p
}

// Read reads a policy. Refused: one in which no time can be chosen, times that
// are none, and a choice that is longer than the usual one.
func Read(b []byte) (Policy, error) {
	var p Policy
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("the safety policy cannot be read: %w", err)
	}
	for _, list := range [][]int{p.CheckIn, p.HazardDays} {
		if len(list) == 0 || slices.Min(list) <= 0 {
			return p, errors.New("the safety policy gives no time to choose")
		}
	}
	switch longest := int(visits.LongestCheckIn / minute); {
	case p.CheckIn[0] != slices.Max(p.CheckIn) || p.CheckIn[0] > longest:
		return p, fmt.Errorf("the first check-in time is the longest, and at most %d minutes", longest)
	case slices.Max(p.HazardDays) > visits.HazardDaysMost:
		return p, fmt.Errorf("a hazard is noted for at most %d days", visits.HazardDaysMost)
	case p.Near < 0 || p.Grace < 0 || p.Unheard <= 0 || p.Shown <= 0:
		return p, errors.New("the safety policy has a time that is none")
	}
	return p, nil
}

const minute = int64(time.Minute / time.Microsecond)

// Within is the check-in time of a visit in µs: the one chosen, or the usual one.
// Nobody chooses a longer one than the policy has.
func (p Policy) Within(chosen time.Duration) int64 {
	usual := int64(p.CheckIn[0]) * minute
	if chosen <= 0 {
		return usual
	}
	return min(chosen.Microseconds(), usual)
}

// State is how a visit stands with its check-in.
type State string

// The states, in order.
const (
	Unwatched State = ""        // over, or nothing was agreed
	Safe      State = "safe"    // not due for a while
	Near      State = "near"    // due soon
	Due       State = "due"     // due, within the grace
	Overdue   State = "overdue" // past it, and no sign of life came in
)

// Watch is how a visit stands at one moment.
type Watch struct {
	State State
	Last  int64 // µs: the latest sign of life
	Due   int64 // µs: when the next one is
}

// Watch is how a visit stands at now (µs), by headquarters' clock or a manager's
// and what came in until then. The clock of the visit's device may be ahead: as
// much as is known of it is taken off.
func (p Policy) Watch(v *visits.Visit, now int64) Watch { return p.watch(v, now, v.Safety.Ahead) }

// Own is Watch on the visit's own device, by the clock its entries were written
// by.
func (p Policy) Own(v *visits.Visit, now int64) Watch { return p.watch(v, now, 0) }

func (p Policy) watch(v *visits.Visit, now, ahead int64) Watch {
	if v.Practice || v.Status != visits.StatusOpened || v.Opened == nil || v.Opened.CheckIn <= 0 {
		return Watch{}
	}
	w := Watch{State: Safe}
	for _, l := range v.Lines {
		if l.Device.IsZero() && !slices.Contains(noSign, l.Kind) {
			w.Last = max(w.Last, l.Wall-ahead)
		}
	}
	w.Due = w.Last + min(v.Opened.CheckIn, visits.LongestCheckIn)
	switch {
	case now >= w.Due+int64(p.Grace)*minute:
		w.State = Overdue
	case now >= w.Due:
		w.State = Due
	case now >= w.Due-int64(p.Near)*minute:
		w.State = Near
	}
	return w
}

// noSign are the kinds that do not say that all is well: of a crew in trouble, or
// written by the tablet alone.
var noSign = []string{visits.HelpAsked, visits.IncidentReported, visits.VisitAbandoned, visits.PhotoLost, visits.SoundTaken}
