package safety_test

import (
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/safety"
)

const minute = int64(time.Minute / time.Microsecond)

// at ten begins every visit here, with a check-in every 45 minutes.
const ten = int64(1_770_777_600_000_000)

func visit(lines ...visits.Line) *visits.Visit {
	return &visits.Visit{Status: visits.StatusOpened, Opened: &visits.OpenedFacts{CheckIn: 45 * minute},
		Lines: append([]visits.Line{{Kind: visits.VisitOpened, Wall: ten}}, lines...)}
}

func line(kind string, after int64) visits.Line {
	return visits.Line{Kind: kind, Wall: ten + after*minute}
}

// A crew is safe, near, due and overdue by what it recorded last; a call for help
// says nothing good, and of another's device nothing is told about this crew.
func TestASignOfLifePutsTheCheckInOff(t *testing.T) {
	p := safety.House()
	for name, c := range map[string]struct {
		v     *visits.Visit
		after int64 // minutes after ten
		want  safety.State
		due   int64
	}{
		"begun":                         {visit(), 39, safety.Safe, 45},
		"near":                          {visit(), 40, safety.Near, 45},
		"due":                           {visit(), 45, safety.Due, 45},
		"the last minute of the grace":  {visit(), 49, safety.Due, 45},
		"overdue":                       {visit(), 50, safety.Overdue, 45},
		"checked in":                    {visit(line(visits.CheckinMade, 44)), 50, safety.Safe, 89},
		"a photo is a sign":             {visit(line(visits.PhotoTaken, 30)), 50, safety.Safe, 75},
		"help is none":                  {visit(line(visits.HelpAsked, 30)), 50, safety.Overdue, 45},
		"nor is an incident":            {visit(line(visits.IncidentReported, 30)), 50, safety.Overdue, 45},
		"nor what another device wrote": {visit(visits.Line{Kind: visits.CheckinMade, Wall: ten + 30*minute, Device: evidence.ID{1}}), 50, safety.Overdue, 45},
	} {
		w := p.Watch(c.v, ten+c.after*minute)
		if w.State != c.want || w.Due != ten+c.due*minute {
			t.Errorf("%s: %s, due %d minutes after ten; want %s, %d", name, w.State, (w.Due-ten)/minute, c.want, c.due)
		}
	}
}

func TestNobodyWaitsForACrewThatLeftOrAgreedNothing(t *testing.T) {
	p := safety.House()
	left, closed, abandoned, practice, older := visit(), visit(), visit(), visit(), visit()
	left.Status, closed.Status, abandoned.Status = visits.StatusLeft, visits.StatusClosed, visits.StatusAbandoned
	practice.Practice, older.Opened.CheckIn = true, 0
	for _, v := range []*visits.Visit{left, closed, abandoned, practice, older, {Status: visits.StatusOpened}} {
		if w := p.Watch(v, ten+1000*minute); w != (safety.Watch{}) {
			t.Errorf("%+v of %+v", w, v)
		}
	}
}

// A clock that is an hour ahead makes no crew safe an hour longer, where
// headquarters looks; the tablet itself goes by the clock it writes by.
func TestAClockThatIsAheadKeepsNobodySafe(t *testing.T) {
	p, v := safety.House(), visit()
	v.Safety.Ahead = 60 * minute
	if w := p.Watch(v, ten-10*minute); w.State != safety.Overdue {
		t.Errorf("50 minutes after it really began the crew is %s", w.State)
	}
	if w := p.Own(v, ten+39*minute); w.State != safety.Safe {
		t.Errorf("by its own clock, after 39 minutes, it is %s", w.State)
	}
}

// No device promises longer than the longest time, however large a number it has.
func TestNoDeviceIsSilentForEver(t *testing.T) {
	v := visit()
	v.Opened.CheckIn = 1 << 62
	if w := safety.House().Watch(v, ten+visits.LongestCheckIn+5*minute); w.State != safety.Overdue {
		t.Errorf("after the longest time it is %s, due %d", w.State, w.Due)
	}
}

func TestTheUsualTimeIsTheLongest(t *testing.T) {
	p := safety.House()
	for chosen, want := range map[time.Duration]int64{0: 45, 15 * time.Minute: 15, 90 * time.Minute: 45, -time.Hour: 45} {
		if got := p.Within(chosen); got != want*minute {
			t.Errorf("chosen %s: %d minutes", chosen, got/minute)
		}
	}
}

func TestAPolicyThatCannotBeKeptIsRefused(t *testing.T) {
	good := `{"check_in_minutes":[45,15],"near_minutes":5,"grace_minutes":5,"unheard_minutes":120,"shown_hours":72,"hazard_days":[90]}`
	if _, err := safety.Read([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"[45,15]": "[15,45]", "[45,15],": "[],", `"near_minutes":5`: `"near_minutes":-1`, `"shown_hours":72,`: "", "[90]": "[400]",
		`"unheard_minutes":120`: `"unheard":120`, "45": "900"} {
		bad := strings.Replace(good, from, to, 1)
		if p, err := safety.Read([]byte(bad)); bad == good || err == nil {
			t.Errorf("%s was read as %+v", bad, p)
		}
	}
}
